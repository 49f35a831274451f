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
    public static final int MTU = 5;

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
