package dev.kogame.netstack;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;

import dev.kogame.board.Boot;
import dev.kogame.netstack.ip6.PolicyTable;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.nd.DnsSearchList;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import dev.kogame.netstack.wire.ExtensionHeaders;

/**
 * Everything that is fixed when a stack is built: the sizes of its tables and its manners. Immutable; a {@code with} method answers a
 * changed copy and refuses a value out of range with a sentence.
 */
@Boot
public final class StackConfig {

    /** A number to choose, with its default and range. */
    public enum Limit {
        /** Frames on their way out, being built, queued or waiting for an address: the stack's largest piece of memory. */
        FRAME_SLOTS("frameSlots", 16, 4, 1024),
        /** Frames that may wait for one port. */
        TRANSMIT_QUEUE("transmitQueue", 8, 1, 1024),
        /** Entries of the neighbor cache. */
        NEIGHBORS("neighbors", 16, 4, 1024),
        /** Frames that may wait for the address of one neighbor, RFC 4861 section 7.2.2. */
        WAITING_PER_NEIGHBOR("waitingPerNeighbor", 2, 1, 16),
        /** Default routers, RFC 4861 section 6.3.4 asks for two. */
        ROUTERS("routers", 4, 2, 64),
        /** More-specific routes that routers announce, RFC 4191; 0 ignores them. */
        ROUTES("routes", 8, 0, 64),
        /** Destinations that routers redirect, RFC 4861 section 8; 0 ignores redirects. */
        REDIRECTS("redirects", 8, 0, 1024),
        /** On-link prefixes. */
        PREFIXES("prefixes", 8, 1, 64),
        /** Addresses of all interfaces together. */
        ADDRESSES("addresses", 8, 2, 64),
        /** Multicast groups of each interface. */
        GROUPS("groups", 16, 4, 128),
        /** DNS servers that routers announce, RFC 8106 section 5.3.1 asks for three. */
        DNS_SERVERS("dnsServers", 3, 1, 16),
        /** DNS search domains that routers announce, of up to 255 octets each. */
        DNS_SEARCH_DOMAINS("dnsSearchDomains", 3, 1, 16),
        /** UDP ports that can be open. */
        UDP_SOCKETS("udpSockets", 8, 1, 256),
        /** Packets that can be in reassembly at once, each with a buffer of {@code largePacketOctets}. */
        REASSEMBLY_SLOTS("reassemblySlots", 4, 1, 64),
        /** Packets longer than a frame that can be on their way out at once, each with a buffer of {@code largePacketOctets}. */
        LARGE_PACKET_SLOTS("largePacketSlots", 1, 0, 16),
        /** The longest packet that is received or sent in fragments, its IPv6 header included. RFC 8200 section 5 asks for 1500. */
        LARGE_PACKET_OCTETS("largePacketOctets", 2048, 1500, 65_575),
        /** Destinations whose path MTU is less than the link's. */
        DESTINATIONS("destinations", 8, 1, 1024),
        /** How long a path MTU holds after its last decrease, RFC 8201 section 5.3. */
        PATH_MTU_SECONDS("pathMtuSeconds", 600, 300, 1_000_000_000),
        /** Extension headers of a packet, RFC 8504 section 5.3 like the three that follow. */
        EXTENSION_HEADERS("extensionHeaders", 8, 1, ExtensionHeaders.MAX_HEADERS),
        /** Options other than padding in an extension header. */
        OPTIONS("options", 8, 1, 1024),
        /** Octets of an extension header with options. */
        OPTIONS_OCTETS("optionsOctets", ExtensionHeaders.MAX_OCTETS, 8, ExtensionHeaders.MAX_OCTETS),
        /** Octets of padding in a row in an extension header. */
        PADDING_OCTETS("paddingOctets", ExtensionHeaders.MAX_OCTETS, 7, ExtensionHeaders.MAX_OCTETS),
        /** Whether a datagram to a port nobody opened is answered with Port Unreachable: 1 yes, 0 no; RFC 4443 section 3.1. */
        PORT_UNREACHABLE("portUnreachable", 1, 0, 1),
        /** ICMPv6 errors a second in the long run, RFC 4443 section 2.4 (f). */
        ICMP_ERRORS_PER_SECOND("icmpErrorsPerSecond", 20, 1, 10_000),
        /** ICMPv6 errors that may leave at once. */
        ICMP_ERROR_BURST("icmpErrorBurst", 20, 1, 10_000),
        /** DupAddrDetectTransmits, RFC 4862 section 5.1; 0 turns duplicate address detection off. */
        DUPLICATE_ADDRESS_PROBES("duplicateAddressProbes", 1, 0, 10),
        /** The upper end of the random delay before the first message, RFC 4862 section 5.4.2: anything up to a second. */
        INITIAL_DELAY_MS("initialDelayMs", 100, 0, 1000);

        private static final Limit[] ALL = values();

        private final String key;
        private final int byDefault;
        private final int least;
        private final int most;

        Limit(String key, int byDefault, int least, int most) {
            this.key = key;
            this.byDefault = byDefault;
            this.least = least;
            this.most = most;
        }

        /** The name in a configuration file. */
        public String key() {
            return key;
        }

        public int byDefault() {
            return byDefault;
        }

        public int least() {
            return least;
        }

        public int most() {
            return most;
        }
    }

    /** A manner that is on or off. */
    public enum Switch {
        /** A nonce in duplicate address detection, so that a probe that comes back is no duplicate: RFC 7527. */
        DAD_NONCE("dadNonce", true),
        /** Asking for routers for ever, ever more rarely (RFC 7559); otherwise three times, four seconds apart (RFC 4861). */
        ROUTER_SOLICITATION_BACKOFF("routerSolicitationBackoff", true),
        /** Keeping the address of a neighbor that does not answer while packets go to it (RFC 7048); otherwise forgetting it (RFC 4861). */
        UNREACHABLE_STATE("unreachableState", true),
        /** Telling routers of a new address before they need it, RFC 9131. */
        GRATUITOUS_ADVERTISEMENT("gratuitousAdvertisement", true),
        /** Turning IP off when the link-local address made of the hardware's own is a duplicate, RFC 4862 section 5.4.5. */
        DISABLE_ON_DUPLICATE("disableOnDuplicate", true),
        /** Using an address while it is being checked, RFC 4429. */
        OPTIMISTIC_DAD("optimisticDad", false),
        /** Rule 7 of RFC 6724: temporary addresses before public ones; otherwise the other way round. */
        PREFER_TEMPORARY("preferTemporary", true),
        /** Asking DHCPv6 servers for what routers say is to be had from them, RFC 8415; needs UDP port 546. */
        DHCP6("dhcp6", true);

        private final String key;
        private final boolean byDefault;

        Switch(String key, boolean byDefault) {
            this.key = key;
            this.byDefault = byDefault;
        }

        /** The name in a configuration file. */
        public String key() {
            return key;
        }

        public boolean byDefault() {
            return byDefault;
        }
    }

    private final int[] values;
    private final EnumSet<Switch> switches;
    private final PolicyTable policyTable;
    private final InterfaceIdentifier.Kind interfaceIdentifier;
    private final byte[] secret;
    private final long seed;
    private final long advertisedPrefixHi;

    private StackConfig(int[] values, EnumSet<Switch> switches, PolicyTable policyTable,
            InterfaceIdentifier.Kind interfaceIdentifier, byte[] secret, long seed, long advertisedPrefixHi) {
        this.values = values;
        this.switches = switches;
        this.policyTable = policyTable;
        this.interfaceIdentifier = interfaceIdentifier;
        this.secret = secret;
        this.seed = seed;
        this.advertisedPrefixHi = advertisedPrefixHi;
    }

    /** What fits a lightbulb, see {@link #budget}; with a seed of its own at every call. */
    public static StackConfig defaults() {
        EnumSet<Switch> on = EnumSet.noneOf(Switch.class);
        for (Switch each : Switch.values()) {
            if (each.byDefault) {
                on.add(each);
            }
        }
        return new StackConfig(defaultValues(), on, PolicyTable.DEFAULT, InterfaceIdentifier.Kind.STABLE, new byte[0],
                new SecureRandom().nextLong(), 0);
    }

    private static int[] defaultValues() {
        int[] values = new int[Limit.ALL.length];
        for (Limit limit : Limit.ALL) {
            values[limit.ordinal()] = limit.byDefault;
        }
        return values;
    }

    /** @throws IllegalArgumentException if the value is out of the limit's range */
    public StackConfig with(Limit limit, int value) {
        if (value < limit.least || value > limit.most) {
            throw new IllegalArgumentException(
                    limit.key + " " + value + " is not between " + limit.least + " and " + limit.most);
        }
        int[] changed = values.clone();
        changed[limit.ordinal()] = value;
        return new StackConfig(changed, switches, policyTable, interfaceIdentifier, secret, seed, advertisedPrefixHi);
    }

    /** Turns a manner on or off. */
    public StackConfig with(Switch which, boolean on) {
        EnumSet<Switch> changed = EnumSet.copyOf(switches);
        if (on) {
            changed.add(which);
        } else {
            changed.remove(which);
        }
        return new StackConfig(values, changed, policyTable, interfaceIdentifier, secret, seed, advertisedPrefixHi);
    }

    /** The policy table of address selection; that of RFC 6724 section 2.1 by default. */
    public StackConfig withPolicyTable(PolicyTable table) {
        return new StackConfig(values, switches, table, interfaceIdentifier, secret, seed, advertisedPrefixHi);
    }

    /** How interface identifiers are made; stable and opaque (RFC 7217) by default. */
    public StackConfig withInterfaceIdentifier(InterfaceIdentifier.Kind kind) {
        return new StackConfig(values, switches, policyTable, kind, secret, seed, advertisedPrefixHi);
    }

    /**
     * The secret behind stable identifiers, RFC 7217 section 5. Without one it is derived from the hardware address: stable without
     * storage, but computable by whoever knows that address.
     *
     * @throws IllegalArgumentException if it has fewer octets than {@link InterfaceIdentifier#SECRET_OCTETS}
     */
    public StackConfig withSecret(byte[] octets) {
        if (octets.length < InterfaceIdentifier.SECRET_OCTETS) {
            throw new IllegalArgumentException(
                    "a secret of " + octets.length + " octets is too short; RFC 7217 asks for "
                            + InterfaceIdentifier.SECRET_OCTETS);
        }
        return new StackConfig(values, switches, policyTable, interfaceIdentifier, octets.clone(), seed,
                advertisedPrefixHi);
    }

    /** The seed of all random delays: the same seed and the same input give the same output. Random by default. */
    public StackConfig withSeed(long value) {
        return new StackConfig(values, switches, policyTable, interfaceIdentifier, secret, value, advertisedPrefixHi);
    }

    /** Makes the stack a router that announces a prefix of 64 bits on its first interface (and forwards nothing). */
    public StackConfig advertising(long prefixHi) {
        return new StackConfig(values, switches, policyTable, interfaceIdentifier, secret, seed, prefixHi);
    }

    public int get(Limit limit) {
        return values[limit.ordinal()];
    }

    public boolean on(Switch which) {
        return switches.contains(which);
    }

    public PolicyTable policyTable() {
        return policyTable;
    }

    public InterfaceIdentifier.Kind interfaceIdentifier() {
        return interfaceIdentifier;
    }

    /** The secret, or no octets if it is to be derived. */
    public byte[] secret() {
        return secret.clone();
    }

    public long seed() {
        return seed;
    }

    /** The announced prefix, or 0 if the stack is a host. */
    public long advertisedPrefixHi() {
        return advertisedPrefixHi;
    }

    /**
     * Refuses sizes that do not go together.
     *
     * @throws IllegalArgumentException with a sentence that names both
     */
    public void validate(int interfaces) {
        int slots = get(Limit.FRAME_SLOTS);
        int queues = interfaces * get(Limit.TRANSMIT_QUEUE);
        if (queues >= slots) {
            throw new IllegalArgumentException("transmitQueue " + get(Limit.TRANSMIT_QUEUE) + " on " + interfaces
                    + " interface(s) could hold all of the frameSlots " + slots + "; frameSlots must exceed " + queues);
        }
        // All nodes, all routers if this is one, and a solicited-node group for each address.
        int needed = (advertisedPrefixHi == 0 ? 1 : 2) + get(Limit.ADDRESSES);
        if (get(Limit.GROUPS) < needed) {
            throw new IllegalArgumentException("groups " + get(Limit.GROUPS) + " is too small for addresses "
                    + get(Limit.ADDRESSES) + "; it must be at least " + needed);
        }
        if (get(Limit.ADDRESSES) < 2 * interfaces) {
            throw new IllegalArgumentException("addresses " + get(Limit.ADDRESSES) + " is too small for " + interfaces
                    + " interfaces; each needs a link-local and a global one, so at least " + 2 * interfaces);
        }
    }

    /** The octets a stack of this configuration takes, objects included, estimated from the sizes of its tables. */
    public long bytes(int interfaces) {
        return Arrays.stream(budgetOctets(interfaces)).sum();
    }

    /** The budget as a table for a person: what takes how many octets. */
    public String budget(int interfaces) {
        long[] octets = budgetOctets(interfaces);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < octets.length; i++) {
            out.append(String.format("%8d octets  %s%n", octets[i], BUDGET_LINES[i]));
        }
        return out.append(String.format("%8d octets  in all%n", bytes(interfaces))).toString();
    }

    private static final String[] BUDGET_LINES = {"frame slots", "frame being received",
            "packets longer than a frame", "packets in reassembly", "neighbor cache",
            "addresses, prefixes, routers, routes, redirects, destinations", "DNS servers and domains",
            "interfaces: queues, groups, counters", "UDP sockets", "DHCPv6 client", "the rest"};

    private long[] budgetOctets(int interfaces) {
        int array = 16;
        int slot = array + FramePool.SLOT_OCTETS + 8;
        int large = get(Limit.LARGE_PACKET_OCTETS);
        long reassembly = (long) get(Limit.REASSEMBLY_SLOTS)
                * (array + 32 + large + 2 * (array + 8 + large / Long.SIZE) + 24 + 98);
        long neighbors = get(Limit.NEIGHBORS)
                * (1L + 1 + 8 + 8 + 8 + 1 + 1 + 1 + 8 + 8 + 8 + 4L * get(Limit.WAITING_PER_NEIGHBOR) + 1 + 8);
        long tables = get(Limit.ADDRESSES) * (1L + 1 + 8 + 8 + 4 + 1 + 1 + 1 + 8 + 8 + 8 + 8 + 11 + 1)
                + get(Limit.PREFIXES) * (1L + 1 + 8 + 8 + 4 + 8) + get(Limit.ADDRESSES) * (8L + 1 + 1 + 8 + 8 + 1 + 8)
                + get(Limit.ROUTERS) * (1L + 1 + 8 + 8 + 1 + 1 + 1 + 8 + 8 + 8)
                + get(Limit.ROUTES) * (1L + 8 + 8 + 2 + 1 + 8) + get(Limit.REDIRECTS) * (1L + 7 * 8)
                + get(Limit.DESTINATIONS) * (4L + 4 + 8 + 8 + 8);
        long dns = get(Limit.DNS_SERVERS) * (1L + 1 + 8 + 8 + 8 + 4)
                + get(Limit.DNS_SEARCH_DOMAINS) * (1L + array + DnsSearchList.NAME_OCTETS + 1 + 1 + 4 + 4 + 8 + 4);
        long perInterface = get(Limit.TRANSMIT_QUEUE) * 4L + get(Limit.GROUPS) * (8L + 8 + 4 + 4 + 8 + 1) + 1024
                + 2 * 16 * 8;
        long dhcp6 = on(Switch.DHCP6) && advertisedPrefixHi == 0 ? 200 + interfaces * 900L : 0;
        return new long[] {(long) get(Limit.FRAME_SLOTS) * (slot + 8), slot,
                (long) get(Limit.LARGE_PACKET_SLOTS) * (array + 24 + large), reassembly + 22 * array,
                neighbors + 12 * array, tables + 56 * array, dns + 10 * array, interfaces * perInterface,
                get(Limit.UDP_SOCKETS) * 40L, dhcp6, 3072};
    }
}
