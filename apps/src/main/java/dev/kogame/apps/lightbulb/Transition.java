package dev.kogame.apps.lightbulb;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.Lamp;

/**
 * Takes a lamp from one brightness to another in a given time: evenly, in steps of at least one per cent and at least {@link #STEP_NS},
 * so never more than a hundred. One thread; allocates nothing.
 */
final class Transition implements Duty {

    /** As quick as the eye sees steps, and far apart for a lamp on PWM, each of whose steps is a few calls of the kernel. */
    static final long STEP_NS = 50_000_000L;

    private final Lamp lamp;
    private int percent;
    private int from;
    private int to;
    private long beginNs;
    private long durationNs;
    private long stepNs;
    private long nextNs = Deadlines.NEVER;
    private long failures;

    /** @param percent what the lamp shows from now on */
    Transition(Lamp lamp, int percent) {
        this.lamp = lamp;
        this.percent = percent;
        to = percent;
        lamp.level(percent);
    }

    /**
     * Begins to change the lamp, from what it is now; a change under way ends.
     *
     * @param target 0 to 100 %
     * @throws RuntimeException if the lamp fails at its first step; it stays as it is
     */
    void begin(int target, long overNs, long nowNs) {
        if (overNs == 0 || target == percent) {
            show(target);
            to = target;
            nextNs = Deadlines.NEVER;
            return;
        }
        from = percent;
        to = target;
        beginNs = nowNs;
        durationNs = overNs;
        stepNs = Math.max(STEP_NS, overNs / Math.abs(to - from));
        nextNs = nowNs + Math.min(stepNs, durationNs);
    }

    private void show(int wanted) {
        lamp.level(wanted);
        percent = wanted;
    }

    @Override
    public int poll(long nowNs, int budget) {
        if (nowNs < nextNs) {
            return 0;
        }
        long elapsedNs = Math.min(nowNs - beginNs, durationNs);
        nextNs = elapsedNs == durationNs ? Deadlines.NEVER : Math.min(nowNs + stepNs, beginNs + durationNs);
        try {
            show(from + (int) ((to - from) * elapsedNs / durationNs));
        } catch (RuntimeException lampFailed) {
            // Nobody waits for an answer here; whoever sets the light to the same again has it tried again.
            failures++;
        }
        return 1;
    }

    @Override
    public long nextDeadlineNs() {
        return nextNs;
    }

    /** What the lamp shows, 0 to 100 %. */
    int percent() {
        return percent;
    }

    /** Where it is going, or is. */
    int target() {
        return to;
    }

    /** How many steps the lamp refused. */
    long failures() {
        return failures;
    }
}
