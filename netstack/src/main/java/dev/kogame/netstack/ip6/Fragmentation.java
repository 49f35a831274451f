package dev.kogame.netstack.ip6;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.NeighborCache;
import dev.kogame.netstack.nd.NeighborDiscovery;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.ExtensionHeaders;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * Sends packets that are longer than the MTU of their path in fragments, RFC 8200 section 4.5.
 *
 * <p>A packet stays in its slot, and its fragments are cut from it one by one, as fast as the port takes them and frame slots are free: a
 * packet of 65,535 octets needs one frame slot at a time, no fragment is lost for want of one, and other traffic finds its way in between.
 * While the next hop's address is being resolved only the first fragment waits for it.
 *
 * <p>The identification is a counter sent through a permutation whose key comes from the stack's seed: it does not repeat within
 * 2<sup>32</sup> packets, and outsiders cannot predict it, RFC 7739. One thread; allocates nothing after construction.
 */
public final class Fragmentation {

    private static final int FREE = FramePool.NONE;
    private static final int ROUNDS = 4;

    private final FramePool pool;
    private final NeighborCache neighbors;
    private final NeighborDiscovery discovery;
    private final DestinationCache destinations;
    private final int[] slot;
    private final Interface[] out;
    private final long[] nextHopHi;
    private final long[] nextHopLo;
    private final int[] fragmentOctets;
    private final int[] offset;
    private final int[] identification;
    private final long[] sinceNs;
    private final int[] keys = new int[ROUNDS];
    private int counter;
    private int packets;
    private int turn;

    /** @param capacity how many packets can be on their way at once; less than there are frame slots, so that some are left to send with */
    public Fragmentation(FramePool pool, NeighborCache neighbors, NeighborDiscovery discovery,
            DestinationCache destinations, int capacity, SplittableRandom random) {
        this.pool = pool;
        this.neighbors = neighbors;
        this.discovery = discovery;
        this.destinations = destinations;
        slot = new int[capacity];
        Arrays.fill(slot, FREE);
        out = new Interface[capacity];
        nextHopHi = new long[capacity];
        nextHopLo = new long[capacity];
        fragmentOctets = new int[capacity];
        offset = new int[capacity];
        identification = new int[capacity];
        sinceNs = new long[capacity];
        for (int i = 0; i < ROUNDS; i++) {
            keys[i] = random.nextInt();
        }
        counter = random.nextInt();
    }

    /**
     * Takes over a finished packet without extension headers that is longer than {@code mtu}; {@link #poll} sends it. The slot is given
     * up.
     *
     * @param mtu at least {@link Ipv6#MINIMUM_MTU_OCTETS}
     * @return {@link Drop#OK} or a drop code, counted
     */
    int send(Interface by, int packetSlot, long hopHi, long hopLo, int mtu, long nowNs) {
        int entry = 0;
        while (entry < slot.length && slot[entry] != FREE) {
            entry++;
        }
        if (entry == slot.length) {
            pool.release(packetSlot);
            return by.counters().drop(Drop.FRAGMENTATION_FULL);
        }
        slot[entry] = packetSlot;
        out[entry] = by;
        nextHopHi[entry] = hopHi;
        nextHopLo[entry] = hopLo;
        fragmentOctets[entry] = (mtu - Ipv6.HEADER_OCTETS - ExtensionHeaders.UNIT_OCTETS)
                & -ExtensionHeaders.UNIT_OCTETS;
        offset[entry] = 0;
        identification[entry] = permute(counter++);
        sinceNs[entry] = nowNs;
        packets++;
        return Drop.OK;
    }

    /** A Feistel network over the 32-bit numbers: different for different counters, whatever the round function. */
    private int permute(int value) {
        int left = value >>> 16;
        int right = value & 0xffff;
        for (int i = 0; i < ROUNDS; i++) {
            int mixed = (right ^ keys[i]) * 0x9e37_79b1;
            mixed = (mixed ^ mixed >>> 15) * 0x85eb_ca77 + keys[i];
            int swapped = left ^ (mixed ^ mixed >>> 13) & 0xffff;
            left = right;
            right = swapped;
        }
        return left << 16 | right;
    }

    /** Sends at most {@code budget} fragments, the packets taking turns. Answers how many. */
    public int poll(long nowNs, int budget) {
        int work = 0;
        int idle = 0;
        while (packets > 0 && idle < slot.length && work < budget) {
            if (ready(turn)) {
                fragment(turn, nowNs);
                work++;
                idle = 0;
            } else {
                idle++;
            }
            turn = (turn + 1) % slot.length;
        }
        return work;
    }

    /** Whether the next fragment of an entry can go: there is a slot for it, the port keeps up, and the next hop's address is known. */
    private boolean ready(int entry) {
        if (slot[entry] == FREE || pool.freeFrames() == 0 || out[entry].queued() > 0) {
            return false;
        }
        if (offset[entry] == 0 || Ipv6Address.isMulticast(nextHopHi[entry])) {
            return true;
        }
        int neighbor = neighbors.find(out[entry].index(), nextHopHi[entry], nextHopLo[entry]);
        return neighbor == NeighborCache.NONE || neighbors.state(neighbor) != NeighborCache.INCOMPLETE;
    }

    private void fragment(int entry, long nowNs) {
        boolean toGroup = Ipv6Address.isMulticast(nextHopHi[entry]);
        if (offset[entry] > 0 && !toGroup && neighbors.find(out[entry].index(), nextHopHi[entry],
                nextHopLo[entry]) == NeighborCache.NONE) {
            // The first fragment was lost waiting for the next hop, so the others are of no use.
            out[entry].counters().drop(Drop.NEIGHBOR_UNREACHABLE);
            release(entry);
            return;
        }
        int fragment = pool.take();
        byte[] packet = pool.bytes(slot[entry]);
        byte[] b = pool.bytes(fragment);
        int ip = FramePool.IP_AT;
        int from = offset[entry];
        int octets = Math.min(fragmentOctets[entry], Ipv6.payloadLength(packet, ip) - from);
        boolean more = from + octets < Ipv6.payloadLength(packet, ip);
        Ipv6.write(b, ip, ExtensionHeaders.UNIT_OCTETS + octets, ExtensionHeaders.FRAGMENT, Ipv6.hopLimit(packet, ip));
        Ipv6.source(b, ip, Ipv6.sourceHi(packet, ip), Ipv6.sourceLo(packet, ip));
        Ipv6.destination(b, ip, Ipv6.destinationHi(packet, ip), Ipv6.destinationLo(packet, ip));
        ExtensionHeaders.writeFragment(b, FramePool.UPPER_AT, Ipv6.nextHeader(packet, ip), from, more,
                identification[entry]);
        System.arraycopy(packet, FramePool.UPPER_AT + from, b, FramePool.UPPER_AT + ExtensionHeaders.UNIT_OCTETS,
                octets);
        destinations.sent(b, ip);
        offset[entry] += octets;
        int outcome = toGroup
                ? out[entry].send(fragment, Ethernet.group(nextHopLo[entry]), nowNs)
                : discovery.send(out[entry], fragment, nextHopHi[entry], nextHopLo[entry], nowNs);
        if (outcome != Drop.OK || !more) {
            release(entry);
        }
    }

    private void release(int entry) {
        pool.release(slot[entry]);
        slot[entry] = FREE;
        packets--;
    }

    /** How many packets are on their way; each owns a slot. */
    public int packets() {
        return packets;
    }

    /** A time in the past if a fragment can be sent now; otherwise the port or the neighbor that it waits for has the next word. */
    public long nextDeadlineNs() {
        long deadlineNs = Deadlines.NEVER;
        for (int entry = 0; packets > 0 && entry < slot.length; entry++) {
            if (ready(entry)) {
                deadlineNs = Math.min(deadlineNs, sinceNs[entry]);
            }
        }
        return deadlineNs;
    }
}
