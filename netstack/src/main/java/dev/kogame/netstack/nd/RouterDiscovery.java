package dev.kogame.netstack.nd;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.NdMessage;
import dev.kogame.netstack.wire.NdOptions;

/**
 * Processes Router Advertisements, RFC 4861 sections 6.1.2 and 6.3.4: routers, on-link prefixes, link parameters; routes (RFC 4191) and
 * DNS servers and domains (RFC 8106). Autonomous prefixes go to {@link AddressAutoconfiguration}.
 *
 * <p>One thread; allocates nothing after construction.
 */
public final class RouterDiscovery {

    /** The longest ReachableTime a router may set, RFC 4861 section 6.2.1 (AdvReachableTime). */
    private static final long MAX_REACHABLE_TIME_MS = 3_600_000;
    /**
     * Deviation: RFC 4861 bounds no RetransTimer; a forged one must not silence this host for days or make it flood the link.
     */
    private static final long MIN_RETRANS_TIMER_MS = 10;
    private static final long MAX_RETRANS_TIMER_MS = 60_000;

    private static final long MS_NS = 1_000_000;
    /** Section 6.3.4: a new random ReachableTime "at least every few hours". */
    private static final long REACHABLE_TIME_REDRAW_NS = 2 * 3600 * 1_000_000_000L;
    /** An advertisement carries a handful; the rest of a hostile one is not looked at, RFC 6583. */
    private static final int MAX_OPTIONS = 32;

    private final Interface[] interfaces;
    private final RoutingTable routing;
    private final PrefixList prefixes;
    private final NeighborCache neighbors;
    private final NeighborDiscovery discovery;
    private final RouterSolicitation solicitation;
    private final AddressAutoconfiguration autoconfiguration;
    private final SplittableRandom random;
    private final DnsServers dnsServers;
    private final DnsSearchList dnsSearchList;
    private final long[] baseReachableTimeMs;
    private final int[] flags;
    private final Deadlines redraw;

    public RouterDiscovery(Interface[] interfaces, RoutingTable routing, PrefixList prefixes, NeighborCache neighbors,
            NeighborDiscovery discovery, RouterSolicitation solicitation, AddressAutoconfiguration autoconfiguration,
            DnsServers dnsServers, DnsSearchList dnsSearchList, SplittableRandom random) {
        this.interfaces = interfaces;
        this.routing = routing;
        this.prefixes = prefixes;
        this.neighbors = neighbors;
        this.discovery = discovery;
        this.solicitation = solicitation;
        this.autoconfiguration = autoconfiguration;
        this.dnsServers = dnsServers;
        this.dnsSearchList = dnsSearchList;
        this.random = random;
        flags = new int[interfaces.length];
        baseReachableTimeMs = new long[interfaces.length];
        redraw = new Deadlines(interfaces.length);
        for (int i = 0; i < interfaces.length; i++) {
            baseReachableTimeMs[i] = Interface.DEFAULT_REACHABLE_TIME_NS / MS_NS;
            drawReachableTime(i, 0);
        }
    }

    /** A Router Advertisement arrived. */
    public int advertisement(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = NdMessage.check(b, ip, at, end, NdMessage.RA_OPTIONS);
        if (outcome != Drop.OK) {
            return in.counters().drop(outcome);
        }
        long sourceHi = Ipv6.sourceHi(b, ip);
        long sourceLo = Ipv6.sourceLo(b, ip);
        if (!Ipv6Address.isLinkLocal(sourceHi)) {
            return in.counters().drop(Drop.ND_SOURCE);
        }
        linkParameters(in, b, at, nowNs);
        flags[in.index()] = NdMessage.routerFlags(b, at);
        long lifetimeNs = AddressAutoconfiguration.lifetimeNs(NdMessage.routerLifetimeS(b, at));
        // RFC 4191 section 2.2: the reserved preference counts as medium here.
        int told = NdMessage.routerPreference(b, at);
        int preference = told == NdMessage.RESERVED_PREFERENCE ? 0 : told;
        if (routing.routerAdvertised(in.index(), sourceHi, sourceLo, lifetimeNs, preference,
                nowNs) == RouterList.FULL) {
            in.counters().drop(Drop.ROUTER_LIST_FULL);
        }
        long sourceMac = NdOptions.linkLayerAddress(b, at + NdMessage.RA_OPTIONS, end,
                NdOptions.SOURCE_LINK_LAYER_ADDRESS);
        int neighbor = sourceMac >= 0
                ? discovery.learn(in, sourceHi, sourceLo, sourceMac, nowNs)
                : neighbors.find(in.index(), sourceHi, sourceLo);
        if (neighbor != NeighborCache.NONE) {
            neighbors.router(neighbor, true);
        }
        options(in, b, ip, at, end, nowNs);
        if (routing.isDefaultRouter(in.index(), sourceHi, sourceLo)) {
            // Section 6.3.7 and RFC 7559 section 2.1: a default route ends the questions.
            solicitation.stop(in);
        }
        return Drop.OK;
    }

    private void options(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int option = at + NdMessage.RA_OPTIONS;
        for (int count = 0; option < end && count < MAX_OPTIONS; count++) {
            int outcome = switch (NdOptions.type(b, option)) {
                case NdOptions.PREFIX_INFORMATION -> prefix(in, b, ip, option, nowNs);
                case NdOptions.MTU -> mtu(in, b, option);
                case NdOptions.ROUTE_INFORMATION -> route(in, b, ip, option, nowNs);
                case NdOptions.RECURSIVE_DNS_SERVER -> dnsServers.option(in.index(), b, option, nowNs);
                case NdOptions.DNS_SEARCH_LIST -> dnsSearchList.option(in.index(), b, option, nowNs);
                // Section 4.6: an option that is not understood is skipped.
                default -> Drop.OK;
            };
            if (outcome != Drop.OK) {
                in.counters().drop(outcome);
            }
            option += NdOptions.octets(b, option);
        }
    }

    /** RFC 4191 section 3.1. */
    private int route(Interface in, byte[] b, int ip, int option, long nowNs) {
        if (!NdOptions.routeLengthOk(b, option)) {
            return Drop.ND_OPTION_LENGTH.code;
        }
        long hi = NdOptions.routePrefixHi(b, option);
        int length = NdOptions.routePrefixLength(b, option);
        int preference = NdOptions.routePreference(b, option);
        // Section 2.3: here the reserved preference voids the option. What is on every link needs no route.
        if (preference == NdMessage.RESERVED_PREFERENCE
                || length > 0 && (Ipv6Address.isLinkLocal(hi) || Ipv6Address.isMulticast(hi))) {
            return Drop.ND_OPTION_VALUE.code;
        }
        return routing.routeAdvertised(in.index(), Ipv6.sourceHi(b, ip), Ipv6.sourceLo(b, ip), hi,
                NdOptions.routePrefixLo(b, option), length,
                AddressAutoconfiguration.lifetimeNs(NdOptions.routeLifetimeS(b, option)), preference, nowNs);
    }

    private void linkParameters(Interface in, byte[] b, int at, long nowNs) {
        int hopLimit = NdMessage.curHopLimit(b, at);
        if (hopLimit != 0) {
            in.curHopLimit(hopLimit);
        }
        long reachableTimeMs = NdMessage.reachableTimeMs(b, at);
        if (reachableTimeMs != 0 && reachableTimeMs <= MAX_REACHABLE_TIME_MS
                && reachableTimeMs != baseReachableTimeMs[in.index()]) {
            baseReachableTimeMs[in.index()] = reachableTimeMs;
            drawReachableTime(in.index(), nowNs);
        }
        long retransTimerMs = NdMessage.retransTimerMs(b, at);
        if (retransTimerMs != 0) {
            in.retransTimerNs(Math.clamp(retransTimerMs, MIN_RETRANS_TIMER_MS, MAX_RETRANS_TIMER_MS) * MS_NS);
        }
    }

    /** Section 6.3.2: uniformly between half and three halves of BaseReachableTime. */
    private void drawReachableTime(int i, long nowNs) {
        long baseNs = baseReachableTimeMs[i] * MS_NS;
        interfaces[i].reachableTimeNs(baseNs / 2 + random.nextLong(baseNs));
        redraw.arm(i, nowNs + REACHABLE_TIME_REDRAW_NS);
    }

    private int prefix(Interface in, byte[] b, int ip, int option, long nowNs) {
        int length = NdOptions.prefixLength(b, option);
        if (NdOptions.octets(b, option) != NdOptions.PREFIX_OCTETS || length > 128) {
            return Drop.ND_OPTION_LENGTH.code;
        }
        int outcome = Drop.OK;
        long hi = NdOptions.prefixHi(b, option);
        int prefixFlags = NdOptions.prefixFlags(b, option);
        long validS = NdOptions.prefixValidLifetimeS(b, option);
        // Section 6.3.4: the link-local prefix cannot be announced, and absence of the L flag says nothing.
        if ((prefixFlags & NdOptions.PREFIX_ON_LINK) != 0 && !Ipv6Address.isLinkLocal(hi)
                && !Ipv6Address.isMulticast(hi)
                && !prefixes.update(in.index(), hi, NdOptions.prefixLo(b, option), length,
                        AddressAutoconfiguration.lifetimeNs(validS), nowNs)) {
            outcome = Drop.PREFIX_LIST_FULL.code;
        }
        if ((prefixFlags & NdOptions.PREFIX_AUTONOMOUS) != 0) {
            int router = neighbors.find(in.index(), Ipv6.sourceHi(b, ip), Ipv6.sourceLo(b, ip));
            autoconfiguration.prefix(in, hi, length, validS, NdOptions.prefixPreferredLifetimeS(b, option),
                    Ipv6Address.isMulticast(Ipv6.destinationHi(b, ip)),
                    router != NeighborCache.NONE && neighbors.state(router) != NeighborCache.INCOMPLETE, nowNs);
        }
        routing.prefixAdvertised(in.index(), Ipv6.sourceHi(b, ip), Ipv6.sourceLo(b, ip), hi,
                NdOptions.prefixLo(b, option), length, validS > 0);
        return outcome;
    }

    private static int mtu(Interface in, byte[] b, int option) {
        long mtu = NdOptions.mtu(b, option);
        // Section 6.3.4: between the minimum link MTU and what the medium carries.
        if (NdOptions.octets(b, option) == NdOptions.MTU_OCTETS && mtu >= Ipv6.MINIMUM_MTU_OCTETS
                && mtu <= Ethernet.MTU_OCTETS) {
            in.linkMtu((int) mtu);
        }
        return Drop.OK;
    }

    /** Whether addresses are to be had by DHCPv6: the M flag of the last advertisement, RFC 4861 section 4.2. */
    public boolean managed(int ifIndex) {
        return (flags[ifIndex] & NdMessage.RA_MANAGED) != 0;
    }

    /** Whether other information is to be had by DHCPv6: the O flag of the last advertisement. */
    public boolean otherConfiguration(int ifIndex) {
        return (flags[ifIndex] & NdMessage.RA_OTHER) != 0;
    }

    /** Runs the timers that are due. Answers how many ran. */
    public int poll(long nowNs) {
        int work = routing.poll(nowNs) + prefixes.poll(nowNs) + dnsServers.poll(nowNs) + dnsSearchList.poll(nowNs);
        for (int i = redraw.due(nowNs); i >= 0; i = redraw.due(nowNs)) {
            drawReachableTime(i, nowNs);
            work++;
        }
        return work;
    }

    public long nextDeadlineNs() {
        long dnsNs = Math.min(dnsServers.nextDeadlineNs(), dnsSearchList.nextDeadlineNs());
        long nextHopNs = Math.min(routing.nextDeadlineNs(), prefixes.nextDeadlineNs());
        return Math.min(redraw.earliestNs(), Math.min(nextHopNs, dnsNs));
    }
}
