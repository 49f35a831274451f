package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.CODE;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.HOP_LIMIT;
import static dev.kogame.tools.conformance.packet.Field.ON_LINK;
import static dev.kogame.tools.conformance.packet.Field.OPTION_LENGTH;
import static dev.kogame.tools.conformance.packet.Field.RETRANS_TIMER;
import static dev.kogame.tools.conformance.packet.Field.SEQUENCE;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Field.TARGET;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_SOLICITATION;
import static dev.kogame.tools.conformance.script.Messages.advertisement;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.multicastSolicitation;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Messages.solicitation;
import static dev.kogame.tools.conformance.script.Messages.tlla;
import static dev.kogame.tools.conformance.script.Messages.unicastSolicitation;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TN3;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Setup.DELAY_FIRST_PROBE_S;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;
import static dev.kogame.tools.conformance.script.Setup.UNTIL_STALE_S;
import static dev.kogame.tools.conformance.script.Setup.expectFormed;
import static dev.kogame.tools.conformance.script.Setup.ping;
import static dev.kogame.tools.conformance.script.Setup.reachable;
import static dev.kogame.tools.conformance.script.Setup.router;
import static dev.kogame.tools.conformance.script.Setup.silent;
import static dev.kogame.tools.conformance.script.Setup.start;

import java.io.IOException;
import java.util.List;

import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Node;
import dev.kogame.tools.conformance.script.Received;
import dev.kogame.tools.conformance.script.Tester;

/** Section 2.1.1 to 2.1.7: which next hop is resolved, how solicitations are sent, and which are ignored. RFC 4861 sections 5.2, 7. */
final class Resolution {

    private static final Address TN = TN1.linkLocal();

    /** MAX_MULTICAST_SOLICIT and MAX_UNICAST_SOLICIT. */
    private static final int MAX_SOLICIT = 3;

    private Resolution() {
    }

    static void define(Cases c) {
        nextHop(c);
        queue(c);
        prefixes(c);
        solicitations(c);
        invalidSolicitations(c);
    }

    private static void nextHop(Cases c) {
        c.add("2.1.1.A", "On-link: link-local", "4861 §5.2", t -> {
            start(t);
            t.mute();
            t.send(echoRequest(TN, t.nut()));
            t.expect(multicastSolicitation(TN));
        });
        c.add("2.1.1.B", "On-link: prefix covers TN1", "4861 §5.2, §6.3.4", t -> {
            router(t);
            t.mute();
            t.send(echoRequest(TN1.global(), t.nutGlobal()));
            t.expect(multicastSolicitation(TN1.global()));
        });
        c.add("2.1.1.C", "Off-link: prefix does not cover TN2", "4861 §5.2", t -> {
            start(t);
            announce(t, 1800, prefix());
            t.mute();
            t.send(echoRequest(TN2.global(), t.nutGlobal()));
            t.expect(multicastSolicitation(TR1.linkLocal()));
            t.expectNothing(multicastSolicitation(TN2.global()), 4);
        });
    }

    /** TR1 announces itself without its link-layer address, and the device forms its address. */
    static void announce(Tester t, int lifetimeS, Layer prefix) throws IOException {
        t.send(routerAdvertisement(TR1, lifetimeS).then(prefix));
        expectFormed(t, t.nutGlobal());
    }

    private static void queue(Cases c) {
        c.add("2.1.2.A", "Queue, one neighbor", "4861 §7.2.2", t -> {
            start(t);
            t.mute();
            for (int sequence = 3; sequence <= 5; sequence++) {
                t.send(echoRequest(TN, t.nut()).with(SEQUENCE, sequence));
            }
            t.pause(0.1);
            resolve(t, TN1);
            t.expect(echoReply().with(DESTINATION, TN).with(SEQUENCE, 5));
        });
        c.add("2.1.2.B", "Queue, two neighbors", "4861 §7.2.2", t -> {
            start(t);
            t.mute();
            t.send(echoRequest(TN, t.nut()).with(SEQUENCE, 3));
            t.expect(multicastSolicitation(TN));
            t.send(echoRequest(TN3.linkLocal(), t.nut()).with(SEQUENCE, 3));
            t.expect(multicastSolicitation(TN3.linkLocal()));
            for (int sequence = 4; sequence <= 6; sequence++) {
                if (sequence < 6) {
                    t.send(echoRequest(TN, t.nut()).with(SEQUENCE, sequence));
                }
                t.send(echoRequest(TN3.linkLocal(), t.nut()).with(SEQUENCE, sequence));
            }
            resolve(t, TN1);
            t.expect(echoReply().with(DESTINATION, TN).with(SEQUENCE, 5));
            resolve(t, TN3);
            t.expect(echoReply().with(DESTINATION, TN3.linkLocal()).with(SEQUENCE, 6));
        });
    }

    private static void resolve(Tester t, Node node) throws IOException {
        t.send(advertisement(node.linkLocal(), t.nut(), node.linkLocal(), "SO").then(tlla(node.mac())));
    }

    private static void prefixes(Cases c) {
        c.add("2.1.3", "Prefix option on-link flag", "4861 §6.3.4", t -> {
            start(t);
            t.mute();
            announce(t, 1800, prefix(Node.PREFIX, 20, 20));
            for (int onLink = 1; onLink >= 0; onLink--) {
                if (onLink == 0) {
                    t.send(routerAdvertisement(TR1, 1800).then(prefix(Node.PREFIX, 20, 20).with(ON_LINK, 0)));
                }
                t.send(echoRequest(TR1.global(), t.nutGlobal()));
                int sent = t.collect(multicastSolicitation(TR1.global()), 5).size();
                t.require(sent == MAX_SOLICIT, "expected 3 solicitations for " + TR1.global() + ", which is on-link; "
                        + sent + " came");
            }
        });
        c.add("2.1.4.A", "Prefix list: not expired", "4861 §6.3.4", t -> onLinkAfter(t, 1));
        c.add("2.1.4.B", "Prefix list: lifetime refreshed", "4861 §6.3.4", t -> onLinkAfter(t, 2));
    }

    /** A prefix that is valid for 10 s is announced every 8 s, so and so often, and still holds 8 s after the last time. */
    private static void onLinkAfter(Tester t, int times) throws IOException {
        start(t);
        t.send(routerAdvertisement(TR1, 1800));
        ping(t, TR1.linkLocal(), t.nut());
        t.mute();
        for (int i = 0; i < times; i++) {
            t.send(routerAdvertisement(TR1, 1800).then(prefix(Node.PREFIX, 10, 10)));
            t.pause(8);
        }
        t.send(echoRequest(TN1.global(), t.nutGlobal()));
        t.expect(multicastSolicitation(TN1.global()));
    }

    private static void solicitations(Cases c) {
        c.add("2.1.5.A", "NS origination, link-local target", "4861 §7.2.2, §6.3.4",
                t -> solicited(t, TN, Tester::nut));
        c.add("2.1.5.B", "NS origination, global target", "4861 §7.2.2",
                t -> solicited(t, TN1.global(), Tester::nutGlobal));
        c.add("2.1.6.A", "NUD probe origination, LL=>LL", "4861 §7.3.3", t -> probed(t, TN, Tester::nut));
        c.add("2.1.6.B", "NUD probe origination, G=>G", "4861 §7.3.3",
                t -> probed(t, TN1.global(), Tester::nutGlobal));
        c.add("2.1.6.C", "NUD probe origination, TN LL to NUT G", "4861 §7.3.3",
                t -> probed(t, TN, Tester::nutGlobal));
        c.add("2.1.6.D", "NUD probe origination, TN G to NUT LL", "4861 §7.3.3",
                t -> probed(t, TN1.global(), Tester::nut));
    }

    private interface Own {
        Address of(Tester t);
    }

    private static void solicited(Tester t, Address peer, Own own) throws IOException {
        router(t);
        t.mute();
        for (int retransS : new int[] {1, 5}) {
            t.send(routerAdvertisement(TR1, 1800).with(RETRANS_TIMER, 1000 * retransS).then(prefix()));
            t.pause(1);
            t.send(echoRequest(peer, own.of(t)));
            spaced(t, t.collect(multicastSolicitation(peer).then(slla(t.mac())), retransS * (MAX_SOLICIT + 2)),
                    retransS);
        }
    }

    /** Three solicitations, one RetransTimer apart. */
    private static void spaced(Tester t, List<Received> sent, double apartS) {
        t.require(sent.size() == MAX_SOLICIT, "expected 3 solicitations; " + sent.size() + " came: " + sent);
        for (int i = 1; i < sent.size(); i++) {
            double gapS = sent.get(i).atS() - sent.get(i - 1).atS();
            t.require(Math.abs(gapS - apartS) < TOLERANCE_S,
                    "expected solicitations " + apartS + " s apart: " + sent);
        }
    }

    private static void probed(Tester t, Address peer, Own own) throws IOException {
        router(t);
        reachable(t, peer, TN1.mac(), own.of(t), "SO");
        t.pause(UNTIL_STALE_S);
        Packet request = echoRequest(peer, own.of(t));
        t.send(request);
        t.expect(echoReply(request), 1);
        t.expectNothing(unicastSolicitation(peer), DELAY_FIRST_PROBE_S - TOLERANCE_S);
        spaced(t, t.collect(unicastSolicitation(peer), MAX_SOLICIT + 2), 1);
    }

    private static void invalidSolicitations(Cases c) {
        invalid(c, "A", "target is multicast", (t, ns) -> ns.with(TARGET, t.nut().solicitedNode()));
        invalid(c, "B", "unspecified source, bad destination",
                (t, ns) -> solicitation(Address.UNSPECIFIED, t.nut(), t.nut()));
        invalid(c, "C", "unspecified source with SLLA", (t, ns) -> ns.with(SOURCE, Address.UNSPECIFIED));
        invalid(c, "D", "Hop Limit 254", (t, ns) -> ns.with(HOP_LIMIT, 254));
        invalid(c, "E", "bad checksum", (t, ns) -> ns.withWrongChecksum());
        invalid(c, "F", "code non-zero", (t, ns) -> ns.with(CODE, 1));
        invalid(c, "G", "ICMP length 16", (t, ns) -> ns.cutTo(16));
        invalid(c, "H", "option length 0", (t, ns) -> ns.with(OPTION_LENGTH, 0));
    }

    private interface Change {
        Packet of(Tester t, Packet ns);
    }

    private static void invalid(Cases c, String letter, String title, Change change) {
        c.add("2.1.7." + letter, "Invalid NS: " + title, "4861 §7.1.1", t -> {
            start(t);
            Packet valid = Packet.ip(TN, t.nut().solicitedNode()).then(NEIGHBOR_SOLICITATION).with(TARGET, t.nut())
                    .then(slla(TN1.mac()));
            t.send(change.of(t, valid));
            silent(t, 3);
        });
    }
}
