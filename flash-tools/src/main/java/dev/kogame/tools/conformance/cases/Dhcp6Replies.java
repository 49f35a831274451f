package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.cases.Section8.add;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION_PORT;
import static dev.kogame.tools.conformance.packet.Field.IAID;
import static dev.kogame.tools.conformance.packet.Field.IA_OPTIONS;
import static dev.kogame.tools.conformance.packet.Field.REQUESTED_OPTIONS;
import static dev.kogame.tools.conformance.packet.Field.SERVER_ADDRESS;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Kind.ADVERTISE;
import static dev.kogame.tools.conformance.packet.Kind.DECLINE;
import static dev.kogame.tools.conformance.packet.Kind.IA_NA;
import static dev.kogame.tools.conformance.packet.Kind.OPTION_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.REBIND;
import static dev.kogame.tools.conformance.packet.Kind.RELEASE;
import static dev.kogame.tools.conformance.packet.Kind.RENEW;
import static dev.kogame.tools.conformance.packet.Kind.REPLY;
import static dev.kogame.tools.conformance.packet.Kind.REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.SERVER_UNICAST;
import static dev.kogame.tools.conformance.packet.Kind.SOLICIT;
import static dev.kogame.tools.conformance.packet.Kind.UDP;
import static dev.kogame.tools.conformance.script.Dhcp6Server.ANOTHER;
import static dev.kogame.tools.conformance.script.Dhcp6Server.ID;
import static dev.kogame.tools.conformance.script.Dhcp6Server.LEASED;
import static dev.kogame.tools.conformance.script.Dhcp6Server.MAX_DELAY_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.NOT_ON_LINK;
import static dev.kogame.tools.conformance.script.Dhcp6Server.NO_ADDRS_AVAIL;
import static dev.kogame.tools.conformance.script.Dhcp6Server.NO_BINDING;
import static dev.kogame.tools.conformance.script.Dhcp6Server.SUCCESS;
import static dev.kogame.tools.conformance.script.Dhcp6Server.T1_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.T2_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.UNSPEC_FAIL;
import static dev.kogame.tools.conformance.script.Dhcp6Server.USE_MULTICAST;
import static dev.kogame.tools.conformance.script.Dhcp6Server.VALID_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.address;
import static dev.kogame.tools.conformance.script.Dhcp6Server.confirming;
import static dev.kogame.tools.conformance.script.Dhcp6Server.declining;
import static dev.kogame.tools.conformance.script.Dhcp6Server.leased;
import static dev.kogame.tools.conformance.script.Dhcp6Server.nameServer;
import static dev.kogame.tools.conformance.script.Dhcp6Server.rebinding;
import static dev.kogame.tools.conformance.script.Dhcp6Server.releasing;
import static dev.kogame.tools.conformance.script.Dhcp6Server.renewing;
import static dev.kogame.tools.conformance.script.Dhcp6Server.requested;
import static dev.kogame.tools.conformance.script.Dhcp6Server.searchList;
import static dev.kogame.tools.conformance.script.Dhcp6Server.server;
import static dev.kogame.tools.conformance.script.Dhcp6Server.solicited;
import static dev.kogame.tools.conformance.script.Dhcp6Server.status;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN3;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;

import java.io.IOException;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Check;
import dev.kogame.tools.conformance.packet.Dhcp6Options;
import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Dhcp6Server;
import dev.kogame.tools.conformance.script.Dns;
import dev.kogame.tools.conformance.script.Node;
import dev.kogame.tools.conformance.script.Received;
import dev.kogame.tools.conformance.script.Tester;

/** D.1.1.15 to D.1.1.17: what a client makes of what servers answer, RFC 8415 sections 18.2.9 and 18.2.10, RFC 3646. */
final class Dhcp6Replies {

    /** The longest first timeout of a Renew or a Rebind. */
    private static final double EXTEND_RT_S = 11;
    private static final double CNF_MAX_RD_S = 10;
    /** Section 14.1 leaves it to the client how long it waits after a refusal. */
    private static final double PATIENCE_S = 120;

    private Dhcp6Replies() {
    }

    static void define(Cases c) {
        add(c, "D.1.1.15", "Advertise NoAddrsAvail", "8415 §18.2.9", t -> {
            Dhcp6Server server = solicited(t);
            server.say(server.message(ADVERTISE).then(server.association(0, 0, status(NO_ADDRS_AVAIL))));
            goesOn(server, SOLICIT);
            server.say(server.message(ADVERTISE).then(server.association(0, 0)).then(status(NO_ADDRS_AVAIL)));
            goesOn(server, SOLICIT);
        });
        times(c);
        failures(c);
        bindings(c);
        information(c);
    }

    /** The message comes again, when it would have come if nothing had been said. */
    static void goesOn(Dhcp6Server server, Kind message) throws IOException {
        server.require(server.heard().packet().has(message), "the exchange is not about a " + message);
        server.expectAgain(1);
    }

    // --- D.1.1.16: times and addresses ----------------------------------------------------------------------------------

    private static void times(Cases c) {
        add(c, "D.1.1.16.A", "T1/T2 used", "8415 §18.2.10.1", t -> {
            Dhcp6Server server = leased(t, 50, 80, 1000, 2000);
            server.expectAt(server.saidS() + 50, RENEW);
            server.expectAt(server.saidS() + 80, REBIND);
        });
        add(c, "D.1.1.16.B", "New address in Reply", "8415 §18.2.10.1", t -> {
            Dhcp6Server server = renewing(t);
            server.reply(server.association(T1_S, T2_S, address(ANOTHER, 100, 200)));
            t.expect(probe(ANOTHER), MAX_DELAY_S + TOLERANCE_S);
            t.pause(2);
            server.expectUsed(ANOTHER);
            server.expectUsed(LEASED);
        });
        add(c, "D.1.1.16.C", "Lifetimes updated", "8415 §18.2.10.1", t -> {
            Dhcp6Server server = renewing(t);
            // Less than what was left.
            server.reply(server.association(60, 80, address(LEASED, 80, 100)));
            double endS = server.saidS() + 100;
            t.pause(endS - 2 - t.nowS());
            server.expectUsed(LEASED);
            t.pause(endS + TOLERANCE_S - t.nowS());
            server.expectUnused(LEASED);
        });
        add(c, "D.1.1.16.D", "Valid lifetime 0", "8415 §18.2.10.1", t -> {
            Dhcp6Server server = renewing(t);
            server.reply(server.association(T1_S, T2_S, address(LEASED, 0, 0), address(ANOTHER, 100, 200)));
            server.expectUnused(LEASED);
            t.pause(2);
            server.expectUsed(ANOTHER);
        });
        add(c, "D.1.1.16.E", "Address missing from Reply", "8415 §18.2.10.1", t -> {
            Dhcp6Server server = renewing(t);
            double endS = server.saidS() + VALID_S;
            server.reply(server.association(1000, 1500, address(ANOTHER, 2000, 3000)));
            t.pause(endS - 2 - t.nowS());
            server.expectUsed(LEASED);
            t.pause(endS + TOLERANCE_S - t.nowS());
            server.expectUnused(LEASED);
            server.expectUsed(ANOTHER);
        });
    }

    // --- D.1.1.16: status codes -----------------------------------------------------------------------------------------

    private static void failures(Cases c) {
        add(c, "D.1.1.16.F", "UnspecFail", "8415 §18.2.10", t -> {
            Dhcp6Server server = requested(t);
            // REQ_MAX_RC limits for how long, the timeouts of section 15 how often.
            for (int sent = 1; sent < 10; sent++) {
                server.reply(status(UNSPEC_FAIL));
                goesOn(server, REQUEST);
            }
            server.reply(status(UNSPEC_FAIL));
            server.expectNo(REQUEST, 60);
            server.expectUnused(LEASED);
        });
        add(c, "D.1.1.16.G", "UseMulticast", "8415 §18.2.10", t -> {
            Address own = TR1.global();
            Dhcp6Server server = leased(t, T1_S, T2_S, 100, 200,
                    Layer.of(SERVER_UNICAST).with(SERVER_ADDRESS, own));
            Packet renew = server.to(RENEW, server(ID)).with(SOURCE, Check.oneOf(LEASED, t.nut()));
            server.expect(renew.with(DESTINATION, own), T1_S);
            long transactionId = server.transactionId();
            server.reply(status(USE_MULTICAST));
            server.expect(renew, EXTEND_RT_S);
            t.require(server.transactionId() == transactionId, "expected the same Renew again: " + server.heard());
            server.reply(server.lease());
            server.expect(renew, T1_S + TOLERANCE_S);
        });
        add(c, "D.1.1.16.H", "NotOnLink to Request", "8415 §18.2.10.1", t -> {
            Dhcp6Server server = requested(t);
            server.reply(server.association(0, 0, status(NOT_ON_LINK)));
            Packet next = server.expectAny(PATIENCE_S).packet();
            t.require(next.has(SOLICIT) || next.has(REQUEST)
                    && Dhcp6Options.read((byte[]) next.layer(IA_NA).get(IA_OPTIONS)).isEmpty(),
                    "expected a Request without addresses, or a Solicit: " + server.heard());
            server.expectUnused(LEASED);
        });
        add(c, "D.1.1.16.I", "NotOnLink to Confirm", "8415 §18.2.10.3", t -> {
            Dhcp6Server server = confirming(t);
            server.reply(status(NOT_ON_LINK));
            // Another server might say that it is.
            server.expect(SOLICIT, CNF_MAX_RD_S + MAX_DELAY_S + TOLERANCE_S);
            server.expectUnused(LEASED);
        }, Ability.LINK);
        add(c, "D.1.1.16.J", "Success to Confirm", "8415 §18.2.10.3", t -> {
            // Said, and not said, section 21.13.
            kept(confirming(t), status(SUCCESS));
            kept(confirming(t));
        }, Ability.LINK);
    }

    private static void kept(Dhcp6Server server, Layer... status) throws IOException {
        server.reply(status);
        server.expectNone(2 * CNF_MAX_RD_S);
        server.expectUsed(LEASED);
    }

    // --- D.1.1.16: bindings that are not there --------------------------------------------------------------------------

    private static void bindings(Cases c) {
        add(c, "D.1.1.16.K", "NoBinding to Renew", "8415 §18.2.10.1", t -> requestedAnew(renewing(t)));
        add(c, "D.1.1.16.L", "NoBinding to Rebind", "8415 §18.2.10.1", t -> requestedAnew(rebinding(t)));
        add(c, "D.1.1.16.M", "Renew Reply without the IA", "8415 §18.2.10.1", t -> {
            Dhcp6Server server = renewing(t);
            server.reply();
            goesOn(server, RENEW);
        });
        add(c, "D.1.1.16.N", "Rebind Reply without the IA", "8415 §18.2.10.1", t -> {
            Dhcp6Server server = rebinding(t);
            server.reply();
            goesOn(server, REBIND);
        });
        add(c, "D.1.1.16.O", "NoBinding to Release", "8415 §18.2.10.2", t -> forgotten(releasing(t), RELEASE),
                Ability.RELEASE);
        add(c, "D.1.1.16.P", "NoBinding to Decline", "8415 §18.2.10.3", t -> forgotten(declining(t), DECLINE));
    }

    /** The server knows nothing of the lease: it is asked for it, and for no other. */
    private static void requestedAnew(Dhcp6Server server) throws IOException {
        Layer association = Layer.of(IA_NA).with(IAID, server.heardAssociation().get(IAID));
        server.reply(server.association(0, 0, status(NO_BINDING)));
        server.expect(REQUEST, TOLERANCE_S, server(ID), association);
        server.expectUsed(LEASED);
        server.reply(server.association(300, 500, address(LEASED, 600, 900)));
        server.expectAt(server.saidS() + 300, RENEW);
    }

    private static void forgotten(Dhcp6Server server, Kind message) throws IOException {
        server.reply(server.association(0, 0, status(NO_BINDING)), status(NO_BINDING));
        server.expectNo(message, 30);
        server.expectUnused(LEASED);
    }

    // --- D.1.1.17, and D.1.1.10: what names are asked for, and where ----------------------------------------------------

    static void afterConfirm(Cases c) {
        add(c, "D.1.1.10.E-F", "DNS options after Confirm", "3646 §5", t -> {
            Dhcp6Server server = leased(t, 60, 100, 200, 400, nameServer(TN1.global()), searchList("example.net"));
            server.relink();
            // Section 21.7 has no Option Request in a Confirm: nobody tells more in its Reply than whether the link is right.
            server.reply(status(SUCCESS));
            asks(t, TN1, "lamp.example.com", "lamp.example.com");
            asks(t, TN1, "lamp", "lamp.example.net");
            server.expect(RENEW, 60, Layer.of(OPTION_REQUEST).with(REQUESTED_OPTIONS, Check.listing(23, 24)));
        }, Ability.LINK, Ability.RESOLVE);
    }

    private static void information(Cases c) {
        add(c, "D.1.1.17.A-F", "DNS server list and search list used, and updated by Renew and by Rebind",
                "3646 §3, §4", t -> {
                    updated(t, renewing(t, nameServer(TN1.global()), searchList("example.net")));
                    updated(t, rebinding(t, nameServer(TN1.global()), searchList("example.net")));
                }, Ability.RESOLVE);
    }

    /** What was told first holds until the server tells something else. */
    private static void updated(Tester t, Dhcp6Server server) throws IOException {
        Packet reply = server.message(REPLY).then(server.lease()).then(nameServer(TN3.global()))
                .then(searchList("example.org"));
        asks(t, TN1, "lamp.example.com", "lamp.example.com");
        asks(t, TN1, "lamp", "lamp.example.net");
        server.say(reply);
        double fromS = t.nowS();
        asks(t, TN3, "lamp.example.com", "lamp.example.com");
        asks(t, TN3, "lamp", "lamp.example.org");
        t.require(t.since(fromS, Dns.query(TN1.global())).isEmpty(), "expected no query to " + TN1.global()
                + " any more");
    }

    /** The device looks for a name, and asks a server for this one first. */
    private static void asks(Tester t, Node server, String name, String asked) throws IOException {
        t.resolve(name);
        Received query = t.expect(Packet.ip().then(UDP).with(DESTINATION_PORT, 53), 2);
        t.require(Dns.query(server.global(), asked).matches(query.packet()),
                "expected " + Dns.query(server.global(), asked) + ": " + query);
        t.send(Dns.answer(query.packet(), TN1.global()));
        t.pause(0.1);
    }
}
