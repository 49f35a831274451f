package dev.kogame.netstack.mld;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.address;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.MldMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3810 sections 5 and 6: conformance rows M13 to M19 and M21 to M26. */
class MulticastListenerTest {

    private static final String ROUTER_ALERT = "00 05020000 0100";
    private static final String COAP = "ff02::fd";
    private static final String STATE = "report " + OWN + " > ff02::16 hop 1 is-ex " + GROUP + " is-ex " + COAP;

    private final Lab lab = new Lab(Lab.config());

    private Lab joined() {
        lab.at(ms(1));
        lab.stack().joinGroup(0, hi(COAP), lo(COAP));
        return lab.settled();
    }

    private static Packet query(String to, String group, int responseCode, byte[]... sources) {
        return Packet.from("fe80::a").to(to).by(10).hop(1).header(Packet.HOP_BY_HOP, ROUTER_ALERT).icmp(130, 0,
                u16(responseCode), u16(0), address(group), new byte[] {2, 125}, u16(sources.length),
                Packet.join(sources));
    }

    @Test
    void shouldReportAChangeAtOnceAndOnceMoreWithinASecond() {
        joined();
        lab.stack().joinGroup(0, hi("ff02::abcd"), lo("ff02::abcd"));
        String report = "report " + OWN + " > ff02::16 hop 1 to-ex ff02::abcd";
        lab.after(0).expect(report).quiet();
        long first = lab.nowNs();
        lab.after(s(1));
        assertThat(lab.times()).hasSize(1).allMatch(at -> at > first && at <= first + s(1));
        assertThat(lab.taken()).containsExactly(report);
        lab.after(s(3600)).quiet();
    }

    @Test
    void shouldReportALeftGroupAtOnceAndOnceMoreAndListenNoLonger() {
        // M15
        joined();
        Packet ping = Packet.from("fe80::2").to(COAP).echo(1, 1, Packet.counting(8));
        lab.send(Packet.solicitation("fe80::2", GROUP, OWN, Packet.sourceLinkLayerAddress(2))).forget();
        lab.send(ping).expect("echo reply " + OWN + " > fe80::2 hop 64 data 8").quiet();

        lab.stack().leaveGroup(0, hi(COAP), lo(COAP));

        String report = "report " + OWN + " > ff02::16 hop 1 to-in " + COAP;
        lab.after(0).expect(report).quiet().refuses(ping, Drop.NOT_FOR_US).after(s(1));
        assertThat(lab.taken()).containsOnlyOnce(report);
        lab.send(query("ff02::1", "::", 0));
        assertThat(lab.taken()).containsExactly("report " + OWN + " > ff02::16 hop 1 is-ex " + GROUP);
    }

    @Test
    void shouldLeaveAGroupWhenTheLastWhoJoinedItLeaves() {
        joined();
        lab.stack().joinGroup(0, hi(COAP), lo(COAP));
        lab.stack().leaveGroup(0, hi(COAP), lo(COAP));
        lab.after(s(10)).quiet();
        lab.stack().leaveGroup(0, hi(COAP), lo(COAP));
        lab.after(0).expect("report " + OWN + " > ff02::16 hop 1 to-in " + COAP);
    }

    @Test
    void shouldKeepAnAddresssGroupThatAnAppJoinedAndLeft() {
        joined();
        lab.stack().joinGroup(0, hi(GROUP), lo(GROUP));
        lab.stack().leaveGroup(0, hi(GROUP), lo(GROUP));
        lab.after(s(10)).quiet().alive();
    }

    @Test
    void shouldRefuseToJoinNoGroupAndToLeaveOneThatNobodyJoined() {
        joined();
        assertThatThrownBy(() -> lab.stack().joinGroup(0, hi("fe80::5"), lo("fe80::5")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("fe80::5 is no multicast group");
        for (String never : List.of(GROUP, "ff02::1", "ff02::abcd", OWN)) {
            assertThatThrownBy(() -> lab.stack().leaveGroup(0, hi(never), lo(never)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("nobody joined group " + never + " on interface 0");
        }
    }

    @Test
    void shouldAnswerAGeneralQueryWithItsStateWithinTheDelay() {
        joined().send(query("ff02::1", "::", 10_000)).quiet().after(s(10));
        assertThat(lab.times()).hasSize(1).allMatch(at -> at > s(20));
        assertThat(lab.taken()).containsExactly(STATE);
    }

    @Test
    void shouldAnswerASpecificQueryWithThatGroupAlone() {
        joined().send(query(COAP, COAP, 1000)).after(s(1));
        assertThat(lab.taken()).containsExactly("report " + OWN + " > ff02::16 hop 1 is-ex " + COAP);
    }

    @Test
    void shouldAnswerAQueryForSourcesWithThoseSources() {
        // M18
        joined().send(query(COAP, COAP, 1000, address("2001:db8::1"), address("2001:db8::2"))).after(s(1));
        assertThat(lab.taken()).containsExactly(
                "report " + OWN + " > ff02::16 hop 1 is-in " + COAP + " from 2001:db8::1 from 2001:db8::2");
        lab.send(query(COAP, COAP, 1000)).after(s(1));
        assertThat(lab.taken()).as("they are forgotten").containsExactly(
                "report " + OWN + " > ff02::16 hop 1 is-ex " + COAP);
    }

    @Test
    void shouldAnswerTwoQueriesForSourcesWithAllOfThem() {
        // RFC 3810 section 6.2 rule 5
        joined().send(query(COAP, COAP, 1000, address("2001:db8::1")))
                .send(query(COAP, COAP, 1000, address("2001:db8::2"))).after(s(1));
        assertThat(lab.taken()).containsExactly(
                "report " + OWN + " > ff02::16 hop 1 is-in " + COAP + " from 2001:db8::1 from 2001:db8::2");
    }

    @Test
    void shouldAnswerWithTheGroupWhenOneOfTwoQueriesIsForAllSources() {
        // rule 4, in either order
        String group = "report " + OWN + " > ff02::16 hop 1 is-ex " + COAP;
        joined().send(query(COAP, COAP, 1000, address("2001:db8::1"))).send(query(COAP, COAP, 1000)).after(s(1));
        assertThat(lab.taken()).containsExactly(group);
        lab.send(query(COAP, COAP, 1000)).send(query(COAP, COAP, 1000, address("2001:db8::1"))).after(s(1));
        assertThat(lab.taken()).containsExactly(group);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 80})
    void shouldAnswerWithTheGroupWhenThereAreTooManySources(int sources) {
        byte[][] asked = new byte[sources][];
        for (int i = 0; i < sources; i++) {
            asked[i] = address("2001:db8::" + Integer.toHexString(i + 1));
        }
        joined().send(query(COAP, COAP, 1000, asked)).after(s(1));
        assertThat(lab.taken()).hasSize(1).allMatch(line -> line.contains(sources <= 16 ? "is-in" : "is-ex " + COAP));
    }

    @Test
    void shouldRecordTheSourcesOfOneGroupAtATime() {
        joined();
        lab.stack().joinGroup(0, hi("ff02::fe"), lo("ff02::fe"));
        lab.after(s(5)).forget();
        lab.send(query(COAP, COAP, 1000, address("2001:db8::1")))
                .send(query("ff02::fe", "ff02::fe", 1000, address("2001:db8::1"))).after(s(1));
        assertThat(lab.taken()).containsExactlyInAnyOrder(
                "report " + OWN + " > ff02::16 hop 1 is-in " + COAP + " from 2001:db8::1",
                "report " + OWN + " > ff02::16 hop 1 is-ex ff02::fe");
    }

    @Test
    void shouldAnswerAQueryToItsOwnAddress() {
        // M26
        joined().send(query(OWN, "::", 1000)).after(s(1));
        assertThat(lab.taken()).containsExactly(STATE);
    }

    @Test
    void shouldAnswerTwoQueriesOnce() {
        joined().send(query("ff02::1", "::", 1000)).send(query("ff02::1", "::", 10_000)).after(s(60));
        assertThat(lab.taken()).containsExactly(STATE);
        lab.send(query(COAP, COAP, 1000)).send(query(COAP, COAP, 1000)).after(s(60));
        assertThat(lab.taken()).hasSize(1);
    }

    @Test
    void shouldAnswerEarlierWhenALaterQueryIsInMoreOfAHurry() {
        joined().send(query("ff02::1", "::", 30_000)).send(query("ff02::1", "::", 100)).after(ms(100));
        assertThat(lab.taken()).containsExactly(STATE);
        lab.after(s(60)).quiet();
    }

    @Test
    void shouldLetAnAnswerThatIsDueSoonerServeASpecificQuery() {
        joined().send(query("ff02::1", "::", 100)).send(query(COAP, COAP, 30_000)).after(s(60));
        assertThat(lab.taken()).containsExactly(STATE);
    }

    @Test
    void shouldNeverReportAllNodes() {
        lab.at(s(20));
        assertThat(lab.taken()).noneMatch(line -> line.matches("report.* ff02::1( .*)?"));
        lab.send(query("ff02::1", "::", 0));
        assertThat(lab.taken()).noneMatch(line -> line.matches("report.* ff02::1( .*)?"));
        lab.send(query("ff02::1", "ff02::1", 0)).after(s(1)).quiet();
    }

    static List<Packet> invalidQueries() {
        return List.of(query("ff02::1", "::", 100).hop(2), query("ff02::1", "::", 100).hop(255),
                // without router alert; with it where only options for the destination stand
                Packet.from("fe80::a").to("ff02::1").by(10).hop(1).icmp(130, 0, u16(100), u16(0), address("::"),
                        u32(0)),
                Packet.from("fe80::a").to("ff02::1").by(10).hop(1).header(Packet.DESTINATION_OPTIONS, ROUTER_ALERT)
                        .icmp(130, 0, u16(100), u16(0), address("::"), u32(0)),
                // from a global and from no address
                Packet.from("2001:db8::a").to("ff02::1").by(10).hop(1).header(Packet.HOP_BY_HOP, ROUTER_ALERT)
                        .icmp(130, 0, u16(100), u16(0), address("::"), u32(0)),
                Packet.from("::").to("ff02::1").by(10).hop(1).header(Packet.HOP_BY_HOP, ROUTER_ALERT)
                        .icmp(130, 0, u16(100), u16(0), address("::"), u32(0)),
                // fewer octets than its sources take
                Packet.from("fe80::a").to(COAP).by(10).hop(1).header(Packet.HOP_BY_HOP, ROUTER_ALERT).icmp(130, 0,
                        u16(100), u16(0), address(COAP), u16(0), u16(2), address("2001:db8::1")),
                // 20 and 26 octets: neither version 1 nor 2
                Packet.from("fe80::a").to("ff02::1").by(10).hop(1).header(Packet.HOP_BY_HOP, ROUTER_ALERT)
                        .icmp(130, 0, u16(100), u16(0), u32(0), u32(0), u32(0)),
                Packet.from("fe80::a").to("ff02::1").by(10).hop(1).header(Packet.HOP_BY_HOP, ROUTER_ALERT)
                        .icmp(130, 0, u16(100), u16(0), address("::"), u16(0)),
                // for a group it does not listen to
                query("ff02::1", "ff02::77", 100));
    }

    @ParameterizedTest
    @MethodSource("invalidQueries")
    void shouldIgnoreAnInvalidQuery(Packet query) {
        joined().refuses(query, Drop.MLD_INVALID).after(s(10)).quiet();
    }

    @Test
    void shouldIgnoreReportsOfOthers() {
        joined().refuses(Packet.from("fe80::2").to("ff02::1").hop(1).header(Packet.HOP_BY_HOP, ROUTER_ALERT)
                .icmp(143, 0, u32(0)), Drop.ICMPV6_TYPE);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "32767, 32767", "32768, 32768", "65535, 8387584", "36864, 65536", "32769, 32776"})
    void shouldReadTheMaximumResponseCodeOfSection513(int code, long ms) {
        byte[] b = new byte[8];
        b[4] = (byte) (code >> 8);
        b[5] = (byte) code;
        assertThat(MldMessage.maximumResponseDelayMs(b, 0)).isEqualTo(ms);
    }

    @Test
    void shouldReportALeftGroupAndListenNoLonger() {
        joined();
        lab.send(Packet.routerAdvertisement("fe80::a", 0, Packet.prefix("2001:db8::", 64, "A", 5, 5))).forget();
        // The address shares its solicited-node group with the link-local one: the group stays.
        lab.after(s(10));
        assertThat(lab.taken()).noneMatch(line -> line.contains("to-in"));
        lab.alive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void shouldNotGrowUnderAFloodOfQueries(int responseMs) {
        joined();
        for (int i = 0; i < 1000; i++) {
            lab.send(query("ff02::1", i % 2 == 0 ? "::" : COAP, responseMs * 100));
        }
        lab.after(s(20));
        assertThat(lab.taken()).hasSizeLessThan(20);
    }
}
