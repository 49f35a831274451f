package dev.kogame.netstack.icmp6;

import dev.kogame.netstack.ip6.Ip6Output;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.ExtensionHeaders;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * Sends ICMPv6 errors about received packets, RFC 4443 section 3, where section 2.4 (e) allows one, and no more than the token bucket of
 * 2.4 (f) holds. One thread; allocates nothing after construction.
 */
public final class Icmp6Errors {

    private static final long SECOND_NS = 1_000_000_000L;

    private final AddressTable addresses;
    private final Ip6Output output;
    private final int burst;
    private final long intervalNs;
    private long fullAtNs;

    /**
     * @param perSecond the errors a second in the long run, at least 1
     * @param burst how many may leave at once, at least 1
     */
    public Icmp6Errors(AddressTable addresses, Ip6Output output, int perSecond, int burst) {
        this.addresses = addresses;
        this.output = output;
        this.burst = burst;
        intervalNs = SECOND_NS / perSecond;
    }

    /**
     * Tells the sender of the packet in {@code b[ip, end)} about an error.
     *
     * @param body the second word of the message: a pointer, or 0
     * @param evenMulticast whether the error is one of the two that are sent about packets to a group, too: section 2.4 (e.3)
     * @return {@link Drop#OK} or a drop code, counted
     */
    public int send(Interface in, byte[] b, int ip, int end, int type, int code, int body, boolean evenMulticast,
            long nowNs) {
        if (!allowed(in, b, ip, end, evenMulticast)) {
            return in.counters().drop(Drop.ICMPV6_ERROR_NOT_ALLOWED);
        }
        // The bucket as the time at which it is full again: a token taken moves that time one interval away.
        long after = Math.max(fullAtNs, nowNs) + intervalNs;
        if (after - nowNs > burst * intervalNs) {
            return in.counters().drop(Drop.ICMPV6_ERROR_RATE);
        }
        long peerHi = Ipv6.sourceHi(b, ip);
        long peerLo = Ipv6.sourceLo(b, ip);
        long ownHi = Ipv6.destinationHi(b, ip);
        long ownLo = Ipv6.destinationLo(b, ip);
        int outcome = output.route(in.index(), ownHi, ownLo, peerHi, peerLo);
        if (outcome != Drop.OK) {
            return outcome;
        }
        // Section 2.2: the address the packet was sent to if it is ours, otherwise one that fits.
        if (!addresses.assigned(in.index(), ownHi, ownLo)) {
            int own = output.source(peerHi, peerLo);
            if (own == AddressTable.NONE) {
                return Drop.NO_SOURCE_ADDRESS.code;
            }
            ownHi = addresses.hi(own);
            ownLo = addresses.lo(own);
        }
        int slot = output.take(in);
        if (slot == FramePool.NONE) {
            return Drop.NO_FRAME_SLOT.code;
        }
        fullAtNs = after;
        byte[] error = output.bytes(slot);
        // Section 2.4 (c): as much of the packet as fits into the minimum MTU.
        int quoted = Math.min(end - ip, Ipv6.MINIMUM_MTU_OCTETS - Ipv6.HEADER_OCTETS - Icmpv6.MINIMUM_OCTETS);
        int octets = Icmpv6.MINIMUM_OCTETS + quoted;
        Ipv6.write(error, FramePool.IP_AT, octets, Icmpv6.PROTOCOL, output.out().curHopLimit());
        Ipv6.source(error, FramePool.IP_AT, ownHi, ownLo);
        Ipv6.destination(error, FramePool.IP_AT, peerHi, peerLo);
        Icmpv6.write(error, FramePool.UPPER_AT, type, code, body);
        System.arraycopy(b, ip, error, FramePool.UPPER_AT + Icmpv6.MINIMUM_OCTETS, quoted);
        Icmpv6.seal(error, FramePool.IP_AT, FramePool.UPPER_AT, FramePool.UPPER_AT + octets);
        return output.send(slot, nowNs);
    }

    /** Section 2.4 (e): about no error or redirect, to no group, and only to a sender that is one node. */
    private boolean allowed(Interface in, byte[] b, int ip, int end, boolean evenMulticast) {
        long sourceHi = Ipv6.sourceHi(b, ip);
        long sourceLo = Ipv6.sourceLo(b, ip);
        if (Ipv6Address.isUnspecified(sourceHi, sourceLo) || output.anycast(in, sourceHi, sourceLo)) {
            return false;
        }
        boolean multicast = Ipv6Address.isMulticast(Ipv6.destinationHi(b, ip))
                || Ethernet.isGroup(Ethernet.destination(b, ip - Ethernet.HEADER_OCTETS));
        if (multicast && !evenMulticast) {
            return false;
        }
        int upper = ExtensionHeaders.skip(b, ip, end);
        if (upper >= 0 && upper >>> 16 == Icmpv6.PROTOCOL && ip + (upper & 0xffff) < end) {
            int type = Icmpv6.type(b, ip + (upper & 0xffff));
            return !Icmpv6.isError(type) && type != Icmpv6.REDIRECT;
        }
        return true;
    }
}
