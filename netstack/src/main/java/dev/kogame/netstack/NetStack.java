package dev.kogame.netstack;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.Boot;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.icmp6.EchoRequester;
import dev.kogame.netstack.ip6.DestinationOrder;
import dev.kogame.netstack.link.Counters;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.link.MulticastGroups;
import dev.kogame.netstack.nd.AddressListener;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.DnsSearchList;
import dev.kogame.netstack.nd.DnsServers;
import dev.kogame.netstack.nd.RouterDiscovery;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * An IPv6 host on one or more Ethernet ports.
 *
 * <p>Build it, open sockets, then give it its turn for ever: {@code idle(stack.poll(nowNs, budget))}. It forms its addresses by itself
 * when a port's link comes up and tells an {@link AddressListener} so.
 *
 * <p>One thread. All memory is taken by the constructor and the methods that open something; after that nothing allocates, whatever
 * arrives. Nothing that arrives makes it throw.
 */
public final class NetStack implements Duty {

    private final StackConfig config;
    private final EthernetPort[] ports;
    private final List<ByHand> byHand = new ArrayList<>();
    private AddressListener listener = (interfaceIndex, hi, lo, state) -> {};
    private final Rooms rooms;
    private final FrameInput input;
    private final byte[] frame = new byte[FramePool.SLOT_OCTETS];

    /** An address, or a group, that somebody gave an interface and no router: it outlives a restart. */
    private record ByHand(int interfaceIndex, long hi, long lo) {}

    /**
     * Builds a host.
     *
     * @param ports the interfaces, numbered in this order from 0
     * @throws IllegalArgumentException if there is no port, or the configuration does not hold for their number
     */
    public NetStack(StackConfig config, EthernetPort... ports) {
        if (ports.length == 0) {
            throw new IllegalArgumentException("a stack needs at least one port");
        }
        config.validate(ports.length);
        this.config = config;
        this.ports = ports.clone();
        rooms = new Rooms(config, this.ports);
        input = new FrameInput(rooms, config.get(Limit.PORT_UNREACHABLE) != 0);
    }

    /** Whom to tell of changes of the interfaces' addresses; replaces the one told before. */
    @Boot
    public void onAddressChange(AddressListener to) {
        listener = to;
        rooms.addresses.listener(to);
    }

    /** The Ethernet address of an interface, its first octet in bits 47..40. */
    public long mac(int interfaceIndex) {
        return rooms.interfaces[interfaceIndex].mac();
    }

    /**
     * Opens a UDP port.
     *
     * @param port 1 to 65535
     * @param handler called with every datagram for the port
     * @throws IllegalArgumentException if the port is no port, or open already
     * @throws IllegalStateException if the configured number of sockets is open
     */
    @Boot
    public UdpSocket udp(int port, UdpHandler handler) {
        return rooms.udp.open(port, handler);
    }

    /**
     * Gives an interface an address by hand, checked for uniqueness like any other when the link comes up; its prefix of 64 bits is
     * on-link. Call it before the first poll.
     *
     * @throws IllegalStateException if there is no room for it
     */
    @Boot
    public void addAddress(int interfaceIndex, long hi, long lo) {
        if (rooms.addresses.add(interfaceIndex, hi, lo, true) == AddressTable.NONE
                || !rooms.prefixes.update(interfaceIndex, hi, 0, AddressTable.PREFIX_LENGTH, Long.MAX_VALUE, 0)) {
            throw new IllegalStateException(
                    "no room for " + Ipv6Address.text(hi, lo) + "; raise addresses and prefixes");
        }
        byHand.add(new ByHand(interfaceIndex, hi, lo));
    }

    /**
     * Listens to a multicast group until {@link #leaveGroup}. Joined several times, it must be left as often.
     *
     * @throws IllegalArgumentException if the address is no group
     * @throws IllegalStateException if there is no room for it
     */
    @Boot
    public void joinGroup(int interfaceIndex, long hi, long lo) {
        if (!Ipv6Address.isMulticast(hi)) {
            throw new IllegalArgumentException(
                    Ipv6Address.text(hi, lo) + " is no multicast group: those begin with ff");
        }
        if (rooms.interfaces[interfaceIndex].groups().join(hi, lo) == MulticastGroups.FULL) {
            throw new IllegalStateException("no room for group " + Ipv6Address.text(hi, lo) + "; raise groups");
        }
        byHand.add(new ByHand(interfaceIndex, hi, lo));
    }

    /**
     * Takes a {@link #joinGroup} back. With the last of them the group is left, unless an address of the interface needs it, and the
     * next polls tell so: RFC 3810 section 6.1, or RFC 2710 section 4 under a querier of version 1.
     *
     * @throws IllegalStateException if nobody joined it
     */
    @Boot
    public void leaveGroup(int interfaceIndex, long hi, long lo) {
        if (!Ipv6Address.isMulticast(hi) || !byHand.remove(new ByHand(interfaceIndex, hi, lo))) {
            throw new IllegalStateException("nobody joined group " + Ipv6Address.text(hi, lo) + " on interface "
                    + interfaceIndex);
        }
        rooms.interfaces[interfaceIndex].groups().leave(hi, lo);
    }

    /**
     * Starts the host anew, as after it was switched off and on: answers a new stack on the same ports, which knows of no neighbor,
     * router, prefix or address, counts from 0 and begins with duplicate address detection. Addresses given by hand, groups that were
     * joined, the address listener and the UDP sockets with their handlers go over to it; frame slots do not, so nobody may hold one.
     *
     * <p>Before that this stack takes its leave: it reports all groups as left (RFC 3810 section 6.1), takes them from the ports'
     * filters, and tells the listener of each address that it is INVALID. It must not be used afterwards. What still waits in it is lost,
     * and who waits for an echo is not told.
     *
     * @param nowNs the time of the last poll or later
     */
    @Boot
    public NetStack restart(long nowNs) {
        for (int i = 0; i < rooms.interfaces.length; i++) {
            rooms.interfaces[i].groups().leaveAll();
            // While there is the link-local address that a report must come from.
            rooms.listeners[i].poll(nowNs);
        }
        rooms.autoconfiguration.removeAll();
        // Another seed: the new host must not repeat the random delays of this one.
        NetStack next = new NetStack(config.withSeed(config.seed() + 1), ports);
        next.onAddressChange(listener);
        for (ByHand each : byHand) {
            if (Ipv6Address.isMulticast(each.hi)) {
                next.joinGroup(each.interfaceIndex, each.hi, each.lo);
            } else {
                next.addAddress(each.interfaceIndex, each.hi, each.lo);
            }
        }
        next.rooms.udp.adopt(rooms.udp);
        return next;
    }

    /**
     * Receives at most {@code budget} frames from each port, runs the timers that are due, and sends what that brings about.
     *
     * @return the units of work done; 0 means that nothing more is to do before {@link #nextDeadlineNs()}
     */
    @Override
    public int poll(long nowNs, int budget) {
        int work = 0;
        for (int i = 0; i < rooms.interfaces.length; i++) {
            work += receive(rooms.interfaces[i], nowNs, budget);
            work += rooms.listeners[i].poll(nowNs);
        }
        work += rooms.autoconfiguration.poll(nowNs, budget);
        work += rooms.routerSolicitation.poll(nowNs);
        work += rooms.neighborDiscovery.poll(nowNs, budget);
        work += rooms.routerDiscovery.poll(nowNs);
        work += rooms.echoRequester.poll(nowNs);
        for (int i = 0; i < rooms.dhcp6.length; i++) {
            work += rooms.dhcp6[i].poll(nowNs);
        }
        work += input.expireReassembly(nowNs, budget);
        work += rooms.fragmentation.poll(nowNs, budget);
        for (int i = 0; i < rooms.advertiser.length; i++) {
            work += rooms.advertiser[i].poll(nowNs);
        }
        return work;
    }

    @Override
    public long nextDeadlineNs() {
        long deadlineNs = Math.min(rooms.autoconfiguration.nextDeadlineNs(), rooms.neighborDiscovery.nextDeadlineNs());
        deadlineNs = Math.min(deadlineNs,
                Math.min(rooms.routerSolicitation.nextDeadlineNs(), rooms.routerDiscovery.nextDeadlineNs()));
        deadlineNs = Math.min(deadlineNs, rooms.echoRequester.nextDeadlineNs());
        deadlineNs = Math.min(deadlineNs,
                Math.min(rooms.reassembly.nextDeadlineNs(), rooms.fragmentation.nextDeadlineNs()));
        for (int i = 0; i < rooms.interfaces.length; i++) {
            deadlineNs = Math.min(deadlineNs,
                    Math.min(rooms.interfaces[i].nextDeadlineNs(), rooms.listeners[i].nextDeadlineNs()));
        }
        for (int i = 0; i < rooms.dhcp6.length; i++) {
            deadlineNs = Math.min(deadlineNs, rooms.dhcp6[i].nextDeadlineNs());
        }
        for (int i = 0; i < rooms.advertiser.length; i++) {
            deadlineNs = Math.min(deadlineNs, rooms.advertiser[i].nextDeadlineNs());
        }
        return deadlineNs;
    }

    private int receive(Interface in, long nowNs, int budget) {
        int work = in.poll(nowNs);
        if (in.cameUp()) {
            work++;
            in.groups().announceAll();
            rooms.autoconfiguration.start(in, nowNs);
            for (int i = 0; i < rooms.dhcp6.length; i++) {
                rooms.dhcp6[i].linkUp(in.index(), nowNs);
            }
        }
        for (int frames = 0; frames < budget; frames++) {
            int octets = in.receive(frame, nowNs);
            if (octets == 0) {
                break;
            }
            work++;
            if (octets > 0) {
                input.frame(in, frame, FramePool.FRAME_AT, FramePool.FRAME_AT + octets, nowNs);
            }
        }
        return work;
    }

    /** Asks other hosts for an echo. */
    public EchoRequester echoRequester() {
        return rooms.echoRequester;
    }

    /** What the tables hold, in lines for a person. */
    public StackReport report() {
        return rooms.report;
    }

    /**
     * Gives the addresses that DHCPv6 servers leased to an interface back, RFC 8415 section 18.2.7: a clean stop. They are gone at once;
     * the polls that follow tell the server. No others are asked for before the link comes up again.
     */
    public void releaseAddresses(int interfaceIndex, long nowNs) {
        for (int i = 0; i < rooms.dhcp6.length; i++) {
            rooms.dhcp6[i].release(interfaceIndex, nowNs);
        }
    }

    /** The DNS servers that DHCPv6 told of and routers announced. */
    public DnsServers dnsServers() {
        return rooms.dnsServers;
    }

    /** The DNS search domains that DHCPv6 told of and routers announced. */
    public DnsSearchList dnsSearchList() {
        return rooms.dnsSearchList;
    }

    /** What routers said of each interface, such as whether DHCPv6 is to be asked. */
    public RouterDiscovery routerDiscovery() {
        return rooms.routerDiscovery;
    }

    /** The order in which to try the addresses of a name. */
    public DestinationOrder destinationOrder() {
        return rooms.destinationOrder;
    }

    /** What an interface received, sent and dropped. */
    public Counters counters(int interfaceIndex) {
        return rooms.interfaces[interfaceIndex].counters();
    }

    /** How many interfaces there are. */
    public int interfaces() {
        return rooms.interfaces.length;
    }

    /**
     * Proves that every frame slot is free or has an owner. Call it between polls.
     *
     * @throws AssertionError if slots were lost or given back twice
     */
    @Boot
    public void audit() {
        int queued = 0;
        for (Interface each : rooms.interfaces) {
            queued += each.queued();
        }
        int owned = queued + rooms.neighbors.waiting() + rooms.fragmentation.packets();
        if (rooms.pool.free() + owned != rooms.pool.capacity()) {
            throw new AssertionError(rooms.pool.free() + " slots free, " + queued + " queued, "
                    + rooms.neighbors.waiting()
                    + " waiting for neighbors and " + rooms.fragmentation.packets() + " being fragmented do not make "
                    + rooms.pool.capacity());
        }
    }
}
