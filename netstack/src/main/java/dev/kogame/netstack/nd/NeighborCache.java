package dev.kogame.netstack.nd;

import java.util.Arrays;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;

/**
 * The Neighbor Cache and its state machine, RFC 4861 sections 5.1, 7.3.2 and appendix C, with the state UNREACHABLE of RFC 7048: a
 * neighbor that answers no probe keeps its address while packets go to it, and is looked for by ever rarer multicasts.
 *
 * <p>Every event answers what the caller must do; nothing is sent from here. A packet that waits for an address resolution is owned
 * by its entry.
 *
 * <p>Capacity is fixed. A full cache first gives up a neighbor that was never confirmed reachable, the one unused for longest; then one
 * STALE or UNREACHABLE; never one of the routers in the {@link RouterList}. Forged solicitations and routers so compete with each other alone. Entries INCOMPLETE
 * may fill a quarter of the cache, then the oldest of them goes (RFC 6583): a scan of the prefix costs the scanner's own places. One
 * thread; allocates nothing after construction.
 */
public final class NeighborCache {

    /** No entry. */
    public static final int NONE = -1;

    /** States; 0 marks an unused entry. */
    public static final int INCOMPLETE = 1;
    public static final int REACHABLE = 2;
    public static final int STALE = 3;
    public static final int DELAY = 4;
    public static final int PROBE = 5;
    public static final int UNREACHABLE = 6;

    /** {@link #use}: the link-layer address is known, send. */
    public static final int FOUND = 0;
    /** {@link #use}: resolution is under way, let the packet wait. */
    public static final int WAIT = 1;
    /** {@link #use}: let the packet wait, and multicast a solicitation. */
    public static final int SOLICIT = 2;
    /** {@link #use}: send, and multicast a solicitation. */
    public static final int FOUND_AND_SOLICIT = 3;

    /** {@link #expire}: nothing to do. */
    public static final int NOTHING = 0;
    /** {@link #expire}: multicast a solicitation. */
    public static final int SOLICIT_MULTICAST = 1;
    /** {@link #expire}: send a solicitation to the cached address. */
    public static final int SOLICIT_UNICAST = 2;
    /** {@link #expire}: the neighbor became UNREACHABLE; prefer another, and multicast a solicitation. */
    public static final int SUSPECT = 3;
    /** {@link #expire}: the neighbor is given up; take what waits, then {@link #remove} the entry. */
    public static final int GIVE_UP = 4;

    /** RFC 4861 section 10. */
    public static final int MAX_MULTICAST_SOLICIT = 3;
    public static final int MAX_UNICAST_SOLICIT = 3;
    public static final long DELAY_FIRST_PROBE_TIME_NS = 5_000_000_000L;
    /** RFC 7048 section 4. */
    private static final int BACKOFF_MULTIPLE = 3;
    private static final long MAX_RETRANS_TIMER_NS = 60_000_000_000L;

    private static final int UNUSED = 0;

    private final Interface[] interfaces;
    private final byte[] state;
    private final byte[] interfaceIndex;
    private final long[] hi;
    private final long[] lo;
    private final long[] mac;
    private final boolean[] router;
    /** Whether the neighbor was REACHABLE once: it exists and answers. */
    private final boolean[] confirmed;
    private final byte[] probes;
    /** While UNREACHABLE: whether a packet was sent since the last solicitation. */
    private final boolean[] wanted;
    /** While UNREACHABLE: the time until the next solicitation. */
    private final long[] backoffNs;
    /** Order of use, by count rather than time: what was used last has the highest number. */
    private final long[] used;
    private final int[] waiting;
    private final byte[] waitingCount;
    private final int waitingCapacity;
    private final Deadlines deadlines;
    private final int incompleteQuota;
    private final boolean patient;
    private int incompleteCount;
    private int waitingTotal;
    private long uses;

    /**
     * @param capacity the number of neighbors, 4 or more
     * @param waitingCapacity how many packets may wait for one resolution, at least 1 (RFC 4861 section 7.2.2)
     * @param patient whether a neighbor that answers no probe becomes UNREACHABLE (RFC 7048) instead of being given up (RFC 4861)
     */
    public NeighborCache(Interface[] interfaces, int capacity, int waitingCapacity, boolean patient) {
        this.interfaces = interfaces;
        this.patient = patient;
        this.waitingCapacity = waitingCapacity;
        state = new byte[capacity];
        interfaceIndex = new byte[capacity];
        hi = new long[capacity];
        lo = new long[capacity];
        mac = new long[capacity];
        router = new boolean[capacity];
        confirmed = new boolean[capacity];
        probes = new byte[capacity];
        wanted = new boolean[capacity];
        backoffNs = new long[capacity];
        used = new long[capacity];
        waiting = new int[capacity * waitingCapacity];
        Arrays.fill(waiting, FramePool.NONE);
        waitingCount = new byte[capacity];
        deadlines = new Deadlines(capacity);
        incompleteQuota = capacity / 4;
    }

    /** The entry of a neighbor, or {@link #NONE}. */
    public int find(int ifIndex, long neighborHi, long neighborLo) {
        for (int entry = 0; entry < state.length; entry++) {
            if (lo[entry] == neighborLo && hi[entry] == neighborHi && state[entry] != UNUSED
                    && interfaceIndex[entry] == ifIndex) {
                return entry;
            }
        }
        return NONE;
    }

    /**
     * The entry that a new neighbor would push out, or an unused one, or {@link #NONE}. What waits in the answered entry must be
     * taken by {@link #dequeue} before the entry is used for another neighbor.
     *
     * @param incomplete whether the new neighbor's address is to be resolved, which counts against the quota
     * @param routers whose entries stay; to call itself a router, as anybody can, is not enough
     */
    public int room(boolean incomplete, RouterList routers) {
        boolean overQuota = incomplete && incompleteCount >= incompleteQuota;
        int chosen = NONE;
        for (int entry = 0; entry < state.length; entry++) {
            if (state[entry] == UNUSED && !overQuota) {
                return entry;
            }
            boolean candidate = overQuota ? state[entry] == INCOMPLETE : expendable(entry, routers);
            if (candidate && (chosen == NONE || rather(entry, chosen))) {
                chosen = entry;
            }
        }
        return chosen;
    }

    private boolean expendable(int entry, RouterList routers) {
        return (state[entry] == STALE || state[entry] == UNREACHABLE || state[entry] > STALE && !confirmed[entry])
                && routers.find(interfaceIndex[entry], hi[entry], lo[entry]) == RouterList.NONE;
    }

    /** Whether one of two entries is given up rather than the other: unconfirmed before confirmed, then the one unused for longer. */
    private boolean rather(int entry, int than) {
        return confirmed[entry] != confirmed[than] ? !confirmed[entry] : used[entry] < used[than];
    }

    /** Makes the entry of a neighbor to be resolved: INCOMPLETE, with no solicitation sent yet. */
    public void create(int entry, int ifIndex, long neighborHi, long neighborLo) {
        reset(entry, ifIndex, neighborHi, neighborLo);
        enter(entry, INCOMPLETE);
    }

    /** Makes the entry of a neighbor that told its own address: STALE, section 7.2.3. */
    public void create(int entry, int ifIndex, long neighborHi, long neighborLo, long neighborMac) {
        reset(entry, ifIndex, neighborHi, neighborLo);
        mac[entry] = neighborMac;
        enter(entry, STALE);
    }

    private void reset(int entry, int ifIndex, long neighborHi, long neighborLo) {
        interfaceIndex[entry] = (byte) ifIndex;
        hi[entry] = neighborHi;
        lo[entry] = neighborLo;
        router[entry] = false;
        confirmed[entry] = false;
        probes[entry] = 0;
        used[entry] = ++uses;
    }

    /** A packet is to be sent to the neighbor: {@link #FOUND}, {@link #WAIT}, {@link #SOLICIT} or {@link #FOUND_AND_SOLICIT}. */
    public int use(int entry, long nowNs) {
        used[entry] = ++uses;
        switch (state[entry]) {
            case INCOMPLETE -> {
                if (probes[entry] > 0) {
                    return WAIT;
                }
                probes[entry] = 1;
                deadlines.arm(entry, nowNs + retransTimerNs(entry));
                return SOLICIT;
            }
            case STALE -> {
                // Section 7.3.3: upper layers get a chance to confirm before the neighbor is asked.
                enter(entry, DELAY);
                deadlines.arm(entry, nowNs + DELAY_FIRST_PROBE_TIME_NS);
                return FOUND;
            }
            case UNREACHABLE -> {
                wanted[entry] = true;
                if (deadlines.of(entry) != Deadlines.NEVER) {
                    return FOUND;
                }
                solicitMoreRarely(entry, nowNs);
                return FOUND_AND_SOLICIT;
            }
            default -> {
                return FOUND;
            }
        }
    }

    /**
     * A router that is avoided because it does not answer is to be asked once more, RFC 4191 section 3.5: {@link #SOLICIT} or
     * {@link #NOTHING}.
     */
    public int probe(int entry, long nowNs) {
        if (state[entry] == INCOMPLETE && probes[entry] == 0) {
            probes[entry] = MAX_MULTICAST_SOLICIT;
            deadlines.arm(entry, nowNs + retransTimerNs(entry));
            return SOLICIT;
        }
        if (state[entry] == UNREACHABLE && deadlines.of(entry) == Deadlines.NEVER) {
            solicitMoreRarely(entry, nowNs);
            return SOLICIT;
        }
        return NOTHING;
    }

    /** RFC 7048 section 3: ever longer until the next solicitation, which is due only if packets go on being sent. */
    private void solicitMoreRarely(int entry, long nowNs) {
        wanted[entry] = false;
        backoffNs[entry] = Math.min(backoffNs[entry] * BACKOFF_MULTIPLE, MAX_RETRANS_TIMER_NS);
        deadlines.arm(entry, nowNs + backoffNs[entry]);
    }

    /** An entry whose deadline is reached, or {@link #NONE}; hand it to {@link #expire}. */
    public int due(long nowNs) {
        return deadlines.due(nowNs);
    }

    /** The deadline of an entry is reached: answers what to do about it. */
    public int expire(int entry, long nowNs) {
        switch (state[entry]) {
            case REACHABLE -> {
                enter(entry, STALE);
                return NOTHING;
            }
            case DELAY -> {
                enter(entry, PROBE);
                probes[entry] = 1;
                deadlines.arm(entry, nowNs + retransTimerNs(entry));
                return SOLICIT_UNICAST;
            }
            case INCOMPLETE, PROBE -> {
                boolean resolving = state[entry] == INCOMPLETE;
                if (probes[entry] >= (resolving ? MAX_MULTICAST_SOLICIT : MAX_UNICAST_SOLICIT)) {
                    if (!resolving && patient) {
                        enter(entry, UNREACHABLE);
                        backoffNs[entry] = retransTimerNs(entry);
                        solicitMoreRarely(entry, nowNs);
                        return SUSPECT;
                    }
                    deadlines.disarm(entry);
                    return GIVE_UP;
                }
                probes[entry]++;
                deadlines.arm(entry, nowNs + retransTimerNs(entry));
                return resolving ? SOLICIT_MULTICAST : SOLICIT_UNICAST;
            }
            case UNREACHABLE -> {
                if (wanted[entry]) {
                    solicitMoreRarely(entry, nowNs);
                    return SOLICIT_MULTICAST;
                }
                deadlines.disarm(entry);
                return NOTHING;
            }
            default -> {
                deadlines.disarm(entry);
                return NOTHING;
            }
        }
    }

    /**
     * A neighbor told its own link-layer address in a solicitation or a router's message, sections 7.2.3 and 6.3.4. What waits in
     * the entry may be sent now.
     */
    public void learn(int entry, long neighborMac) {
        if (state[entry] == INCOMPLETE || mac[entry] != neighborMac) {
            mac[entry] = neighborMac;
            enter(entry, STALE);
        }
    }

    /**
     * An advertisement of the neighbor arrived, section 7.2.5. What waits in the entry may be sent now, unless it is still
     * INCOMPLETE.
     *
     * @param neighborMac the target link-layer address, or {@link dev.kogame.netstack.wire.NdOptions#NONE}
     * @return whether the neighbor was a router and says that it no longer is
     */
    public boolean advertised(int entry, long neighborMac, boolean solicited, boolean override, boolean isRouter,
            long nowNs) {
        boolean given = neighborMac >= 0;
        if (state[entry] == INCOMPLETE) {
            if (given) {
                mac[entry] = neighborMac;
                router[entry] = isRouter;
                reachableOrStale(entry, solicited, nowNs);
            }
            return false;
        }
        boolean differs = given && mac[entry] != neighborMac;
        if (differs && !override) {
            if (state[entry] == REACHABLE) {
                enter(entry, STALE);
            }
            return false;
        }
        if (differs) {
            mac[entry] = neighborMac;
        }
        if (solicited || differs) {
            reachableOrStale(entry, solicited, nowNs);
        }
        boolean lost = router[entry] && !isRouter;
        router[entry] = isRouter;
        return lost;
    }

    private void reachableOrStale(int entry, boolean reachable, long nowNs) {
        enter(entry, reachable ? REACHABLE : STALE);
        if (reachable) {
            confirmed[entry] = true;
            deadlines.arm(entry, nowNs + interfaces[interfaceIndex[entry]].reachableTimeNs());
        }
    }

    /** An upper layer has proof that packets reach the neighbor, section 7.3.1. */
    public void confirm(int entry, long nowNs) {
        if (state[entry] > INCOMPLETE) {
            reachableOrStale(entry, true, nowNs);
        }
    }

    /** Forgets an entry. Nothing may wait in it. */
    public void remove(int entry) {
        enter(entry, UNUSED);
    }

    /**
     * Lets a packet wait for the neighbor's address.
     *
     * @return the slot of the oldest waiting packet, which this one pushed out, or {@link FramePool#NONE} (section 7.2.2)
     */
    public int enqueue(int entry, int slot) {
        int pushedOut = waitingCount[entry] == waitingCapacity ? dequeue(entry) : FramePool.NONE;
        waiting[entry * waitingCapacity + waitingCount[entry]++] = slot;
        waitingTotal++;
        return pushedOut;
    }

    /** Takes the packet that waits longest out of an entry: its slot, or {@link FramePool#NONE}. */
    public int dequeue(int entry) {
        if (waitingCount[entry] == 0) {
            return FramePool.NONE;
        }
        int at = entry * waitingCapacity;
        int slot = waiting[at];
        System.arraycopy(waiting, at + 1, waiting, at, --waitingCount[entry]);
        waitingTotal--;
        return slot;
    }

    /** The packet that waits longest in an entry, or {@link FramePool#NONE}. */
    public int firstWaiting(int entry) {
        return waitingCount[entry] == 0 ? FramePool.NONE : waiting[entry * waitingCapacity];
    }

    /** How many packets wait in all entries; each owns a slot. */
    public int waiting() {
        return waitingTotal;
    }

    private void enter(int entry, int next) {
        if (state[entry] == INCOMPLETE) {
            incompleteCount--;
        }
        if (next == INCOMPLETE) {
            incompleteCount++;
        }
        state[entry] = (byte) next;
        deadlines.disarm(entry);
    }

    private long retransTimerNs(int entry) {
        return interfaces[interfaceIndex[entry]].retransTimerNs();
    }

    /** When {@link #due} has an entry next, exact, or {@link Deadlines#NEVER}. */
    public long nextDeadlineNs() {
        return deadlines.earliestNs();
    }

    public int capacity() {
        return state.length;
    }

    /** The state of an entry, 0 if it is unused. */
    public int state(int entry) {
        return state[entry];
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

    /** The link-layer address; meaningless while INCOMPLETE. */
    public long mac(int entry) {
        return mac[entry];
    }

    public boolean router(int entry) {
        return router[entry];
    }

    /** Notes that a neighbor is a router or is not: it sent a Router Advertisement or Solicitation. */
    public void router(int entry, boolean isRouter) {
        router[entry] = isRouter;
    }

    /** How many packets wait in an entry. */
    public int waiting(int entry) {
        return waitingCount[entry];
    }
}
