package dev.kogame.netstack.nd;

import java.util.StringJoiner;

import dev.kogame.board.Boot;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * The next hops that redirects told, RFC 4861 section 8.3: for a destination that would go through a router, another router or the
 * destination itself.
 *
 * <p>An entry counts only while its destination would go through the router that sent it. So it ends with that router, and it serves only
 * those source addresses for which that router is the first hop, RFC 8028 section 3.4.
 *
 * <p>Capacity is fixed; a new entry takes the place of the one unused for longest. One thread; allocates nothing after construction.
 */
final class Redirects {

    /** No redirect. */
    static final int NONE = -1;

    private final byte[] interfaceIndex;
    private final long[] destinationHi;
    private final long[] destinationLo;
    private final long[] routerHi;
    private final long[] routerLo;
    private final long[] targetHi;
    private final long[] targetLo;
    /** Order of use, 0 if the entry is unused. */
    private final long[] used;
    private long uses;

    /** @param capacity the number of destinations; with 0 there are no redirects */
    Redirects(int capacity) {
        interfaceIndex = new byte[capacity];
        destinationHi = new long[capacity];
        destinationLo = new long[capacity];
        routerHi = new long[capacity];
        routerLo = new long[capacity];
        targetHi = new long[capacity];
        targetLo = new long[capacity];
        used = new long[capacity];
    }

    /** The redirect of a destination that would go through a router, or {@link #NONE}. */
    int find(int ifIndex, long hi, long lo, long throughHi, long throughLo) {
        for (int entry = 0; entry < used.length; entry++) {
            if (used[entry] != 0 && destinationLo[entry] == lo && destinationHi[entry] == hi
                    && routerLo[entry] == throughLo && routerHi[entry] == throughHi
                    && interfaceIndex[entry] == ifIndex) {
                used[entry] = ++uses;
                return entry;
            }
        }
        return NONE;
    }

    /** Sends what would go to a destination through a router to a target instead. */
    void put(int ifIndex, long hi, long lo, long throughHi, long throughLo, long toHi, long toLo) {
        if (used.length == 0) {
            return;
        }
        int entry = find(ifIndex, hi, lo, throughHi, throughLo);
        if (entry == NONE) {
            entry = leastUsed();
        }
        interfaceIndex[entry] = (byte) ifIndex;
        destinationHi[entry] = hi;
        destinationLo[entry] = lo;
        routerHi[entry] = throughHi;
        routerLo[entry] = throughLo;
        targetHi[entry] = toHi;
        targetLo[entry] = toLo;
        used[entry] = ++uses;
    }

    private int leastUsed() {
        int least = 0;
        for (int entry = 1; entry < used.length; entry++) {
            if (used[entry] < used[least]) {
                least = entry;
            }
        }
        return least;
    }

    /** Forgets what was redirected to a target: it does not answer, RFC 4861 section 7.3.3, or is no router. */
    void forget(int ifIndex, long toHi, long toLo, boolean onlyAsRouter) {
        for (int entry = 0; entry < used.length; entry++) {
            if (targetLo[entry] == toLo && targetHi[entry] == toHi && interfaceIndex[entry] == ifIndex
                    && (!onlyAsRouter || destinationLo[entry] != toLo || destinationHi[entry] != toHi)) {
                used[entry] = 0;
            }
        }
    }

    int capacity() {
        return used.length;
    }

    long targetHi(int entry) {
        return targetHi[entry];
    }

    long targetLo(int entry) {
        return targetLo[entry];
    }

    /** Adds a line for each destination. */
    @Boot
    void report(StringJoiner lines) {
        for (int entry = 0; entry < used.length; entry++) {
            if (used[entry] != 0) {
                boolean onLink = targetHi[entry] == destinationHi[entry] && targetLo[entry] == destinationLo[entry];
                int zone = interfaceIndex[entry];
                lines.add(Ipv6Address.text(destinationHi[entry], destinationLo[entry]) + "/128 interface " + zone
                        + (onLink
                                ? " on-link"
                                : " via " + Ipv6Address.text(targetHi[entry], targetLo[entry]) + "%" + zone)
                        + " redirected");
            }
        }
    }
}
