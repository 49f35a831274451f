package dev.kogame.board;

/** How the thread of the duty cycle waits when there is nothing to do. */
@FunctionalInterface
public interface Idle {

    /**
     * Returns at once if work was done, otherwise sleeps until the deadline is reached or a device has something to say. May
     * return early; never later than the kernel's own scheduling makes it. Allocates nothing.
     *
     * @param workCount what the duties' polls returned, summed
     * @param nowNs the time the polls were given
     * @param deadlineNs the earliest of the duties' deadlines
     */
    void idle(int workCount, long nowNs, long deadlineNs);
}
