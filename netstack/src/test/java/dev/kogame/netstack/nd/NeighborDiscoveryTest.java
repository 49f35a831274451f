package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4861 section 7, the whole stack driven from the cable. */
class NeighborDiscoveryTest {

    private static final String ASK = "NS " + OWN + " > ff02::1:ff00:2 hop 255 target fe80::2 slla 01";
    private static final String PROBE = "NS " + OWN + " > fe80::2 hop 255 target fe80::2 slla 01";
    private static final String REPLY = "echo reply " + OWN + " > fe80::2 hop 64 data 8";
    private static final String ANSWER = "NA " + OWN + " > fe80::2 hop 255 target " + OWN + " SO tlla 01";

    private final Lab lab = Lab.ready();

    private static Packet ping() {
        return Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8));
    }

    /** Station 2 asks for our address and so tells its own: it is STALE here. */
    private void stale() {
        lab.send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2))).expect(ANSWER, 2);
    }

    private void reachable() {
        lab.send(ping()).expect(ASK)
                .send(advertisement("fe80::2", OWN, "SO", "fe80::2", targetLinkLayerAddress(2))).expect(REPLY, 2);
    }

    /** Section 7.3.3: the entry is REACHABLE if a ping is answered and no probe follows. */
    private void provenReachable(int station) {
        lab.send(ping()).expect(REPLY, station).after(s(5)).quiet();
    }

    /** It is STALE if a ping is answered at once and a probe follows five seconds later. */
    private void provenStale(int station) {
        lab.send(ping()).expect(REPLY, station).after(s(5)).expect(PROBE, station).quiet();
    }

    // --- resolution, section 7.2.2 ---------------------------------------------------------------------------------------

    @Test
    void shouldResolveBeforeSendingAndThenSendWhatWaits() {
        lab.send(ping()).expect(ASK).quiet();
        lab.after(s(1) / 2).send(ping()).quiet();
        lab.send(advertisement("fe80::2", OWN, "SO", "fe80::2", targetLinkLayerAddress(2)))
                .expect(REPLY, 2).expect(REPLY, 2).quiet();
    }

    @Test
    void shouldSolicitThreeTimesASecondApartAndThenGiveUp() {
        long start = lab.nowNs();
        lab.send(ping()).expect(ASK);
        lab.at(start + s(1)).expect(ASK).at(start + s(2)).expect(ASK).at(start + s(60)).quiet();
        assertThat(lab.drops(Drop.NEIGHBOR_UNREACHABLE)).isEqualTo(1);
        lab.send(ping()).expect(ASK);
    }

    @Test
    void shouldKeepTheLatestPacketsThatWait() {
        for (int data = 1; data <= 5; data++) {
            lab.send(Packet.from("fe80::2").to(OWN).echo(1, data, counting(data)));
        }
        lab.expect(ASK).send(advertisement("fe80::2", OWN, "S", "fe80::2", targetLinkLayerAddress(2)))
                .expect("echo reply " + OWN + " > fe80::2 hop 64 data 4")
                .expect("echo reply " + OWN + " > fe80::2 hop 64 data 5").quiet();
        assertThat(lab.drops(Drop.NEIGHBOR_QUEUE_FULL)).isEqualTo(3);
    }

    @Test
    void shouldTakeTheAddressFromASolicitationWhileResolving() {
        lab.send(ping()).expect(ASK);
        lab.send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2))).expect(REPLY, 2).expect(ANSWER, 2);
        lab.after(s(5)).expect(PROBE, 2);
    }

    @Test
    void shouldSolicitFromTheSourceOfThePacketThatPrompts() {
        lab.send(routerAdvertisement("fe80::a", 1800, prefix("2001:db8::", 64, "LA", 9000, 9000))).after(s(5)).forget();
        lab.send(Packet.from("2001:db8::2").to("2001:db8::ff:fe00:1").echo(1, 1, counting(8)))
                .expect("NS 2001:db8::ff:fe00:1 > ff02::1:ff00:2 hop 255 target 2001:db8::2 slla 01");
    }

    @Test
    void shouldIgnoreAnAdvertisementNobodyAskedFor() {
        lab.refuses(advertisement("fe80::2", "ff02::1", "O", "fe80::2", targetLinkLayerAddress(2)),
                Drop.ND_TARGET_UNKNOWN);
        lab.send(ping()).expect(ASK);
    }

    // --- unreachability detection, section 7.3 ---------------------------------------------------------------------------

    @Test
    void shouldProbeAStaleNeighborAndForgetOneThatIsGone() {
        stale();
        long start = lab.nowNs();
        lab.send(ping()).expect(REPLY, 2);
        lab.at(start + s(5)).expect(PROBE, 2).at(start + s(6)).expect(PROBE, 2).at(start + s(7)).expect(PROBE, 2);
        lab.at(start + s(8)).quiet();
        lab.send(ping()).expect(ASK);
    }

    @Test
    void shouldGoOnSendingWhileItProbes() {
        stale();
        lab.send(ping()).expect(REPLY, 2).after(s(5)).expect(PROBE, 2).send(ping()).expect(REPLY, 2);
    }

    @Test
    void shouldKeepANeighborThatAnswersAProbe() {
        stale();
        lab.send(ping()).expect(REPLY, 2).after(s(5)).expect(PROBE, 2);
        lab.send(advertisement("fe80::2", OWN, "SO", "fe80::2", targetLinkLayerAddress(2)));
        provenReachable(2);
    }

    @Test
    void shouldProbeANeighborAgainAfterItsReachableTime() {
        reachable();
        // Between 15 and 45 s, drawn from the seed: after the longest it is STALE in any case.
        lab.after(s(14));
        lab.send(ping()).expect(REPLY, 2).after(s(31)).quiet();
        provenStale(2);
    }

    @Test
    void shouldNotProbeAStaleNeighborThatIsNotUsed() {
        reachable();
        lab.after(s(3600)).quiet();
        provenStale(2);
    }

    // --- 7.1.1, each rule alone ------------------------------------------------------------------------------------------

    @Test
    void shouldIgnoreASolicitationThatWasForwarded() {
        lab.refuses(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2)).hop(254), Drop.ND_HOP_LIMIT);
    }

    @Test
    void shouldIgnoreASolicitationWithAWrongChecksum() {
        lab.refuses(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2)).checksumOff(1),
                Drop.ICMPV6_CHECKSUM);
    }

    @Test
    void shouldIgnoreASolicitationWithACode() {
        lab.refuses(Packet.from("fe80::2").to(GROUP).hop(255).icmp(135, 1, u32(0), Packet.address(OWN)), Drop.ND_CODE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 19})
    void shouldIgnoreASolicitationOfLessThan24Octets(int body) {
        lab.refuses(Packet.from("fe80::2").to(GROUP).hop(255)
                .icmp(135, 0, java.util.Arrays.copyOf(join(u32(0), Packet.address(OWN)), body)),
                Drop.ICMPV6_TRUNCATED);
    }

    @Test
    void shouldIgnoreASolicitationForAGroup() {
        lab.refuses(solicitation("fe80::2", GROUP, "ff02::1", sourceLinkLayerAddress(2)), Drop.ND_TARGET);
    }

    @ParameterizedTest
    @CsvSource({"0100020000000002", "0101020000000002fe00000000000000", "0102020000000002", "01010200"})
    void shouldIgnoreASolicitationWithBrokenOptions(String options) {
        lab.refuses(solicitation("fe80::2", GROUP, OWN, hex(options)), Drop.ND_OPTION_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {OWN, "ff02::1"})
    void shouldIgnoreAProbeThatIsNotSentToASolicitedNodeGroup(String to) {
        lab.refuses(solicitation("::", to, OWN), Drop.ND_DESTINATION);
    }

    @Test
    void shouldIgnoreAProbeThatTellsALinkLayerAddress() {
        lab.refuses(solicitation("::", GROUP, OWN, sourceLinkLayerAddress(2)), Drop.ND_LINK_LAYER_ADDRESS);
    }

    @Test
    void shouldIgnoreASolicitationThatNamesAGroupAsItsLinkLayerAddress() {
        lab.refuses(solicitation("fe80::2", GROUP, OWN, hex("0101333300000001")), Drop.ND_LINK_LAYER_ADDRESS);
    }

    @Test
    void shouldIgnoreTheReservedFieldAndUnknownOptions() {
        lab.send(Packet.from("fe80::2").to(GROUP).hop(255).icmp(135, 0, hex("deadbeef"), Packet.address(OWN),
                hex("fd01000000000000"), targetLinkLayerAddress(9), sourceLinkLayerAddress(2))).expect(ANSWER, 2);
    }

    @Test
    void shouldIgnoreASolicitationForAnotherStationsAddress() {
        lab.refuses(solicitation("fe80::2", GROUP, "fe80::1234:ff:fe00:1", sourceLinkLayerAddress(2)),
                Drop.ND_TARGET_UNKNOWN);
        lab.send(ping()).expect(ASK);
    }

    @ParameterizedTest
    @ValueSource(ints = {133, 134, 135, 136, 137})
    void shouldIgnoreNeighborDiscoveryBehindAFragmentHeader(int type) {
        // RFC 6980 section 5, even for a fragment that is the whole packet.
        lab.refuses(solicitation("fe80::2", GROUP, OWN).icmp(type, 0, u32(0), Packet.address(OWN))
                .header(Packet.FRAGMENT, "00 0000 12345678"), Drop.ND_FRAGMENTED);
    }

    // --- answers, section 7.2.4 ------------------------------------------------------------------------------------------

    @Test
    void shouldAnswerTheAskerSolicitedWithOverrideAndAddress() {
        stale();
        lab.quiet();
    }

    @Test
    void shouldAnswerAProbeToAllNodesUnsolicited() {
        lab.send(solicitation("::", GROUP, OWN))
                .expect("NA " + OWN + " > ff02::1 hop 255 target " + OWN + " O tlla 01").quiet();
    }

    @Test
    void shouldAnswerAUnicastSolicitation() {
        stale();
        lab.send(solicitation("fe80::2", OWN, OWN)).expect(ANSWER, 2).quiet();
    }

    @Test
    void shouldResolveAnAskerThatDoesNotTellItsAddress() {
        lab.send(solicitation("fe80::2", OWN, OWN)).expect(ASK).quiet();
        lab.send(advertisement("fe80::2", OWN, "S", "fe80::2", targetLinkLayerAddress(2))).expect(ANSWER, 2);
    }

    @Test
    void shouldLearnAnotherAddressOfAnAskerAndTrustItLess() {
        reachable();
        lab.send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(3)).by(3)).expect(ANSWER, 3);
        lab.after(s(5)).expect(PROBE, 3);
    }

    @Test
    void shouldStayReachableWhenAnAskerTellsTheSameAddress() {
        reachable();
        lab.send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2))).expect(ANSWER, 2);
        provenReachable(2);
    }

    @Test
    void shouldLearnNothingFromAProbe() {
        lab.send(solicitation("::", GROUP, OWN)).forget().send(ping()).expect(ASK);
    }

    // --- 7.1.2, each rule alone ------------------------------------------------------------------------------------------

    private static Packet advertised() {
        return advertisement("fe80::2", OWN, "SO", "fe80::2", targetLinkLayerAddress(2));
    }

    private Lab asking() {
        return lab.send(ping()).expect(ASK);
    }

    @Test
    void shouldIgnoreAnAdvertisementThatWasForwarded() {
        asking().refuses(advertised().hop(254), Drop.ND_HOP_LIMIT);
    }

    @Test
    void shouldIgnoreAnAdvertisementWithAWrongChecksum() {
        asking().refuses(advertised().checksumOff(0x100), Drop.ICMPV6_CHECKSUM);
    }

    @Test
    void shouldIgnoreAnAdvertisementWithACode() {
        asking().refuses(Packet.from("fe80::2").to(OWN).hop(255).icmp(136, 3, u32(0x6000_0000L),
                Packet.address("fe80::2"), targetLinkLayerAddress(2)), Drop.ND_CODE);
    }

    @Test
    void shouldIgnoreAnAdvertisementOfLessThan24Octets() {
        asking().refuses(Packet.from("fe80::2").to(OWN).hop(255).icmp(136, 0, u32(0x6000_0000L), u32(0), u32(0)),
                Drop.ICMPV6_TRUNCATED);
    }

    @Test
    void shouldIgnoreAnAdvertisementOfAGroup() {
        asking().refuses(advertisement("fe80::2", OWN, "SO", "ff02::2", targetLinkLayerAddress(2)), Drop.ND_TARGET);
    }

    @Test
    void shouldIgnoreASolicitedAdvertisementToAGroup() {
        asking().refuses(advertisement("fe80::2", "ff02::1", "SO", "fe80::2", targetLinkLayerAddress(2)),
                Drop.ND_DESTINATION);
    }

    @Test
    void shouldIgnoreAnAdvertisementWithAnOptionOfNoLength() {
        asking().refuses(advertisement("fe80::2", OWN, "SO", "fe80::2", hex("0200020000000002")),
                Drop.ND_OPTION_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0201ffffffffffff", "0201333300000001", "02020200000000020000000000000000"})
    void shouldIgnoreAnAdvertisementOfAnAddressNoStationHas(String option) {
        asking().refuses(advertisement("fe80::2", OWN, "SO", "fe80::2", hex(option)), Drop.ND_LINK_LAYER_ADDRESS);
    }

    @Test
    void shouldIgnoreTheReservedFieldOfAnAdvertisementAndOtherOptions() {
        asking().send(Packet.from("fe80::2").to(OWN).hop(255).icmp(136, 0, u32(0x7fff_ffffL),
                Packet.address("fe80::2"), sourceLinkLayerAddress(9), targetLinkLayerAddress(2))).expect(REPLY, 2);
    }

    @Test
    void shouldNotLetAnyoneAdvertiseAnAddressOfOurs() {
        lab.refuses(advertisement("fe80::2", "ff02::1", "O", OWN, targetLinkLayerAddress(2)), Drop.ND_TARGET_OURS);
        lab.alive();
    }

    // --- flags, section 7.2.5 --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "O", "SO"})
    void shouldWaitOnWhenAnAdvertisementHasNoAddress(String flags) {
        asking().send(advertisement("fe80::2", OWN, flags, "fe80::2")).quiet();
        lab.after(s(1)).expect(ASK);
    }

    @Test
    void shouldKeepTheAddressWithoutOverrideButDoubtIt() {
        reachable();
        lab.send(advertisement("fe80::2", OWN, "S", "fe80::2", targetLinkLayerAddress(3)));
        provenStale(2);
    }

    @Test
    void shouldTakeTheOtherAddressWithOverride() {
        reachable();
        lab.send(advertisement("fe80::2", "ff02::1", "O", "fe80::2", targetLinkLayerAddress(3)));
        provenStale(3);
    }

    @Test
    void shouldTrustASolicitedOverride() {
        reachable();
        lab.send(advertisement("fe80::2", OWN, "SO", "fe80::2", targetLinkLayerAddress(3)));
        provenReachable(3);
    }

    @Test
    void shouldIgnoreAnotherAddressWithoutOverrideWhileProbing() {
        stale();
        lab.send(ping()).expect(REPLY, 2).after(s(5)).expect(PROBE, 2);
        lab.send(advertisement("fe80::2", OWN, "S", "fe80::2", targetLinkLayerAddress(3)));
        lab.after(s(1)).expect(PROBE, 2);
    }

    @Test
    void shouldGoOnProbingWhenAnUnsolicitedAdvertisementSaysNothingNew() {
        stale();
        lab.send(ping()).expect(REPLY, 2).after(s(5)).expect(PROBE, 2);
        lab.send(advertisement("fe80::2", "ff02::1", "O", "fe80::2", targetLinkLayerAddress(2)));
        lab.after(s(1)).expect(PROBE, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "O", "SO"})
    void shouldSendNothingThroughARouterThatBecameAHost(String flags) {
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000))).after(s(10)).forget();
        Packet far = Packet.from("2001:db8:9::9").to("2001:db8::ff:fe00:1").by(10).echo(1, 1, counting(8));
        String back = "echo reply 2001:db8::ff:fe00:1 > 2001:db8:9::9 hop 64 data 8";
        lab.send(far).expect(back, 10);
        lab.send(advertisement("fe80::a", OWN, flags, "fe80::a", targetLinkLayerAddress(10)).by(10));
        lab.refuses(far, Drop.NO_ROUTE);
    }

    // --- several interfaces ----------------------------------------------------------------------------------------------

    @Test
    void shouldNeverMixNeighborsOfTheSameNameOnTwoLinks() {
        Lab two = new Lab(Lab.config().with(Limit.FRAME_SLOTS, 24), 2).settled();
        String other = "fe80::ff:fe00:101";
        two.on(0).send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2))).expect(ANSWER, 2);
        two.on(1).send(Packet.from("fe80::2").to(other).toMac(Packet.mac(257)).by(3).echo(1, 1, counting(8)))
                .expect("NS " + other + " > ff02::1:ff00:2 hop 255 target fe80::2 slla 020000000101");
        two.send(advertisement("fe80::2", other, "SO", "fe80::2", targetLinkLayerAddress(3)).by(3)
                .toMac(Packet.mac(257))).expect("echo reply " + other + " > fe80::2 hop 64 data 8", 3).quiet();
        two.on(0).quiet().send(ping()).expect(REPLY, 2).on(1).quiet();
    }

    @Test
    void shouldNotAnswerOnOneLinkForAnAddressOfTheOther() {
        Lab two = new Lab(Lab.config().with(Limit.FRAME_SLOTS, 24), 2).settled();
        two.on(1).refuses(Packet.from("fe80::2").to(OWN).toMac(Packet.mac(257)).echo(1, 1, counting(8)),
                Drop.NOT_FOR_US);
    }
}
