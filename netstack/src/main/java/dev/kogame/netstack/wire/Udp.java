package dev.kogame.netstack.wire;

/**
 * The UDP header, RFC 768.
 *
 * <pre>
 * +--------+--------+--------+--------+
 * |   Source Port   | Destination Port|
 * |     Length      |    Checksum     |
 * +--------+--------+--------+--------+
 * </pre>
 */
public final class Udp {

    /** Next Header value of UDP. */
    public static final int PROTOCOL = 17;

    public static final int SOURCE_PORT = 0;
    public static final int DESTINATION_PORT = 2;
    public static final int LENGTH = 4;
    public static final int CHECKSUM = 6;
    public static final int HEADER_OCTETS = 8;

    private Udp() {
    }

    /**
     * {@link Drop#OK} if {@code b[at, end)} holds a datagram of the length it announces, with a checksum that is there and right:
     * RFC 8200 section 8.1 makes it mandatory.
     */
    public static int check(byte[] b, int ip, int at, int end) {
        if (end - at < HEADER_OCTETS) {
            return Drop.UDP_LENGTH.code;
        }
        int length = length(b, at);
        if (length < HEADER_OCTETS || length > end - at) {
            return Drop.UDP_LENGTH.code;
        }
        if (Octets.get16(b, at + CHECKSUM) == 0 || Checksum.of(b, ip, at, at + length, PROTOCOL) != 0) {
            return Drop.UDP_CHECKSUM.code;
        }
        return Drop.OK;
    }

    public static int sourcePort(byte[] b, int at) {
        return Octets.get16(b, at + SOURCE_PORT);
    }

    public static int destinationPort(byte[] b, int at) {
        return Octets.get16(b, at + DESTINATION_PORT);
    }

    public static int length(byte[] b, int at) {
        return Octets.get16(b, at + LENGTH);
    }

    /** Writes the header of the datagram {@code b[at, end)}, checksum included; the addresses stand in the header at ip. */
    public static void write(byte[] b, int ip, int at, int end, int sourcePort, int destinationPort) {
        Octets.put16(b, at + SOURCE_PORT, sourcePort);
        Octets.put16(b, at + DESTINATION_PORT, destinationPort);
        Octets.put16(b, at + LENGTH, end - at);
        Octets.put16(b, at + CHECKSUM, 0);
        int checksum = Checksum.of(b, ip, at, end, PROTOCOL);
        // RFC 768: 0 means "no checksum", so a sum of 0 is sent as its other representation.
        Octets.put16(b, at + CHECKSUM, checksum == 0 ? 0xffff : checksum);
    }
}
