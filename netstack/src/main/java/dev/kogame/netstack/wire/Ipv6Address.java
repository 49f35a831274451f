package dev.kogame.netstack.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;

import dev.kogame.board.Boot;

/**
 * IPv6 addresses, RFC 4291: two longs, {@code hi} the first eight octets and {@code lo} the last.
 *
 * <p>A link-local address means nothing without its interface; whoever stores one stores the interface index with it.
 */
public final class Ipv6Address {

    public static final int OCTETS = 16;

    public static final long LINK_LOCAL_HI = 0xfe80_0000_0000_0000L;

    /** ff02::1, all nodes of a link, RFC 4291 section 2.7.1. */
    public static final long ALL_NODES_HI = 0xff02_0000_0000_0000L;
    public static final long ALL_NODES_LO = 1;
    /** ff02::2, all routers of a link. */
    public static final long ALL_ROUTERS_HI = ALL_NODES_HI;
    public static final long ALL_ROUTERS_LO = 2;
    /** ff02::16, all MLDv2-capable routers, RFC 3810 section 5.2.14. */
    public static final long ALL_MLDV2_ROUTERS_HI = ALL_NODES_HI;
    public static final long ALL_MLDV2_ROUTERS_LO = 0x16;

    /** Scopes as in a multicast address, RFC 4291 section 2.7; unicast addresses map to them, RFC 6724 section 3.1. */
    public static final int SCOPE_INTERFACE_LOCAL = 1;
    public static final int SCOPE_LINK_LOCAL = 2;
    public static final int SCOPE_SITE_LOCAL = 5;
    public static final int SCOPE_GLOBAL = 14;

    private static final long SOLICITED_NODE_HI = ALL_NODES_HI;
    private static final long SOLICITED_NODE_LO = 0x0000_0001_ff00_0000L;
    private static final long LOW_24 = 0xff_ffffL;

    private Ipv6Address() {
    }

    public static void put(byte[] b, int at, long hi, long lo) {
        Octets.put64(b, at, hi);
        Octets.put64(b, at + 8, lo);
    }

    public static boolean isUnspecified(long hi, long lo) {
        return (hi | lo) == 0;
    }

    public static boolean isLoopback(long hi, long lo) {
        return hi == 0 && lo == 1;
    }

    public static boolean isMulticast(long hi) {
        return hi >>> 56 == 0xff;
    }

    /** fe80::/10, RFC 4291 section 2.4. */
    public static boolean isLinkLocal(long hi) {
        return hi >>> 54 == 0xfe80 >>> 6;
    }

    /** ::ffff:0:0/96, which no packet carries on a link. */
    public static boolean isIpv4Mapped(long hi, long lo) {
        return hi == 0 && lo >>> 32 == 0xffff;
    }

    /** The scope, RFC 6724 section 3.1. */
    public static int scope(long hi, long lo) {
        if (isMulticast(hi)) {
            return (int) (hi >>> 48) & 0xf;
        }
        if (isLinkLocal(hi) || isLoopback(hi, lo)) {
            return SCOPE_LINK_LOCAL;
        }
        return hi >>> 54 == 0xfec0 >>> 6 ? SCOPE_SITE_LOCAL : SCOPE_GLOBAL;
    }

    /** The high half of every solicited-node address, RFC 4291 section 2.7.1. */
    public static long solicitedNodeHi() {
        return SOLICITED_NODE_HI;
    }

    /** The low half of the solicited-node address of an address, RFC 4291 section 2.7.1. */
    public static long solicitedNodeLo(long lo) {
        return SOLICITED_NODE_LO | lo & LOW_24;
    }

    public static boolean isSolicitedNode(long hi, long lo) {
        return hi == SOLICITED_NODE_HI && (lo & ~LOW_24) == SOLICITED_NODE_LO;
    }

    /** How many leading bits two addresses share, 0 to 128. */
    public static int commonPrefixLength(long aHi, long aLo, long bHi, long bLo) {
        return aHi != bHi ? Long.numberOfLeadingZeros(aHi ^ bHi) : 64 + Long.numberOfLeadingZeros(aLo ^ bLo);
    }

    /** Whether the first {@code length} bits (0 to 128) of two addresses are the same. */
    public static boolean samePrefix(long aHi, long aLo, long bHi, long bLo, int length) {
        return commonPrefixLength(aHi, aLo, bHi, bLo) >= length;
    }

    /** The text of an address, RFC 5952: lower case, the longest run of zero fields as {@code ::}. */
    @Boot
    public static String text(long hi, long lo) {
        int[] fields = new int[8];
        for (int i = 0; i < 8; i++) {
            fields[i] = (int) ((i < 4 ? hi : lo) >>> 48 - 16 * (i & 3)) & 0xffff;
        }
        int runAt = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int j = i;
            while (j < 8 && fields[j] == 0) {
                j++;
            }
            if (j - i > runLength) {
                runAt = i;
                runLength = j - i;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == runAt) {
                out.append("::");
                i += runLength - 1;
            } else {
                if (i > 0 && out.charAt(out.length() - 1) != ':') {
                    out.append(':');
                }
                out.append(Integer.toHexString(fields[i]));
            }
        }
        return out.toString();
    }

    /**
     * The 16 octets of an address written as text, without a zone.
     *
     * @throws IllegalArgumentException if the text is no IPv6 address
     */
    @Boot
    public static byte[] parse(String text) {
        // The colon keeps InetAddress from looking a name up.
        if (text.indexOf(':') >= 0 && text.indexOf('%') < 0 && text.indexOf('[') < 0) {
            try {
                byte[] address = InetAddress.getByName(text).getAddress();
                if (address.length == OCTETS) {
                    return address;
                }
                if (text.indexOf('.') < 0) {
                    return mapped(address);
                }
            } catch (UnknownHostException notAnAddress) {
                throw new IllegalArgumentException("'" + text + "' is no IPv6 address", notAnAddress);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no IPv6 address");
    }

    /** Java makes an IPv4 address of an IPv4-mapped one: undoes it. */
    @Boot
    private static byte[] mapped(byte[] ipv4) {
        byte[] b = new byte[OCTETS];
        b[10] = (byte) 0xff;
        b[11] = (byte) 0xff;
        System.arraycopy(ipv4, 0, b, 12, ipv4.length);
        return b;
    }
}
