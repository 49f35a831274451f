package dev.kogame.netstack.dhcp6;

import java.util.Arrays;

import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * The server that offered or leased last: its DUID, RFC 8415 section 21.3, and the address at which it wants to be spoken to alone, section
 * 21.12. One thread; allocates nothing after construction.
 */
final class LeasingServer {

    private final byte[] duid = new byte[Dhcp6Message.MAX_DUID_OCTETS];
    private int octets;
    /** Unspecified where it did not say so. */
    private long hi;
    private long lo;
    private boolean multicastOnly;

    /** A message with a Server Identifier among the options in {@code b[options, end)} came from it. */
    void identified(byte[] b, int options, int end) {
        int option = Dhcp6Message.find(b, options, end, Dhcp6Message.OPTION_SERVERID);
        int from = option + Dhcp6Message.DATA;
        int length = Dhcp6Message.octets(b, option);
        if (!Arrays.equals(duid, 0, octets, b, from, from + length)) {
            forget();
            octets = length;
            System.arraycopy(b, from, duid, 0, length);
        }
    }

    /** Who it is, as an option. Answers the end. */
    int write(byte[] b, int at) {
        return Dhcp6Message.identifier(b, at, Dhcp6Message.OPTION_SERVERID, duid, octets);
    }

    /** It leased with these options: it may be spoken to alone if one of them says so. */
    void leased(byte[] b, int options, int end) {
        int option = multicastOnly
                ? Dhcp6Message.NONE
                : Dhcp6Message.find(b, options, end, Dhcp6Message.OPTION_UNICAST);
        hi = option == Dhcp6Message.NONE ? 0 : Octets.get64(b, option + Dhcp6Message.DATA);
        lo = option == Dhcp6Message.NONE ? 0 : Octets.get64(b, option + Dhcp6Message.DATA + 8);
    }

    /** It does not want to be spoken to alone, section 18.2.10, or cannot be. */
    void multicastOnly() {
        multicastOnly = true;
        hi = 0;
        lo = 0;
    }

    /** Nothing it said holds any more. */
    void forget() {
        multicastOnly = false;
        hi = 0;
        lo = 0;
    }

    /** Whether it said where it may be spoken to alone. */
    boolean reachable() {
        return !Ipv6Address.isMulticast(hi) && !Ipv6Address.isUnspecified(hi, lo) && !Ipv6Address.isLoopback(hi, lo)
                && !Ipv6Address.isIpv4Mapped(hi, lo);
    }

    long hi() {
        return hi;
    }

    long lo() {
        return lo;
    }
}
