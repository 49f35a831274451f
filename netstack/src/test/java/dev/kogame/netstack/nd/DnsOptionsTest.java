package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.dnsSearchList;
import static dev.kogame.netstack.Packet.dnsServers;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.mtu;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8106: conformance row X.12, attacks N1 and N2. */
class DnsOptionsTest {

    private final Lab lab = Lab.ready();

    private Lab told(byte[]... options) {
        return lab.send(routerAdvertisement("fe80::a", 0, options));
    }

    private List<String> servers() {
        DnsServers list = lab.stack().dnsServers();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.count(); i++) {
            texts.add(Ipv6Address.text(list.hi(i), list.lo(i)) + "%" + list.interfaceIndex(i));
        }
        return texts;
    }

    private List<String> domains() {
        DnsSearchList list = lab.stack().dnsSearchList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.count(); i++) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; list.name(i)[at] != 0; at += 1 + list.name(i)[at]) {
                text.append(new String(list.name(i), at + 1, list.name(i)[at], StandardCharsets.US_ASCII)).append('.');
            }
            assertThat(text.length() + 1).isEqualTo(list.octets(i));
            texts.add(text.toString());
        }
        return texts;
    }

    @Test
    void shouldKeepTheServersInTheirOrderAndNewOnesFirst() {
        told(dnsServers(600, "2001:db8::53", "fe80::53"));
        assertThat(servers()).containsExactly("2001:db8::53%0", "fe80::53%0");
        told(dnsServers(600, "2001:db8::54"));
        assertThat(servers()).containsExactly("2001:db8::54%0", "2001:db8::53%0", "fe80::53%0");
        told(dnsServers(900, "fe80::53"));
        assertThat(servers()).as("known ones keep their place").endsWith("fe80::53%0").hasSize(3);
    }

    @Test
    void shouldForgetAServerExactlyAtTheEndOfItsLifetime() {
        told(dnsServers(10, "2001:db8::53"), dnsServers(20, "2001:db8::54"), dnsServers(0xffff_ffffL, "2001:db8::55"));
        long toldNs = lab.nowNs();
        lab.at(toldNs + s(10) - 1);
        assertThat(servers()).hasSize(3);
        lab.at(toldNs + s(10));
        assertThat(servers()).containsExactly("2001:db8::55%0", "2001:db8::54%0");
        told(dnsServers(100, "2001:db8::54")).at(toldNs + s(50));
        assertThat(servers()).hasSize(2);
        lab.at(toldNs + s(1_000_000));
        assertThat(servers()).containsExactly("2001:db8::55%0");
    }

    @Test
    void shouldForgetAServerAtOnceWithLifetimeZero() {
        told(dnsServers(600, "2001:db8::53", "2001:db8::54")).send(routerAdvertisement("fe80::b", 0,
                dnsServers(0, "2001:db8::53", "2001:db8::99")));
        assertThat(servers()).containsExactly("2001:db8::54%0");
    }

    @Test
    void shouldGiveUpWhatEndsFirstWhenThereAreTooMany() {
        // Section 6.2 step (d).
        told(dnsServers(600, "2001:db8::1"), dnsServers(300, "2001:db8::2"), dnsServers(900, "2001:db8::3"));
        told(dnsServers(500, "2001:db8::4"));
        assertThat(servers()).containsExactly("2001:db8::4%0", "2001:db8::3%0", "2001:db8::1%0");
        told(dnsServers(1, "2001:db8::5"));
        assertThat(servers()).as("a newcomer that would end first").doesNotContain("2001:db8::5%0");
    }

    @Test
    void shouldKeepServersOfTwoLinksApart() {
        Lab two = new Lab(Lab.config().with(Limit.FRAME_SLOTS, 24), 2).settled();
        two.on(0).send(routerAdvertisement("fe80::a", 0, dnsServers(600, "fe80::53")));
        two.on(1).send(routerAdvertisement("fe80::a", 0, dnsServers(600, "fe80::53")));
        assertThat(two.stack().dnsServers().count()).isEqualTo(2);
        assertThat(two.stack().dnsServers().interfaceIndex(0)).isEqualTo(1);
        two.on(0).send(routerAdvertisement("fe80::a", 0, dnsServers(0, "fe80::53")));
        assertThat(two.stack().dnsServers().count()).isEqualTo(1);
        assertThat(two.stack().dnsServers().interfaceIndex(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
            // N1: an even length leaves eight octets that are no address and no option either; a length without an address
            "19040000 00000258 20010db8000000000000000000000053 0501000000000500, ND_OPTION_LENGTH",
            "19010000 00000258, ND_OPTION_LENGTH", "19020000 00000258 20010db800000000, ND_OPTION_LENGTH",
            // no unicast address: a group, none, the loopback
            "19030000 00000258 ff020000000000000000000000000053, ND_OPTION_VALUE",
            "19030000 00000258 00000000000000000000000000000000, ND_OPTION_VALUE",
            "19050000 00000258 20010db8000000000000000000000053 00000000000000000000000000000001, ND_OPTION_VALUE"})
    void shouldIgnoreAnInvalidServerOptionWholeAndReadOn(String option, Drop reason) {
        told(hex(option), dnsServers(600, "2001:db8::77"), mtu(1400));
        assertThat(lab.drops(reason)).isEqualTo(1);
        assertThat(servers()).containsExactly("2001:db8::77%0");
    }

    @Test
    void shouldKeepTheSearchDomainsInTheirOrder() {
        told(dnsSearchList(600, "example.com", "lab.example.org"), dnsSearchList(20, "home.arpa"));
        assertThat(domains()).containsExactly("home.arpa.", "example.com.", "lab.example.org.");
        long toldNs = lab.nowNs();
        lab.at(toldNs + s(20) - 1);
        assertThat(domains()).hasSize(3);
        lab.at(toldNs + s(20));
        assertThat(domains()).containsExactly("example.com.", "lab.example.org.");
        told(dnsSearchList(0, "example.com"));
        assertThat(domains()).containsExactly("lab.example.org.");
    }

    @Test
    void shouldTakeTheLongestNameAndNoLonger() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "b".repeat(61);
        told(dnsSearchList(600, longest));
        assertThat(domains()).containsExactly(longest + ".");
        told(dnsSearchList(600, longest + "b"));
        assertThat(domains()).hasSize(1);
        assertThat(lab.drops(Drop.ND_OPTION_VALUE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            // a label beyond the option; no zero octet; a pointer; a label of 64; a good name before a bad one
            "1f020000 00000258 0901020304050607", "1f020000 00000258 0701020304050607",
            "1f020000 00000258 0361626300c00861", "1f020000 00000258 4001020304050607",
            "1f030000 00000258 0361626300ff0000 0000000000000000"})
    void shouldIgnoreAnInvalidSearchListWhole(String option) {
        told(hex(option), dnsSearchList(600, "example.com"));
        assertThat(domains()).containsExactly("example.com.");
        assertThat(lab.drops(Drop.ND_OPTION_VALUE)).isEqualTo(1);
    }

    @Test
    void shouldIgnoreASearchListWithoutNames() {
        told(hex("1f01000000000258"), hex("1f020000000002580000000000000000"));
        assertThat(domains()).isEmpty();
        assertThat(lab.drops(Drop.ND_OPTION_LENGTH)).isEqualTo(1);
    }

    @Test
    void shouldStayBoundedUnderAFlood() {
        for (int i = 0; i < 1000; i++) {
            told(dnsServers(600 + i % 7, "2001:db8::" + Integer.toHexString(i + 1)),
                    dnsSearchList(600 + i % 5, "d" + i + ".example"));
        }
        assertThat(servers()).hasSize(3).doesNotHaveDuplicates();
        assertThat(domains()).hasSize(3).doesNotHaveDuplicates();
        lab.alive();
    }

    @ParameterizedTest
    @CsvSource({"'', false, false", "M, true, false", "O, false, true", "'MO high', true, true"})
    void shouldTellWhetherDhcpIsToBeAsked(String flags, boolean managed, boolean other) {
        lab.send(routerAdvertisement("fe80::a", flags, 0));
        assertThat(lab.stack().routerDiscovery().managed(0)).isEqualTo(managed);
        assertThat(lab.stack().routerDiscovery().otherConfiguration(0)).isEqualTo(other);
        lab.send(routerAdvertisement("fe80::a", "", 0));
        assertThat(lab.stack().routerDiscovery().managed(0)).isFalse();
        assertThat(lab.stack().routerDiscovery().otherConfiguration(0)).isFalse();
    }

    @Test
    void shouldSkipACaptivePortalAndOtherOptionsItDoesNotUse() {
        // RFC 8910 (37), RFC 8781 PREF64 (38)
        told(join(hex("2503"), Packet.counting(22)), join(hex("2602"), Packet.counting(14)),
                dnsServers(600, "2001:db8::53"));
        assertThat(servers()).hasSize(1);
        assertThat(lab.stack().counters(0).drops()).isZero();
    }
}
