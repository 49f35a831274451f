package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.cases.Section8.add;
import static dev.kogame.tools.conformance.packet.Field.IAID;
import static dev.kogame.tools.conformance.packet.Field.REQUESTED_OPTIONS;
import static dev.kogame.tools.conformance.packet.Kind.ADVERTISE;
import static dev.kogame.tools.conformance.packet.Kind.CLIENT_IDENTIFIER;
import static dev.kogame.tools.conformance.packet.Kind.ELAPSED_TIME_OPTION;
import static dev.kogame.tools.conformance.packet.Kind.IA_NA;
import static dev.kogame.tools.conformance.packet.Kind.OPTION_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.SOLICIT;
import static dev.kogame.tools.conformance.packet.Kind.SOL_MAX_RT;
import static dev.kogame.tools.conformance.script.Dhcp6Server.ID;
import static dev.kogame.tools.conformance.script.Dhcp6Server.LEASED;
import static dev.kogame.tools.conformance.script.Dhcp6Server.LONGEST_FIRST_RT_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.MAX_DELAY_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.NO_ADDRS_AVAIL;
import static dev.kogame.tools.conformance.script.Dhcp6Server.requested;
import static dev.kogame.tools.conformance.script.Dhcp6Server.seconds;
import static dev.kogame.tools.conformance.script.Dhcp6Server.server;
import static dev.kogame.tools.conformance.script.Dhcp6Server.solicited;
import static dev.kogame.tools.conformance.script.Dhcp6Server.start;
import static dev.kogame.tools.conformance.script.Dhcp6Server.status;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Check;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.script.Backoff;
import dev.kogame.tools.conformance.script.Dhcp6Server;
import dev.kogame.tools.conformance.script.Received;
import dev.kogame.tools.conformance.script.Tester;

/** D.1.1.7 to D.1.1.9, and D.1.1.21: how a client finds a server and asks it for an address, RFC 8415 sections 18.2.1 and 18.2.2. */
final class Dhcp6Discovery {

    private static final int SOL_MAX_RT_CODE = 82;
    private static final int REQ_MAX_RC = 10;
    private static final double REQ_MAX_RT_S = 30;
    private static final double RAND = 0.1;
    private static final int STARTS = 4;

    private Dhcp6Discovery() {
    }

    static void define(Cases c) {
        solicits(c);
        advertises(c);
        requests(c);
    }

    // --- Solicit --------------------------------------------------------------------------------------------------------

    private static void solicits(Cases c) {
        add(c, "D.1.1.7.A", "Solicit format", "8415 §18.2.1", t -> {
            Set<Long> transactions = new TreeSet<>();
            Set<Long> delaysMs = new TreeSet<>();
            for (int i = 0; i < STARTS; i++) {
                Dhcp6Server server = start(t, "M");
                double flagS = t.nowS();
                Received solicit = server.expect(SOLICIT, MAX_DELAY_S + TOLERANCE_S, Layer.of(CLIENT_IDENTIFIER),
                        Layer.of(IA_NA), Layer.of(OPTION_REQUEST), Layer.of(ELAPSED_TIME_OPTION));
                transactions.add(server.transactionId());
                delaysMs.add(Math.round((solicit.atS() - flagS) * 1000));
            }
            t.require(delaysMs.size() > 1, "expected the first Solicit after a random time; it was always " + delaysMs
                    + " ms");
            random(t, transactions);
        });
        add(c, "D.1.1.7.B", "Solicit retransmission", "8415 §18.2.1, 15", t -> {
            Dhcp6Server server = solicited(t);
            // 1, 2, ... 2048, and then 3600 s.
            var sent = server.expectAgain(15);
            double firstS = sent.get(1).atS() - sent.get(0).atS();
            t.require(firstS > 1, "expected a first timeout of more than 1 s; it was " + firstS + " s");
        }, Ability.VIRTUAL_TIME);
    }

    /** Numbers of 24 bits drawn by chance are neither alike nor near each other. */
    private static void random(Tester t, Set<Long> transactions) {
        boolean apart = transactions.size() == STARTS;
        long before = Long.MIN_VALUE / 2;
        for (long each : transactions) {
            apart &= each - before > 16;
            before = each;
        }
        t.require(apart, "expected random transaction ids; they were " + transactions);
    }

    // --- Advertise ------------------------------------------------------------------------------------------------------

    private static void advertises(Cases c) {
        add(c, "D.1.1.8.A", "Advertise without Preference inside first RT", "8415 §18.2.9", t -> {
            Dhcp6Server server = solicited(t);
            double solicitS = server.heard().atS();
            server.say(server.message(ADVERTISE).then(server.lease()));
            double requestS = server.expect(REQUEST, LONGEST_FIRST_RT_S + TOLERANCE_S).atS();
            t.require(requestS - solicitS > 1 && requestS - solicitS <= LONGEST_FIRST_RT_S + TOLERANCE_S,
                    "expected the Request when the first timeout of 1.0 to 1.1 s ends; it came after "
                            + (requestS - solicitS) + " s");
        });
        add(c, "D.1.1.8.B", "Advertise after first RT", "8415 §18.2.1", t -> {
            Dhcp6Server server = solicited(t);
            server.expect(SOLICIT, LONGEST_FIRST_RT_S + TOLERANCE_S);
            t.pause(0.3);
            server.say(server.message(ADVERTISE).then(server.lease()));
            server.expect(REQUEST, TOLERANCE_S);
        });
    }

    // --- Request --------------------------------------------------------------------------------------------------------

    private static void requests(Cases c) {
        add(c, "D.1.1.9.A", "Request format", "8415 §18.2.2", t -> {
            Dhcp6Server server = solicited(t);
            long transactionId = server.transactionId();
            Layer association = Layer.of(IA_NA).with(IAID,
                    server.heardAssociation().get(IAID));
            byte[] client = server.client();
            server.say(server.message(ADVERTISE).then(server.lease()));
            server.expect(REQUEST, LONGEST_FIRST_RT_S + TOLERANCE_S, server(ID), Dhcp6Server.client(client),
                    association, Layer.of(ELAPSED_TIME_OPTION), asking(SOL_MAX_RT_CODE));
            Section8.holds(server, LEASED);
            t.require(server.transactionId() != transactionId, "expected another transaction id than the Solicit's: "
                    + server.heard());
        });
        add(c, "D.1.1.9.B", "Request MRT", "8415 §18.2.2", t -> {
            Dhcp6Server server = requested(t);
            var sent = server.expectAgain(REQ_MAX_RC - 1);
            double lastS = sent.getLast().atS() - sent.get(sent.size() - 2).atS();
            t.require(Math.abs(lastS - REQ_MAX_RT_S) <= REQ_MAX_RT_S * RAND + TOLERANCE_S,
                    "expected timeouts of about 30 s in the end; the last was " + lastS + " s");
        });
        add(c, "D.1.1.9.C", "Request MRC", "8415 §18.2.2", t -> {
            Dhcp6Server server = requested(t);
            server.expectAgain(REQ_MAX_RC - 1);
            server.expectNo(REQUEST, REQ_MAX_RT_S * (1 + RAND) - 2);
            server.expect(SOLICIT, REQ_MAX_RT_S);
            server.expectNo(REQUEST, 1);
        });
    }

    // --- SOL_MAX_RT -----------------------------------------------------------------------------------------------------

    private static Layer asking(int code) {
        return Layer.of(OPTION_REQUEST).with(REQUESTED_OPTIONS, Check.listing(code));
    }

    static void solMaxRt(Cases c) {
        add(c, "D.1.1.21.A", "SOL_MAX_RT asked", "8415 §21.24",
                t -> start(t, "M").expect(SOLICIT, MAX_DELAY_S + TOLERANCE_S, asking(SOL_MAX_RT_CODE)));
        add(c, "D.1.1.21.B", "SOL_MAX_RT = 300", "8415 §21.24", t -> offeredThenSilent(t, 300, 300),
                Ability.VIRTUAL_TIME);
        add(c, "D.1.1.21.C", "SOL_MAX_RT < 60", "8415 §21.24", t -> offeredThenSilent(t, 59, 3600),
                Ability.VIRTUAL_TIME);
        add(c, "D.1.1.21.D", "SOL_MAX_RT > 86400", "8415 §21.24", t -> offeredThenSilent(t, 86_401, 3600),
                Ability.VIRTUAL_TIME);
        add(c, "D.1.1.21.E", "SOL_MAX_RT with NoAddrsAvail", "8415 §18.2.9", t -> {
            Dhcp6Server server = solicited(t);
            server.say(server.message(ADVERTISE).then(server.association(0, 0, status(NO_ADDRS_AVAIL)))
                    .then(seconds(SOL_MAX_RT, 300)));
            new Backoff(1, 300).expect(server, 12);
        }, Ability.VIRTUAL_TIME);
    }

    /** A server that says how rarely to ask offers an address and never gives it: the Solicits that follow are as rare as that. */
    private static void offeredThenSilent(Tester t, long toldS, double mrtS) throws IOException {
        Dhcp6Server server = solicited(t);
        server.offer(seconds(SOL_MAX_RT, toldS));
        server.expectAgain(REQ_MAX_RC - 1);
        server.expect(SOLICIT, REQ_MAX_RT_S * (1 + RAND) + MAX_DELAY_S + TOLERANCE_S);
        new Backoff(1, mrtS).expect(server, 14);
    }
}
