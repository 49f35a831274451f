package dev.kogame.board.linux;

/** A device whose file descriptor becomes readable when it has something to say, so that {@link PollIdle} can wait for it. */
public interface Pollable {

    /** The open file descriptor; it stays the same until the device is closed. */
    int descriptor();
}
