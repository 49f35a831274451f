package dev.kogame.netstack.icmp6;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
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
 * Sends Echo Requests and tells of their replies, RFC 4443 sections 4.1 and 4.2.
 *
 * <p>A reply belongs to a request if identifier, sequence number, data and interface are the request's, and its source is the address
 * that was asked, unless that was a group. The identifier is drawn at random; what nobody asked for is dropped and counted. One thread;
 * allocates nothing after construction.
 */
public final class EchoRequester {

    /** {@link #send}: as many requests as the table holds wait for their replies; not counted as a drop. */
    public static final int BUSY = Integer.MIN_VALUE;

    private static final int DATA_AT = FramePool.UPPER_AT + Icmpv6.MINIMUM_OCTETS;

    private final AddressTable addresses;
    private final Ip6Output output;
    private final int identifier;
    private final EchoHandler[] handler;
    private final int[] sequence;
    private final byte[] interfaceIndex;
    private final long[] hi;
    private final long[] lo;
    private final int[] dataOctets;
    private final long[] sentNs;
    private final Deadlines deadlines;
    private int nextSequence;

    /** @param capacity how many requests may wait for replies */
    public EchoRequester(int capacity, AddressTable addresses, Ip6Output output, SplittableRandom random) {
        this.addresses = addresses;
        this.output = output;
        identifier = random.nextInt(1 << 16);
        handler = new EchoHandler[capacity];
        sequence = new int[capacity];
        interfaceIndex = new byte[capacity];
        hi = new long[capacity];
        lo = new long[capacity];
        dataOctets = new int[capacity];
        sentNs = new long[capacity];
        deadlines = new Deadlines(capacity);
    }

    /**
     * Sends a request.
     *
     * @param ifIndex the interface to leave by, which a link-local or multicast destination needs to mean anything, or -1 for any
     * @param octets of data, 0 to {@link #maxDataOctets}; what the path's MTU does not admit leaves in fragments
     * @param timeoutNs how long to wait for the reply
     * @param to told of the reply or its absence
     * @return the request's sequence number, 0 to 65535; {@link #BUSY}; or a drop code, counted
     */
    public int send(int ifIndex, long destinationHi, long destinationLo, int octets, long timeoutNs, EchoHandler to,
            long nowNs) {
        int entry = unused();
        if (entry < 0) {
            return BUSY;
        }
        int outcome = output.route(ifIndex, destinationHi, destinationLo);
        if (outcome != Drop.OK) {
            return outcome;
        }
        Interface out = output.out();
        if (octets > maxDataOctets()) {
            return out.counters().drop(Drop.PACKET_TOO_BIG);
        }
        int own = output.source(destinationHi, destinationLo);
        if (own == AddressTable.NONE) {
            return Drop.NO_SOURCE_ADDRESS.code;
        }
        int slot = output.take(out, Ipv6.HEADER_OCTETS + Icmpv6.MINIMUM_OCTETS + octets);
        if (slot == FramePool.NONE) {
            return Drop.NO_FRAME_SLOT.code;
        }
        int number = nextSequence;
        byte[] b = output.bytes(slot);
        int end = DATA_AT + octets;
        Ipv6.write(b, FramePool.IP_AT, Icmpv6.MINIMUM_OCTETS + octets, Icmpv6.PROTOCOL,
                Ipv6Address.isMulticast(destinationHi) ? 1 : out.curHopLimit());
        Ipv6.source(b, FramePool.IP_AT, addresses.hi(own), addresses.lo(own));
        Ipv6.destination(b, FramePool.IP_AT, destinationHi, destinationLo);
        Icmpv6.write(b, FramePool.UPPER_AT, Icmpv6.ECHO_REQUEST, 0, identifier << 16 | number);
        for (int at = DATA_AT; at < end; at++) {
            Octets.put8(b, at, at - DATA_AT);
        }
        Icmpv6.seal(b, FramePool.IP_AT, FramePool.UPPER_AT, end);
        outcome = output.send(slot, nowNs);
        if (outcome != Drop.OK) {
            return outcome;
        }
        nextSequence = number + 1 & 0xffff;
        handler[entry] = to;
        sequence[entry] = number;
        interfaceIndex[entry] = (byte) out.index();
        hi[entry] = destinationHi;
        lo[entry] = destinationLo;
        dataOctets[entry] = octets;
        sentNs[entry] = nowNs;
        deadlines.arm(entry, Deadlines.after(nowNs, timeoutNs));
        return number;
    }

    /** The most data octets of a request: {@code largePacketOctets} of the configuration without headers. */
    public int maxDataOctets() {
        return output.maxPacketOctets() - Ipv6.HEADER_OCTETS - Icmpv6.MINIMUM_OCTETS;
    }

    /** An Echo Reply arrived, its checksum checked. Answers {@link Drop#OK} or a drop code, counted. */
    public int reply(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        long sourceHi = Ipv6.sourceHi(b, ip);
        long sourceLo = Ipv6.sourceLo(b, ip);
        int entry = find(in.index(), Octets.get32(b, at + Icmpv6.BODY), sourceHi, sourceLo);
        if (entry < 0 || Icmpv6.code(b, at) != 0 || Ipv6Address.isUnspecified(sourceHi, sourceLo)
                || !sameData(b, at + Icmpv6.MINIMUM_OCTETS, end, dataOctets[entry])) {
            return in.counters().drop(Drop.ECHO_REPLY_UNCLAIMED);
        }
        EchoHandler to = handler[entry];
        if (!Ipv6Address.isMulticast(hi[entry])) {
            forget(entry);
        }
        to.replied(sequence[entry], sourceHi, sourceLo, dataOctets[entry], Ipv6.hopLimit(b, ip), nowNs - sentNs[entry]);
        return Drop.OK;
    }

    /**
     * An ICMPv6 error arrived about a message of ours.
     *
     * @param error where the IPv6 header of the error is
     * @param ip where that of the message is, which is in {@code b[at, end)} as far as the error quotes it
     * @return {@link Drop#OK} or {@link Drop#ICMPV6_ERROR_UNCLAIMED}, not counted
     */
    public int error(Interface in, byte[] b, int error, int ip, int at, int end, int type, int code) {
        int entry = end - at < Icmpv6.MINIMUM_OCTETS || Icmpv6.type(b, at) != Icmpv6.ECHO_REQUEST
                ? -1
                : asked(in.index(), Octets.get32(b, at + Icmpv6.BODY), Ipv6.destinationHi(b, ip),
                        Ipv6.destinationLo(b, ip));
        if (entry < 0) {
            return Drop.ICMPV6_ERROR_UNCLAIMED.code;
        }
        EchoHandler to = handler[entry];
        if (type != Icmpv6.PACKET_TOO_BIG && !Ipv6Address.isMulticast(hi[entry])) {
            forget(entry);
        }
        to.failed(sequence[entry], type, code, Ipv6.sourceHi(b, error), Ipv6.sourceLo(b, error));
        return Drop.OK;
    }

    /** The entry of the request that was sent to an address, or -1. */
    private int asked(int ifIndex, int identifierAndSequence, long destinationHi, long destinationLo) {
        int entry = find(ifIndex, identifierAndSequence, destinationHi, destinationLo);
        return entry >= 0 && lo[entry] == destinationLo && hi[entry] == destinationHi ? entry : -1;
    }

    /** Tells of the requests whose time is over. Answers how many. */
    public int poll(long nowNs) {
        int work = 0;
        for (int entry = deadlines.due(nowNs); entry >= 0; entry = deadlines.due(nowNs)) {
            EchoHandler to = handler[entry];
            forget(entry);
            to.timedOut(sequence[entry]);
            work++;
        }
        return work;
    }

    public long nextDeadlineNs() {
        return deadlines.earliestNs();
    }

    private void forget(int entry) {
        handler[entry] = null;
        deadlines.disarm(entry);
    }

    private int find(int ifIndex, int identifierAndSequence, long sourceHi, long sourceLo) {
        for (int entry = 0; entry < handler.length; entry++) {
            if (handler[entry] != null && (identifier << 16 | sequence[entry]) == identifierAndSequence
                    && interfaceIndex[entry] == ifIndex
                    && (Ipv6Address.isMulticast(hi[entry]) || lo[entry] == sourceLo && hi[entry] == sourceHi)) {
                return entry;
            }
        }
        return -1;
    }

    private static boolean sameData(byte[] b, int at, int end, int octets) {
        if (end - at != octets) {
            return false;
        }
        for (int i = 0; i < octets; i++) {
            if (b[at + i] != (byte) i) {
                return false;
            }
        }
        return true;
    }

    private int unused() {
        for (int entry = 0; entry < handler.length; entry++) {
            if (handler[entry] == null) {
                return entry;
            }
        }
        return -1;
    }
}
