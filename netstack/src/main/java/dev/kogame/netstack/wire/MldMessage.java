package dev.kogame.netstack.wire;

/**
 * Multicast Listener Query and version 2 Report, RFC 3810 section 5. Version 1 Report and Done, RFC 2710 section 3, are laid out as the
 * first 24 octets of a Query.
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
    public static final int GROUP = 8;
    /** A query of exactly this length is version 1, RFC 3810 section 8.1. */
    public static final int V1_OCTETS = 24;
    public static final int QUERY_SOURCES = 26;
    public static final int QUERY_V2_OCTETS = 28;

    public static final int REPORT_RECORDS = 8;
    public static final int RECORD_OCTETS = 20;

    /** Record types, section 5.2.12. A host without source filters is always in exclude mode with an empty list. */
    public static final int MODE_IS_INCLUDE = 1;
    public static final int MODE_IS_EXCLUDE = 2;
    public static final int CHANGE_TO_INCLUDE = 3;
    public static final int CHANGE_TO_EXCLUDE = 4;

    private MldMessage() {
    }

    /** {@link Drop#OK} if a query may be processed, section 6.2 and 5.1.14; the router alert is checked by the caller. */
    public static int checkQuery(byte[] b, int ip, int at, int end) {
        boolean lengthOk = end - at == V1_OCTETS || end - at >= QUERY_V2_OCTETS
                && end - at >= QUERY_V2_OCTETS + Ipv6Address.OCTETS * sources(b, at);
        boolean sourceOk = Ipv6Address.isLinkLocal(Ipv6.sourceHi(b, ip));
        return lengthOk && sourceOk && Ipv6.hopLimit(b, ip) == 1 ? Drop.OK : Drop.MLD_INVALID.code;
    }

    /** {@link Drop#OK} if another station's version 1 report may be processed, RFC 2710 section 5. */
    public static int checkReportV1(byte[] b, int ip, int at, int end) {
        return end - at >= V1_OCTETS && Ipv6Address.isLinkLocal(Ipv6.sourceHi(b, ip)) && Ipv6.hopLimit(b, ip) == 1
                ? Drop.OK
                : Drop.MLD_INVALID.code;
    }

    public static long groupHi(byte[] b, int at) {
        return Octets.get64(b, at + GROUP);
    }

    public static long groupLo(byte[] b, int at) {
        return Octets.get64(b, at + GROUP + 8);
    }

    /** How many sources a version 2 query asks for. */
    public static int sources(byte[] b, int at) {
        return Octets.get16(b, at + QUERY_SOURCES);
    }

    public static long sourceHi(byte[] b, int at, int i) {
        return Octets.get64(b, at + QUERY_V2_OCTETS + i * Ipv6Address.OCTETS);
    }

    public static long sourceLo(byte[] b, int at, int i) {
        return Octets.get64(b, at + QUERY_V2_OCTETS + i * Ipv6Address.OCTETS + 8);
    }

    /** The longest time to wait before answering a version 1 query: a plain number, RFC 3810 section 8.2.1. */
    public static long maximumResponseDelayV1Ms(byte[] b, int at) {
        return Octets.get16(b, at + QUERY_MAXIMUM_RESPONSE_CODE);
    }

    /** The longest time to wait before answering, from a floating point code above 32767, section 5.1.3. */
    public static long maximumResponseDelayMs(byte[] b, int at) {
        int code = Octets.get16(b, at + QUERY_MAXIMUM_RESPONSE_CODE);
        if (code < 0x8000) {
            return code;
        }
        return (code & 0xfffL | 0x1000) << (code >>> 12 & 7) + 3;
    }

    /** Writes a record up to its sources; it takes {@link #RECORD_OCTETS} so far. */
    public static void writeRecord(byte[] b, int at, int type, int sources, long hi, long lo) {
        Octets.put32(b, at, type << 24 | sources);
        Ipv6Address.put(b, at + 4, hi, lo);
    }
}
