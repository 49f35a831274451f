package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.route;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which router a packet goes through: RFC 4861 section 6.3.6, RFC 4191, RFC 8028; conformance rows X.10, X.11, 2.2.11, 2.2.14, 2.2.17.
 *
 * <p>Routers a to e are the stations 10 to 14. The address of the stack comes from station 20, which is no router.
 */
class RoutingTableTest {

    private static final String GLOBAL = "2001:db8::ff:fe00:1";

    private Lab lab = addressed(Lab.ready());

    private static Lab addressed(Lab lab) {
        return lab.send(routerAdvertisement("fe80::14", 0, prefix("2001:db8::", 64, "LA", 1_000_000, 1_000_000)).by(20))
                .after(s(5)).forget();
    }

    private static int station(String router) {
        return 10 + router.charAt(router.length() - 1) - 'a';
    }

    /** A router speaks, and is known to be reachable. */
    private Lab router(String router, String preference, int lifetimeS, byte[]... options) {
        lab.send(routerAdvertisement("fe80::" + router, preference, lifetimeS,
                join(sourceLinkLayerAddress(station(router)), join(options))).by(station(router)));
        return confirm(router);
    }

    private Lab confirm(String router) {
        return lab.send(advertisement("fe80::" + router, OWN, "RSO", "fe80::" + router,
                targetLinkLayerAddress(station(router))).by(station(router))).forget();
    }

    private Lab ping(String from) {
        return lab.send(Packet.from(from).to(GLOBAL).by(10).echo(1, 1, counting(8)));
    }

    private void goesThrough(String router, String destination) {
        ping(destination).expect("echo reply " + GLOBAL + " > " + destination + " hop 64 data 8", station(router))
                .quiet();
    }

    private void goesNowhere(String destination) {
        lab.refuses(Packet.from(destination).to(GLOBAL).by(10).echo(1, 1, counting(8)), Drop.NO_ROUTE);
    }

    private static String asked(String router) {
        return "NS " + OWN + " > ff02::1:ff00:" + router + " hop 255 target fe80::" + router + " slla 01";
    }

    /** Lets a router fall silent: what goes through it is not confirmed any more. */
    private void silence(String destination) {
        lab.after(s(46)).forget();
        ping(destination).forget().after(s(8)).forget();
    }

    // --- preferences, RFC 4191 sections 2.1 and 3.2 ----------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"'', high, b", "high, '', a", "low, '', b", "'', low, a", "low, high, b", "high, low, a",
            // X.11: the reserved value counts as medium
            "reserved, high, b", "reserved, low, a", "low, reserved, b", "reserved, '', a"})
    void shouldPreferTheRouterOfTheHigherPreference(String a, String b, String chosen) {
        router("a", a, 1800);
        router("b", b, 1800);
        goesThrough(chosen, "2001:db8:9::9");
    }

    @Test
    void shouldTakeANewPreferenceWithEveryAdvertisement() {
        router("a", "", 1800);
        router("b", "low", 1800);
        goesThrough("a", "2001:db8:9::9");
        router("b", "high", 1800);
        goesThrough("b", "2001:db8:9::9");
        router("b", "high", 0);
        goesThrough("a", "2001:db8:9::9");
    }

    @Test
    void shouldPreferAReachableRouterToAPreferredOneThatIsSilent() {
        router("a", "high", 1800);
        router("b", "low", 1800);
        silence("2001:db8:9::9");
        confirm("b");
        ping("2001:db8:9::9").expect("echo reply " + GLOBAL + " > 2001:db8:9::9 hop 64 data 8", 11);
    }

    // --- more-specific routes, RFC 4191 sections 2.3 and 3.1 (X.10) ------------------------------------------------------

    @Test
    void shouldTakeTheLongestPrefixThenThePreference() {
        // The example of section 3.6, with all routers reachable.
        router("a", "", 1800);
        router("b", "", 0, route("2002::", 16, "", 1800));
        router("c", "", 0, route("2001:db9::", 32, "high", 1800));
        router("d", "", 0, route("2001:db9::", 32, "low", 1800));
        goesThrough("c", "2001:db9::1");
        goesThrough("a", "2001:dba::1");
        goesThrough("b", "2002::1");
        router("d", "", 0, route("2001:db9:1::", 48, "low", 1800), route("2001:db9:1:2:3:4:5:6", 128, "low", 1800));
        goesThrough("d", "2001:db9:1::1");
        goesThrough("d", "2001:db9:1:2:3:4:5:6");
        goesThrough("c", "2001:db9:2::1");
    }

    @Test
    void shouldFallBackToLessAndLessSpecificRoutesAndAskTheSilentRouters() {
        // Section 3.6, as the routers fall silent one after the other.
        router("a", "", 9000);
        router("c", "", 0, route("2001:db9::", 32, "high", 9000));
        router("d", "", 0, route("2001:db9::", 32, "low", 9000));
        silence("2001:db9::1");
        confirm("d");
        ping("2001:db9::1").expect("echo reply " + GLOBAL + " > 2001:db9::1 hop 64 data 8", 13).expect(asked("c"))
                .quiet();
        lab.after(s(46)).forget();
        ping("2001:db9::1").forget().after(s(8)).forget();
        confirm("a");
        ping("2001:db9::1").expect("echo reply " + GLOBAL + " > 2001:db9::1 hop 64 data 8", 10);
        assertThat(lab.taken()).as("d was not asked for within this minute, c was").contains(asked("d"));
    }

    @Test
    void shouldTakeARouteBackWithLifetimeZero() {
        router("a", "", 1800);
        router("b", "low", 1800, route("2001:db9::", 32, "", 1800), route("2001:dba::", 32, "", 1800));
        goesThrough("b", "2001:db9::1");
        router("b", "low", 1800, route("2001:db9::", 32, "", 0));
        goesThrough("a", "2001:db9::1");
        goesThrough("b", "2001:dba::1");
    }

    @Test
    void shouldForgetARouteExactlyAtTheEndOfItsLifetime() {
        router("a", "", 0, route("2001:db9::", 32, "", 10), route("2001:dba::", 32, "", 0xffff_ffffL));
        long told = lab.nowNs();
        lab.at(told + s(10) - 1);
        goesThrough("a", "2001:db9::1");
        lab.at(told + s(10));
        goesNowhere("2001:db9::1");
        goesThrough("a", "2001:dba::1");
    }

    @Test
    void shouldLetARouteOfLengthZeroOverrideTheHeader() {
        // Section 3.1: router a has lifetime 100 and medium preference in the header, 200 and low in the option.
        router("a", "", 100, route("::", 0, "low", 200));
        router("b", "", 150);
        long told = lab.nowNs();
        goesThrough("b", "2001:db8:9::9");
        lab.at(told + s(150)).forget();
        confirm("a");
        goesThrough("a", "2001:db8:9::9");
        lab.at(told + s(200));
        goesNowhere("2001:db8:9::9");
    }

    @Test
    void shouldKeepARouterOfRoutesWhenItIsNoDefaultRouter() {
        router("a", "", 1800, route("2001:db9::", 32, "", 1800));
        router("a", "", 0);
        goesThrough("a", "2001:db9::1");
        goesNowhere("2001:db8:9::9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserved", "link-local", "multicast"})
    void shouldIgnoreARouteWhoseContentsSayNothing(String what) {
        byte[] option = switch (what) {
            case "reserved" -> route("2001:db9::", 32, "reserved", 1800);
            case "link-local" -> route("fe80::", 10, "", 1800);
            default -> route("ff00::", 8, "", 1800);
        };
        router("a", "", 0, option);
        assertThat(lab.drops(Drop.ND_OPTION_VALUE)).isEqualTo(1);
        goesNowhere("2001:db9::1");
    }

    @ParameterizedTest
    @CsvSource({
            // shorter than the prefix needs, longer than an address, a prefix longer than an address
            "18012000 00000708", "18024100 00000708 20010db900000000", "18042000 00000708 20010db9000000000000000000"
                    + "0000000000000000000000",
            "18038100 00000708 20010db9000000000000000000000000"})
    void shouldIgnoreARouteOfAWrongLength(String option) {
        router("a", "", 0, hex(option));
        assertThat(lab.drops(Drop.ND_OPTION_LENGTH)).isEqualTo(1);
        goesNowhere("2001:db9::1");
    }

    @Test
    void shouldTakeAShortPrefixInALongOption() {
        router("a", "", 0, hex("18032000 00000708 20010db9ffffffffffffffffffffffff"),
                hex("18030000 00000708 00000000000000000000000000000000"));
        goesThrough("a", "2001:db9::1");
        goesThrough("a", "2001:dba::1");
    }

    @Test
    void shouldKeepTheRoutesItKnowsWhenAFloodOfThemComes() {
        router("a", "", 0, route("2001:db9::", 32, "", 9000));
        for (int i = 0; i < 100; i++) {
            router("a", "", 0, route("2001:dc" + Integer.toHexString(0x10 + i) + "::", 64, "", 9000));
        }
        assertThat(lab.drops(Drop.ROUTE_LIST_FULL)).isEqualTo(100 - 7);
        goesThrough("a", "2001:db9::1");
    }

    @Test
    void shouldIgnoreRoutesWhenTheirTableHasNoPlaces() {
        lab = addressed(Lab.ready(config -> config.with(Limit.ROUTES, 0)));
        router("a", "", 1800);
        router("b", "", 0, route("2001:db9::", 32, "", 1800));
        goesThrough("a", "2001:db9::1");
    }

    @Test
    void shouldSendNothingThroughARouterOfRoutesThatBecameAHost() {
        router("a", "", 0, route("2001:db9::", 32, "", 1800));
        goesThrough("a", "2001:db9::1");
        lab.send(advertisement("fe80::a", OWN, "SO", "fe80::a", targetLinkLayerAddress(10)).by(10));
        goesNowhere("2001:db9::1");
    }

    // --- silent routers, RFC 4861 section 6.3.6, RFC 4191 section 3.5 ----------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTurnToTheOtherRouterWhenTheFirstIsGone(boolean patient) {
        // 2.2.11
        lab = addressed(Lab.ready(config -> config.with(Switch.UNREACHABLE_STATE, patient)));
        router("a", "", 1800);
        lab.send(routerAdvertisement("fe80::b", 1800, sourceLinkLayerAddress(11)).by(11));
        goesThrough("a", "2001:db8:9::9");
        lab.after(s(46)).forget();
        ping("2001:db8:9::9").expect("echo reply " + GLOBAL + " > 2001:db8:9::9 hop 64 data 8", 10);
        String probe = "NS " + OWN + " > fe80::a hop 255 target fe80::a slla 01";
        lab.after(s(5)).expect(probe, 10).after(s(1)).expect(probe, 10).after(s(1)).expect(probe, 10);
        lab.after(s(1)).forget();
        goesThrough("b", "2001:db8:9::9");
    }

    @Test
    void shouldAskForARouterItKnowsNothingOf() {
        lab.send(routerAdvertisement("fe80::b", 1800).by(11));
        ping("2001:db8:9::9").expect("NS " + GLOBAL + " > ff02::1:ff00:b hop 255 target fe80::b slla 01");
        lab.send(advertisement("fe80::b", GLOBAL, "RSO", "fe80::b", targetLinkLayerAddress(11)).by(11))
                .expect("echo reply " + GLOBAL + " > 2001:db8:9::9 hop 64 data 8", 11);
    }

    @Test
    void shouldUseSilentRoutersInTurn() {
        lab.send(routerAdvertisement("fe80::a", 1800)).send(routerAdvertisement("fe80::b", 1800).by(11));
        for (int i = 0; i < 2; i++) {
            ping("2001:db8:9::9").after(s(3));
        }
        lab.forget();
        ping("2001:db8:9::9");
        String first = lab.taken().getFirst();
        ping("2001:db8:9::9");
        assertThat(lab.taken()).hasSize(1).doesNotContain(first).allMatch(line -> line.startsWith("NS " + GLOBAL));
    }

    @Test
    void shouldAskASilentPreferredRouterOnceAMinuteAtMostAndOnlyIfThereIsTraffic() {
        router("a", "high", 9000);
        router("b", "low", 9000);
        silence("2001:db8:9::9");
        confirm("b");
        long start = lab.nowNs();
        for (int i = 0; i < 10; i++) {
            ping("2001:db8:9::9").after(s(1));
        }
        assertThat(lab.taken()).filteredOn(asked("a")::equals).hasSize(1);
        lab.at(start + s(60) - 1).forget();
        confirm("b");
        ping("2001:db8:9::9").after(0);
        assertThat(lab.taken()).doesNotContain(asked("a"));
        lab.at(start + s(60)).quiet();
        ping("2001:db8:9::9");
        assertThat(lab.taken()).filteredOn(asked("a")::equals).hasSize(1);
        confirm("a");
        goesThrough("a", "2001:db8:9::9");
        lab.forget().after(s(3600));
        assertThat(lab.taken()).as("no traffic").doesNotContain(asked("a"));
    }

    @Test
    void shouldTakeAnAdvertisementForASignOfLife() {
        router("a", "high", 9000);
        router("b", "low", 9000);
        silence("2001:db8:9::9");
        lab.send(routerAdvertisement("fe80::a", "high", 9000, sourceLinkLayerAddress(10))).forget();
        goesThrough("a", "2001:db8:9::9");
    }

    @Test
    void shouldAvoidTheRouterOfAnInterfaceWithoutALink() {
        Lab two = new Lab(Lab.config().with(Limit.FRAME_SLOTS, 24), 2).settled();
        var socket = two.stack().udp(7, (datagram, nowNs) -> {});
        two.on(0).send(routerAdvertisement("fe80::a", "high", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "A", 9000, 9000)));
        two.on(1).send(routerAdvertisement("fe80::a", "low", 1800, sourceLinkLayerAddress(12),
                prefix("2001:db8:1::", 64, "A", 9000, 9000)).by(12)).after(s(2)).forget();
        socket.send(socket.take(), 3, RoutingTable.ANY, Packet.hi("2001:db8:9::9"), 9, 7, two.nowNs());
        two.on(0).after(0).expect("UDP 2001:db8::ff:fe00:1 7 > 2001:db8:9::9 7 hop 64 data 3", 10).on(1).quiet();
        two.on(0).link(false);
        socket.send(socket.take(), 3, RoutingTable.ANY, Packet.hi("2001:db8:9::9"), 9, 7, two.nowNs());
        two.on(1).after(0).expect("UDP 2001:db8:1::ff:fe00:101 7 > 2001:db8:9::9 7 hop 64 data 3", 12);
    }

    // --- RFC 8028 --------------------------------------------------------------------------------------------------------

    @Test
    void shouldSendThroughTheRouterThatAnnouncedTheSourcePrefix() {
        lab = Lab.ready();
        router("a", "", 9000, prefix("2001:db8:a::", 64, "A", 9000, 9000));
        router("b", "low", 9000, prefix("2001:db8:b::", 64, "A", 9000, 9000), route("2001:db9::", 32, "low", 9000));
        lab.after(s(5)).forget();
        confirm("a");
        confirm("b");
        for (String[] pair : List.of(new String[] {"a", "2001:db8:9::9"}, new String[] {"b", "2001:db8:9::9"},
                // not even a more-specific route of the other router counts: section 3.1
                new String[] {"a", "2001:db9::9"}, new String[] {"b", "2001:db9::9"})) {
            String own = "2001:db8:" + pair[0] + "::ff:fe00:1";
            lab.send(Packet.from(pair[1]).to(own).by(12).echo(1, 1, counting(8)))
                    .expect("echo reply " + own + " > " + pair[1] + " hop 64 data 8", station(pair[0])).quiet();
        }
    }

    @Test
    void shouldChooseTheSourceThatTheRouterAnnounced() {
        // RFC 6724 rule 5.5, although rule 8 would take the other.
        lab = Lab.ready();
        var socket = lab.stack().udp(7, (datagram, nowNs) -> {});
        router("a", "low", 9000, prefix("2001:db8:a::", 64, "A", 9000, 9000));
        router("b", "high", 9000, prefix("2001:db8:b::", 64, "A", 9000, 9000));
        lab.after(s(5)).forget();
        socket.send(socket.take(), 3, 0, Packet.hi("2001:db8:a:1::9"), 9, 7, lab.nowNs());
        lab.after(0).expect("UDP 2001:db8:b::ff:fe00:1 7 > 2001:db8:a:1::9 7 hop 64 data 3", 11);
    }

    @Test
    void shouldNotHoldARouterToAPrefixThatItTookBackOrThatEndedWithIt() {
        lab = Lab.ready();
        router("a", "", 9000, prefix("2001:db8:a::", 64, "A", 9000, 9000));
        router("b", "high", 9000);
        lab.after(s(5)).forget();
        confirm("a");
        confirm("b");
        Packet ping = Packet.from("2001:db8:9::9").to("2001:db8:a::ff:fe00:1").by(12).echo(1, 1, counting(8));
        String reply = "echo reply 2001:db8:a::ff:fe00:1 > 2001:db8:9::9 hop 64 data 8";
        lab.send(ping).expect(reply, 10);
        router("a", "", 9000, prefix("2001:db8:a::", 64, "A", 0, 0));
        lab.send(ping).expect(reply, 11);
        router("a", "", 9000, prefix("2001:db8:a::", 64, "A", 9000, 9000));
        lab.send(ping).expect(reply, 10);
        router("a", "", 0);
        router("c", "", 9000);
        lab.send(ping).expect(reply, 11);
    }
}
