package dev.kogame.apps.link;

import java.io.IOException;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Idle;

/**
 * What devices are plugged into: the ends of a cable, and what keeps the far end going. Made by {@link LinkChoice#open}. Devices are
 * counted from 0, in the order of the addresses given there.
 *
 * <p>One thread, except {@link #wake}.
 */
public interface Link extends AutoCloseable {

    /** A device's end of the cable. */
    EthernetPort port(int device);

    /** What needs a turn beside the devices; in the order of their turns. */
    Duty[] duties();

    /** How the thread sleeps until the link has something to say. */
    Idle idle();

    /** Ends a sleep of {@link #idle}, or the next one, from any thread: there is something new to look at. */
    void wake();

    /** A device can be reached at an address that is neither link-local nor a group's. */
    void reachable(int device, long hi, long lo);

    /**
     * Which UDP port of a device the link carries to this machine, if it carries any; once for each device, before it runs.
     *
     * @return where on this machine that port is found, such as {@code [::1]:5683}; empty if the link carries none
     * @throws IOException if this machine refuses; the message says why and what to do
     */
    String carry(int device, int devicePort) throws IOException;

    /** A line for a person: what the link did. Empty if there is nothing to say. */
    String report();

    @Override
    void close() throws IOException;
}
