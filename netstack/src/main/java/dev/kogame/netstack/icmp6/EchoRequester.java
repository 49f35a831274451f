package dev.kogame.netstack.icmp6;

import java.util.Optional;

import dev.kogame.board.Boot;
import dev.kogame.netstack.ip6.Ip6Output;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * Sends Echo Requests and hands their replies on, RFC 4443 section 4.1, to find out what can be reached.
 *
 * <p>{@link #take} a slot, write the data into {@link #buffer} from {@link #DATA_AT} on, then give the slot up by {@link #send} or
 * {@link #cancel}. One thread; allocates nothing.
 */
public final class EchoRequester {

    /** The index of the first octet of data in a slot's buffer. */
    public static final int DATA_AT = FramePool.UPPER_AT + Icmpv6.MINIMUM_OCTETS;

    private final AddressTable addresses;
    private final Ip6Output output;
    private Optional<EchoHandler> handler = Optional.empty();

    public EchoRequester(AddressTable addresses, Ip6Output output) {
        this.addresses = addresses;
        this.output = output;
    }

    /** Whom to tell of replies; replaces the one told before. Without one they are dropped. */
    @Boot
    public void handler(EchoHandler told) {
        handler = Optional.of(told);
    }

    /** A slot for some octets of data that now belongs to the caller, or -1 (counted) if there is none. */
    public int take(int octets) {
        return output.take(output.out(), Ipv6.HEADER_OCTETS + Icmpv6.MINIMUM_OCTETS + octets);
    }

    /** The memory of a taken slot. Its octets are those of an earlier packet. */
    public byte[] buffer(int slot) {
        return output.bytes(slot);
    }

    /** Gives a slot up without sending it. */
    public void cancel(int slot) {
        output.cancel(slot);
    }

    /**
     * Sends an Echo Request. The slot is given up.
     *
     * @param octets the data's octets, 0 to what the slot was taken for
     * @param identifier to know the reply by, 16 bits like the sequence number
     * @param interfaceIndex the interface to leave by, which gives a link-local or multicast destination its meaning, or -1 for any
     * @return {@link Drop#OK} or a drop code, counted
     */
    public int send(int slot, int octets, int identifier, int sequence, int interfaceIndex, long hi, long lo,
            long nowNs) {
        int outcome = output.route(interfaceIndex, hi, lo);
        if (outcome == Drop.OK && octets > output.bytes(slot).length - DATA_AT) {
            outcome = output.out().counters().drop(Drop.PACKET_TOO_BIG);
        }
        int own = outcome == Drop.OK ? output.source(hi, lo) : AddressTable.NONE;
        if (own == AddressTable.NONE) {
            output.cancel(slot);
            return outcome == Drop.OK ? Drop.NO_SOURCE_ADDRESS.code : outcome;
        }
        byte[] b = output.bytes(slot);
        int hopLimit = Ipv6Address.isMulticast(hi) ? 1 : output.out().curHopLimit();
        Ipv6.write(b, FramePool.IP_AT, Icmpv6.MINIMUM_OCTETS + octets, Icmpv6.PROTOCOL, hopLimit);
        Ipv6.source(b, FramePool.IP_AT, addresses.hi(own), addresses.lo(own));
        Ipv6.destination(b, FramePool.IP_AT, hi, lo);
        Icmpv6.write(b, FramePool.UPPER_AT, Icmpv6.ECHO_REQUEST, 0, identifier << 16 | sequence & 0xffff);
        Icmpv6.seal(b, FramePool.IP_AT, FramePool.UPPER_AT, DATA_AT + octets);
        return output.send(slot, nowNs);
    }

    /** An Echo Reply arrived, its checksum checked. Answers {@link Drop#OK} or a drop code, not counted. */
    public int reply(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        if (handler.isEmpty()) {
            return Drop.ICMPV6_TYPE.code;
        }
        int names = Octets.get32(b, at + Icmpv6.BODY);
        int dataAt = at + Icmpv6.MINIMUM_OCTETS;
        handler.get().replied(names >>> 16, names & 0xffff, b, dataAt, end - dataAt, in.index(), Ipv6.sourceHi(b, ip),
                Ipv6.sourceLo(b, ip), nowNs);
        return Drop.OK;
    }

    /**
     * An ICMPv6 error arrived about a message of ours, the header of which is in {@code b[at, end)} as far as the error quotes it.
     *
     * @return {@link Drop#OK} or {@link Drop#ICMPV6_ERROR_UNCLAIMED}, not counted
     */
    public int error(Interface in, byte[] b, int ip, int at, int end, int type, int code, long nowNs) {
        if (end - at < Icmpv6.MINIMUM_OCTETS || Icmpv6.type(b, at) != Icmpv6.ECHO_REQUEST || handler.isEmpty()) {
            return Drop.ICMPV6_ERROR_UNCLAIMED.code;
        }
        int names = Octets.get32(b, at + Icmpv6.BODY);
        handler.get().failed(type, code, names >>> 16, names & 0xffff, in.index(), Ipv6.destinationHi(b, ip),
                Ipv6.destinationLo(b, ip), nowNs);
        return Drop.OK;
    }
}
