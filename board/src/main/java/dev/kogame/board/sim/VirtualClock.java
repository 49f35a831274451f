package dev.kogame.board.sim;

import dev.kogame.board.Clock;

/** A clock that stands still until it is told to go on. Starts at 0. One thread; allocates nothing. */
public final class VirtualClock implements Clock {
    private long nowNs;

    @Override
    public long nowNs() {
        return nowNs;
    }

    /**
     * Sets the time.
     *
     * @throws IllegalArgumentException if that lies before the time now: a monotonic clock does not go back
     */
    public void set(long timeNs) {
        if (timeNs < nowNs) {
            throw new IllegalArgumentException("the clock stands at " + nowNs + " ns and cannot go back to " + timeNs
                    + " ns: make a new clock");
        }
        nowNs = timeNs;
    }

    /** Lets {@code durationNs} pass, at least 0. */
    public void advance(long durationNs) {
        set(nowNs + durationNs);
    }
}
