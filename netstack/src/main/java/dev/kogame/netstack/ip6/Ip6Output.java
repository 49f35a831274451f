package dev.kogame.netstack.ip6;

import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.NeighborDiscovery;
import dev.kogame.netstack.nd.RoutingTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * Sends packets of this host: finds the outgoing interface and the next hop (RFC 4861 section 5.2), offers a source address, and hands
 * the finished packet on.
 *
 * <p>In three steps, so that the checksum can be computed over the addresses in between: {@link #route}, {@link #source} if the source
 * is free, {@link #send}. One thread; allocates nothing.
 */
public final class Ip6Output {

    /** Any interface, where an interface index is asked for. */
    public static final int ANY = RoutingTable.ANY;

    /** What fits behind the IPv6 header in a frame slot. */
    public static final int MAX_FRAME_PAYLOAD_OCTETS = Ethernet.MTU_OCTETS - Ipv6.HEADER_OCTETS;

    private final Interface[] interfaces;
    private final FramePool pool;
    private final AddressTable addresses;
    private final RoutingTable routing;
    private final NeighborDiscovery discovery;
    private final DestinationCache destinations;
    private final Fragmentation fragmentation;
    private final SourceAddressSelection selection;
    private Interface out;
    private int router;
    private long nextHopHi;
    private long nextHopLo;

    public Ip6Output(Interface[] interfaces, FramePool pool, AddressTable addresses, RoutingTable routing,
            NeighborDiscovery discovery, SourceAddressSelection selection, DestinationCache destinations,
            Fragmentation fragmentation) {
        this.interfaces = interfaces;
        this.pool = pool;
        this.addresses = addresses;
        this.routing = routing;
        this.discovery = discovery;
        this.destinations = destinations;
        this.fragmentation = fragmentation;
        this.selection = selection;
        out = interfaces[0];
    }

    /** A slot to build a packet in, or {@link FramePool#NONE}, counted on an interface. */
    public int take(Interface on) {
        int slot = pool.take();
        if (slot == FramePool.NONE) {
            on.counters().drop(Drop.NO_FRAME_SLOT);
        }
        return slot;
    }

    /** A slot for a packet of some length, its IPv6 header included, or {@link FramePool#NONE}, counted on an interface. */
    public int take(Interface on, int packetOctets) {
        if (packetOctets <= Ipv6.HEADER_OCTETS + MAX_FRAME_PAYLOAD_OCTETS) {
            return take(on);
        }
        if (packetOctets > pool.maxPacketOctets()) {
            on.counters().drop(Drop.PACKET_TOO_BIG);
            return FramePool.NONE;
        }
        int slot = pool.takeLarge();
        if (slot == FramePool.NONE) {
            on.counters().drop(Drop.NO_LARGE_SLOT);
        }
        return slot;
    }

    /** The longest packet that can be sent, in fragments if it must be, its IPv6 header included. */
    public int maxPacketOctets() {
        return pool.maxPacketOctets();
    }

    /** Gives up a slot that will not be sent. */
    public void cancel(int slot) {
        pool.release(slot);
    }

    public byte[] bytes(int slot) {
        return pool.bytes(slot);
    }

    /**
     * Finds the way to a destination.
     *
     * @param ifIndex the interface to leave by, which a link-local or multicast destination needs to mean anything (the first one
     *            if {@link #ANY} is given), or {@link #ANY}
     * @param sourceHi the source address, if it is settled: a router that announced its prefix is preferred then, RFC 8028
     * @return {@link Drop#OK}, or {@link Drop#NO_ROUTE} counted
     */
    public int route(int ifIndex, long sourceHi, long sourceLo, long destinationHi, long destinationLo) {
        if (Ipv6Address.isUnspecified(destinationHi, destinationLo)
                || Ipv6Address.isLoopback(destinationHi, destinationLo)) {
            // RFC 4291 sections 2.5.2 and 2.5.3: neither is ever a destination on a link.
            return interfaces[Math.max(ifIndex, 0)].counters().drop(Drop.NO_ROUTE);
        }
        int source = ifIndex < 0 ? AddressTable.NONE : addresses.find(ifIndex, sourceHi, sourceLo);
        if (!routing.route(ifIndex, source, destinationHi, destinationLo)) {
            return interfaces[Math.max(ifIndex, 0)].counters().drop(Drop.NO_ROUTE);
        }
        out = interfaces[routing.interfaceIndex()];
        router = routing.router();
        nextHopHi = routing.nextHopHi();
        nextHopLo = routing.nextHopLo();
        return Drop.OK;
    }

    /** Whether an address is known to be no single node's: the Subnet-Router anycast address of this link, RFC 4291 section 2.6.1. */
    public boolean anycast(Interface in, long hi, long lo) {
        return lo == 0 && (Ipv6Address.isLinkLocal(hi) || routing.onLink(in.index(), hi, lo));
    }

    /** Finds the way to a destination for a source address that is still to be chosen. */
    public int route(int ifIndex, long destinationHi, long destinationLo) {
        return route(ifIndex, 0, 0, destinationHi, destinationLo);
    }

    /** The interface of the route found last. */
    public Interface out() {
        return out;
    }

    /**
     * The source address for a destination on the route found last: its entry in the address table, or {@link AddressTable#NONE},
     * counted.
     */
    public int source(long destinationHi, long destinationLo) {
        int entry = selection.select(out.index(), router, destinationHi, destinationLo);
        if (entry == AddressTable.NONE) {
            out.counters().drop(Drop.NO_SOURCE_ADDRESS);
        }
        return entry;
    }

    /**
     * An upper layer has proof that a packet it sent a moment ago arrived: the next hop is reachable, RFC 4861 section 7.3.1.
     *
     * @param ifIndex the interface it left by
     */
    public void confirmReachable(int ifIndex, long sourceHi, long sourceLo, long destinationHi, long destinationLo,
            long nowNs) {
        int source = addresses.find(ifIndex, sourceHi, sourceLo);
        if (!Ipv6Address.isMulticast(destinationHi) && routing.find(ifIndex, source, destinationHi, destinationLo)) {
            discovery.confirm(routing.interfaceIndex(), routing.nextHopHi(), routing.nextHopLo(), nowNs);
        }
    }

    /**
     * Sends the finished packet in a slot along the route found last, in fragments if its path asks for them. The slot is given up.
     *
     * @return {@link Drop#OK} or a drop code, counted
     */
    public int send(int slot, long nowNs) {
        byte[] b = pool.bytes(slot);
        int mtu = destinations.pathMtu(out, Ipv6.destinationHi(b, FramePool.IP_AT),
                Ipv6.destinationLo(b, FramePool.IP_AT), nowNs);
        if (Ipv6.HEADER_OCTETS + Ipv6.payloadLength(b, FramePool.IP_AT) > mtu) {
            return fragmentation.send(out, slot, nextHopHi, nextHopLo, mtu, nowNs);
        }
        destinations.sent(b, FramePool.IP_AT);
        if (Ipv6Address.isMulticast(nextHopHi)) {
            return out.send(slot, Ethernet.group(nextHopLo), nowNs);
        }
        return discovery.send(out, slot, nextHopHi, nextHopLo, nowNs);
    }
}
