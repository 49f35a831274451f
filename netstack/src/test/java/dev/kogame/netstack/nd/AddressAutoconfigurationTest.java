package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4862 section 5 and RFC 7217. */
class AddressAutoconfigurationTest {

    private static final long INFINITE = 0xffff_ffffL;
    private static final String GLOBAL = "2001:db8::ff:fe00:1";
    private static final String PROBE = "NS :: > " + GROUP + " hop 255 target " + OWN;
    private static final String GLOBAL_PROBE = "NS :: > " + GROUP + " hop 255 target " + GLOBAL;

    private final Lab fresh = new Lab(Lab.config());

    private static StackConfig stable() {
        return Lab.config().withInterfaceIdentifier(InterfaceIdentifier.Kind.STABLE);
    }

    private static Packet announce(long validS, long preferredS) {
        return routerAdvertisement("fe80::a", 0, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", validS, preferredS));
    }

    private static boolean answers(Lab lab, String address) {
        lab.forget().send(solicitation("::", GROUP, address));
        return lab.taken().equals(List.of("NA " + address + " > ff02::1 hop 255 target " + address + " O tlla 01"));
    }

    // --- duplicate address detection, section 5.4 ------------------------------------------------------------------------

    @Test
    void shouldJoinAndReportTheGroupBeforeItProbes() {
        fresh.at(0).expect("report :: > ff02::16 hop 1 to-ex " + GROUP).expect(PROBE).quiet();
        assertThat(fresh.changes()).containsExactly("0 ms " + OWN + " TENTATIVE");
    }

    @Test
    void shouldAssignTheAddressASecondAfterItsProbe() {
        fresh.at(s(1) - 1);
        assertThat(fresh.changes()).hasSize(1);
        fresh.at(s(1));
        assertThat(fresh.changes()).endsWith("1000 ms " + OWN + " PREFERRED");
        assertThat(answers(fresh, OWN)).isTrue();
    }

    @Test
    void shouldReportItsGroupsAgainFromItsLinkLocalAddress() {
        fresh.at(s(1) - 1).forget().at(s(1)).expect("RS " + OWN + " > ff02::2 hop 255 slla 01")
                .expect("report " + OWN + " > ff02::16 hop 1 to-ex " + GROUP);
    }

    @Test
    void shouldProbeAsOftenAsConfigured() {
        Lab lab = new Lab(Lab.config().with(Limit.DUPLICATE_ADDRESS_PROBES, 3));
        lab.at(0).forget();
        lab.at(s(3));
        assertThat(lab.taken()).filteredOn(PROBE::equals).hasSize(2);
        assertThat(lab.changes()).endsWith("3000 ms " + OWN + " PREFERRED");
    }

    @Test
    void shouldAssignAtOnceWhenDetectionIsOff() {
        Lab lab = new Lab(Lab.config().with(Limit.DUPLICATE_ADDRESS_PROBES, 0));
        lab.at(0);
        assertThat(lab.taken()).doesNotContain(PROBE);
        assertThat(lab.changes()).endsWith("0 ms " + OWN + " PREFERRED");
    }

    @Test
    void shouldWaitAtRandomBeforeTheFirstMessage() {
        Lab lab = new Lab(Lab.config().with(Limit.INITIAL_DELAY_MS, 1000).withSeed(7));
        lab.at(s(2));
        assertThat(lab.times().getFirst()).isBetween(1L, s(1));
        Lab other = new Lab(Lab.config().with(Limit.INITIAL_DELAY_MS, 1000).withSeed(8));
        other.at(s(2));
        assertThat(other.times().getFirst()).isNotEqualTo(lab.times().getFirst());
    }

    @Test
    void shouldNotUseATentativeAddress() {
        fresh.at(0).forget();
        fresh.refuses(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8)), Drop.NOT_FOR_US);
        fresh.refuses(Packet.from("fe80::2").to("ff02::1").echo(1, 1, counting(8)), Drop.NO_SOURCE_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {GROUP, OWN})
    void shouldIgnoreASolicitationOfATentativeAddressFromAUser(String to) {
        fresh.at(0).forget();
        fresh.refuses(solicitation("fe80::2", to, OWN, sourceLinkLayerAddress(2)),
                to.equals(OWN) ? Drop.NOT_FOR_US : Drop.ND_TARGET_UNKNOWN);
        fresh.at(s(1));
        assertThat(fresh.changes()).endsWith("1000 ms " + OWN + " PREFERRED");
    }

    /** Section 5.4.5: what is made of the hardware's address and taken means that the hardware's address is. */
    private void provenDisabled() {
        assertThat(fresh.changes()).last().asString().endsWith(OWN + " DUPLICATE");
        fresh.at(s(30)).quiet();
        fresh.refuses(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2)), Drop.INTERFACE_DISABLED);
        fresh.refuses(announce(9000, 9000), Drop.INTERFACE_DISABLED);
        fresh.at(s(60)).quiet();
    }

    @Test
    void shouldTurnIpOffWhenAnotherStationProbesForItsHardwareAddress() {
        fresh.at(ms(500)).forget().send(solicitation("::", GROUP, OWN));
        provenDisabled();
    }

    @Test
    void shouldTurnIpOffWhenAnotherStationHasItsHardwareAddress() {
        fresh.at(ms(500)).forget().send(advertisement(OWN, "ff02::1", "O", OWN, targetLinkLayerAddress(2)));
        provenDisabled();
    }

    @Test
    void shouldFindADuplicateEvenWithReservedBitsAndForeignOptions() {
        fresh.at(ms(500)).forget().send(Packet.from("::").to(GROUP).hop(255).icmp(135, 0, u32(-1),
                Packet.address(OWN), targetLinkLayerAddress(2)));
        provenDisabled();
    }

    @Test
    void shouldTakeAllAddressesFromAnInterfaceThatIsOff() {
        fresh.stack().addAddress(0, hi("2001:db8:5::5"), lo("2001:db8:5::5"));
        fresh.at(ms(500)).forget().send(solicitation("::", GROUP, OWN)).at(s(60)).quiet();
        assertThat(fresh.changes()).noneMatch(change -> change.endsWith("PREFERRED"))
                .contains("500 ms 2001:db8:5::5 INVALID");
        fresh.link(false).link(true).after(s(10)).quiet();
    }

    static List<Packet> invalidObjections() {
        return List.of(
                solicitation("::", GROUP, OWN).hop(254),
                solicitation("::", GROUP, OWN).checksumOff(1),
                solicitation("::", "ff02::1", OWN),
                solicitation("::", OWN, OWN),
                solicitation("::", GROUP, OWN, sourceLinkLayerAddress(2)),
                solicitation("::", GROUP, "fe80::fe:fe00:1"),
                solicitation("::", GROUP, "ff02::1"),
                Packet.from("::").to(GROUP).hop(255).icmp(135, 1, u32(0), Packet.address(OWN)),
                Packet.from("::").to(GROUP).hop(255).icmp(135, 0, u32(0), u32(0), u32(0)),
                advertisement(OWN, "ff02::1", "O", OWN).hop(254),
                advertisement(OWN, "ff02::1", "O", OWN).checksumOff(1),
                advertisement(OWN, "ff02::1", "SO", OWN),
                advertisement(OWN, "ff02::1", "O", "fe80::fe:fe00:1"),
                advertisement(OWN, "ff02::1", "O", "ff02::1"),
                advertisement(OWN, "ff02::1", "O", OWN, Packet.hex("0200000000000000")),
                Packet.from(OWN).to("ff02::1").hop(255).icmp(136, 1, u32(0x2000_0000L), Packet.address(OWN)),
                Packet.from(OWN).to("ff02::1").hop(255).icmp(136, 0, u32(0x2000_0000L), u32(0), u32(0)));
    }

    @ParameterizedTest
    @MethodSource("invalidObjections")
    void shouldNotBeStoppedByAnInvalidObjection(Packet objection) {
        fresh.at(ms(500)).forget().send(objection).quiet().at(s(1));
        assertThat(fresh.changes()).endsWith("1000 ms " + OWN + " PREFERRED");
        assertThat(fresh.stack().counters(0).drops()).isEqualTo(1);
    }

    @Test
    void shouldNotCallAnAddressUniqueWhoseProbeCouldNotLeave() {
        Lab lab = Lab.ready(config -> config.with(Limit.FRAME_SLOTS, 4).with(Limit.TRANSMIT_QUEUE, 1));
        var socket = lab.stack().udp(7, (datagram, nowNs) -> {});
        lab.send(announce(9000, 9000)).forget();
        // The probe of the address formed next finds no frame slot.
        int[] slots = {socket.take(), socket.take(), socket.take(), socket.take()};
        assertThat(slots).doesNotContain(-1);
        lab.cable().end(1).transmit(routerAdvertisement("fe80::a", 0, prefix("2001:db8:2::", 64, "A", 900, 900))
                .frame(), 0, 14 + 40 + 16 + 32, lab.nowNs());
        for (int i = 0; i < 20; i++) {
            lab.stack().poll(lab.nowNs(), 8);
        }
        for (int slot : slots) {
            socket.cancel(slot);
        }
        lab.after(ms(999)).forget().after(ms(1)).expect("NS :: > " + GROUP + " hop 255 target 2001:db8:2::ff:fe00:1");
        lab.after(s(1));
        assertThat(lab.changes()).endsWith("22000 ms 2001:db8:2::ff:fe00:1 PREFERRED");
    }

    // --- RFC 7217 --------------------------------------------------------------------------------------------------------

    private static String address(String change) {
        return change.split(" ")[2];
    }

    private static void objectTo(Lab lab) {
        String tentative = address(lab.changes().getLast());
        assertThat(lab.changes()).last().asString().endsWith("TENTATIVE");
        lab.send(advertisement("fe80::2", "ff02::1", "O", tentative, targetLinkLayerAddress(2)));
    }

    @Test
    void shouldTryOtherStableIdentifiersAndStopAfterThree() {
        Lab lab = new Lab(stable());
        lab.at(ms(500));
        for (int retry = 0; retry < 4; retry++) {
            objectTo(lab);
            lab.after(ms(1));
        }
        lab.at(s(60));
        List<String> states = lab.changes().stream().map(change -> change.split(" ")[3]).toList();
        assertThat(states).containsExactly("TENTATIVE", "DUPLICATE", "TENTATIVE", "DUPLICATE", "TENTATIVE", "DUPLICATE",
                "TENTATIVE", "DUPLICATE");
        assertThat(lab.changes().stream().map(AddressAutoconfigurationTest::address).distinct()).hasSize(4);
        assertThat(lab.stack().counters(0).drops(Drop.INTERFACE_DISABLED)).as("IP stays on").isZero();
    }

    @Test
    void shouldWaitUpToIdgenDelayBeforeItTriesAnother() {
        Lab lab = new Lab(stable());
        lab.at(ms(500)).forget();
        objectTo(lab);
        assertThat(lab.taken()).noneMatch(line -> line.startsWith("NS"));
        lab.at(ms(1500));
        assertThat(lab.taken()).filteredOn(line -> line.startsWith("NS")).hasSize(1);
        lab.at(s(4));
        assertThat(lab.changes()).last().asString().endsWith("PREFERRED");
    }

    @Test
    void shouldFormTheSameStableAddressAfterARestartAndAnotherUnderAnotherPrefix() {
        List<String> first = new Lab(stable()).settled().changes();
        assertThat(new Lab(stable().withSeed(99)).settled().changes()).isEqualTo(first);
        assertThat(new Lab(stable().withSecret(new byte[16])).settled().changes()).isNotEqualTo(first);
        Lab lab = new Lab(stable()).settled();
        lab.send(announce(9000, 9000)).after(s(5));
        String global = address(lab.changes().getLast());
        assertThat(global).startsWith("2001:db8::");
        assertThat(lo(global)).isNotEqualTo(lo(address(first.getLast())));
    }

    // --- global addresses, section 5.5.3 ---------------------------------------------------------------------------------

    @Test
    void shouldFormAnAddressFromAnAutonomousPrefixAndProveIt() {
        Lab lab = Lab.ready();
        lab.send(announce(9000, 9000)).expect(GLOBAL_PROBE).quiet().after(s(1));
        assertThat(lab.changes()).endsWith("20000 ms " + GLOBAL + " TENTATIVE", "21000 ms " + GLOBAL + " PREFERRED");
        assertThat(answers(lab, GLOBAL)).isTrue();
    }

    @Test
    void shouldNotTurnIpOffWhenAGlobalAddressIsTaken() {
        Lab lab = Lab.ready();
        lab.send(announce(9000, 9000)).send(advertisement("fe80::2", "ff02::1", "O", GLOBAL));
        assertThat(lab.changes()).endsWith("20000 ms " + GLOBAL + " DUPLICATE");
        lab.after(s(60)).forget().alive();
        lab.after(s(10)).forget().send(announce(9000, 9000)).after(s(60)).quiet();
    }

    @ParameterizedTest
    @CsvSource({
            // no A flag; link-local; preferred > valid; other lengths; valid 0; multicast
            "2001:db8::, 64, L, 9000, 9000", "fe80::, 64, LA, 9000, 9000", "2001:db8::, 64, A, 9000, 9001",
            "2001:db8::, 63, A, 9000, 9000", "2001:db8::, 65, A, 9000, 9000", "2001:db8::, 0, A, 9000, 9000",
            "2001:db8::, 120, A, 9000, 9000", "2001:db8::, 128, A, 9000, 9000", "2001:db8::, 129, A, 9000, 9000",
            "2001:db8::, 255, A, 9000, 9000", "2001:db8::, 64, A, 0, 0", "ff02::, 64, A, 9000, 9000"})
    void shouldFormNoAddressFromAPrefixThatIsNotFitForIt(String prefix, int length, String flags, long valid,
            long preferred) {
        Lab lab = Lab.ready();
        int before = lab.changes().size();
        lab.send(routerAdvertisement("fe80::a", 0, prefix(prefix, length, flags, valid, preferred))).after(s(5))
                .quiet();
        assertThat(lab.changes()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000::", "fec0::", "fd00:1::", "2001:db8:ffff:ffff::"})
    void shouldFormAnAddressFromAnyOtherPrefix(String prefix) {
        Lab lab = Lab.ready();
        lab.send(routerAdvertisement("fe80::a", 0, prefix(prefix, 64, "A", 900, 900))).after(s(1));
        assertThat(lab.changes()).last().asString().endsWith("PREFERRED");
    }

    @Test
    void shouldFormAnAddressForEachOfTwoPrefixes() {
        Lab lab = Lab.ready();
        lab.send(routerAdvertisement("fe80::a", 0, prefix("2001:db8:1::", 64, "A", 30, 30),
                prefix("2001:db8:2::", 64, "A", 60, 60))).after(s(40));
        assertThat(lab.changes()).contains("21000 ms 2001:db8:1::ff:fe00:1 PREFERRED",
                "21000 ms 2001:db8:2::ff:fe00:1 PREFERRED", "50000 ms 2001:db8:1::ff:fe00:1 INVALID");
        assertThat(answers(lab, "2001:db8:2::ff:fe00:1")).isTrue();
    }

    // --- lifetimes, sections 5.5.3 (e) and 5.5.4 -------------------------------------------------------------------------

    @Test
    void shouldBeDeprecatedAndInvalidAtTheExactTimes() {
        Lab lab = Lab.ready();
        lab.send(announce(40, 15)).at(s(35) - 1);
        assertThat(lab.changes()).endsWith("21000 ms " + GLOBAL + " PREFERRED");
        lab.at(s(35));
        assertThat(lab.changes()).endsWith("35000 ms " + GLOBAL + " DEPRECATED");
        lab.at(s(60) - 1);
        assertThat(answers(lab, GLOBAL)).as("a deprecated address still works").isTrue();
        lab.at(s(60));
        assertThat(lab.changes()).endsWith("60000 ms " + GLOBAL + " INVALID");
        assertThat(answers(lab, GLOBAL)).isFalse();
    }

    @Test
    void shouldBeginDeprecatedWithAPreferredLifetimeOfZero() {
        Lab lab = Lab.ready();
        lab.send(announce(40, 0)).after(s(1));
        assertThat(lab.changes()).endsWith("21000 ms " + GLOBAL + " DEPRECATED");
    }

    @Test
    void shouldBePreferredAgainWhenARouterSaysSo() {
        Lab lab = Lab.ready();
        lab.send(announce(9000, 9000)).after(s(5)).send(announce(9000, 0));
        assertThat(lab.changes()).endsWith("25000 ms " + GLOBAL + " DEPRECATED");
        lab.after(s(5)).send(announce(9000, 100));
        assertThat(lab.changes()).endsWith("30000 ms " + GLOBAL + " PREFERRED");
        lab.after(s(100));
        assertThat(lab.changes()).endsWith("130000 ms " + GLOBAL + " DEPRECATED");
    }

    @Test
    void shouldKeepAnAddressWithInfiniteLifetimes() {
        Lab lab = Lab.ready();
        lab.send(announce(INFINITE, INFINITE)).after(s(400L * 24 * 3600)).forget();
        assertThat(lab.changes()).endsWith("21000 ms " + GLOBAL + " PREFERRED");
        assertThat(answers(lab, GLOBAL)).isTrue();
    }

    /**
     * Section 5.5.3 (e): valid lifetime at first, the one announced ten seconds later, and the seconds from then on that the address has
     * left.
     */
    @ParameterizedTest
    @CsvSource({
            // 1: more than two hours, or more than what remains
            "10800, 7201, 7201", "10800, 20000, 20000", "30, 60, 60", "30, 21, 21", "100, 7201, 7201",
            // 2: no more than two hours remain
            "60, 30, 50", "60, 0, 50", "7210, 10, 7200", "7000, 7200, 7200", "30, 20, 20",
            // 3: otherwise two hours
            "10800, 10, 7200", "10800, 0, 7200", "10800, 7200, 7200", "7211, 7200, 7200",
            // from infinity, and to it
            "4294967295, 10, 7200", "4294967295, 7201, 7201", "4294967295, 0, 7200"})
    void shouldNotLetAnUnauthenticatedRouterShortenALifetimeBelowTwoHours(long first, long second, long left) {
        Lab lab = Lab.ready();
        lab.send(announce(first, 1)).at(s(30)).send(announce(second, 0));
        lab.at(s(30 + left) - 1);
        assertThat(answers(lab, GLOBAL)).isTrue();
        lab.at(s(30 + left));
        assertThat(answers(lab, GLOBAL)).isFalse();
        assertThat(lab.changes()).endsWith((30 + left) * 1000 + " ms " + GLOBAL + " INVALID");
    }

    @Test
    void shouldTakeAnInfiniteLifetimeForAnAddressThatHadAnEnd() {
        Lab lab = Lab.ready();
        lab.send(announce(30, 30)).after(s(10)).send(announce(INFINITE, INFINITE)).after(s(100_000));
        assertThat(answers(lab, GLOBAL)).isTrue();
    }

    @Test
    void shouldGoOnWithoutANewProofWhenAPrefixIsAnnouncedAgain() {
        Lab lab = Lab.ready();
        lab.send(announce(9000, 9000)).after(s(5)).forget().send(announce(9000, 9000)).after(s(5)).quiet();
    }

    @Test
    void shouldGiveUpAnAddressWhoseLifetimeEndsDuringItsProof() {
        Lab lab = Lab.ready();
        lab.send(routerAdvertisement("fe80::a", 0, prefix("2001:db8::", 64, "A", 1, 1)));
        lab.after(s(3));
        assertThat(lab.changes()).last().asString().endsWith(GLOBAL + " INVALID");
        assertThat(answers(lab, GLOBAL)).isFalse();
    }

    // --- the link goes away and comes back -------------------------------------------------------------------------------

    @Test
    void shouldProveAllItsAddressesAnewWhenTheLinkComesBack() {
        Lab lab = Lab.ready();
        lab.send(announce(9000, 9000)).after(s(5)).forget();
        lab.link(false).after(s(1)).link(true);
        assertThat(lab.taken()).contains(PROBE, GLOBAL_PROBE);
        assertThat(lab.changes()).endsWith("26000 ms " + OWN + " TENTATIVE", "26000 ms " + GLOBAL + " TENTATIVE");
        lab.after(s(1));
        assertThat(lab.changes()).endsWith("27000 ms " + OWN + " PREFERRED", "27000 ms " + GLOBAL + " PREFERRED");
    }

    @Test
    void shouldFindADuplicateOnTheLinkItComesBackTo() {
        Lab lab = Lab.ready();
        lab.send(announce(9000, 9000)).after(s(5)).link(false).link(true)
                .send(advertisement("fe80::2", "ff02::1", "O", GLOBAL, targetLinkLayerAddress(2))).after(s(5));
        assertThat(lab.changes()).contains("25000 ms " + GLOBAL + " DUPLICATE");
        assertThat(answers(lab, GLOBAL)).isFalse();
        assertThat(answers(lab, OWN)).isTrue();
    }

    @Test
    void shouldNotSolicitFromAnAddressThatIsTentativeAgain() {
        Lab lab = Lab.ready();
        lab.send(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8)));
        lab.after(ms(100)).link(false).link(true).forget().after(ms(990));
        assertThat(lab.taken()).noneMatch(line -> line.contains("target fe80::2"));
        lab.after(ms(950));
        assertThat(lab.taken()).contains("NS " + OWN + " > ff02::1:ff00:2 hop 255 target fe80::2 slla 01");
    }

    @Test
    void shouldProveAnAddressGivenByHand() {
        fresh.stack().addAddress(0, hi("2001:db8:5::5"), lo("2001:db8:5::5"));
        fresh.at(0);
        assertThat(fresh.taken()).contains("NS :: > ff02::1:ff00:5 hop 255 target 2001:db8:5::5");
        fresh.at(s(1));
        assertThat(fresh.changes()).contains("1000 ms 2001:db8:5::5 PREFERRED");
    }

    @Test
    void shouldLeaveTheGroupOfAnAddressThatIsGone() {
        Lab lab = Lab.ready(config -> config.withInterfaceIdentifier(InterfaceIdentifier.Kind.STABLE));
        lab.send(announce(10, 10)).after(s(9)).forget().after(s(1));
        assertThat(lab.taken())
                .anyMatch(line -> line.matches("report fe80::\\S+ > ff02::16 hop 1 to-in ff02::1:ff\\S+"));
    }
}
