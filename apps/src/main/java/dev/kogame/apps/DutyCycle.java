package dev.kogame.apps;

import java.util.Arrays;

import dev.kogame.board.Clock;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.Idle;

/**
 * The one thread of a device: gives every duty its turn, in order, and sleeps until the earliest of their deadlines. The only
 * place that reads the clock.
 *
 * <p>{@link #run} belongs to one thread; {@link #stop} may be called by any, a shutdown hook for instance. Allocates nothing.
 */
public final class DutyCycle {

    /** How many frames or datagrams a duty handles in one turn, so that none of them starves the others. */
    public static final int BUDGET = 16;

    private final Clock clock;
    private final Idle idle;
    private final Runnable wake;
    private Duty[] duties;
    private volatile boolean stopped;

    /**
     * @param clock the time that all duties are given
     * @param idle how the thread sleeps
     * @param wake ends a sleep of {@code idle} early, from any thread
     * @param duties in the order of their turns
     */
    public DutyCycle(Clock clock, Idle idle, Runnable wake, Duty... duties) {
        this.clock = clock;
        this.idle = idle;
        this.wake = wake;
        this.duties = duties.clone();
    }

    /** Gives a duty its turn behind the others; before {@link #run}, on its thread. */
    public void add(Duty duty) {
        duties = Arrays.copyOf(duties, duties.length + 1);
        duties[duties.length - 1] = duty;
    }

    /**
     * Runs until a time is reached or {@link #stop} is called, whichever is first.
     *
     * @param untilNs the time, by the clock given; {@link Deadlines#NEVER} for no end
     */
    public void run(long untilNs) {
        while (!stopped) {
            long nowNs = clock.nowNs();
            if (nowNs >= untilNs) {
                return;
            }
            int work = 0;
            for (int i = 0; i < duties.length; i++) {
                work += duties[i].poll(nowNs, BUDGET);
            }
            idle.idle(work, nowNs, Math.min(untilNs, nextDeadlineNs()));
        }
    }

    /** Lets {@link #run} return soon, now and whenever it is called again. */
    public void stop() {
        stopped = true;
        wake.run();
    }

    private long nextDeadlineNs() {
        long earliestNs = Deadlines.NEVER;
        for (int i = 0; i < duties.length; i++) {
            earliestNs = Math.min(earliestNs, duties[i].nextDeadlineNs());
        }
        return earliestNs;
    }
}
