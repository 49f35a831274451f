package dev.kogame.board.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Idle;

/**
 * Sleeps in the kernel, in ppoll(2), until one of a fixed set of devices is readable or the deadline is reached.
 *
 * <p>The kernel is given the distance from {@code nowNs} to the deadline to the nanosecond. For a thread without real-time
 * scheduling it may add its timer slack: a thousandth of the wait, at least 50 µs. It never wakes before the deadline unless a
 * device or a signal does.
 *
 * <p>A device that has gone (its descriptor answers POLLERR, POLLHUP or POLLNVAL and nothing to read) is left out of later
 * waits: it would wake the thread for ever. A {@link Bell} is silenced when it has woken the thread. {@link Thread#interrupt} does not end a wait. One thread; allocates nothing after
 * construction.
 */
public final class PollIdle implements Idle {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int GONE = LinuxAbi.POLLERR | LinuxAbi.POLLHUP | LinuxAbi.POLLNVAL;

    private final int count;
    private final Pollable[] devices;
    private final MemorySegment descriptors;
    private final MemorySegment timeout;

    /** @param devices open devices to be woken by; none is possible, then only the deadline ends a wait */
    public PollIdle(Pollable... devices) {
        Linux.require("waiting for devices in ppoll");
        // Collected, not closed: a wait of another thread can never find its memory freed.
        Arena arena = Arena.ofAuto();
        count = devices.length;
        this.devices = devices.clone();
        descriptors = arena.allocate(Math.max(1, count) * (long) LinuxAbi.POLLFD_OCTETS, Integer.BYTES);
        timeout = arena.allocate(LinuxAbi.TIMESPEC_OCTETS, Long.BYTES);
        for (int i = 0; i < count; i++) {
            long at = (long) i * LinuxAbi.POLLFD_OCTETS;
            descriptors.set(JAVA_INT, at + LinuxAbi.POLLFD_FD, devices[i].descriptor());
            descriptors.set(JAVA_SHORT, at + LinuxAbi.POLLFD_EVENTS, (short) LinuxAbi.POLLIN);
        }
    }

    @Override
    public void idle(int workCount, long nowNs, long deadlineNs) {
        if (workCount > 0 || deadlineNs <= nowNs) {
            return;
        }
        int ready;
        if (deadlineNs == Deadlines.NEVER) {
            ready = NativeCalls.ppoll(descriptors, count, MemorySegment.NULL);
        } else {
            long waitNs = deadlineNs - nowNs;
            timeout.set(JAVA_LONG, LinuxAbi.TIMESPEC_SEC, waitNs / NS_PER_SECOND);
            timeout.set(JAVA_LONG, LinuxAbi.TIMESPEC_NSEC, waitNs % NS_PER_SECOND);
            ready = NativeCalls.ppoll(descriptors, count, timeout);
        }
        if (ready > 0) {
            lookWho();
        }
    }

    /** Silences a bell; leaves out what has gone: ppoll skips an entry whose descriptor is negative. */
    private void lookWho() {
        for (int i = 0; i < count; i++) {
            long at = (long) i * LinuxAbi.POLLFD_OCTETS;
            int events = descriptors.get(JAVA_SHORT, at + LinuxAbi.POLLFD_REVENTS);
            if ((events & LinuxAbi.POLLIN) != 0 && devices[i] instanceof Bell bell) {
                bell.silence();
            } else if ((events & GONE) != 0 && (events & LinuxAbi.POLLIN) == 0) {
                descriptors.set(JAVA_INT, at + LinuxAbi.POLLFD_FD, -1);
            }
        }
    }
}
