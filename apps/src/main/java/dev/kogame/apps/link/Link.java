package dev.kogame.apps.link;

import java.io.IOException;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Idle;

/**
 * What the device is plugged into: the end of a cable, and what keeps the other end going. Made by {@link LinkChoice#open}.
 *
 * <p>One thread, except {@link #wake}.
 */
public interface Link extends AutoCloseable {

    /** The device's end of the cable. */
    EthernetPort port();

    /** What needs a turn beside the device; in the order of their turns. */
    Duty[] duties();

    /** How the thread sleeps until the link has something to say. */
    Idle idle();

    /** Ends a sleep of {@link #idle}, or the next one, from any thread: there is something new to look at. */
    void wake();

    /** The device can be reached at an address that is neither link-local nor a group's. */
    void reachable(long hi, long lo);

    /** Which UDP port of the device the link carries to this machine, if it carries any; before the device runs. */
    void carry(int devicePort);

    /** Where on this machine the carried port is found, such as {@code [::1]:5683}; empty if the link carries none. */
    String carriedTo();

    /** A line for a person: what the link did. Empty if there is nothing to say. */
    String report();

    @Override
    void close() throws IOException;
}
