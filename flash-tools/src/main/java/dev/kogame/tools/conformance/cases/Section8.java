package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION_PORT;
import static dev.kogame.tools.conformance.packet.Field.ELAPSED_TIME;
import static dev.kogame.tools.conformance.packet.Field.IAID;
import static dev.kogame.tools.conformance.packet.Field.IA_OPTIONS;
import static dev.kogame.tools.conformance.packet.Field.IPV6_ADDRESS;
import static dev.kogame.tools.conformance.packet.Field.REQUESTED_OPTIONS;
import static dev.kogame.tools.conformance.packet.Field.T1;
import static dev.kogame.tools.conformance.packet.Field.T2;
import static dev.kogame.tools.conformance.packet.Kind.ADVERTISE;
import static dev.kogame.tools.conformance.packet.Kind.CLIENT_IDENTIFIER;
import static dev.kogame.tools.conformance.packet.Kind.ELAPSED_TIME_OPTION;
import static dev.kogame.tools.conformance.packet.Kind.IA_ADDRESS;
import static dev.kogame.tools.conformance.packet.Kind.IA_NA;
import static dev.kogame.tools.conformance.packet.Kind.OPTION_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.REBIND;
import static dev.kogame.tools.conformance.packet.Kind.RENEW;
import static dev.kogame.tools.conformance.packet.Kind.REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.SOLICIT;
import static dev.kogame.tools.conformance.packet.Kind.UDP;
import static dev.kogame.tools.conformance.packet.Octets.counting;
import static dev.kogame.tools.conformance.script.Dhcp6Server.ALL_SERVERS;
import static dev.kogame.tools.conformance.script.Dhcp6Server.CLIENT_PORT;
import static dev.kogame.tools.conformance.script.Dhcp6Server.ID;
import static dev.kogame.tools.conformance.script.Dhcp6Server.LEASED;
import static dev.kogame.tools.conformance.script.Dhcp6Server.LONGEST_FIRST_RT_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.MAX_DELAY_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.SERVER_PORT;
import static dev.kogame.tools.conformance.script.Dhcp6Server.SUCCESS;
import static dev.kogame.tools.conformance.script.Dhcp6Server.VALID_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.address;
import static dev.kogame.tools.conformance.script.Dhcp6Server.client;
import static dev.kogame.tools.conformance.script.Dhcp6Server.confirming;
import static dev.kogame.tools.conformance.script.Dhcp6Server.declining;
import static dev.kogame.tools.conformance.script.Dhcp6Server.rebinding;
import static dev.kogame.tools.conformance.script.Dhcp6Server.releasing;
import static dev.kogame.tools.conformance.script.Dhcp6Server.renewing;
import static dev.kogame.tools.conformance.script.Dhcp6Server.requested;
import static dev.kogame.tools.conformance.script.Dhcp6Server.server;
import static dev.kogame.tools.conformance.script.Dhcp6Server.solicited;
import static dev.kogame.tools.conformance.script.Dhcp6Server.status;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Check;
import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Octets;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Dhcp6Server;
import dev.kogame.tools.conformance.script.Tester;

/**
 * Section 8: the DHCPv6 client, RFC 8415 and 3646, with titles from the published index of the test for customer edge routers. Here are
 * the exchanges as such, and what their messages have in common: D.1.1.1 to D.1.1.6.
 */
final class Section8 {

    private Section8() {
    }

    static void define(Cases c) {
        exchanges(c);
        addressing(c);
        options(c);
        identity(c);
        elapsedTime(c);
        add(c, "D.1.1.6", "IAID consistent", "8415 §12",
                t -> {
                    Object before = solicited(t).heardAssociation().get(IAID);
                    t.require(before.equals(solicited(t).heardAssociation().get(IAID)),
                            "expected the same IAID after a reboot");
                });
        Dhcp6Discovery.define(c);
        Dhcp6Lifecycle.define(c);
        Dhcp6Replies.define(c);
        Dhcp6Refusals.define(c);
        Dhcp6Discovery.solMaxRt(c);
        Dhcp6Stateless.define(c);
    }

    /** Every case needs a client, and that it begins anew. */
    static void add(Cases c, String id, String title, String rfc, Case.Script script, Ability... more) {
        List<Ability> asks = new ArrayList<>(List.of(more));
        asks.add(Ability.DHCPV6);
        asks.add(Ability.REBOOT);
        c.add(id, "DHCPv6: " + title, rfc, script, asks.toArray(Ability[]::new));
    }

    // --- D.1.1.1: the exchanges -----------------------------------------------------------------------------------------

    private static void exchanges(Cases c) {
        add(c, "D.1.1.1.A", "Solicit-Advertise-Request-Reply", "8415 §18.2.1, 18.2.2, 18.2.10.1", t -> {
            Dhcp6Server server = solicited(t);
            server.say(server.message(ADVERTISE).then(server.lease()));
            server.expect(REQUEST, LONGEST_FIRST_RT_S + TOLERANCE_S);
            server.reply(server.lease());
            t.expect(probe(LEASED), MAX_DELAY_S + TOLERANCE_S);
            Packet early = echoRequest(TN1.global(), LEASED);
            t.send(early);
            t.expectNothing(echoReply(early), 0.5);
            t.pause(2);
            server.expectUsed(LEASED);
        });
        add(c, "D.1.1.1.B", "Confirm", "8415 §18.2.3", t -> {
            Dhcp6Server server = confirming(t);
            server.reply(status(SUCCESS));
            server.expectNone(20);
            server.expectUsed(LEASED);
        }, Ability.LINK);
        add(c, "D.1.1.1.C", "Renew", "8415 §18.2.4", t -> extended(t, renewing(t)));
        add(c, "D.1.1.1.D", "Rebind", "8415 §18.2.5", t -> extended(t, rebinding(t)));
        add(c, "D.1.1.1.E", "Release", "8415 §18.2.7", t -> {
            Dhcp6Server server = releasing(t);
            server.reply(status(SUCCESS));
            server.expectNone(20);
            server.expectUnused(LEASED);
        }, Ability.RELEASE);
        add(c, "D.1.1.1.F", "Decline", "8415 §18.2.8", t -> {
            Dhcp6Server server = declining(t);
            holds(server, LEASED);
            server.reply(status(SUCCESS));
            server.expectUnused(LEASED);
        });
    }

    /** The lease is prolonged: it is in use when it would have ended, and renewed when it is said to be. */
    private static void extended(Tester t, Dhcp6Server server) throws IOException {
        server.reply(server.association(300, 500, address(LEASED, 600, 900)));
        double repliedS = server.saidS();
        t.pause(VALID_S + 10);
        server.expectUsed(LEASED);
        server.expectAt(repliedS + 300, RENEW);
    }

    /** The IA of the message heard last has this address and no other. */
    static void holds(Dhcp6Server server, Address leased) {
        holds(server, Layer.of(IA_NA), Layer.of(IA_ADDRESS).with(IPV6_ADDRESS, leased));
    }

    /** And it leaves all times to the server, as it should. */
    static void holdsWithoutTimes(Dhcp6Server server, Address leased) {
        holds(server, Layer.of(IA_NA).with(T1, 0).with(T2, 0), address(leased, 0, 0));
    }

    private static void holds(Dhcp6Server server, Layer association, Layer address) {
        Layer described = association.with(IA_OPTIONS, Check.options(address));
        server.require(Packet.ip().then(UDP).then(server.heard().packet().message().kind()).then(described)
                .matches(server.heard().packet()), "expected " + described + ": " + server.heard());
    }

    // --- D.1.1.2 to D.1.1.4: who speaks to whom, in which options -------------------------------------------------------

    private static void addressing(Cases c) {
        add(c, "D.1.1.2.A", "Multicast address", "8415 §7.1", t -> {
            rebinding(t);
            for (Kind kind : List.of(SOLICIT, REQUEST, RENEW, REBIND)) {
                t.require(t.since(0, Packet.ip().then(UDP).then(kind)).stream()
                        .allMatch(came -> ALL_SERVERS.equals(came.packet().get(DESTINATION))),
                        "expected every " + kind + " to be sent to " + ALL_SERVERS);
            }
        });
        add(c, "D.1.1.2.B", "UDP ports", "8415 §7.2", t -> {
            Dhcp6Server server = solicited(t);
            Packet offer = server.message(ADVERTISE).then(server.lease());
            server.say(offer.with(DESTINATION_PORT, SERVER_PORT));
            server.expect(SOLICIT, LONGEST_FIRST_RT_S + TOLERANCE_S);
            server.say(offer.with(DESTINATION_PORT, CLIENT_PORT));
            server.expect(REQUEST, TOLERANCE_S);
            t.require(t.since(0, Packet.ip().with(DESTINATION, ALL_SERVERS).then(UDP)).stream()
                    .allMatch(came -> came.packet().number(DESTINATION_PORT) == SERVER_PORT),
                    "expected every message at port " + SERVER_PORT);
        });
    }

    private static void options(Cases c) {
        add(c, "D.1.1.3.A", "Client Identifier format", "8415 §21.2", t -> {
            Dhcp6Server server = solicited(t);
            server.require(server.heard().packet().all(CLIENT_IDENTIFIER).size() == 1 && server.client().length > 2,
                    "expected a Client Identifier with a DUID: " + server.heard());
        });
        add(c, "D.1.1.3.B", "IA_NA format", "8415 §21.4", t -> {
            Dhcp6Server server = solicited(t);
            Layer association = server.heardAssociation();
            server.require(association != null && association.get(T1).equals(0L) && association.get(T2).equals(0L),
                    "expected an IA_NA without T1 and T2: " + server.heard());
        });
        add(c, "D.1.1.3.C", "Server Identifier format", "8415 §21.3", t -> {
            // The longest one there may be, section 11.1, and one that is short.
            named(t, Octets.join(new byte[] {0, 2}, counting(128)));
            named(t, ID);
        });
        add(c, "D.1.1.3.D", "IA Address format", "8415 §21.6", t -> holdsWithoutTimes(requested(t), LEASED));
        add(c, "D.1.1.3.E", "ORO asks DNS servers", "3646 §3; 21.7", t -> asks(t, 23));
        add(c, "D.1.1.3.F", "ORO asks search list", "3646 §4", t -> asks(t, 24));
    }

    /** A server with this DUID is called by it. */
    private static void named(Tester t, byte[] duid) throws IOException {
        Dhcp6Server server = solicited(t);
        server.say(server.answer(ADVERTISE, server(duid), client(server.client()), server.lease()));
        server.expect(REQUEST, LONGEST_FIRST_RT_S + TOLERANCE_S, server(duid));
    }

    private static void asks(Tester t, int code) throws IOException {
        Dhcp6Server server = requested(t);
        for (Kind kind : List.of(SOLICIT, REQUEST)) {
            t.require(!t.since(0, server.to(kind,
                    Layer.of(OPTION_REQUEST).with(REQUESTED_OPTIONS, Check.listing(code)))).isEmpty(),
                    "expected a " + kind + " whose Option Request lists " + code);
        }
    }

    // --- D.1.1.4 to D.1.1.6: who the client is, and since when it tries -------------------------------------------------

    private static void identity(Cases c) {
        add(c, "D.1.1.4.A", "DUID format", "8415 §11", t -> {
            // What holds for every DUID holds for those of all messages; this says it of one.
            byte[] duid = solicited(t).client();
            t.require(duid.length <= 130 && duid[0] == 0 && duid[1] >= 1 && duid[1] <= 4,
                    "expected a DUID of type 1 to 4 and at most 130 octets; it has type " + duid[1] + " and "
                            + duid.length + " octets");
            boolean ethernet = duid[1] == 1 || duid[1] == 3;
            t.require(!ethernet || duid[2] == 0 && duid[3] == 1 && duid.length == (duid[1] == 1 ? 14 : 10),
                    "expected hardware type 1, Ethernet, and six octets of an address");
        });
        add(c, "D.1.1.4.B", "DUID constant", "8415 §11", t -> {
            byte[] before = solicited(t).client();
            t.require(Arrays.equals(before, solicited(t).client()), "expected the same DUID after a reboot");
        });
    }

    private static void elapsedTime(Cases c) {
        add(c, "D.1.1.5.A-G", "Elapsed Time in each of Solicit, Request, Confirm, Renew, Rebind, Release, Decline",
                "8415 §21.9", t -> {
                    grows(solicited(t));
                    grows(requested(t));
                    grows(confirming(t));
                    grows(renewing(t, 200, 300, 400));
                    grows(rebinding(t));
                    grows(releasing(t));
                    grows(declining(t));
                }, Ability.LINK, Ability.RELEASE);
        add(c, "D.1.1.5.H", "Elapsed Time maximum", "8415 §21.9", t -> {
            Dhcp6Server server = solicited(t);
            // 1 + 2 + ... + 512 s.
            server.expectAgain(10);
            server.require(elapsed(server) == 0xffff, "expected an elapsed time of 0xffff: " + server.heard());
        }, Ability.VIRTUAL_TIME);
    }

    /** Nothing has elapsed at the first message, and at the others what is between it and them. */
    private static void grows(Dhcp6Server server) throws IOException {
        server.require(elapsed(server) == 0, "expected an elapsed time of 0 in the first message: " + server.heard());
        server.expectAgain(2);
    }

    private static long elapsed(Dhcp6Server server) {
        return (Long) server.heard().packet().layer(ELAPSED_TIME_OPTION).get(ELAPSED_TIME);
    }
}
