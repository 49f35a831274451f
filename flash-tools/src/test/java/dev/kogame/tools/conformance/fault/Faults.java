package dev.kogame.tools.conformance.fault;

import static dev.kogame.tools.conformance.fault.Fault.of;

import java.util.List;

/** What programmers of stacks got wrong, or could have; in the order of the cases' sections. */
final class Faults {

    static final List<Fault> ALL = List.of(
            // 1. IPv6
            of("points at the octet after the one that is wrong", "ip6.Ip6Input", "pointer = offset;",
                    "pointer = offset + 1;", "1.1.7.A", "1.2.6.E"),
            of("looks at the first bit only of what to do with an unknown option", "ip6.Ip6Input",
                    "switch (ExtensionHeaders.action(type)) {", "switch (ExtensionHeaders.action(type) & 2) {",
                    "1.2.6.D", "1.2.8.H"),
            of("tells of no unknown option in a packet to a group", "ip6.Ip6Input", "toldToMulticast = true;", "",
                    "1.2.6.G", "1.2.8.G"),
            of("takes routing headers with segments left", "ip6.Ip6Input",
                    "Octets.get8(b, at + ExtensionHeaders.SEGMENTS_LEFT) != 0", "false", "1.2.10.A", "1.2.10.B"),
            of("takes fragments whose length is no multiple of 8", "ip6.Ip6Input",
                    "(end - dataAt) % ExtensionHeaders.UNIT_OCTETS != 0", "false", "1.3.3", "5.1.6"),
            of("puts fragments of different senders together", "ip6.Reassembly",
                    "&& sourceLo[entry] == Ipv6.sourceLo(b, ip) && sourceHi[entry] == Ipv6.sourceHi(b, ip)", "",
                    "1.3.1.D"),
            of("gives reassembly up after half a minute", "ip6.Reassembly", "Deadlines.after(nowNs, TIMEOUT_NS)",
                    "Deadlines.after(nowNs, TIMEOUT_NS / 2)", "1.3.2.A", "1.3.2.C"),
            of("says nothing when it gives reassembly up", "ip6.Reassembly",
                    "return state[entry] == FILLING && firstOctets[entry] > 0;", "return false;", "1.3.2.B", "1.3.2.D"),

            // 2. Neighbor discovery
            of("takes neighbor discovery from beyond the link", "wire.NdMessage", "Ipv6.hopLimit(b, ip) != HOP_LIMIT",
                    "false", "2.1.7.D", "2.1.15.B", "2.2.12.B", "2.3.3.C"),
            of("takes options of length 0", "wire.NdOptions", "return UNIT_OCTETS * Octets.get8(b, at + LENGTH);",
                    "return UNIT_OCTETS * Math.max(1, Octets.get8(b, at + LENGTH));", "2.1.7.H", "2.1.15.G", "2.3.3.I"),
            of("takes probes that name a link-layer address", "nd.NeighborDiscovery",
                    "|| detection && sourceMac != NdOptions.NONE", "", "2.1.7.C", "3.1.3.H"),
            of("overrides a link-layer address without the O flag", "nd.NeighborCache", "if (differs && !override) {",
                    "if (differs && !differs) {", "2.1.18.I", "2.1.19.K"),
            of("takes every advertisement for solicited", "nd.NeighborDiscovery",
                    "boolean solicited = (flags & NdMessage.NA_SOLICITED) != 0;", "boolean solicited = true;",
                    "2.1.17.C", "2.1.19.E"),
            of("keeps a router that says it is none", "nd.NeighborCache",
                    "boolean lost = router[entry] && !isRouter;", "boolean lost = false;", "2.1.21.A", "2.1.21.G"),
            of("asks for a neighbor four times", "nd.NeighborCache", "(resolving ? MAX_MULTICAST_SOLICIT :",
                    "(resolving ? MAX_MULTICAST_SOLICIT + 1 :", "2.1.5.A"),
            of("lets only one packet wait for a neighbor, the first", "nd.NeighborDiscovery",
                    "int pushedOut = neighbors.enqueue(entry, slot);",
                    "int pushedOut = neighbors.firstWaiting(entry) == FramePool.NONE"
                            + " ? neighbors.enqueue(entry, slot) : slot;",
                    "2.1.2.A", "2.1.2.B"),
            of("asks for no routers", "nd.RouterSolicitation", "if (host) {", "if (!host) {", "2.2.1"),
            of("asks for routers after one answered", "nd.RouterDiscovery", "solicitation.stop(in);", "", "2.2.2.A"),
            of("takes advertisements from global addresses", "nd.RouterDiscovery",
                    "if (!Ipv6Address.isLinkLocal(sourceHi)) {", "if (sourceHi == 0) {", "2.2.2.C"),
            of("takes an unspecified hop limit for a hop limit", "nd.RouterDiscovery", "if (hopLimit != 0) {",
                    "if (hopLimit >= 0) {", "2.2.13.A"),
            of("keeps a router whose lifetime is 0", "nd.RouterList",
                    "if (entry != NONE) { lifetimes.disarm(entry); } return entry;", "return entry;", "2.2.14.B"),
            of("follows redirects of others than the first hop", "nd.RoutingTable",
                    "&& nextHopHi == byHi && nextHopLo == byLo", "", "2.3.3.B", "2.3.6.B"),

            // 3. Autoconfiguration
            of("answers probes to nobody", "nd.NeighborDiscovery", "if (toAll) {", "if (toAll && !toAll) {", "3.1.1"),
            of("probes for no address", "nd.DuplicateAddressDetection", "toSend[entry] = (byte) transmits;",
                    "toSend[entry] = 0;", "3.1.1"),
            of("uses an address without waiting for objections", "nd.DuplicateAddressDetection",
                    "deadlines.arm(entry, nowNs + retransTimerNs);", "deadlines.arm(entry, nowNs);", "3.1.2.B"),
            of("uses an address that another has", "nd.NeighborDiscovery", "autoconfiguration.conflict(own, nowNs);",
                    "",
                    "3.1.2.D", "3.1.4.H"),
            of("forms addresses from prefixes without the A flag", "nd.RouterDiscovery",
                    "if ((prefixFlags & NdOptions.PREFIX_AUTONOMOUS) != 0) {", "if (prefixFlags >= 0) {", "3.2.4.B"),
            of("takes a preferred lifetime above the valid one", "nd.AddressAutoconfiguration",
                    "|| preferredS > validS", "", "3.2.4.D"),
            of("lets a lifetime be cut to less than two hours", "nd.AddressAutoconfiguration",
                    "return remainingNs <= TWO_HOURS_NS ? untilNs : nowNs + TWO_HOURS_NS;",
                    "return Deadlines.after(nowNs, announcedNs);", "3.2.5.C", "3.2.5.D"),

            // 4. Path MTU discovery
            of("believes in paths of less than 1280 octets", "ip6.DestinationCache",
                    "return Drop.PATH_MTU_BELOW_MINIMUM.code;",
                    "interfaceIndex[0] = in.index(); hi[0] = Ipv6.destinationHi(b, quote);"
                            + " lo[0] = Ipv6.destinationLo(b, quote); pathMtu[0] = (int) mtu; loweredNs[0] = nowNs;"
                            + " return Drop.OK;",
                    "4.1.6.A", "4.1.6.B"),
            of("has one path MTU for all destinations", "ip6.DestinationCache",
                    "lo[entry] == destinationLo && hi[entry] == destinationHi &&", "", "4.1.2"),
            of("forgets a path MTU after a minute", "ip6.DestinationCache", "nowNs - loweredNs[entry] < ageNs",
                    "nowNs - loweredNs[entry] < 60_000_000_000L", "4.1.9"),
            of("takes no MTU from routers", "nd.RouterDiscovery", "in.linkMtu((int) mtu);", "", "4.1.8"),

            // 5. ICMPv6
            of("answers an Echo Request to a group from the group", "icmp6.EchoResponder",
                    "if (Ipv6Address.isMulticast(ownHi)) {", "if (ownHi == 0) {", "5.1.2.C"),
            of("sends errors about packets to groups", "icmp6.Icmp6Errors", "if (multicast && !evenMulticast) {",
                    "if (multicast && !multicast) {", "5.1.10.A", "1.2.6.H"),

            // 6. Multicast listener discovery
            of("reports no groups", "mld.MulticastListener", "if (groups.takeFresh()) {",
                    "if (groups.takeFresh() && on == null) {", "M13", "M14"),
            of("answers queries without Router Alert", "mld.MulticastListener", "outcome != Drop.OK || !routerAlert",
                    "outcome != Drop.OK", "M23"),
            of("takes a query of version 1 for one of version 2", "mld.MulticastListener",
                    "if (end - at == MldMessage.V1_OCTETS) {", "if (end == at) {", "M20"),

            // 7. Source address selection
            of("takes the smaller scope whatever it has to reach", "ip6.SourceAddressSelection",
                    "return aScope < bScope ? aScope >= scope : bScope < scope;", "return aScope < bScope;", "AS.4"),
            of("prefers deprecated addresses", "ip6.SourceAddressSelection", "return aPreferred;",
                    "return !aPreferred;", "AS.7"),
            of("does not look at how long prefixes match", "ip6.SourceAddressSelection",
                    "return matching(a, destinationHi, destinationLo) > matching(b, destinationHi, destinationLo);",
                    "return false;", "AS.14"),

            // 9. Newer RFCs
            of("takes fragments that overlap", "ip6.Reassembly",
                    "return duplicate ? Drop.FRAGMENT_DUPLICATE.code : Drop.FRAGMENT_OVERLAP.code;", "return Drop.OK;",
                    "X.1"),
            of("takes neighbor discovery in fragments", "NetStack", "if (input.fragmented()) {",
                    "if (input.fragmented() && type == 0) {", "X.7"),
            of("asks for routers every four seconds for ever", "nd.RouterSolicitation", "randomly(lastNs, lastNs)",
                    "randomly(RTR_SOLICITATION_INTERVAL_NS, 0)", "X.9"),
            of("takes all routers for equal", "wire.NdMessage", "return flags << 27 >> 30;", "return 0;", "X.11"),
            of("believes a Packet Too Big about a packet it never sent", "ip6.DestinationCache",
                    "|| !remembered(fingerprint(b, quote))", "", "X.17"),
            of("sends errors without a limit", "icmp6.Icmp6Errors", "if (after - nowNs > burst * intervalNs) {",
                    "if (burst < 0) {", "X.19"),
            of("sends errors about errors", "icmp6.Icmp6Errors",
                    "return !Icmpv6.isError(type) && type != Icmpv6.REDIRECT;", "return true;", "X.20"),
            of("quotes more in an error than fits into 1280 octets", "icmp6.Icmp6Errors",
                    "Math.min(end - ip, Ipv6.MINIMUM_MTU_OCTETS -", "Math.min(end - ip, Ethernet.MTU_OCTETS -",
                    "X.21"));

    private Faults() {
    }
}
