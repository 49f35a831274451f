package dev.kogame.enc28j60;

import dev.kogame.board.Boot;

/** One counter for each {@link Enc28j60Event}, kept over restarts of the chip. One thread; allocates nothing. */
public final class Enc28j60Counters {
    private static final Enc28j60Event[] EVENTS = Enc28j60Event.values();

    private final long[] counts = new long[EVENTS.length];

    Enc28j60Counters() {
    }

    void count(Enc28j60Event event) {
        counts[event.ordinal()]++;
    }

    void count(Enc28j60Event event, int times) {
        counts[event.ordinal()] += times;
    }

    /** How often {@code event} has happened. */
    public long of(Enc28j60Event event) {
        return counts[event.ordinal()];
    }

    /** All that happened at least once, for a person. */
    @Boot
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Enc28j60Event event : EVENTS) {
            if (of(event) > 0) {
                text.append(text.isEmpty() ? "" : ", ").append(event).append(' ').append(of(event));
            }
        }
        return text.toString();
    }
}
