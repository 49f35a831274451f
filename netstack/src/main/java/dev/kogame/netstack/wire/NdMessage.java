package dev.kogame.netstack.wire;

/**
 * The fixed parts of the neighbor discovery messages, RFC 4861 section 4, as ICMPv6 messages at {@code at}.
 *
 * <pre>
 * Router Solicitation     reserved                                             options from  8
 * Router Advertisement    hop limit, M O flags, router lifetime,
 *                         reachable time, retrans timer                        options from 16
 * Neighbor Solicitation   reserved, target                                     options from 24
 * Neighbor Advertisement  R S O flags, target                                  options from 24
 * Redirect                reserved, target, destination                        options from 40
 * </pre>
 */
public final class NdMessage {

    /** The hop limit every neighbor discovery message is sent with: nothing else proves that it was not forwarded. */
    public static final int HOP_LIMIT = 255;

    public static final int RS_OPTIONS = 8;

    public static final int RA_CUR_HOP_LIMIT = 4;
    public static final int RA_FLAGS = 5;
    public static final int RA_ROUTER_LIFETIME = 6;
    public static final int RA_REACHABLE_TIME = 8;
    public static final int RA_RETRANS_TIMER = 12;
    public static final int RA_OPTIONS = 16;
    public static final int RA_MANAGED = 0x80;
    public static final int RA_OTHER = 0x40;

    /** {@link #preference}: the value that nobody may send, RFC 4191 section 2.1. */
    public static final int RESERVED_PREFERENCE = -2;

    /** In solicitations, advertisements and redirects alike. */
    public static final int TARGET = 8;
    public static final int NS_OPTIONS = 24;
    public static final int NA_OPTIONS = 24;

    public static final int REDIRECT_DESTINATION = 24;
    public static final int REDIRECT_OPTIONS = 40;

    public static final int NA_FLAGS = 4;
    public static final int NA_ROUTER = 0x80;
    public static final int NA_SOLICITED = 0x40;
    public static final int NA_OVERRIDE = 0x20;

    private NdMessage() {
    }

    /**
     * {@link Drop#OK} if the message may be processed as far as its form goes, RFC 4861 sections 6.1, 7.1 and 8.1: hop limit, code,
     * length, and an option list whose lengths add up. The ICMPv6 checksum has been checked before.
     *
     * @param optionsAt where the options of this type begin, relative to the message
     */
    public static int check(byte[] b, int ip, int at, int end, int optionsAt) {
        if (Ipv6.hopLimit(b, ip) != HOP_LIMIT) {
            return Drop.ND_HOP_LIMIT.code;
        }
        if (Icmpv6.code(b, at) != 0) {
            return Drop.ND_CODE.code;
        }
        if (end - at < optionsAt) {
            return Drop.ICMPV6_TRUNCATED.code;
        }
        return NdOptions.check(b, at + optionsAt, end);
    }

    public static int curHopLimit(byte[] b, int at) {
        return Octets.get8(b, at + RA_CUR_HOP_LIMIT);
    }

    /** Seconds; 0 means that the router is no default router. */
    public static int routerLifetimeS(byte[] b, int at) {
        return Octets.get16(b, at + RA_ROUTER_LIFETIME);
    }

    /** Milliseconds; 0 means unspecified. */
    public static long reachableTimeMs(byte[] b, int at) {
        return Octets.get32Unsigned(b, at + RA_REACHABLE_TIME);
    }

    /** Milliseconds; 0 means unspecified. */
    public static long retransTimerMs(byte[] b, int at) {
        return Octets.get32Unsigned(b, at + RA_RETRANS_TIMER);
    }

    /** The M and O flags of a Router Advertisement, {@link #RA_MANAGED} and {@link #RA_OTHER}. */
    public static int routerFlags(byte[] b, int at) {
        return Octets.get8(b, at + RA_FLAGS) & (RA_MANAGED | RA_OTHER);
    }

    /** The Default Router Preference: -1, 0 or 1, or {@link #RESERVED_PREFERENCE}. */
    public static int routerPreference(byte[] b, int at) {
        return preference(Octets.get8(b, at + RA_FLAGS));
    }

    /** RFC 4191 section 2.1: two bits with a sign, in the same place in a Router Advertisement and in its options. */
    static int preference(int flags) {
        return flags << 27 >> 30;
    }

    public static long destinationHi(byte[] b, int at) {
        return Octets.get64(b, at + REDIRECT_DESTINATION);
    }

    public static long destinationLo(byte[] b, int at) {
        return Octets.get64(b, at + REDIRECT_DESTINATION + 8);
    }

    public static long targetHi(byte[] b, int at) {
        return Octets.get64(b, at + TARGET);
    }

    public static long targetLo(byte[] b, int at) {
        return Octets.get64(b, at + TARGET + 8);
    }

    /** The R, S and O flags of a Neighbor Advertisement. */
    public static int advertisementFlags(byte[] b, int at) {
        return Octets.get8(b, at + NA_FLAGS);
    }
}
