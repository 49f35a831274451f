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

    private final Interface[] interfaces;
    private final FramePool pool;
    private final AddressTable addresses;
    private final RoutingTable routing;
    private final NeighborDiscovery discovery;
    private final SourceAddressSelection selection;
    private Interface out;
    private int router;
    private long nextHopHi;
    private long nextHopLo;

    public Ip6Output(Interface[] interfaces, FramePool pool, AddressTable addresses, RoutingTable routing,
            NeighborDiscovery discovery, SourceAddressSelection selection) {
        this.interfaces = interfaces;
        this.pool = pool;
        this.addresses = addresses;
        this.routing = routing;
        this.discovery = discovery;
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
     * Sends the finished packet in a slot along the route found last. The slot is given up.
     *
     * @return {@link Drop#OK} or a drop code, counted
     */
    public int send(int slot, long nowNs) {
        byte[] b = pool.bytes(slot);
        if (Ipv6.HEADER_OCTETS + Ipv6.payloadLength(b, FramePool.IP_AT) > out.linkMtu()) {
            pool.release(slot);
            return out.counters().drop(Drop.PACKET_TOO_BIG);
        }
        if (Ipv6Address.isMulticast(nextHopHi)) {
            return out.send(slot, Ethernet.group(nextHopLo), nowNs);
        }
        return discovery.send(out, slot, nextHopHi, nextHopLo, nowNs);
    }
}
