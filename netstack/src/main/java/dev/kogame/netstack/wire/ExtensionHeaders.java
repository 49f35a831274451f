package dev.kogame.netstack.wire;

/**
 * IPv6 extension headers and their options, RFC 8200 section 4.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Next Header  |  Hdr Ext Len  |       |  Option Type  | Opt Data Len  |  data ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+       +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class ExtensionHeaders {

    public static final int HOP_BY_HOP = 0;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int AUTHENTICATION = 51;
    public static final int NO_NEXT_HEADER = 59;
    public static final int DESTINATION_OPTIONS = 60;

    public static final int NEXT_HEADER = 0;
    public static final int LENGTH = 1;

    /** Every extension header is at least this long, and a multiple of it. */
    public static final int UNIT_OCTETS = 8;

    /** Routing header, section 4.4. */
    public static final int ROUTING_TYPE = 2;
    public static final int SEGMENTS_LEFT = 3;

    /** Fragment header, section 4.5: 13 bits of offset in units of 8 octets, 2 reserved, and the M flag. */
    public static final int FRAGMENT_OFFSET = 2;
    public static final int FRAGMENT_OFFSET_MASK = 0xfff8;
    public static final int FRAGMENT_MORE = 1;
    public static final int FRAGMENT_IDENTIFICATION = 4;

    public static final int OPTION_PAD1 = 0;
    public static final int OPTION_PADN = 1;
    /** RFC 2711: routers shall look at this packet; for MLD the value is 0. */
    public static final int OPTION_ROUTER_ALERT = 5;
    public static final int OPTION_HEADER_OCTETS = 2;

    /** What to do with an unknown option: the two highest bits of its type, section 4.2. */
    public static final int ACTION_SKIP = 0;
    public static final int ACTION_DISCARD = 1;
    public static final int ACTION_PARAMETER_PROBLEM = 2;
    public static final int ACTION_PARAMETER_PROBLEM_UNLESS_MULTICAST = 3;

    /** No configuration admits more headers in a packet. */
    public static final int MAX_HEADERS = 64;
    /** The longest options header: Hdr Ext Len is one octet. */
    public static final int MAX_OCTETS = 2048;

    /** RFC 9293, for {@link #chain} only. */
    private static final int TCP = 6;
    private static final int TCP_HEADER_OCTETS = 20;

    private ExtensionHeaders() {
    }

    public static int nextHeader(byte[] b, int at) {
        return Octets.get8(b, at + NEXT_HEADER);
    }

    /** Whether another header follows a header of this type. */
    public static boolean isExtension(int type) {
        return type == HOP_BY_HOP || type == ROUTING || type == FRAGMENT || type == DESTINATION_OPTIONS;
    }

    /** The length in octets of an options or routing header: Hdr Ext Len counts 8-octet units after the first. */
    public static int octets(byte[] b, int at) {
        return UNIT_OCTETS * (Octets.get8(b, at + LENGTH) + 1);
    }

    /** One of the {@code ACTION_} values. */
    public static int action(int optionType) {
        return optionType >>> 6;
    }

    /**
     * The upper-layer protocol of the packet at {@code ip}, found by skipping extension headers without judging them, and where it
     * begins: {@code protocol << 16 | offset from ip}; or -1 if the chain leaves the packet or ends in a fragment without one.
     */
    public static int skip(byte[] b, int ip, int end) {
        int protocol = Ipv6.nextHeader(b, ip);
        int at = ip + Ipv6.HEADER_OCTETS;
        for (int headers = 0; headers <= MAX_HEADERS; headers++) {
            switch (protocol) {
                case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS, FRAGMENT -> {
                    if (end - at < UNIT_OCTETS) {
                        return -1;
                    }
                    if (protocol == FRAGMENT && (Octets.get16(b, at + FRAGMENT_OFFSET) & FRAGMENT_OFFSET_MASK) != 0) {
                        return -1;
                    }
                    int octets = protocol == FRAGMENT ? UNIT_OCTETS : octets(b, at);
                    protocol = nextHeader(b, at);
                    at += octets;
                }
                default -> {
                    return at <= end ? protocol << 16 | at - ip : -1;
                }
            }
        }
        return -1;
    }

    /**
     * Whether the header chain from a header of type {@code protocol} at {@code at} on is complete before {@code end}, the upper-layer
     * header included, as RFC 7112 wants it in a first fragment.
     *
     * @return {@link Drop#OK}, {@link Drop#FRAGMENT_HEADER_CHAIN} if it is not, {@link Drop#FRAGMENT_NESTED} if another fragment header
     *         follows, {@link Drop#EXTENSION_HEADER_COUNT} if it is too long to tell
     */
    public static int chain(byte[] b, int protocol, int at, int end) {
        int type = protocol;
        int next = at;
        for (int headers = 0; headers <= MAX_HEADERS; headers++) {
            switch (type) {
                case HOP_BY_HOP, ROUTING, DESTINATION_OPTIONS -> {
                    if (end - next < UNIT_OCTETS || octets(b, next) > end - next) {
                        return Drop.FRAGMENT_HEADER_CHAIN.code;
                    }
                    type = nextHeader(b, next);
                    next += octets(b, next);
                }
                case FRAGMENT -> {
                    return Drop.FRAGMENT_NESTED.code;
                }
                case NO_NEXT_HEADER -> {
                    return Drop.OK;
                }
                default -> {
                    return end - next < upperLayerOctets(type) ? Drop.FRAGMENT_HEADER_CHAIN.code : Drop.OK;
                }
            }
        }
        return Drop.EXTENSION_HEADER_COUNT.code;
    }

    /** The least octets of an upper-layer header; of one that is unknown, it must have begun. */
    private static int upperLayerOctets(int protocol) {
        return switch (protocol) {
            case Udp.PROTOCOL -> Udp.HEADER_OCTETS;
            case Icmpv6.PROTOCOL -> Icmpv6.MINIMUM_OCTETS;
            case TCP -> TCP_HEADER_OCTETS;
            default -> 1;
        };
    }

    /** Writes a fragment header, section 4.5. */
    public static void writeFragment(byte[] b, int at, int nextHeader, int offset, boolean more, int identification) {
        Octets.put16(b, at + NEXT_HEADER, nextHeader << 8);
        Octets.put16(b, at + FRAGMENT_OFFSET, offset | (more ? FRAGMENT_MORE : 0));
        Octets.put32(b, at + FRAGMENT_IDENTIFICATION, identification);
    }

    /** Writes the hop-by-hop header of MLD: router alert with value 0 and two octets of padding, RFC 3810 section 5. */
    public static void writeRouterAlert(byte[] b, int at, int nextHeader) {
        Octets.put8(b, at + NEXT_HEADER, nextHeader);
        Octets.put8(b, at + LENGTH, 0);
        Octets.put16(b, at + 2, OPTION_ROUTER_ALERT << 8 | 2);
        Octets.put16(b, at + 4, 0);
        Octets.put16(b, at + 6, OPTION_PADN << 8);
    }
}
