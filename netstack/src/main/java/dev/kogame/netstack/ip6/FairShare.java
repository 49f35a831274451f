package dev.kogame.netstack.ip6;

import dev.kogame.netstack.wire.Ipv6Address;

/**
 * Whose entry of a full table a newcomer takes: the oldest of whoever holds most of it, the newcomer counted. So one holder, however many
 * it brings, only ever pushes out its own entries and those of holders of as many.
 *
 * <p>A holder is a link-local address, or all addresses of a prefix of 64 bits: so many belong to whoever has one of them.
 */
final class FairShare {

    private FairShare() {
    }

    /**
     * The entry to give up. Every entry is in use.
     *
     * @param hi the high halves of the addresses that hold the entries, and {@code lo} the low ones
     * @param sinceNs the ages of the entries: the least goes first
     */
    static int victim(long[] hi, long[] lo, long[] sinceNs, long newHi, long newLo) {
        int victim = 0;
        int most = 0;
        for (int entry = 0; entry < hi.length; entry++) {
            int held = sameHolder(hi[entry], lo[entry], newHi, newLo) ? 1 : 0;
            for (int other = 0; other < hi.length; other++) {
                held += sameHolder(hi[entry], lo[entry], hi[other], lo[other]) ? 1 : 0;
            }
            if (held > most || held == most && sinceNs[entry] < sinceNs[victim]) {
                victim = entry;
                most = held;
            }
        }
        return victim;
    }

    private static boolean sameHolder(long aHi, long aLo, long bHi, long bLo) {
        return aHi == bHi && (aLo == bLo || !Ipv6Address.isLinkLocal(aHi));
    }
}
