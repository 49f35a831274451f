package dev.kogame.netstack.wire;

/**
 * The Internet checksum over an IPv6 pseudo-header and an upper-layer packet, RFC 8200 section 8.1.
 *
 * <p>The one's complement sum may be taken over words of any width and folded at the end, so eight octets are added at a time.
 * Allocates nothing.
 */
public final class Checksum {

    private static final long LOW_32 = 0xffff_ffffL;

    private Checksum() {
    }

    /**
     * The checksum of {@code b[at, end)} and the pseudo-header of the IPv6 header at {@code ip}.
     *
     * <p>With the packet's checksum field set to 0 it is the value to store there. Over a packet as received it is 0 exactly when
     * the packet's checksum is right.
     *
     * @param protocol the upper-layer protocol, which need not be the header's Next Header
     */
    public static int of(byte[] b, int ip, int at, int end, int protocol) {
        long sum = (long) (end - at) + protocol;
        sum = add(b, ip + Ipv6.SOURCE, 2 * Ipv6Address.OCTETS, sum);
        return ~fold(add(b, at, end - at, sum)) & 0xffff;
    }

    private static long add(byte[] b, int at, int octets, long sum) {
        int i = at;
        int longsEnd = at + (octets & ~7);
        while (i < longsEnd) {
            long word = Octets.get64(b, i);
            sum += (word >>> 32) + (word & LOW_32);
            i += Long.BYTES;
        }
        int end = at + octets;
        while (i + 1 < end) {
            sum += Octets.get16(b, i);
            i += 2;
        }
        if (i < end) {
            sum += (long) Octets.get8(b, i) << 8;
        }
        return sum;
    }

    private static int fold(long sum) {
        sum = (sum & LOW_32) + (sum >>> 32);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (int) ((sum & 0xffff) + (sum >>> 16));
    }
}
