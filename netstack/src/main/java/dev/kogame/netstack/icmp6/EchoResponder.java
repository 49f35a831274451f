package dev.kogame.netstack.icmp6;

import dev.kogame.netstack.ip6.Ip6Output;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/** Answers Echo Requests, RFC 4443 section 4.2. One thread; allocates nothing. */
public final class EchoResponder {

    private final AddressTable addresses;
    private final Ip6Output output;

    public EchoResponder(AddressTable addresses, Ip6Output output) {
        this.addresses = addresses;
        this.output = output;
    }

    /** An Echo Request arrived, its checksum checked. Answers {@link Drop#OK} or a drop code, counted. */
    public int request(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        long peerHi = Ipv6.sourceHi(b, ip);
        long peerLo = Ipv6.sourceLo(b, ip);
        if (Ipv6Address.isUnspecified(peerHi, peerLo)) {
            return in.counters().drop(Drop.UNSPECIFIED_SOURCE);
        }
        int octets = end - at;
        long ownHi = Ipv6.destinationHi(b, ip);
        long ownLo = Ipv6.destinationLo(b, ip);
        int outcome = output.route(in.index(), ownHi, ownLo, peerHi, peerLo);
        if (outcome != Drop.OK) {
            return outcome;
        }
        if (Ipv6Address.isMulticast(ownHi)) {
            // Section 4.2: a request to a group is answered from a unicast address.
            int own = output.source(peerHi, peerLo);
            if (own == AddressTable.NONE) {
                return Drop.NO_SOURCE_ADDRESS.code;
            }
            ownHi = addresses.hi(own);
            ownLo = addresses.lo(own);
        }
        int slot = output.take(in, Ipv6.HEADER_OCTETS + octets);
        if (slot == FramePool.NONE) {
            return Drop.NO_FRAME_SLOT.code;
        }
        byte[] reply = output.bytes(slot);
        Ipv6.write(reply, FramePool.IP_AT, octets, Icmpv6.PROTOCOL, output.out().curHopLimit());
        Ipv6.source(reply, FramePool.IP_AT, ownHi, ownLo);
        Ipv6.destination(reply, FramePool.IP_AT, peerHi, peerLo);
        System.arraycopy(b, at, reply, FramePool.UPPER_AT, octets);
        Octets.put16(reply, FramePool.UPPER_AT, Icmpv6.ECHO_REPLY << 8);
        Icmpv6.seal(reply, FramePool.IP_AT, FramePool.UPPER_AT, FramePool.UPPER_AT + octets);
        return output.send(slot, nowNs);
    }
}
