package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.CODE;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.ETHERNET_DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.HOP_LIMIT;
import static dev.kogame.tools.conformance.packet.Field.OPTION_LENGTH;
import static dev.kogame.tools.conformance.packet.Field.OVERRIDE;
import static dev.kogame.tools.conformance.packet.Field.ROUTER;
import static dev.kogame.tools.conformance.packet.Field.SOLICITED;
import static dev.kogame.tools.conformance.packet.Field.TARGET;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_ADVERTISEMENT;
import static dev.kogame.tools.conformance.script.Messages.advertisement;
import static dev.kogame.tools.conformance.script.Messages.any;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.multicastSolicitation;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Messages.solicitation;
import static dev.kogame.tools.conformance.script.Messages.tlla;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Setup.expectIncomplete;
import static dev.kogame.tools.conformance.script.Setup.expectNoEntry;
import static dev.kogame.tools.conformance.script.Setup.expectVia;
import static dev.kogame.tools.conformance.script.Setup.incomplete;
import static dev.kogame.tools.conformance.script.Setup.router;
import static dev.kogame.tools.conformance.script.Setup.start;

import java.io.IOException;

import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.NeighborState;
import dev.kogame.tools.conformance.script.Tester;

/** Section 2.1.8 to 2.1.21: what solicitations and advertisements do to an entry of the neighbor cache, RFC 4861 appendix C. */
final class NeighborStates {

    private static final Address TN = TN1.linkLocal();
    private static final long MAC = TN1.mac();
    /** The address of the same neighbor after its hardware was changed. */
    static final long OTHER_MAC = 0x0000_0000_0200L;

    private NeighborStates() {
    }

    static void define(Cases c) {
        solicited(c);
        isRouter(c);
        invalidAdvertisements(c);
        advertisedWithoutEntry(c);
        advertisedIncomplete(c);
        for (NeighborState state : new NeighborState[] {NeighborState.REACHABLE, NeighborState.STALE,
                NeighborState.PROBE}) {
            advertised(c, state);
        }
        noLongerRouter(c);
    }

    // --- solicitations, section 7.2.3 -------------------------------------------------------------------------------------

    private static Packet ns(Tester t, boolean unicast) {
        return solicitation(TN, unicast ? t.nut() : t.nut().solicitedNode(), t.nut());
    }

    /** Section 7.2.4: an answer to a unicast solicitation may omit the link-layer address, and does not override then. */
    private static Packet answer(Tester t, boolean unicast, long mac) {
        Packet answer = Packet.ip(t.nut(), TN).then(NEIGHBOR_ADVERTISEMENT).with(TARGET, t.nut()).with(ROUTER, 0)
                .with(SOLICITED, 1);
        answer = unicast ? answer : answer.with(OVERRIDE, 1).then(tlla(t.mac()));
        return answer.with(ETHERNET_DESTINATION, mac);
    }

    private static void solicited(Cases c) {
        for (boolean unicast : new boolean[] {true, false}) {
            String how = unicast ? "unicast" : "multicast";
            c.add("2.1.8." + (unicast ? "A" : "B"), "NS, no entry, " + how, "4861 §7.2.3, §7.2.4", t -> {
                start(t);
                t.mute();
                t.send(ns(t, unicast).then(slla(MAC)));
                t.expect(answer(t, unicast, MAC));
                NeighborState.STALE.expect(t, TN, MAC);
            });
            c.add("2.1.9." + (unicast ? "A" : "B"), "NS, INCOMPLETE, " + how, "4861 §7.2.3", t -> {
                start(t);
                incomplete(t, TN, t.nut());
                t.send(ns(t, unicast).then(slla(MAC)));
                t.expect(answer(t, unicast, MAC));
                t.expect(echoReply(echoRequest(TN, t.nut())).with(ETHERNET_DESTINATION, MAC));
                NeighborState.STALE.expect(t, TN, MAC);
            });
        }
        c.add("2.1.8.C", "NS, no entry, unicast without SLLA", "4861 §7.2.3, §7.2.4", t -> {
            start(t);
            t.mute();
            t.send(ns(t, true));
            t.expect(multicastSolicitation(TN));
            t.send(echoRequest(TN, t.nut()));
            expectIncomplete(t, TN);
            t.expectNothing(any(NEIGHBOR_ADVERTISEMENT), 1);
        });
        c.add("2.1.9.C", "NS, INCOMPLETE, no SLLA", "4861 §7.2.3", t -> {
            start(t);
            incomplete(t, TN, t.nut());
            t.send(ns(t, true));
            expectIncomplete(t, TN);
        });
        int section = 10;
        for (NeighborState state : new NeighborState[] {NeighborState.REACHABLE, NeighborState.STALE,
                NeighborState.PROBE}) {
            solicited(c, "2.1." + section++ + ".", state);
        }
    }

    private static void solicited(Cases c, String id, NeighborState state) {
        for (int i = 0; i < 4; i++) {
            boolean unicast = i < 2;
            boolean same = i % 2 == 0;
            long mac = same ? MAC : OTHER_MAC;
            c.add(id + "ABCD".charAt(i), "NS, " + state + ", " + (unicast ? "unicast, " : "multicast, ")
                    + (same ? "same SLLA" : "different SLLA"), "4861 §7.2.3, §7.3.3", t -> {
                        start(t);
                        state.bringAbout(t, TN1);
                        t.send(ns(t, unicast).then(slla(mac)));
                        t.expect(answer(t, unicast, mac));
                        (same ? state : NeighborState.STALE).expect(t, TN, mac);
                    });
        }
    }

    /** A solicitation says nothing about being a router. */
    private static void isRouter(Cases c) {
        String title = "IsRouter flag kept on NS (";
        c.add("2.1.13.A", title + "unicast NS without SLLA)", "4861 §7.2.3", t -> {
            router(t);
            t.send(solicitation(TR1.linkLocal(), t.nut(), t.nut()));
            expectVia(t, TR1, TN2);
        });
        c.add("2.1.13.B", title + "unicast NS with SLLA)", "4861 §7.2.3", t -> {
            router(t);
            t.send(solicitation(TR1.linkLocal(), t.nut(), t.nut()).then(slla(TR1.mac())));
            expectVia(t, TR1, TN2);
        });
        c.add("2.1.13.C", title + "multicast NS with a different SLLA)", "4861 §7.2.3", t -> {
            router(t);
            t.send(solicitation(TR1.linkLocal(), t.nut().solicitedNode(), t.nut()).then(slla(OTHER_MAC)));
            Packet request = echoRequest(TN2.global(), t.nutGlobal());
            t.send(request);
            t.expect(echoReply(request).with(ETHERNET_DESTINATION, OTHER_MAC));
        });
    }

    // --- advertisements, section 7.2.5 ------------------------------------------------------------------------------------

    private interface Change {
        Packet of(Packet advertisement);
    }

    private static void invalidAdvertisements(Cases c) {
        invalid(c, "A", "multicast dst with S=1", na -> na.with(DESTINATION, Address.ALL_NODES));
        invalid(c, "B", "Hop Limit 254", na -> na.with(HOP_LIMIT, 254));
        invalid(c, "C", "bad checksum", Packet::withWrongChecksum);
        invalid(c, "D", "code non-zero", na -> na.with(CODE, 1));
        invalid(c, "E", "length < 24", na -> na.cutTo(16));
        invalid(c, "F", "multicast target", na -> na.with(TARGET, TN.solicitedNode()));
        invalid(c, "G", "option length 0", na -> na.with(OPTION_LENGTH, 0));
    }

    private static void invalid(Cases c, String letter, String title, Change change) {
        c.add("2.1.15." + letter, "Invalid NA: " + title, "4861 §7.1.2", t -> {
            start(t);
            incomplete(t, TN, t.nut());
            t.send(change.of(advertisement(TN, t.nut(), TN, "SO").then(tlla(MAC))));
            expectIncomplete(t, TN);
        });
    }

    private static void advertisedWithoutEntry(Cases c) {
        for (int i = 0; i < 8; i++) {
            boolean solicited = i % 4 >= 2;
            String flags = (solicited ? "S" : "") + (i % 2 == 1 ? "O" : "");
            boolean address = i < 4;
            c.add("2.1.16." + "ABCDEFGH".charAt(i),
                    "NA, no entry, " + named(flags) + (address ? ", TLLA" : ", no TLLA"),
                    "4861 §7.2.5", t -> {
                        start(t);
                        Packet na = advertisement(TN, t.nut(), TN, flags);
                        t.send(address ? na.then(tlla(MAC)) : na);
                        expectNoEntry(t, TN, t.nut());
                    });
        }
    }

    private static String named(String flags) {
        return (flags.contains("S") ? "S=1" : "S=0") + (flags.contains("O") ? " O=1" : " O=0");
    }

    private static void advertisedIncomplete(Cases c) {
        String[] flags = {"SO", "S", "O", ""};
        for (int i = 0; i < flags.length; i++) {
            String these = flags[i];
            c.add("2.1.17." + "ABCD".charAt(i), "NA, INCOMPLETE, " + named(these), "4861 §7.2.5", t -> {
                start(t);
                incomplete(t, TN, t.nut());
                t.send(advertisement(TN, t.nut(), TN, these).then(tlla(MAC)));
                t.expect(echoReply(echoRequest(TN, t.nut())).with(ETHERNET_DESTINATION, MAC));
                (these.contains("S") ? NeighborState.REACHABLE : NeighborState.STALE).expect(t, TN, MAC);
            });
        }
        c.add("2.1.17.E", "NA, INCOMPLETE, no TLLA", "4861 §7.2.5", t -> {
            start(t);
            incomplete(t, TN, t.nut());
            t.send(advertisement(TN, t.nut(), TN, "SO"));
            expectIncomplete(t, TN);
        });
    }

    /** A to L to the device alone, M to R to all nodes and so never solicited. */
    private static final String[] VARIANTS = {"A unicast none", "B unicast none O", "C unicast none S",
            "D unicast none SO", "E unicast same", "F unicast same O", "G unicast same S", "H unicast same SO",
            "I unicast different", "J unicast different O", "K unicast different S", "L unicast different SO",
            "M multicast same", "N multicast same O", "O multicast different", "P multicast different O",
            "Q multicast none", "R multicast none O"};

    private static void advertised(Cases c, NeighborState state) {
        int section = switch (state) {
            case REACHABLE -> 18;
            case STALE -> 19;
            case PROBE -> 20;
        };
        for (String variant : VARIANTS) {
            String[] words = variant.split(" ");
            String flags = words.length > 3 ? words[3] : "";
            boolean unicast = words[1].equals("unicast");
            boolean override = flags.contains("O");
            boolean different = words[2].equals("different");
            NeighborState after = after(state, flags.contains("S"), override, different);
            long mac = different && override ? OTHER_MAC : MAC;
            c.add("2.1." + section + "." + words[0], "NA, " + state + ", " + words[1] + " " + named(flags) + ", TLLA "
                    + words[2], "4861 §7.2.5, §7.3.3", t -> {
                        start(t);
                        state.bringAbout(t, TN1);
                        Packet na = advertisement(TN, unicast ? t.nut() : Address.ALL_NODES, TN, flags);
                        t.send(words[2].equals("none") ? na : na.then(tlla(different ? OTHER_MAC : MAC)));
                        after.expect(t, TN, mac);
                    });
        }
    }

    /** Section 7.2.5, the paragraphs I and II for an entry that is not INCOMPLETE. */
    private static NeighborState after(NeighborState before, boolean solicited, boolean override, boolean different) {
        if (different && !override) {
            return before == NeighborState.REACHABLE ? NeighborState.STALE : before;
        }
        if (solicited) {
            return NeighborState.REACHABLE;
        }
        return different ? NeighborState.STALE : before;
    }

    /** Section 7.2.5: a router that says it is none is taken from the list of default routers. */
    private static void noLongerRouter(Cases c) {
        String[] flags = {"SO", "", "O", "S"};
        for (int i = 0; i < 8; i++) {
            String these = flags[i % 4];
            boolean address = i >= 4;
            c.add("2.1.21." + "ABCDEFGH".charAt(i), "R bit cleared: R=0 " + named(these)
                    + (address ? ", TLLA" : ", no TLLA"), "4861 §7.2.5, §7.3.3", t -> {
                        start(t);
                        Resolution.announce(t, 1800, prefix());
                        t.mute();
                        Packet request = echoRequest(TN2.global(), t.nutGlobal());
                        t.send(request);
                        t.expect(multicastSolicitation(TR1.linkLocal()));
                        t.send(advertisement(TR1.linkLocal(), t.nut(), TR1.linkLocal(), "RSO").then(tlla(TR1.mac())));
                        t.expect(echoReply(request).with(ETHERNET_DESTINATION, TR1.mac()));
                        Packet na = advertisement(TR1.linkLocal(), t.nut(), TR1.linkLocal(), these);
                        t.send(address ? na.then(tlla(TR1.mac())) : na);
                        gone(t, request);
                    });
        }
    }

    /** There is no default router: no answer, nor a question for the one there was. */
    static void gone(Tester t, Packet request) throws IOException {
        t.send(request);
        t.expectNothing(echoReply(), 3);
        t.expectNothing(multicastSolicitation(TR1.linkLocal()), 0);
    }
}
