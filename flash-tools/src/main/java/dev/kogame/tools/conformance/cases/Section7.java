package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.AUTONOMOUS;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.TARGET;
import static dev.kogame.tools.conformance.packet.Kind.ECHO_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_SOLICITATION;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Node.PREFIX;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TN3;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Setup.START_S;
import static dev.kogame.tools.conformance.script.Setup.start;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.device.Device.Identifiers;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Check;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Case.Script;
import dev.kogame.tools.conformance.script.NameServer;
import dev.kogame.tools.conformance.script.Tester;

/**
 * Section 7: default address selection, RFC 6724. TR1 announces the prefixes that the candidates are formed in; the device is told to
 * ping, and its source address shows which it chose.
 */
final class Section7 {

    private static final long LONG_S = 10_000;
    private static final int DATA_OCTETS = 8;
    private static final Address LINK_LOCAL = Address.of("fe80::");
    private static final Address DOCUMENTATION = Address.of("2001:db8:1::");
    private static final Address OTHER = Address.of("2001:db8:3::");
    private static final Address SIX_TO_FOUR = Address.of("2002:c633:6401::");
    private static final Address SITE_LOCAL = Address.of("fec0::");
    private static final Address UNIQUE_LOCAL = Address.of("fd4b:6f67:616d::");

    /** The address of the second interface, and a neighbor on the first to which it is nearer than those there; so without a router. */
    private static final Address SECOND = Address.of("2001:db8:2:1::4b6f");
    private static final Address NEAR_SECOND = Address.of("2001:db8:2::1");
    private static final Layer ON_LINK_NEAR_SECOND = prefix(NEAR_SECOND, LONG_S, LONG_S).with(AUTONOMOUS, 0);
    /** Where none of the prefixes is nearer than the others. */
    private static final Address FAR = Address.of("2001:db8:2:ffff::1");

    private static final String OWN = "a packet to an own address never reaches the cable";

    private Section7() {
    }

    static void define(Cases c) {
        c.notRun("AS.2", "Src rule 1: same address", "6724 §5 r1", OWN);
        c.notRun("AS.3", "Src rule 1 with deprecated", "6724 §5 r1", OWN);
        chosen(c, "AS.4", "Src rule 2: appropriate scope", "6724 §5 r2", TN2.global(), PREFIX, preferred(PREFIX));
        chosen(c, "AS.5", "Src rule 2, deprecated", "6724 §5 r2", TN2.global(), PREFIX, deprecated(PREFIX));
        temporary(c, "AS.6", "Src rule 2, temporary", "6724 §5 r2", t -> {
            t.send(advertised(preferred(PREFIX)));
            t.pause(3);
            expectFrom(t, TN2.global(), PREFIX);
            expectFrom(t, TN1.linkLocal(), LINK_LOCAL);
        });
        chosen(c, "AS.7", "Src rule 3: avoid deprecated", "6724 §5 r3", host(DOCUMENTATION), OTHER,
                deprecated(DOCUMENTATION), preferred(OTHER));
        temporary(c, "AS.8", "Src rule 3, temporary", "6724 §5 r3", t -> {
            t.send(advertised(preferred(DOCUMENTATION), preferred(OTHER)));
            t.pause(3);
            expectFrom(t, host(DOCUMENTATION), DOCUMENTATION);
            t.send(advertised(deprecated(DOCUMENTATION)));
            t.pause(1);
            expectFrom(t, host(DOCUMENTATION), OTHER);
        });
        secondInterface(c, "AS.9", "Src rule 5: outgoing interface", "6724 §5 r5", t -> {
            startWith(t, preferred(PREFIX), ON_LINK_NEAR_SECOND);
            expectFrom(t, NEAR_SECOND, PREFIX);
        });
        secondInterface(c, "AS.10", "Src rule 5, deprecated", "6724 §4; §5 r3, r5", t -> {
            startWith(t, deprecated(PREFIX), ON_LINK_NEAR_SECOND);
            t.own(TN1, NEAR_SECOND);
            t.ping(NEAR_SECOND, DATA_OCTETS);
            // The candidates of a host should be those of the outgoing interface; if they are all, rule 3 comes before rule 5.
            t.expect(Packet.ip(Check.oneOf(Address.eui64(PREFIX, t.mac()), SECOND), NEAR_SECOND).then(ECHO_REQUEST));
        });
        c.add("AS.11", "Src rule 5, temporary", "6724 §5 r5", t -> {
            t.secondInterface(SECOND);
            startTemporary(t);
            t.send(advertised(preferred(PREFIX), ON_LINK_NEAR_SECOND));
            t.pause(3);
            expectFrom(t, NEAR_SECOND, PREFIX);
        }, Ability.PING, Ability.REBOOT, Ability.IDENTIFIERS, Ability.SECOND_INTERFACE);
        chosen(c, "AS.12", "Src rule 6: matching label", "6724 §5 r6", Address.of("2002:c633:6402::1"), SIX_TO_FOUR,
                preferred(DOCUMENTATION), preferred(SIX_TO_FOUR), preferred(OTHER));
        c.add("AS.13", "Src rule 7: public or temporary", "6724 §5 r7", t -> expectTemporary(t, TN2.global(), PREFIX),
                Ability.PING, Ability.REBOOT, Ability.IDENTIFIERS);
        chosen(c, "AS.14", "Src rule 8: longest prefix", "6724 §5 r8", FAR, OTHER, preferred(DOCUMENTATION),
                preferred(OTHER));
        chosen(c, "AS.15", "RFC examples 1-4: scope", "6724 §10.1", Address.of("ff05::4b6f"), OTHER, preferred(OTHER));
        c.notRun("AS.16", "RFC example 5: same address", "6724 §10.1", OWN);
        chosen(c, "AS.17", "RFC example 6: scope", "6724 §10.1", Address.eui64(SITE_LOCAL, TN1.mac()), SITE_LOCAL,
                deprecated(SITE_LOCAL), preferred(DOCUMENTATION));
        chosen(c, "AS.18", "RFC example 7: longest prefix", "6724 §10.1", Address.of("2001:db8:1::1"), DOCUMENTATION,
                preferred(OTHER), preferred(DOCUMENTATION));
        chosen(c, "AS.19", "RFC example 9: matching label", "6724 §10.1", Address.of("2002:c633:6401::1"), SIX_TO_FOUR,
                preferred(DOCUMENTATION), preferred(SIX_TO_FOUR));
        c.add("AS.20", "RFC example 10: temporary", "6724 §10.1",
                t -> expectTemporary(t, Address.of("2001:db8:1::d5e3:0:0:1"), DOCUMENTATION), Ability.PING,
                Ability.REBOOT, Ability.IDENTIFIERS);
        destinations(c);
        c.add("AA.1.1", "Scoped address", "4007; 4291", t -> {
            start(t);
            answered(t, echoRequest(TN1.linkLocal(), t.nut()));
        });
        c.add("AA.1.4", "Unique local addresses", "4193 §4", t -> usable(t, UNIQUE_LOCAL), Ability.REBOOT);
        c.add("AA.1.5", "Deprecated site-local", "3879 §4", t -> usable(t, SITE_LOCAL), Ability.REBOOT);
    }

    /** The order in which the addresses of a name are tried; each answer begins with what must not come first. */
    private static void destinations(Cases c) {
        Address sixToFour = Address.of("2002:c633:6402::1");
        Address siteLocal = Address.eui64(SITE_LOCAL, TN1.mac());
        Address near = Address.of("2001:db8:1::1");
        tried(c, "AS.21", "Dst rule 2: matching scope", "6724 §6 r2", List.of(FAR, siteLocal), siteLocal,
                preferred(SITE_LOCAL));
        tried(c, "AS.22", "Dst rule 2, deprecated", "6724 §6 r2", List.of(FAR, siteLocal), siteLocal,
                deprecated(SITE_LOCAL));
        tried(c, "AS.23", "Dst rule 3: avoid deprecated source", "6724 §6 r3", List.of(siteLocal, FAR), FAR,
                deprecated(SITE_LOCAL), preferred(DOCUMENTATION));
        tried(c, "AS.24", "Dst rule 5: matching label", "6724 §6 r5", List.of(FAR, sixToFour), sixToFour,
                preferred(SIX_TO_FOUR));
        tried(c, "AS.25", "Dst rule 6: precedence", "6724 §6 r6", List.of(sixToFour, FAR), FAR, preferred(SIX_TO_FOUR),
                preferred(DOCUMENTATION));
        tried(c, "AS.26", "Dst rule 8: smaller scope", "6724 §6 r8", List.of(FAR, TN3.linkLocal()), TN3.linkLocal(),
                preferred(DOCUMENTATION));
        tried(c, "AS.27", "Dst rule 9: longest prefix", "6724 §6 r9", List.of(FAR, near), near,
                preferred(DOCUMENTATION), preferred(OTHER));
        c.add("AS.28", "Dst rule 10: leave order", "6724 §6 r10", t -> {
            startWith(t, preferred(DOCUMENTATION));
            Address[] equals = {FAR, Address.of("2001:db8:2:ffff::2"), Address.of("2001:db8:2:ffff::3")};
            for (int i = 0; i < equals.length; i++) {
                expectTried(t, equals[0], equals);
                Collections.rotate(Arrays.asList(equals), 1);
            }
        }, Ability.PING_NAME, Ability.REBOOT);
        tried(c, "AS.29", "RFC dst example 4: smaller scope", "6724 §10.2", List.of(near, TN3.linkLocal()),
                TN3.linkLocal(), preferred(DOCUMENTATION));
        // The example's deprecated address is link-local, and no router can make it so.
        tried(c, "AS.30", "RFC dst example 6: avoid deprecated", "6724 §10.2", List.of(siteLocal, near), near,
                preferred(DOCUMENTATION), deprecated(SITE_LOCAL));
        tried(c, "AS.31", "RFC dst example 7: longest prefix", "6724 §10.2",
                List.of(Address.of("2001:db8:3ffe::1"), near), near, preferred(DOCUMENTATION),
                preferred(Address.of("2001:db8:3f44::")));
    }

    /** With addresses in these prefixes, a name with these addresses makes the device try {@code expected} first. */
    private static void tried(Cases c, String id, String title, String rfc, List<Address> addresses, Address expected,
            Layer... prefixes) {
        c.add(id, title, rfc, t -> {
            startWith(t, prefixes);
            expectTried(t, expected, addresses.toArray(Address[]::new));
        }, Ability.PING_NAME, Ability.REBOOT);
    }

    private static void expectTried(Tester t, Address expected, Address... addresses) throws IOException {
        for (Address address : addresses) {
            t.own(TN3, address);
        }
        t.pingName(NameServer.NAME);
        NameServer.answer(t, t.expect(NameServer.query(TN1.linkLocal())), addresses);
        Object tried = t.expect(Packet.ip().with(DESTINATION, Check.oneOf((Object[]) addresses)).then(ECHO_REQUEST))
                .packet().get(DESTINATION);
        t.require(tried.equals(expected), "expected " + expected + " to be tried first, and it was " + tried);
        t.pause(2);
    }

    private static void temporary(Cases c, String id, String title, String rfc, Script script) {
        c.add(id, title, rfc, t -> {
            startTemporary(t);
            script.run(t);
        }, Ability.PING, Ability.REBOOT, Ability.IDENTIFIERS);
    }

    private static void secondInterface(Cases c, String id, String title, String rfc, Script script) {
        c.add(id, title, rfc, t -> {
            t.secondInterface(SECOND);
            script.run(t);
        }, Ability.PING, Ability.REBOOT, Ability.SECOND_INTERFACE);
    }

    /** A start with temporary addresses; the public ones may be formed in any way. */
    private static void startTemporary(Tester t) throws IOException {
        t.reboot(Identifiers.TEMPORARY);
        t.expect(Packet.ip(Address.UNSPECIFIED, null).then(NEIGHBOR_SOLICITATION), START_S);
        t.pause(3);
    }

    /** Of two addresses in a prefix, the one that another start has again is public; the device sends from the other one. */
    private static void expectTemporary(Tester t, Address to, Address prefix) throws IOException {
        Set<Address> before = formed(t, prefix);
        Set<Address> now = formed(t, prefix);
        Set<Address> fresh = new HashSet<>(now);
        fresh.removeAll(before);
        t.require(now.size() == 2 && fresh.size() == 1,
                "expected a public address, the same after a new start, and a temporary one: " + before + ", " + now);
        t.own(TN1, to);
        t.ping(to, DATA_OCTETS);
        t.expect(Packet.ip(fresh.iterator().next(), to).then(ECHO_REQUEST));
    }

    /** The addresses of a prefix that the device probes for after a start with temporary addresses. */
    private static Set<Address> formed(Tester t, Address prefix) throws IOException {
        startTemporary(t);
        t.send(advertised(preferred(prefix)));
        return t.collect(Packet.ip(Address.UNSPECIFIED, null).then(NEIGHBOR_SOLICITATION), 4).stream()
                .map(probe -> probe.packet().address(TARGET)).filter(prefix::samePrefix)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Packet advertised(Layer... prefixes) {
        return routerAdvertisement(TR1, 1800).then(slla(TR1.mac())).then(prefixes);
    }

    /** A start with a name server and addresses in these prefixes. */
    private static void startWith(Tester t, Layer... prefixes) throws IOException {
        start(t);
        t.send(advertised(prefixes).then(NameServer.announced(TN1.linkLocal(), (int) LONG_S)));
        t.pause(4);
    }

    /** A packet to somebody leaves from an address in a prefix. */
    private static void expectFrom(Tester t, Address to, Address prefix) throws IOException {
        t.own(TN1, to);
        t.ping(to, DATA_OCTETS);
        t.expect(Packet.ip(new Check("in " + prefix + "/64",
                source -> source instanceof Address address && address.samePrefix(prefix)), to).then(ECHO_REQUEST));
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
            t.send(advertised(prefixes));
            t.expect(probe(Address.eui64(expected, t.mac())));
            t.pause(3);
            t.ping(to, DATA_OCTETS);
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
