package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.GROUP;
import static dev.kogame.tools.conformance.packet.Field.HOP_LIMIT;
import static dev.kogame.tools.conformance.packet.Field.MAX_RESPONSE;
import static dev.kogame.tools.conformance.packet.Field.OPTIONS;
import static dev.kogame.tools.conformance.packet.Field.QUERIER;
import static dev.kogame.tools.conformance.packet.Field.RECORD_TYPE;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Field.SOURCE_LIST;
import static dev.kogame.tools.conformance.packet.Kind.HOP_BY_HOP;
import static dev.kogame.tools.conformance.packet.Kind.MLDV2_REPORT;
import static dev.kogame.tools.conformance.packet.Kind.MLD_DONE;
import static dev.kogame.tools.conformance.packet.Kind.MLD_QUERY;
import static dev.kogame.tools.conformance.packet.Kind.MLD_REPORT;
import static dev.kogame.tools.conformance.packet.Kind.MULTICAST_ADDRESS_RECORD;
import static dev.kogame.tools.conformance.packet.Octets.hex;
import static dev.kogame.tools.conformance.script.Messages.optionsHeader;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Setup.START_S;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;
import static dev.kogame.tools.conformance.script.Setup.ping;
import static dev.kogame.tools.conformance.script.Setup.start;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Received;
import dev.kogame.tools.conformance.script.Tester;

/**
 * Section 6: multicast listeners. M1 to M12 are those of MLD version 1, RFC 2710, which a listener of version 2 speaks while it hears
 * a querier of version 1; M13 on are RFC 3810.
 */
final class Section6 {

    private static final Address MLDV2_ROUTERS = Address.of("ff02::16");
    private static final Address UNKNOWN_GROUP = Address.of("ff02::4b6f:6761:6d65");
    private static final byte[] ROUTER_ALERT = hex("0502 0000 0100");
    /** Robustness 2, an interval of 125 s, no sources. */
    private static final String VERSION_2 = "02 7d 0000";

    private static final int MODE_IS_INCLUDE = 1;
    private static final int MODE_IS_EXCLUDE = 2;
    private static final int CHANGE_TO_INCLUDE = 3;
    private static final int CHANGE_TO_EXCLUDE = 4;
    private static final int TEN_SECONDS_MS = 10_000;
    /** Unsolicited Report Interval of version 1. */
    private static final double UNSOLICITED_REPORT_INTERVAL_S = 10;
    /** Older Version Querier Present Timeout, with the values above and a response within 10 s. */
    private static final double OLDER_VERSION_S = 2 * 125 + 10;

    private Section6() {
    }

    static void define(Cases c) {
        version1(c, 1, "link-local", "ff02::4b6f:");
        version1(c, 7, "global", "ff1e::4b6f:");
        changes(c);
        queries(c);
        refused(c);
    }

    // --- messages -----------------------------------------------------------------------------------------------------------

    private static Packet query(Address to, int maxResponse, Address group, String version2) {
        return Packet.ip(TR1.linkLocal(), to).with(HOP_LIMIT, 1).then(optionsHeader(HOP_BY_HOP, ROUTER_ALERT))
                .then(MLD_QUERY).with(MAX_RESPONSE, maxResponse).with(GROUP, group).with(QUERIER, hex(version2));
    }

    private static Packet generalQuery() {
        return query(Address.ALL_NODES, TEN_SECONDS_MS, Address.UNSPECIFIED, VERSION_2);
    }

    private static Packet version1Query(int maxResponse) {
        return query(Address.ALL_NODES, maxResponse, Address.UNSPECIFIED, "");
    }

    private static Packet version1Report(Address group) {
        return Packet.ip().with(DESTINATION, group).then(HOP_BY_HOP).with(OPTIONS, ROUTER_ALERT).then(MLD_REPORT)
                .with(GROUP, group);
    }

    private static Packet done(Address group) {
        return Packet.ip().with(DESTINATION, Address.ALL_ROUTERS).then(HOP_BY_HOP).then(MLD_DONE).with(GROUP, group);
    }

    private static Packet report(int type, Address group) {
        return Packet.ip().with(DESTINATION, MLDV2_ROUTERS).then(HOP_BY_HOP).with(OPTIONS, ROUTER_ALERT)
                .then(MLDV2_REPORT)
                .then(Layer.of(MULTICAST_ADDRESS_RECORD).with(RECORD_TYPE, type).with(GROUP, group));
    }

    /** The group that every node listens to. */
    private static Address own(Tester t) {
        return t.nut().solicitedNode();
    }

    // --- version 1 ----------------------------------------------------------------------------------------------------------

    private static void version1(Cases c, int first, String scope, String prefix) {
        Address group = Address.of(prefix + "1");
        c.add("M" + first, "No router, no other node (" + scope + ")", "2710 §4", t -> {
            underVersion1(t);
            t.listen(group, true);
            t.expect(version1Report(group), 1);
            t.expect(version1Report(group), UNSOLICITED_REPORT_INTERVAL_S + TOLERANCE_S);
            t.listen(group, false);
            t.expect(done(group), 1);
        }, Ability.JOIN, Ability.LEAVE);
        c.add("M" + (first + 1), "General Query (" + scope + ")", "2710 §4, §5", t -> {
            joined(t, group);
            t.send(version1Query(TEN_SECONDS_MS));
            int reports = t.collect(version1Report(group), 10 + TOLERANCE_S).size();
            t.require(reports == 1, "expected one report for " + group + "; " + reports + " came");
            t.expectNothing(version1Report(Address.ALL_NODES), 0);
        }, Ability.JOIN);
        c.add("M" + (first + 2), "Address-specific Query, own group (" + scope + ")", "2710 §4", t -> {
            joined(t, group);
            t.send(query(group, 700, group, ""));
            t.expect(version1Report(group), 0.7 + TOLERANCE_S);
        }, Ability.JOIN);
        c.add("M" + (first + 3), "Address-specific Query, other group (" + scope + ")", "2710 §4", t -> {
            joined(t, group);
            Address other = Address.of(prefix + "2");
            t.send(query(other, 700, other, ""));
            t.expectNothing(version1Report(other), 2);
            t.expectNothing(version1Report(group), 0);
        }, Ability.JOIN);
        c.add("M" + (first + 4), "Another node reports first (" + scope + ")", "2710 §4, §5", t -> {
            joined(t, group);
            // All other reporters of the group have a delay of more than none, and this one has none.
            t.send(query(group, TEN_SECONDS_MS, group, ""));
            t.send(Packet.ip(TN1.linkLocal(), group).with(HOP_LIMIT, 1).then(optionsHeader(HOP_BY_HOP, ROUTER_ALERT))
                    .then(MLD_REPORT).with(GROUP, group));
            t.expectNothing(version1Report(group), 10 + TOLERANCE_S);
            t.listen(group, false);
            t.expectNothing(done(group), 2);
        }, Ability.JOIN, Ability.LEAVE);
        c.add("M" + (first + 5), "Many groups (" + scope + ")", "2710 §4", t -> {
            underVersion1(t);
            for (int i = 1; i <= 5; i++) {
                t.listen(Address.of(prefix + i), true);
                t.pause(0.1);
            }
            t.pause(UNSOLICITED_REPORT_INTERVAL_S);
            t.send(version1Query(TEN_SECONDS_MS));
            double untilS = t.nowS() + 10 + TOLERANCE_S;
            for (int i = 1; i <= 5; i++) {
                t.expect(version1Report(Address.of(prefix + i)), untilS - t.nowS());
            }
        }, Ability.JOIN);
    }

    /** The device has heard a querier of version 1, and answered it. */
    private static void underVersion1(Tester t) throws IOException {
        start(t);
        t.send(version1Query(1000));
        t.expect(version1Report(own(t)), 1 + TOLERANCE_S);
        t.pause(1);
    }

    private static void joined(Tester t, Address group) throws IOException {
        underVersion1(t);
        t.listen(group, true);
        t.expect(version1Report(group), 1);
        t.pause(UNSOLICITED_REPORT_INTERVAL_S + TOLERANCE_S);
    }

    // --- version 2 ----------------------------------------------------------------------------------------------------------

    private static void changes(Cases c) {
        c.add("M13", "Solicited-node join before DAD", "3810 §5.2.13; 4862 §5.4.2; 3590", t -> {
            t.reboot();
            double probedS = t.expect(probe(t.nut()), START_S).atS();
            List<Received> reports = t.since(0, report(CHANGE_TO_EXCLUDE, own(t)).with(SOURCE, Address.UNSPECIFIED));
            t.require(!reports.isEmpty() && reports.getFirst().atS() <= probedS,
                    "expected a report for " + own(t) + " before the first probe");
        }, Ability.REBOOT);
        Address group = Address.of("ff02::4b6f:1");
        c.add("M14", "State-change Report on join", "3810 §6.1", t -> {
            start(t);
            t.listen(group, true);
            t.expect(report(CHANGE_TO_EXCLUDE, group), 1);
            t.expect(report(CHANGE_TO_EXCLUDE, group), 1 + TOLERANCE_S);
        }, Ability.JOIN);
        c.add("M15", "State-change Report on leave", "3810 §6.1", t -> {
            start(t);
            t.listen(group, true);
            t.pause(3);
            t.listen(group, false);
            t.expect(report(CHANGE_TO_INCLUDE, group), 1);
            t.expect(report(CHANGE_TO_INCLUDE, group), 1 + TOLERANCE_S);
        }, Ability.JOIN, Ability.LEAVE);
    }

    private static void queries(Cases c) {
        c.add("M16", "Answer to MLDv2 General Query", "3810 §6.2, §6.3", t -> {
            start(t);
            t.send(generalQuery());
            int reports = t.collect(report(MODE_IS_EXCLUDE, own(t)), 10 + TOLERANCE_S).size();
            t.require(reports == 1, "expected one report for " + own(t) + "; " + reports + " came");
            t.require(t.since(0, report(MODE_IS_EXCLUDE, Address.ALL_NODES)).isEmpty(), "nobody reports ff02::1");
        });
        c.add("M17", "Answer to group-specific Query", "3810 §6.2", t -> {
            start(t);
            t.send(query(own(t), 1000, own(t), VERSION_2));
            t.expect(report(MODE_IS_EXCLUDE, own(t)), 1 + TOLERANCE_S);
        });
        c.add("M18", "Group-and-source-specific Query", "3810 §6.3", t -> {
            start(t);
            String source = "3ffe0501ffff01000000000000001234";
            t.send(query(own(t), 1000, own(t), "02 7d 0001" + source));
            Received came = t.expect(report(MODE_IS_INCLUDE, own(t)), 1 + TOLERANCE_S);
            t.require(Arrays.equals(hex(source), came.packet().octets(SOURCE_LIST)),
                    "expected the source that was asked for: " + came);
        });
        c.add("M19", "Query for a group not joined", "3810 §6.2", t -> unanswered(t,
                query(UNKNOWN_GROUP, 1000, UNKNOWN_GROUP, VERSION_2), 2));
        c.add("M20", "Fallback to MLDv1", "3810 §8.2", t -> {
            start(t);
            t.send(version1Query(TEN_SECONDS_MS));
            t.expect(version1Report(own(t)), 10 + TOLERANCE_S);
            t.pause(OLDER_VERSION_S + 1);
            t.send(generalQuery());
            t.expect(report(MODE_IS_EXCLUDE, own(t)), 10 + TOLERANCE_S);
        });
        c.add("M25", "Long Maximum Response Code", "3810 §5.1.3", t -> {
            start(t);
            // (0xfff | 0x1000) << (0 + 3) ms; read as a number it would be 36.863 s.
            double latestS = 65.528;
            double longestS = 0;
            for (int i = 0; i < 20 && longestS < 37; i++) {
                t.send(query(Address.ALL_NODES, 0x8fff, Address.UNSPECIFIED, VERSION_2));
                double sentS = t.nowS();
                longestS = Math.max(longestS,
                        t.expect(report(MODE_IS_EXCLUDE, own(t)), latestS + TOLERANCE_S).atS() - sentS);
            }
            t.require(longestS >= 37, "expected delays up to " + latestS + " s; the longest of 20 was " + longestS);
        });
        c.add("M26", "Query to unicast address", "3810 §5.1.15", t -> {
            start(t);
            t.send(query(t.nut(), 1000, Address.UNSPECIFIED, VERSION_2));
            t.expect(report(MODE_IS_EXCLUDE, own(t)), 1 + TOLERANCE_S);
        });
    }

    private static void refused(Cases c) {
        Packet query = query(Address.ALL_NODES, 1000, Address.UNSPECIFIED, VERSION_2);
        c.add("M21", "Query with Hop Limit != 1", "3810 §5.1.14, §6.2",
                t -> unanswered(t, query.with(HOP_LIMIT, 255), 2));
        c.add("M22", "Query from non-link-local source", "3810 §5.1.14", t -> {
            unanswered(t, query.with(SOURCE, TR1.global()), 2);
            t.send(query.with(SOURCE, Address.UNSPECIFIED));
            t.expectNothing(Packet.ip().with(DESTINATION, MLDV2_ROUTERS), 2);
        });
        c.add("M23", "Query without Router Alert", "3810 §6.2",
                t -> unanswered(t, Packet.ip(TR1.linkLocal(), Address.ALL_NODES).with(HOP_LIMIT, 1).then(MLD_QUERY)
                        .with(MAX_RESPONSE, 1000).with(GROUP, Address.UNSPECIFIED).with(QUERIER, hex(VERSION_2)), 2));
        c.add("M24", "Query with bad checksum or length 8..23", "3810 §6.2", t -> {
            unanswered(t, query.withWrongChecksum(), 2);
            t.send(query.cutTo(20));
            t.expectNothing(Packet.ip().with(DESTINATION, MLDV2_ROUTERS), 2);
        });
    }

    /** No report of any version answers the query, and the device is alive. */
    private static void unanswered(Tester t, Packet query, double duringS) throws IOException {
        start(t);
        t.pause(2);
        t.send(query);
        t.expectNothing(Packet.ip().with(DESTINATION, MLDV2_ROUTERS), duringS);
        t.expectNothing(Packet.ip().then(HOP_BY_HOP).then(MLD_REPORT), 0);
        ping(t, TN1.linkLocal(), t.nut());
    }
}
