package dev.kogame.netstack.nd;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * The Prefix List: which destinations are on-link, RFC 4861 sections 5.1 and 6.3.4. The link-local prefix is on every link and is not
 * listed. RFC 5942: an address of our own says nothing about its prefix; only this list does.
 *
 * <p>Capacity is fixed; when it is reached a further prefix is ignored. One thread; allocates nothing after construction.
 */
public final class PrefixList {

    /** No prefix. */
    public static final int NONE = -1;

    private final boolean[] used;
    private final byte[] interfaceIndex;
    private final long[] hi;
    private final long[] lo;
    private final int[] length;
    private final Deadlines lifetimes;

    /** @param capacity the number of prefixes, at least 1 */
    public PrefixList(int capacity) {
        used = new boolean[capacity];
        interfaceIndex = new byte[capacity];
        hi = new long[capacity];
        lo = new long[capacity];
        length = new int[capacity];
        lifetimes = new Deadlines(capacity);
    }

    /**
     * A prefix was announced as on-link; a lifetime of 0 takes it from the list at once, {@link Deadlines#NEVER} keeps it for good.
     *
     * @param bits the prefix length, 0 to 128
     * @return whether there was room
     */
    public boolean update(int ifIndex, long prefixHi, long prefixLo, int bits, long lifetimeNs, long nowNs) {
        int entry = find(ifIndex, prefixHi, prefixLo, bits);
        if (lifetimeNs == 0) {
            if (entry != NONE) {
                remove(entry);
            }
            return true;
        }
        if (entry == NONE) {
            entry = unused();
            if (entry == NONE) {
                return false;
            }
            used[entry] = true;
            interfaceIndex[entry] = (byte) ifIndex;
            hi[entry] = prefixHi;
            lo[entry] = prefixLo;
            length[entry] = bits;
        }
        lifetimes.arm(entry, Deadlines.after(nowNs, lifetimeNs));
        return true;
    }

    /**
     * The interface whose link a destination is on, by the longest prefix that covers it, or {@link #NONE}.
     *
     * @param ifIndex the interface the packet must leave by, or -1 for any
     */
    public int onLink(int ifIndex, long destinationHi, long destinationLo) {
        int best = NONE;
        for (int entry = 0; entry < used.length; entry++) {
            if (used[entry] && (ifIndex < 0 || interfaceIndex[entry] == ifIndex)
                    && (best == NONE || length[entry] > length[best])
                    && Ipv6Address.samePrefix(hi[entry], lo[entry], destinationHi, destinationLo, length[entry])) {
                best = entry;
            }
        }
        return best == NONE ? NONE : interfaceIndex[best];
    }

    /** Takes the prefixes whose lifetime is over from the list. Answers how many. */
    public int poll(long nowNs) {
        int removed = 0;
        for (int entry = lifetimes.due(nowNs); entry >= 0; entry = lifetimes.due(nowNs)) {
            remove(entry);
            removed++;
        }
        return removed;
    }

    public long nextDeadlineNs() {
        return lifetimes.earliestNs();
    }

    private int find(int ifIndex, long prefixHi, long prefixLo, int bits) {
        for (int entry = 0; entry < used.length; entry++) {
            if (used[entry] && interfaceIndex[entry] == ifIndex && length[entry] == bits
                    && Ipv6Address.samePrefix(hi[entry], lo[entry], prefixHi, prefixLo, bits)) {
                return entry;
            }
        }
        return NONE;
    }

    private int unused() {
        for (int entry = 0; entry < used.length; entry++) {
            if (!used[entry]) {
                return entry;
            }
        }
        return NONE;
    }

    private void remove(int entry) {
        used[entry] = false;
        lifetimes.disarm(entry);
    }

    public int capacity() {
        return used.length;
    }

    public boolean used(int entry) {
        return used[entry];
    }

    public int interfaceIndex(int entry) {
        return interfaceIndex[entry];
    }

    public long hi(int entry) {
        return hi[entry];
    }

    public long lo(int entry) {
        return lo[entry];
    }

    /** The prefix length, 0 to 128. */
    public int length(int entry) {
        return length[entry];
    }

    /** When the prefix ceases to be on-link, or {@link Deadlines#NEVER}. */
    public long untilNs(int entry) {
        return lifetimes.of(entry);
    }
}
