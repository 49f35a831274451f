package dev.kogame.netstack.wire;

/**
 * Neighbor discovery options, RFC 4861 section 4.6: type, length in units of 8 octets, contents.
 *
 * <pre>
 * for (int at = options; at &lt; end; at += NdOptions.octets(b, at)) {
 *     switch (NdOptions.type(b, at)) { ... }
 * }
 * </pre>
 *
 * The walk ends and stays inside the message once {@link #check} has let it through.
 */
public final class NdOptions {

    public static final int SOURCE_LINK_LAYER_ADDRESS = 1;
    public static final int TARGET_LINK_LAYER_ADDRESS = 2;
    public static final int PREFIX_INFORMATION = 3;
    public static final int REDIRECTED_HEADER = 4;
    public static final int MTU = 5;
    /** RFC 3971 section 5.3.2, for RFC 7527. */
    public static final int NONCE = 14;
    /** RFC 4191 section 2.3. */
    public static final int ROUTE_INFORMATION = 24;
    /** RFC 8106 sections 5.1 and 5.2. */
    public static final int RECURSIVE_DNS_SERVER = 25;
    public static final int DNS_SEARCH_LIST = 31;

    public static final int TYPE = 0;
    public static final int LENGTH = 1;
    public static final int UNIT_OCTETS = 8;

    /** Link-layer address of an Ethernet, RFC 2464 section 6: length 1. */
    public static final int LINK_LAYER_ADDRESS = 2;
    public static final int LINK_LAYER_ADDRESS_OCTETS = 8;

    /** Prefix information, RFC 4861 section 4.6.2: length 4. */
    public static final int PREFIX_LENGTH = 2;
    public static final int PREFIX_FLAGS = 3;
    public static final int PREFIX_VALID_LIFETIME = 4;
    public static final int PREFIX_PREFERRED_LIFETIME = 8;
    public static final int PREFIX = 16;
    public static final int PREFIX_OCTETS = 32;
    public static final int PREFIX_ON_LINK = 0x80;
    public static final int PREFIX_AUTONOMOUS = 0x40;

    /** MTU, RFC 4861 section 4.6.4: length 1. */
    public static final int MTU_VALUE = 4;
    public static final int MTU_OCTETS = 8;

    /** Nonce of six octets, the shortest that RFC 3971 section 5.3.2 allows: length 1. */
    public static final int NONCE_VALUE = 2;
    public static final int NONCE_OCTETS = 8;

    /** Route information, RFC 4191 section 2.3: length 1, 2 or 3, as the prefix needs. */
    public static final int ROUTE_PREFIX_LENGTH = 2;
    public static final int ROUTE_FLAGS = 3;
    public static final int ROUTE_LIFETIME = 4;
    public static final int ROUTE_PREFIX = 8;

    /** Lifetime of the DNS options, RFC 8106 section 5, and where their addresses or names begin. */
    public static final int DNS_LIFETIME = 4;
    public static final int DNS_DATA = 8;

    /** A lifetime of all one bits never ends. */
    public static final long INFINITE_LIFETIME_S = 0xffff_ffffL;

    /** What {@link #linkLayerAddress} answers when there is none. No Ethernet address is negative. */
    public static final long NONE = -1;
    /** What {@link #linkLayerAddress} answers for an option of another length than an Ethernet's, or one naming a group. */
    public static final long INVALID = -2;

    private NdOptions() {
    }

    /** {@link Drop#OK} if the options fill {@code b[at, end)} exactly and none has length 0, RFC 4861 section 4.6. */
    public static int check(byte[] b, int at, int end) {
        while (at < end) {
            if (end - at < UNIT_OCTETS) {
                return Drop.ND_OPTION_LENGTH.code;
            }
            int octets = octets(b, at);
            if (octets == 0 || octets > end - at) {
                return Drop.ND_OPTION_LENGTH.code;
            }
            at += octets;
        }
        return Drop.OK;
    }

    public static int type(byte[] b, int at) {
        return Octets.get8(b, at + TYPE);
    }

    public static int octets(byte[] b, int at) {
        return UNIT_OCTETS * Octets.get8(b, at + LENGTH);
    }

    /** The Ethernet address in the first option of a type (source or target) in {@code b[at, end)}, or NONE or INVALID. */
    public static long linkLayerAddress(byte[] b, int at, int end, int type) {
        for (; at < end; at += octets(b, at)) {
            if (type(b, at) == type) {
                long address = Octets.get48(b, at + LINK_LAYER_ADDRESS);
                // A group as the address of a station would let one packet speak to many.
                return octets(b, at) != LINK_LAYER_ADDRESS_OCTETS || Ethernet.isGroup(address) ? INVALID : address;
            }
        }
        return NONE;
    }

    /** Writes a link-layer address option; it takes {@link #LINK_LAYER_ADDRESS_OCTETS}. */
    public static void writeLinkLayerAddress(byte[] b, int at, int type, long address) {
        Octets.put8(b, at + TYPE, type);
        Octets.put8(b, at + LENGTH, LINK_LAYER_ADDRESS_OCTETS / UNIT_OCTETS);
        Octets.put48(b, at + LINK_LAYER_ADDRESS, address);
    }

    public static int prefixLength(byte[] b, int at) {
        return Octets.get8(b, at + PREFIX_LENGTH);
    }

    public static int prefixFlags(byte[] b, int at) {
        return Octets.get8(b, at + PREFIX_FLAGS);
    }

    public static long prefixValidLifetimeS(byte[] b, int at) {
        return Octets.get32Unsigned(b, at + PREFIX_VALID_LIFETIME);
    }

    public static long prefixPreferredLifetimeS(byte[] b, int at) {
        return Octets.get32Unsigned(b, at + PREFIX_PREFERRED_LIFETIME);
    }

    public static long prefixHi(byte[] b, int at) {
        return Octets.get64(b, at + PREFIX);
    }

    public static long prefixLo(byte[] b, int at) {
        return Octets.get64(b, at + PREFIX + 8);
    }

    public static long mtu(byte[] b, int at) {
        return Octets.get32Unsigned(b, at + MTU_VALUE);
    }

    /** The nonce of six octets in the first nonce option in {@code b[at, end)}, or NONE, or INVALID if it has another length. */
    public static long nonce(byte[] b, int at, int end) {
        for (; at < end; at += octets(b, at)) {
            if (type(b, at) == NONCE) {
                return octets(b, at) == NONCE_OCTETS ? Octets.get48(b, at + NONCE_VALUE) : INVALID;
            }
        }
        return NONE;
    }

    /** Writes a nonce option of the low 48 bits; it takes {@link #NONCE_OCTETS}. */
    public static void writeNonce(byte[] b, int at, long nonce) {
        Octets.put16(b, at, NONCE << 8 | NONCE_OCTETS / UNIT_OCTETS);
        Octets.put48(b, at + NONCE_VALUE, nonce);
    }

    /** Whether a route information option is as long as its prefix needs, and its prefix no longer than an address. */
    public static boolean routeLengthOk(byte[] b, int at) {
        int bits = Octets.get8(b, at + ROUTE_PREFIX_LENGTH);
        int units = Octets.get8(b, at + LENGTH);
        return bits <= 128 && units <= 3 && units >= (bits > 64 ? 3 : bits > 0 ? 2 : 1);
    }

    public static int routePrefixLength(byte[] b, int at) {
        return Octets.get8(b, at + ROUTE_PREFIX_LENGTH);
    }

    /** The route preference: -1, 0 or 1, or {@link NdMessage#RESERVED_PREFERENCE}. */
    public static int routePreference(byte[] b, int at) {
        return NdMessage.preference(Octets.get8(b, at + ROUTE_FLAGS));
    }

    public static long routeLifetimeS(byte[] b, int at) {
        return Octets.get32Unsigned(b, at + ROUTE_LIFETIME);
    }

    /** The first eight octets of the prefix; octets that the option does not carry are 0. */
    public static long routePrefixHi(byte[] b, int at) {
        return octets(b, at) > ROUTE_PREFIX ? Octets.get64(b, at + ROUTE_PREFIX) : 0;
    }

    /** The last eight octets of the prefix; octets that the option does not carry are 0. */
    public static long routePrefixLo(byte[] b, int at) {
        return octets(b, at) > ROUTE_PREFIX + 8 ? Octets.get64(b, at + ROUTE_PREFIX + 8) : 0;
    }

    public static long dnsLifetimeS(byte[] b, int at) {
        return Octets.get32Unsigned(b, at + DNS_LIFETIME);
    }

    /** Writes a prefix information option; it takes {@link #PREFIX_OCTETS}. */
    public static void writePrefix(byte[] b, int at, long hi, int length, int flags, int validS, int preferredS) {
        Octets.put32(b, at, PREFIX_INFORMATION << 24 | PREFIX_OCTETS / UNIT_OCTETS << 16 | length << 8 | flags);
        Octets.put32(b, at + PREFIX_VALID_LIFETIME, validS);
        Octets.put32(b, at + PREFIX_PREFERRED_LIFETIME, preferredS);
        Octets.put32(b, at + PREFIX_PREFERRED_LIFETIME + 4, 0);
        Ipv6Address.put(b, at + PREFIX, hi, 0);
    }

    /** Writes an MTU option; it takes {@link #MTU_OCTETS}. */
    public static void writeMtu(byte[] b, int at, int mtu) {
        Octets.put32(b, at, MTU << 24 | MTU_OCTETS / UNIT_OCTETS << 16);
        Octets.put32(b, at + MTU_VALUE, mtu);
    }
}
