package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.CODE;
import static dev.kogame.tools.conformance.packet.Field.CUR_HOP_LIMIT;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.ETHERNET_DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.HOP_LIMIT;
import static dev.kogame.tools.conformance.packet.Field.OPTION_LENGTH;
import static dev.kogame.tools.conformance.packet.Field.REACHABLE_TIME;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Kind.ROUTER_SOLICITATION;
import static dev.kogame.tools.conformance.packet.Kind.SOURCE_LINK_LAYER_ADDRESS;
import static dev.kogame.tools.conformance.script.Messages.any;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.multicastSolicitation;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Messages.unicastSolicitation;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Node.TR2;
import static dev.kogame.tools.conformance.script.Setup.START_S;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;
import static dev.kogame.tools.conformance.script.Setup.expectFormed;
import static dev.kogame.tools.conformance.script.Setup.expectNoEntry;
import static dev.kogame.tools.conformance.script.Setup.expectVia;
import static dev.kogame.tools.conformance.script.Setup.incomplete;
import static dev.kogame.tools.conformance.script.Setup.ping;
import static dev.kogame.tools.conformance.script.Setup.router;
import static dev.kogame.tools.conformance.script.Setup.start;
import static dev.kogame.tools.conformance.script.Setup.twoRouters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.NeighborState;
import dev.kogame.tools.conformance.script.Node;
import dev.kogame.tools.conformance.script.Received;
import dev.kogame.tools.conformance.script.Setup;
import dev.kogame.tools.conformance.script.Tester;

/** Section 2.2: router and prefix discovery, RFC 4861 section 6. */
final class RouterDiscovery {

    private static final Address TN = TN1.linkLocal();
    private static final double RTR_SOLICITATION_INTERVAL_S = 4;
    private static final int MAX_RTR_SOLICITATIONS = 3;

    private RouterDiscovery() {
    }

    static void define(Cases c) {
        solicitations(c);
        solicitedByOthers(c);
        c.add("2.2.11", "Default router switch", "4861 §6.3.6, §7.3.3", RouterDiscovery::switchOfRouter);
        invalidAdvertisements(c);
        hopLimit(c);
        lifetimes(c);
        reachableTime(c, "2.2.15.A1", 10, 40);
        reachableTime(c, "2.2.15.A2", 40, 140);
        neighborCache(c);
        destinations(c);
    }

    // --- Router Solicitations, section 6.3.7 ------------------------------------------------------------------------------

    private static void solicitations(Cases c) {
        c.add("2.2.1", "Router Solicitations", "4861 §6.3.7; 7559 §2", t -> {
            t.reboot();
            List<Received> sent = new ArrayList<>(List.of(t.expect(any(ROUTER_SOLICITATION), START_S)));
            sent.addAll(t.collect(any(ROUTER_SOLICITATION), 5 * RTR_SOLICITATION_INTERVAL_S));
            for (Received each : sent) {
                boolean unspecified = Address.UNSPECIFIED.equals(each.packet().get(SOURCE));
                t.require(Address.ALL_ROUTERS.equals(each.packet().get(DESTINATION))
                        && (unspecified || t.nut().equals(each.packet().get(SOURCE)))
                        && !(unspecified && each.packet().has(SOURCE_LINK_LAYER_ADDRESS)),
                        "expected solicitations to ff02::2 from the link-local address, or from :: without an option: "
                                + each);
            }
            t.require(evenly(sent) || backedOff(sent),
                    "expected at most 3 solicitations 4 s apart, or one after 4 s and twice as long after each: "
                            + sent);
        }, Ability.REBOOT);
        afterAdvertisement(c, "A", "RS stops after valid RA, no SLLA", true, ra -> ra);
        afterAdvertisement(c, "B", "RS stops after valid RA with SLLA", true, ra -> ra.then(slla(TR1.mac())));
        String title = "RS continues after invalid RA: ";
        afterAdvertisement(c, "C", title + "source is global", false, ra -> ra.with(SOURCE, TR1.global()));
        afterAdvertisement(c, "D", title + "Hop Limit 2", false, ra -> ra.with(HOP_LIMIT, 2));
        afterAdvertisement(c, "E", title + "bad checksum", false, Packet::withWrongChecksum);
        afterAdvertisement(c, "F", title + "code 1", false, ra -> ra.with(CODE, 1));
    }

    /** RFC 4861. */
    private static boolean evenly(List<Received> sent) {
        boolean even = sent.size() <= MAX_RTR_SOLICITATIONS;
        for (int i = 1; i < sent.size(); i++) {
            even &= Math.abs(gapS(sent, i) - RTR_SOLICITATION_INTERVAL_S) < TOLERANCE_S;
        }
        return even;
    }

    /** RFC 7559. */
    private static boolean backedOff(List<Received> sent) {
        double expectedS = RTR_SOLICITATION_INTERVAL_S;
        boolean growing = true;
        for (int i = 1; i < sent.size(); i++) {
            growing &= Math.abs(gapS(sent, i) - expectedS) < 0.1 * expectedS + TOLERANCE_S;
            expectedS = 2 * gapS(sent, i);
        }
        return growing;
    }

    private static double gapS(List<Received> sent, int i) {
        return sent.get(i).atS() - sent.get(i - 1).atS();
    }

    private interface Change {
        Packet of(Packet advertisement);
    }

    private static void afterAdvertisement(Cases c, String letter, String title, boolean valid, Change change) {
        c.add("2.2.2." + letter, title, valid ? "4861 §6.3.7" : "4861 §6.1.2, §6.3.7", t -> {
            t.reboot();
            t.expect(any(ROUTER_SOLICITATION), START_S);
            t.send(change.of(routerAdvertisement(TR1, 1800)));
            if (valid) {
                t.expectNothing(any(ROUTER_SOLICITATION), 3 * RTR_SOLICITATION_INTERVAL_S);
            } else {
                t.expect(any(ROUTER_SOLICITATION), 1.1 * RTR_SOLICITATION_INTERVAL_S + TOLERANCE_S);
            }
        }, Ability.REBOOT);
    }

    private static void solicitedByOthers(Cases c) {
        String[] to = {"ff02::2", "ff02::1", "NUT link-local"};
        for (int i = 0; i < to.length; i++) {
            int which = i;
            c.add("2.2.3." + "ABC".charAt(i), "Host ignores RS (dst " + to[i] + ")", "4861 §6.2.6", t -> {
                start(t);
                Address destination = which == 2 ? t.nut() : Address.of(to[which]);
                t.send(Packet.ip(TN, destination).then(ROUTER_SOLICITATION).then(slla(TN1.mac())));
                t.expectSilence(3);
                expectNoEntry(t, TN, t.nut());
            });
        }
    }

    // --- default routers --------------------------------------------------------------------------------------------------

    private static void switchOfRouter(Tester t) throws IOException {
        twoRouters(t);
        for (Node router : List.of(TR1, TR2)) {
            t.send(routerAdvertisement(router, 1800).with(REACHABLE_TIME, 10_000).then(prefix()));
        }
        Packet request = echoRequest(TN2.global(), t.nutGlobal());
        t.send(request);
        long firstMac = t.expect(echoReply(request)).packet().number(ETHERNET_DESTINATION);
        Node first = firstMac == TR1.mac() ? TR1 : TR2;
        Node second = first == TR1 ? TR2 : TR1;
        t.mute(first);
        double mutedS = t.nowS();
        Packet viaSecond = echoReply(request).with(ETHERNET_DESTINATION, second.mac());
        for (int i = 0; i < 15 && t.since(mutedS, viaSecond).isEmpty(); i++) {
            t.send(request);
            t.pause(3);
        }
        int probes = t.since(mutedS, unicastSolicitation(first.linkLocal())).size();
        t.require(probes == 3, "expected 3 unicast solicitations for " + first + " before it is given up; " + probes
                + " came");
        t.require(!t.since(mutedS, viaSecond).isEmpty(), "expected Echo Replies via " + second + " when " + first
                + " no longer answers");
    }

    private static void invalidAdvertisements(Cases c) {
        invalid(c, "A", "source is TR1 global", ra -> ra.with(SOURCE, TR1.global()));
        invalid(c, "B", "Hop Limit 2", ra -> ra.with(HOP_LIMIT, 2));
        invalid(c, "C", "bad checksum", Packet::withWrongChecksum);
        invalid(c, "D", "code 1", ra -> ra.with(CODE, 1));
        invalid(c, "E", "ICMP length 14", ra -> ra.cutTo(14));
        invalid(c, "F", "option length 0", ra -> ra.with(OPTION_LENGTH, 0));
    }

    private static void invalid(Cases c, String letter, String title, Change change) {
        c.add("2.2.12." + letter, "Invalid RA: " + title, "4861 §6.1.2", t -> {
            start(t);
            // The prefix is not that of the link, which a device that was not started anew may know.
            Address prefix = Address.of("3ffe:501:ffff:102::");
            t.send(change.of(routerAdvertisement(TR1, 1800).then(prefix(prefix, 1000, 1000)).then(slla(TR1.mac()))));
            t.expectSilence(3);
            // A source that is not link-local leaves no entry of its own to look for; what it announces must not count either.
            t.expectNothing(probe(Address.eui64(prefix, t.mac())), 0);
            expectNoEntry(t, TR1.linkLocal(), t.nut());
        });
    }

    private static void hopLimit(Cases c) {
        c.add("2.2.13.A", "Cur Hop Limit 0", "4861 §6.3.4", t -> hopLimit(t, 0));
        c.add("2.2.13.B", "Cur Hop Limit 15", "4861 §6.3.4", t -> hopLimit(t, 15));
    }

    private static void hopLimit(Tester t, int announced) throws IOException {
        start(t);
        long before = ping(t, TN, t.nut()).packet().number(HOP_LIMIT);
        t.send(routerAdvertisement(TR1, 1800).with(CUR_HOP_LIMIT, announced));
        Packet request = echoRequest(TN, t.nut());
        t.send(request);
        t.expect(echoReply(request).with(HOP_LIMIT, announced == 0 ? before : announced));
    }

    private static void lifetimes(Cases c) {
        c.add("2.2.14.A", "Router lifetime refreshed", "4861 §6.3.4, §6.3.5", t -> {
            start(t);
            Packet advertisement = routerAdvertisement(TR1, 20).then(slla(TR1.mac())).then(prefix());
            t.send(advertisement);
            expectFormed(t, t.nutGlobal());
            double announcedS = t.nowS() - 2;
            for (int times = 0; times < 2; times++) {
                while (t.nowS() < announcedS + 18) {
                    expectVia(t, TR1, TN2);
                    t.pause(1);
                }
                if (times == 0) {
                    t.send(advertisement);
                    announcedS = t.nowS();
                }
            }
            t.pause(announcedS + 21 - t.nowS());
            NeighborStates.gone(t, echoRequest(TN2.global(), t.nutGlobal()));
        });
        c.add("2.2.14.B", "Router lifetime zero", "4861 §6.3.4", t -> ended(t, 0, 0));
        c.add("2.2.14.C", "Router lifetime 5 s expires", "4861 §6.3.5", t -> ended(t, 5, 7));
    }

    /** First TR1, then TR2 ceases to be a default router. */
    private static void ended(Tester t, int lifetimeS, double pauseS) throws IOException {
        twoRouters(t);
        Packet request = echoRequest(TN2.global(), t.nutGlobal());
        t.send(request);
        t.expect(echoReply(request));
        t.send(routerAdvertisement(TR1, lifetimeS).then(prefix()));
        t.pause(pauseS);
        expectVia(t, TR2, TN2);
        t.send(routerAdvertisement(TR2, lifetimeS).then(prefix()));
        t.pause(pauseS);
        NeighborStates.gone(t, request);
        t.expectNothing(multicastSolicitation(TR2.linkLocal()), 0);
    }

    /** A neighbor that is always talked to is probed one reachable time (0.5 to 1.5 of it) and 5 s after the last proof. */
    private static void reachableTime(Cases c, String id, int reachableS, int duringS) {
        c.add(id, "Reachable Time " + reachableS + " s", "4861 §6.3.4, §6.3.2", t -> {
            start(t);
            t.send(routerAdvertisement(TR1, 0).with(REACHABLE_TIME, 1000 * reachableS));
            double fromS = t.nowS();
            for (int i = 0; i < duringS; i++) {
                ping(t, TN, t.nut());
                t.pause(fromS + i + 1 - t.nowS());
            }
            List<Received> probes = t.since(fromS, unicastSolicitation(TN));
            double leastS = 0.5 * reachableS + Setup.DELAY_FIRST_PROBE_S - TOLERANCE_S;
            double mostS = 1.5 * reachableS + Setup.DELAY_FIRST_PROBE_S + 1 + TOLERANCE_S;
            double lastS = fromS;
            t.require(!probes.isEmpty(), "expected unicast solicitations for " + TN);
            for (Received each : probes) {
                t.require(each.atS() - lastS >= leastS && each.atS() - lastS <= mostS, "expected solicitations "
                        + leastS + " to " + mostS + " s apart, the first after " + fromS + " s: " + probes);
                lastS = each.atS();
            }
        });
    }

    // --- the neighbor cache entry of the router ---------------------------------------------------------------------------

    private static void neighborCache(Cases c) {
        c.add("2.2.16.A", "RA and neighbor cache: no entry", "4861 §6.3.4, §7.3.3", t -> {
            start(t);
            t.mute(TR1);
            t.send(routerAdvertisement(TR1, 1800).then(slla(TR1.mac())));
            NeighborState.STALE.expect(t, TR1.linkLocal(), TR1.mac());
        });
        c.add("2.2.16.B", "RA and neighbor cache: INCOMPLETE", "4861 §6.3.4, §7.3.3", t -> {
            start(t);
            incomplete(t, TR1.linkLocal(), t.nut());
            t.send(routerAdvertisement(TR1, 1800).then(slla(TR1.mac())));
            t.expect(echoReply().with(ETHERNET_DESTINATION, TR1.mac()));
            NeighborState.STALE.expect(t, TR1.linkLocal(), TR1.mac());
        });
        String[] rows = {"C REACHABLE changed", "D REACHABLE same", "E REACHABLE no", "F PROBE changed", "G PROBE same",
                "H PROBE no", "I STALE changed", "J STALE same", "K STALE no"};
        for (String row : rows) {
            String[] words = row.split(" ");
            NeighborState state = NeighborState.valueOf(words[1]);
            boolean changed = words[2].equals("changed");
            long mac = changed ? NeighborStates.OTHER_MAC : TR1.mac();
            c.add("2.2.16." + words[0], "RA and neighbor cache: " + state
                    + (words[2].equals("no") ? ", no SLLA" : ", SLLA " + words[2]), "4861 §6.3.4, §7.3.3", t -> {
                        start(t);
                        state.bringAbout(t, TR1);
                        Packet advertisement = routerAdvertisement(TR1, 1800);
                        t.send(words[2].equals("no") ? advertisement : advertisement.then(slla(mac)));
                        (changed ? NeighborState.STALE : state).expect(t, TR1.linkLocal(), mac);
                    });
        }
    }

    private static void destinations(Cases c) {
        String[] titles = {"no SLLA", "same SLLA", "different SLLA"};
        for (int i = 0; i < titles.length; i++) {
            int which = i;
            c.add("2.2.17." + "ABC".charAt(i), "RA sets IsRouter (" + titles[i] + ")", "4861 §6.3.4", t -> {
                start(t);
                Setup.reachable(t, TR1.linkLocal(), TR1.mac(), t.nut(), "SO");
                long mac = which == 2 ? NeighborStates.OTHER_MAC : TR1.mac();
                Packet advertisement = routerAdvertisement(TR1, 1800).then(prefix());
                t.send(which == 0 ? advertisement : advertisement.then(slla(mac)));
                expectFormed(t, t.nutGlobal());
                Packet request = echoRequest(TN2.global(), t.nutGlobal());
                t.send(request);
                t.expect(echoReply(request).with(ETHERNET_DESTINATION, mac));
            });
        }
        c.add("2.2.18", "Next-hop determination", "4861 §5.2", t -> {
            router(t);
            expectVia(t, TR1, TN2);
        });
        c.add("2.2.19", "On-link determination", "4861 §5.2, §6.3.4", t -> {
            router(t);
            Packet request = echoRequest(TN1.global(), t.nutGlobal());
            t.send(request);
            t.expect(multicastSolicitation(TN1.global()));
            t.expect(echoReply(request).with(ETHERNET_DESTINATION, TN1.mac()));
        });
    }
}
