package dev.kogame.netstack.dhcp6;

import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.dhcp6.ServerSide.CLIENT;
import static dev.kogame.netstack.dhcp6.ServerSide.INFORMATION_REQUEST;
import static dev.kogame.netstack.dhcp6.ServerSide.OTHER_SERVER;
import static dev.kogame.netstack.dhcp6.ServerSide.REPLY;
import static dev.kogame.netstack.dhcp6.ServerSide.dns;
import static dev.kogame.netstack.dhcp6.ServerSide.domains;
import static dev.kogame.netstack.dhcp6.ServerSide.id;
import static dev.kogame.netstack.dhcp6.ServerSide.seconds;
import static dev.kogame.netstack.dhcp6.ServerSide.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.dhcp6.ServerSide.Message;
import dev.kogame.netstack.nd.DnsServers;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stateless client, RFC 8415 section 18.2.6: conformance rows D.2.x and those of DNS. */
class InformationRequestTest {

    private final ServerSide link = new ServerSide();

    private List<String> servers() {
        DnsServers list = link.lab.stack().dnsServers();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.count(); i++) {
            texts.add(Ipv6Address.text(list.hi(i), list.lo(i)));
        }
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "high"})
    void shouldSendNothingWhereNoRouterSetsAFlag(String flags) {
        link.flags(flags);
        assertThat(link.await(s(100_000))).isNull();
    }

    @Test
    void shouldSendNothingWhenSwitchedOff() {
        ServerSide off = new ServerSide(config -> config.with(Switch.DHCP6, false));
        off.flags("MO");
        assertThat(off.await(s(10_000))).isNull();
        off.lab.stack().releaseAddresses(0, off.lab.nowNs());
    }

    @Test
    void shouldAskForInformationWithinASecondWhenARouterSetsTheFlagO() {
        // D.2.x.A
        long flagNs = link.lab.nowNs();
        Message request = link.flags("O").await(INFORMATION_REQUEST);
        assertThat(request.atNs() - flagNs).isBetween(0L, s(1));
        assertThat(request.codes()).containsExactly(1, 8, 6);
        assertThat(request.option(1)).isEqualTo(CLIENT);
        assertThat(request.elapsed()).isZero();
        // DNS servers, search list, information refresh time, INF_MAX_RT
        assertThat(request.option(6)).isEqualTo("0017" + "0018" + "0020" + "0053");
    }

    @Test
    void shouldRepeatTheSameMessageEverMoreRarely() {
        // D.2.x.B, D.2.x.C, and D.1.1.5.H for the elapsed time
        Message first = link.flags("O").await(INFORMATION_REQUEST);
        long lastNs = first.atNs();
        double expectedS = 1;
        for (int i = 0; i < 20; i++) {
            Message next = link.await(s(4000));
            double waitedS = (next.atNs() - lastNs) / 1e9;
            assertThat(waitedS).as("time " + i).isBetween(expectedS * 0.9, expectedS * 1.1);
            expectedS = Math.min(2 * waitedS, 3600);
            if (2.1 * waitedS > 3600 && 1.9 * waitedS < 3600) {
                // The cap is applied after RAND: either side of it may come.
                expectedS = 3600;
            }
            assertThat(next.xid()).isEqualTo(first.xid());
            assertThat(next.elapsed()).isEqualTo((int) Math.min(0xffff, (next.atNs() - first.atNs()) / 10_000_000));
            assertThat(next.codes()).isEqualTo(first.codes());
            lastNs = next.atNs();
        }
        assertThat(expectedS).isEqualTo(3600);
    }

    @Test
    void shouldTakeServersAndDomainsFromAReply() {
        // D.1.1.17
        Message request = link.flags("O").await(INFORMATION_REQUEST);
        link.say(REPLY, request.xid(), dns("2001:db8::53", "fe80::53"), domains("example.com", "lab.example"));
        assertThat(servers()).containsExactly("2001:db8::53", "fe80::53");
        assertThat(link.lab.stack().dnsSearchList().count()).isEqualTo(2);
        assertThat(link.lab.stack().counters(0).drops()).isZero();
        assertThat(link.await(s(86_000))).as("no more questions").isNull();
    }

    @ParameterizedTest
    @CsvSource({"-1, 86400", "599, 600", "600, 600", "7200, 7200"})
    void shouldAskAgainWhenTheInformationRefreshTimeIsOver(long told, long refreshS) {
        // D.2.x.D
        Message request = link.flags("O").await(INFORMATION_REQUEST);
        link.say(REPLY, request.xid(), told < 0 ? new byte[0] : seconds(32, told), dns("2001:db8::53"));
        long toldNs = link.lab.nowNs();
        assertThat(link.await(s(refreshS) - 1)).isNull();
        Message again = link.await(s(1) + 1);
        assertThat(again.atNs() - toldNs).isBetween(s(refreshS), s(refreshS + 1));
        assertThat(again.xid()).isNotEqualTo(request.xid());
        assertThat(servers()).containsExactly("2001:db8::53");
        link.say(REPLY, again.xid(), dns("2001:db8::54"));
        assertThat(servers()).as("section 18.2.10: the old one is no longer told").containsExactly("2001:db8::54");
    }

    @Test
    void shouldNeverAskAgainIfTheRefreshTimeIsInfinite() {
        Message request = link.flags("O").await(INFORMATION_REQUEST);
        link.say(REPLY, request.xid(), seconds(32, 0xffff_ffffL));
        assertThat(link.await(s(1_000_000))).isNull();
    }

    @Test
    void shouldForgetWhatItLearnedWhenItIsNotRefreshed() {
        Message request = link.flags("O").await(INFORMATION_REQUEST);
        link.say(REPLY, request.xid(), dns("2001:db8::53"), domains("example.com")).flags("");
        assertThat(link.await(s(86_399))).isNull();
        assertThat(servers()).hasSize(1);
        assertThat(link.await(s(2))).isNull();
        assertThat(servers()).isEmpty();
        assertThat(link.lab.stack().dnsSearchList().count()).isZero();
    }

    @Test
    void shouldStopAskingWhenTheFlagIsTakenBack() {
        link.flags("O").await(INFORMATION_REQUEST);
        link.flags("");
        assertThat(link.await(s(10_000))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"59, 3600", "60, 60", "300, 300", "86400, 86400", "86401, 3600"})
    void shouldTakeItsLongestTimeoutFromAServer(long told, long capS) {
        Message request = link.flags("O").await(INFORMATION_REQUEST);
        // UnspecFail: no answer, but the option counts, section 18.2.10
        link.say(REPLY, request.xid(), status(1), seconds(83, told));
        long lastNs = request.atNs();
        long longestNs = 0;
        for (int i = 0; i < 22; i++) {
            Message next = link.await(s(100_000));
            longestNs = Math.max(longestNs, next.atNs() - lastNs);
            lastNs = next.atNs();
        }
        assertThat(longestNs).isBetween(s(capS) * 9 / 10, s(capS) * 11 / 10);
    }

    @Test
    void shouldAskAgainWhenTheLinkComesBack() {
        // section 18.2.12
        Message request = link.flags("O").await(INFORMATION_REQUEST);
        link.say(REPLY, request.xid(), dns("2001:db8::53"));
        link.lab.link(false).after(s(5)).link(true);
        assertThat(link.await(s(10))).isNotNull().extracting(Message::type).isEqualTo(INFORMATION_REQUEST);
    }

    @Test
    void shouldPutServersOfDhcpBeforeThoseOfRoutersAndKeepThem() {
        // RFC 8106 section 5.3.1
        link.lab.send(
                Packet.routerAdvertisement("fe80::a", "O", 0, Packet.dnsServers(600, "2001:db8::1", "2001:db8::2")));
        Message request = link.await(INFORMATION_REQUEST);
        link.say(REPLY, request.xid(), dns("2001:db8::53", "2001:db8::2", "ff02::1", "::"));
        assertThat(servers()).containsExactly("2001:db8::53", "2001:db8::2", "2001:db8::1");
        link.lab.send(Packet.routerAdvertisement("fe80::a", "O", 0, Packet.dnsServers(900, "2001:db8::3"),
                Packet.dnsServers(0, "2001:db8::53")));
        assertThat(servers()).containsExactly("2001:db8::53", "2001:db8::2", "2001:db8::3");
        link.lab.after(s(901));
        assertThat(servers()).containsExactly("2001:db8::53", "2001:db8::2");
    }

    @Test
    void shouldDiscardRepliesThatAreNotForItsQuestion() {
        // D.1.1.19.A, D.1.1.19.B, D.1.1.20; attack D5
        Message request = link.flags("O").await(INFORMATION_REQUEST);
        int xid = request.xid();
        List<Packet> bad = new ArrayList<>();
        bad.add(link.message(REPLY, xid, id(1, CLIENT), dns("2001:db8::66")));
        bad.add(link.message(REPLY, xid, id(2, OTHER_SERVER), dns("2001:db8::66")));
        bad.add(link.message(REPLY, xid, id(2, OTHER_SERVER), id(1, OTHER_SERVER), dns("2001:db8::66")));
        bad.add(link.message(REPLY, xid, id(2, "00".repeat(131)), id(1, CLIENT), dns("2001:db8::66")));
        bad.add(link.message(REPLY, xid ^ 1, id(2, OTHER_SERVER), id(1, CLIENT), dns("2001:db8::66")));
        for (int type : new int[] {0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 255}) {
            bad.add(link.message(type, xid, id(2, OTHER_SERVER), id(1, CLIENT), dns("2001:db8::66")));
        }
        for (Packet each : bad) {
            link.lab.refuses(each, Drop.DHCPV6_DISCARDED);
        }
        assertThat(servers()).isEmpty();
        assertThat(link.await(INFORMATION_REQUEST).xid()).isEqualTo(xid);
        link.say(REPLY, xid, dns("2001:db8::53"));
        assertThat(servers()).hasSize(1);
        link.lab.refuses(link.message(REPLY, xid, id(2, OTHER_SERVER), id(1, CLIENT), dns("2001:db8::66")),
                Drop.DHCPV6_DISCARDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            // attack D5: less than a message; half an option; one past the end; nested ones past theirs; lengths no kind has
            "070000", "07000000 0001", "07000000 00170010 00", "07000000 00030008 0000000100000000",
            "07000000 00030010 00000001 00000000 00000000 00050001", "07000000 00070000", "07000000 00070002 0000",
            "07000000 000d0001 00", "07000000 0017000f 000102030405060708090a0b0c0d0e", "07000000 00200003 000000",
            "07000000 00520005 0000000000", "07000000 00010000",
            "07000000 00030028 00000001 00000000 00000000 0005001c 20010db8000000000000000000000001 00000001 00000001 000d0001"})
    void shouldRefuseWhatDoesNotFit(String octets) {
        link.flags("O").await(INFORMATION_REQUEST);
        link.lab.refuses(Packet.from("fe80::5").to(Lab.OWN).by(5).udp(547, 546, Packet.hex(octets)),
                Drop.DHCPV6_LENGTH);
    }

    @Test
    void shouldKeepInterfacesApart() {
        ServerSide two = new ServerSide(new Lab(Lab.config().with(Limit.FRAME_SLOTS, 24), 2).settled());
        two.on(1).flags("O");
        Message request = two.await(INFORMATION_REQUEST);
        assertThat(request.option(1)).as("one host, one DUID").isEqualTo(CLIENT);
        two.on(0).lab.refuses(two.message(REPLY, request.xid(), id(2, OTHER_SERVER), id(1, CLIENT)),
                Drop.DHCPV6_DISCARDED);
        two.on(1).say(REPLY, request.xid(), dns("fe80::53"));
        assertThat(two.lab.stack().dnsServers().interfaceIndex(0)).isEqualTo(1);
    }
}
