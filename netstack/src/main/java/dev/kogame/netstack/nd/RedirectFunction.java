package dev.kogame.netstack.nd;

import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.NdMessage;
import dev.kogame.netstack.wire.NdOptions;

/**
 * Follows redirects, RFC 4861 section 8: the {@link RoutingTable} learns a better first hop, the neighbor cache its address.
 *
 * <p>Messages come with their ICMPv6 checksum checked. One thread; allocates nothing.
 */
public final class RedirectFunction {

    private final AddressTable addresses;
    private final NeighborCache neighbors;
    private final RoutingTable routing;
    private final NeighborDiscovery discovery;

    public RedirectFunction(AddressTable addresses, NeighborCache neighbors, RoutingTable routing,
            NeighborDiscovery discovery) {
        this.addresses = addresses;
        this.neighbors = neighbors;
        this.routing = routing;
        this.discovery = discovery;
    }

    /** A Redirect arrived, sections 8.1 and 8.3. */
    public int redirect(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = NdMessage.check(b, ip, at, end, NdMessage.REDIRECT_OPTIONS);
        if (outcome != Drop.OK) {
            return in.counters().drop(outcome);
        }
        long sourceHi = Ipv6.sourceHi(b, ip);
        long sourceLo = Ipv6.sourceLo(b, ip);
        if (!Ipv6Address.isLinkLocal(sourceHi)) {
            return in.counters().drop(Drop.ND_SOURCE);
        }
        long targetHi = NdMessage.targetHi(b, at);
        long targetLo = NdMessage.targetLo(b, at);
        long destinationHi = NdMessage.destinationHi(b, at);
        long destinationLo = NdMessage.destinationLo(b, at);
        boolean onLink = targetHi == destinationHi && targetLo == destinationLo;
        // Not in the text, but of no use to anybody: to be told that we are our own first hop.
        boolean ours = addresses.find(in.index(), targetHi, targetLo) != AddressTable.NONE;
        if (Ipv6Address.isMulticast(destinationHi) || ours || !onLink && !Ipv6Address.isLinkLocal(targetHi)) {
            return in.counters().drop(Drop.ND_REDIRECT);
        }
        long targetMac = NdOptions.linkLayerAddress(b, at + NdMessage.REDIRECT_OPTIONS, end,
                NdOptions.TARGET_LINK_LAYER_ADDRESS);
        if (targetMac == NdOptions.INVALID) {
            return in.counters().drop(Drop.ND_LINK_LAYER_ADDRESS);
        }
        if (!routing.redirect(in.index(), sourceHi, sourceLo, destinationHi, destinationLo, targetHi, targetLo)) {
            return in.counters().drop(Drop.ND_REDIRECT);
        }
        int neighbor = targetMac >= 0
                ? discovery.learn(in, targetHi, targetLo, targetMac, nowNs)
                : neighbors.find(in.index(), targetHi, targetLo);
        if (neighbor != NeighborCache.NONE && !onLink) {
            neighbors.router(neighbor, true);
        }
        return Drop.OK;
    }
}
