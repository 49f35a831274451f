package dev.kogame.apps.link;

import dev.kogame.board.Idle;

/**
 * Keeps a device that wakes the thread for nothing, again and again, from taking the whole processor: the interrupt line of a chip
 * that lost its power has an edge waiting in the kernel, and the driver does not look at the line before the chip is up again.
 *
 * <p>After {@link #FRUITLESS} wakes in a row that came before the deadline and led to no work, the device does not wake the thread
 * any more, which looks every {@link #REST_NS} by itself, until there is work again or a deadline is reached. One thread;
 * allocates nothing.
 */
final class PatientIdle implements Idle {

    static final int FRUITLESS = 8;
    static final long REST_NS = 1_000_000;

    private final Idle withDevice;
    private final Idle withoutDevice;
    private long lastDeadlineNs;
    private int fruitless;

    /** @param withoutDevice sleeps as the other does, except that the device does not end it */
    PatientIdle(Idle withDevice, Idle withoutDevice) {
        this.withDevice = withDevice;
        this.withoutDevice = withoutDevice;
    }

    @Override
    public void idle(int workCount, long nowNs, long deadlineNs) {
        fruitless = workCount == 0 && nowNs < lastDeadlineNs ? Math.min(fruitless + 1, FRUITLESS + 1) : 0;
        lastDeadlineNs = deadlineNs;
        if (fruitless > FRUITLESS) {
            withoutDevice.idle(workCount, nowNs, Math.min(deadlineNs, nowNs + REST_NS));
        } else {
            withDevice.idle(workCount, nowNs, deadlineNs);
        }
    }
}
