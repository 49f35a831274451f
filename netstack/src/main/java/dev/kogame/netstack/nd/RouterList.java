package dev.kogame.netstack.nd;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;

/**
 * The routers of the links: the Default Router List of RFC 4861 section 5.1 with the preferences of RFC 4191, and those routers that only
 * serve more-specific routes. Which prefixes a router announced stands in the {@link AddressTable} under its entry here.
 *
 * <p>Capacity is fixed; when it is reached a further router is ignored, so a flood of advertisements cannot push a router out. One
 * thread; allocates nothing after construction.
 */
public final class RouterList {

    /** No router. */
    public static final int NONE = -1;
    /** {@link #update}: there is no room for a further router. */
    public static final int FULL = -2;

    /** RFC 4191 section 3.5: a router that is avoided is asked at most once a minute. */
    private static final long PROBE_INTERVAL_NS = 60_000_000_000L;

    private final boolean[] used;
    private final byte[] interfaceIndex;
    private final long[] hi;
    private final long[] lo;
    private final byte[] preference;
    private final byte[] routes;
    private final boolean[] silent;
    private final long[] probeNotBeforeNs;
    private final Deadlines lifetimes;
    private final Deadlines probes;

    /** @param capacity the number of routers, 2 to 64 (RFC 4861 section 6.3.4 asks for two) */
    public RouterList(int capacity) {
        used = new boolean[capacity];
        interfaceIndex = new byte[capacity];
        hi = new long[capacity];
        lo = new long[capacity];
        preference = new byte[capacity];
        routes = new byte[capacity];
        silent = new boolean[capacity];
        probeNotBeforeNs = new long[capacity];
        lifetimes = new Deadlines(capacity);
        probes = new Deadlines(capacity);
    }

    /**
     * A router announced its lifetime as a default router; with 0 it no longer is one, and whoever has no route through it either must
     * {@link #remove} it.
     *
     * @param routerPreference -1, 0 or 1
     * @return the router's entry, {@link #NONE} if it has none, or {@link #FULL}
     */
    int update(int ifIndex, long routerHi, long routerLo, long lifetimeNs, int routerPreference, long nowNs) {
        int entry = find(ifIndex, routerHi, routerLo);
        if (lifetimeNs == 0) {
            if (entry != NONE) {
                lifetimes.disarm(entry);
            }
            return entry;
        }
        entry = entry == NONE ? add(ifIndex, routerHi, routerLo) : entry;
        if (entry >= 0) {
            preference[entry] = (byte) routerPreference;
            lifetimes.arm(entry, Deadlines.after(nowNs, lifetimeNs));
        }
        return entry;
    }

    /** A place for a router that is not in the list: its entry, not yet a default router, or {@link #FULL}. */
    int add(int ifIndex, long routerHi, long routerLo) {
        for (int entry = 0; entry < used.length; entry++) {
            if (!used[entry]) {
                used[entry] = true;
                interfaceIndex[entry] = (byte) ifIndex;
                hi[entry] = routerHi;
                lo[entry] = routerLo;
                preference[entry] = 0;
                routes[entry] = 0;
                silent[entry] = false;
                probeNotBeforeNs[entry] = 0;
                return entry;
            }
        }
        return FULL;
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
    void remove(int entry) {
        used[entry] = false;
        lifetimes.disarm(entry);
        probes.disarm(entry);
    }

    /** A default router whose lifetime is over, or {@link #NONE}; it no longer is one. */
    int expired(long nowNs) {
        int entry = lifetimes.due(nowNs);
        if (entry >= 0) {
            lifetimes.disarm(entry);
        }
        return entry;
    }

    /** Counts the more-specific routes through a router, which keep it in the list. */
    void routes(int entry, int change) {
        routes[entry] += (byte) change;
    }

    /** Whether a router is of no use: neither a default router, nor with a route through it. */
    boolean idle(int entry) {
        return !isDefault(entry) && routes[entry] == 0;
    }

    /** A router answers no solicitation, or is heard again. */
    void silent(int entry, boolean isSilent) {
        silent[entry] = isSilent;
    }

    /** Whether a router answered no solicitation and was not heard since. */
    boolean silent(int entry) {
        return silent[entry];
    }

    /** A packet would have gone through a router if it answered: it is to be asked. */
    void wantProbe(int entry) {
        probes.arm(entry, 0);
    }

    /** A router that is to be asked, or {@link #NONE}; then {@link #mayProbe} says whether it may be now. */
    int probeWanted(long nowNs) {
        return probes.due(nowNs);
    }

    /** Ends the wish to ask a router. Answers whether the last time was a minute ago. */
    boolean mayProbe(int entry, long nowNs) {
        probes.disarm(entry);
        if (nowNs < probeNotBeforeNs[entry]) {
            return false;
        }
        probeNotBeforeNs[entry] = nowNs + PROBE_INTERVAL_NS;
        return true;
    }

    /** When {@link #expired} has a router next. */
    long nextDeadlineNs() {
        return lifetimes.earliestNs();
    }

    /** When {@link #probeWanted} has a router next: long ago, or never. */
    long nextProbeNs() {
        return probes.earliestNs();
    }

    public int capacity() {
        return used.length;
    }

    /** Whether an entry is a router of an interface, or of any for -1. */
    boolean on(int entry, int ifIndex) {
        return used[entry] && (ifIndex < 0 || interfaceIndex[entry] == ifIndex);
    }

    /** Whether a router is a default router now. */
    public boolean isDefault(int entry) {
        return lifetimes.of(entry) != Deadlines.NEVER;
    }

    public int preference(int entry) {
        return preference[entry];
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

    public boolean used(int entry) {
        return used[entry];
    }

    /** When the router ceases to be a default router. */
    public long untilNs(int entry) {
        return lifetimes.of(entry);
    }

    /** A preference in words, RFC 4191 section 2.1. */
    @Boot
    public static String nameOf(int preference) {
        return preference > 0 ? "high" : preference == 0 ? "medium" : "low";
    }
}
