package dev.kogame.netstack.nd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import dev.kogame.netstack.nd.InterfaceIdentifier.Kind;
import org.junit.jupiter.api.Test;

class InterfaceIdentifierTest {

    private static final long PREFIX = 0x2001_0db8_0000_0001L;
    private static final long MAC = 0x3456_789a_bcdeL;

    private static InterfaceIdentifier stable(int secret) {
        byte[] octets = new byte[InterfaceIdentifier.SECRET_OCTETS];
        octets[15] = (byte) secret;
        return new InterfaceIdentifier(Kind.STABLE, octets, new byte[16]);
    }

    @Test
    void shouldMakeTheEui64OfRfc2464() {
        // RFC 2464 section 4: 34-56-78-9A-BC-DE becomes 36-56-78-FF-FE-9A-BC-DE.
        assertThat(InterfaceIdentifier.eui64(MAC)).isEqualTo(0x3656_78ff_fe9a_bcdeL);
        assertThat(new InterfaceIdentifier(Kind.EUI64, new byte[16], new byte[16]).of(PREFIX, 7, MAC, 3))
                .isEqualTo(0x3656_78ff_fe9a_bcdeL);
    }

    @Test
    void shouldBeStable() {
        InterfaceIdentifier one = stable(1);
        long first = one.of(PREFIX, 0, MAC, 0);
        one.of(PREFIX + 1, 0, MAC, 0);
        assertThat(one.of(PREFIX, 0, MAC, 0)).isEqualTo(first);
        assertThat(stable(1).of(PREFIX, 0, MAC, 0)).as("after a restart").isEqualTo(first);
    }

    @Test
    void shouldDependOnEveryInputOfRfc7217() {
        Set<Long> all = new HashSet<>();
        all.add(stable(1).of(PREFIX, 0, MAC, 0));
        all.add(stable(1).of(PREFIX + 1, 0, MAC, 0));
        all.add(stable(1).of(PREFIX, 1, MAC, 0));
        all.add(stable(1).of(PREFIX, 0, MAC + 1, 0));
        all.add(stable(1).of(PREFIX, 0, MAC, 1));
        all.add(stable(2).of(PREFIX, 0, MAC, 0));
        assertThat(all).hasSize(6);
    }

    @Test
    void shouldNotShowTheHardwaresAddress() {
        for (int i = 0; i < 1000; i++) {
            assertThat(stable(1).of(PREFIX + i, 0, MAC, 0) & 0xff_ffffL).isNotEqualTo(MAC & 0xff_ffffL);
        }
    }

    @Test
    void shouldKnowTheReservedIdentifiersOfRfc5453() {
        assertThat(InterfaceIdentifier.reserved(0)).isTrue();
        assertThat(InterfaceIdentifier.reserved(1)).isFalse();
        assertThat(InterfaceIdentifier.reserved(0x0200_5eff_fe00_0000L)).isTrue();
        assertThat(InterfaceIdentifier.reserved(0x0200_5eff_feff_ffffL)).isTrue();
        assertThat(InterfaceIdentifier.reserved(0x0200_5eff_fdff_ffffL)).isFalse();
        assertThat(InterfaceIdentifier.reserved(0x0200_5eff_ff00_0000L)).isFalse();
        assertThat(InterfaceIdentifier.reserved(0xfdff_ffff_ffff_ff7fL)).isFalse();
        assertThat(InterfaceIdentifier.reserved(0xfdff_ffff_ffff_ff80L)).isTrue();
        assertThat(InterfaceIdentifier.reserved(0xfdff_ffff_ffff_ffffL)).isTrue();
        assertThat(InterfaceIdentifier.reserved(0xfe00_0000_0000_0000L)).isFalse();
    }
}
