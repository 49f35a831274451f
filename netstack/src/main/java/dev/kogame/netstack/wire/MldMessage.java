package dev.kogame.netstack.wire;

/**
 * Multicast Listener Query and version 2 Report, RFC 3810 section 5.
 *
 * <pre>
 * Query                                        Report
 * +------+------+-----------------+            +------+------+-----------------+
 * | type | code |    checksum     |  0         | type | rsvd |    checksum     |  0
 * | max response | reserved       |  4         | reserved    | records         |  4
 * | multicast address             |  8         | record: type, aux len, sources |  8
 * | S QRV | QQIC | sources        | 24         |         multicast address      | 12
 * </pre>
 */
public final class MldMessage {

    public static final int QUERY_MAXIMUM_RESPONSE_CODE = 4;
    public static final int QUERY_GROUP = 8;
    /** A query of exactly this length is version 1, RFC 3810 section 8.1. */
    public static final int QUERY_V1_OCTETS = 24;
    public static final int QUERY_V2_OCTETS = 28;

    public static final int REPORT_RECORDS = 8;
    public static final int RECORD_OCTETS = 20;

    /** Record types, section 5.2.12. A host without source filters is always in exclude mode with an empty list. */
    public static final int MODE_IS_EXCLUDE = 2;
    public static final int CHANGE_TO_INCLUDE = 3;
    public static final int CHANGE_TO_EXCLUDE = 4;

    private MldMessage() {
    }

    /** {@link Drop#OK} if a query may be processed, section 6.2 and 5.1.14; the router alert is checked by the caller. */
    public static int checkQuery(byte[] b, int ip, int at, int end) {
        boolean lengthOk = end - at == QUERY_V1_OCTETS || end - at >= QUERY_V2_OCTETS;
        boolean sourceOk = Ipv6Address.isLinkLocal(Ipv6.sourceHi(b, ip));
        return lengthOk && sourceOk && Ipv6.hopLimit(b, ip) == 1 ? Drop.OK : Drop.MLD_INVALID.code;
    }

    public static long groupHi(byte[] b, int at) {
        return Octets.get64(b, at + QUERY_GROUP);
    }

    public static long groupLo(byte[] b, int at) {
        return Octets.get64(b, at + QUERY_GROUP + 8);
    }

    /** The longest time to wait before answering, from a floating point code above 32767, section 5.1.3. */
    public static long maximumResponseDelayMs(byte[] b, int at) {
        int code = Octets.get16(b, at + QUERY_MAXIMUM_RESPONSE_CODE);
        if (code < 0x8000) {
            return code;
        }
        return (code & 0xfffL | 0x1000) << (code >>> 12 & 7) + 3;
    }

    /** Writes a record without sources; it takes {@link #RECORD_OCTETS}. */
    public static void writeRecord(byte[] b, int at, int type, long hi, long lo) {
        Octets.put32(b, at, type << 24);
        Ipv6Address.put(b, at + 4, hi, lo);
    }
}
