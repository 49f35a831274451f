package dev.kogame.board;

/**
 * The interrupt pin of a chip, read as a level: a lost edge cannot hide a level.
 *
 * <p>Waiting for the line is the business of the board's {@link Idle}.
 */
@FunctionalInterface
public interface InterruptLine {

    /** Whether the chip asserts the line now (for an active low pin: it is low). Allocates nothing. */
    boolean asserted();
}
