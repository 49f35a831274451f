package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.AUTONOMOUS;
import static dev.kogame.tools.conformance.packet.Field.CODE;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.ETHERNET_SOURCE;
import static dev.kogame.tools.conformance.packet.Field.HOP_LIMIT;
import static dev.kogame.tools.conformance.packet.Field.OPTION_LENGTH;
import static dev.kogame.tools.conformance.packet.Field.PREFIX_LENGTH;
import static dev.kogame.tools.conformance.packet.Field.RESERVED;
import static dev.kogame.tools.conformance.packet.Field.SOLICITED;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Field.TARGET;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_ADVERTISEMENT;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_SOLICITATION;
import static dev.kogame.tools.conformance.packet.Kind.ROUTER_SOLICITATION;
import static dev.kogame.tools.conformance.script.Messages.advertisement;
import static dev.kogame.tools.conformance.script.Messages.any;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Messages.solicitation;
import static dev.kogame.tools.conformance.script.Messages.tlla;
import static dev.kogame.tools.conformance.script.Node.PREFIX;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Setup.START_S;
import static dev.kogame.tools.conformance.script.Setup.start;

import java.io.IOException;
import java.util.Arrays;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Tester;

/** Section 3: stateless address autoconfiguration, RFC 4862, of a device that forms its identifiers of its Ethernet address. */
final class Section3 {

    private static final Address TN = TN1.linkLocal();
    private static final long INFINITE_S = 0xffff_ffffL;
    private static final int TWO_HOURS_S = 7200;

    private Section3() {
    }

    static void define(Cases c) {
        anew(c, "3.1.1", "Autoconfiguration and DAD success", "4862 §5.3, §5.4", t -> {
            double startedS = t.nowS();
            start(t);
            // DupAddrDetectTransmits is 1, section 5.1.
            int probes = t.since(startedS, probe(t.nut())).size();
            t.require(probes == 1, "expected one probe for " + t.nut() + "; " + probes + " came");
            t.send(probe(t.nut()));
            t.expect(advertisement(t.nut(), Address.ALL_NODES, t.nut(), "O").then(tlla(t.mac())));
        });
        solicitations(c);
        advertisements(c);
        prefixes(c);
        refusedPrefixes(c);
        lifetimes(c);
    }

    /** Every case of this section needs a device that has no address yet. */
    private static void anew(Cases c, String id, String title, String rfc, Case.Script script, Ability... more) {
        Ability[] asks = Arrays.copyOf(more, more.length + 1);
        asks[more.length] = Ability.REBOOT;
        c.add(id, title, rfc, script, asks);
    }

    // --- 3.1 duplicate address detection of the link-local address --------------------------------------------------------

    private interface Change {
        Packet of(Tester t, Packet packet);
    }

    private static Packet otherProbe(Tester t) {
        return probe(t.nut());
    }

    /** Another station has the address already. */
    private static Packet otherOwner(Tester t) {
        return advertisement(t.nut(), Address.ALL_NODES, t.nut(), "O").then(tlla(TN1.mac()));
    }

    private static void solicitations(Cases c) {
        String rfc = "4862 §5.4.3, §5.4.5";
        ignored(c, "3.1.2.A", "DAD NS, other target", rfc,
                (t, ns) -> ns.with(TARGET, new Address(t.nut().hi(), t.nut().lo() ^ 1L << 32)), true);
        duplicate(c, "3.1.2.B", "DAD NS, same target", rfc, (t, ns) -> ns, true);
        String title = "Invalid DAD NS: ";
        rfc = "4861 §7.1.1; 4862 §5.4.3";
        ignored(c, "3.1.3.A", title + "ICMP length < 24", rfc, (t, ns) -> ns.cutTo(16), true);
        ignored(c, "3.1.3.B", title + "Hop Limit 254", rfc, (t, ns) -> ns.with(HOP_LIMIT, 254), true);
        ignored(c, "3.1.3.C", title + "dst = NUT tentative unicast", rfc, (t, ns) -> ns.with(DESTINATION, t.nut()),
                true);
        ignored(c, "3.1.3.D", title + "dst = all-nodes", rfc, (t, ns) -> ns.with(DESTINATION, Address.ALL_NODES), true);
        ignored(c, "3.1.3.E", title + "code 1", rfc, (t, ns) -> ns.with(CODE, 1), true);
        ignored(c, "3.1.3.F", title + "bad checksum", rfc, (t, ns) -> ns.withWrongChecksum(), true);
        ignored(c, "3.1.3.G", title + "multicast target", rfc, (t, ns) -> ns.with(TARGET, t.nut().solicitedNode()),
                true);
        ignored(c, "3.1.3.H", title + "contains SLLA option", rfc, (t, ns) -> ns.then(slla(TN1.mac())), true);
        duplicate(c, "3.1.3.I", "Valid DAD NS, reserved field set", "4861 §4.3; 4862 §5.4.3",
                (t, ns) -> ns.with(RESERVED, 0xffff_ffffL), true);
        duplicate(c, "3.1.3.J", "Valid DAD NS, with TLLA option", rfc, (t, ns) -> ns.then(tlla(TN1.mac())), true);
        ignored(c, "3.1.5.A", "Address-resolution NS for tentative address", "4862 §5.4.3",
                (t, ns) -> ns.with(SOURCE, TN).then(slla(TN1.mac())), true);
        ignored(c, "3.1.5.B", "NS unicast to unicast for tentative address", "4862 §5.4.3",
                (t, ns) -> ns.with(SOURCE, TN).with(DESTINATION, t.nut()).then(slla(TN1.mac())), true);
    }

    private static void advertisements(Cases c) {
        String rfc = "4862 §5.4.4, §5.4.5";
        ignored(c, "3.1.2.C", "NA, other target", rfc,
                (t, na) -> na.with(TARGET, new Address(t.nut().hi(), t.nut().lo() ^ 1)), false);
        duplicate(c, "3.1.2.D", "NA, same target", rfc, (t, na) -> na, false);
        String title = "Invalid DAD NA: ";
        rfc = "4861 §7.1.2; 4862 §5.4.4";
        ignored(c, "3.1.4.A", title + "ICMP length < 24", rfc, (t, na) -> na.cutTo(16), false);
        ignored(c, "3.1.4.B", title + "Hop Limit 254", rfc, (t, na) -> na.with(HOP_LIMIT, 254), false);
        ignored(c, "3.1.4.C", title + "code 1", rfc, (t, na) -> na.with(CODE, 1), false);
        ignored(c, "3.1.4.D", title + "bad checksum", rfc, (t, na) -> na.withWrongChecksum(), false);
        ignored(c, "3.1.4.E", title + "multicast with Solicited=1", rfc, (t, na) -> na.with(SOLICITED, 1), false);
        ignored(c, "3.1.4.F", title + "multicast target", rfc, (t, na) -> na.with(TARGET, t.nut().solicitedNode()),
                false);
        ignored(c, "3.1.4.G", title + "option length 0", rfc, (t, na) -> na.with(OPTION_LENGTH, 0), false);
        duplicate(c, "3.1.4.H", "Valid DAD NA, reserved field set", "4861 §4.4; 4862 §5.4.4",
                (t, na) -> na.with(RESERVED, 0x1fff_ffff), false);
        duplicate(c, "3.1.4.I", "Valid DAD NA, with SLLA option", rfc, (t, na) -> na.then(slla(TN1.mac())), false);
    }

    /** The device starts, and while its address is tentative the packet comes. */
    private static void disturb(Tester t, Change change, boolean solicitation) throws IOException {
        t.reboot();
        t.expect(probe(t.nut()), START_S);
        Packet packet = change.of(t, solicitation ? otherProbe(t) : otherOwner(t));
        t.send(packet.withDefault(ETHERNET_SOURCE, TN1.mac()));
    }

    /** The packet is no business of the device: it uses its address. */
    private static void ignored(Cases c, String id, String title, String rfc, Change change, boolean solicitation) {
        anew(c, id, title, rfc, t -> {
            disturb(t, change, solicitation);
            t.expectNothing(any(NEIGHBOR_ADVERTISEMENT), 0.5);
            t.pause(1.5);
            expectAssigned(t, t.nut());
        });
    }

    /** The address is a duplicate, and the device does not speak IPv6 on this interface. */
    private static void duplicate(Cases c, String id, String title, String rfc, Change change, boolean solicitation) {
        anew(c, id, title, rfc, t -> {
            disturb(t, change, solicitation);
            t.expectNothing(any(ROUTER_SOLICITATION), 6);
            for (Address to : new Address[] {t.nut().solicitedNode(), t.nut()}) {
                t.send(solicitation(TN, to, t.nut()).then(slla(TN1.mac())));
                t.expectNothing(any(NEIGHBOR_ADVERTISEMENT), 1);
            }
            t.send(routerAdvertisement(TR1, 1800).then(prefix()));
            t.expectNothing(probe(t.nutGlobal()), 3);
            expectNotAssigned(t, t.nutGlobal());
        });
    }

    /** The device answers a solicitation for an address. */
    static void expectAssigned(Tester t, Address address) throws IOException {
        t.send(solicitation(TN, address.solicitedNode(), address).then(slla(TN1.mac())));
        t.expect(advertisement(address, TN, address, "SO"), 1);
    }

    static void expectNotAssigned(Tester t, Address address) throws IOException {
        t.send(solicitation(TN, address.solicitedNode(), address).then(slla(TN1.mac())));
        t.expectNothing(Packet.ip().then(NEIGHBOR_ADVERTISEMENT).with(TARGET, address), 1);
    }

    // --- 3.2 addresses of announced prefixes ------------------------------------------------------------------------------

    private static final Address OTHER_PREFIX = Address.of("3ffe:501:ffff:110::");

    private static void announce(Tester t, Layer... prefixes) throws IOException {
        t.send(routerAdvertisement(TR1, 1800).then(prefixes));
    }

    private static Address formed(Tester t, Address prefix) {
        return Address.eui64(prefix, t.mac());
    }

    /** Waits until a time after the last Router Advertisement that the script sent. */
    private static void until(Tester t, double announcedS, double afterS) throws IOException {
        t.pause(announcedS + afterS - t.nowS());
    }

    private static void prefixes(Cases c) {
        String[] titles = {"A Global autoconfiguration and DAD", "B Prefix ending in zero fields",
                "C Site-local prefix"};
        Address[] prefixes = {PREFIX, Address.of("8000::"), Address.of("fec0::")};
        for (int i = 0; i < titles.length; i++) {
            Address prefix = prefixes[i];
            anew(c, "3.2.1." + titles[i].charAt(0), titles[i].substring(2), "4862 §5.5.3, §5.4", t -> {
                start(t);
                announce(t, prefix(prefix, 10_000, 10_000));
                t.expect(probe(formed(t, prefix)));
                t.pause(2);
                expectAssigned(t, formed(t, prefix));
            });
        }
        anew(c, "3.2.2", "Address lifetime expiry", "4862 §5.5.4", t -> {
            start(t);
            announce(t, prefix(PREFIX, 40, 30));
            double announcedS = t.nowS();
            t.expect(probe(t.nutGlobal()));
            until(t, announcedS, 35);
            expectAssigned(t, t.nutGlobal());
            until(t, announcedS, 45);
            expectNotAssigned(t, t.nutGlobal());
        });
        anew(c, "3.2.3", "Multiple prefixes, renumbering", "4862 §5.5.3, §5.5.4", t -> {
            start(t);
            announce(t, prefix(PREFIX, 30, 30));
            double announcedS = t.nowS();
            t.expect(probe(t.nutGlobal()));
            t.pause(2);
            announce(t, prefix(OTHER_PREFIX, 60, 60));
            double secondS = t.nowS();
            t.expect(probe(formed(t, OTHER_PREFIX)));
            until(t, announcedS, 32);
            expectNotAssigned(t, t.nutGlobal());
            expectAssigned(t, formed(t, OTHER_PREFIX));
            until(t, secondS, 62);
            expectNotAssigned(t, formed(t, OTHER_PREFIX));
        });
        anew(c, "3.2.4.A", "Two Prefix options in one RA", "4862 §5.5.3", t -> {
            start(t);
            announce(t, prefix(PREFIX, 30, 30), prefix(OTHER_PREFIX, 60, 60));
            double announcedS = t.nowS();
            t.expect(probe(t.nutGlobal()));
            t.expect(probe(formed(t, OTHER_PREFIX)));
            until(t, announcedS, 28);
            expectAssigned(t, t.nutGlobal());
            until(t, announcedS, 32);
            expectNotAssigned(t, t.nutGlobal());
            expectAssigned(t, formed(t, OTHER_PREFIX));
            until(t, announcedS, 62);
            expectNotAssigned(t, formed(t, OTHER_PREFIX));
        });
        anew(c, "3.2.4.J", "Valid lifetime infinity", "4862 §5.5.3; 4861 §4.6.2", t -> {
            start(t);
            announce(t, prefix(PREFIX, INFINITE_S, INFINITE_S));
            t.expect(probe(t.nutGlobal()));
            t.pause(t.can(Ability.VIRTUAL_TIME) ? 30 * 86_400.0 : 5);
            expectAssigned(t, t.nutGlobal());
        });
    }

    private static void refusedPrefixes(Cases c) {
        refused(c, "B", "Autonomous flag clear", "4862 §5.5.3 a", prefix().with(AUTONOMOUS, 0));
        refused(c, "C", "Prefix fe80::/64", "4862 §5.5.3 b", prefix(Address.of("fe80::"), 10_000, 10_000));
        refused(c, "D", "Preferred > valid", "4862 §5.5.3 c", prefix(PREFIX, 100, 200));
        refused(c, "E", "Prefix length > 128 (tool sends 128)", "4862 §5.5.3 d", prefix().with(PREFIX_LENGTH, 128));
        refused(c, "F", "Prefix length < 64", "4862 §5.5.3 d", prefix().with(PREFIX_LENGTH, 0));
        refused(c, "G", "64 < length < 128", "4862 §5.5.3 d", prefix().with(PREFIX_LENGTH, 120));
        refused(c, "H", "Valid lifetime 0, unknown prefix", "4862 §5.5.3 d", prefix(PREFIX, 0, 0));
        anew(c, "3.2.4.I", "Hop Limit 254", "4861 §6.1.2", t -> {
            start(t);
            t.send(routerAdvertisement(TR1, 1800).with(HOP_LIMIT, 254).then(prefix()));
            noAddress(t);
        });
    }

    private static void refused(Cases c, String letter, String title, String rfc, Layer prefix) {
        anew(c, "3.2.4." + letter, title, rfc, t -> {
            start(t);
            announce(t, prefix);
            noAddress(t);
        });
    }

    private static void noAddress(Tester t) throws IOException {
        t.expectNothing(Packet.ip().with(SOURCE, Address.UNSPECIFIED).then(NEIGHBOR_SOLICITATION), Tester.REPLY_S);
        expectNotAssigned(t, t.nutGlobal());
        expectAssigned(t, t.nut());
    }

    /** RFC 4862 section 5.5.3 (e). */
    private static void lifetimes(Cases c) {
        anew(c, "3.2.5.A", "Longer lifetime", "4862 §5.5.3 e1", t -> {
            double firstS = announced(t, 30);
            until(t, firstS, 15);
            double secondS = again(t, 60);
            until(t, firstS, 28);
            expectAssigned(t, t.nutGlobal());
            until(t, firstS, 32);
            expectAssigned(t, t.nutGlobal());
            until(t, secondS, 58);
            expectAssigned(t, t.nutGlobal());
            until(t, secondS, 62);
            expectNotAssigned(t, t.nutGlobal());
        });
        anew(c, "3.2.5.B", "Shorter but > 2 h", "4862 §5.5.3 e1", t -> {
            announced(t, 10_800);
            double secondS = again(t, 7230);
            until(t, secondS, 7230 - 15);
            expectAssigned(t, t.nutGlobal());
            until(t, secondS, 7230 + 15);
            expectNotAssigned(t, t.nutGlobal());
        }, Ability.VIRTUAL_TIME);
        anew(c, "3.2.5.C", "Shorter, stored < 2 h", "4862 §5.5.3 e2", t -> {
            announced(t, 60);
            double secondS = again(t, 30);
            until(t, secondS, 28);
            expectAssigned(t, t.nutGlobal());
            until(t, secondS, 32);
            expectAssigned(t, t.nutGlobal());
        });
        anew(c, "3.2.5.D", "Shorter than 2 h, stored > 2 h", "4862 §5.5.3 e3", t -> {
            announced(t, 10_800);
            double secondS = again(t, 10);
            until(t, secondS, 12);
            expectAssigned(t, t.nutGlobal());
            until(t, secondS, TWO_HOURS_S - 15);
            expectAssigned(t, t.nutGlobal());
            until(t, secondS, TWO_HOURS_S + 15);
            expectNotAssigned(t, t.nutGlobal());
        }, Ability.VIRTUAL_TIME);
    }

    /** The address of a prefix with this valid lifetime is assigned. Answers when it was announced. */
    private static double announced(Tester t, long validS) throws IOException {
        start(t);
        announce(t, prefix(PREFIX, validS, validS));
        double announcedS = t.nowS();
        t.expect(probe(t.nutGlobal()));
        t.pause(2);
        return announcedS;
    }

    /** The prefix is announced again, and the address is not formed anew. Answers when. */
    private static double again(Tester t, long validS) throws IOException {
        announce(t, prefix(PREFIX, validS, validS));
        double announcedS = t.nowS();
        t.expectNothing(probe(t.nutGlobal()), 2);
        return announcedS;
    }
}
