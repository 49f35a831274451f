package dev.kogame.board;

/** A lamp that can be dimmed, or that is only on (above 0) and off. */
@FunctionalInterface
public interface Lamp {

    /** Sets the brightness in percent, 0 (off) to 100 (full). Does not block. */
    void level(int percent);
}
