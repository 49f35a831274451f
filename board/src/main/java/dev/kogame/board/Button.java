package dev.kogame.board;

/** A push button. */
@FunctionalInterface
public interface Button {

    /**
     * Whether the button is held down. Asked again and again, so a press that is shorter than the distance between two questions
     * may be missed. Does not block.
     *
     * @param nowNs the time now
     */
    boolean pressed(long nowNs);
}
