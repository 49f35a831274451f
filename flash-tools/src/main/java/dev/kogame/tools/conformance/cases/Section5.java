package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.CODE;
import static dev.kogame.tools.conformance.packet.Field.DATA;
import static dev.kogame.tools.conformance.packet.Field.MORE_FRAGMENTS;
import static dev.kogame.tools.conformance.packet.Field.NEXT_HEADER;
import static dev.kogame.tools.conformance.packet.Field.QUOTED;
import static dev.kogame.tools.conformance.packet.Field.TYPE;
import static dev.kogame.tools.conformance.packet.Field.UNUSED;
import static dev.kogame.tools.conformance.packet.Kind.DESTINATION_OPTIONS;
import static dev.kogame.tools.conformance.packet.Kind.DESTINATION_UNREACHABLE;
import static dev.kogame.tools.conformance.packet.Kind.ECHO_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.FRAGMENT;
import static dev.kogame.tools.conformance.packet.Kind.ICMPV6;
import static dev.kogame.tools.conformance.packet.Octets.counting;
import static dev.kogame.tools.conformance.packet.Octets.hex;
import static dev.kogame.tools.conformance.script.Messages.echo;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.fragment;
import static dev.kogame.tools.conformance.script.Messages.optionsHeader;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.problem;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Messages.udpToClosedPort;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Setup.expectFormed;
import static dev.kogame.tools.conformance.script.Setup.router;
import static dev.kogame.tools.conformance.script.Setup.silent;
import static dev.kogame.tools.conformance.script.Setup.start;

import java.io.IOException;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Check;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Tester;

/** Section 5: ICMPv6, RFC 4443. */
final class Section5 {

    private static final Address TN = TN1.linkLocal();
    private static final Address SITE_LOCAL = Address.of("fec0::");
    private static final int PORT_UNREACHABLE = 4;
    private static final double REASSEMBLY_S = 65;

    private Section5() {
    }

    static void define(Cases c) {
        echoes(c);
        errors(c);
        c.add("5.1.8", "Unknown informational type", "4443 §2.4 b", t -> {
            start(t);
            t.send(Packet.ip(TN, t.nut()).then(ICMPV6).with(TYPE, 254).with(CODE, 0));
            silent(t, Tester.REPLY_S);
        });
        silence(c);
    }

    private static void echoes(Cases c) {
        c.add("5.1.1", "Transmitting Echo Requests", "4443 §4.1", t -> {
            start(t);
            t.ping(TN, 8);
            t.expect(Packet.ip(t.nut(), TN).then(ECHO_REQUEST).with(CODE, 0));
        }, Ability.PING);
        c.add("5.1.2.A", "Echo, link-local", "4443 §4.2, §2.2", t -> {
            start(t);
            answered(t, echoRequest(TN, t.nut()));
        });
        c.add("5.1.2.B", "Echo, global", "4443 §4.2, §2.2", t -> {
            router(t);
            answered(t, echoRequest(TN2.global(), t.nutGlobal()));
        });
        c.add("5.1.2.C", "Echo to all-nodes", "4443 §4.2", t -> {
            start(t);
            t.send(echoRequest(TN, Address.ALL_NODES));
            t.expect(echoReply(echoRequest(TN, t.nut())));
        });
        c.add("5.1.2.E", "Echo to ::", "4291 §2.5.2", t -> {
            start(t);
            t.send(echoRequest(TN, Address.UNSPECIFIED));
            notAnswered(t);
        });
        c.add("5.1.2.F", "Echo to ::1", "4291 §2.5.3", t -> {
            start(t);
            t.send(echoRequest(TN, Address.LOOPBACK));
            notAnswered(t);
        });
        c.add("5.1.2.G", "Echo to site-local", "4291 §2.5.7", t -> {
            start(t);
            Address own = Address.eui64(SITE_LOCAL, t.mac());
            Address peer = Address.eui64(SITE_LOCAL, TN1.mac());
            t.own(TN1, peer);
            t.send(routerAdvertisement(TR1, 1800).then(prefix(SITE_LOCAL, 10_000, 10_000)));
            expectFormed(t, own);
            answered(t, echoRequest(peer, own));
        });
    }

    /** A host may complain of such a destination, as Linux does of ::, but not answer. */
    private static void notAnswered(Tester t) throws IOException {
        t.expectNothing(echoReply(), Tester.REPLY_S);
        answered(t, echoRequest(TN, t.nut()));
    }

    private static void answered(Tester t, Packet request) throws IOException {
        t.send(request);
        t.expect(echoReply(request));
    }

    private static void errors(Cases c) {
        c.add("5.1.3.C", "Port Unreachable, link-local", "4443 §3.1", t -> {
            start(t);
            portUnreachable(t, TN, t.nut());
        });
        c.add("5.1.3.D", "Port Unreachable, global", "4443 §3.1", t -> {
            router(t);
            portUnreachable(t, TN2.global(), t.nutGlobal());
        });
        c.add("5.1.6", "Erroneous header field", "4443 §3.4", t -> {
            router(t);
            byte[] sent = t.send(echo(Packet.ip(TN2.global(), t.nutGlobal()).then(FRAGMENT).with(MORE_FRAGMENTS, 1))
                    .with(DATA, counting(21)));
            t.expect(problem(t.nutGlobal(), TN2.global(), 0, 4).with(QUOTED, Check.headOf(sent, 1232)));
            t.expectNothing(echoReply(), 2);
        });
        c.add("5.1.7", "Unrecognized Next Header", "4443 §3.4", t -> {
            router(t);
            byte[] sent = t.send(echo(Packet.ip(TN2.global(), t.nutGlobal())
                    .then(optionsHeader(DESTINATION_OPTIONS, hex("01 04 00000000"))).with(NEXT_HEADER, 252)));
            t.expect(problem(t.nutGlobal(), TN2.global(), 1, 40).with(QUOTED, Check.headOf(sent, 1232)));
            t.expectNothing(echoReply(), 2);
        });
    }

    private static void portUnreachable(Tester t, Address from, Address to) throws IOException {
        byte[] sent = t.send(udpToClosedPort(from, to));
        t.expect(Packet.ip(to, from).then(DESTINATION_UNREACHABLE).with(CODE, PORT_UNREACHABLE).with(UNUSED, 0)
                .with(QUOTED, Check.headOf(sent, 1232)));
    }

    /** RFC 4443 section 2.4 (e): what no error may be sent for. */
    private static void silence(Cases c) {
        c.add("5.1.10.A", "No error for multicast: UDP", "4443 §2.4 e.3",
                t -> unanswered(t, udpToClosedPort(TN, Address.ALL_NODES), Tester.REPLY_S));
        c.add("5.1.10.B", "No error for multicast: fragment", "4443 §2.4 e.3",
                t -> unanswered(t, firstFragment(t, TN, Address.ALL_NODES), REASSEMBLY_S));
        Address group = TN.solicitedNode();
        for (Address source : new Address[] {Address.UNSPECIFIED, group}) {
            String id = source == group ? "5.1.12." : "5.1.11.";
            String title = source == group ? "Source is a group: " : "Source is unspecified: ";

            c.add(id + "A", title + "UDP", "4443 §2.4 e.6",
                    t -> unanswered(t, udpToClosedPort(source, t.nut()), Tester.REPLY_S));
            c.add(id + "C", title + "fragment timeout", "4443 §2.4 e.6",
                    t -> unanswered(t, firstFragment(t, source, t.nut()), REASSEMBLY_S));
            c.add(id + "D", title + "unknown option", "4443 §2.4 e.6", t -> unanswered(t, echo(Packet
                    .ip(source, t.nut()).then(optionsHeader(DESTINATION_OPTIONS, hex("87 04 00000000")))),
                    Tester.REPLY_S));
        }
    }

    private static Packet firstFragment(Tester t, Address from, Address to) {
        return fragment(echoRequest(from, to, 40 + 88), t.identification(), 0, 32);
    }

    private static void unanswered(Tester t, Packet packet, double duringS) throws IOException {
        start(t);
        t.send(packet);
        silent(t, duringS);
    }
}
