package dev.kogame.netstack.nd;

import java.util.StringJoiner;

import dev.kogame.board.Boot;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * Next-hop determination, RFC 4861 section 5.2, of a type C host of RFC 4191: what is on-link goes to its destination, all else through the
 * router with the best route, unless that router told a better first hop.
 *
 * <p>The best route goes, in this order, through a router that is not known to be unreachable (RFC 4191 section 3.2), that announced the
 * prefix of the source address (RFC 8028 section 3.2), has the longest prefix, the highest preference, and is known to the neighbor cache
 * (RFC 4861 section 6.3.6). Routers that are equal and do not answer are used in turn, so that each is asked.
 *
 * <p>It is also the one place where routers come and go: what depends on a router ends with it. One thread; allocates nothing after
 * construction.
 */
public final class RoutingTable {

    /** Any interface, where an interface index is asked for. */
    public static final int ANY = -1;

    /** The rank of a route: the greater, the better. Below come the preference, two bits from 2 on, and the prefix length from 4 on. */
    private static final int USABLE = 1 << 13;
    private static final int ANNOUNCES_SOURCE = 1 << 12;
    private static final int KNOWN = 1;
    private static final int NO_ROUTE = -1;

    private final Interface[] interfaces;
    private final AddressTable addresses;
    private final PrefixList prefixes;
    private final RouterList routers;
    private final RouteList routes;
    private final Redirects redirects;
    private final NeighborCache neighbors;
    private int next;
    private int interfaceIndex;
    private int router = RouterList.NONE;
    private long nextHopHi;
    private long nextHopLo;

    /**
     * @param routeCapacity how many more-specific routes are kept
     * @param redirectCapacity how many redirected destinations are kept; with 0, redirects are not followed
     */
    public RoutingTable(Interface[] interfaces, AddressTable addresses, PrefixList prefixes, RouterList routers,
            NeighborCache neighbors, int routeCapacity, int redirectCapacity) {
        this.interfaces = interfaces;
        this.addresses = addresses;
        this.prefixes = prefixes;
        this.routers = routers;
        this.neighbors = neighbors;
        routes = new RouteList(routers, routeCapacity);
        redirects = new Redirects(redirectCapacity);
    }

    // --- where a packet goes ---------------------------------------------------------------------------------------------

    /**
     * Finds the way of a packet; then {@link #interfaceIndex}, {@link #nextHopHi}, {@link #nextHopLo} and {@link #router} say it.
     *
     * @param ifIndex the interface to leave by, which a link-local or multicast destination needs to mean anything (the first one if
     *            {@link #ANY} is given), or {@link #ANY}
     * @param source the source address' entry in the address table, or {@link AddressTable#NONE} if it is still to be chosen
     * @return whether there is one
     */
    public boolean route(int ifIndex, int source, long destinationHi, long destinationLo) {
        return route(ifIndex, source, destinationHi, destinationLo, true);
    }

    /** Finds the way of packets as {@link #route} does, without sending one: no router that would be better is asked for its sake. */
    public boolean find(int ifIndex, int source, long destinationHi, long destinationLo) {
        return route(ifIndex, source, destinationHi, destinationLo, false);
    }

    /**
     * Finds the way to a destination as {@link #route} does, without sending anything there.
     *
     * @return whether there is one whose next hop is not known to be unreachable
     */
    public boolean reaches(int ifIndex, long destinationHi, long destinationLo) {
        if (!find(ifIndex, AddressTable.NONE, destinationHi, destinationLo)
                || !interfaces[interfaceIndex].up()) {
            return false;
        }
        if (router != RouterList.NONE) {
            return reachability(router) != 0;
        }
        int neighbor = neighbors.find(interfaceIndex, nextHopHi, nextHopLo);
        return neighbor == NeighborCache.NONE || neighbors.state(neighbor) != NeighborCache.UNREACHABLE;
    }

    private boolean route(int ifIndex, int source, long hi, long lo, boolean send) {
        nextHopHi = hi;
        nextHopLo = lo;
        router = RouterList.NONE;
        // An address is used on its own interface alone.
        int by = ifIndex < 0 && source != AddressTable.NONE ? addresses.interfaceOf(source).index() : ifIndex;
        if (Ipv6Address.isMulticast(hi) || Ipv6Address.isLinkLocal(hi)) {
            interfaceIndex = Math.max(by, 0);
            return true;
        }
        interfaceIndex = prefixes.onLink(by, hi, lo);
        if (interfaceIndex != PrefixList.NONE) {
            return true;
        }
        router = select(by, source, hi, lo, send);
        if (router == RouterList.NONE) {
            return false;
        }
        interfaceIndex = routers.interfaceIndex(router);
        nextHopHi = routers.hi(router);
        nextHopLo = routers.lo(router);
        int redirect = redirects.find(interfaceIndex, hi, lo, nextHopHi, nextHopLo);
        if (redirect != Redirects.NONE) {
            nextHopHi = redirects.targetHi(redirect);
            nextHopLo = redirects.targetLo(redirect);
        }
        return true;
    }

    /** Whether a destination is on an interface's link by a prefix that was announced there. */
    public boolean onLink(int ifIndex, long hi, long lo) {
        return prefixes.onLink(ifIndex, hi, lo) != PrefixList.NONE;
    }

    /** The interface of the way found last. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    public long nextHopHi() {
        return nextHopHi;
    }

    public long nextHopLo() {
        return nextHopLo;
    }

    /** The router of the way found last, before any redirect: its entry in the router list, or NONE if the destination is on-link. */
    public int router() {
        return router;
    }

    private int select(int ifIndex, int source, long hi, long lo, boolean send) {
        int best = RouterList.NONE;
        int bestRank = NO_ROUTE;
        for (int i = 0; i < routers.capacity(); i++) {
            int entry = (next + i) % routers.capacity();
            int rank = rank(entry, ifIndex, source, hi, lo);
            if (rank > bestRank) {
                best = entry;
                bestRank = rank;
            }
        }
        if (best != RouterList.NONE && send) {
            if (bestRank < USABLE) {
                next = (best + 1) % routers.capacity();
            }
            wantBetter(best, bestRank, ifIndex, source, hi, lo);
        }
        return best;
    }

    /** RFC 4191 section 3.5: asks the routers that would be better than the chosen one, if only they answered. */
    private void wantBetter(int chosen, int chosenRank, int ifIndex, int source, long hi, long lo) {
        int worth = chosenRank & ~(USABLE | KNOWN);
        for (int entry = 0; entry < routers.capacity(); entry++) {
            int rank = rank(entry, ifIndex, source, hi, lo);
            if (entry != chosen && rank != NO_ROUTE && rank < USABLE && (rank & ~KNOWN) > worth) {
                routers.wantProbe(entry);
            }
        }
    }

    private int rank(int entry, int ifIndex, int source, long hi, long lo) {
        if (!routers.on(entry, ifIndex)) {
            return NO_ROUTE;
        }
        int rank = routers.isDefault(entry) ? worth(0, routers.preference(entry)) : NO_ROUTE;
        for (int route = 0; route < routes.capacity(); route++) {
            if (routes.router(route) == entry && routes.covers(route, hi, lo)) {
                rank = Math.max(rank, worth(routes.length(route), routes.preference(route)));
            }
        }
        if (rank == NO_ROUTE) {
            return rank;
        }
        boolean announces = source != AddressTable.NONE && addresses.announcedBy(source, entry);
        return rank | reachability(entry) | (announces ? ANNOUNCES_SOURCE : 0);
    }

    private static int worth(int length, int preference) {
        return length << 4 | preference + 1 << 2;
    }

    /** RFC 4191 section 3.2: of what nothing is known is taken for reachable. RFC 7048: what is UNREACHABLE is not. */
    private int reachability(int entry) {
        int neighbor = neighbors.find(routers.interfaceIndex(entry), routers.hi(entry), routers.lo(entry));
        boolean known = neighbor != NeighborCache.NONE && neighbors.state(neighbor) != NeighborCache.INCOMPLETE;
        boolean dead = known ? neighbors.state(neighbor) == NeighborCache.UNREACHABLE : routers.silent(entry);
        return dead || !interfaces[routers.interfaceIndex(entry)].up() ? 0 : known ? USABLE | KNOWN : USABLE;
    }

    /** The neighbor cache entry of a default router of an interface whose link-layer address is known, or NONE. */
    int knownRouter(int ifIndex) {
        for (int entry = 0; entry < routers.capacity(); entry++) {
            if (routers.on(entry, ifIndex) && routers.isDefault(entry)) {
                int neighbor = neighbors.find(ifIndex, routers.hi(entry), routers.lo(entry));
                if (neighbor != NeighborCache.NONE && neighbors.state(neighbor) != NeighborCache.INCOMPLETE) {
                    return neighbor;
                }
            }
        }
        return NeighborCache.NONE;
    }

    // --- redirects -------------------------------------------------------------------------------------------------------

    /**
     * A router redirects a destination, RFC 4861 section 8.3.
     *
     * @return whether the router is the current first hop for the destination, section 8.1, from any of our addresses
     */
    boolean redirect(int ifIndex, long byHi, long byLo, long destinationHi, long destinationLo, long targetHi,
            long targetLo) {
        for (int source = AddressTable.NONE; source < addresses.capacity(); source++) {
            boolean ours = source == AddressTable.NONE || addresses.used(source) && addresses.assigned(source)
                    && addresses.interfaceOf(source).index() == ifIndex;
            if (ours && route(ifIndex, source, destinationHi, destinationLo, false) && router != RouterList.NONE
                    && nextHopHi == byHi && nextHopLo == byLo) {
                redirects.put(ifIndex, destinationHi, destinationLo, routers.hi(router), routers.lo(router), targetHi,
                        targetLo);
                return redirects.capacity() > 0;
            }
        }
        return false;
    }

    // --- routers come and go ---------------------------------------------------------------------------------------------

    /**
     * A router announced how long it is a default router, RFC 4861 section 6.3.4; 0 ends that at once.
     *
     * @return its entry in the router list, or {@link RouterList#NONE}, or {@link RouterList#FULL}
     */
    int routerAdvertised(int ifIndex, long hi, long lo, long lifetimeNs, int preference, long nowNs) {
        int entry = routers.update(ifIndex, hi, lo, lifetimeNs, preference, nowNs);
        if (entry >= 0) {
            routers.silent(entry, false);
            return lifetimeNs == 0 && noLongerDefault(entry) ? RouterList.NONE : entry;
        }
        return entry;
    }

    /**
     * A router announced a route, RFC 4191 section 3.1. One of length 0 is a statement about the default route.
     *
     * @return {@link Drop#OK} or a drop code, not counted
     */
    int routeAdvertised(int ifIndex, long routerHi, long routerLo, long prefixHi, long prefixLo, int bits,
            long lifetimeNs, int preference, long nowNs) {
        int entry = bits == 0
                ? routerAdvertised(ifIndex, routerHi, routerLo, lifetimeNs, preference, nowNs)
                : routers.find(ifIndex, routerHi, routerLo);
        if (bits > 0 && entry == RouterList.NONE && lifetimeNs > 0) {
            entry = routers.add(ifIndex, routerHi, routerLo);
        }
        if (entry == RouterList.FULL) {
            return Drop.ROUTER_LIST_FULL.code;
        }
        if (bits == 0 || entry == RouterList.NONE) {
            return Drop.OK;
        }
        boolean room = routes.update(entry, prefixHi, prefixLo, bits, lifetimeNs, preference, nowNs);
        if (routers.idle(entry)) {
            remove(entry);
        }
        return room ? Drop.OK : Drop.ROUTE_LIST_FULL.code;
    }

    /** A router announced a prefix, or took it back: RFC 8028 section 3.1. */
    void prefixAdvertised(int ifIndex, long routerHi, long routerLo, long prefixHi, long prefixLo, int bits,
            boolean valid) {
        int entry = routers.find(ifIndex, routerHi, routerLo);
        if (entry != RouterList.NONE) {
            addresses.announce(entry, ifIndex, prefixHi, prefixLo, bits, valid);
        }
    }

    /** Whether a neighbor is a default router now. */
    boolean isDefaultRouter(int ifIndex, long hi, long lo) {
        int entry = routers.find(ifIndex, hi, lo);
        return entry != RouterList.NONE && routers.isDefault(entry);
    }

    /** A neighbor says that it is no router any more, RFC 4861 section 7.2.5. */
    void routerBecameHost(int ifIndex, long hi, long lo) {
        redirects.forget(ifIndex, hi, lo, true);
        int entry = routers.find(ifIndex, hi, lo);
        if (entry != RouterList.NONE) {
            remove(entry);
        }
    }

    /** A neighbor answers no solicitation: what goes through it shall look for another way, RFC 4861 section 7.3.3. */
    void unreachable(int ifIndex, long hi, long lo) {
        redirects.forget(ifIndex, hi, lo, false);
        silent(ifIndex, hi, lo, true);
    }

    /** A neighbor told its link-layer address. */
    void heard(int ifIndex, long hi, long lo) {
        silent(ifIndex, hi, lo, false);
    }

    private void silent(int ifIndex, long hi, long lo, boolean isSilent) {
        int entry = routers.find(ifIndex, hi, lo);
        if (entry != RouterList.NONE) {
            routers.silent(entry, isSilent);
        }
    }

    /** Section 6.3.5: destinations that were redirected to the router look for another way. Answers whether it left the list. */
    private boolean noLongerDefault(int entry) {
        redirects.forget(routers.interfaceIndex(entry), routers.hi(entry), routers.lo(entry), true);
        if (routers.idle(entry)) {
            remove(entry);
            return true;
        }
        return false;
    }

    private void remove(int entry) {
        redirects.forget(routers.interfaceIndex(entry), routers.hi(entry), routers.lo(entry), true);
        routes.removeThrough(entry);
        addresses.withdrawAnnouncements(entry);
        routers.remove(entry);
    }

    /** Ends the routers and routes whose lifetime is over. Answers how many. */
    int poll(long nowNs) {
        int ended = 0;
        for (int entry = routers.expired(nowNs); entry >= 0; entry = routers.expired(nowNs)) {
            noLongerDefault(entry);
            ended++;
        }
        for (int through = routes.expired(nowNs); through >= 0; through = routes.expired(nowNs)) {
            if (routers.idle(through)) {
                remove(through);
            }
            ended++;
        }
        return ended;
    }

    long nextDeadlineNs() {
        return Math.min(routers.nextDeadlineNs(), routes.nextDeadlineNs());
    }

    /** Adds a line for each more-specific route and each redirected destination. */
    @Boot
    public void report(StringJoiner lines) {
        routes.report(lines);
        redirects.report(lines);
    }
}
