package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.DATA;
import static dev.kogame.tools.conformance.packet.Field.FLOW_LABEL;
import static dev.kogame.tools.conformance.packet.Field.FRAGMENT_OFFSET;
import static dev.kogame.tools.conformance.packet.Field.HEADER_LENGTH;
import static dev.kogame.tools.conformance.packet.Field.HOP_LIMIT;
import static dev.kogame.tools.conformance.packet.Field.IDENTIFICATION;
import static dev.kogame.tools.conformance.packet.Field.MORE_FRAGMENTS;
import static dev.kogame.tools.conformance.packet.Field.NEXT_HEADER;
import static dev.kogame.tools.conformance.packet.Field.POINTER;
import static dev.kogame.tools.conformance.packet.Field.QUOTED;
import static dev.kogame.tools.conformance.packet.Field.RESERVED_2;
import static dev.kogame.tools.conformance.packet.Field.ROUTING_TYPE;
import static dev.kogame.tools.conformance.packet.Field.SEGMENTS_LEFT;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Field.TRAFFIC_CLASS;
import static dev.kogame.tools.conformance.packet.Field.TYPE_DATA;
import static dev.kogame.tools.conformance.packet.Field.UNUSED;
import static dev.kogame.tools.conformance.packet.Field.VERSION;
import static dev.kogame.tools.conformance.packet.Kind.DESTINATION_OPTIONS;
import static dev.kogame.tools.conformance.packet.Kind.FRAGMENT;
import static dev.kogame.tools.conformance.packet.Kind.HOP_BY_HOP;
import static dev.kogame.tools.conformance.packet.Kind.RAW;
import static dev.kogame.tools.conformance.packet.Kind.ROUTING;
import static dev.kogame.tools.conformance.packet.Kind.TIME_EXCEEDED;
import static dev.kogame.tools.conformance.packet.Octets.counting;
import static dev.kogame.tools.conformance.packet.Octets.hex;
import static dev.kogame.tools.conformance.script.Messages.any;
import static dev.kogame.tools.conformance.script.Messages.echo;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.fragment;
import static dev.kogame.tools.conformance.script.Messages.optionsHeader;
import static dev.kogame.tools.conformance.script.Messages.problem;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TN3;
import static dev.kogame.tools.conformance.script.Setup.ping;
import static dev.kogame.tools.conformance.script.Setup.router;
import static dev.kogame.tools.conformance.script.Setup.silent;
import static dev.kogame.tools.conformance.script.Setup.start;

import java.io.IOException;

import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Check;
import dev.kogame.tools.conformance.packet.Field;
import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Tester;

/** Section 1: the IPv6 base specification, RFC 8200. Packets go from TN1 to the device, link-local where nothing else is said. */
final class Section1 {

    private static final Address TN = TN1.linkLocal();

    /** RFC 4443 section 3.4: erroneous header field, unrecognized next header, unrecognized option. */
    private static final int HEADER_FIELD = 0;
    private static final int NEXT = 1;
    private static final int OPTION = 2;

    /** The least that an error must quote of these short packets: all of them. */
    private static final int ALL = 1232;

    /** Protocols that no host is expected to know; 253 to 255 are for experiments and reserved. */
    private static final int FIRST_UNKNOWN = 143;
    private static final int LAST_UNKNOWN = 252;

    private Section1() {
    }

    static void define(Cases c) {
        header(c);
        extensionHeaders(c);
        options(c);
        routing(c);
        fragments(c);
    }

    private static Packet packet(Tester t) {
        return Packet.ip(TN, t.nut());
    }

    // --- 1.1 the IPv6 header ----------------------------------------------------------------------------------------------

    private static void header(Cases c) {
        c.add("1.1.1", "Version field", "8200 §3", t -> {
            start(t);
            for (int version : new int[] {4, 0, 5, 7, 15}) {
                t.send(echoRequest(TN, t.nut()).with(VERSION, version));
                silent(t, 1);
            }
        });
        c.add("1.1.2", "Traffic Class non-zero", "8200 §3, §7", t -> {
            start(t);
            Packet request = echoRequest(TN, t.nut()).with(TRAFFIC_CLASS, 32);
            t.send(request);
            t.expect(echoReply(request));
        });
        c.add("1.1.4.A", "Flow Label non-zero", "8200 §6", t -> {
            start(t);
            Packet request = echoRequest(TN, t.nut()).with(FLOW_LABEL, 0x34567);
            t.send(request);
            t.expect(echoReply(request));
        });
        c.add("1.1.5.A", "Payload Length odd", "8200 §3", t -> answered(t, echoRequest(TN, t.nut(), 40 + 51)));
        c.add("1.1.5.C", "Payload Length even", "8200 §3", t -> answered(t, echoRequest(TN, t.nut(), 40 + 50)));
        c.add("1.1.6.A", "No Next Header in IPv6 header", "8200 §4.7", t -> {
            start(t);
            t.send(echoRequest(TN, t.nut()).with(NEXT_HEADER, 59));
            silent(t, Tester.REPLY_S);
        });
        c.add("1.1.7.A", "Unrecognized Next Header in IPv6 header", "8200 §4", t -> {
            start(t);
            for (int next = FIRST_UNKNOWN; next <= LAST_UNKNOWN; next++) {
                byte[] sent = t.send(echoRequest(TN, t.nut()).with(NEXT_HEADER, next));
                t.expect(problem(t.nut(), TN, NEXT, 6).with(QUOTED, Check.headOf(sent, ALL)));
                ping(t, TN, t.nut());
                t.pause(0.1);
            }
        });
        c.add("1.1.7.B", "Unexpected Next Header in IPv6 header", "8200 §4, §4.2", t -> {
            // Read as Hop-by-Hop Options, the identification of the fragment header ends with option 135.
            refused(t, packet(t).with(NEXT_HEADER, 0).then(FRAGMENT).with(IDENTIFICATION, 0x8700), OPTION, 46);
        });
        c.add("1.1.8", "Hop Limit zero at end node", "8200 §3, §8.2", t -> {
            start(t);
            Packet request = echoRequest(TN, t.nut()).with(HOP_LIMIT, 0);
            t.send(request);
            t.expect(echoReply(request).with(HOP_LIMIT, Check.atLeast(1)));
        });
    }

    private static void answered(Tester t, Packet request) throws IOException {
        start(t);
        t.send(request);
        t.expect(echoReply(request));
    }

    /** The packet is answered by a Parameter Problem from the address it was sent to, and by nothing else. */
    private static void refused(Tester t, Packet packet, int code, int pointer) throws IOException {
        start(t);
        byte[] sent = t.send(packet.layers().getLast().kind() == Kind.ECHO_REQUEST ? packet : echo(packet));
        t.expect(problem(t.nut(), TN, code, pointer).with(QUOTED, Check.headOf(sent, ALL)));
        t.expectNothing(echoReply(), 2);
    }

    // --- 1.2.1 to 1.2.4 extension headers ---------------------------------------------------------------------------------

    private static void extensionHeaders(Cases c) {
        c.add("1.2.1", "Next Header 0 in an extension header", "8200 §4", t -> refused(t, packet(t)
                .then(padded(HOP_BY_HOP)).then(padded(HOP_BY_HOP)), NEXT, 40));
        c.add("1.2.2.A", "No Next Header after extension header", "8200 §4.7", t -> {
            start(t);
            t.send(echo(packet(t).then(padded(DESTINATION_OPTIONS)).with(NEXT_HEADER, 59)));
            silent(t, Tester.REPLY_S);
        });
        c.add("1.2.3.A", "Unrecognized Next Header in extension header", "8200 §4", t -> {
            start(t);
            for (int next = FIRST_UNKNOWN; next <= LAST_UNKNOWN; next++) {
                byte[] sent = t.send(echo(packet(t).then(padded(DESTINATION_OPTIONS)).with(NEXT_HEADER, next)));
                t.expect(problem(t.nut(), TN, NEXT, 40).with(QUOTED, Check.headOf(sent, ALL)));
                ping(t, TN, t.nut());
                t.pause(0.1);
            }
        });
        c.add("1.2.3.B", "Unexpected Next Header in extension header", "8200 §4, §4.2", t -> {
            // Read as Destination Options, the offset 0x10e0 of the fragment header is option 135 of 4 octets.
            refused(t, packet(t).then(padded(DESTINATION_OPTIONS)).with(NEXT_HEADER, 60).then(FRAGMENT)
                    .with(FRAGMENT_OFFSET, 0x10e0).with(RESERVED_2, 2).with(MORE_FRAGMENTS, 0), OPTION, 50);
        });
        Layer hopByHop = padded(HOP_BY_HOP);
        Layer unknown = optionsHeader(DESTINATION_OPTIONS, hex("87 04 00000000"));
        Layer skipped = optionsHeader(DESTINATION_OPTIONS, hex("07 04 00000000"));
        Layer more = Layer.of(FRAGMENT).with(MORE_FRAGMENTS, 1).with(IDENTIFICATION, 100);
        Layer atomic = Layer.of(FRAGMENT).with(IDENTIFICATION, 100);
        c.add("1.2.4.A", "Header order HbH-DstOpt-Fragment, error in DstOpt", "8200 §4.1, §4.2",
                t -> refused(t, odd(packet(t).then(hopByHop, unknown, more)), OPTION, 50));
        c.add("1.2.4.B", "Same order, error in Fragment", "8200 §4.1, §4.5",
                t -> refused(t, odd(packet(t).then(hopByHop, skipped, more)), HEADER_FIELD, 4));
        c.add("1.2.4.C", "HbH-Fragment-DstOpt, error in Fragment", "8200 §4.1, §4.5",
                t -> refused(t, odd(packet(t).then(hopByHop, more, unknown)), HEADER_FIELD, 4));
        c.add("1.2.4.D", "HbH-Fragment-DstOpt, error in DstOpt", "8200 §4.1, §4.2", t -> {
            start(t);
            t.send(odd(packet(t).then(hopByHop, atomic, unknown)));
            // The offset without the fragment header is right, too, if the packet is quoted without it.
            t.expect(problem(t.nut(), TN, OPTION, 0).with(POINTER, Check.oneOf(58L, 50L)));
            t.expectNothing(echoReply(), 2);
        });
    }

    /** An options header that only fills. */
    private static Layer padded(Kind kind) {
        return optionsHeader(kind, hex("01 04 00000000"));
    }

    /** An Echo Request that makes the payload no multiple of 8 octets. */
    private static Packet odd(Packet headers) {
        return echo(headers).with(DATA, counting(5));
    }

    // --- 1.2.5 to 1.2.8 options -------------------------------------------------------------------------------------------

    private static void options(Cases c) {
        String[] order = {"07 04 00000000", "47 04 00000000", "87 04 00000000", "c7 04 00000000"};
        c.add("1.2.5.A", "Option order 00 then 01", "8200 §4.2", t -> {
            start(t);
            t.send(echo(packet(t).then(optionsOf(order[0] + order[1] + order[2] + order[3]))));
            silent(t, Tester.REPLY_S);
        });
        c.add("1.2.5.B", "Option order 00 then 10", "8200 §4.2",
                t -> refused(t, packet(t).then(optionsOf(order[0] + order[2] + order[3] + order[1])), OPTION, 48));
        c.add("1.2.5.C", "Option order 00 then 11", "8200 §4.2",
                t -> refused(t, packet(t).then(optionsOf(order[0] + order[3] + order[1] + order[2])), OPTION, 48));
        for (Kind kind : new Kind[] {HOP_BY_HOP, DESTINATION_OPTIONS}) {
            String id = kind == HOP_BY_HOP ? "1.2.6." : "1.2.8.";
            String rfc = kind == HOP_BY_HOP ? "8200 §4.2, §4.3" : "8200 §4.2, §4.6";
            c.add(id + "A", kind + ": Pad1", rfc, t -> withOption(t, kind, "000000000000"));
            c.add(id + "B", kind + ": PadN", rfc, t -> withOption(t, kind, "01 04 00000000"));
            c.add(id + "C", kind + ": unknown 00", rfc, t -> withOption(t, kind, "07 04 00000000"));
            c.add(id + "D", kind + ": unknown 01", rfc, t -> {
                start(t);
                t.send(echo(packet(t).then(optionsHeader(kind, hex("47 04 00000000")))));
                silent(t, Tester.REPLY_S);
            });
            c.add(id + "E", kind + ": unknown 10, unicast", rfc,
                    t -> refused(t, packet(t).then(optionsHeader(kind, hex("87 04 00000000"))), OPTION, 42));
            c.add(id + "F", kind + ": unknown 11, unicast", rfc,
                    t -> refused(t, packet(t).then(optionsHeader(kind, hex("c7 04 00000000"))), OPTION, 42));
            c.add(id + "G", kind + ": unknown 10, multicast", rfc, t -> {
                start(t);
                byte[] sent = t.send(echo(Packet.ip(TN, Address.ALL_NODES)
                        .then(optionsHeader(kind, hex("87 04 00000000")))));
                t.expect(problem(t.nut(), TN, OPTION, 42).with(QUOTED, Check.headOf(sent, ALL)));
                t.expectNothing(echoReply(), 2);
            });
            c.add(id + "H", kind + ": unknown 11, multicast", rfc, t -> {
                start(t);
                t.send(echo(Packet.ip(TN, Address.ALL_NODES).then(optionsHeader(kind, hex("c7 04 00000000")))));
                silent(t, Tester.REPLY_S);
            });
        }
    }

    /** Four options of 6 octets, filled to 32 with their header. */
    private static Layer optionsOf(String octets) {
        return optionsHeader(DESTINATION_OPTIONS, hex(octets + "01 04 00000000"));
    }

    private static void withOption(Tester t, Kind kind, String option) throws IOException {
        start(t);
        Packet request = echo(packet(t).then(optionsHeader(kind, hex(option))));
        t.send(request);
        t.expect(echoReply(request));
    }

    // --- 1.2.9, 1.2.10 routing headers ------------------------------------------------------------------------------------

    private static void routing(Cases c) {
        for (int type : new int[] {33, 0}) {
            String of = type == 0 ? "Routing type 0" : "Unknown Routing type";
            String suffix = type == 0 ? "B" : "A";
            String rfc = type == 0 ? "5095 §3; 8200 §4.4" : "8200 §4.4";
            c.add("1.2.9." + suffix, of + ", Segments Left 0", rfc, t -> {
                router(t);
                Packet request = routed(t, type, 0);
                t.send(request);
                t.expect(echoReply(request));
            });
            c.add("1.2.10." + suffix, of + ", Segments Left > 0", rfc, t -> {
                router(t);
                byte[] sent = t.send(routed(t, type, 1));
                t.expect(problem(t.nutGlobal(), TN2.global(), HEADER_FIELD, 42).with(QUOTED, Check.headOf(sent, ALL)));
                t.expectNothing(any(Kind.ECHO_REQUEST), 1);
                t.expectNothing(echoReply(), 1);
            });
        }
    }

    private static Packet routed(Tester t, int type, int segmentsLeft) {
        return echo(Packet.ip(TN2.global(), t.nutGlobal()).then(ROUTING).with(HEADER_LENGTH, 2).with(ROUTING_TYPE, type)
                .with(SEGMENTS_LEFT, segmentsLeft)
                .with(TYPE_DATA, hex("00000000 3ffe0501ffff01000000000000001234")));
    }

    // --- 1.3 fragments ----------------------------------------------------------------------------------------------------

    private static final double EARLIEST_S = 55;
    private static final double LATEST_S = 65;

    private static void fragments(Cases c) {
        c.add("1.3.1.A", "Reassembly in order", "8200 §4.5", t -> reassembled(t, 0, 1, 2));
        c.add("1.3.1.B", "Reassembly in reverse order", "8200 §4.5", t -> reassembled(t, 2, 1, 0));
        c.add("1.3.1.C", "Fragment IDs differ", "8200 §4.5",
                t -> notReassembled(t, piece -> piece.with(IDENTIFICATION, t.identification())));
        c.add("1.3.1.D", "Sources differ", "8200 §4.5",
                t -> notReassembled(t, piece -> piece.with(SOURCE, TN3.linkLocal())));
        c.add("1.3.1.E", "Destinations differ", "8200 §4.5", t -> {
            router(t);
            apart(t, piece -> piece.with(Field.DESTINATION, t.nutGlobal()));
        });
        c.add("1.3.1.F", "Reassemble to 1500", "8200 §5", t -> {
            start(t);
            ping(t, TN, t.nut());
            Packet request = echoRequest(TN, t.nut(), 1500);
            int id = t.identification();
            t.send(fragment(request, id, 0, 520));
            t.send(fragment(request, id, 520, 1040));
            t.send(fragment(request, id, 1040, 1460));
            new Reassembled(t).expect(echoReply(request));
        });
        c.add("1.3.2.A", "55 s between fragments", "8200 §4.5", t -> {
            start(t);
            Packet request = echoRequest(TN, t.nut(), 40 + 88);
            int id = t.identification();
            t.send(third(request, id, 0));
            t.pause(EARLIEST_S);
            t.send(third(request, id, 1));
            t.send(third(request, id, 2));
            t.expect(echoReply(request));
        });
        c.add("1.3.2.B", "65 s between fragments", "8200 §4.5; 4443 §3.3", t -> {
            router(t);
            Packet request = echoRequest(TN1.global(), t.nutGlobal(), 40 + 88);
            int id = t.identification();
            byte[] first = t.send(third(request, id, 0));
            t.expectAfter(EARLIEST_S, LATEST_S, timeExceeded(t.nutGlobal(), TN1.global(), first));
            t.send(third(request, id, 1));
            t.send(third(request, id, 2));
            t.expectNothing(echoReply(), Tester.REPLY_S);
        });
        c.add("1.3.2.C", "Only first fragment, global", "8200 §4.5; 4443 §3.3", t -> {
            router(t);
            byte[] first = t.send(third(echoRequest(TN1.global(), t.nutGlobal(), 40 + 88), t.identification(), 0));
            t.expectAfter(EARLIEST_S, LATEST_S, timeExceeded(t.nutGlobal(), TN1.global(), first));
        });
        c.add("1.3.2.D", "Only first fragment, link-local", "8200 §4.5; 4443 §3.3", t -> {
            start(t);
            byte[] first = t.send(third(echoRequest(TN, t.nut(), 40 + 88), t.identification(), 0));
            t.expectAfter(EARLIEST_S, LATEST_S, timeExceeded(t.nut(), TN, first));
        });
        c.add("1.3.2.E", "Only second fragment", "8200 §4.5", t -> {
            router(t);
            t.send(third(echoRequest(TN1.global(), t.nutGlobal(), 40 + 88), t.identification(), 1));
            t.expectNothing(any(TIME_EXCEEDED), LATEST_S);
        });
        c.add("1.3.3", "M=1 with length not multiple of 8", "8200 §4.5",
                t -> refused(t, echo(packet(t).then(FRAGMENT).with(MORE_FRAGMENTS, 1)).with(DATA, counting(5)),
                        HEADER_FIELD, 4));
        c.add("1.3.4", "Atomic fragment (offset 0, M=0)", "8200 §4.5; 6946 §4", t -> {
            start(t);
            Packet request = echo(packet(t).then(FRAGMENT).with(IDENTIFICATION, 5));
            t.send(request);
            t.expect(echoReply(request));
        });
    }

    /** The pieces of 32, 32 and 24 octets of an Echo Request with a payload of 88. */
    private static Packet third(Packet request, int id, int index) {
        return fragment(request, id, 32 * index, Math.min(88, 32 * index + 32));
    }

    private static void reassembled(Tester t, int... order) throws IOException {
        start(t);
        Packet request = echoRequest(TN, t.nut(), 40 + 88);
        int id = t.identification();
        for (int index : order) {
            t.send(third(request, id, index));
        }
        t.expect(echoReply(request));
    }

    private interface Change {
        Packet of(Packet piece);
    }

    private static void notReassembled(Tester t, Change second) throws IOException {
        start(t);
        apart(t, second);
    }

    /** The second piece does not belong to the others, whose time runs out. */
    private static void apart(Tester t, Change second) throws IOException {
        Packet request = echoRequest(TN, t.nut(), 40 + 88);
        int id = t.identification();
        byte[] first = t.send(third(request, id, 0));
        t.send(second.of(third(request, id, 1)));
        t.send(third(request, id, 2));
        t.expectNothing(echoReply(), Tester.REPLY_S);
        t.expectAfter(EARLIEST_S, LATEST_S, timeExceeded(t.nut(), TN, first));
    }

    /** Fragment reassembly time exceeded, about a first fragment. */
    private static Packet timeExceeded(Address from, Address to, byte[] first) {
        return Packet.ip(from, to).then(TIME_EXCEEDED).with(Field.CODE, 1).with(UNUSED, 0).with(QUOTED,
                Check.headOf(first, ALL));
    }
}
