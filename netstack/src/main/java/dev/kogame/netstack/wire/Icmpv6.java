package dev.kogame.netstack.wire;

/**
 * ICMPv6 messages, RFC 4443 section 2.1.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Type      |     Code      |          Checksum             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Message Body: MTU, Pointer, Identifier, ...           |
 * </pre>
 */
public final class Icmpv6 {

    /** Next Header value of ICMPv6. */
    public static final int PROTOCOL = 58;

    public static final int TYPE = 0;
    public static final int CODE = 1;
    public static final int CHECKSUM = 2;
    public static final int BODY = 4;
    public static final int HEADER_OCTETS = 4;
    /** Every message here is at least this long: errors and echo have four octets before their data. */
    public static final int MINIMUM_OCTETS = 8;

    public static final int DESTINATION_UNREACHABLE = 1;
    public static final int PACKET_TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;
    public static final int PARAMETER_PROBLEM = 4;
    public static final int ECHO_REQUEST = 128;
    public static final int ECHO_REPLY = 129;
    public static final int MLD_QUERY = 130;
    public static final int MLD_V1_REPORT = 131;
    public static final int MLD_V1_DONE = 132;
    public static final int ROUTER_SOLICITATION = 133;
    public static final int ROUTER_ADVERTISEMENT = 134;
    public static final int NEIGHBOR_SOLICITATION = 135;
    public static final int NEIGHBOR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;
    public static final int MLD_V2_REPORT = 143;

    /** Codes of Destination Unreachable, section 3.1. */
    public static final int ADDRESS_UNREACHABLE = 3;
    public static final int PORT_UNREACHABLE = 4;
    /** Code of Time Exceeded, section 3.3. */
    public static final int REASSEMBLY_TIME_EXCEEDED = 1;
    /** Codes of Parameter Problem, section 3.4, and of RFC 7112. */
    public static final int ERRONEOUS_HEADER_FIELD = 0;
    public static final int UNRECOGNIZED_NEXT_HEADER = 1;
    public static final int UNRECOGNIZED_OPTION = 2;
    public static final int INCOMPLETE_HEADER_CHAIN = 3;

    private Icmpv6() {
    }

    /** {@link Drop#OK} if {@code b[at, end)} is long enough and its checksum right for the IPv6 header at {@code ip}. */
    public static int check(byte[] b, int ip, int at, int end) {
        if (end - at < MINIMUM_OCTETS) {
            return Drop.ICMPV6_TRUNCATED.code;
        }
        return Checksum.of(b, ip, at, end, PROTOCOL) == 0 ? Drop.OK : Drop.ICMPV6_CHECKSUM.code;
    }

    public static int type(byte[] b, int at) {
        return Octets.get8(b, at + TYPE);
    }

    public static int code(byte[] b, int at) {
        return Octets.get8(b, at + CODE);
    }

    /** The first four octets of the body as a number: the MTU of a Packet Too Big. */
    public static long body(byte[] b, int at) {
        return Octets.get32Unsigned(b, at + BODY);
    }

    /** Whether a type is an error: the highest bit is 0, section 2.1. */
    public static boolean isError(int type) {
        return type < 128;
    }

    /** Writes type, code and the first four octets of the body; the checksum comes last, by {@link #seal}. */
    public static void write(byte[] b, int at, int type, int code, int body) {
        Octets.put32(b, at, type << 24 | code << 16);
        Octets.put32(b, at + BODY, body);
    }

    /** Computes the checksum of the finished message {@code b[at, end)}. */
    public static void seal(byte[] b, int ip, int at, int end) {
        Octets.put16(b, at + CHECKSUM, 0);
        Octets.put16(b, at + CHECKSUM, Checksum.of(b, ip, at, end, PROTOCOL));
    }
}
