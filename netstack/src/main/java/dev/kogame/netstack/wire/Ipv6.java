package dev.kogame.netstack.wire;

/**
 * The IPv6 header, RFC 8200 section 3.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version| Traffic Class |           Flow Label                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Payload Length        |  Next Header  |   Hop Limit   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Source Address (16 octets)             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Destination Address (16 octets)          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class Ipv6 {

    public static final int PAYLOAD_LENGTH = 4;
    public static final int NEXT_HEADER = 6;
    public static final int HOP_LIMIT = 7;
    public static final int SOURCE = 8;
    public static final int DESTINATION = 24;
    public static final int HEADER_OCTETS = 40;

    /** Every link carries packets of this length, RFC 8200 section 5. */
    public static final int MINIMUM_MTU_OCTETS = 1280;

    /** The longest packet: Payload Length has 16 bits. */
    public static final int MAX_PAYLOAD_OCTETS = 65_535;

    /** Not ECN-capable, RFC 3168 section 5. */
    public static final int ECN_NOT_ECT = 0;
    /** Congestion experienced. */
    public static final int ECN_CE = 3;

    private static final int VERSION_6 = 0x6000_0000;

    private Ipv6() {
    }

    /** {@link Drop#OK} if {@code b[at, end)} holds a header and the whole payload it announces. */
    public static int check(byte[] b, int at, int end) {
        if (end - at < HEADER_OCTETS) {
            return Drop.IPV6_TRUNCATED.code;
        }
        if (version(b, at) != 6) {
            return Drop.IPV6_VERSION.code;
        }
        if (payloadLength(b, at) > end - at - HEADER_OCTETS) {
            return Drop.IPV6_PAYLOAD_LENGTH.code;
        }
        return Drop.OK;
    }

    public static int version(byte[] b, int at) {
        return Octets.get8(b, at) >>> 4;
    }

    public static int payloadLength(byte[] b, int at) {
        return Octets.get16(b, at + PAYLOAD_LENGTH);
    }

    public static void payloadLength(byte[] b, int at, int octets) {
        Octets.put16(b, at + PAYLOAD_LENGTH, octets);
    }

    /** The ECN field: the two lowest bits of the traffic class, RFC 3168 section 5. */
    public static int ecn(byte[] b, int at) {
        return Octets.get8(b, at + 1) >>> 4 & ECN_CE;
    }

    /** Sets the ECN field to CE, congestion experienced. */
    public static void congestionExperienced(byte[] b, int at) {
        Octets.put8(b, at + 1, Octets.get8(b, at + 1) | ECN_CE << 4);
    }

    public static int nextHeader(byte[] b, int at) {
        return Octets.get8(b, at + NEXT_HEADER);
    }

    public static int hopLimit(byte[] b, int at) {
        return Octets.get8(b, at + HOP_LIMIT);
    }

    public static long sourceHi(byte[] b, int at) {
        return Octets.get64(b, at + SOURCE);
    }

    public static long sourceLo(byte[] b, int at) {
        return Octets.get64(b, at + SOURCE + 8);
    }

    public static long destinationHi(byte[] b, int at) {
        return Octets.get64(b, at + DESTINATION);
    }

    public static long destinationLo(byte[] b, int at) {
        return Octets.get64(b, at + DESTINATION + 8);
    }

    /** Writes everything but the addresses; traffic class and flow label are 0. */
    public static void write(byte[] b, int at, int payloadLength, int nextHeader, int hopLimit) {
        Octets.put32(b, at, VERSION_6);
        Octets.put16(b, at + PAYLOAD_LENGTH, payloadLength);
        Octets.put8(b, at + NEXT_HEADER, nextHeader);
        Octets.put8(b, at + HOP_LIMIT, hopLimit);
    }

    public static void source(byte[] b, int at, long hi, long lo) {
        Ipv6Address.put(b, at + SOURCE, hi, lo);
    }

    public static void destination(byte[] b, int at, long hi, long lo) {
        Ipv6Address.put(b, at + DESTINATION, hi, lo);
    }
}
