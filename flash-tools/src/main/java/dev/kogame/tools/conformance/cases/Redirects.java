package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.CODE;
import static dev.kogame.tools.conformance.packet.Field.DATA;
import static dev.kogame.tools.conformance.packet.Field.ETHERNET_DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.HOP_LIMIT;
import static dev.kogame.tools.conformance.packet.Field.OPTION_LENGTH;
import static dev.kogame.tools.conformance.packet.Field.OPTION_TYPE;
import static dev.kogame.tools.conformance.packet.Field.REDIRECT_DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.RESERVED;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Field.TARGET;
import static dev.kogame.tools.conformance.packet.Kind.OPTION;
import static dev.kogame.tools.conformance.packet.Kind.REDIRECT;
import static dev.kogame.tools.conformance.packet.Octets.counting;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.mtu;
import static dev.kogame.tools.conformance.script.Messages.multicastSolicitation;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.redirect;
import static dev.kogame.tools.conformance.script.Messages.redirectedHeader;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Messages.tlla;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Node.TR2;
import static dev.kogame.tools.conformance.script.Node.TR3;
import static dev.kogame.tools.conformance.script.Setup.expectIncomplete;
import static dev.kogame.tools.conformance.script.Setup.expectNoEntry;
import static dev.kogame.tools.conformance.script.Setup.expectVia;
import static dev.kogame.tools.conformance.script.Setup.incomplete;
import static dev.kogame.tools.conformance.script.Setup.router;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.NeighborState;
import dev.kogame.tools.conformance.script.Node;
import dev.kogame.tools.conformance.script.Tester;

/**
 * Section 2.3: Redirects, RFC 4861 section 8. TR1 is the default router and carries the packets of TN2, until it says that TN2 is
 * on-link, or that TR2 is the better router for it.
 */
final class Redirects {

    /** TN2, when it is on the link after all. */
    private static final Node NEIGHBOR = new Node("TN2 on-link", 0x0101, null, TN2.global(), false);
    private static final Address HOST = TN2.global();
    /** Larger than what a Redirect of 1280 octets can quote. */
    private static final int OVERSIZED_OCTETS = 1400;
    private static final int UNKNOWN_OPTION = 199;

    private Redirects() {
    }

    static void define(Cases c) {
        onLink(c);
        betterRouter(c);
        neighborCache(c);
        invalidAndNeighborCache(c);
    }

    /** Setup 1.1, then an Echo Request of TN2 that is answered by way of TR1. */
    private static void preamble(Tester t) throws IOException {
        router(t);
        expectVia(t, TR1, TN2);
    }

    private static Packet toNeighbor(Tester t) {
        return redirect(TR1.linkLocal(), t.nutGlobal(), HOST, HOST);
    }

    private static Packet toRouter(Tester t) {
        return redirect(TR1.linkLocal(), t.nutGlobal(), TR2.linkLocal(), HOST);
    }

    /** The packet that the Redirect is about. */
    private static Layer quoted(Tester t) {
        return redirectedHeader(echoReply(echoRequest(HOST, t.nutGlobal())).buildIp(), 1000);
    }

    private static Layer oversized(Tester t) {
        return redirectedHeader(echoReply(echoRequest(HOST, t.nutGlobal(), 1500)).buildIp(), OVERSIZED_OCTETS);
    }

    private static void direct(Tester t, boolean asks) throws IOException {
        t.own(NEIGHBOR, HOST);
        t.answer(NEIGHBOR);
        Packet request = echoRequest(HOST, t.nutGlobal());
        t.send(request);
        if (asks) {
            t.expect(multicastSolicitation(HOST));
        }
        t.expect(echoReply(request).with(ETHERNET_DESTINATION, NEIGHBOR.mac()));
    }

    private interface Change {
        Packet of(Packet redirect);
    }

    private record Row(String letter, String title, Change change) {}

    /** RFC 4861 section 8.1. */
    private static final List<Row> INVALID = List.of(
            new Row("A", "source is a global address", redirect -> redirect.with(SOURCE, TR1.global())),
            new Row("B", "source is TR2 link-local (not the first hop)",
                    redirect -> redirect.with(SOURCE, TR2.linkLocal())),
            new Row("C", "Hop Limit not 255", redirect -> redirect.with(HOP_LIMIT, 254)),
            new Row("D", "code not 0", redirect -> redirect.with(CODE, 1)),
            new Row("E", "bad checksum", Packet::withWrongChecksum),
            new Row("F", "Destination field is multicast",
                    redirect -> redirect.with(REDIRECT_DESTINATION, Address.of("ff1e::1:2"))),
            new Row("G", "Target is multicast", redirect -> redirect.with(TARGET, Address.of("ff1e::1:2"))),
            new Row("H", "ICMP length < 40", redirect -> redirect.cutTo(32)),
            new Row("I", "option length 0", redirect -> redirect.with(OPTION_LENGTH, 0)));

    private static void onLink(Cases c) {
        for (int i = 0; i < 4; i++) {
            boolean address = i >= 2;
            boolean header = i % 2 == 1;
            c.add("2.3.1." + "ABCD".charAt(i), "Redirect on-link, " + (address ? "TLLA" : "no TLLA")
                    + (header ? ", RH" : ", no RH"), "4861 §8.3", t -> {
                        preamble(t);
                        t.send(with(t, toNeighbor(t), address ? NEIGHBOR.mac() : 0, header));
                        direct(t, !address);
                    });
        }
        suspicious(c, "2.3.2.A", "unrecognized option present",
                redirect -> redirect.then(Layer.of(OPTION).with(OPTION_TYPE, UNKNOWN_OPTION).with(DATA, counting(6))));
        suspicious(c, "2.3.2.B", "reserved field non-zero",
                redirect -> redirect.with(RESERVED, 0xffff_ffffL));
        suspicious(c, "2.3.2.C", "Target not covered by an on-link prefix", redirect -> redirect);
        for (Row row : INVALID) {
            c.add("2.3.3." + row.letter, "Invalid on-link Redirect: " + row.title, "4861 §8.1", t -> {
                preamble(t);
                t.send(row.change.of(toNeighbor(t).then(tlla(NEIGHBOR.mac()))));
                expectVia(t, TR1, TN2);
            });
        }
    }

    private static Packet with(Tester t, Packet redirect, long mac, boolean header) {
        List<Layer> options = new ArrayList<>();
        if (mac != 0) {
            options.add(tlla(mac));
        }
        if (header) {
            options.add(quoted(t));
        }
        return redirect.then(options.toArray(Layer[]::new));
    }

    private static void suspicious(Cases c, String id, String title, Change change) {
        c.add(id, "Suspicious on-link Redirect: " + title, "4861 §8.1, §8.3", t -> {
            preamble(t);
            // The field that is changed is the message's, so the message is changed before the option is added.
            t.send(change.of(toNeighbor(t)).then(tlla(NEIGHBOR.mac())));
            direct(t, false);
        });
    }

    private static void betterRouter(Cases c) {
        for (int i = 0; i < 4; i++) {
            boolean address = i >= 2;
            boolean header = i % 2 == 1;
            c.add("2.3.4." + "ABCD".charAt(i), "Redirect to better router, " + (address ? "TLLA" : "no TLLA")
                    + (header ? ", RH" : ", no RH"), "4861 §8.3", t -> {
                        preamble(t);
                        t.send(with(t, toRouter(t), address ? TR2.mac() : 0, header));
                        expectVia(t, TR2, TN2);
                    });
        }
        toRouter(c, "2.3.5.A", "Suspicious router Redirect: unrecognized option present",
                redirect -> redirect.then(Layer.of(OPTION).with(OPTION_TYPE, UNKNOWN_OPTION).with(DATA, counting(6))));
        toRouter(c, "2.3.5.B", "Suspicious router Redirect: reserved field non-zero",
                redirect -> redirect.with(RESERVED, 0xffff_ffffL));
        for (Row row : INVALID) {
            c.add("2.3.6." + row.letter, "Invalid router Redirect: " + row.title, "4861 §8.1", t -> {
                preamble(t);
                t.send(row.change.of(toRouter(t).then(tlla(TR2.mac()))));
                expectVia(t, TR1, TN2);
            });
        }
        c.add("2.3.7", "Redirected twice", "4861 §8.3", t -> {
            preamble(t);
            t.send(toRouter(t).then(tlla(TR2.mac())));
            expectVia(t, TR2, TN2);
            t.send(redirect(TR2.linkLocal(), t.nutGlobal(), TR3.linkLocal(), HOST).then(tlla(TR3.mac())));
            expectVia(t, TR3, TN2);
        });
        String title = "Option not meant for Redirect: ";
        toRouter(c, "2.3.8.A", title + "MTU option", redirect -> redirect.then(mtu(1280)));
        toRouter(c, "2.3.8.B", title + "Prefix Information option", redirect -> redirect.then(prefix()));
        toRouter(c, "2.3.8.C", title + "Source LLA option", redirect -> redirect.then(slla(TR1.mac())));
        c.add("2.3.9", "No destination cache entry", "4861 §8.3", t -> {
            router(t);
            t.send(toRouter(t).then(tlla(TR2.mac())));
            expectVia(t, TR2, TN2);
        });
    }

    private static void toRouter(Cases c, String id, String title, Change change) {
        c.add(id, title, "4861 §8.1", t -> {
            preamble(t);
            t.send(change.of(toRouter(t)).then(tlla(TR2.mac())));
            expectVia(t, TR2, TN2);
        });
    }

    // --- the neighbor cache entry of the target, sections 8.3 and 7.3.3 ----------------------------------------------------

    private static final double A_WHILE_S = 3;

    /** What a Redirect says of the target's link-layer address, and quotes. */
    private static Packet saying(Tester t, String options) {
        Packet redirect = toRouter(t);
        if (options.contains("TLLA") && !options.contains("no TLLA")) {
            redirect = redirect.then(tlla(options.contains("different") ? NeighborStates.OTHER_MAC : TR2.mac()));
        }
        return options.contains("oversized")
                ? redirect.then(oversized(t))
                : options.contains("no RH") ? redirect : redirect.then(quoted(t));
    }

    private static void neighborCache(Cases c) {
        String about = "Redirect and neighbor cache, ";
        String rfc = "4861 §8.3, §7.3.3";
        String[] first = {"no TLLA, no RH", "TLLA, no RH", "TLLA, RH", "TLLA, oversized RH"};
        for (int i = 0; i < first.length; i++) {
            String options = first[i];
            boolean told = i > 0;
            c.add("2.3.10." + "ABCD".charAt(i), about + "no entry: " + options, rfc, t -> {
                preamble(t);
                t.mute(TR2);
                t.send(saying(t, options));
                t.pause(A_WHILE_S);
                if (told) {
                    NeighborState.STALE.expect(t, TR2.linkLocal(), TR2.mac());
                } else {
                    expectNoEntry(t, TR2.linkLocal(), t.nut());
                }
            });
        }
        for (int i = 0; i < first.length; i++) {
            String options = first[i];
            boolean told = i > 0;
            c.add("2.3.11." + "ABCD".charAt(i), about + "INCOMPLETE: " + options, rfc, t -> {
                preamble(t);
                incomplete(t, TR2.linkLocal(), t.nut());
                t.send(saying(t, options));
                if (told) {
                    t.expect(echoReply(echoRequest(TR2.linkLocal(), t.nut())).with(ETHERNET_DESTINATION, TR2.mac()));
                    NeighborState.STALE.expect(t, TR2.linkLocal(), TR2.mac());
                } else {
                    expectIncomplete(t, TR2.linkLocal());
                }
            });
        }
        String[] second = {"no TLLA, no RH", "same TLLA, no RH", "different TLLA, no RH", "different TLLA, RH",
                "different TLLA, oversized RH"};
        int section = 12;
        for (NeighborState state : NeighborState.values()) {
            String id = "2.3." + section++ + ".";
            for (int i = 0; i < second.length; i++) {
                String options = second[i];
                boolean different = i > 1;
                c.add(id + "ABCDE".charAt(i), about + state + ": " + options, rfc, t -> {
                    preamble(t);
                    state.bringAbout(t, TR2);
                    t.send(saying(t, options));
                    if (state == NeighborState.PROBE && !different) {
                        state.expect(t, TR2.linkLocal(), TR2.mac());
                        return;
                    }
                    t.pause(A_WHILE_S);
                    if (different) {
                        NeighborState.STALE.expect(t, TR2.linkLocal(), NeighborStates.OTHER_MAC);
                    } else {
                        state.expect(t, TR2.linkLocal(), TR2.mac());
                    }
                });
            }
        }
    }

    private static void invalidAndNeighborCache(Cases c) {
        for (Row row : INVALID) {
            c.add("2.3.15." + row.letter, "Invalid Redirect leaves cache alone: " + row.title, "4861 §8.1", t -> {
                preamble(t);
                t.mute(TR2);
                t.send(row.change.of(toRouter(t).then(tlla(TR2.mac()))));
                t.pause(A_WHILE_S);
                expectNoEntry(t, TR2.linkLocal(), t.nut());
            });
        }
    }
}
