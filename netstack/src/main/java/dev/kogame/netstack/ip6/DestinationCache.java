package dev.kogame.netstack.ip6;

import java.util.SplittableRandom;

import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.ExtensionHeaders;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Octets;

/**
 * The path MTU of destinations to which it is less than the link's, RFC 8201, per interface and destination address.
 *
 * <p>Only a Packet Too Big that quotes a packet sent lately is believed: a fingerprint of the last {@link #REMEMBERED} packets longer than
 * the minimum MTU is kept, made of addresses, protocol and the first eight octets behind the IPv6 header, which hold a checksum, a sequence
 * number or a fragment's identification. That needs no knowledge of the protocols above, and whoever did not see such a packet cannot make
 * it up. What was learned is forgotten some minutes after the last decrease; then the next long packet is the probe for more.
 *
 * <p>A full table gives up an entry as {@link FairShare} says, which costs that destination one lost packet. One thread; allocates nothing
 * after construction.
 */
public final class DestinationCache {

    /** How many packets of ours are remembered; the fragments of one count once. */
    static final int REMEMBERED = 32;

    private static final int UNUSED = 0;
    private static final int NONE = -1;
    /** The quoted packet must reach so far to be recognized. */
    private static final int FINGERPRINT_OCTETS = Ipv6.HEADER_OCTETS + 8;

    private final int[] pathMtu;
    private final int[] interfaceIndex;
    private final long[] hi;
    private final long[] lo;
    private final long[] loweredNs;
    private final long ageNs;
    private final long[] sent = new long[REMEMBERED];
    private final long key;
    private int next;

    /**
     * @param capacity how many destinations, at least 1
     * @param ageNs how long a path MTU holds after its last decrease: 5 minutes at least, RFC 8201 section 4
     */
    public DestinationCache(int capacity, long ageNs, SplittableRandom random) {
        this.ageNs = ageNs;
        pathMtu = new int[capacity];
        interfaceIndex = new int[capacity];
        hi = new long[capacity];
        lo = new long[capacity];
        loweredNs = new long[capacity];
        key = random.nextLong();
    }

    /** The longest packet for a destination by an interface, {@link Ipv6#MINIMUM_MTU_OCTETS} at least. */
    public int pathMtu(Interface out, long destinationHi, long destinationLo, long nowNs) {
        int entry = find(out.index(), destinationHi, destinationLo, nowNs);
        return entry == NONE ? out.linkMtu() : Math.min(out.linkMtu(), pathMtu[entry]);
    }

    private int find(int ifIndex, long destinationHi, long destinationLo, long nowNs) {
        for (int entry = 0; entry < pathMtu.length; entry++) {
            if (lo[entry] == destinationLo && hi[entry] == destinationHi && interfaceIndex[entry] == ifIndex
                    && pathMtu[entry] != UNUSED) {
                if (nowNs - loweredNs[entry] < ageNs) {
                    return entry;
                }
                pathMtu[entry] = UNUSED;
            }
        }
        return NONE;
    }

    /** A packet of ours leaves: {@code b[ip, …)}. Only one that some path may find too big is remembered. */
    void sent(byte[] b, int ip) {
        if (Ipv6.HEADER_OCTETS + Ipv6.payloadLength(b, ip) > Ipv6.MINIMUM_MTU_OCTETS) {
            long fingerprint = fingerprint(b, ip);
            if (sent[(next + REMEMBERED - 1) % REMEMBERED] != fingerprint) {
                sent[next] = fingerprint;
                next = (next + 1) % REMEMBERED;
            }
        }
    }

    /** The same for a packet, wherever it is quoted; fragments of one packet have one. */
    private long fingerprint(byte[] b, int ip) {
        int protocol = Ipv6.nextHeader(b, ip);
        long beginning = Octets.get64(b, ip + Ipv6.HEADER_OCTETS);
        if (protocol == ExtensionHeaders.FRAGMENT) {
            beginning = (int) beginning;
        }
        long hash = mix(key ^ protocol, beginning);
        hash = mix(hash, Ipv6.sourceHi(b, ip));
        hash = mix(hash, Ipv6.sourceLo(b, ip));
        hash = mix(hash, Ipv6.destinationHi(b, ip));
        return mix(hash, Ipv6.destinationLo(b, ip));
    }

    /** The finalizer of SplitMix64, a permutation of the 64-bit numbers. */
    private static long mix(long hash, long value) {
        long z = (hash ^ value) + 0x9e37_79b9_7f4a_7c15L;
        z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
        return z ^ z >>> 31;
    }

    /**
     * A Packet Too Big arrived, with its checksum right.
     *
     * @param in where: a packet leaves by the interface that has its source address, to which the message was sent
     * @param b holds the packet it quotes in {@code b[quote, end)}
     * @param mtu what it reports
     * @return {@link Drop#OK} if the path MTU is lower now, or a drop code, not counted
     */
    public int tooBig(Interface in, byte[] b, int quote, int end, long mtu, long nowNs) {
        if (mtu < Ipv6.MINIMUM_MTU_OCTETS) {
            return Drop.PATH_MTU_BELOW_MINIMUM.code;
        }
        if (end - quote < FINGERPRINT_OCTETS || Ipv6.HEADER_OCTETS + Ipv6.payloadLength(b, quote) <= mtu
                || !remembered(fingerprint(b, quote))) {
            return Drop.PATH_MTU_UNCLAIMED.code;
        }
        long destinationHi = Ipv6.destinationHi(b, quote);
        long destinationLo = Ipv6.destinationLo(b, quote);
        if (mtu >= pathMtu(in, destinationHi, destinationLo, nowNs)) {
            return Drop.PATH_MTU_NOT_LOWER.code;
        }
        int entry = find(in.index(), destinationHi, destinationLo, nowNs);
        if (entry == NONE) {
            entry = room(destinationHi, destinationLo, nowNs);
        }
        interfaceIndex[entry] = in.index();
        hi[entry] = destinationHi;
        lo[entry] = destinationLo;
        pathMtu[entry] = (int) mtu;
        loweredNs[entry] = nowNs;
        return Drop.OK;
    }

    private boolean remembered(long fingerprint) {
        for (int i = 0; i < REMEMBERED; i++) {
            if (sent[i] == fingerprint) {
                return true;
            }
        }
        return false;
    }

    private int room(long newHi, long newLo, long nowNs) {
        for (int entry = 0; entry < pathMtu.length; entry++) {
            if (pathMtu[entry] == UNUSED || nowNs - loweredNs[entry] >= ageNs) {
                return entry;
            }
        }
        return FairShare.victim(hi, lo, loweredNs, newHi, newLo);
    }
}
