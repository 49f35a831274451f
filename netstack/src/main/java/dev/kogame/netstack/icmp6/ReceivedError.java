package dev.kogame.netstack.icmp6;

import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.ExtensionHeaders;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;

/**
 * Finds in a received ICMPv6 error which packet of ours it is about, RFC 4443 section 2.4 (d). It has a cursor of its own and remembers
 * nothing of the packet that carries the error. One thread; allocates nothing.
 */
public final class ReceivedError {

    /** {@link #protocol}: the quotation does not reach that far, or is a fragment other than the first. */
    public static final int UNKNOWN = -1;

    private int quote;
    private int protocol;
    private int upper;

    /**
     * Looks at the quotation of an error whose checksum is right. The quoted packet must have been sent from the address that the error
     * was sent to.
     *
     * @return {@link Drop#OK} or {@link Drop#ICMPV6_ERROR_UNCLAIMED}, not counted
     */
    public int check(byte[] b, int ip, int at, int end) {
        quote = at + Icmpv6.MINIMUM_OCTETS;
        if (end - quote < Ipv6.HEADER_OCTETS || Ipv6.version(b, quote) != 6
                || Ipv6.sourceHi(b, quote) != Ipv6.destinationHi(b, ip)
                || Ipv6.sourceLo(b, quote) != Ipv6.destinationLo(b, ip)) {
            return Drop.ICMPV6_ERROR_UNCLAIMED.code;
        }
        int found = ExtensionHeaders.skip(b, quote, end);
        protocol = found < 0 ? UNKNOWN : found >>> 16;
        upper = quote + (found & 0xffff);
        return Drop.OK;
    }

    /** Where the quoted packet begins; it ends with the error, and may be cut short there. */
    public int quote() {
        return quote;
    }

    /** The upper-layer protocol of the quoted packet, or {@link #UNKNOWN}. */
    public int protocol() {
        return protocol;
    }

    /** Where the upper layer of the quoted packet begins, if its protocol is known. */
    public int upper() {
        return upper;
    }
}
