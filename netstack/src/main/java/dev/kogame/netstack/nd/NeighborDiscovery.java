package dev.kogame.netstack.nd;

import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.NdMessage;
import dev.kogame.netstack.wire.NdOptions;

/**
 * Address resolution and neighbor unreachability detection, RFC 4861 section 7: receives solicitations and advertisements, sends a
 * packet to its next hop, runs the timers of the {@link NeighborCache}.
 *
 * <p>Messages come with their ICMPv6 checksum checked. One thread; allocates nothing after construction.
 */
public final class NeighborDiscovery {

    private final Interface[] interfaces;
    private final FramePool pool;
    private final NeighborCache neighbors;
    private final RouterList routers;
    private final RoutingTable routing;
    private final AddressTable addresses;
    private final AddressAutoconfiguration autoconfiguration;
    private final NdOutput output;
    private final int routerFlag;

    /** @param router whether this node forwards for others: sets the R flag of its advertisements */
    public NeighborDiscovery(Interface[] interfaces, FramePool pool, NeighborCache neighbors, RouterList routers,
            RoutingTable routing, AddressTable addresses, AddressAutoconfiguration autoconfiguration, boolean router) {
        this.interfaces = interfaces;
        this.pool = pool;
        this.neighbors = neighbors;
        this.routers = routers;
        this.routing = routing;
        this.addresses = addresses;
        this.autoconfiguration = autoconfiguration;
        output = new NdOutput(pool);
        routerFlag = router ? NdMessage.NA_ROUTER : 0;
    }

    /**
     * Sends the finished packet in a slot to a neighbor, now or when its address is resolved. The slot is given up.
     *
     * @return {@link Drop#OK} or a drop code, already counted
     */
    public int send(Interface out, int slot, long nextHopHi, long nextHopLo, long nowNs) {
        int entry = neighbors.find(out.index(), nextHopHi, nextHopLo);
        if ((entry == NeighborCache.NONE || neighbors.state(entry) == NeighborCache.INCOMPLETE)
                && optimistic(out, pool.bytes(slot))) {
            // RFC 4429 section 3.2: not to be asked for now, but a router may know the neighbor, or redirect.
            int router = routing.knownRouter(out.index());
            entry = router == NeighborCache.NONE ? entry : router;
        }
        if (entry == NeighborCache.NONE) {
            entry = evict(out, true);
            if (entry == NeighborCache.NONE) {
                pool.release(slot);
                return out.counters().drop(Drop.NEIGHBOR_CACHE_FULL);
            }
            neighbors.create(entry, out.index(), nextHopHi, nextHopLo);
        }
        int outcome = neighbors.use(entry, nowNs);
        if (outcome == NeighborCache.FOUND_AND_SOLICIT) {
            solicit(entry, false, nowNs);
        }
        if (outcome == NeighborCache.FOUND || outcome == NeighborCache.FOUND_AND_SOLICIT) {
            return out.send(slot, neighbors.mac(entry), nowNs);
        }
        int pushedOut = neighbors.enqueue(entry, slot);
        if (pushedOut != FramePool.NONE) {
            pool.release(pushedOut);
            out.counters().drop(Drop.NEIGHBOR_QUEUE_FULL);
        }
        if (outcome == NeighborCache.SOLICIT) {
            solicit(entry, false, nowNs);
        }
        return Drop.OK;
    }

    /** A Neighbor Solicitation arrived, sections 7.1.1 and 7.2.3. */
    public int solicitation(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = NdMessage.check(b, ip, at, end, NdMessage.NS_OPTIONS);
        if (outcome != Drop.OK) {
            return in.counters().drop(outcome);
        }
        long targetHi = NdMessage.targetHi(b, at);
        long targetLo = NdMessage.targetLo(b, at);
        if (Ipv6Address.isMulticast(targetHi)) {
            return in.counters().drop(Drop.ND_TARGET);
        }
        long sourceHi = Ipv6.sourceHi(b, ip);
        long sourceLo = Ipv6.sourceLo(b, ip);
        long sourceMac = NdOptions.linkLayerAddress(b, at + NdMessage.NS_OPTIONS, end,
                NdOptions.SOURCE_LINK_LAYER_ADDRESS);
        boolean detection = Ipv6Address.isUnspecified(sourceHi, sourceLo);
        if (sourceMac == NdOptions.INVALID || detection && sourceMac != NdOptions.NONE) {
            return in.counters().drop(Drop.ND_LINK_LAYER_ADDRESS);
        }
        if (detection && !Ipv6Address.isSolicitedNode(Ipv6.destinationHi(b, ip), Ipv6.destinationLo(b, ip))) {
            return in.counters().drop(Drop.ND_DESTINATION);
        }
        int target = addresses.find(in.index(), targetHi, targetLo);
        if (target == AddressTable.NONE) {
            return in.counters().drop(Drop.ND_TARGET_UNKNOWN);
        }
        if (detection && !addresses.proven(target)) {
            if (autoconfiguration.cameBack(target, NdOptions.nonce(b, at + NdMessage.NS_OPTIONS, end))) {
                return in.counters().drop(Drop.ND_LOOPED);
            }
            // RFC 4862 section 5.4.3: from the unspecified address it is another station's probe for the same address.
            autoconfiguration.conflict(target, nowNs);
            return Drop.OK;
        }
        if (!addresses.assigned(target)) {
            return in.counters().drop(Drop.ND_TARGET_UNKNOWN);
        }
        if (!detection && sourceMac != NdOptions.NONE) {
            learn(in, sourceHi, sourceLo, sourceMac, nowNs);
        }
        return advertise(in, target, sourceHi, sourceLo, detection, nowNs);
    }

    /** Answers a solicitation, section 7.2.4; a probe for our own address is answered to all nodes. */
    private int advertise(Interface in, int target, long sourceHi, long sourceLo, boolean toAll, long nowNs) {
        long hi = addresses.hi(target);
        long lo = addresses.lo(target);
        if (toAll) {
            int slot = output.neighborAdvertisement(in, hi, lo, Ipv6Address.ALL_NODES_HI, Ipv6Address.ALL_NODES_LO,
                    routerFlag | NdMessage.NA_OVERRIDE);
            return slot == FramePool.NONE
                    ? Drop.NO_FRAME_SLOT.code
                    : in.send(slot, Ethernet.group(Ipv6Address.ALL_NODES_LO), nowNs);
        }
        // RFC 4429 section 3.3: what may be another's address shall override nothing.
        int override = addresses.proven(target) ? NdMessage.NA_OVERRIDE : 0;
        int slot = output.neighborAdvertisement(in, hi, lo, sourceHi, sourceLo,
                routerFlag | NdMessage.NA_SOLICITED | override);
        return slot == FramePool.NONE ? Drop.NO_FRAME_SLOT.code : send(in, slot, sourceHi, sourceLo, nowNs);
    }

    /** A Neighbor Advertisement arrived, sections 7.1.2 and 7.2.5. */
    public int advertisement(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = NdMessage.check(b, ip, at, end, NdMessage.NA_OPTIONS);
        if (outcome != Drop.OK) {
            return in.counters().drop(outcome);
        }
        long targetHi = NdMessage.targetHi(b, at);
        long targetLo = NdMessage.targetLo(b, at);
        int flags = NdMessage.advertisementFlags(b, at);
        boolean solicited = (flags & NdMessage.NA_SOLICITED) != 0;
        if (Ipv6Address.isMulticast(targetHi)) {
            return in.counters().drop(Drop.ND_TARGET);
        }
        if (solicited && Ipv6Address.isMulticast(Ipv6.destinationHi(b, ip))) {
            return in.counters().drop(Drop.ND_DESTINATION);
        }
        long targetMac = NdOptions.linkLayerAddress(b, at + NdMessage.NA_OPTIONS, end,
                NdOptions.TARGET_LINK_LAYER_ADDRESS);
        if (targetMac == NdOptions.INVALID) {
            return in.counters().drop(Drop.ND_LINK_LAYER_ADDRESS);
        }
        int own = addresses.find(in.index(), targetHi, targetLo);
        if (own != AddressTable.NONE) {
            // RFC 4862 section 5.4.4: somebody else has the address that we probe. One that is in use stays in use.
            if (addresses.proven(own)) {
                return in.counters().drop(Drop.ND_TARGET_OURS);
            }
            autoconfiguration.conflict(own, nowNs);
            return Drop.OK;
        }
        int entry = neighbors.find(in.index(), targetHi, targetLo);
        if (entry == NeighborCache.NONE) {
            return in.counters().drop(Drop.ND_TARGET_UNKNOWN);
        }
        if (neighbors.advertised(entry, targetMac, solicited, (flags & NdMessage.NA_OVERRIDE) != 0,
                (flags & NdMessage.NA_ROUTER) != 0, nowNs)) {
            // Section 7.2.5: a router that stopped being one is no default router.
            routing.routerBecameHost(in.index(), targetHi, targetLo);
        }
        if (neighbors.state(entry) != NeighborCache.INCOMPLETE) {
            routing.heard(in.index(), targetHi, targetLo);
        }
        sendWaiting(in, entry, nowNs);
        return Drop.OK;
    }

    /**
     * A neighbor told its link-layer address, sections 7.2.3 and 6.3.4. Answers its entry, or {@link NeighborCache#NONE} if there is
     * no room for it.
     */
    int learn(Interface in, long hi, long lo, long mac, long nowNs) {
        routing.heard(in.index(), hi, lo);
        int entry = neighbors.find(in.index(), hi, lo);
        if (entry != NeighborCache.NONE) {
            neighbors.learn(entry, mac);
            sendWaiting(in, entry, nowNs);
            return entry;
        }
        entry = evict(in, false);
        if (entry == NeighborCache.NONE) {
            in.counters().drop(Drop.NEIGHBOR_CACHE_FULL);
            return entry;
        }
        neighbors.create(entry, in.index(), hi, lo, mac);
        return entry;
    }

    /** Runs the timers that are due, at most {@code budget} of them. Answers how many ran. */
    public int poll(long nowNs, int budget) {
        int work = 0;
        for (int entry = neighbors.due(nowNs); entry != NeighborCache.NONE
                && work < budget; entry = neighbors.due(nowNs)) {
            switch (neighbors.expire(entry, nowNs)) {
                case NeighborCache.SOLICIT_MULTICAST -> solicit(entry, false, nowNs);
                case NeighborCache.SOLICIT_UNICAST -> solicit(entry, true, nowNs);
                case NeighborCache.SUSPECT -> {
                    routing.unreachable(neighbors.interfaceIndex(entry), neighbors.hi(entry), neighbors.lo(entry));
                    solicit(entry, false, nowNs);
                }
                case NeighborCache.GIVE_UP -> {
                    routing.unreachable(neighbors.interfaceIndex(entry), neighbors.hi(entry), neighbors.lo(entry));
                    discardWaiting(interfaces[neighbors.interfaceIndex(entry)], entry);
                    neighbors.remove(entry);
                }
                default -> {
                    // The neighbor went from REACHABLE to STALE, which nobody is told.
                }
            }
            work++;
        }
        for (int router = routers.probeWanted(nowNs); router >= 0; router = routers.probeWanted(nowNs)) {
            if (routers.mayProbe(router, nowNs)) {
                probe(router, nowNs);
            }
            work++;
        }
        return work;
    }

    /** RFC 4191 section 3.5: asks a router that is avoided, once. */
    private void probe(int router, long nowNs) {
        Interface out = interfaces[routers.interfaceIndex(router)];
        int entry = neighbors.find(out.index(), routers.hi(router), routers.lo(router));
        if (entry == NeighborCache.NONE) {
            entry = evict(out, true);
            if (entry == NeighborCache.NONE) {
                return;
            }
            neighbors.create(entry, out.index(), routers.hi(router), routers.lo(router));
        }
        if (neighbors.probe(entry, nowNs) == NeighborCache.SOLICIT) {
            solicit(entry, false, nowNs);
        }
    }

    /** An upper layer has proof that a packet it sent a moment ago reached this neighbor, section 7.3.1. */
    public void confirm(int ifIndex, long neighborHi, long neighborLo, long nowNs) {
        int entry = neighbors.find(ifIndex, neighborHi, neighborLo);
        if (entry != NeighborCache.NONE) {
            neighbors.confirm(entry, nowNs);
        }
    }

    public long nextDeadlineNs() {
        return Math.min(neighbors.nextDeadlineNs(), routers.nextProbeNs());
    }

    /** Sends a solicitation for an entry, section 7.2.2 (to the group) or 7.3.3 (to the cached address). */
    private void solicit(int entry, boolean unicast, long nowNs) {
        Interface out = interfaces[neighbors.interfaceIndex(entry)];
        long hi = neighbors.hi(entry);
        long lo = neighbors.lo(entry);
        int own = addresses.linkLocal(out.index());
        int waiting = neighbors.firstWaiting(entry);
        if (waiting != FramePool.NONE && optimistic(out, pool.bytes(waiting))) {
            // RFC 4429 section 3.2: the packet waits until its source is known to be unique.
            return;
        }
        if (waiting != FramePool.NONE) {
            // Section 7.2.2: the source of the packet that prompts the solicitation, so that the neighbor can answer it at once;
            // unless it ceased to be an address of ours while the packet waits.
            byte[] b = pool.bytes(waiting);
            int source = addresses.find(out.index(), Ipv6.sourceHi(b, FramePool.IP_AT),
                    Ipv6.sourceLo(b, FramePool.IP_AT));
            own = source != AddressTable.NONE && addresses.proven(source) ? source : own;
        }
        if (own == AddressTable.NONE) {
            return;
        }
        long sourceHi = addresses.hi(own);
        long sourceLo = addresses.lo(own);
        long destinationHi = unicast ? hi : Ipv6Address.solicitedNodeHi();
        long destinationLo = unicast ? lo : Ipv6Address.solicitedNodeLo(lo);
        int slot = output.neighborSolicitation(out, sourceHi, sourceLo, destinationHi, destinationLo, hi, lo);
        if (slot != FramePool.NONE) {
            out.send(slot, unicast ? neighbors.mac(entry) : Ethernet.group(destinationLo), nowNs);
        }
    }

    /** Sends what waited for an address that is now known. */
    private void sendWaiting(Interface out, int entry, long nowNs) {
        if (neighbors.state(entry) == NeighborCache.INCOMPLETE) {
            return;
        }
        for (int slot = neighbors.dequeue(entry); slot != FramePool.NONE; slot = neighbors.dequeue(entry)) {
            neighbors.use(entry, nowNs);
            out.send(slot, neighbors.mac(entry), nowNs);
        }
    }

    /** Whether the source of a packet of ours is an address that may yet be found to be another's. */
    private boolean optimistic(Interface out, byte[] b) {
        int source = addresses.find(out.index(), Ipv6.sourceHi(b, FramePool.IP_AT), Ipv6.sourceLo(b, FramePool.IP_AT));
        return source != AddressTable.NONE && addresses.state(source) == AddressState.OPTIMISTIC;
    }

    private int evict(Interface in, boolean incomplete) {
        int entry = neighbors.room(incomplete, routers);
        if (entry != NeighborCache.NONE) {
            discardWaiting(interfaces[neighbors.interfaceIndex(entry)], entry);
            neighbors.remove(entry);
        }
        return entry;
    }

    private void discardWaiting(Interface out, int entry) {
        for (int slot = neighbors.dequeue(entry); slot != FramePool.NONE; slot = neighbors.dequeue(entry)) {
            pool.release(slot);
            out.counters().drop(Drop.NEIGHBOR_UNREACHABLE);
        }
    }
}
