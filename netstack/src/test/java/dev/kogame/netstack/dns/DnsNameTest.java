package dev.kogame.netstack.dns;

import static dev.kogame.netstack.Packet.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1035 sections 2.3.4, 3.1 and 4.1.4. A message begins at 3 here, so that nobody counts from 0. */
class DnsNameTest {

    private static final int MESSAGE = 3;
    private static final int HEADER = 12;

    private final byte[] into = new byte[DnsName.MAX_OCTETS];

    /** Reads the name at an offset of a message whose part behind the header is given in hex. */
    private String expanded(int offset, String behindHeader) {
        byte[] b = message(behindHeader);
        int octets = DnsName.expand(b, MESSAGE, MESSAGE + offset, b.length, into);
        return octets < 0 ? "malformed" : new String(into, 0, octets, StandardCharsets.ISO_8859_1);
    }

    private int skipped(int offset, String behindHeader) {
        byte[] b = message(behindHeader);
        int end = DnsName.skip(b, MESSAGE + offset, b.length);
        return end < 0 ? end : end - MESSAGE;
    }

    private static byte[] message(String behindHeader) {
        byte[] octets = hex(behindHeader);
        byte[] b = new byte[MESSAGE + HEADER + octets.length];
        System.arraycopy(octets, 0, b, MESSAGE + HEADER, octets.length);
        return b;
    }

    @Test
    void shouldReadTheExampleOfTheRfc() {
        // Section 4.1.4: F.ISI.ARPA at 20, FOO.F.ISI.ARPA at 40 with a pointer to 20, ARPA by a pointer to 26, the root at 92.
        String rfc = "00".repeat(8) + "0146 03495349 0441525041 00" + "00".repeat(8) + "03464f4f c014"
                + "00".repeat(18) + "c01a" + "00".repeat(26) + "00";
        assertThat(expanded(20, rfc)).isEqualTo("\1F\3ISI\4ARPA\0");
        assertThat(expanded(40, rfc)).isEqualTo("\3FOO\1F\3ISI\4ARPA\0");
        assertThat(expanded(64, rfc)).isEqualTo("\4ARPA\0");
        assertThat(expanded(92, rfc)).isEqualTo("\0");
        assertThat(skipped(20, rfc)).isEqualTo(32);
        assertThat(skipped(40, rfc)).isEqualTo(46);
        assertThat(skipped(64, rfc)).isEqualTo(66);
        assertThat(skipped(92, rfc)).isEqualTo(93);
    }

    @ParameterizedTest
    @CsvSource({ //
            "12, c00c, to itself", //
            "12, c010 00 00 0161 00, forward", //
            "15, 016100 c000, to the header", //
            "15, 016100 c00b, to the last octet of the header", //
            "12, 0161 c00c, to the beginning of its own labels", //
            "14, c00e c00c, round in a circle", //
            "14, 0161 c0ff, past the end", //
            "15, 026162 c0, cut off", //
            "12, 0161, without an end", //
            "12, 40 00, the reserved 01", //
            "12, 80 00, the reserved 10", //
            "12, 3f6161, longer than what is left", //
            "40, 00, beyond the message" //
    })
    void shouldRefuseAPointerOrLabelThatLeadsNowhere(int offset, String behindHeader, String what) {
        assertThat(expanded(offset, behindHeader)).as(what).isEqualTo("malformed");
    }

    @Test
    void shouldReadAPointerIntoTheMiddleOfALabelWithoutHarm() {
        // Nobody writes this. What stands there is read as a label, and has its own end.
        assertThat(expanded(17, "04 01610000 c00d 00")).isEqualTo("\1a\0");
    }

    @Test
    void shouldFollowNoMorePointersThanItsLimit() {
        StringBuilder chain = new StringBuilder("00");
        for (int i = 0; i <= DnsName.MAX_POINTERS; i++) {
            chain.append(String.format("c0%02x", i == 0 ? 12 : 11 + 2 * i));
        }
        assertThat(expanded(11 + 2 * DnsName.MAX_POINTERS, chain.toString())).isEqualTo("\0");
        assertThat(expanded(13 + 2 * DnsName.MAX_POINTERS, chain.toString())).isEqualTo("malformed");
    }

    @Test
    void shouldHoldNamesOf255OctetsAndNoMore() {
        String label63 = "3f" + "61".repeat(63);
        String name255 = label63.repeat(3) + "3d" + "61".repeat(61) + "00";
        String name256 = label63.repeat(3) + "3e" + "61".repeat(62) + "00";
        assertThat(expanded(12, name255)).hasSize(255);
        assertThat(skipped(12, name255)).isEqualTo(12 + 255);
        assertThat(expanded(12, name256)).isEqualTo("malformed");
        // Short labels that a pointer doubles.
        assertThat(expanded(12 + 193, label63.repeat(3) + "00" + label63 + "c00c")).isEqualTo("malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "lamp.example", "lamp.example.", "_coap._udp.local", "A-1.B"})
    void shouldEncodeNames(String text) {
        byte[] encoded = DnsName.encode(text);
        assertThat(expanded(12, HexFormat.of().formatHex(encoded))).hasSize(encoded.length);
        assertThat(new String(encoded, StandardCharsets.ISO_8859_1).replaceAll("[\\x01-\\x1f]", ".").substring(1))
                .isEqualTo(text.replaceAll("\\.$", "") + "\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a..b", ".a", "a b", "bücher.example", "a/b", "a\0", "fe80::1"})
    void shouldRefuseTextsThatAreNoNames(String text) {
        assertThatThrownBy(() -> DnsName.encode(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is no domain name: its part '");
    }

    @Test
    void shouldRefuseLabelsAndNamesThatAreTooLong() {
        String label = "a".repeat(63);
        assertThat(DnsName.encode(label + "." + label + "." + label + "." + "a".repeat(61))).hasSize(255);
        assertThatThrownBy(() -> DnsName.encode(label + "a")).hasMessageContaining("is not 1 to 63 letters");
        assertThatThrownBy(() -> DnsName.encode(label + "." + label + "." + label + "." + "a".repeat(62)))
                .hasMessageEndingWith("it takes 256 octets, and 255 is the most");
    }

    @Test
    void shouldCompareNamesWithoutRegardToCase() {
        byte[] lower = DnsName.encode("lamp.example");
        byte[] upper = DnsName.encode("LAMP.exAMPle");
        assertThat(DnsName.same(lower, lower.length, upper, upper.length)).isTrue();
        byte[] other = DnsName.encode("lamp.exampl-");
        assertThat(DnsName.same(lower, lower.length, other, other.length)).isFalse();
        byte[] longer = Arrays.copyOf(lower, lower.length + 1);
        assertThat(DnsName.same(lower, lower.length, longer, longer.length)).isFalse();
        // '@' and '`' differ as the cases of letters do, and are none.
        assertThat(DnsName.same(new byte[] {1, '@', 0}, 3, new byte[] {1, '`', 0}, 3)).isFalse();
    }
}
