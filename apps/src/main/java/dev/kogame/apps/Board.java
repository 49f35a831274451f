package dev.kogame.apps;

import java.io.IOException;
import java.util.List;

import dev.kogame.apps.link.Link;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;

/** What a device's stack stands on. Made by {@link BoardChoice}; one thread. */
interface Board extends AutoCloseable {

    /** The stack's port. */
    EthernetPort port();

    /** The device's lamp. */
    Lamp lamp();

    /** What the device is plugged into. */
    Link link();

    /** All that need a turn, in order, the stack among them. */
    List<Duty> duties(Duty stack);

    /** A line for a person: what the board met. Empty if there is nothing to say. */
    String report();

    /** Switches off, and closes the link. */
    @Override
    void close() throws IOException;
}
