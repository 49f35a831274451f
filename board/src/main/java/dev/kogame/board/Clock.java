package dev.kogame.board;

/**
 * Monotonic time in nanoseconds. Only the duty cycle reads it; everything below is handed {@code nowNs}.
 *
 * <p>Time starts near 0 and never becomes negative or steps back, so deadlines are compared with {@code <} and
 * {@link Deadlines#NEVER} lies beyond all of them. It has nothing to do with the time of day.
 */
@FunctionalInterface
public interface Clock {

    /** The time now, in nanoseconds since the clock was made. Allocates nothing. */
    long nowNs();

    /** A clock that counts the machine's monotonic nanoseconds from now on. */
    static Clock monotonic() {
        long originNs = System.nanoTime();
        return () -> System.nanoTime() - originNs;
    }
}
