package dev.kogame.netstack;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.kogame.board.Boot;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.dhcp6.Dhcp6Client;
import dev.kogame.netstack.icmp6.EchoRequester;
import dev.kogame.netstack.icmp6.EchoResponder;
import dev.kogame.netstack.icmp6.Icmp6Errors;
import dev.kogame.netstack.icmp6.ReceivedError;
import dev.kogame.netstack.ip6.DestinationCache;
import dev.kogame.netstack.ip6.DestinationOrder;
import dev.kogame.netstack.ip6.Fragmentation;
import dev.kogame.netstack.ip6.Ip6Input;
import dev.kogame.netstack.ip6.Ip6Output;
import dev.kogame.netstack.ip6.Reassembly;
import dev.kogame.netstack.ip6.SourceAddressSelection;
import dev.kogame.netstack.link.Counters;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.link.MulticastGroups;
import dev.kogame.netstack.mld.MulticastListener;
import dev.kogame.netstack.nd.AddressAutoconfiguration;
import dev.kogame.netstack.nd.AddressListener;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.DnsSearchList;
import dev.kogame.netstack.nd.DnsServers;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import dev.kogame.netstack.nd.NeighborCache;
import dev.kogame.netstack.nd.NeighborDiscovery;
import dev.kogame.netstack.nd.PrefixList;
import dev.kogame.netstack.nd.RedirectFunction;
import dev.kogame.netstack.nd.RouterAdvertiser;
import dev.kogame.netstack.nd.RouterDiscovery;
import dev.kogame.netstack.nd.RouterList;
import dev.kogame.netstack.nd.RouterSolicitation;
import dev.kogame.netstack.nd.RoutingTable;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.udp.UdpSockets;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;
import dev.kogame.netstack.wire.Udp;

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

    /** How many Echo Requests of this host may wait for replies. */
    private static final int ECHO_REQUESTS = 8;

    private final StackConfig config;
    private final EthernetPort[] ports;
    private final List<ByHand> byHand = new ArrayList<>();
    private final StackReport report;
    private AddressListener listener = (interfaceIndex, hi, lo, state) -> {};
    private final FramePool pool;
    private final Interface[] interfaces;
    private final AddressTable addresses;
    private final PrefixList prefixes;
    private final NeighborCache neighbors;
    private final RouterSolicitation routerSolicitation;
    private final AddressAutoconfiguration autoconfiguration;
    private final NeighborDiscovery neighborDiscovery;
    private final RouterDiscovery routerDiscovery;
    private final RedirectFunction redirects;
    private final DnsServers dnsServers;
    private final DnsSearchList dnsSearchList;
    private final DestinationOrder destinationOrder;
    private final RouterAdvertiser[] advertiser;
    private final MulticastListener[] listeners;
    private final Ip6Input input;
    private final Reassembly reassembly;
    private final DestinationCache destinations;
    private final Fragmentation fragmentation;
    private final EchoResponder echo;
    private final EchoRequester echoRequester;
    private final Icmp6Errors errors;
    private final ReceivedError received = new ReceivedError();
    private final boolean portUnreachable;
    private final UdpSockets udp;
    private final Dhcp6Client[] dhcp6;
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
        boolean router = config.advertisedPrefixHi() != 0;
        SplittableRandom random = new SplittableRandom(config.seed());
        pool = new FramePool(config.get(Limit.FRAME_SLOTS), config.get(Limit.LARGE_PACKET_SLOTS),
                config.get(Limit.LARGE_PACKET_OCTETS));
        interfaces = new Interface[ports.length];
        for (int i = 0; i < ports.length; i++) {
            interfaces[i] = new Interface(i, ports[i], pool, config.get(Limit.TRANSMIT_QUEUE),
                    config.get(Limit.GROUPS));
            interfaces[i].groups().join(Ipv6Address.ALL_NODES_HI, Ipv6Address.ALL_NODES_LO);
        }
        addresses = new AddressTable(interfaces, config.get(Limit.ADDRESSES));
        prefixes = new PrefixList(config.get(Limit.PREFIXES));
        RouterList routers = new RouterList(config.get(Limit.ROUTERS));
        neighbors = new NeighborCache(interfaces, config.get(Limit.NEIGHBORS), config.get(Limit.WAITING_PER_NEIGHBOR),
                config.on(Switch.UNREACHABLE_STATE));
        RoutingTable routing = new RoutingTable(interfaces, addresses, prefixes, routers, neighbors,
                config.get(Limit.ROUTES), config.get(Limit.REDIRECTS));
        dnsServers = new DnsServers(config.get(Limit.DNS_SERVERS));
        dnsSearchList = new DnsSearchList(config.get(Limit.DNS_SEARCH_DOMAINS));
        routerSolicitation = new RouterSolicitation(interfaces, pool, addresses, !router,
                config.on(Switch.ROUTER_SOLICITATION_BACKOFF), random);
        byte[] secret = config.secret().length > 0 ? config.secret() : secretOf(interfaces[0].mac());
        AddressAutoconfiguration.Manners manners = new AddressAutoconfiguration.Manners(config.on(Switch.DAD_NONCE),
                config.on(Switch.GRATUITOUS_ADVERTISEMENT) && !router, config.on(Switch.OPTIMISTIC_DAD) && !router,
                config.on(Switch.DISABLE_ON_DUPLICATE));
        autoconfiguration = new AddressAutoconfiguration(pool, addresses, routerSolicitation,
                new InterfaceIdentifier(config.interfaceIdentifier(), secret, temporarySecret(random)),
                manners, config.get(Limit.DUPLICATE_ADDRESS_PROBES), config.get(Limit.INITIAL_DELAY_MS) * 1_000_000L,
                random);
        neighborDiscovery = new NeighborDiscovery(interfaces, pool, neighbors, routers, routing, addresses,
                autoconfiguration, router);
        routerDiscovery = new RouterDiscovery(interfaces, routing, prefixes, neighbors, neighborDiscovery,
                routerSolicitation, autoconfiguration, dnsServers, dnsSearchList, random);
        redirects = new RedirectFunction(addresses, neighbors, routing, neighborDiscovery);
        advertiser = router
                ? new RouterAdvertiser[] {new RouterAdvertiser(interfaces[0], config.advertisedPrefixHi(), pool,
                        addresses, neighborDiscovery, neighbors, random)}
                : new RouterAdvertiser[0];
        if (router) {
            interfaces[0].groups().join(Ipv6Address.ALL_ROUTERS_HI, Ipv6Address.ALL_ROUTERS_LO);
        }
        listeners = new MulticastListener[ports.length];
        for (int i = 0; i < ports.length; i++) {
            listeners[i] = new MulticastListener(interfaces[i], addresses, random);
        }
        input = new Ip6Input(config.get(Limit.EXTENSION_HEADERS), config.get(Limit.OPTIONS),
                config.get(Limit.OPTIONS_OCTETS), config.get(Limit.PADDING_OCTETS));
        reassembly = new Reassembly(config.get(Limit.REASSEMBLY_SLOTS), config.get(Limit.LARGE_PACKET_OCTETS));
        destinations = new DestinationCache(config.get(Limit.DESTINATIONS),
                config.get(Limit.PATH_MTU_SECONDS) * 1_000_000_000L, random);
        // Of the frame slots a quarter may hold packets that wait to be cut; the others are there to send the pieces.
        fragmentation = new Fragmentation(pool, neighbors, neighborDiscovery, destinations,
                config.get(Limit.LARGE_PACKET_SLOTS) + config.get(Limit.FRAME_SLOTS) / 4, random);
        SourceAddressSelection selection = new SourceAddressSelection(addresses, config.policyTable(),
                config.on(Switch.PREFER_TEMPORARY));
        destinationOrder = new DestinationOrder(addresses, routing, selection, config.policyTable());
        Ip6Output output = new Ip6Output(interfaces, pool, addresses, routing, neighborDiscovery, selection,
                destinations, fragmentation);
        echo = new EchoResponder(addresses, output);
        echoRequester = new EchoRequester(ECHO_REQUESTS, addresses, output, random);
        errors = new Icmp6Errors(addresses, output, config.get(Limit.ICMP_ERRORS_PER_SECOND),
                config.get(Limit.ICMP_ERROR_BURST));
        portUnreachable = config.get(Limit.PORT_UNREACHABLE) != 0;
        boolean dhcp = config.on(Switch.DHCP6) && !router;
        udp = new UdpSockets(config.get(Limit.UDP_SOCKETS) + (dhcp ? 1 : 0), addresses, output);
        dhcp6 = dhcp
                ? new Dhcp6Client[] {new Dhcp6Client(interfaces, addresses, autoconfiguration, routerDiscovery,
                        dnsServers, dnsSearchList, udp, random)}
                : new Dhcp6Client[0];
        report = new StackReport(config, interfaces, pool, addresses, prefixes, routers, neighbors, routing);
    }

    /**
     * Deviation: RFC 7217 section 5 wants a random secret kept in storage. A bulb without storage derives it from its hardware
     * address, so that its addresses are the same after every start.
     */
    @Boot
    private static byte[] secretOf(long mac) {
        byte[] input = "kogame ......".getBytes(StandardCharsets.US_ASCII);
        Octets.put48(input, input.length - 6, mac);
        return digest(input);
    }

    /** Deviation: RFC 8981 section 3.3.2 wants 128 random bits; these come from the seed, which has 64. */
    @Boot
    private static byte[] temporarySecret(SplittableRandom random) {
        byte[] input = "temporary ........".getBytes(StandardCharsets.US_ASCII);
        Octets.put64(input, input.length - 8, random.nextLong());
        return digest(input);
    }

    @Boot
    private static byte[] digest(byte[] input) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(input);
            return Arrays.copyOf(digest, InterfaceIdentifier.SECRET_OCTETS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Whom to tell of changes of the interfaces' addresses; replaces the one told before. */
    @Boot
    public void onAddressChange(AddressListener to) {
        listener = to;
        addresses.listener(to);
    }

    /** The Ethernet address of an interface, its first octet in bits 47..40. */
    public long mac(int interfaceIndex) {
        return interfaces[interfaceIndex].mac();
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
        return udp.open(port, handler);
    }

    /**
     * Gives an interface an address by hand, checked for uniqueness like any other when the link comes up; its prefix of 64 bits is
     * on-link. Call it before the first poll.
     *
     * @throws IllegalStateException if there is no room for it
     */
    @Boot
    public void addAddress(int interfaceIndex, long hi, long lo) {
        if (addresses.add(interfaceIndex, hi, lo, true) == AddressTable.NONE
                || !prefixes.update(interfaceIndex, hi, 0, AddressTable.PREFIX_LENGTH, Long.MAX_VALUE, 0)) {
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
        if (interfaces[interfaceIndex].groups().join(hi, lo) == MulticastGroups.FULL) {
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
        interfaces[interfaceIndex].groups().leave(hi, lo);
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
        for (int i = 0; i < interfaces.length; i++) {
            interfaces[i].groups().leaveAll();
            // While there is the link-local address that a report must come from.
            listeners[i].poll(nowNs);
        }
        autoconfiguration.removeAll();
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
        next.udp.adopt(udp);
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
        for (int i = 0; i < interfaces.length; i++) {
            work += receive(interfaces[i], nowNs, budget);
            work += listeners[i].poll(nowNs);
        }
        work += autoconfiguration.poll(nowNs, budget);
        work += routerSolicitation.poll(nowNs);
        work += neighborDiscovery.poll(nowNs, budget);
        work += routerDiscovery.poll(nowNs);
        work += echoRequester.poll(nowNs);
        for (int i = 0; i < dhcp6.length; i++) {
            work += dhcp6[i].poll(nowNs);
        }
        work += expireReassembly(nowNs, budget);
        work += fragmentation.poll(nowNs, budget);
        for (int i = 0; i < advertiser.length; i++) {
            work += advertiser[i].poll(nowNs);
        }
        return work;
    }

    @Override
    public long nextDeadlineNs() {
        long deadlineNs = Math.min(autoconfiguration.nextDeadlineNs(), neighborDiscovery.nextDeadlineNs());
        deadlineNs = Math.min(deadlineNs,
                Math.min(routerSolicitation.nextDeadlineNs(), routerDiscovery.nextDeadlineNs()));
        deadlineNs = Math.min(deadlineNs, echoRequester.nextDeadlineNs());
        deadlineNs = Math.min(deadlineNs, Math.min(reassembly.nextDeadlineNs(), fragmentation.nextDeadlineNs()));
        for (int i = 0; i < interfaces.length; i++) {
            deadlineNs = Math.min(deadlineNs, Math.min(interfaces[i].nextDeadlineNs(), listeners[i].nextDeadlineNs()));
        }
        for (int i = 0; i < dhcp6.length; i++) {
            deadlineNs = Math.min(deadlineNs, dhcp6[i].nextDeadlineNs());
        }
        for (int i = 0; i < advertiser.length; i++) {
            deadlineNs = Math.min(deadlineNs, advertiser[i].nextDeadlineNs());
        }
        return deadlineNs;
    }

    private int receive(Interface in, long nowNs, int budget) {
        int work = in.poll(nowNs);
        if (in.cameUp()) {
            work++;
            in.groups().announceAll();
            autoconfiguration.start(in, nowNs);
            for (int i = 0; i < dhcp6.length; i++) {
                dhcp6[i].linkUp(in.index(), nowNs);
            }
        }
        for (int frames = 0; frames < budget; frames++) {
            int octets = in.receive(frame, nowNs);
            if (octets == 0) {
                break;
            }
            work++;
            if (octets > 0) {
                input(in, frame, FramePool.FRAME_AT, FramePool.FRAME_AT + octets, nowNs);
            }
        }
        return work;
    }

    private void input(Interface in, byte[] b, int at, int end, long nowNs) {
        int ip = at + Ethernet.HEADER_OCTETS;
        int outcome = Ethernet.check(b, at, end);
        if (outcome == Drop.OK && !in.addressed(Ethernet.destination(b, at))) {
            outcome = Drop.ETHERNET_DESTINATION.code;
        } else if (outcome == Drop.OK && Ethernet.type(b, at) != Ethernet.TYPE_IPV6) {
            outcome = Drop.ETHERTYPE.code;
        } else if (outcome == Drop.OK && in.disabled()) {
            outcome = Drop.INTERFACE_DISABLED.code;
        } else if (outcome == Drop.OK) {
            outcome = input.check(b, ip, end);
        }
        if (outcome == Drop.OK && !forUs(in, b, ip)) {
            outcome = Drop.NOT_FOR_US.code;
        }
        if (outcome != Drop.OK) {
            in.counters().drop(outcome);
            return;
        }
        packet(in, b, ip, nowNs);
        int complete = reassembly.complete();
        if (complete != Reassembly.NONE) {
            byte[] whole = reassembly.bytes(complete);
            outcome = input.checkReassembled(whole, reassembly.completeAt(), reassembly.completeEnd(complete));
            if (outcome == Drop.OK) {
                packet(in, whole, reassembly.completeAt(), nowNs);
            }
            reassembly.release(complete);
        }
    }

    /** A packet for us, the header of which is judged: its header chain, and on to its upper layer or to reassembly. */
    private void packet(Interface in, byte[] b, int ip, long nowNs) {
        int outcome = input.walk(b, ip);
        if (outcome == Ip6Input.FRAGMENT) {
            outcome = reassembly.fragment(in, b, ip, input, nowNs);
        } else if (outcome == Drop.OK) {
            outcome = upperLayer(in, b, ip, nowNs);
        }
        if (outcome != Drop.OK) {
            in.counters().drop(outcome);
            if (input.problem() != Ip6Input.SILENT) {
                errors.send(in, b, ip, input.end(), Icmpv6.PARAMETER_PROBLEM, input.problem(), input.pointer(),
                        input.toldToMulticast(), nowNs);
            }
        }
    }

    private int expireReassembly(long nowNs, int budget) {
        int work = 0;
        while (work < budget) {
            int entry = reassembly.due(nowNs);
            if (entry == Reassembly.NONE) {
                break;
            }
            if (reassembly.timeExceeded(entry)) {
                errors.send(reassembly.interfaceOf(entry), reassembly.bytes(entry), reassembly.firstAt(),
                        reassembly.firstEnd(entry), Icmpv6.TIME_EXCEEDED, Icmpv6.REASSEMBLY_TIME_EXCEEDED, 0, false,
                        nowNs);
            }
            reassembly.release(entry);
            work++;
        }
        return work;
    }

    private boolean forUs(Interface in, byte[] b, int ip) {
        long hi = Ipv6.destinationHi(b, ip);
        long lo = Ipv6.destinationLo(b, ip);
        return Ipv6Address.isMulticast(hi) ? in.groups().listening(hi, lo) : addresses.assigned(in.index(), hi, lo);
    }

    /**
     * Whether a packet claims to come from this host, which then would answer itself. Neighbor discovery looks at such a message all the
     * same: another station may have the address too.
     */
    private boolean fromUs(Interface in, byte[] b, int ip) {
        return addresses.assigned(in.index(), Ipv6.sourceHi(b, ip), Ipv6.sourceLo(b, ip));
    }

    /** Hands the packet to its room, which counts its own drops. Answers OK, or the code of a drop not counted yet. */
    private int upperLayer(Interface in, byte[] b, int ip, long nowNs) {
        int at = input.at();
        int end = input.end();
        switch (input.protocol()) {
            case Icmpv6.PROTOCOL -> {
                return icmp(in, b, ip, at, end, nowNs);
            }
            case Udp.PROTOCOL -> {
                if (fromUs(in, b, ip)) {
                    return Drop.IPV6_SOURCE.code;
                }
                if (udp.input(in, b, ip, at, end, nowNs) == Drop.UDP_PORT.code && portUnreachable) {
                    errors.send(in, b, ip, end, Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.PORT_UNREACHABLE, 0, false,
                            nowNs);
                }
                return Drop.OK;
            }
            default -> {
                return input.unknownProtocol(ip);
            }
        }
    }

    private int icmp(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = Icmpv6.check(b, ip, at, end);
        if (outcome != Drop.OK) {
            return outcome;
        }
        int type = Icmpv6.type(b, at);
        if (type >= Icmpv6.ROUTER_SOLICITATION && type <= Icmpv6.REDIRECT) {
            if (input.fragmented()) {
                return Drop.ND_FRAGMENTED.code;
            }
        } else if (fromUs(in, b, ip)) {
            return Drop.IPV6_SOURCE.code;
        }
        switch (type) {
            case Icmpv6.ECHO_REQUEST -> echo.request(in, b, ip, at, end, nowNs);
            case Icmpv6.ECHO_REPLY -> echoRequester.reply(in, b, ip, at, end, nowNs);
            case Icmpv6.NEIGHBOR_SOLICITATION -> neighborDiscovery.solicitation(in, b, ip, at, end, nowNs);
            case Icmpv6.NEIGHBOR_ADVERTISEMENT -> neighborDiscovery.advertisement(in, b, ip, at, end, nowNs);
            case Icmpv6.ROUTER_ADVERTISEMENT -> {
                if (advertiser.length > 0) {
                    return Drop.ICMPV6_TYPE.code;
                }
                routerDiscovery.advertisement(in, b, ip, at, end, nowNs);
            }
            case Icmpv6.ROUTER_SOLICITATION -> {
                if (advertiser.length == 0) {
                    return Drop.ICMPV6_TYPE.code;
                }
                advertiser[0].solicitation(in, b, ip, at, end, nowNs);
            }
            case Icmpv6.REDIRECT -> {
                if (advertiser.length > 0) {
                    return Drop.ND_REDIRECT.code;
                }
                redirects.redirect(in, b, ip, at, end, nowNs);
            }
            case Icmpv6.MLD_QUERY -> listeners[in.index()].query(b, ip, at, end, input.routerAlert(), nowNs);
            case Icmpv6.MLD_V1_REPORT -> listeners[in.index()].report(b, ip, at, end);
            default -> {
                return Icmpv6.isError(type) ? error(in, b, ip, at, end, nowNs) : Drop.ICMPV6_TYPE.code;
            }
        }
        return Drop.OK;
    }

    /** Asks other hosts for an echo. */
    public EchoRequester echoRequester() {
        return echoRequester;
    }

    /** What the tables hold, in lines for a person. */
    public StackReport report() {
        return report;
    }

    /** An ICMPv6 error arrived: it goes to whoever sent the packet that it quotes, RFC 4443 section 2.4 (a) and (d). */
    private int error(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = received.check(b, ip, at, end);
        if (outcome != Drop.OK) {
            return outcome;
        }
        int type = Icmpv6.type(b, at);
        boolean tooBig = type == Icmpv6.PACKET_TOO_BIG;
        if (tooBig) {
            outcome = destinations.tooBig(in, b, received.quote(), end, Icmpv6.body(b, at), nowNs);
            if (outcome != Drop.OK && outcome != Drop.PATH_MTU_NOT_LOWER.code) {
                return outcome;
            }
        }
        int code = Icmpv6.code(b, at);
        int told = switch (received.protocol()) {
            case Udp.PROTOCOL -> udp.error(in, b, received.quote(), received.upper(), end, type, code, nowNs);
            case Icmpv6.PROTOCOL -> echoRequester.error(in, b, ip, received.quote(), received.upper(), end, type, code);
            default -> Drop.ICMPV6_ERROR_UNCLAIMED.code;
        };
        return tooBig ? outcome : told;
    }

    /**
     * Gives the addresses that DHCPv6 servers leased to an interface back, RFC 8415 section 18.2.7: a clean stop. They are gone at once;
     * the polls that follow tell the server. No others are asked for before the link comes up again.
     */
    public void releaseAddresses(int interfaceIndex, long nowNs) {
        for (int i = 0; i < dhcp6.length; i++) {
            dhcp6[i].release(interfaceIndex, nowNs);
        }
    }

    /** The DNS servers that DHCPv6 told of and routers announced. */
    public DnsServers dnsServers() {
        return dnsServers;
    }

    /** The DNS search domains that DHCPv6 told of and routers announced. */
    public DnsSearchList dnsSearchList() {
        return dnsSearchList;
    }

    /** What routers said of each interface, such as whether DHCPv6 is to be asked. */
    public RouterDiscovery routerDiscovery() {
        return routerDiscovery;
    }

    /** The order in which to try the addresses of a name. */
    public DestinationOrder destinationOrder() {
        return destinationOrder;
    }

    /** What an interface received, sent and dropped. */
    public Counters counters(int interfaceIndex) {
        return interfaces[interfaceIndex].counters();
    }

    /** How many interfaces there are. */
    public int interfaces() {
        return interfaces.length;
    }

    /**
     * Proves that every frame slot is free or has an owner. Call it between polls.
     *
     * @throws AssertionError if slots were lost or given back twice
     */
    @Boot
    public void audit() {
        int queued = 0;
        for (Interface each : interfaces) {
            queued += each.queued();
        }
        int owned = queued + neighbors.waiting() + fragmentation.packets();
        if (pool.free() + owned != pool.capacity()) {
            throw new AssertionError(pool.free() + " slots free, " + queued + " queued, " + neighbors.waiting()
                    + " waiting for neighbors and " + fragmentation.packets() + " being fragmented do not make "
                    + pool.capacity());
        }
    }
}
