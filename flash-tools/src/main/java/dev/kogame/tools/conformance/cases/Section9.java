package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.device.Device.Identifiers.STABLE;
import static dev.kogame.tools.conformance.device.Device.Identifiers.TEMPORARY;
import static dev.kogame.tools.conformance.packet.Field.BODY;
import static dev.kogame.tools.conformance.packet.Field.CHECKSUM;
import static dev.kogame.tools.conformance.packet.Field.DATA;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION_PORT;
import static dev.kogame.tools.conformance.packet.Field.ETHERNET_DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.ETHERNET_SOURCE;
import static dev.kogame.tools.conformance.packet.Field.FRAGMENT_OFFSET;
import static dev.kogame.tools.conformance.packet.Field.HOP_LIMIT;
import static dev.kogame.tools.conformance.packet.Field.IDENTIFICATION;
import static dev.kogame.tools.conformance.packet.Field.MORE_FRAGMENTS;
import static dev.kogame.tools.conformance.packet.Field.NEXT_HEADER;
import static dev.kogame.tools.conformance.packet.Field.PAYLOAD_LENGTH;
import static dev.kogame.tools.conformance.packet.Field.PREFERENCE;
import static dev.kogame.tools.conformance.packet.Field.PREFIX;
import static dev.kogame.tools.conformance.packet.Field.PREFIX_LENGTH;
import static dev.kogame.tools.conformance.packet.Field.QUOTED;
import static dev.kogame.tools.conformance.packet.Field.ROUTE_LIFETIME;
import static dev.kogame.tools.conformance.packet.Field.TARGET;
import static dev.kogame.tools.conformance.packet.Field.TYPE;
import static dev.kogame.tools.conformance.packet.Kind.DESTINATION_OPTIONS;
import static dev.kogame.tools.conformance.packet.Kind.DESTINATION_UNREACHABLE;
import static dev.kogame.tools.conformance.packet.Kind.FRAGMENT;
import static dev.kogame.tools.conformance.packet.Kind.HOP_BY_HOP;
import static dev.kogame.tools.conformance.packet.Kind.ICMPV6;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_ADVERTISEMENT;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_SOLICITATION;
import static dev.kogame.tools.conformance.packet.Kind.NONCE;
import static dev.kogame.tools.conformance.packet.Kind.RAW;
import static dev.kogame.tools.conformance.packet.Kind.ROUTER_SOLICITATION;
import static dev.kogame.tools.conformance.packet.Kind.ROUTE_INFORMATION;
import static dev.kogame.tools.conformance.packet.Kind.UDP;
import static dev.kogame.tools.conformance.packet.Octets.counting;
import static dev.kogame.tools.conformance.packet.Octets.hex;
import static dev.kogame.tools.conformance.script.Messages.advertisement;
import static dev.kogame.tools.conformance.script.Messages.any;
import static dev.kogame.tools.conformance.script.Messages.anySolicitation;
import static dev.kogame.tools.conformance.script.Messages.echo;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.fragment;
import static dev.kogame.tools.conformance.script.Messages.optionsHeader;
import static dev.kogame.tools.conformance.script.Messages.packetTooBig;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Messages.problem;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Messages.solicitation;
import static dev.kogame.tools.conformance.script.Messages.tlla;
import static dev.kogame.tools.conformance.script.Messages.udpToClosedPort;
import static dev.kogame.tools.conformance.script.Messages.unicastSolicitation;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TN2;
import static dev.kogame.tools.conformance.script.Node.TN3;
import static dev.kogame.tools.conformance.script.Node.TN5;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Node.TR2;
import static dev.kogame.tools.conformance.script.Setup.DELAY_FIRST_PROBE_S;
import static dev.kogame.tools.conformance.script.Setup.START_S;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;
import static dev.kogame.tools.conformance.script.Setup.expectVia;
import static dev.kogame.tools.conformance.script.Setup.ping;
import static dev.kogame.tools.conformance.script.Setup.reachable;
import static dev.kogame.tools.conformance.script.Setup.router;
import static dev.kogame.tools.conformance.script.Setup.silent;
import static dev.kogame.tools.conformance.script.Setup.stale;
import static dev.kogame.tools.conformance.script.Setup.start;
import static dev.kogame.tools.conformance.script.Setup.twoRouters;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.device.Device.Identifiers;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Check;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.NameServer;
import dev.kogame.tools.conformance.script.Node;
import dev.kogame.tools.conformance.script.Received;
import dev.kogame.tools.conformance.script.Setup;
import dev.kogame.tools.conformance.script.Skip;
import dev.kogame.tools.conformance.script.Tester;

/** Section 9: behaviour of RFCs that are newer than the test specification of the other sections. */
final class Section9 {

    private static final Address TN = TN1.linkLocal();
    private static final double REASSEMBLY_S = 65;
    private static final int MANY = 1000;
    private static final long DAY_S = 86_400;
    private static final int HIGH = 1;
    private static final int MEDIUM = 0;
    private static final int RESERVED_PREFERENCE = 2;

    private Section9() {
    }

    static void define(Cases c) {
        fragments(c);
        neighborDiscovery(c);
        routers(c);
        errors(c);
        addresses(c);
        floods(c);
    }

    private static void fragments(Cases c) {
        c.add("X.1", "Overlapping fragments", "8200 §4.5; 5722", t -> {
            start(t);
            Packet request = echoRequest(TN, t.nut(), 40 + 88);
            int id = t.identification();
            t.send(fragment(request, id, 0, 32));
            t.send(fragment(request, id, 24, 56));
            t.send(fragment(request, id, 48, 88));
            t.send(fragment(request, id, 32, 64));
            silent(t, REASSEMBLY_S);
        });
        c.add("X.2", "Exact duplicate fragment", "8200 §4.5", t -> {
            start(t);
            Packet request = echoRequest(TN, t.nut(), 40 + 88);
            int id = t.identification();
            for (int i : new int[] {0, 0, 1, 1, 2}) {
                t.send(fragment(request, id, 32 * i, Math.min(88, 32 * i + 32)));
            }
            // An answer and none are both allowed.
            t.pause(1);
            ping(t, TN, t.nut());
        });
        c.add("X.3", "First fragment lacks upper-layer header", "7112 §5; 8200 §4.5", t -> {
            start(t);
            byte[] sent = t.send(Packet.ip(TN, t.nut()).then(FRAGMENT).with(MORE_FRAGMENTS, 1).with(IDENTIFICATION, 3)
                    .then(optionsHeader(DESTINATION_OPTIONS, hex("01 04 00000000"))).with(NEXT_HEADER, 58));
            t.expect(problem(t.nut(), TN, 3, 0).with(QUOTED, Check.headOf(sent, 1232)));
        });
        c.add("X.4", "Fragments reassembling to > 65535", "8200 §4.5", t -> {
            start(t);
            t.send(Packet.ip(TN, t.nut()).then(FRAGMENT).with(NEXT_HEADER, 58).with(FRAGMENT_OFFSET, 8191)
                    .with(IDENTIFICATION, 4).then(Layer.of(RAW).with(DATA, counting(16))));
            t.expect(problem(t.nut(), TN, 0, 42));
        });
        c.add("X.5", "Atomic fragment isolated", "6946 §4", t -> {
            start(t);
            Packet request = echoRequest(TN, t.nut(), 40 + 88);
            int id = t.identification();
            t.send(fragment(request, id, 0, 32));
            Packet atomic = echo(Packet.ip(TN, t.nut()).then(FRAGMENT).with(IDENTIFICATION, id));
            t.send(atomic);
            t.expect(echoReply(atomic));
            t.send(fragment(request, id, 32, 64));
            t.send(fragment(request, id, 64, 88));
            t.expect(echoReply(request));
        });
        c.add("X.6", "Tiny and reordered fragments flood", "8200 §4.5; 8504 §5.3", t -> {
            start(t);
            Packet request = echoRequest(TN, t.nut(), 40 + 88);
            for (int i = 0; i < MANY; i++) {
                int at = 8 * (10 - i % 11);
                t.send(fragment(request, i, at, at + 8));
            }
            ping(t, TN, t.nut());
            t.pause(REASSEMBLY_S);
            ping(t, TN, t.nut());
        });
        c.add("X.7", "NS/NA/RS/RA/Redirect with Fragment header", "6980 §5", t -> {
            start(t);
            t.send(Packet.ip(TN, t.nut()).with(HOP_LIMIT, 255).then(FRAGMENT)
                    .with(IDENTIFICATION, 7).then(NEIGHBOR_SOLICITATION)
                    .with(TARGET, t.nut()).then(slla(TN1.mac())));
            silent(t, 3);
        });
    }

    // --- neighbor discovery -------------------------------------------------------------------------------------------------

    private static void neighborDiscovery(Cases c) {
        c.add("X.8", "DAD nonce (enhanced DAD)", "7527 §4", t -> {
            t.reboot();
            Received probe = t.expect(probe(t.nut()), START_S);
            if (!probe.packet().has(NONCE)) {
                throw new Skip("the device sends no nonce, so it cannot tell its own probe from another's");
            }
            t.sendFrame(probe.frame());
            t.pause(2 + DELAY_FIRST_PROBE_S);
            Section3.expectAssigned(t, t.nut());
            t.reboot();
            t.expect(probe(t.nut()), START_S);
            t.send(probe(t.nut()).then(Layer.of(NONCE).with(DATA, hex("4b6f67616d65"))));
            t.pause(2);
            Section3.expectNotAssigned(t, t.nut());
        }, Ability.REBOOT);
        c.add("X.9", "RS back-off", "7559 §2", t -> {
            t.reboot();
            List<Received> sent = new ArrayList<>(List.of(t.expect(any(ROUTER_SOLICITATION), START_S)));
            sent.addAll(t.collect(any(ROUTER_SOLICITATION), 130));
            if (sent.size() <= 3) {
                throw new Skip("the device asks 3 times at most, as RFC 4861 says");
            }
            double expectedS = 4;
            for (int i = 1; i < sent.size(); i++) {
                double gapS = sent.get(i).atS() - sent.get(i - 1).atS();
                t.require(Math.abs(gapS - expectedS) < 0.1 * expectedS + TOLERANCE_S,
                        "expected a solicitation about " + expectedS + " s after the one before: " + sent);
                expectedS = 2 * gapS;
            }
        }, Ability.REBOOT);
        c.add("X.13", "Unreachable: exponential NUD probes", "7048", t -> {
            start(t);
            stale(t, TN1);
            ping(t, TN, t.nut());
            int probes = t.collect(unicastSolicitation(TN), DELAY_FIRST_PROBE_S + 4).size();
            t.require(probes >= 3, "expected 3 unicast solicitations or more; " + probes + " came");
            t.answer(TN1);
            t.send(echoRequest(TN, t.nut()));
            t.expect(anySolicitation(TN), Tester.REPLY_S);
            ping(t, TN, t.nut());
        });
        c.add("X.14", "Gratuitous NA after link-layer change / new address", "4861 §7.2.6; 9131", t -> {
            start(t);
            t.send(routerAdvertisement(TR1, 1800).then(slla(TR1.mac())).then(prefix()));
            Setup.expectFormed(t, t.nutGlobal());
            List<Received> told = t.since(0, advertisement(t.nutGlobal(), Address.ALL_ROUTERS, t.nutGlobal(), "")
                    .then(tlla(t.mac())));
            if (told.isEmpty()) {
                throw new Skip("the device tells routers nothing of a new address, which RFC 9131 recommends only");
            }
            t.expectNothing(Packet.ip().then(NEIGHBOR_ADVERTISEMENT), 3);
            t.require(told.size() <= 3, "expected 3 unsolicited advertisements at most: " + told);
        }, Ability.REBOOT);
        c.add("X.31", "NUD state DELAY, NA received", "4861 §7.3.3", t -> {
            start(t);
            stale(t, TN1);
            ping(t, TN, t.nut());
            t.send(advertisement(TN, t.nut(), TN, "S"));
            t.expectNothing(anySolicitation(TN), DELAY_FIRST_PROBE_S + 1);
        });
        c.add("X.32", "Upper-layer reachability confirmation", "4861 §7.3.1", t -> {
            start(t);
            t.send(routerAdvertisement(TR1, 0).then(NameServer.announced(TN, 600)));
            stale(t, TN1);
            t.resolve(NameServer.NAME);
            NameServer.answer(t, t.expect(NameServer.query(TN).with(ETHERNET_DESTINATION, TN1.mac())), TN2.global());
            if (!t.collect(anySolicitation(TN), DELAY_FIRST_PROBE_S + 1).isEmpty()) {
                throw new Skip("the device does not take the answer of a name server for a confirmation, and need not");
            }
        }, Ability.RESOLVE);
        c.add("X.33", "NS for an anycast / second address", "4861 §7.2.4", t -> {
            router(t);
            for (Address own : new Address[] {t.nut(), t.nutGlobal()}) {
                t.send(solicitation(TN, own.solicitedNode(), own).then(slla(TN1.mac())));
                t.expect(advertisement(own, TN, own, "SO").then(tlla(t.mac())), 1);
            }
        });
        c.add("X.34", "DAD with delay", "4862 §5.4.2", t -> {
            start(t);
            t.send(routerAdvertisement(TR1, 1800).then(prefix()));
            t.expect(probe(t.nutGlobal()), 1 + TOLERANCE_S);
        }, Ability.REBOOT);
    }

    // --- routers ------------------------------------------------------------------------------------------------------------

    private static void routers(Cases c) {
        c.add("X.10", "RA Route Information option (type C host)", "4191 §3", t -> {
            twoRouters(t);
            t.send(routerAdvertisement(TR2, 1800).then(Layer.of(ROUTE_INFORMATION).with(PREFIX_LENGTH, 64)
                    .with(PREFERENCE, MEDIUM)
                    .with(PREFIX, Address.of("3ffe:501:ffff:109::"))));
            expectVia(t, TR2, TN2);
            t.send(routerAdvertisement(TR2, 1800).then(Layer.of(ROUTE_INFORMATION).with(PREFIX_LENGTH, 64)
                    .with(PREFERENCE, MEDIUM).with(ROUTE_LIFETIME, 0)
                    .with(PREFIX, Address.of("3ffe:501:ffff:109::"))));
            t.send(routerAdvertisement(TR1, 1800).then(Layer.of(ROUTE_INFORMATION).with(PREFIX_LENGTH, 64)
                    .with(PREFERENCE, MEDIUM)
                    .with(PREFIX, Address.of("3ffe:501:ffff:109::"))));
            expectVia(t, TR1, TN2);
        });
        c.add("X.11", "Router preference", "4191 §2.2", t -> {
            twoRouters(t);
            t.send(routerAdvertisement(TR2, 1800).with(PREFERENCE, HIGH));
            expectVia(t, TR2, TN2);
            t.send(routerAdvertisement(TR2, 1800).with(PREFERENCE, RESERVED_PREFERENCE));
            t.send(routerAdvertisement(TR1, 1800).with(PREFERENCE, HIGH));
            expectVia(t, TR1, TN2);
        });
        // What becomes of search domains no frame shows: a name may be asked for as it is.
        c.add("X.12", "RDNSS/DNSSL", "8106 §5, §6", t -> {
            router(t);
            t.send(routerAdvertisement(TR1, 1800).then(NameServer.announced(TN1.linkLocal(), 600))
                    .then(NameServer.announced(TN3.global(), 600)));
            // The device must have heard it before it is told to resolve a name.
            t.pause(1);
            resolved(t, TN1.linkLocal());
            t.send(routerAdvertisement(TR1, 1800).then(NameServer.announced(TN1.linkLocal(), 0)));
            t.pause(1);
            resolved(t, TN3.global());
            t.send(routerAdvertisement(TR1, 1800).then(NameServer.announced(TN3.global(), 0)));
            t.pause(1);
            t.resolve(NameServer.NAME);
            t.expectNothing(NameServer.query(TN1.linkLocal()), 3);
            t.expectNothing(NameServer.query(TN3.global()), 0);
        }, Ability.RESOLVE, Ability.REBOOT);
        c.add("X.15", "Stable opaque interface identifier", "7217 §5; 8064", t -> {
            Address other = Address.of("3ffe:501:ffff:101::");
            Address first = formed(t, STABLE, Node.PREFIX, other).getFirst();
            List<Address> again = formed(t, STABLE, Node.PREFIX, other);
            t.require(first.equals(again.getFirst()), "expected " + first + " after every start: " + again);
            t.require(again.get(1).lo() != first.lo(), "expected another identifier in another prefix: " + again);
            t.require(!first.equals(t.nutGlobal()), "expected an identifier that does not show the Ethernet address");
            // It is a duplicate, and RFC 7217 section 6 tries the next one.
            t.reboot();
            t.expect(anyProbe(), START_S);
            t.pause(3);
            t.send(routerAdvertisement(TR1, 1800).then(prefix()));
            t.expect(probe(first));
            t.send(advertisement(first, Address.ALL_NODES, first, "O").then(tlla(TN1.mac())));
            t.expect(anyProbe().with(TARGET, new Check("another identifier in " + Node.PREFIX,
                    target -> target instanceof Address next && next.samePrefix(first) && !next.equals(first))));
        }, Ability.REBOOT, Ability.IDENTIFIERS);
        c.add("X.16", "Temporary address", "8981 §3", t -> {
            List<Address> before = formed(t, TEMPORARY, Node.PREFIX);
            List<Address> two = formed(t, TEMPORARY, Node.PREFIX);
            t.require(two.size() == 2, "expected a public and a temporary address: " + two);
            List<Address> fresh = new ArrayList<>(two);
            fresh.removeAll(before);
            t.require(fresh.size() == 1, "expected a temporary identifier at random: " + before + ", then " + two);
            // Preferred for a day at most, and the next one is there before it ends.
            Received next = t.expect(anyProbe().with(TARGET, new Check("another temporary address",
                    target -> target instanceof Address address && address.samePrefix(Node.PREFIX)
                            && !two.contains(address))),
                    DAY_S);
            t.require(next.atS() > DAY_S / 4, "expected it to be used for a while: " + next);
        }, Ability.REBOOT, Ability.IDENTIFIERS, Ability.VIRTUAL_TIME);
        c.add("X.17", "PTB for a flow never sent", "8201 §4, §6", t -> {
            router(t);
            t.send(packetTooBig(TR1.global(), t.nutGlobal(), 1280,
                    echoRequest(TN5.global(), TN2.global(), 1500).buildIp()));
            whole(t);
            t.send(packetTooBig(TR1.global(), t.nutGlobal(), 1280,
                    echoRequest(t.nutGlobal(), TN2.global(), 1500).buildIp()));
            whole(t);
        });
        c.add("X.18", "PTB MTU > link MTU", "8201 §4", t -> {
            router(t);
            t.send(packetTooBig(TR1.global(), t.nutGlobal(), 9000, whole(t)));
            whole(t);
        });
    }

    /** The device asks this server for a name, and is answered. */
    private static void resolved(Tester t, Address server) throws IOException {
        t.resolve(NameServer.NAME);
        NameServer.answer(t, t.expect(NameServer.query(server)), TN2.global());
        t.pause(1);
    }

    private static Packet anyProbe() {
        return Packet.ip(Address.UNSPECIFIED, null).then(NEIGHBOR_SOLICITATION);
    }

    /** The addresses that the device probes for in some prefixes after a start, in their order, however it forms them. */
    private static List<Address> formed(Tester t, Identifiers identifiers, Address... prefixes) throws IOException {
        t.reboot(identifiers);
        t.expect(anyProbe(), START_S);
        t.pause(3);
        Packet announcement = routerAdvertisement(TR1, 1800);
        for (Address prefix : prefixes) {
            announcement = announcement.then(prefix(prefix, 30 * DAY_S, 7 * DAY_S));
        }
        t.send(announcement);
        List<Address> targets = t.collect(anyProbe(), 4).stream().map(came -> came.packet().address(TARGET)).distinct()
                .toList();
        List<Address> found = new ArrayList<>();
        for (Address prefix : prefixes) {
            List<Address> in = targets.stream().filter(prefix::samePrefix).toList();
            t.require(!in.isEmpty(), "expected a probe for an address in " + prefix + ": " + targets);
            found.addAll(in);
        }
        return found;
    }

    /** A packet of 1500 octets to TN2 is sent in one piece. */
    private static byte[] whole(Tester t) throws IOException {
        Packet request = echoRequest(TN2.global(), t.nutGlobal(), 1500);
        t.send(request);
        t.expect(echoReply(request));
        return echoReply(request).buildIp();
    }

    // --- errors -------------------------------------------------------------------------------------------------------------

    private static void errors(Cases c) {
        c.add("X.19", "ICMPv6 error rate limiting", "4443 §2.4 f", t -> {
            start(t);
            ping(t, TN, t.nut());
            double fromS = t.nowS();
            for (int i = 0; i < MANY; i++) {
                t.send(udpToClosedPort(TN, t.nut()));
            }
            ping(t, TN, t.nut());
            int errors = t.since(fromS, any(DESTINATION_UNREACHABLE)).size();
            t.require(errors < MANY / 2, "expected fewer errors than " + MANY / 2 + " for " + MANY
                    + " packets at once; " + errors + " came");
        });
        c.add("X.20", "Error about an error", "4443 §2.4 e.1", t -> {
            start(t);
            t.send(Packet.ip(TN, t.nut()).then(DESTINATION_UNREACHABLE).cutTo(6));
            silent(t, 2);
            t.send(Packet.ip(TN, t.nut()).then(ICMPV6).with(TYPE, 100)
                    .with(BODY, counting(60)));
            silent(t, 2);
            t.send(Packet.ip(TN, t.nut()).then(optionsHeader(DESTINATION_OPTIONS, hex("87 04 00000000")))
                    .then(Layer.of(ICMPV6).with(TYPE, 1).with(BODY, counting(60))));
            silent(t, 2);
        });
        c.add("X.21", "Error quoting", "4443 §2.4 c", t -> {
            start(t);
            byte[] sent = t.send(echo(Packet.ip(TN, t.nut())
                    .then(optionsHeader(DESTINATION_OPTIONS, hex("87 04 00000000")))).with(DATA, counting(1444)));
            Received error = t.expect(problem(t.nut(), TN, 2, 42).with(QUOTED, Check.headOf(sent, 1232)));
            t.require(error.ipOctets() == 1280, "expected an error of 1280 octets: " + error.ipOctets());
        });
        c.add("X.22", "UDP checksum zero", "8200 §8.1; 6936", t -> {
            start(t);
            t.send(Packet.ip(TN, t.nut()).then(UDP)
                    .with(DESTINATION_PORT, 9000).with(CHECKSUM, 0)
                    .then(Layer.of(RAW).with(DATA, counting(8))));
            silent(t, 2);
        });
        c.add("X.23", "Hop-by-Hop not first", "8200 §4.1", t -> {
            start(t);
            t.send(echo(Packet.ip(TN, t.nut()).then(optionsHeader(DESTINATION_OPTIONS, hex("01 04 00000000")))
                    .then(optionsHeader(HOP_BY_HOP, hex("01 04 00000000")))));
            t.expect(problem(t.nut(), TN, 1, 40));
            t.expectNothing(echoReply(), 1);
        });
        c.add("X.24", "Extension header chain too long / many options", "8504 §5.3; 8883", t -> {
            start(t);
            Layer[] headers = new Layer[100];
            Arrays.fill(headers, optionsHeader(DESTINATION_OPTIONS, hex("01 04 00000000")));
            t.send(echo(Packet.ip(TN, t.nut()).then(headers)));
            byte[] options = new byte[1022];
            for (int i = 0; i + 1 < options.length; i += 2) {
                options[i] = 0x1e;
            }
            t.send(echo(Packet.ip(TN, t.nut()).then(optionsHeader(DESTINATION_OPTIONS, options))));
            t.pause(1);
            ping(t, TN, t.nut());
        });
    }

    // --- addresses ----------------------------------------------------------------------------------------------------------

    private static void addresses(Cases c) {
        c.add("X.25", "Source address is multicast / loopback / own address on wire", "4291 §2.5.3, §2.7", t -> {
            start(t);
            for (Address source : new Address[] {TN.solicitedNode(), Address.LOOPBACK, t.nut()}) {
                t.send(echoRequest(source, t.nut()));
                silent(t, 2);
            }
        });
        c.add("X.26", "Multicast with reserved scope 0", "4291 §2.7; 7346", t -> {
            start(t);
            t.send(echoRequest(TN, Address.of("ff00::1")));
            silent(t, 2);
        });
        c.add("X.27", "IPv6 length vs frame length", "8200 §3", t -> {
            start(t);
            Packet request = echoRequest(TN, t.nut());
            t.send(request.with(PAYLOAD_LENGTH, 16 + 8));
            silent(t, 2);
            byte[] frame = request.with(ETHERNET_DESTINATION, t.mac())
                    .with(ETHERNET_SOURCE, TN1.mac()).build();
            t.sendFrame(Arrays.copyOf(frame, frame.length + 20));
            t.expect(echoReply(request));
        });
        c.add("X.28", "Ethernet: IPv6 unicast in a multicast/broadcast frame", "4443 §2.4 e.4, e.5", t -> {
            start(t);
            t.send(udpToClosedPort(TN, t.nut()).with(ETHERNET_DESTINATION, 0xffff_ffff_ffffL));
            silent(t, 2);
        });
    }

    // --- floods -------------------------------------------------------------------------------------------------------------

    private static void floods(Cases c) {
        c.add("X.29", "RA flood", "6104; 8504 §6.1", t -> {
            start(t);
            for (int i = 0; i < MANY; i++) {
                t.send(routerAdvertisement(TR1, 1800).then(prefix(Address.of("2001:db8:" + i + "::"), 10_000, 10_000)));
            }
            t.pause(5);
            ping(t, TN, t.nut());
        }, Ability.REBOOT);
        c.add("X.30", "NS flood / neighbor cache exhaustion", "6583", t -> {
            start(t);
            reachable(t, TN1);
            for (int i = 0; i < 2 * MANY; i++) {
                Address source = new Address(TN.hi(), 0x4b6f_0000_0000_0000L + i);
                t.send(solicitation(source, t.nut().solicitedNode(), t.nut()).then(slla(0x0200_0000_0000L + i)));
            }
            Packet request = echoRequest(TN, t.nut());
            t.send(request);
            t.expect(echoReply(request).with(ETHERNET_DESTINATION, TN1.mac()));
            t.expectNothing(anySolicitation(TN).with(DESTINATION, TN.solicitedNode()), 1);
        });
    }
}
