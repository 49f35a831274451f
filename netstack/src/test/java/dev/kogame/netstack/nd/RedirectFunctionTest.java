package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.address;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.mtu;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.Packet.u32;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 4861 section 8: conformance rows 2.3.1 to 2.3.15. Router 1 (station 10) is the default router, routers 2 and 3 are stations 11 and
 * 12, the destination is {@link #FAR}.
 */
class RedirectFunctionTest {

    private static final String GLOBAL = "2001:db8::ff:fe00:1";
    private static final String FAR = "2001:db8:9::9";
    private static final String REPLY = "echo reply " + GLOBAL + " > " + FAR + " hop 64 data 8";
    private static final byte[] REDIRECTED_HEADER = join(hex("0408000000000000"), counting(56));

    private final Lab lab = configured(Lab.ready());

    /** The router is known to be reachable, so that no probes of it are seen for 15 s. */
    private static Lab configured(Lab lab) {
        return lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 100_000, 100_000))).after(s(5))
                .send(advertisement("fe80::a", OWN, "RSO", "fe80::a").by(10)).forget();
    }

    private static Packet ping() {
        return Packet.from(FAR).to(GLOBAL).by(10).echo(1, 1, counting(8));
    }

    private static Packet redirect(String from, String target, String destination, byte[]... options) {
        return Packet.from(from).to(GLOBAL).by(10).hop(255).icmp(137, 0, u32(0), address(target),
                address(destination), join(options));
    }

    private Lab viaRouter1() {
        return lab.send(ping()).expect(REPLY, 10).quiet();
    }

    private static String ask(String source, String neighbor) {
        return "NS " + source + " > ff02::1:ff00:" + neighbor.substring(neighbor.lastIndexOf(':') + 1)
                + " hop 255 target " + neighbor + " slla 01";
    }

    // --- 2.3.1, 2.3.2: the destination is on-link ------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAskForADestinationToldToBeOnLink(boolean header) {
        // 2.3.1.A, B
        viaRouter1().send(redirect("fe80::a", FAR, FAR, header ? REDIRECTED_HEADER : new byte[0])).quiet();
        lab.send(ping()).expect(ask(GLOBAL, FAR));
        lab.send(advertisement(FAR, GLOBAL, "SO", FAR, targetLinkLayerAddress(9)).by(9)).expect(REPLY, 9);
        lab.send(ping()).expect(REPLY, 9).quiet();
    }

    static List<byte[]> withAddress() {
        // 2.3.1.C, D; 2.3.2.A; 2.3.8: options that do not belong here
        return List.of(targetLinkLayerAddress(9), join(targetLinkLayerAddress(9), REDIRECTED_HEADER),
                join(targetLinkLayerAddress(9), hex("fd01000000000000")), join(mtu(1280), targetLinkLayerAddress(9)),
                join(prefix("2001:db8:9::", 64, "LA", 9000, 9000), targetLinkLayerAddress(9)),
                join(sourceLinkLayerAddress(7), targetLinkLayerAddress(9)));
    }

    @ParameterizedTest
    @MethodSource("withAddress")
    void shouldSendAtOnceToADestinationWhoseAddressIsTold(byte[] options) {
        viaRouter1().send(redirect("fe80::a", FAR, FAR, options)).quiet();
        lab.send(ping()).expect(REPLY, 9).after(s(5))
                .expect("NS " + OWN + " > " + FAR + " hop 255 target " + FAR + " slla 01", 9);
    }

    @Test
    void shouldIgnoreTheReservedField() {
        // 2.3.2.B, 2.3.5.B
        viaRouter1().send(Packet.from("fe80::a").to(GLOBAL).by(10).hop(255).icmp(137, 0, hex("deadbeef"),
                address("fe80::b"), address(FAR), targetLinkLayerAddress(11)));
        lab.send(ping()).expect(REPLY, 11);
    }

    // --- 2.3.4, 2.3.7: a better router -----------------------------------------------------------------------------------

    @Test
    void shouldGoThroughTheRouterItIsRedirectedTo() {
        // 2.3.4.A, B
        viaRouter1().send(redirect("fe80::a", "fe80::b", FAR, REDIRECTED_HEADER)).send(ping())
                .expect(ask(GLOBAL, "fe80::b"));
        lab.send(advertisement("fe80::b", GLOBAL, "RSO", "fe80::b", targetLinkLayerAddress(11)).by(11))
                .expect(REPLY, 11);
        lab.send(Packet.from("2001:db8:9::8").to(GLOBAL).by(10).echo(1, 1, counting(8)))
                .expect("echo reply " + GLOBAL + " > 2001:db8:9::8 hop 64 data 8", 10).quiet();
    }

    @Test
    void shouldFollowOneRedirectAfterTheOther() {
        // 2.3.7
        viaRouter1().send(redirect("fe80::a", "fe80::b", FAR, targetLinkLayerAddress(11)));
        lab.send(ping()).expect(REPLY, 11);
        lab.refuses(redirect("fe80::a", "fe80::d", FAR, targetLinkLayerAddress(13)), Drop.ND_REDIRECT);
        lab.send(redirect("fe80::b", "fe80::c", FAR, targetLinkLayerAddress(12)).by(11));
        lab.send(ping()).expect(REPLY, 12).quiet();
    }

    @Test
    void shouldRedirectADestinationItNeverSentTo() {
        // Section 8.3: an entry is created if there is none.
        lab.send(redirect("fe80::a", "fe80::b", FAR, targetLinkLayerAddress(11))).send(ping()).expect(REPLY, 11);
    }

    // --- 2.3.3, 2.3.6, 2.3.15: invalid -----------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"fe80::b", FAR})
    void shouldIgnoreAnInvalidRedirectAndWhatItSaysOfNeighbors(String target) {
        viaRouter1();
        byte[] tlla = targetLinkLayerAddress(11);
        lab.refuses(redirect("2001:db8::a", target, FAR, tlla), Drop.ND_SOURCE);
        lab.refuses(redirect("fe80::b", target, FAR, tlla).by(11), Drop.ND_REDIRECT);
        lab.refuses(redirect("fe80::a", target, FAR, tlla).hop(254), Drop.ND_HOP_LIMIT);
        lab.refuses(Packet.from("fe80::a").to(GLOBAL).hop(255).icmp(137, 1, u32(0), address(target), address(FAR),
                tlla), Drop.ND_CODE);
        lab.refuses(redirect("fe80::a", target, FAR, tlla).checksumOff(1), Drop.ICMPV6_CHECKSUM);
        lab.refuses(redirect("fe80::a", target, "ff1e::9", tlla), Drop.ND_REDIRECT);
        lab.refuses(redirect("fe80::a", "ff1e::9", "ff1e::9", tlla), Drop.ND_REDIRECT);
        lab.refuses(redirect("fe80::a", "ff02::b", FAR, tlla), Drop.ND_REDIRECT);
        lab.refuses(Packet.from("fe80::a").to(GLOBAL).hop(255).icmp(137, 0, u32(0), address(target), address(FAR),
                hex("00")), Drop.ND_OPTION_LENGTH);
        lab.refuses(Packet.from("fe80::a").to(GLOBAL).hop(255).icmp(137, 0, u32(0), address(target), u32(0),
                u32(0), u32(0)), Drop.ICMPV6_TRUNCATED);
        lab.refuses(redirect("fe80::a", target, FAR, hex("0200020000000002")), Drop.ND_OPTION_LENGTH);
        lab.refuses(redirect("fe80::a", target, FAR, hex("0201333300000001")), Drop.ND_LINK_LAYER_ADDRESS);
        // Neither a router nor the destination; and an address of ours.
        lab.refuses(redirect("fe80::a", "2001:db8::b", FAR, tlla), Drop.ND_REDIRECT);
        lab.refuses(redirect("fe80::a", OWN, FAR, tlla), Drop.ND_REDIRECT);
        viaRouter1();
        // No entry was made for the target: it must be asked for.
        lab.send(Packet.from("fe80::b").to(OWN).by(11).echo(1, 1, counting(8))).expect(ask(OWN, "fe80::b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::9", "2001:db8::9", "ff02::9"})
    void shouldIgnoreARedirectOfWhatGoesThroughNoRouter(String destination) {
        lab.refuses(redirect("fe80::a", destination, destination), Drop.ND_REDIRECT);
        lab.refuses(redirect("fe80::a", "fe80::b", destination), Drop.ND_REDIRECT);
    }

    @Test
    void shouldIgnoreARedirectThatCameInAnotherWay() {
        Lab two = new Lab(Lab.config().with(Limit.FRAME_SLOTS, 24), 2).settled();
        configured(two.on(0)).on(1).refuses(Packet.from("fe80::a").to("fe80::ff:fe00:101").toMac(Packet.mac(257))
                .by(10).hop(255).icmp(137, 0, u32(0), address("fe80::b"), address(FAR), targetLinkLayerAddress(11)),
                Drop.ND_REDIRECT);
        two.on(0).send(ping()).expect(REPLY, 10);
    }

    // --- 2.3.10 to 2.3.14: the neighbor cache ----------------------------------------------------------------------------

    /** Brings router 2 into a state of the neighbor cache. */
    private void router2(String state) {
        Packet contact = Packet.from("fe80::b").to(OWN).by(11).echo(1, 1, counting(8));
        if (!state.equals("none")) {
            lab.send(contact).expect(ask(OWN, "fe80::b"));
            if (state.equals("INCOMPLETE")) {
                return;
            }
            lab.send(advertisement("fe80::b", OWN, "RSO", "fe80::b", targetLinkLayerAddress(11)).by(11)).forget();
        }
        if (state.equals("STALE") || state.equals("PROBE")) {
            lab.after(s(46));
        }
        if (state.equals("PROBE")) {
            lab.send(contact).after(s(5)).forget();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"none, none, ASK, 0", "none, same, STALE, 11", "INCOMPLETE, same, RELEASED, 11",
            "REACHABLE, none, REACHABLE, 11", "REACHABLE, same, REACHABLE, 11", "REACHABLE, other, STALE, 13",
            "STALE, none, STALE, 11", "STALE, same, STALE, 11", "STALE, other, STALE, 13", "PROBE, none, PROBE, 11",
            "PROBE, same, PROBE, 11", "PROBE, other, STALE, 13"})
    void shouldUpdateTheNeighborCacheFromARedirect(String before, String told, String after, int station) {
        // 2.3.10 to 2.3.14; the "oversized" header of rows E is one of 1400 octets
        viaRouter1();
        router2(before);
        byte[] address = told.equals("none")
                ? new byte[0]
                : targetLinkLayerAddress(told.equals("same") ? 11 : 13);
        lab.send(redirect("fe80::a", "fe80::b", FAR, address, join(hex("04b0000000000000"), new byte[1400])));
        String contact = "echo reply " + OWN + " > fe80::b hop 64 data 8";
        if (after.equals("RELEASED")) {
            lab.expect(contact, station).quiet();
            return;
        }
        lab.quiet().send(Packet.from("fe80::b").to(OWN).by(11).echo(1, 1, counting(8)));
        if (after.equals("ASK")) {
            lab.expect(ask(OWN, "fe80::b")).quiet();
            return;
        }
        lab.expect(contact, station);
        String probe = "NS " + OWN + " > fe80::b hop 255 target fe80::b slla 01";
        switch (after) {
            case "STALE" -> lab.after(s(5) - 1).quiet().after(1).expect(probe, station);
            case "PROBE" -> lab.after(s(1)).expect(probe, station);
            default -> lab.after(s(5)).quiet();
        }
    }

    @Test
    void shouldTakeTheTargetOfARedirectForARouter() {
        viaRouter1();
        router2("REACHABLE");
        lab.send(redirect("fe80::a", "fe80::b", FAR)).send(ping()).expect(REPLY, 11);
        // Section 7.2.5: it says that it is none, and its destinations look for another way.
        lab.send(advertisement("fe80::b", OWN, "SO", "fe80::b", targetLinkLayerAddress(11)).by(11));
        viaRouter1();
    }

    // --- the end of a redirect -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReturnToTheRouterWhenTheTargetDoesNotAnswer(boolean patient) {
        Lab there = configured(Lab.ready(config -> config.with(Switch.UNREACHABLE_STATE, patient)));
        there.send(redirect("fe80::a", "fe80::b", FAR, targetLinkLayerAddress(11))).send(ping()).expect(REPLY, 11);
        // Five seconds of patience, three probes of a second.
        there.after(s(8) - 1).forget().send(ping()).expect(REPLY, 11);
        there.after(1).forget().send(ping()).expect(REPLY, 10);
    }

    @Test
    void shouldReturnToTheRouterWhenTheTargetIsNotFound() {
        lab.send(redirect("fe80::a", "fe80::b", FAR)).send(ping()).expect(ask(GLOBAL, "fe80::b")).after(s(3)).forget();
        viaRouter1();
    }

    @Test
    void shouldForgetARedirectWithTheRouterItNames() {
        lab.send(routerAdvertisement("fe80::b", 1800, sourceLinkLayerAddress(11)).by(11));
        lab.send(redirect("fe80::a", "fe80::b", FAR)).send(ping()).expect(REPLY, 11);
        lab.send(routerAdvertisement("fe80::b", 0).by(11));
        viaRouter1();
    }

    @Test
    void shouldForgetARedirectWithTheRouterThatToldIt() {
        lab.send(redirect("fe80::a", "fe80::b", FAR, targetLinkLayerAddress(11))).send(ping()).expect(REPLY, 11);
        lab.send(routerAdvertisement("fe80::a", 0)).refuses(ping(), Drop.NO_ROUTE);
    }

    @Test
    void shouldRedirectOnlyWhatGoesThroughTheRouterThatToldIt() {
        // RFC 8028 section 3.4: another source address, announced by another router, is not concerned.
        lab.send(routerAdvertisement("fe80::c", 1800, sourceLinkLayerAddress(12),
                prefix("2001:db8:c::", 64, "A", 9000, 9000)).by(12)).after(s(5)).forget();
        lab.send(redirect("fe80::a", "fe80::b", FAR, targetLinkLayerAddress(11))).send(ping()).expect(REPLY, 11);
        lab.send(Packet.from(FAR).to("2001:db8:c::ff:fe00:1").by(12).echo(1, 1, counting(8)))
                .expect("echo reply 2001:db8:c::ff:fe00:1 > " + FAR + " hop 64 data 8", 12);
        lab.send(redirect("fe80::c", "fe80::d", FAR, targetLinkLayerAddress(13)).by(12));
        lab.send(Packet.from(FAR).to("2001:db8:c::ff:fe00:1").by(12).echo(1, 1, counting(8)))
                .expect("echo reply 2001:db8:c::ff:fe00:1 > " + FAR + " hop 64 data 8", 13);
        lab.send(ping()).expect(REPLY, 11).quiet();
    }

    // --- attacks N11 -----------------------------------------------------------------------------------------------------

    @Test
    void shouldFollowNoRedirectsWhenTheyAreOff() {
        Lab off = configured(Lab.ready(config -> config.with(Limit.REDIRECTS, 0)));
        off.refuses(redirect("fe80::a", "fe80::b", FAR, targetLinkLayerAddress(11)), Drop.ND_REDIRECT);
        off.send(ping()).expect(REPLY, 10);
    }

    @Test
    void shouldKeepTheRedirectInUseUnderAFloodOfThem() {
        lab.send(redirect("fe80::a", "fe80::b", FAR, targetLinkLayerAddress(11)));
        for (int i = 0; i < 1000; i++) {
            lab.send(redirect("fe80::a", "fe80::d", "2001:db8:7::" + Integer.toHexString(i + 1)));
            if (i % 7 == 0) {
                lab.send(ping()).expect(REPLY, 11);
            }
        }
        assertThat(lab.stack().counters(0).drops()).isZero();
        lab.alive();
    }

    @Test
    void shouldNotFollowRedirectsAsARouter() {
        Lab router = new Lab(Lab.config().advertising(Packet.hi("2001:db8::"))).settled();
        router.refuses(redirect("fe80::a", "fe80::b", FAR).toMac(Packet.mac(1)).icmp(137, 0, u16(0), u16(0),
                address("fe80::b"), address(FAR)), Drop.NOT_FOR_US);
        router.refuses(Packet.from("fe80::a").to(OWN).by(10).hop(255).icmp(137, 0, u32(0), address("fe80::b"),
                address(FAR)), Drop.ND_REDIRECT);
    }
}
