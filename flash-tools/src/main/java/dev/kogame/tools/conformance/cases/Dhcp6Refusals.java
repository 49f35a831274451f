package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.cases.Dhcp6Replies.goesOn;
import static dev.kogame.tools.conformance.cases.Section8.add;
import static dev.kogame.tools.conformance.packet.Field.LINK_ADDRESS;
import static dev.kogame.tools.conformance.packet.Field.PEER_ADDRESS;
import static dev.kogame.tools.conformance.packet.Field.RELAYED;
import static dev.kogame.tools.conformance.packet.Field.TRANSACTION_ID;
import static dev.kogame.tools.conformance.packet.Kind.ADVERTISE;
import static dev.kogame.tools.conformance.packet.Kind.CONFIRM;
import static dev.kogame.tools.conformance.packet.Kind.DECLINE;
import static dev.kogame.tools.conformance.packet.Kind.INFORMATION_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.REBIND;
import static dev.kogame.tools.conformance.packet.Kind.RELAY_FORW;
import static dev.kogame.tools.conformance.packet.Kind.RELAY_MESSAGE;
import static dev.kogame.tools.conformance.packet.Kind.RELAY_REPL;
import static dev.kogame.tools.conformance.packet.Kind.RELEASE;
import static dev.kogame.tools.conformance.packet.Kind.RENEW;
import static dev.kogame.tools.conformance.packet.Kind.REPLY;
import static dev.kogame.tools.conformance.packet.Kind.REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.SOLICIT;
import static dev.kogame.tools.conformance.script.Dhcp6Server.ID;
import static dev.kogame.tools.conformance.script.Dhcp6Server.LEASED;
import static dev.kogame.tools.conformance.script.Dhcp6Server.T1_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.T2_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.address;
import static dev.kogame.tools.conformance.script.Dhcp6Server.client;
import static dev.kogame.tools.conformance.script.Dhcp6Server.leased;
import static dev.kogame.tools.conformance.script.Dhcp6Server.requested;
import static dev.kogame.tools.conformance.script.Dhcp6Server.server;
import static dev.kogame.tools.conformance.script.Dhcp6Server.solicited;
import static dev.kogame.tools.conformance.script.Messages.probe;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Dhcp6Server;
import dev.kogame.tools.conformance.script.Node;

/** D.1.1.18 to D.1.1.20: what a client discards, RFC 8415 section 16. What it discards changes nothing: it goes on as before. */
final class Dhcp6Refusals {

    /** What no server sends to a client. */
    private static final List<Kind> NOT_FOR_CLIENTS = List.of(SOLICIT, REQUEST, CONFIRM, RENEW, REBIND, DECLINE,
            RELEASE, RELAY_FORW, RELAY_REPL, INFORMATION_REQUEST);
    private static final int UDP_HEADER_END = 48;

    private Dhcp6Refusals() {
    }

    static void define(Cases c) {
        advertise(c, "D.1.1.18.A", "Advertise without Server-ID",
                s -> s.answer(ADVERTISE, client(s.client()), s.lease()));
        advertise(c, "D.1.1.18.B", "Advertise without Client-ID", s -> s.answer(ADVERTISE, server(ID), s.lease()));
        advertise(c, "D.1.1.18.C", "Advertise, wrong Client-ID",
                s -> s.answer(ADVERTISE, server(ID), client(another(s.client())), s.lease()));
        advertise(c, "D.1.1.18.D", "Advertise, wrong xid", s -> s.bare(ADVERTISE)
                .with(TRANSACTION_ID, s.transactionId() ^ 1).then(server(ID), client(s.client()), s.lease()));
        reply(c, "D.1.1.19.A", "Reply without Server-ID", "8415 §16.10",
                s -> s.answer(REPLY, client(s.client()), s.lease()));
        reply(c, "D.1.1.19.B", "Reply, wrong xid", "8415 §16.10", s -> s.bare(REPLY)
                .with(TRANSACTION_ID, s.transactionId() ^ 1).then(server(ID), client(s.client()), s.lease()));
        useless(c, "D.1.1.19.C", "IA_NA with T1 > T2 > 0", "8415 §21.4",
                s -> s.association(T2_S, T1_S, address(LEASED, 100, 200)));
        useless(c, "D.1.1.19.D", "Preferred > valid", "8415 §21.6",
                s -> s.association(T1_S, T2_S, address(LEASED, 201, 200)));
        add(c, "D.1.1.20.A-J", "Message types a client must discard", "8415 §16", t -> {
            for (Kind kind : NOT_FOR_CLIENTS) {
                t.remark("a client that solicits, requests, and has a lease hears a " + kind);
                Dhcp6Server server = solicited(t);
                server.say(offer(server, kind));
                t.expectSilence(0.5);
                goesOn(server, SOLICIT);
                server.offer();
                server.say(offer(server, kind));
                t.expectSilence(0.5);
                goesOn(server, REQUEST);
            }
            Dhcp6Server bound = leased(t);
            for (Kind kind : NOT_FOR_CLIENTS) {
                bound.say(offer(bound, kind));
                t.expectSilence(0.5);
                bound.expectNone(1);
            }
            bound.expectUsed(LEASED);
        });
    }

    /** A DUID that differs from this one in its last octet. */
    private static byte[] another(byte[] duid) {
        byte[] another = duid.clone();
        another[another.length - 1] ^= 1;
        return another;
    }

    /** A message that would be an offer, or the answer to the message heard last, but for its type. */
    private static Packet offer(Dhcp6Server server, Kind kind) {
        if (kind != RELAY_FORW && kind != RELAY_REPL) {
            return server.message(kind).then(server.lease());
        }
        byte[] whole = server.message(ADVERTISE).then(server.lease()).buildIp();
        return server.bare(kind).with(LINK_ADDRESS, Node.PREFIX).with(PEER_ADDRESS, Node.TN1.linkLocal()).then(
                Layer.of(RELAY_MESSAGE).with(RELAYED, Arrays.copyOfRange(whole, UDP_HEADER_END, whole.length)));
    }

    /** No Request follows the offer, the Solicit goes on, and a good offer is still taken. */
    private static void advertise(Cases c, String id, String title, Function<Dhcp6Server, Packet> offer) {
        add(c, id, title, "8415 §16.3", t -> {
            Dhcp6Server server = solicited(t);
            server.say(offer.apply(server));
            goesOn(server, SOLICIT);
            server.say(offer.apply(server));
            goesOn(server, SOLICIT);
            server.offer();
        });
    }

    /** The address is not used, the Request goes on, and a good Reply is still taken. */
    private static void reply(Cases c, String id, String title, String rfc, Function<Dhcp6Server, Packet> reply) {
        add(c, id, title, rfc, t -> {
            Dhcp6Server server = requested(t);
            server.say(reply.apply(server));
            goesOn(server, REQUEST);
            t.require(t.since(0, probe(LEASED)).isEmpty(), "expected no detection of duplicates of " + LEASED
                    + ", which nobody leased");
            server.lease(T1_S, T2_S, 100, 200);
            server.expectUsed(LEASED);
        });
    }

    /** The Reply is good, and what it leases is not: section 18.2.10.1 leaves it to the client what to do instead of using it. */
    private static void useless(Cases c, String id, String title, String rfc, Function<Dhcp6Server, Layer> lease) {
        add(c, id, title, rfc, t -> {
            Dhcp6Server server = requested(t);
            server.reply(lease.apply(server));
            t.expectNothing(probe(LEASED), 3);
            server.expectUnused(LEASED);
        });
    }
}
