package dev.kogame.netstack.ip6;

import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6724 section 2.1. */
class PolicyTableTest {

    @ParameterizedTest
    @CsvSource({"::1, 50, 0", "2001:db8::1, 40, 1", "fe80::1, 40, 1", "ff02::1, 40, 1", "2002:1::1, 30, 2",
            "2003::, 40, 1",
            "2001:0:1::1, 5, 5", "2001:1::, 40, 1", "fc00::1, 3, 13", "fdff::1, 3, 13", "fe00::, 40, 1", "::2, 1, 3",
            "fec0::1, 1, 11", "feff::1, 1, 11", "3ffe::1, 1, 12", "3fff::1, 40, 1"})
    void shouldKnowTheDefaultTable(String address, int precedence, int label) {
        assertThat(PolicyTable.DEFAULT.precedence(hi(address), lo(address))).isEqualTo(precedence);
        assertThat(PolicyTable.DEFAULT.label(hi(address), lo(address))).isEqualTo(label);
    }

    @Test
    void shouldKnowMappedAddresses() {
        // ::ffff:0:0/96; written as a number, since Java makes an IPv4 address of the text.
        assertThat(PolicyTable.DEFAULT.precedence(0, 0xffff_0102_0304L)).isEqualTo(35);
        assertThat(PolicyTable.DEFAULT.label(0, 0xffff_0102_0304L)).isEqualTo(4);
    }

    @Test
    void shouldReadAnotherTable() {
        PolicyTable table = PolicyTable.of("2001:db8::/32 7 8,\n ::/0 1 2");
        assertThat(table.precedence(hi("2001:db8::"), 1)).isEqualTo(7);
        assertThat(table.label(hi("2001:db9::"), 1)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "2001:db8::/32 1 1|the policy table has no row for ::/0, which every address needs",
            "::/0 1|the policy '::/0 1' cannot be used: it has not the form PREFIX/LENGTH PRECEDENCE LABEL",
            "''|the policy '' cannot be used: it has not the form PREFIX/LENGTH PRECEDENCE LABEL",
            "::/129 1 1|the policy '::/129 1 1' cannot be used: 129 is not between 0 and 128",
            "::/0 256 1|the policy '::/0 256 1' cannot be used: 256 is not between 0 and 255",
            "::/0 1 -1|the policy '::/0 1 -1' cannot be used: -1 is not between 0 and 255",
            "::/0 x 1|the policy '::/0 x 1' cannot be used: x is not between 0 and 255",
            "nowhere/0 1 1|the policy 'nowhere/0 1 1' cannot be used: 'nowhere' is no IPv6 address",
            "::/0 1 1, ::/0 2 2|the policy '::/0 2 2' is there twice; each prefix has one row"})
    void shouldRefuseWhatIsNoTable(String text, String sentence) {
        assertThatThrownBy(() -> PolicyTable.of(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void shouldRefuseATableThatIsTooLong() {
        StringBuilder rows = new StringBuilder("::/0 1 1");
        for (int i = 1; i <= 64; i++) {
            rows.append(", 2001:db8::/").append(i + 32).append(" 1 1");
        }
        assertThatThrownBy(() -> PolicyTable.of(rows.toString())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a policy table of 65 rows is too long; it may have 64");
    }
}
