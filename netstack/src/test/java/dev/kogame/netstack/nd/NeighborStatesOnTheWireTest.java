package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The states of a neighbor as another station sees them, RFC 4861 sections 7.2.3, 7.2.5, 6.3.4 and 7.3.3: the conformance rows 2.1.2,
 * 2.1.8 to 2.1.13, 2.1.16 to 2.1.20, 2.2.3, 2.2.16 and 2.2.17. The neighbor is station 2; what it says of itself may name station 3.
 */
class NeighborStatesOnTheWireTest {

    private static final String REPLY = "echo reply " + OWN + " > fe80::2 hop 64 data 8";
    private static final String ASK = "NS " + OWN + " > ff02::1:ff00:2 hop 255 target fe80::2 slla 01";
    private static final String PROBE = "NS " + OWN + " > fe80::2 hop 255 target fe80::2 slla 01";
    private static final String ANSWER = "NA " + OWN + " > fe80::2 hop 255 target " + OWN + " SO tlla 01";

    private final Lab lab = Lab.ready();

    private Lab ping() {
        return lab.send(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8)));
    }

    /** Brings the neighbor into a state. */
    private void bring(String state) {
        if (state.equals("NONE")) {
            return;
        }
        ping().expect(ASK);
        if (state.equals("INCOMPLETE")) {
            return;
        }
        lab.send(advertisement("fe80::2", OWN, "SO", "fe80::2", targetLinkLayerAddress(2))).expect(REPLY, 2);
        if (!state.equals("REACHABLE")) {
            lab.after(s(46));
        }
        if (state.equals("PROBE")) {
            ping().expect(REPLY, 2).after(s(5)).expect(PROBE, 2);
        }
    }

    /** What the neighbor observes must show a state, and packets to a station. */
    private void proven(String state, int station) {
        switch (state) {
            case "NONE" -> ping().expect(ASK).quiet();
            case "INCOMPLETE" -> ping().quiet().after(s(1)).expect(ASK).quiet();
            case "REACHABLE" -> ping().expect(REPLY, station).after(s(5)).quiet();
            case "STALE" -> ping().expect(REPLY, station).after(s(5) - 1).quiet().after(1).expect(PROBE, station);
            case "PROBE" -> ping().expect(REPLY, station).after(s(1)).expect(PROBE, station);
            default -> throw new IllegalArgumentException(state);
        }
    }

    // --- advertisements ----------------------------------------------------------------------------------------------------

    /** 2.1.16 to 2.1.20: every flag, address and destination in every state. */
    static List<String[]> advertisements() {
        List<String[]> rows = new ArrayList<>();
        for (String from : new String[] {"NONE", "INCOMPLETE", "REACHABLE", "STALE", "PROBE"}) {
            for (String to : new String[] {OWN, "ff02::1"}) {
                for (String flags : new String[] {"", "O", "S", "SO"}) {
                    for (String address : new String[] {"none", "same", "other"}) {
                        if (!to.equals("ff02::1") || !flags.contains("S")) {
                            rows.add(new String[] {from, to, flags, address});
                        }
                    }
                }
            }
        }
        return rows;
    }

    /** Section 7.2.5, written anew: state and station after an advertisement. */
    private static String expected(String from, String flags, String address) {
        boolean solicited = flags.contains("S");
        boolean override = flags.contains("O");
        return switch (from) {
            case "NONE" -> "NONE 0";
            case "INCOMPLETE" -> address.equals("none")
                    ? "INCOMPLETE 0"
                    : (solicited ? "REACHABLE " : "STALE ") + (address.equals("same") ? 2 : 3);
            default -> {
                if (address.equals("other") && !override) {
                    yield from.equals("REACHABLE") ? "STALE 2" : from + " 2";
                }
                int station = address.equals("other") ? 3 : 2;
                yield solicited
                        ? "REACHABLE " + station
                        : address.equals("other") ? "STALE " + station : from + " " + station;
            }
        };
    }

    @ParameterizedTest
    @MethodSource("advertisements")
    void shouldFollowSection725OnAdvertisements(String from, String to, String flags, String address) {
        bring(from);
        byte[] option = address.equals("none")
                ? new byte[0]
                : targetLinkLayerAddress(address.equals("same") ? 2 : 3);
        lab.send(advertisement("fe80::2", to, flags, "fe80::2", option));
        String[] expected = expected(from, flags, address).split(" ");
        if (from.equals("INCOMPLETE") && !address.equals("none")) {
            lab.expect(REPLY, Integer.parseInt(expected[1]));
            if (expected[0].equals("STALE")) {
                // What waited has used the entry: DELAY.
                lab.after(s(5)).expect(PROBE, Integer.parseInt(expected[1]));
                return;
            }
        }
        lab.quiet();
        proven(expected[0], Integer.parseInt(expected[1]));
    }

    // --- solicitations -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
            // 2.1.8 to 2.1.12
            "NONE, same, STALE, 2", "INCOMPLETE, same, RELEASED, 2", "REACHABLE, same, REACHABLE, 2",
            "REACHABLE, other, STALE, 3", "STALE, same, STALE, 2", "STALE, other, STALE, 3", "PROBE, same, PROBE, 2",
            "PROBE, other, STALE, 3"})
    void shouldFollowSection723OnSolicitations(String from, String address, String to, int station) {
        for (String destination : new String[] {OWN, GROUP}) {
            new NeighborStatesOnTheWireTest().solicited(from, destination, address.equals("same") ? 2 : 3, to, station);
        }
    }

    private void solicited(String from, String destination, int told, String to, int station) {
        bring(from);
        lab.send(solicitation("fe80::2", destination, OWN, sourceLinkLayerAddress(told)));
        if (to.equals("RELEASED")) {
            lab.expect(REPLY, station).expect(ANSWER, station).after(s(5)).expect(PROBE, station);
            return;
        }
        lab.expect(ANSWER, station).quiet();
        if (to.equals("STALE")) {
            // The answer was the first packet through the STALE entry: DELAY since then.
            ping().expect(REPLY, station).after(s(5) - 1).quiet().after(1).expect(PROBE, station);
            return;
        }
        proven(to, station);
    }

    @Test
    void shouldLearnNothingFromASolicitationWithoutAnAddressWhileItAsks() {
        // 2.1.9.C
        bring("INCOMPLETE");
        lab.send(solicitation("fe80::2", OWN, OWN)).quiet().after(s(1)).expect(ASK).quiet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "same", "other"})
    void shouldKeepARouterARouterWhateverItAsks(String address) {
        // 2.1.13
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000))).after(s(5));
        byte[] option = address.equals("none")
                ? new byte[0]
                : sourceLinkLayerAddress(address.equals("same") ? 10 : 11);
        lab.send(solicitation("fe80::a", OWN, OWN, option).by(10)).forget();
        lab.send(Packet.from("2001:db8:9::9").to("2001:db8::ff:fe00:1").by(10).echo(1, 1, counting(8)))
                .expect("echo reply 2001:db8::ff:fe00:1 > 2001:db8:9::9 hop 64 data 8",
                        address.equals("other") ? 11 : 10);
    }

    // --- routers -------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
            // 2.2.16
            "NONE, same, STALE, 2", "INCOMPLETE, same, RELEASED, 2", "REACHABLE, other, STALE, 3",
            "REACHABLE, same, REACHABLE, 2", "REACHABLE, none, REACHABLE, 2", "PROBE, other, STALE, 3",
            "PROBE, same, PROBE, 2", "PROBE, none, PROBE, 2", "STALE, other, STALE, 3", "STALE, same, STALE, 2",
            "STALE, none, STALE, 2"})
    void shouldFollowSection634OnAdvertisementsOfRouters(String from, String address, String to, int station) {
        bring(from);
        byte[] option = address.equals("none")
                ? new byte[0]
                : sourceLinkLayerAddress(address.equals("same") ? 2 : 3);
        lab.send(routerAdvertisement("fe80::2", 0, option).by(2));
        if (to.equals("RELEASED")) {
            lab.expect(REPLY, station).after(s(5)).expect(PROBE, station);
            return;
        }
        lab.quiet();
        proven(to, station);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "same", "other"})
    void shouldTakeAHostForARouterOnceItAdvertisesItself(String address) {
        // 2.2.17
        lab.send(routerAdvertisement("fe80::14", 0, prefix("2001:db8::", 64, "LA", 9000, 9000)).by(20)).after(s(5))
                .forget();
        bring("REACHABLE");
        byte[] option = address.equals("none")
                ? new byte[0]
                : sourceLinkLayerAddress(address.equals("same") ? 2 : 3);
        lab.forget().send(routerAdvertisement("fe80::2", 1800, option).by(2));
        lab.send(Packet.from("2001:db8:9::9").to("2001:db8::ff:fe00:1").by(2).echo(1, 1, counting(8)))
                .expect("echo reply 2001:db8::ff:fe00:1 > 2001:db8:9::9 hop 64 data 8",
                        address.equals("other") ? 3 : 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff02::1", OWN})
    void shouldLearnNothingFromARouterSolicitation(String to) {
        // 2.2.3; to all routers it does not listen at all
        lab.refuses(Packet.from("fe80::2").to(to).hop(255).icmp(133, 0, u32(0), sourceLinkLayerAddress(2)),
                Drop.ICMPV6_TYPE);
        proven("NONE", 0);
    }

    // --- queues ---------------------------------------------------------------------------------------------------------------

    @Test
    void shouldKeepAQueueForEachNeighbor() {
        // 2.1.2.B
        for (int i = 3; i <= 6; i++) {
            lab.send(Packet.from("fe80::2").to(OWN).echo(1, i, counting(i)));
            lab.send(Packet.from("fe80::4").to(OWN).by(4).echo(1, i, counting(10 * i)));
        }
        String ask4 = "NS " + OWN + " > ff02::1:ff00:4 hop 255 target fe80::4 slla 01";
        lab.expect(ASK).expect(ask4).quiet();
        lab.send(advertisement("fe80::4", OWN, "SO", "fe80::4", targetLinkLayerAddress(4)).by(4))
                .expect("echo reply " + OWN + " > fe80::4 hop 64 data 50", 4)
                .expect("echo reply " + OWN + " > fe80::4 hop 64 data 60", 4).quiet();
        lab.send(advertisement("fe80::2", OWN, "SO", "fe80::2", targetLinkLayerAddress(2)))
                .expect("echo reply " + OWN + " > fe80::2 hop 64 data 5", 2)
                .expect("echo reply " + OWN + " > fe80::2 hop 64 data 6", 2).quiet();
        assertThat(lab.drops(Drop.NEIGHBOR_QUEUE_FULL)).isEqualTo(4);
    }

    @Test
    void shouldProlongAPrefixWithEveryAdvertisement() {
        // 2.1.4.B
        Packet announced = routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 10, 10));
        lab.send(announced).after(s(8)).send(announced).after(s(8)).forget();
        lab.send(Packet.from("2001:db8::7").to("2001:db8::ff:fe00:1").by(7).echo(1, 1, counting(8)))
                .expect("NS 2001:db8::ff:fe00:1 > ff02::1:ff00:7 hop 255 target 2001:db8::7 slla 01");
    }
}
