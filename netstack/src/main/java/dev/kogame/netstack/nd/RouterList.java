package dev.kogame.netstack.nd;

import dev.kogame.board.Deadlines;

/**
 * The Default Router List, RFC 4861 sections 5.1, 6.3.4 and 6.3.6.
 *
 * <p>Capacity is fixed; when it is reached a further router is ignored, so a flood of advertisements cannot push a router out. One
 * thread; allocates nothing after construction.
 */
public final class RouterList {

    /** No router. */
    public static final int NONE = -1;
    /** {@link #update}: there is no room for a further router. */
    public static final int FULL = -2;

    private final boolean[] used;
    private final byte[] interfaceIndex;
    private final long[] hi;
    private final long[] lo;
    private final Deadlines lifetimes;
    private int next;

    /** @param capacity the number of routers, 2 or more (RFC 4861 section 6.3.4) */
    public RouterList(int capacity) {
        used = new boolean[capacity];
        interfaceIndex = new byte[capacity];
        hi = new long[capacity];
        lo = new long[capacity];
        lifetimes = new Deadlines(capacity);
    }

    /**
     * A router announced its lifetime as a default router; 0 takes it from the list at once.
     *
     * @return the router's entry, {@link #NONE} if it is not (or no longer) in the list, or {@link #FULL}
     */
    public int update(int ifIndex, long routerHi, long routerLo, long lifetimeNs, long nowNs) {
        int entry = find(ifIndex, routerHi, routerLo);
        if (lifetimeNs == 0) {
            if (entry != NONE) {
                remove(entry);
            }
            return NONE;
        }
        if (entry == NONE) {
            entry = unused();
            if (entry == NONE) {
                return FULL;
            }
            used[entry] = true;
            interfaceIndex[entry] = (byte) ifIndex;
            hi[entry] = routerHi;
            lo[entry] = routerLo;
        }
        lifetimes.arm(entry, Deadlines.after(nowNs, lifetimeNs));
        return entry;
    }

    /**
     * The router for a packet that has no better way, section 6.3.6: one whose neighbor cache entry shows it reachable or does not
     * speak against it; if there is none, the routers in turn, so that each is probed.
     *
     * @param ifIndex the interface the packet must leave by, or -1 for any
     */
    public int select(int ifIndex, NeighborCache neighbors) {
        int fallback = NONE;
        for (int i = 0; i < used.length; i++) {
            int entry = (next + i) % used.length;
            if (!used[entry] || ifIndex >= 0 && interfaceIndex[entry] != ifIndex) {
                continue;
            }
            int neighbor = neighbors.find(interfaceIndex[entry], hi[entry], lo[entry]);
            if (neighbor != NeighborCache.NONE && neighbors.state(neighbor) != NeighborCache.INCOMPLETE) {
                return entry;
            }
            if (fallback == NONE) {
                fallback = entry;
            }
        }
        if (fallback != NONE) {
            next = (fallback + 1) % used.length;
        }
        return fallback;
    }

    public int find(int ifIndex, long routerHi, long routerLo) {
        for (int entry = 0; entry < used.length; entry++) {
            if (used[entry] && lo[entry] == routerLo && hi[entry] == routerHi && interfaceIndex[entry] == ifIndex) {
                return entry;
            }
        }
        return NONE;
    }

    /** Takes a router from the list. */
    public void remove(int entry) {
        used[entry] = false;
        lifetimes.disarm(entry);
    }

    /** Takes the routers whose lifetime is over from the list. Answers how many. */
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

    private int unused() {
        for (int entry = 0; entry < used.length; entry++) {
            if (!used[entry]) {
                return entry;
            }
        }
        return NONE;
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

    public int capacity() {
        return used.length;
    }

    public boolean used(int entry) {
        return used[entry];
    }

    /** When the router ceases to be a default router. */
    public long untilNs(int entry) {
        return lifetimes.of(entry);
    }
}
