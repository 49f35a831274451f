package dev.kogame.board;

/**
 * Something that is given a turn again and again by one thread: a network stack, a chip model, a link.
 *
 * <p>The thread runs {@code idle(duty.poll(nowNs, budget))} for ever. A duty never blocks, never reads a clock and allocates
 * nothing in {@code poll}.
 */
public interface Duty {

    /**
     * Does what is due, and at most {@code budget} units of what waits (frames, datagrams).
     *
     * @param nowNs the time now
     * @param budget how many units to handle at most, at least 1
     * @return the units of work done; 0 means that the thread may sleep until {@link #nextDeadlineNs()}
     */
    int poll(long nowNs, int budget);

    /**
     * When {@link #poll} must be called again even if nothing arrives. Exact: polling earlier without new input does nothing,
     * and after a poll that returned 0 it lies in the future. {@link Deadlines#NEVER} if only input can wake it.
     */
    long nextDeadlineNs();
}
