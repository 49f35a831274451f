package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.cases.Section8.add;
import static dev.kogame.tools.conformance.cases.Section8.holds;
import static dev.kogame.tools.conformance.cases.Section8.holdsWithoutTimes;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION_PORT;
import static dev.kogame.tools.conformance.packet.Field.ELAPSED_TIME;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Field.TRANSACTION_ID;
import static dev.kogame.tools.conformance.packet.Kind.CONFIRM;
import static dev.kogame.tools.conformance.packet.Kind.DECLINE;
import static dev.kogame.tools.conformance.packet.Kind.ELAPSED_TIME_OPTION;
import static dev.kogame.tools.conformance.packet.Kind.REBIND;
import static dev.kogame.tools.conformance.packet.Kind.RELEASE;
import static dev.kogame.tools.conformance.packet.Kind.RENEW;
import static dev.kogame.tools.conformance.packet.Kind.SERVER_IDENTIFIER;
import static dev.kogame.tools.conformance.packet.Kind.SOLICIT;
import static dev.kogame.tools.conformance.packet.Kind.UDP;
import static dev.kogame.tools.conformance.script.Dhcp6Server.ID;
import static dev.kogame.tools.conformance.script.Dhcp6Server.LEASED;
import static dev.kogame.tools.conformance.script.Dhcp6Server.MAX_DELAY_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.SERVER_PORT;
import static dev.kogame.tools.conformance.script.Dhcp6Server.SUCCESS;
import static dev.kogame.tools.conformance.script.Dhcp6Server.T2_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.VALID_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.client;
import static dev.kogame.tools.conformance.script.Dhcp6Server.confirming;
import static dev.kogame.tools.conformance.script.Dhcp6Server.declining;
import static dev.kogame.tools.conformance.script.Dhcp6Server.rebinding;
import static dev.kogame.tools.conformance.script.Dhcp6Server.releasing;
import static dev.kogame.tools.conformance.script.Dhcp6Server.renewing;
import static dev.kogame.tools.conformance.script.Dhcp6Server.server;
import static dev.kogame.tools.conformance.script.Dhcp6Server.status;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Dhcp6Server;
import dev.kogame.tools.conformance.script.Received;
import dev.kogame.tools.conformance.script.Tester;

/** D.1.1.10 to D.1.1.14: what becomes of a lease, RFC 8415 sections 18.2.3 to 18.2.8. */
final class Dhcp6Lifecycle {

    private static final double CNF_MAX_RD_S = 10;
    private static final double MOMENT_S = 0.05;
    /** REL_MAX_RC and DEC_MAX_RC. */
    private static final int MAX_RC = 4;
    /** The longest that the fourth and last of them can be waited with: 8 s, and each doubling a tenth more. */
    private static final double LAST_RT_S = 1.1 * 2.1 * 2.1 * 2.1;

    private Dhcp6Lifecycle() {
    }

    static void define(Cases c) {
        confirm(c);
        Dhcp6Replies.afterConfirm(c);
        renew(c);
        rebind(c);
        givenBack(c, 13, RELEASE, "8415 §18.2.7", Dhcp6Server::releasing, Ability.RELEASE);
        add(c, "D.1.1.13.F", "Elapsed Time grows in Release", "8415 §21.9", t -> releasing(t).expectAgain(MAX_RC - 1),
                Ability.RELEASE);
        givenBack(c, 14, DECLINE, "8415 §18.2.8", Dhcp6Server::declining);
    }

    // --- Confirm --------------------------------------------------------------------------------------------------------

    private static void confirm(Cases c) {
        add(c, "D.1.1.10.A", "Confirm format", "8415 §18.2.3", t -> {
            Dhcp6Server server = confirming(t);
            format(t, server, CONFIRM, false);
            holdsWithoutTimes(server, LEASED);
        }, Ability.LINK);
        add(c, "D.1.1.10.B", "Confirm MRT", "8415 §18.2.3", t -> {
            List<Received> sent = confirming(t).expectAgain(3);
            double lastS = sent.get(3).atS() - sent.get(2).atS();
            t.require(lastS <= 4.4 + MOMENT_S, "expected no timeout beyond 4 s, give or take a tenth; the last was "
                    + lastS + " s");
        }, Ability.LINK);
        add(c, "D.1.1.10.C", "Confirm MRD", "8415 §18.2.3", t -> {
            Dhcp6Server server = confirming(t);
            double firstS = server.heard().atS();
            List<Received> later = t.collect(server.to(CONFIRM), 60);
            t.require(later.size() >= 3 && later.getLast().atS() - firstS <= CNF_MAX_RD_S + MOMENT_S, "expected three "
                    + "or four further Confirms and none later than 10 s after the first; they were " + later);
            server.expectNone(1);
            server.expectUsed(LEASED);
        }, Ability.LINK);
        add(c, "D.1.1.10.D", "Address kept after unanswered Confirm", "8415 §18.2.3", t -> {
            Dhcp6Server server = confirming(t);
            t.pause(CNF_MAX_RD_S + 5);
            server.expectUsed(LEASED);
        }, Ability.LINK);
    }

    /** Whom the message names, with a new transaction id and no time elapsed. The rest is held against every message. */
    private static void format(Tester t, Dhcp6Server server, Kind message, boolean named) {
        Packet came = server.heard().packet();
        t.require(server.to(message, client(server.client())).then(Layer.of(ELAPSED_TIME_OPTION)
                .with(ELAPSED_TIME, 0)).matches(came),
                "expected a first message with a Client Identifier: " + server.heard());
        t.require(named ? server.to(message, server(ID)).matches(came) : !came.has(SERVER_IDENTIFIER),
                (named ? "expected the Server Identifier of the server: " : "expected no Server Identifier: ")
                        + server.heard());
        long same = t.since(0, Packet.ip().then(UDP).with(DESTINATION_PORT, SERVER_PORT)).stream()
                .filter(each -> came.message().get(TRANSACTION_ID).equals(each.packet().message().get(TRANSACTION_ID)))
                .count();
        t.require(same == 1, "expected a transaction id that no message before had: " + server.heard());
    }

    // --- Renew and Rebind -----------------------------------------------------------------------------------------------

    private static void renew(Cases c) {
        add(c, "D.1.1.11.A", "Renew format", "8415 §18.2.4", t -> {
            Dhcp6Server server = renewing(t);
            format(t, server, RENEW, true);
            holds(server, LEASED);
        });
        add(c, "D.1.1.11.B", "Renew MRT", "8415 §18.2.4", t -> {
            // 10, 20, ... 320, and then 600 s.
            renewing(t, 20_000, 30_000, 40_000).expectAgain(9);
        }, Ability.VIRTUAL_TIME);
        add(c, "D.1.1.11.C", "Renew MRD", "8415 §18.2.4", t -> {
            Dhcp6Server server = renewing(t);
            server.expectAgain(1);
            double rebindS = server.expectAt(server.saidS() + T2_S, REBIND).atS();
            t.pause(VALID_S);
            t.require(t.since(rebindS, server.to(RENEW)).isEmpty(), "expected no Renew from T2 on");
        });
    }

    private static void rebind(Cases c) {
        add(c, "D.1.1.12.A", "Rebind format", "8415 §18.2.5", t -> {
            Dhcp6Server server = rebinding(t);
            format(t, server, REBIND, false);
            holds(server, LEASED);
        });
        add(c, "D.1.1.12.B", "Rebind MRT", "8415 §18.2.5", t -> rebinding(t, 30_000, 40_000).expectAgain(9),
                Ability.VIRTUAL_TIME);
        add(c, "D.1.1.12.C", "Rebind MRD", "8415 §18.2.5", t -> {
            Dhcp6Server server = rebinding(t);
            double endS = server.saidS() + VALID_S;
            t.pause(endS - t.nowS() - 3);
            server.expectUsed(LEASED);
            server.expect(SOLICIT, endS + MAX_DELAY_S + TOLERANCE_S - t.nowS());
            server.require(server.heard().atS() >= endS - TOLERANCE_S, String.format(Locale.ROOT,
                    "expected no Solicit before the lease ends at %.3f s: %s", endS, server.heard()));
            server.expectUnused(LEASED);
            server.expectNo(REBIND, 100);
        });
    }

    // --- Release and Decline --------------------------------------------------------------------------------------------

    /** How a case begins. */
    @FunctionalInterface
    private interface Beginning {
        Dhcp6Server bringAbout(Tester t) throws IOException;
    }

    private static void givenBack(Cases c, int row, Kind message, String rfc, Beginning beginning,
            Ability... asks) {
        String id = "D.1.1." + row + ".";
        add(c, id + "A", message + " format", rfc, t -> {
            Dhcp6Server server = beginning.bringAbout(t);
            format(t, server, message, true);
            holds(server, LEASED);
        }, asks);
        Case.Script unused = t -> {
            Dhcp6Server server = beginning.bringAbout(t);
            server.expectUnused(LEASED);
            server.reply(status(SUCCESS));
            server.expectUnused(LEASED);
            t.require(t.since(server.heard().atS(), Packet.ip().with(SOURCE, LEASED)).isEmpty(),
                    "expected no packet from " + LEASED + " any more");
        };
        add(c, id + "B", message == RELEASE ? "Address unused after Release" : "Declined address unused", rfc, unused,
                asks);
        add(c, id + "C", message + " RT", rfc, t -> beginning.bringAbout(t).expectAgain(MAX_RC - 1), asks);
        add(c, id + "D", message + " MRC", rfc, t -> {
            Dhcp6Server server = beginning.bringAbout(t);
            server.expectAgain(MAX_RC - 1);
            server.expectNo(message, 4 * LAST_RT_S);
        }, asks);
        add(c, id + "E", message + " ends on Reply", row == 13 ? "8415 §18.2.10.2" : "8415 §18.2.10.3", t -> {
            Dhcp6Server server = beginning.bringAbout(t);
            server.expectAgain(2);
            server.reply(status(SUCCESS));
            server.expectNo(message, 4 * LAST_RT_S);
        }, asks);
    }
}
