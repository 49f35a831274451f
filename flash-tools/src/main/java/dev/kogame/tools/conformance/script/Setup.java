package dev.kogame.tools.conformance.script;

import static dev.kogame.tools.conformance.packet.Field.ETHERNET_DESTINATION;
import static dev.kogame.tools.conformance.script.Messages.advertisement;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.multicastSolicitation;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Messages.tlla;
import static dev.kogame.tools.conformance.script.Messages.unicastSolicitation;

import java.io.IOException;
import java.util.List;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Packet;

/** How the device is brought into the state that a case begins with, and how that state shows: by traffic only. */
public final class Setup {

    /** A device may take that long from power on to its first probe. */
    public static final double START_S = 130;
    /** DELAY_FIRST_PROBE_TIME, RFC 4861 section 10. */
    public static final double DELAY_FIRST_PROBE_S = 5;
    /** The longest a neighbor stays REACHABLE with the timers announced: 30 s, half as much again, and a moment. */
    public static final double UNTIL_STALE_S = 46;
    /** How exact a timer of the device must be; what a busy machine between may take. */
    public static final double TOLERANCE_S = 0.5;

    private Setup() {
    }

    /** A device that has just started and uses its link-local address; nobody else has spoken yet. */
    public static void start(Tester t) throws IOException {
        if (t.can(Ability.REBOOT)) {
            t.reboot();
            t.expect(probe(t.nut()), START_S);
            t.pause(2);
        }
    }

    /** Common Setup 1.1: TR1 is a default router, announces the prefix of the link, and is REACHABLE. */
    public static void router(Tester t) throws IOException {
        start(t);
        advertise(t, Node.TR1, true);
        ping(t, Node.TR1.linkLocal(), t.nut());
    }

    /** Common Setup 1.2: TR1 and TR2 are. */
    public static void twoRouters(Tester t) throws IOException {
        router(t);
        advertise(t, Node.TR2, false);
        ping(t, Node.TR2.linkLocal(), t.nut());
    }

    private static void advertise(Tester t, Node router, boolean first) throws IOException {
        t.send(routerAdvertisement(router, 1800).then(slla(router.mac())).then(prefix()));
        if (first) {
            expectFormed(t, t.nutGlobal());
        }
        t.pause(1);
    }

    /** The device forms an address, unless it has kept it from an earlier case because nobody could start it anew. */
    public static void expectFormed(Tester t, Address address) throws IOException {
        if (t.can(Ability.REBOOT)) {
            t.expect(probe(address));
        }
        t.pause(2);
    }

    /**
     * Common cleanup, for a device that cannot be started anew: the routers cease to be routers, their prefix ends, and no neighbor is
     * where the device believes it to be.
     */
    static void cleanUp(Tester t) throws IOException {
        t.mute();
        for (Node node : List.of(Node.TR1, Node.TR2, Node.TR3)) {
            t.send(routerAdvertisement(node, 0).then(prefix(Node.PREFIX, 0, 0)));
        }
        for (Node node : List.of(Node.TN1, Node.TN3, Node.TN4, Node.TR1, Node.TR2, Node.TR3)) {
            t.send(advertisement(node.linkLocal(), Address.ALL_NODES, node.linkLocal(), node.router() ? "RO" : "O")
                    .then(tlla(node.mac() ^ 0xff0000)));
            t.send(echoRequest(node.linkLocal(), t.nut()));
        }
        t.pause(3 * DELAY_FIRST_PROBE_S);
    }

    /** An Echo Request that must be answered. */
    public static Received ping(Tester t, Address from, Address to) throws IOException {
        Packet request = echoRequest(from, to);
        t.send(request);
        return t.expect(echoReply(request));
    }

    /** The device says nothing of note for a time, and yet is alive. */
    public static void silent(Tester t, double duringS) throws IOException {
        t.expectSilence(duringS);
        ping(t, Node.TN1.linkLocal(), t.nut());
    }

    // --- states of a neighbor cache entry, RFC 4861 section 7.3.2 ---------------------------------------------------------

    /** The device waits for an answer to its solicitation for a neighbor, with an Echo Reply queued. */
    public static void incomplete(Tester t, Address neighbor, Address nut) throws IOException {
        t.mute(neighbor);
        t.send(echoRequest(neighbor, nut));
        t.expect(multicastSolicitation(neighbor));
    }

    public static void reachable(Tester t, Node neighbor) throws IOException {
        reachable(t, neighbor.linkLocal(), neighbor.mac(), t.nut(), neighbor.router() ? "RSO" : "SO");
    }

    public static void reachable(Tester t, Address neighbor, long mac, Address nut, String flags) throws IOException {
        t.mute(neighbor);
        Packet request = echoRequest(neighbor, nut);
        t.send(request);
        t.expect(multicastSolicitation(neighbor));
        t.send(advertisement(neighbor, nut, neighbor, flags).then(tlla(mac)));
        t.expect(echoReply(request).with(ETHERNET_DESTINATION, mac));
    }

    public static void stale(Tester t, Node neighbor) throws IOException {
        reachable(t, neighbor);
        t.pause(UNTIL_STALE_S);
    }

    /** The device probes a neighbor: one unicast solicitation has come. */
    public static void probing(Tester t, Node neighbor) throws IOException {
        stale(t, neighbor);
        ping(t, neighbor.linkLocal(), t.nut());
        t.expect(unicastSolicitation(neighbor.linkLocal()), DELAY_FIRST_PROBE_S + 1);
    }

    // --- how a state shows ------------------------------------------------------------------------------------------------

    /** There is no entry: a packet for the neighbor makes the device ask everybody. */
    public static void expectNoEntry(Tester t, Address neighbor, Address nut) throws IOException {
        t.mute(neighbor);
        Packet request = echoRequest(neighbor, nut);
        t.send(request);
        t.expect(multicastSolicitation(neighbor), 1);
        t.expectNothing(echoReply(request), 0.5);
    }

    /** The entry is still INCOMPLETE: the device goes on asking everybody and answers nothing. */
    public static void expectIncomplete(Tester t, Address neighbor) throws IOException {
        t.expect(multicastSolicitation(neighbor), 1 + TOLERANCE_S);
        t.expectNothing(echoReply(), 0.5);
    }

    public static void expectReachable(Tester t, Address neighbor, long mac, Address nut) throws IOException {
        Packet request = echoRequest(neighbor, nut);
        t.send(request);
        t.expect(echoReply(request).with(ETHERNET_DESTINATION, mac), 1);
        t.expectNothing(Messages.anySolicitation(neighbor), DELAY_FIRST_PROBE_S + 1);
    }

    public static void expectStale(Tester t, Address neighbor, long mac, Address nut) throws IOException {
        Packet request = echoRequest(neighbor, nut);
        t.send(request);
        t.expect(echoReply(request).with(ETHERNET_DESTINATION, mac), 1);
        t.expectAfter(DELAY_FIRST_PROBE_S - TOLERANCE_S, DELAY_FIRST_PROBE_S + 1,
                unicastSolicitation(neighbor).with(ETHERNET_DESTINATION, mac));
    }

    /** The device goes on probing: the next unicast solicitation comes after RETRANS_TIMER, with no new delay. */
    public static void expectProbing(Tester t, Address neighbor, long mac) throws IOException {
        t.expect(unicastSolicitation(neighbor).with(ETHERNET_DESTINATION, mac), 1 + TOLERANCE_S);
    }

    /** Whether packets to a host behind a router go by that router: to its Ethernet address. */
    public static void expectVia(Tester t, Node router, Node host) throws IOException {
        Packet request = echoRequest(host.global(), t.nutGlobal());
        t.send(request);
        t.expect(echoReply(request).with(ETHERNET_DESTINATION, router.mac()));
    }
}
