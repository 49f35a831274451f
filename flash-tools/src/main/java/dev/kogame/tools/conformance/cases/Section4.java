package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.CODE;
import static dev.kogame.tools.conformance.packet.Kind.ECHO_REQUEST;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.mtu;
import static dev.kogame.tools.conformance.script.Messages.packetTooBig;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TN5;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Node.TR2;
import static dev.kogame.tools.conformance.script.Setup.router;
import static dev.kogame.tools.conformance.script.Setup.start;
import static dev.kogame.tools.conformance.script.Setup.twoRouters;

import java.io.IOException;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Node;
import dev.kogame.tools.conformance.script.Tester;

/** Section 4: path MTU discovery, RFC 8201. Sizes are those of IPv6 packets, in octets. */
final class Section4 {

    private static final int LEAST = 1280;
    private static final int LINK = 1500;
    private static final Address GROUP = Address.of("ff1e::1:2");

    private Section4() {
    }

    static void define(Cases c) {
        for (int i = 0; i < 3; i++) {
            int octets = new int[] {64, LEAST, LINK}[i];
            c.add("4.1.1." + "ABC".charAt(i), "Ping " + octets, i == 0 ? "4443 §4.2" : "8200 §5", t -> {
                start(t);
                whole(t, TN1.linkLocal(), t.nut(), octets);
            });
        }
        c.add("4.1.2", "Stored PMTU per destination", "8201 §5.2", t -> {
            router(t);
            whole(t, TN1.global(), t.nutGlobal(), LINK);
            byte[] toTn2 = whole(t, TN2.global(), t.nutGlobal(), LINK);
            byte[] toTn5 = whole(t, TN5.global(), t.nutGlobal(), LINK);
            tooBig(t, 1400, toTn2);
            whole(t, TN1.global(), t.nutGlobal(), LINK);
            atMost(t, TN2.global(), t.nutGlobal(), LINK, 1400);
            whole(t, TN5.global(), t.nutGlobal(), LINK);
            tooBig(t, LEAST, toTn5);
            whole(t, TN1.global(), t.nutGlobal(), LINK);
            atMost(t, TN2.global(), t.nutGlobal(), LINK, 1400);
            atMost(t, TN5.global(), t.nutGlobal(), LINK, LEAST);
        });
        c.add("4.1.3", "PTB with non-zero code", "4443 §3.2", t -> {
            router(t);
            byte[] reply = whole(t, TN2.global(), t.nutGlobal(), 1440);
            t.send(packetTooBig(TR1.global(), t.nutGlobal(), LEAST, reply).with(CODE, 0xff));
            atMost(t, TN2.global(), t.nutGlobal(), 1440, LEAST);
        });
        c.add("4.1.4", "Reduce PMTU on-link", "8201 §3, §4", t -> {
            router(t);
            byte[] reply = whole(t, TR1.linkLocal(), t.nut(), LINK);
            t.send(packetTooBig(TR1.linkLocal(), t.nut(), LEAST, reply));
            atMost(t, TR1.linkLocal(), t.nut(), LINK, LEAST);
            tooBig(t, LEAST, whole(t, TR1.global(), t.nutGlobal(), LINK));
            atMost(t, TR1.global(), t.nutGlobal(), LINK, LEAST);
        });
        c.add("4.1.5", "Reduce PMTU off-link", "8201 §4", t -> {
            router(t);
            byte[] reply = whole(t, TN2.global(), t.nutGlobal(), 1440);
            tooBig(t, 1400, reply);
            atMost(t, TN2.global(), t.nutGlobal(), LINK, 1400);
            tooBig(t, LEAST, reply);
            atMost(t, TN2.global(), t.nutGlobal(), LINK, LEAST);
        });
        c.add("4.1.6.A", "PTB MTU 56", "8201 §4; 8200 §5", t -> tooSmall(t, 56));
        c.add("4.1.6.B", "PTB MTU 1279", "8201 §4; 8200 §5", t -> tooSmall(t, LEAST - 1));
        c.add("4.1.7.A", "PTB must not raise PMTU (1500)", "8201 §4", t -> raised(t, LINK));
        c.add("4.1.7.B", "PTB must not raise PMTU (0x1FFFFFFF)", "8201 §4", t -> raised(t, 0x1fff_ffff));
        c.add("4.1.8", "RA MTU option", "4861 §6.3.4", t -> {
            router(t);
            whole(t, TN2.global(), t.nutGlobal(), LINK);
            t.send(routerAdvertisement(TR1, 1800).then(prefix()).then(mtu(LEAST)));
            atMost(t, TN2.global(), t.nutGlobal(), LINK, LEAST);
        });
        c.add("4.1.9", "No early increase", "8201 §4", t -> {
            router(t);
            tooBig(t, 1304, whole(t, TN2.global(), t.nutGlobal(), 1440));
            for (int i = 0; i <= 10; i++) {
                atMost(t, TN2.global(), t.nutGlobal(), 1440, 1304);
                t.pause(30);
            }
        });
        multicast(c);
    }

    /** The reply is one packet. Answers its octets. */
    private static byte[] whole(Tester t, Address from, Address to, int octets) throws IOException {
        Packet request = echoRequest(from, to, octets);
        t.send(request);
        Packet reply = echoReply(request);
        t.expect(reply);
        return reply.buildIp();
    }

    /** The reply comes in packets of at most so many octets that make it whole again. */
    private static void atMost(Tester t, Address from, Address to, int octets, int most) throws IOException {
        Packet request = echoRequest(from, to, octets);
        t.send(request);
        largest(t, new Reassembled(t).expect(echoReply(request)), most);
    }

    private static void largest(Tester t, Reassembled packet, int most) {
        t.require(packet.largestOctets() <= most, "expected packets of at most " + most + " octets; one of "
                + packet.largestOctets() + " came");
    }

    private static void tooBig(Tester t, int octets, byte[] quoted) throws IOException {
        t.send(packetTooBig(TR1.global(), t.nutGlobal(), octets, quoted));
    }

    /** RFC 8201 section 4: a node never reduces its estimate below 1280, nor adds a Fragment header any more. */
    private static void tooSmall(Tester t, int octets) throws IOException {
        router(t);
        byte[] reply = whole(t, TN2.global(), t.nutGlobal(), LEAST);
        tooBig(t, octets, reply);
        whole(t, TN2.global(), t.nutGlobal(), LEAST);
    }

    private static void raised(Tester t, int octets) throws IOException {
        router(t);
        byte[] reply = whole(t, TN2.global(), t.nutGlobal(), LINK);
        tooBig(t, 1304, reply);
        atMost(t, TN2.global(), t.nutGlobal(), LINK, 1304);
        tooBig(t, octets, reply);
        atMost(t, TN2.global(), t.nutGlobal(), LINK, 1304);
    }

    private static void multicast(Cases c) {
        c.add("4.1.10", "Multicast destination, one router", "8201 §3, §4", t -> {
            router(t);
            reduced(t, TR1, TR1);
        }, Ability.PING);
        c.add("4.1.11", "Multicast destination, two routers", "8201 §3", t -> {
            twoRouters(t);
            reduced(t, TR1, TR2);
        }, Ability.PING);
    }

    /** What the routers in turn cannot forward of the packets to a group; the least of all paths counts. */
    private static void reduced(Tester t, Node odd, Node even) throws IOException {
        groupTooBig(t, odd, 1450, pingGroup(t, LINK, LINK));
        groupTooBig(t, even, 1400, pingGroup(t, LINK, 1450));
        pingGroup(t, LINK, 1400);
        groupTooBig(t, odd, 1300, pingGroup(t, 1400, 1400));
        groupTooBig(t, even, 1350, pingGroup(t, 1400, 1300));
        pingGroup(t, 1400, 1300);
    }

    /** The device pings the group with a packet of so many octets, or fragments of at most so many. Answers what a router saw. */
    private static byte[] pingGroup(Tester t, int octets, int most) throws IOException {
        t.ping(GROUP, octets - 48);
        Reassembled packet = new Reassembled(t).expect(Packet.ip(t.nutGlobal(), GROUP).then(ECHO_REQUEST));
        largest(t, packet, most);
        t.pause(1);
        return packet.first();
    }

    private static void groupTooBig(Tester t, Node router, int octets, byte[] quoted) throws IOException {
        t.send(packetTooBig(router.linkLocal(), t.nutGlobal(), octets, quoted));
    }
}
