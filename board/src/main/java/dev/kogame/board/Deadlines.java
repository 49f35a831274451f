package dev.kogame.board;

import java.util.Arrays;

/**
 * A fixed row of deadlines, one per entry of a table, with the earliest of them at hand.
 *
 * <p>Arming and disarming cost a store; the row is searched only when a deadline has passed or when the exact earliest is
 * asked for before sleeping. Tables here hold tens of entries, for which a row of longs beats a wheel or a heap. One thread;
 * allocates nothing after construction.
 */
public final class Deadlines {

    /** The deadline of something that is not going to happen. */
    public static final long NEVER = Long.MAX_VALUE;

    private final long[] atNs;
    /** Never later than the earliest deadline; earlier only after one was moved away. */
    private long boundNs = NEVER;

    /** @param capacity the number of entries, at least 1 */
    public Deadlines(int capacity) {
        atNs = new long[capacity];
        Arrays.fill(atNs, NEVER);
    }

    /** Sets the deadline of {@code entry}, replacing the one it had. {@link #NEVER} disarms it. */
    public void arm(int entry, long deadlineNs) {
        atNs[entry] = deadlineNs;
        if (deadlineNs < boundNs) {
            boundNs = deadlineNs;
        }
    }

    /** Takes the deadline of {@code entry} away. */
    public void disarm(int entry) {
        atNs[entry] = NEVER;
    }

    /** The deadline of {@code entry}, or {@link #NEVER}. */
    public long of(int entry) {
        return atNs[entry];
    }

    /**
     * The entry whose deadline is reached (the earliest of them), or -1. The caller must re-arm or disarm it before it asks
     * again, or it is told the same entry.
     */
    public int due(long nowNs) {
        if (nowNs < boundNs) {
            return -1;
        }
        int earliest = -1;
        long earliestNs = NEVER;
        for (int i = 0; i < atNs.length; i++) {
            if (atNs[i] < earliestNs) {
                earliestNs = atNs[i];
                earliest = i;
            }
        }
        boundNs = earliestNs;
        return earliestNs <= nowNs ? earliest : -1;
    }

    /** The earliest deadline, exact, or {@link #NEVER}. */
    public long earliestNs() {
        due(boundNs);
        return boundNs;
    }

    /** {@code nowNs + delayNs}, staying at {@link #NEVER} instead of running over. Both at least 0. */
    public static long after(long nowNs, long delayNs) {
        return delayNs >= NEVER - nowNs ? NEVER : nowNs + delayNs;
    }
}
