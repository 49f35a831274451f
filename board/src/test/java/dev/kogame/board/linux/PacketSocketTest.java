package dev.kogame.board.linux;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a packet socket refuses; that it carries frames is seen where cases of conformance run over one. */
class PacketSocketTest {
    private static final long MAC = 0x02_00_00_00_00_07L;

    @ParameterizedTest
    @ValueSource(strings = {"", "a name", "longer-than-15-characters", "eth\u00e9"})
    void shouldRefuseWhatCannotNameAnInterface(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> PacketSocket.open(name, MAC))
                .withMessageContaining("cannot name an interface");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0x01_00_00_00_00_00L, 1L << 48})
    void shouldRefuseWhatCannotBeItsAddress(long mac) {
        assertThatIllegalArgumentException().isThrownBy(() -> PacketSocket.open("eth0", mac))
                .withMessageContaining("cannot be the MAC address of a port");
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldSayThatThereIsNoSuchInterface() {
        assertThatExceptionOfType(SystemCallException.class).isThrownBy(() -> PacketSocket.open("nosuch0", MAC))
                .withMessageContaining("nosuch0").withMessageEndingWith("name an interface of: ip link");
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldRefuseAnInterfaceThatIsNoEthernet() {
        assertThatExceptionOfType(SystemCallException.class).isThrownBy(() -> PacketSocket.open("lo", MAC))
                .withMessageContaining("it is no Ethernet");
    }
}
