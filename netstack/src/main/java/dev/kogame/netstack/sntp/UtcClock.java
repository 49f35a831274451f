package dev.kogame.netstack.sntp;

/** What is known of UTC. Read on the stack's thread. */
public interface UtcClock {

    /** A clock that nobody ever sets. */
    UtcClock UNSET = new UtcClock() {
        @Override
        public boolean isSet() {
            return false;
        }

        @Override
        public long utcNs(long nowNs) {
            return nowNs;
        }
    };

    /** Whether UTC is known. Once it is, it stays known. */
    boolean isSet();

    /** The nanoseconds since 1970 at a moment of the monotonic clock, past or future; without meaning until the clock is set. */
    long utcNs(long nowNs);
}
