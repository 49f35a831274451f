package dev.kogame.netstack.wire;

/**
 * The Ethernet header and how IPv6 uses it, RFC 2464.
 *
 * <pre>
 *  0                   6                   12      14
 * +-------------------+-------------------+-------+
 * |    Destination    |      Source       | Type  |
 * +-------------------+-------------------+-------+
 * </pre>
 *
 * Addresses are 48-bit longs, the first octet on the wire in bits 47..40.
 */
public final class Ethernet {

    public static final int DESTINATION = 0;
    public static final int SOURCE = 6;
    public static final int TYPE = 12;
    public static final int HEADER_OCTETS = 14;

    /** EtherType of IPv6, RFC 2464 section 3. */
    public static final int TYPE_IPV6 = 0x86dd;

    /** The MTU of an Ethernet for IPv6, RFC 2464 section 2. */
    public static final int MTU_OCTETS = 1500;

    private static final long GROUP_BIT = 1L << 40;

    private Ethernet() {
    }

    /** {@link Drop#OK} if {@code b[at, end)} holds a header; see the package. */
    public static int check(byte[] b, int at, int end) {
        if (end - at < HEADER_OCTETS || end - at > HEADER_OCTETS + MTU_OCTETS) {
            return Drop.FRAME_LENGTH.code;
        }
        if (isGroup(source(b, at))) {
            return Drop.ETHERNET_SOURCE_GROUP.code;
        }
        return Drop.OK;
    }

    public static long destination(byte[] b, int at) {
        return Octets.get48(b, at + DESTINATION);
    }

    public static long source(byte[] b, int at) {
        return Octets.get48(b, at + SOURCE);
    }

    public static int type(byte[] b, int at) {
        return Octets.get16(b, at + TYPE);
    }

    /** Writes a whole header. */
    public static void write(byte[] b, int at, long destination, long source, int type) {
        Octets.put48(b, at + DESTINATION, destination);
        Octets.put48(b, at + SOURCE, source);
        Octets.put16(b, at + TYPE, type);
    }

    /** Whether an address names a group; broadcast is one. */
    public static boolean isGroup(long address) {
        return (address & GROUP_BIT) != 0;
    }

    /** The group address of an IPv6 multicast address: 33:33 and its last four octets, RFC 2464 section 7. */
    public static long group(long lo) {
        return 0x3333_0000_0000L | lo & 0xffff_ffffL;
    }
}
