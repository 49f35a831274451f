package dev.kogame.tools.conformance.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** An IPv6 address, as two halves. */
public record Address(long hi, long lo) {

    public static final Address UNSPECIFIED = new Address(0, 0);
    public static final Address LOOPBACK = new Address(0, 1);
    public static final Address ALL_NODES = of("ff02::1");
    public static final Address ALL_ROUTERS = of("ff02::2");

    /** Reads the text form; a name is refused. */
    public static Address of(String text) {
        if (!text.contains(":")) {
            throw new IllegalArgumentException("'" + text + "' is no IPv6 address");
        }
        try {
            return of(ByteBuffer.wrap(InetAddress.getByName(text).getAddress()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is no IPv6 address", e);
        }
    }

    static Address of(ByteBuffer octets) {
        return new Address(octets.getLong(), octets.getLong());
    }

    public byte[] octets() {
        return ByteBuffer.allocate(16).putLong(hi).putLong(lo).array();
    }

    /** The address that a station forms of a prefix of 64 bits and its Ethernet address, RFC 4291 appendix A. */
    public static Address eui64(Address prefix, long mac) {
        long lo = (mac >>> 24) << 40 | 0xff_fe00_0000L | mac & 0xff_ffffL;
        return new Address(prefix.hi, lo ^ 1L << 57);
    }

    public static Address linkLocal(long mac) {
        return eui64(of("fe80::"), mac);
    }

    /** The solicited-node group of this address, RFC 4291 section 2.7.1. */
    public Address solicitedNode() {
        return new Address(ALL_NODES.hi, 0x1_ff00_0000L | lo & 0xff_ffffL);
    }

    public boolean isMulticast() {
        return hi >>> 56 == 0xff;
    }

    public boolean isLinkLocal() {
        return hi >>> 54 == 0x3fa;
    }

    /** Whether both have the same first 64 bits. */
    public boolean samePrefix(Address other) {
        return hi == other.hi;
    }

    /** The Ethernet address of a group, RFC 2464 section 7. */
    public long groupMac() {
        return 0x3333_0000_0000L | lo & 0xffff_ffffL;
    }

    /** The canonical text of RFC 5952. */
    @Override
    public String toString() {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? hi : lo) >>> 48 - 16 * (i % 4)) & 0xffff;
        }
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                out.append("::");
                i += bestLength - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }
}
