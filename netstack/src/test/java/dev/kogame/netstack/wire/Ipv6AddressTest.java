package dev.kogame.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6AddressTest {

    private static String text(String address) {
        byte[] b = Ipv6Address.parse(address);
        return Ipv6Address.text(Octets.get64(b, 0), Octets.get64(b, 8));
    }

    /** RFC 5952 section 4, and its examples. */
    @ParameterizedTest
    @CsvSource({
            "2001:0db8::0001, 2001:db8::1",
            "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
            "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
            "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
            "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
            "2001:DB8::AAAA, 2001:db8::aaaa",
            "0:0:0:0:0:0:0:0, ::",
            "0:0:0:0:0:0:0:1, ::1",
            "1:0:0:0:0:0:0:0, 1::",
            "fe80:0:0:0:0:ff:fe00:1, fe80::ff:fe00:1",
            "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
            "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
            "0:2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "::ffff:0:0, ::ffff:0:0"})
    void shouldWriteTheOneTextOfRfc5952(String from, String to) {
        assertThat(text(from)).isEqualTo(to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "::1%0", "fe80::1%eth0", "1.2.3.4", "localhost", "2001:db8::1::2", "12345::", "g::",
            "1:2:3:4:5:6:7", ":", "[::1]", "::1/64", "::ffff:1.2.3.4"})
    void shouldRefuseWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> Ipv6Address.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is no IPv6 address");
    }

    @ParameterizedTest
    @CsvSource({"fe80::1, 2", "febf::1, 2", "fec0::1, 5", "feff::1, 5", "::1, 2", "2001:db8::1, 14", "fd00::1, 14",
            "fe7f::1, 14", "ff01::1, 1", "ff02::1, 2", "ff05::2, 5", "ff0e::1, 14", "ff15::1, 5", "::2, 14"})
    void shouldKnowScopes(String address, int scope) {
        byte[] b = Ipv6Address.parse(address);
        assertThat(Ipv6Address.scope(Octets.get64(b, 0), Octets.get64(b, 8))).isEqualTo(scope);
    }

    @Test
    void shouldFormTheSolicitedNodeAddressOfRfc4291() {
        // Section 2.7.1: 4037::01:800:200e:8c6c has the group ff02::1:ff0e:8c6c.
        long lo = 0x0001_0800_200e_8c6cL;
        assertThat(Ipv6Address.text(Ipv6Address.solicitedNodeHi(), Ipv6Address.solicitedNodeLo(lo)))
                .isEqualTo("ff02::1:ff0e:8c6c");
        assertThat(Ipv6Address.isSolicitedNode(Ipv6Address.solicitedNodeHi(), Ipv6Address.solicitedNodeLo(lo)))
                .isTrue();
        assertThat(Ipv6Address.isSolicitedNode(Ipv6Address.solicitedNodeHi(), 0x1_fe00_0000L)).isFalse();
        assertThat(Ipv6Address.isSolicitedNode(Ipv6Address.ALL_NODES_HI, Ipv6Address.ALL_NODES_LO)).isFalse();
    }

    @Test
    void shouldComparePrefixesOfEveryLength() {
        for (int bit = 0; bit < 128; bit++) {
            long hi = bit < 64 ? Long.MIN_VALUE >>> bit : 0;
            long lo = bit < 64 ? 0 : Long.MIN_VALUE >>> bit - 64;
            assertThat(Ipv6Address.commonPrefixLength(0, 0, hi, lo)).isEqualTo(bit);
            assertThat(Ipv6Address.samePrefix(0, 0, hi, lo, bit)).isTrue();
            assertThat(Ipv6Address.samePrefix(0, 0, hi, lo, bit + 1)).isFalse();
        }
        assertThat(Ipv6Address.commonPrefixLength(1, 2, 1, 2)).isEqualTo(128);
    }
}
