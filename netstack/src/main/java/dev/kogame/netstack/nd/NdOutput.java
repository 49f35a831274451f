package dev.kogame.netstack.nd;

import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.NdMessage;
import dev.kogame.netstack.wire.NdOptions;
import dev.kogame.netstack.wire.Octets;

/**
 * Builds the neighbor discovery messages of this host, RFC 4861 section 4, each in a frame slot of its own.
 *
 * <p>A method answers the slot, now the caller's, or {@link FramePool#NONE} if all are taken, which it has counted.
 */
final class NdOutput {

    private static final int AT = FramePool.UPPER_AT;

    private final FramePool pool;

    NdOutput(FramePool pool) {
        this.pool = pool;
    }

    /**
     * A Neighbor Solicitation.
     *
     * @param destinationHi the target itself, or its solicited-node group
     */
    int neighborSolicitation(Interface out, long sourceHi, long sourceLo, long destinationHi, long destinationLo,
            long targetHi, long targetLo) {
        int octets = NdMessage.NS_OPTIONS + NdOptions.LINK_LAYER_ADDRESS_OCTETS;
        int slot = begin(out, octets, sourceHi, sourceLo, destinationHi, destinationLo);
        if (slot != FramePool.NONE) {
            byte[] b = pool.bytes(slot);
            Icmpv6.write(b, AT, Icmpv6.NEIGHBOR_SOLICITATION, 0, 0);
            Ipv6Address.put(b, AT + NdMessage.TARGET, targetHi, targetLo);
            NdOptions.writeLinkLayerAddress(b, AT + NdMessage.NS_OPTIONS, NdOptions.SOURCE_LINK_LAYER_ADDRESS,
                    out.mac());
            seal(b, octets);
        }
        return slot;
    }

    /**
     * A Neighbor Solicitation that probes whether an address is unique, RFC 4862 section 5.4.2: from the unspecified address, so without
     * a source link-layer address (RFC 4861 section 4.3).
     *
     * @param nonce of 48 bits, or {@link NdOptions#NONE}
     */
    int probe(Interface out, long targetHi, long targetLo, long nonce) {
        int octets = NdMessage.NS_OPTIONS + (nonce == NdOptions.NONE ? 0 : NdOptions.NONCE_OCTETS);
        int slot = begin(out, octets, 0, 0, Ipv6Address.solicitedNodeHi(), Ipv6Address.solicitedNodeLo(targetLo));
        if (slot != FramePool.NONE) {
            byte[] b = pool.bytes(slot);
            Icmpv6.write(b, AT, Icmpv6.NEIGHBOR_SOLICITATION, 0, 0);
            Ipv6Address.put(b, AT + NdMessage.TARGET, targetHi, targetLo);
            if (nonce != NdOptions.NONE) {
                NdOptions.writeNonce(b, AT + NdMessage.NS_OPTIONS, nonce);
            }
            seal(b, octets);
        }
        return slot;
    }

    /**
     * A Neighbor Advertisement from the target itself, with its link-layer address.
     *
     * @param flags of {@link NdMessage#NA_ROUTER}, {@link NdMessage#NA_SOLICITED}, {@link NdMessage#NA_OVERRIDE}
     */
    int neighborAdvertisement(Interface out, long targetHi, long targetLo, long destinationHi, long destinationLo,
            int flags) {
        int octets = NdMessage.NA_OPTIONS + NdOptions.LINK_LAYER_ADDRESS_OCTETS;
        int slot = begin(out, octets, targetHi, targetLo, destinationHi, destinationLo);
        if (slot != FramePool.NONE) {
            byte[] b = pool.bytes(slot);
            Icmpv6.write(b, AT, Icmpv6.NEIGHBOR_ADVERTISEMENT, 0, flags << 24);
            Ipv6Address.put(b, AT + NdMessage.TARGET, targetHi, targetLo);
            NdOptions.writeLinkLayerAddress(b, AT + NdMessage.NA_OPTIONS, NdOptions.TARGET_LINK_LAYER_ADDRESS,
                    out.mac());
            seal(b, octets);
        }
        return slot;
    }

    /** A Router Solicitation to all routers. */
    int routerSolicitation(Interface out, long sourceHi, long sourceLo) {
        boolean named = !Ipv6Address.isUnspecified(sourceHi, sourceLo);
        int octets = NdMessage.RS_OPTIONS + (named ? NdOptions.LINK_LAYER_ADDRESS_OCTETS : 0);
        int slot = begin(out, octets, sourceHi, sourceLo, Ipv6Address.ALL_ROUTERS_HI, Ipv6Address.ALL_ROUTERS_LO);
        if (slot != FramePool.NONE) {
            byte[] b = pool.bytes(slot);
            Icmpv6.write(b, AT, Icmpv6.ROUTER_SOLICITATION, 0, 0);
            if (named) {
                NdOptions.writeLinkLayerAddress(b, AT + NdMessage.RS_OPTIONS, NdOptions.SOURCE_LINK_LAYER_ADDRESS,
                        out.mac());
            }
            seal(b, octets);
        }
        return slot;
    }

    /** A Router Advertisement of one prefix, on-link and autonomous, with the link's MTU. */
    int routerAdvertisement(Interface out, long sourceHi, long sourceLo, long destinationHi, long destinationLo,
            int routerLifetimeS, long prefixHi, int validS, int preferredS) {
        int octets = NdMessage.RA_OPTIONS + NdOptions.LINK_LAYER_ADDRESS_OCTETS + NdOptions.MTU_OCTETS
                + NdOptions.PREFIX_OCTETS;
        int slot = begin(out, octets, sourceHi, sourceLo, destinationHi, destinationLo);
        if (slot != FramePool.NONE) {
            byte[] b = pool.bytes(slot);
            Icmpv6.write(b, AT, Icmpv6.ROUTER_ADVERTISEMENT, 0, out.curHopLimit() << 24 | routerLifetimeS);
            Octets.put32(b, AT + NdMessage.RA_REACHABLE_TIME, 0);
            Octets.put32(b, AT + NdMessage.RA_RETRANS_TIMER, 0);
            int at = AT + NdMessage.RA_OPTIONS;
            NdOptions.writeLinkLayerAddress(b, at, NdOptions.SOURCE_LINK_LAYER_ADDRESS, out.mac());
            at += NdOptions.LINK_LAYER_ADDRESS_OCTETS;
            NdOptions.writeMtu(b, at, out.linkMtu());
            at += NdOptions.MTU_OCTETS;
            NdOptions.writePrefix(b, at, prefixHi, AddressTable.PREFIX_LENGTH,
                    NdOptions.PREFIX_ON_LINK | NdOptions.PREFIX_AUTONOMOUS, validS, preferredS);
            seal(b, octets);
        }
        return slot;
    }

    private int begin(Interface out, int octets, long sourceHi, long sourceLo, long destinationHi, long destinationLo) {
        int slot = pool.take();
        if (slot == FramePool.NONE) {
            out.counters().drop(Drop.NO_FRAME_SLOT);
            return slot;
        }
        byte[] b = pool.bytes(slot);
        Ipv6.write(b, FramePool.IP_AT, octets, Icmpv6.PROTOCOL, NdMessage.HOP_LIMIT);
        Ipv6.source(b, FramePool.IP_AT, sourceHi, sourceLo);
        Ipv6.destination(b, FramePool.IP_AT, destinationHi, destinationLo);
        return slot;
    }

    private static void seal(byte[] b, int octets) {
        Icmpv6.seal(b, FramePool.IP_AT, AT, AT + octets);
    }
}
