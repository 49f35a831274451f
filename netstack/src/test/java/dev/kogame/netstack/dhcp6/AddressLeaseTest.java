package dev.kogame.netstack.dhcp6;

import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.dhcp6.ServerSide.ADVERTISE;
import static dev.kogame.netstack.dhcp6.ServerSide.ALL_SERVERS;
import static dev.kogame.netstack.dhcp6.ServerSide.CLIENT;
import static dev.kogame.netstack.dhcp6.ServerSide.CONFIRM;
import static dev.kogame.netstack.dhcp6.ServerSide.DECLINE;
import static dev.kogame.netstack.dhcp6.ServerSide.INFORMATION_REQUEST;
import static dev.kogame.netstack.dhcp6.ServerSide.LEASED;
import static dev.kogame.netstack.dhcp6.ServerSide.OTHER_SERVER;
import static dev.kogame.netstack.dhcp6.ServerSide.REBIND;
import static dev.kogame.netstack.dhcp6.ServerSide.RELEASE;
import static dev.kogame.netstack.dhcp6.ServerSide.RENEW;
import static dev.kogame.netstack.dhcp6.ServerSide.REPLY;
import static dev.kogame.netstack.dhcp6.ServerSide.REQUEST;
import static dev.kogame.netstack.dhcp6.ServerSide.SERVER;
import static dev.kogame.netstack.dhcp6.ServerSide.SOLICIT;
import static dev.kogame.netstack.dhcp6.ServerSide.address;
import static dev.kogame.netstack.dhcp6.ServerSide.dns;
import static dev.kogame.netstack.dhcp6.ServerSide.ia;
import static dev.kogame.netstack.dhcp6.ServerSide.id;
import static dev.kogame.netstack.dhcp6.ServerSide.option;
import static dev.kogame.netstack.dhcp6.ServerSide.preference;
import static dev.kogame.netstack.dhcp6.ServerSide.rapidCommit;
import static dev.kogame.netstack.dhcp6.ServerSide.seconds;
import static dev.kogame.netstack.dhcp6.ServerSide.status;
import static dev.kogame.netstack.dhcp6.ServerSide.unicast;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.dhcp6.ServerSide.Message;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stateful client, RFC 8415 sections 18.2.1 to 18.2.10: conformance rows D.1.1.x. */
class AddressLeaseTest {

    private static final String ADDRESS_IN_HEX = HexFormat.of().formatHex(Packet.address(LEASED));
    private static final String NO_LIFETIMES = "0000000000000000";

    private final ServerSide link = new ServerSide();
    private final Lab lab = link.lab;

    private Message solicit() {
        return link.flags("M").await(SOLICIT);
    }

    private Message request() {
        Message solicit = solicit();
        link.say(ADVERTISE, solicit.xid(), ia(50, 80, address(LEASED, 100, 200)));
        return link.await(REQUEST);
    }

    private List<String> leasedChanges() {
        return lab.changes().stream().filter(change -> change.contains("2001:db8::"))
                .map(change -> change.substring(change.indexOf("2001"))).toList();
    }

    // --- Solicit --------------------------------------------------------------------------------------------------------

    @Test
    void shouldSolicitWithinASecondWhenARouterSetsTheFlagM() {
        // D.1.1.7.A, D.1.1.3.A, D.1.1.3.B, D.1.1.3.E, D.1.1.3.F, D.1.1.4.A, D.1.1.5.A, D.1.1.21.A
        long flagNs = lab.nowNs();
        Message solicit = solicit();
        assertThat(solicit.atNs() - flagNs).isBetween(0L, s(1));
        assertThat(solicit.codes()).containsExactlyInAnyOrder(1, 3, 6, 8, 14);
        assertThat(solicit.option(1)).isEqualTo(CLIENT);
        assertThat(solicit.option(3)).isEqualTo("00000001" + "00000000" + "00000000");
        assertThat(solicit.option(6)).isEqualTo("0017" + "0018" + "0052");
        assertThat(solicit.elapsed()).isZero();
    }

    @Test
    void shouldUseTheSameIdentifiersAfterEveryStart() {
        // D.1.1.4.B, D.1.1.6
        Message again = new ServerSide(config -> config.withSeed(99)).flags("M").await(SOLICIT);
        Message solicit = solicit();
        assertThat(again.option(1)).isEqualTo(solicit.option(1));
        assertThat(again.option(3)).isEqualTo(solicit.option(3));
        assertThat(again.xid()).isNotEqualTo(solicit.xid());
    }

    @Test
    void shouldMakeItsFirstTimeoutLongerThanASecondAndThenDoubleIt() {
        // D.1.1.7.B
        for (int seed = 0; seed < 50; seed++) {
            int with = seed;
            ServerSide there = new ServerSide(config -> config.withSeed(with));
            Message first = there.flags("M").await(SOLICIT);
            Message second = there.await(SOLICIT);
            long firstRtNs = second.atNs() - first.atNs();
            assertThat(firstRtNs).as("seed " + seed).isGreaterThan(s(1)).isLessThanOrEqualTo(ms(1100));
            long secondRtNs = there.await(s(3)).atNs() - second.atNs();
            assertThat(secondRtNs).as("seed " + seed).isBetween(firstRtNs * 19 / 10, firstRtNs * 21 / 10);
            assertThat(second.xid()).isEqualTo(first.xid());
        }
    }

    @ParameterizedTest
    @CsvSource({"59, 3600", "300, 300", "86401, 3600"})
    void shouldTakeItsLongestTimeoutEvenFromAServerWithoutAddresses(long told, long capS) {
        // D.1.1.21.B to E, D.1.1.15
        Message solicit = solicit();
        lab.refuses(link.message(ADVERTISE, solicit.xid(), id(2, SERVER), id(1, CLIENT), ia(0, 0, status(2)),
                seconds(82, told)), Drop.DHCPV6_DISCARDED);
        long lastNs = solicit.atNs();
        long longestNs = 0;
        for (int i = 0; i < 22; i++) {
            Message next = link.await(s(100_000));
            assertThat(next.type()).isEqualTo(SOLICIT);
            longestNs = Math.max(longestNs, next.atNs() - lastNs);
            lastNs = next.atNs();
        }
        assertThat(longestNs).isBetween(s(capS) * 9 / 10, s(capS) * 11 / 10);
    }

    // --- Advertise ------------------------------------------------------------------------------------------------------

    @Test
    void shouldLeaseTheAddressThatAServerOffersAndUseItWhenItIsUnique() {
        // D.1.1.1.A, D.1.1.3.C, D.1.1.3.D, D.1.1.5.B, D.1.1.9.A
        Message solicit = solicit();
        link.say(ADVERTISE, solicit.xid(), ia(50, 80, address(LEASED, 100, 200)));
        assertThat(lab.nowNs()).isEqualTo(solicit.atNs());
        // D.1.1.8.A: it waits for better offers until its first timeout.
        Message request = link.await(REQUEST);
        assertThat(request.atNs() - solicit.atNs()).isGreaterThan(s(1)).isLessThanOrEqualTo(ms(1100));
        assertThat(request.xid()).isNotEqualTo(solicit.xid());
        assertThat(request.codes()).containsExactlyInAnyOrder(1, 2, 3, 6, 8);
        assertThat(request.option(2)).isEqualTo(SERVER);
        assertThat(request.addresses()).isEqualTo(ADDRESS_IN_HEX + NO_LIFETIMES);
        assertThat(request.elapsed()).isZero();
        link.say(REPLY, request.xid(), ia(50, 80, address(LEASED, 100, 200)), dns("2001:db8::53"));
        assertThat(link.answersFor(LEASED)).isFalse();
        lab.after(s(1));
        assertThat(leasedChanges()).containsExactly(LEASED + " TENTATIVE", LEASED + " PREFERRED");
        assertThat(link.answersFor(LEASED)).isTrue();
        assertThat(lab.stack().dnsServers().count()).isEqualTo(1);
    }

    @Test
    void shouldNotTakeALeasedAddressForAPrefixOfTheLink() {
        // RFC 5942 section 4: without a prefix that a router announces, the neighbor is not on the link.
        link.leased(50, 80, 100, 200);
        lab.send(Packet.from("2001:db8::77").to(LEASED).by(0x77).echo(1, 1, Packet.counting(8)));
        assertThat(lab.taken()).isEmpty();
        assertThat(lab.drops(Drop.NO_ROUTE)).isEqualTo(1);
    }

    @Test
    void shouldTakeTheOfferOfTheServerWithTheHighestPreference() {
        // section 18.2.9
        Message solicit = solicit();
        link.say(ADVERTISE, solicit.xid(), ia(0, 0, address("2001:db8::1", 100, 200)), preference(7));
        link.sayBare(ADVERTISE, solicit.xid(), id(2, OTHER_SERVER), id(1, CLIENT), preference(9),
                ia(0, 0, address("2001:db8::2", 100, 200)));
        link.say(ADVERTISE, solicit.xid(), ia(0, 0, address("2001:db8::3", 100, 200)));
        Message request = link.await(REQUEST);
        assertThat(request.option(2)).isEqualTo(OTHER_SERVER);
        assertThat(request.addresses()).startsWith(HexFormat.of().formatHex(Packet.address("2001:db8::2")));
    }

    @Test
    void shouldTakeAnOfferWithPreference255AtOnce() {
        Message solicit = solicit();
        link.say(ADVERTISE, solicit.xid(), preference(255), ia(0, 0, address(LEASED, 100, 200)));
        assertThat(link.await(REQUEST).atNs()).isEqualTo(solicit.atNs());
    }

    @Test
    void shouldTakeALateOfferAtOnce() {
        // D.1.1.8.B
        solicit();
        Message second = link.await(SOLICIT);
        lab.after(ms(300));
        link.say(ADVERTISE, second.xid(), ia(0, 0, address(LEASED, 100, 200)));
        assertThat(link.await(REQUEST).atNs()).isEqualTo(second.atNs() + ms(300));
    }

    @Test
    void shouldDiscardOffersThatAreNotForItOrNotToBeUsed() {
        // D.1.1.18.A to D, D.1.1.15, D.1.1.19.C, D.1.1.19.D; attack D5
        Message solicit = solicit();
        int xid = solicit.xid();
        byte[] good = ia(50, 80, address(LEASED, 100, 200));
        byte[] server = id(2, SERVER);
        byte[] client = id(1, CLIENT);
        for (Packet each : List.of(link.message(ADVERTISE, xid, client, good),
                link.message(ADVERTISE, xid, server, good),
                link.message(ADVERTISE, xid, server, id(1, OTHER_SERVER), good),
                link.message(ADVERTISE, xid ^ 0x80, server, client, good),
                link.message(ADVERTISE, xid, server, client),
                link.message(ADVERTISE, xid, server, client, ia(50, 80)),
                link.message(ADVERTISE, xid, server, client, good, status(1)),
                link.message(ADVERTISE, xid, server, client, ia(50, 80, address(LEASED, 100, 200), status(2))),
                link.message(ADVERTISE, xid, server, client, ia(80, 50, address(LEASED, 100, 200))),
                link.message(ADVERTISE, xid, server, client, ia(50, 80, address(LEASED, 201, 200))),
                link.message(ADVERTISE, xid, server, client, ia(50, 80, address(LEASED, 0, 0))),
                link.message(ADVERTISE, xid, server, client, ia(50, 80, address(LEASED, 100, 200, status(1)))),
                link.message(ADVERTISE, xid, server, client, ia(50, 80, address("ff0e::1", 100, 200))),
                link.message(ADVERTISE, xid, server, client, ia(50, 80, address("fe80::99", 100, 200))),
                link.message(ADVERTISE, xid, server, client, ia(50, 80, address("::", 100, 200))),
                link.message(ADVERTISE, xid, server, client, ia(50, 80, address("::1", 100, 200))),
                link.message(ADVERTISE, xid, server, client,
                        option(3, Packet.u32(2), Packet.u32(0), Packet.u32(0), address(LEASED, 100, 200))),
                // A Reply that does not say rapid commit
                link.message(REPLY, xid, server, client, good))) {
            lab.refuses(each, Drop.DHCPV6_DISCARDED);
        }
        assertThat(link.await(SOLICIT).xid()).isEqualTo(xid);
        assertThat(leasedChanges()).isEmpty();
    }

    @Test
    void shouldLeaseInTwoMessagesWhereAServerCommitsRapidly() {
        Message solicit = solicit();
        link.say(REPLY, solicit.xid(), rapidCommit(), ia(50, 80, address(LEASED, 100, 200)));
        long leasedNs = lab.nowNs();
        lab.after(s(1));
        assertThat(link.answersFor(LEASED)).isTrue();
        assertThat(link.await(s(60)).type()).isEqualTo(RENEW);
        assertThat(lab.nowNs()).isEqualTo(leasedNs + s(50));
    }

    // --- Request --------------------------------------------------------------------------------------------------------

    @Test
    void shouldSolicitAgainWhenTenRequestsAreNotAnswered() {
        // D.1.1.9.B, D.1.1.9.C
        long lastNs = request().atNs();
        double expectedS = 1;
        for (int i = 1; i < 10; i++) {
            Message next = link.await(s(40));
            assertThat(next.type()).isEqualTo(REQUEST);
            double waitedS = (next.atNs() - lastNs) / 1e9;
            assertThat(waitedS).as("time " + i).isBetween(Math.min(expectedS, 30) * 0.9,
                    Math.max(expectedS, 1) * 1.1);
            assertThat(waitedS).isLessThanOrEqualTo(33);
            expectedS = 2 * waitedS;
            lastNs = next.atNs();
        }
        assertThat(link.await(s(40)).type()).isEqualTo(SOLICIT);
    }

    @ParameterizedTest
    @CsvSource({"2, false", "4, false", "3, false", "2, true", "4, true"})
    void shouldSolicitAgainLaterWhenAServerRefuses(int code, boolean onTop) {
        // D.1.1.16.H; section 14.1 for the rate
        Message request = request();
        link.say(REPLY, request.xid(), onTop ? status(code) : ia(0, 0, status(code)));
        Message next = link.await(s(30));
        assertThat(next.type()).isEqualTo(SOLICIT);
        assertThat(next.atNs() - request.atNs()).isBetween(s(10), s(11));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void shouldRepeatItsRequestAtTheUsualRateWhenAServerFailed(int code) {
        // D.1.1.16.F, D.1.1.16.G: all messages are multicast anyway.
        Message request = request();
        link.say(REPLY, request.xid(), status(code), ia(50, 80, address(LEASED, 100, 200)));
        Message next = link.await(REQUEST);
        assertThat(next.xid()).isEqualTo(request.xid());
        assertThat(next.atNs() - request.atNs()).isBetween(ms(900), ms(1100));
        assertThat(leasedChanges()).isEmpty();
    }

    @Test
    void shouldDiscardRepliesThatAreNotForItsRequest() {
        // D.1.1.19.A, D.1.1.19.B
        Message request = request();
        byte[] good = ia(50, 80, address(LEASED, 100, 200));
        lab.refuses(link.message(REPLY, request.xid(), id(1, CLIENT), good), Drop.DHCPV6_DISCARDED);
        lab.refuses(link.message(REPLY, request.xid() ^ 1, id(2, SERVER), id(1, CLIENT), good), Drop.DHCPV6_DISCARDED);
        lab.refuses(link.message(ADVERTISE, request.xid(), id(2, SERVER), id(1, CLIENT), good), Drop.DHCPV6_DISCARDED);
        assertThat(link.await(REQUEST).xid()).isEqualTo(request.xid());
    }

    // --- Renew and Rebind -----------------------------------------------------------------------------------------------

    @Test
    void shouldRenewAtT1AndRebindAtT2() {
        // D.1.1.11.A, D.1.1.12.A, D.1.1.16.A, D.1.1.5.D, D.1.1.5.E
        Message request = request();
        link.say(REPLY, request.xid(), ia(50, 80, address(LEASED, 100, 200)));
        long leasedNs = lab.nowNs();
        Message renew = link.await(s(60));
        assertThat(renew.type()).isEqualTo(RENEW);
        assertThat(renew.atNs()).isEqualTo(leasedNs + s(50));
        assertThat(renew.codes()).containsExactlyInAnyOrder(1, 2, 3, 6, 8);
        assertThat(renew.option(2)).isEqualTo(SERVER);
        assertThat(renew.addresses()).isEqualTo(ADDRESS_IN_HEX + NO_LIFETIMES);
        assertThat(renew.elapsed()).isZero();
        // D.1.1.11.B: ten seconds, then twice as long, but at T2 it is over.
        Message again = link.await(s(12));
        assertThat(again.atNs() - renew.atNs()).isBetween(s(9), s(11));
        assertThat(again.xid()).isEqualTo(renew.xid());
        assertThat(again.elapsed()).isEqualTo((int) ((again.atNs() - renew.atNs()) / ms(10)));
        Message rebind = link.await(s(30));
        assertThat(rebind.type()).isEqualTo(REBIND);
        assertThat(rebind.atNs()).isEqualTo(leasedNs + s(80));
        assertThat(rebind.codes()).containsExactlyInAnyOrder(1, 3, 6, 8);
        assertThat(rebind.addresses()).isEqualTo(ADDRESS_IN_HEX + NO_LIFETIMES);
        assertThat(rebind.elapsed()).isZero();
    }

    @Test
    void shouldGiveUpTheAddressAndSolicitWhenNobodyRebindsIt() {
        // D.1.1.12.B, D.1.1.12.C
        Message request = request();
        link.say(REPLY, request.xid(), ia(50, 80, address(LEASED, 100, 2000)));
        long leasedNs = lab.nowNs();
        Message last = null;
        Message next = link.await(s(100));
        while (next.type() != SOLICIT) {
            if (last != null && last.type() == REBIND) {
                assertThat(next.atNs() - last.atNs()).isBetween(s(9), s(660));
            }
            last = next;
            next = link.await(s(2000));
        }
        assertThat(last.type()).isEqualTo(REBIND);
        assertThat(next.atNs()).isBetween(leasedNs + s(2000), leasedNs + s(2001));
        assertThat(leasedChanges()).containsExactly(LEASED + " TENTATIVE", LEASED + " PREFERRED",
                LEASED + " DEPRECATED", LEASED + " INVALID");
        assertThat(link.answersFor(LEASED)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeNewLifetimesFromRenewAndRebind(boolean rebind) {
        // D.1.1.1.C, D.1.1.1.D, D.1.1.16.C, D.1.1.17
        link.leased(50, 80, 100, 200);
        Message asked = link.await(s(60));
        while (rebind && asked.type() != REBIND) {
            asked = link.await(s(60));
        }
        link.sayBare(REPLY, asked.xid(), id(2, OTHER_SERVER), id(1, CLIENT), dns("2001:db8::54"),
                ia(500, 800, address(LEASED, 1000, 2000)));
        long renewedNs = lab.nowNs();
        assertThat(lab.stack().dnsServers().lo(0)).isEqualTo(0x54);
        Message renew = link.await(s(600));
        assertThat(renew.type()).isEqualTo(RENEW);
        assertThat(renew.atNs()).isEqualTo(renewedNs + s(500));
        assertThat(renew.option(2)).as("the server that answered last").isEqualTo(OTHER_SERVER);
        assertThat(link.answersFor(LEASED)).isTrue();
        assertThat(leasedChanges()).doesNotContain(LEASED + " DEPRECATED");
    }

    @Test
    void shouldPreferADeprecatedAddressAgainWhenItIsRenewed() {
        link.leased(150, 180, 100, 200);
        Message renew = link.await(s(160));
        assertThat(leasedChanges()).endsWith(LEASED + " DEPRECATED");
        link.say(REPLY, renew.xid(), ia(150, 180, address(LEASED, 100, 200)));
        assertThat(leasedChanges()).endsWith(LEASED + " PREFERRED");
    }

    @Test
    void shouldAddAnotherAddressAndKeepTheOneThatIsNotNamed() {
        // D.1.1.16.B, D.1.1.16.E
        link.leased(50, 80, 100, 200);
        Message renew = link.await(s(60));
        link.say(REPLY, renew.xid(), ia(50, 80, address("2001:db8::2000", 100, 200)));
        lab.after(s(1));
        assertThat(link.answersFor("2001:db8::2000")).isTrue();
        assertThat(link.answersFor(LEASED)).isTrue();
        assertThat(link.await(s(60)).option(3)).contains(ADDRESS_IN_HEX);
    }

    @Test
    void shouldRemoveAnAddressWhoseValidLifetimeIsZero() {
        // D.1.1.16.D
        link.leased(50, 80, 100, 200);
        Message renew = link.await(s(60));
        link.say(REPLY, renew.xid(), ia(50, 80, address(LEASED, 0, 0), address("2001:db8::2000", 100, 200)));
        assertThat(leasedChanges()).contains(LEASED + " INVALID");
        assertThat(link.answersFor(LEASED)).isFalse();
        lab.after(s(1));
        assertThat(link.answersFor("2001:db8::2000")).isTrue();
    }

    @Test
    void shouldIgnoreAnAddressWhosePreferredLifetimeExceedsItsValidOne() {
        // D.1.1.19.D, D.1.1.19.C
        link.leased(50, 80, 100, 200);
        Message renew = link.await(s(60));
        link.say(REPLY, renew.xid(), ia(90, 80, address(LEASED, 10_000, 20_000)));
        Message again = link.await(s(12));
        assertThat(again.xid()).as("the whole IA was ignored").isEqualTo(renew.xid());
        link.say(REPLY, renew.xid(), ia(50, 80, address(LEASED, 20_000, 10_000)));
        assertThat(link.await(s(60)).type()).isEqualTo(RENEW);
        lab.after(s(130));
        assertThat(leasedChanges()).as("lifetimes were not renewed").endsWith(LEASED + " DEPRECATED",
                LEASED + " INVALID");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRequestTheAddressAgainWhenTheServerForgotIt(boolean rebind) {
        // D.1.1.16.K, D.1.1.16.L
        link.leased(50, 80, 100, 200);
        Message asked = link.await(s(60));
        while (rebind && asked.type() != REBIND) {
            asked = link.await(s(60));
        }
        link.sayBare(REPLY, asked.xid(), id(2, OTHER_SERVER), id(1, CLIENT), ia(0, 0, status(3)));
        Message request = link.await(REQUEST);
        assertThat(request.atNs()).isEqualTo(lab.nowNs());
        assertThat(request.option(2)).isEqualTo(OTHER_SERVER);
        assertThat(request.addresses()).isEqualTo(ADDRESS_IN_HEX + NO_LIFETIMES);
        assertThat(link.answersFor(LEASED)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnAskingWhenTheReplyDoesNotSpeakOfTheAddress(boolean rebind) {
        // D.1.1.16.M, D.1.1.16.N
        link.leased(50, 80, 100, 200);
        Message asked = link.await(s(60));
        while (rebind && asked.type() != REBIND) {
            asked = link.await(s(60));
        }
        link.say(REPLY, asked.xid());
        Message again = link.await(s(12));
        assertThat(again.xid()).isEqualTo(asked.xid());
        assertThat(again.atNs() - asked.atNs()).isGreaterThan(s(8));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1000, 500, 800", "0, 0, 4, 10, 10", "0, 300, 1000, 300, 300", "100, 0, 1000, 100, 800"})
    void shouldChooseTheTimesThatTheServerLeavesToIt(long t1, long t2, long preferred, long renewS, long rebindS) {
        // section 14.2
        Message request = request();
        link.say(REPLY, request.xid(), ia(t1, t2, address(LEASED, preferred, 5000)));
        long leasedNs = lab.nowNs();
        Message first = link.await(s(1000));
        assertThat(first.atNs()).isEqualTo(leasedNs + s(renewS));
        while (first.type() == RENEW) {
            first = link.await(s(1000));
        }
        assertThat(first.type()).isEqualTo(REBIND);
        assertThat(first.atNs()).isEqualTo(leasedNs + s(rebindS));
    }

    @Test
    void shouldNeverRenewALeaseForGood() {
        link.leased(0xffff_ffffL, 0xffff_ffffL, 0xffff_ffffL, 0xffff_ffffL);
        assertThat(link.await(s(10_000_000))).isNull();
        assertThat(link.answersFor(LEASED)).isTrue();
    }

    // --- a server that wants to be spoken to alone ------------------------------------------------------------------------

    private String aloneAt(String address, String onLink) {
        lab.send(Packet.routerAdvertisement("fe80::a", "M", 0, Packet.prefix(onLink, 64, "L", 7200, 7200)));
        return link.spokenToAt(address);
    }

    @Test
    void shouldRenewWithTheServerAloneIfItSaysSoAndRebindWithAll() {
        // D.1.1.16.G, section 21.12
        String server = aloneAt("2001:db8::5", "2001:db8::");
        link.leased(50, 80, 100, 200, unicast("2001:db8::5"));
        Message renew = link.await(s(60));
        assertThat(renew.type()).isEqualTo(RENEW);
        assertThat(renew.to()).isEqualTo(server);
        Message again = link.await(s(12));
        assertThat(again.to()).isEqualTo(server);
        Message rebind = link.await(s(30));
        assertThat(rebind.type()).isEqualTo(REBIND);
        assertThat(rebind.to()).isEqualTo(ALL_SERVERS);
    }

    @Test
    void shouldSpeakToAllAgainOnceTheServerAsksForIt() {
        // D.1.1.16.G, section 18.2.10
        String server = aloneAt("2001:db8::5", "2001:db8::");
        link.leased(50, 80, 100, 200, unicast("2001:db8::5"));
        Message renew = link.await(s(60));
        assertThat(renew.to()).isEqualTo(server);
        link.say(REPLY, renew.xid(), status(5));
        Message again = link.await(s(1));
        assertThat(again.atNs()).isEqualTo(renew.atNs());
        assertThat(again.xid()).isEqualTo(renew.xid());
        assertThat(again.to()).isEqualTo(ALL_SERVERS);
        link.say(REPLY, renew.xid(), status(5));
        assertThat(link.await(s(25)).atNs() - again.atNs()).as("not twice at once").isGreaterThan(s(9));
        link.say(REPLY, renew.xid(), ia(50, 80, address(LEASED, 100, 200)), unicast("2001:db8::5"));
        assertThat(link.await(s(60)).to()).as("it does not forget").isEqualTo(ALL_SERVERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "ff0e::1", "::ffff:1.2.3.4"})
    void shouldNotSpeakToAServerAtAnAddressThatNoServerHas(String address) {
        link.leased(50, 80, 100, 200, unicast(address));
        assertThat(link.await(s(60)).to()).isEqualTo(ALL_SERVERS);
    }

    @Test
    void shouldSpeakToAllWhereTheServerCannotBeReachedAlone() {
        // There is no router, and no prefix of the link that the address is in.
        link.spokenToAt("2001:db8:9::5");
        link.leased(50, 80, 100, 200, unicast("2001:db8:9::5"));
        assertThat(link.await(s(80)).to()).isEqualTo(ALL_SERVERS);
    }

    @Test
    void shouldReleaseAmongAllWhatWasItsOnlyAddressForTheServer() {
        // Section 18.2.7: it must not be used any more, so the server could not answer.
        aloneAt("2001:db8::5", "2001:db8::");
        link.leased(50, 80, 100, 200, unicast("2001:db8::5"));
        lab.stack().releaseAddresses(0, lab.nowNs());
        assertThat(link.await(RELEASE).to()).isEqualTo(ALL_SERVERS);
    }

    // --- Decline --------------------------------------------------------------------------------------------------------

    private Message decline() {
        Message request = request();
        link.say(REPLY, request.xid(), ia(50, 80, address(LEASED, 100, 200))).defend(LEASED);
        return link.await(DECLINE);
    }

    @Test
    void shouldDeclineAnAddressThatAnotherStationHas() {
        // D.1.1.1.F, D.1.1.5.G, D.1.1.14.A, D.1.1.14.B, D.1.1.14.E, D.1.1.16.P
        Message decline = decline();
        assertThat(decline.codes()).containsExactlyInAnyOrder(1, 2, 3, 8);
        assertThat(decline.option(2)).isEqualTo(SERVER);
        assertThat(decline.addresses()).isEqualTo(ADDRESS_IN_HEX + NO_LIFETIMES);
        assertThat(decline.elapsed()).isZero();
        assertThat(leasedChanges()).containsExactly(LEASED + " TENTATIVE", LEASED + " DUPLICATE", LEASED + " INVALID");
        link.say(REPLY, decline.xid(), status(3), ia(0, 0, status(3)));
        assertThat(link.answersFor(LEASED)).isFalse();
        Message next = link.await(s(12));
        assertThat(next.type()).isEqualTo(SOLICIT);
        assertThat(next.atNs() - decline.atNs()).isBetween(s(10), s(11));
    }

    @Test
    void shouldDeclineFourTimes() {
        // D.1.1.14.C, D.1.1.14.D
        Message decline = decline();
        Message next = link.await(s(2));
        assertThat(next.atNs() - decline.atNs()).isBetween(ms(900), ms(1100));
        assertThat(next.elapsed()).isEqualTo((int) ((next.atNs() - decline.atNs()) / ms(10)));
        assertThat(link.await(s(3)).xid()).isEqualTo(decline.xid());
        assertThat(link.await(s(6)).type()).isEqualTo(DECLINE);
        assertThat(link.await(s(30)).type()).isEqualTo(SOLICIT);
    }

    // --- Confirm --------------------------------------------------------------------------------------------------------

    private Message confirm() {
        link.leased(500, 800, 1000, 2000);
        lab.link(false).after(s(5)).link(true);
        return link.await(s(5));
    }

    @Test
    void shouldConfirmItsAddressWhenTheLinkComesBack() {
        // D.1.1.1.B, D.1.1.5.C, D.1.1.10.A, D.1.1.16.J
        Message confirm = confirm();
        assertThat(confirm.type()).isEqualTo(CONFIRM);
        assertThat(confirm.codes()).containsExactlyInAnyOrder(1, 3, 8);
        assertThat(confirm.option(3)).startsWith("00000001" + "00000000" + "00000000");
        assertThat(confirm.addresses()).isEqualTo(ADDRESS_IN_HEX + NO_LIFETIMES);
        assertThat(confirm.elapsed()).isZero();
        link.say(REPLY, confirm.xid(), status(0));
        assertThat(link.await(s(100))).isNull();
        assertThat(link.answersFor(LEASED)).isTrue();
    }

    @Test
    void shouldKeepTheAddressWhenNobodyConfirmsItForTenSeconds() {
        // D.1.1.10.B, D.1.1.10.C, D.1.1.10.D
        Message last = confirm();
        long firstNs = last.atNs();
        for (Message next = link.await(s(6)); next != null; next = link.await(s(6))) {
            assertThat(next.type()).isEqualTo(CONFIRM);
            assertThat(next.atNs() - last.atNs()).isBetween(ms(900), ms(4400));
            last = next;
        }
        assertThat(last.atNs() - firstNs).isBetween(s(5), s(10));
        assertThat(link.answersFor(LEASED)).isTrue();
        assertThat(link.await(s(600)).type()).as("T1 is as it was").isEqualTo(RENEW);
    }

    @Test
    void shouldDropTheAddressAndSolicitWhenItIsNotOfThisLink() {
        // D.1.1.16.I
        Message confirm = confirm();
        link.say(REPLY, confirm.xid(), status(4));
        assertThat(leasedChanges()).endsWith(LEASED + " INVALID");
        assertThat(link.await(SOLICIT).xid()).isNotEqualTo(confirm.xid());
        assertThat(link.answersFor(LEASED)).isFalse();
    }

    @Test
    void shouldSayNothingWithoutALinkAndLoseTheLeaseInTime() {
        link.leased(50, 80, 100, 200);
        lab.link(false);
        assertThat(link.await(s(300))).isNull();
        assertThat(leasedChanges()).endsWith(LEASED + " INVALID");
        lab.link(true);
        assertThat(link.await(s(5)).type()).isEqualTo(SOLICIT);
    }

    // --- Release --------------------------------------------------------------------------------------------------------

    @Test
    void shouldReleaseItsAddressAndNotUseItAnyMore() {
        // D.1.1.1.E, D.1.1.5.F, D.1.1.13.A, B, E, D.1.1.16.O
        link.leased(50, 80, 100, 200);
        lab.stack().releaseAddresses(0, lab.nowNs());
        assertThat(link.answersFor(LEASED)).isFalse();
        lab.stack().releaseAddresses(0, lab.nowNs());
        assertThat(leasedChanges()).endsWith(LEASED + " INVALID");
    }

    @Test
    void shouldTellTheServerOfTheReleaseUpToFourTimes() {
        // D.1.1.13.A, C, D, F
        link.leased(50, 80, 100, 200);
        lab.stack().releaseAddresses(0, lab.nowNs());
        Message release = link.await(RELEASE);
        assertThat(release.codes()).containsExactlyInAnyOrder(1, 2, 3, 8);
        assertThat(release.option(2)).isEqualTo(SERVER);
        assertThat(release.addresses()).isEqualTo(ADDRESS_IN_HEX + NO_LIFETIMES);
        Message second = link.await(s(2));
        assertThat(second.atNs() - release.atNs()).isBetween(ms(900), ms(1100));
        assertThat(second.elapsed()).isBetween(90, 110);
        assertThat(link.await(s(3))).isNotNull();
        assertThat(link.await(s(6))).isNotNull();
        assertThat(link.await(s(1000))).as("the fifth").isNull();
        link.flags("").flags("M");
        assertThat(link.await(s(1000))).isNull();
        lab.link(false).after(s(1)).link(true);
        assertThat(link.await(s(5)).type()).isEqualTo(SOLICIT);
    }

    @Test
    void shouldEndTheReleaseWhenTheServerReplies() {
        // D.1.1.13.E, D.1.1.16.O
        link.leased(50, 80, 100, 200);
        lab.stack().releaseAddresses(0, lab.nowNs());
        link.await(RELEASE);
        Message second = link.await(RELEASE);
        link.say(REPLY, second.xid(), status(3));
        assertThat(link.await(s(1000))).isNull();
    }

    // --- flags ----------------------------------------------------------------------------------------------------------

    @Test
    void shouldFollowTheFlagsUntilItHasALease() {
        solicit();
        link.flags("O");
        assertThat(link.await(s(2)).type()).isEqualTo(INFORMATION_REQUEST);
        link.flags("MO");
        assertThat(link.await(s(2)).type()).isEqualTo(SOLICIT);
        link.flags("");
        assertThat(link.await(s(10_000))).isNull();
    }

    @Test
    void shouldKeepAndRenewItsLeaseWhenTheFlagIsTakenBack() {
        link.leased(50, 80, 100, 200);
        link.flags("");
        assertThat(link.await(s(60)).type()).isEqualTo(RENEW);
        lab.after(s(300)).forget();
        assertThat(leasedChanges()).endsWith(LEASED + " INVALID");
        assertThat(link.await(s(10_000))).as("and asks for no other").isNull();
    }

    @Test
    void shouldDoWithoutALeaseForWhichThereIsNoRoom() {
        ServerSide full = new ServerSide(config -> config.with(Limit.ADDRESSES, 2));
        full.lab.send(
                Packet.routerAdvertisement("fe80::a", "M", 0, Packet.prefix("2001:db8:1::", 64, "LA", 7200, 3600)));
        Message solicit = full.await(SOLICIT);
        full.say(ADVERTISE, solicit.xid(), preference(255), ia(50, 80, address(LEASED, 100, 200)));
        Message request = full.await(REQUEST);
        full.say(REPLY, request.xid(), ia(50, 80, address(LEASED, 100, 200)));
        assertThat(full.lab.drops(Drop.ADDRESS_TABLE_FULL)).isEqualTo(1);
        assertThat(full.await(s(12)).type()).isEqualTo(SOLICIT);
    }
}
