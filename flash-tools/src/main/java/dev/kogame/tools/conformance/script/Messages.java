package dev.kogame.tools.conformance.script;

import static dev.kogame.tools.conformance.packet.Field.AUTONOMOUS;
import static dev.kogame.tools.conformance.packet.Field.CODE;
import static dev.kogame.tools.conformance.packet.Field.DATA;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION_PORT;
import static dev.kogame.tools.conformance.packet.Field.FRAGMENT_OFFSET;
import static dev.kogame.tools.conformance.packet.Field.IDENTIFICATION;
import static dev.kogame.tools.conformance.packet.Field.IDENTIFIER;
import static dev.kogame.tools.conformance.packet.Field.LINK_LAYER_ADDRESS;
import static dev.kogame.tools.conformance.packet.Field.MORE_FRAGMENTS;
import static dev.kogame.tools.conformance.packet.Field.MTU;
import static dev.kogame.tools.conformance.packet.Field.NEXT_HEADER;
import static dev.kogame.tools.conformance.packet.Field.ON_LINK;
import static dev.kogame.tools.conformance.packet.Field.OPTIONS;
import static dev.kogame.tools.conformance.packet.Field.OVERRIDE;
import static dev.kogame.tools.conformance.packet.Field.POINTER;
import static dev.kogame.tools.conformance.packet.Field.PREFERRED_LIFETIME;
import static dev.kogame.tools.conformance.packet.Field.PREFIX;
import static dev.kogame.tools.conformance.packet.Field.QUOTED;
import static dev.kogame.tools.conformance.packet.Field.REACHABLE_TIME;
import static dev.kogame.tools.conformance.packet.Field.REDIRECT_DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.RETRANS_TIMER;
import static dev.kogame.tools.conformance.packet.Field.ROUTER;
import static dev.kogame.tools.conformance.packet.Field.ROUTER_LIFETIME;
import static dev.kogame.tools.conformance.packet.Field.SEQUENCE;
import static dev.kogame.tools.conformance.packet.Field.SOLICITED;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Field.SOURCE_PORT;
import static dev.kogame.tools.conformance.packet.Field.TARGET;
import static dev.kogame.tools.conformance.packet.Field.VALID_LIFETIME;
import static dev.kogame.tools.conformance.packet.Kind.ECHO_REPLY;
import static dev.kogame.tools.conformance.packet.Kind.ECHO_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.FRAGMENT;
import static dev.kogame.tools.conformance.packet.Kind.MTU_OPTION;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_ADVERTISEMENT;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_SOLICITATION;
import static dev.kogame.tools.conformance.packet.Kind.PACKET_TOO_BIG;
import static dev.kogame.tools.conformance.packet.Kind.PARAMETER_PROBLEM;
import static dev.kogame.tools.conformance.packet.Kind.PREFIX_INFORMATION;
import static dev.kogame.tools.conformance.packet.Kind.RAW;
import static dev.kogame.tools.conformance.packet.Kind.REDIRECT;
import static dev.kogame.tools.conformance.packet.Kind.REDIRECTED_HEADER;
import static dev.kogame.tools.conformance.packet.Kind.ROUTER_ADVERTISEMENT;
import static dev.kogame.tools.conformance.packet.Kind.SOURCE_LINK_LAYER_ADDRESS;
import static dev.kogame.tools.conformance.packet.Kind.TARGET_LINK_LAYER_ADDRESS;
import static dev.kogame.tools.conformance.packet.Kind.UDP;
import static dev.kogame.tools.conformance.packet.Octets.counting;

import java.util.Arrays;

import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Field;
import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;

/** The messages that most cases send or expect, with the fields that they do not care about filled in or open. */
public final class Messages {

    /** REACHABLE_TIME and RETRANS_TIMER that the routers announce. */
    public static final int REACHABLE_MS = 30_000;
    public static final int RETRANS_MS = 1000;

    private static final int CLOSED_PORT = 9000;
    private static final int ECHO_IDENTIFIER = 0x4b6f;

    private Messages() {
    }

    // --- ICMPv6 ---------------------------------------------------------------------------------------------------------

    /** Adds an Echo Request with 8 octets of data. */
    public static Packet echo(Packet packet) {
        return packet.then(ECHO_REQUEST).with(IDENTIFIER, ECHO_IDENTIFIER).with(SEQUENCE, 1).with(DATA, counting(8));
    }

    public static Packet echoRequest(Address from, Address to) {
        return echo(Packet.ip(from, to));
    }

    /** An Echo Request whose packet has so many octets in all. */
    public static Packet echoRequest(Address from, Address to, int ipOctets) {
        return echoRequest(from, to).with(DATA, counting(ipOctets - 48));
    }

    /** The reply to an Echo Request, without extension headers, with the data sent. */
    public static Packet echoReply(Packet request) {
        Layer asked = request.layer(ECHO_REQUEST);
        Packet reply = Packet.ip(request.address(DESTINATION),
                request.address(SOURCE)).then(ECHO_REPLY).with(CODE, 0);
        for (Field field : new Field[] {IDENTIFIER, SEQUENCE, DATA}) {
            reply = asked.get(field) == null ? reply : reply.with(field, asked.get(field));
        }
        return reply;
    }

    /** Any Echo Reply. */
    public static Packet echoReply() {
        return Packet.ip().then(ECHO_REPLY);
    }

    public static Packet problem(Address from, Address to, int code, int pointer) {
        return Packet.ip(from, to).then(PARAMETER_PROBLEM).with(CODE, code).with(POINTER, pointer);
    }

    /** Any message of a kind. */
    public static Packet any(Kind kind) {
        return Packet.ip().then(kind);
    }

    public static Packet packetTooBig(Address from, Address to, long mtu, byte[] quoted) {
        return Packet.ip(from, to).then(PACKET_TOO_BIG).with(MTU, mtu).with(QUOTED,
                Arrays.copyOf(quoted, Math.min(quoted.length, 1232)));
    }

    /** A datagram to a port that nobody listens at. */
    public static Packet udpToClosedPort(Address from, Address to) {
        return Packet.ip(from, to).then(UDP).with(SOURCE_PORT, 9001).with(DESTINATION_PORT, CLOSED_PORT)
                .then(Layer.of(RAW).with(DATA, counting(8)));
    }

    // --- extension headers ----------------------------------------------------------------------------------------------

    /** An options header of 8 octets or more; the options must fill it. */
    public static Layer optionsHeader(Kind kind, byte[] options) {
        if ((options.length + 2) % 8 != 0) {
            throw new IllegalArgumentException("options of " + options.length + " octets do not fill their header");
        }
        return Layer.of(kind).with(OPTIONS, options);
    }

    /** A piece of the upper-layer octets of a packet without extension headers. */
    public static Packet fragment(Packet whole, int identification, int fromOctet, int toOctet) {
        byte[] octets = whole.buildIp();
        boolean more = toOctet < octets.length - 40;
        return Packet.ip(whole.address(SOURCE),
                whole.address(DESTINATION)).then(FRAGMENT)
                .with(NEXT_HEADER, (long) octets[6]).with(FRAGMENT_OFFSET, fromOctet / 8)
                .with(MORE_FRAGMENTS, more ? 1 : 0).with(IDENTIFICATION, identification)
                .then(Layer.of(RAW).with(DATA, Arrays.copyOfRange(octets, 40 + fromOctet, 40 + toOctet)));
    }

    // --- neighbor discovery ---------------------------------------------------------------------------------------------

    public static Layer slla(long mac) {
        return Layer.of(SOURCE_LINK_LAYER_ADDRESS).with(LINK_LAYER_ADDRESS, mac);
    }

    public static Layer tlla(long mac) {
        return Layer.of(TARGET_LINK_LAYER_ADDRESS).with(LINK_LAYER_ADDRESS, mac);
    }

    /** A solicitation, to be sent or expected. */
    public static Packet solicitation(Object from, Object to, Address target) {
        return Packet.ip(from, to).then(NEIGHBOR_SOLICITATION).with(TARGET, target);
    }

    /** What a node sends to detect whether an address is a duplicate, RFC 4862 section 5.4.2. */
    public static Packet probe(Address target) {
        return solicitation(Address.UNSPECIFIED, target.solicitedNode(), target);
    }

    /** Any solicitation for an address, to its group. */
    public static Packet multicastSolicitation(Address target) {
        return Packet.ip().with(DESTINATION, target.solicitedNode())
                .then(NEIGHBOR_SOLICITATION).with(TARGET, target);
    }

    /** Any solicitation for an address, to the address. */
    public static Packet unicastSolicitation(Address target) {
        return Packet.ip().with(DESTINATION, target)
                .then(NEIGHBOR_SOLICITATION).with(TARGET, target);
    }

    /** Any solicitation for an address. */
    public static Packet anySolicitation(Address target) {
        return Packet.ip().then(NEIGHBOR_SOLICITATION).with(TARGET, target);
    }

    /** An advertisement for {@code target} with the flags named, of R, S and O. */
    public static Packet advertisement(Object from, Object to, Address target, String flags) {
        return Packet.ip(from, to).then(NEIGHBOR_ADVERTISEMENT).with(TARGET, target)
                .with(ROUTER, flags.contains("R") ? 1 : 0).with(SOLICITED, flags.contains("S") ? 1 : 0)
                .with(OVERRIDE, flags.contains("O") ? 1 : 0);
    }

    /** A Router Advertisement of a router to all nodes, without options. */
    public static Packet routerAdvertisement(Node router, int lifetimeS) {
        return Packet.ip(router.linkLocal(), Address.ALL_NODES).then(ROUTER_ADVERTISEMENT)
                .with(ROUTER_LIFETIME, lifetimeS).with(REACHABLE_TIME, REACHABLE_MS).with(RETRANS_TIMER, RETRANS_MS);
    }

    /** A prefix of 64 bits, on-link and autonomous. */
    public static Layer prefix(Address prefix, long validS, long preferredS) {
        return Layer.of(PREFIX_INFORMATION).with(PREFIX, prefix).with(VALID_LIFETIME, validS)
                .with(PREFERRED_LIFETIME, preferredS).with(ON_LINK, 1).with(AUTONOMOUS, 1);
    }

    /** The prefix of the link, valid for 10000 s. */
    public static Layer prefix() {
        return prefix(Node.PREFIX, 10_000, 10_000);
    }

    public static Layer mtu(int octets) {
        return Layer.of(MTU_OPTION).with(MTU, octets);
    }

    public static Packet redirect(Address from, Address to, Address target, Address destination) {
        return Packet.ip(from, to).then(REDIRECT).with(TARGET, target).with(REDIRECT_DESTINATION, destination);
    }

    /** A Redirected Header option with the first octets of a packet. */
    public static Layer redirectedHeader(byte[] packet, int atMost) {
        byte[] quoted = Arrays.copyOf(packet, Math.min(packet.length, atMost) / 8 * 8);
        return Layer.of(REDIRECTED_HEADER).with(QUOTED, quoted);
    }
}
