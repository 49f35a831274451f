package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.cases.Section8.add;
import static dev.kogame.tools.conformance.packet.Field.REQUESTED_OPTIONS;
import static dev.kogame.tools.conformance.packet.Kind.ELAPSED_TIME_OPTION;
import static dev.kogame.tools.conformance.packet.Kind.IA_NA;
import static dev.kogame.tools.conformance.packet.Kind.INFORMATION_REFRESH_TIME;
import static dev.kogame.tools.conformance.packet.Kind.INFORMATION_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.OPTION_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.REPLY;
import static dev.kogame.tools.conformance.packet.Kind.SERVER_IDENTIFIER;
import static dev.kogame.tools.conformance.packet.Kind.SOLICIT;
import static dev.kogame.tools.conformance.script.Dhcp6Server.MAX_DELAY_S;
import static dev.kogame.tools.conformance.script.Dhcp6Server.informing;
import static dev.kogame.tools.conformance.script.Dhcp6Server.nameServer;
import static dev.kogame.tools.conformance.script.Dhcp6Server.seconds;
import static dev.kogame.tools.conformance.script.Dhcp6Server.start;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;

import java.io.IOException;
import java.util.Locale;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Check;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Dhcp6Server;
import dev.kogame.tools.conformance.script.Tester;

/** D.2.x: a client that has its addresses from elsewhere and asks for the rest, RFC 8415 section 18.2.6, formerly RFC 3736. */
final class Dhcp6Stateless {

    /** IRT_DEFAULT and IRT_MINIMUM, section 7.6. */
    private static final double DEFAULT_REFRESH_S = 86_400;
    private static final double LEAST_REFRESH_S = 600;
    private static final long NEVER = 0xffff_ffffL;
    /** Information Refresh Time and INF_MAX_RT, which every client asks for. */
    private static final int[] ASKED = {32, 83};

    private Dhcp6Stateless() {
    }

    static void define(Cases c) {
        add(c, "D.2.x.A", "Stateless: Information-request format", "8415 §18.2.6", t -> {
            Dhcp6Server server = start(t, "O");
            Packet request = server.expect(INFORMATION_REQUEST, MAX_DELAY_S + TOLERANCE_S,
                    Layer.of(OPTION_REQUEST).with(REQUESTED_OPTIONS, Check.listing(ASKED)),
                    Layer.of(ELAPSED_TIME_OPTION)).packet();
            t.require(!request.has(IA_NA) && !request.has(SERVER_IDENTIFIER),
                    "expected neither an IA_NA nor a Server Identifier: " + server.heard());
            server.reply(nameServer(TN1.global()));
            server.expectNone(20);
        });
        add(c, "D.2.x.B", "Stateless: reliability", "8415 §15", t -> {
            Dhcp6Server server = informing(t);
            server.expectAgain(4);
            server.reply(nameServer(TN1.global()));
            server.expectNone(60);
        });
        add(c, "D.2.x.C", "Stateless: RT", "8415 §18.2.6", t -> {
            // 1, 2, ... 2048, and then 3600 s.
            informing(t).expectAgain(15);
        }, Ability.VIRTUAL_TIME);
        add(c, "D.2.x.D", "Stateless: refresh", "8415 §21.23", t -> {
            Dhcp6Server server = informing(t);
            refreshed(t, server, 700, seconds(INFORMATION_REFRESH_TIME, 700));
            refreshed(t, server, LEAST_REFRESH_S, seconds(INFORMATION_REFRESH_TIME, 10));
            refreshed(t, server, DEFAULT_REFRESH_S);
            server.reply(seconds(INFORMATION_REFRESH_TIME, NEVER));
            server.expectNone(30 * DEFAULT_REFRESH_S);
        }, Ability.VIRTUAL_TIME);
    }

    /** The next Information-request is a new one, and comes when the time that the server said is over, or up to a second later. */
    private static void refreshed(Tester t, Dhcp6Server server, double afterS, Layer... options) throws IOException {
        long before = server.transactionId();
        server.say(server.message(REPLY).then(options));
        double fromS = server.saidS() + afterS;
        double cameS = server.expect(INFORMATION_REQUEST, afterS + MAX_DELAY_S + TOLERANCE_S).atS();
        t.require(cameS >= fromS && cameS <= fromS + MAX_DELAY_S + TOLERANCE_S && server.transactionId() != before,
                String.format(Locale.ROOT, "expected a new Information-request %.1f to %.1f s after the Reply: %s",
                        afterS, afterS + MAX_DELAY_S, server.heard()));
        t.require(t.since(0, server.to(SOLICIT)).isEmpty(), "expected no Solicit where only the O flag is set");
    }
}
