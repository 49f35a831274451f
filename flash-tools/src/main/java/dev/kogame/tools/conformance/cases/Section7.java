package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Kind.ECHO_REQUEST;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Node.PREFIX;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Setup.start;

import java.io.IOException;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Tester;

/**
 * Section 7: default address selection, RFC 6724. TR1 announces the prefixes that the candidates are formed in; the device is told to
 * ping, and its source address shows which it chose.
 */
final class Section7 {

    private static final long LONG_S = 10_000;
    private static final Address DOCUMENTATION = Address.of("2001:db8:1::");
    private static final Address OTHER = Address.of("2001:db8:3::");
    private static final Address SIX_TO_FOUR = Address.of("2002:c633:6401::");
    private static final Address SITE_LOCAL = Address.of("fec0::");
    private static final Address UNIQUE_LOCAL = Address.of("fd4b:6f67:616d::");

    private static final String OWN = "a packet to an own address never reaches the cable";
    private static final String TEMPORARY = "the cases are written for a device without temporary addresses";
    private static final String ONE_INTERFACE = "the tester is on one interface of the device";
    private static final String RESOLVER = "the order of destinations shows only when the device resolves a name, for which "
            + "no verb asks yet";

    private Section7() {
    }

    static void define(Cases c) {
        c.notRun("AS.2", "Src rule 1: same address", "6724 §5 r1", OWN);
        c.notRun("AS.3", "Src rule 1 with deprecated", "6724 §5 r1", OWN);
        chosen(c, "AS.4", "Src rule 2: appropriate scope", "6724 §5 r2", TN2.global(), PREFIX, preferred(PREFIX));
        chosen(c, "AS.5", "Src rule 2, deprecated", "6724 §5 r2", TN2.global(), PREFIX, deprecated(PREFIX));
        c.notRun("AS.6", "Src rule 2, temporary", "6724 §5 r2", TEMPORARY);
        chosen(c, "AS.7", "Src rule 3: avoid deprecated", "6724 §5 r3", host(DOCUMENTATION), OTHER,
                deprecated(DOCUMENTATION), preferred(OTHER));
        c.notRun("AS.8", "Src rule 3, temporary", "6724 §5 r3", TEMPORARY);
        c.notRun("AS.9", "Src rule 5: outgoing interface", "6724 §5 r5", ONE_INTERFACE);
        c.notRun("AS.10", "Src rule 5, deprecated", "6724 §5 r3, r5", ONE_INTERFACE);
        c.notRun("AS.11", "Src rule 5, temporary", "6724 §5 r5", ONE_INTERFACE);
        chosen(c, "AS.12", "Src rule 6: matching label", "6724 §5 r6", Address.of("2002:c633:6402::1"), SIX_TO_FOUR,
                preferred(DOCUMENTATION), preferred(SIX_TO_FOUR), preferred(OTHER));
        c.notRun("AS.13", "Src rule 7: public or temporary", "6724 §5 r7", TEMPORARY);
        chosen(c, "AS.14", "Src rule 8: longest prefix", "6724 §5 r8", Address.of("2001:db8:2::1"), OTHER,
                preferred(DOCUMENTATION), preferred(OTHER));
        chosen(c, "AS.15", "RFC examples 1-4: scope", "6724 §10.1", Address.of("ff05::4b6f"), OTHER, preferred(OTHER));
        c.notRun("AS.16", "RFC example 5: same address", "6724 §10.1", OWN);
        chosen(c, "AS.17", "RFC example 6: scope", "6724 §10.1", Address.eui64(SITE_LOCAL, TN1.mac()), SITE_LOCAL,
                deprecated(SITE_LOCAL), preferred(DOCUMENTATION));
        chosen(c, "AS.18", "RFC example 7: longest prefix", "6724 §10.1", Address.of("2001:db8:1::1"), DOCUMENTATION,
                preferred(OTHER), preferred(DOCUMENTATION));
        chosen(c, "AS.19", "RFC example 9: matching label", "6724 §10.1", Address.of("2002:c633:6401::1"), SIX_TO_FOUR,
                preferred(DOCUMENTATION), preferred(SIX_TO_FOUR));
        c.notRun("AS.20", "RFC example 10: public", "6724 §10.1", TEMPORARY);
        String[] destinations = {"AS.21 Dst rule 2: matching scope [6724 §6 r2]",
                "AS.22 Dst rule 2, deprecated [6724 §6 r2]",
                "AS.23 Dst rule 3: avoid deprecated source [6724 §6 r3]",
                "AS.24 Dst rule 5: matching label [6724 §6 r5]",
                "AS.25 Dst rule 6: precedence [6724 §6 r6]", "AS.26 Dst rule 8: smaller scope [6724 §6 r8]",
                "AS.27 Dst rule 9: longest prefix [6724 §6 r9]", "AS.28 Dst rule 10: leave order [6724 §6 r10]",
                "AS.29 RFC dst example 4: smaller scope [6724 §10.2]",
                "AS.30 RFC dst example 6: avoid deprecated [6724 §10.2]",
                "AS.31 RFC dst example 7: longest prefix [6724 §10.2]"};
        for (String row : destinations) {
            int title = row.indexOf(' ');
            int rfc = row.indexOf('[');
            c.notRun(row.substring(0, title), row.substring(title + 1, rfc - 1),
                    row.substring(rfc + 1, row.length() - 1), RESOLVER);
        }
        c.add("AA.1.1", "Scoped address", "4007; 4291", t -> {
            start(t);
            answered(t, echoRequest(TN1.linkLocal(), t.nut()));
        });
        c.add("AA.1.4", "Unique local addresses", "4193 §4", t -> usable(t, UNIQUE_LOCAL), Ability.REBOOT);
        c.add("AA.1.5", "Deprecated site-local", "3879 §4", t -> usable(t, SITE_LOCAL), Ability.REBOOT);
    }

    private static Layer preferred(Address prefix) {
        return prefix(prefix, LONG_S, LONG_S);
    }

    private static Layer deprecated(Address prefix) {
        return prefix(prefix, LONG_S, 0);
    }

    /** A host beyond the router, in a prefix that is nearer to the first candidate than to others. */
    private static Address host(Address prefix) {
        return new Address(prefix.hi() ^ 1, 1);
    }

    /** With addresses in these prefixes, a packet to the destination leaves from the one in {@code expected}. */
    private static void chosen(Cases c, String id, String title, String rfc, Address to, Address expected,
            Layer... prefixes) {
        c.add(id, title, rfc, t -> {
            start(t);
            t.own(TN1, to);
            t.send(routerAdvertisement(TR1, 1800).then(slla(TR1.mac())).then(prefixes));
            t.expect(probe(Address.eui64(expected, t.mac())));
            t.pause(3);
            t.ping(to, 8);
            t.expect(Packet.ip(Address.eui64(expected, t.mac()), to).then(ECHO_REQUEST));
        }, Ability.PING, Ability.REBOOT);
    }

    private static void usable(Tester t, Address prefix) throws IOException {
        start(t);
        Address peer = Address.eui64(prefix, TN1.mac());
        t.own(TN1, peer);
        t.send(routerAdvertisement(TR1, 1800).then(prefix(prefix, LONG_S, LONG_S)));
        t.expect(probe(Address.eui64(prefix, t.mac())));
        t.pause(3);
        answered(t, echoRequest(peer, Address.eui64(prefix, t.mac())));
    }

    private static void answered(Tester t, Packet request) throws IOException {
        t.send(request);
        t.expect(echoReply(request));
    }
}
