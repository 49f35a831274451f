package dev.kogame.enc28j60.chip;

/** The chance in the errata's "may": a xorshift generator, so that one seed gives one run. */
final class Dice {
    private long state;

    Dice(long seed) {
        state = seed * 0x9E3779B97F4A7C15L | 1;
    }

    /** Whether one throw out of {@code n} hits. */
    boolean oneIn(int n) {
        return below(n) == 0;
    }

    /** A number from 0 to {@code n} - 1. */
    int below(int n) {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return (int) ((state >>> 33) % n);
    }
}
