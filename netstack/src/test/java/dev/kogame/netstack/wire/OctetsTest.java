package dev.kogame.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OctetsTest {

    private final byte[] b = {0, (byte) 0x80, (byte) 0xff, 3, 4, 5, 6, 7, (byte) 0x88, 9};

    @Test
    void shouldReadUnsignedInNetworkByteOrderAtAnyIndex() {
        assertThat(Octets.get8(b, 2)).isEqualTo(0xff);
        assertThat(Octets.get16(b, 1)).isEqualTo(0x80ff);
        assertThat(Octets.get32(b, 1)).isEqualTo(0x80ff0304);
        assertThat(Octets.get32Unsigned(b, 1)).isEqualTo(0x80ff0304L);
        assertThat(Octets.get48(b, 1)).isEqualTo(0x80ff_0304_0506L);
        assertThat(Octets.get64(b, 1)).isEqualTo(0x80ff_0304_0506_0788L);
    }

    @Test
    void shouldWriteWhatItReadsAndNothingElse() {
        for (int at = 0; at < 4; at++) {
            byte[] room = new byte[16];
            Octets.put48(room, at, 0x1234_8000_00ff_ee01L);
            assertThat(Octets.get48(room, at)).isEqualTo(0x8000_00ff_ee01L);
            assertThat(Octets.get64(room, 8)).as("octets behind").isEqualTo(at < 3 ? 0 : 0x0100_0000_0000_0000L);
            Octets.put8(room, at, 0x1ab);
            assertThat(Octets.get8(room, at)).isEqualTo(0xab);
            Octets.put16(room, at, 0x1_8001);
            assertThat(Octets.get16(room, at)).isEqualTo(0x8001);
            Octets.put32(room, at, 0x8000_0001);
            assertThat(Octets.get32Unsigned(room, at)).isEqualTo(0x8000_0001L);
            Octets.put64(room, at, -2);
            assertThat(Octets.get64(room, at)).isEqualTo(-2);
        }
    }
}
