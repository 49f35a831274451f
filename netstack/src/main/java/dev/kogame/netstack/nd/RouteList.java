package dev.kogame.netstack.nd;

import java.util.Arrays;
import java.util.StringJoiner;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * The more-specific routes that routers announced, RFC 4191 section 3.1: a prefix, its preference, its lifetime, and the router.
 *
 * <p>Capacity is fixed; when it is reached a further route is ignored. One thread; allocates nothing after construction.
 */
final class RouteList {

    /** No route. */
    static final int NONE = -1;

    private final RouterList routers;
    private final byte[] router;
    private final long[] hi;
    private final long[] lo;
    private final short[] length;
    private final byte[] preference;
    private final Deadlines lifetimes;

    /** @param capacity the number of routes; with 0 all are ignored */
    RouteList(RouterList routers, int capacity) {
        this.routers = routers;
        router = new byte[capacity];
        Arrays.fill(router, (byte) NONE);
        hi = new long[capacity];
        lo = new long[capacity];
        length = new short[capacity];
        preference = new byte[capacity];
        lifetimes = new Deadlines(Math.max(1, capacity));
    }

    /**
     * A router in the list announced a route; a lifetime of 0 takes it back.
     *
     * @param bits the prefix length, 1 to 128
     * @return whether there was room
     */
    boolean update(int through, long prefixHi, long prefixLo, int bits, long lifetimeNs, int routePreference,
            long nowNs) {
        int entry = find(through, prefixHi, prefixLo, bits);
        if (lifetimeNs == 0) {
            if (entry != NONE) {
                remove(entry);
            }
            return true;
        }
        if (entry == NONE) {
            entry = find(NONE, 0, 0, 0);
            if (entry == NONE) {
                return false;
            }
            router[entry] = (byte) through;
            hi[entry] = prefixHi;
            lo[entry] = prefixLo;
            length[entry] = (short) bits;
            routers.routes(through, 1);
        }
        preference[entry] = (byte) routePreference;
        lifetimes.arm(entry, Deadlines.after(nowNs, lifetimeNs));
        return true;
    }

    /** The route of a router, or an unused place for the router {@link #NONE}. */
    private int find(int through, long prefixHi, long prefixLo, int bits) {
        for (int entry = 0; entry < router.length; entry++) {
            if (router[entry] == through && (through == NONE || length[entry] == bits
                    && Ipv6Address.samePrefix(hi[entry], lo[entry], prefixHi, prefixLo, bits))) {
                return entry;
            }
        }
        return NONE;
    }

    /** Takes all routes through a router back. */
    void removeThrough(int through) {
        for (int entry = 0; entry < router.length; entry++) {
            if (router[entry] == through) {
                remove(entry);
            }
        }
    }

    private void remove(int entry) {
        routers.routes(router[entry], -1);
        router[entry] = NONE;
        lifetimes.disarm(entry);
    }

    /** Takes a route whose lifetime is over from the list. Answers its router, or {@link #NONE} if there is none. */
    int expired(long nowNs) {
        int entry = lifetimes.due(nowNs);
        if (entry < 0) {
            return NONE;
        }
        int through = router[entry];
        remove(entry);
        return through;
    }

    long nextDeadlineNs() {
        return lifetimes.earliestNs();
    }

    int capacity() {
        return router.length;
    }

    /** Whether a route covers a destination. */
    boolean covers(int entry, long destinationHi, long destinationLo) {
        return router[entry] != NONE
                && Ipv6Address.samePrefix(hi[entry], lo[entry], destinationHi, destinationLo, length[entry]);
    }

    int router(int entry) {
        return router[entry];
    }

    int length(int entry) {
        return length[entry];
    }

    int preference(int entry) {
        return preference[entry];
    }

    /** Adds a line for each route. */
    @Boot
    void report(StringJoiner lines) {
        for (int entry = 0; entry < router.length; entry++) {
            int through = router[entry];
            if (through != NONE) {
                int zone = routers.interfaceIndex(through);
                lines.add(Ipv6Address.text(hi[entry], lo[entry]) + "/" + length[entry] + " interface " + zone + " via "
                        + Ipv6Address.text(routers.hi(through), routers.lo(through)) + "%" + zone + " preference "
                        + RouterList.nameOf(preference[entry]));
            }
        }
    }
}
