package dev.kogame.netstack.mld;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.address;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While there is a querier of version 1: RFC 3810 section 8.2.1 and RFC 2710, conformance rows M1 to M12 and M20. */
class MulticastListenerVersionOneTest {

    private static final String ROUTER_ALERT = "00 05020000 0100";
    private static final String COAP = "ff02::fd";

    private final Lab lab = joined(new Lab(Lab.config()));

    private static Lab joined(Lab there) {
        there.at(ms(1));
        there.stack().joinGroup(0, hi(COAP), lo(COAP));
        return there.settled();
    }

    private static Packet mld(String from, String to) {
        return Packet.from(from).to(to).by(10).hop(1).header(Packet.HOP_BY_HOP, ROUTER_ALERT);
    }

    private static Packet query(String to, String group, int delayMs) {
        return mld("fe80::a", to).icmp(130, 0, u16(delayMs), u16(0), address(group));
    }

    private static Packet queryOfVersionTwo(int delayMs) {
        return mld("fe80::a", "ff02::1").icmp(130, 0, u16(delayMs), u16(0), address("::"), u32(0x027d_0000));
    }

    private static Packet report(String group) {
        return mld("fe80::2", group).icmp(131, 0, u32(0), address(group));
    }

    private static String own(String group) {
        return "report v1 " + OWN + " > " + group + " hop 1 " + group;
    }

    @Test
    void shouldAnswerAGeneralQueryWithAReportForEachGroup() {
        // M2, M6, M8, M12
        lab.send(query("ff02::1", "::", 10_000)).after(s(10));
        assertThat(lab.times()).hasSize(2).doesNotHaveDuplicates().allMatch(at -> at >= s(20) && at <= s(30));
        assertThat(lab.taken()).containsExactlyInAnyOrder(own(GROUP), own(COAP));
    }

    @ParameterizedTest
    @ValueSource(strings = {COAP, "ff1e::1234"})
    void shouldAnswerAQueryForAGroupInTime(String group) {
        // M3, M9
        lab.stack().joinGroup(0, hi(group), lo(group));
        lab.after(s(20)).forget().send(query(group, group, 700)).after(ms(700));
        assertThat(lab.taken()).containsExactly(own(group));
    }

    @Test
    void shouldNotAnswerAQueryForAnotherGroup() {
        // M4, M10
        lab.refuses(query("ff02::1", "ff02::77", 700), Drop.MLD_INVALID).after(s(10)).quiet();
    }

    @Test
    void shouldAnswerEarlierWhenALaterQueryIsInMoreOfAHurry() {
        lab.send(query(COAP, COAP, 60_000)).send(query(COAP, COAP, 10)).after(ms(10));
        assertThat(lab.taken()).containsExactly(own(COAP));
        lab.after(s(100)).quiet();
    }

    @Test
    void shouldReportAJoinedGroupAtOnceAndOnceMoreWithinTenSeconds() {
        // M1, M7
        lab.send(query("ff02::1", "::", 1000)).after(s(1)).forget();
        lab.stack().joinGroup(0, hi("ff1e::1234"), lo("ff1e::1234"));
        lab.after(0).expect(own("ff1e::1234")).quiet().after(s(10));
        assertThat(lab.taken()).containsExactly(own("ff1e::1234"));
        lab.after(s(100)).quiet();
    }

    /** An address brings a group with it and takes it along at 50 s. */
    private static Lab leaving() {
        Lab there = new Lab(Lab.config().withInterfaceIdentifier(InterfaceIdentifier.Kind.STABLE)).settled();
        there.send(query("ff02::1", "::", 1)).after(s(1)).forget();
        return there.send(routerAdvertisement("fe80::a", 0, prefix("2001:db8::", 64, "A", 30, 30))).at(s(45));
    }

    @Test
    void shouldSayDoneWhenItLeavesAGroupItReportedLast() {
        // M1, M7
        Lab there = leaving().at(s(51) - 1).forget().after(1);
        assertThat(there.taken()).hasSize(1)
                .allMatch(line -> line.matches("done fe80::\\S+ > ff02::2 hop 1 ff02::1:ff\\S+"));
        there.after(s(20)).quiet();
    }

    @Test
    void shouldSayNothingWhenItLeavesAGroupThatAnotherReportedLast() {
        // M5, M11
        Lab there = leaving();
        List<String> reports = there.taken().stream().filter(line -> line.startsWith("report v1")).toList();
        String group = reports.getLast().split(" ")[4];
        there.send(query(group, group, 1000)).send(report(group)).after(s(4)).quiet();
        there.at(s(80)).quiet();
        assertThat(there.changes()).last().asString().endsWith("INVALID");
    }

    @Test
    void shouldLeaveTheAnswerToAnotherStationThatIsFaster() {
        // M5, M11
        lab.send(query("ff02::1", "::", 10_000)).send(report(COAP)).after(s(10));
        assertThat(lab.taken()).containsExactly(own(GROUP));
        lab.refuses(report(COAP), Drop.ICMPV6_TYPE);
    }

    @Test
    void shouldBelieveNoReportThatIsNotFromThisLink() {
        lab.send(query("ff02::1", "::", 10_000));
        lab.refuses(report(COAP).hop(64), Drop.MLD_INVALID);
        lab.refuses(mld("2001:db8::2", COAP).icmp(131, 0, u32(0), address(COAP)), Drop.MLD_INVALID);
        lab.refuses(mld("fe80::2", COAP).icmp(131, 0, u32(0), u32(0)), Drop.MLD_INVALID);
        lab.after(s(10));
        assertThat(lab.taken()).contains(own(COAP));
    }

    @Test
    void shouldReturnToVersionTwoWhenTheOlderQuerierIsGone() {
        // M20: [Robustness Variable] times [Query Interval] plus the delay of the query, section 9.12
        lab.send(query("ff02::1", "::", 10_000));
        long asked = lab.nowNs();
        lab.at(asked + s(260) - 1).forget().send(queryOfVersionTwo(0));
        assertThat(lab.taken()).containsExactlyInAnyOrder(own(GROUP), own(COAP));
        lab.at(asked + s(260)).quiet().send(queryOfVersionTwo(0));
        assertThat(lab.taken())
                .containsExactly("report " + OWN + " > ff02::16 hop 1 is-ex " + GROUP + " is-ex " + COAP);
    }

    @Test
    void shouldStayInVersionOneWhileItsQuerierGoesOnAsking() {
        for (int i = 0; i < 5; i++) {
            lab.after(s(200)).send(query("ff02::1", "::", 1000)).after(s(2));
            assertThat(lab.taken()).containsExactlyInAnyOrder(own(GROUP), own(COAP));
        }
    }

    @Test
    void shouldGiveUpWhatWasDueInTheOtherVersion() {
        // Section 8.2.1: "cancels all its pending responses and retransmission timers".
        lab.send(queryOfVersionTwo(30_000)).send(query(COAP, COAP, 100)).after(s(40));
        assertThat(lab.taken()).containsExactly(own(COAP));
    }

    @Test
    void shouldReadAVersionOneDelayAsAPlainNumber() {
        // In version 2 this would be a floating point number of 65536 ms.
        lab.send(query(COAP, COAP, 36_864)).after(ms(36_864));
        assertThat(lab.taken()).containsExactly(own(COAP));
    }
}
