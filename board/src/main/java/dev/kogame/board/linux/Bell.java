package dev.kogame.board.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import dev.kogame.board.Boot;

/**
 * Ends the sleep of a thread in {@link PollIdle}, from any other thread: an eventfd(2).
 *
 * <p>It rings on until the thread wakes of it, so that a thread that was just about to sleep does not; {@link PollIdle} silences it
 * then. Whoever rings writes his news first, and whoever woke reads them after: so none is missed.
 */
public final class Bell implements Pollable, AutoCloseable {

    private final int descriptor;
    private final MemorySegment one = Arena.ofAuto().allocate(JAVA_LONG);
    private final MemorySegment rings = Arena.ofAuto().allocate(JAVA_LONG);

    private Bell(int descriptor) {
        this.descriptor = descriptor;
        one.set(JAVA_LONG, 0, 1);
    }

    /**
     * A silent bell.
     *
     * @throws UnsupportedOperationException if this is not a Linux we know
     * @throws SystemCallException if the kernel refuses; the message says what to do
     */
    @Boot
    public static Bell open() throws SystemCallException {
        Linux.require("a bell");
        int descriptor = NativeCalls.eventfd(0, LinuxAbi.O_NONBLOCK | LinuxAbi.O_CLOEXEC);
        if (descriptor < 0) {
            throw new SystemCallException("eventfd", "a bell", -descriptor, "allow the process more open files");
        }
        return new Bell(descriptor);
    }

    /** Any thread, until the bell is closed. */
    public void ring() {
        NativeCalls.write(descriptor, one, JAVA_LONG.byteSize());
    }

    /** The thread that sleeps has woken of it. */
    void silence() {
        NativeCalls.read(descriptor, rings, JAVA_LONG.byteSize());
    }

    @Override
    public int descriptor() {
        return descriptor;
    }

    /** Once, when no thread waits for it or will ring it any more. */
    @Boot
    @Override
    public void close() {
        NativeCalls.close(descriptor);
    }
}
