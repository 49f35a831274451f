package dev.kogame.netstack;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.SplittableRandom;

import dev.kogame.board.Boot;
import dev.kogame.board.EthernetPort;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.dhcp6.Dhcp6Client;
import dev.kogame.netstack.icmp6.EchoRequester;
import dev.kogame.netstack.icmp6.EchoResponder;
import dev.kogame.netstack.icmp6.Icmp6Errors;
import dev.kogame.netstack.ip6.DestinationCache;
import dev.kogame.netstack.ip6.DestinationOrder;
import dev.kogame.netstack.ip6.Fragmentation;
import dev.kogame.netstack.ip6.Ip6Input;
import dev.kogame.netstack.ip6.Ip6Output;
import dev.kogame.netstack.ip6.Reassembly;
import dev.kogame.netstack.ip6.SourceAddressSelection;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.mld.MulticastListener;
import dev.kogame.netstack.nd.AddressAutoconfiguration;
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
import dev.kogame.netstack.udp.UdpSockets;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * The rooms of one stack: all that is built once and shared, with all the memory it takes. Nothing is done here; {@link NetStack} gives the
 * rooms their turns, and {@link FrameInput} hands them what arrives.
 */
final class Rooms {

    /** How many Echo Requests of this host may wait for replies. */
    private static final int ECHO_REQUESTS = 8;

    final FramePool pool;
    final Interface[] interfaces;
    final AddressTable addresses;
    final PrefixList prefixes;
    final NeighborCache neighbors;
    final RouterSolicitation routerSolicitation;
    final AddressAutoconfiguration autoconfiguration;
    final NeighborDiscovery neighborDiscovery;
    final RouterDiscovery routerDiscovery;
    final RedirectFunction redirects;
    final DnsServers dnsServers;
    final DnsSearchList dnsSearchList;
    final DestinationOrder destinationOrder;
    final RouterAdvertiser[] advertiser;
    final MulticastListener[] listeners;
    final Ip6Input input;
    final Reassembly reassembly;
    final DestinationCache destinations;
    final Fragmentation fragmentation;
    final EchoResponder echo;
    final EchoRequester echoRequester;
    final Icmp6Errors errors;
    final UdpSockets udp;
    final Dhcp6Client[] dhcp6;
    final StackReport report;

    /** @param config holds for the number of ports */
    Rooms(StackConfig config, EthernetPort[] ports) {
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
}
