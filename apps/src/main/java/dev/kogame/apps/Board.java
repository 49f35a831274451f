package dev.kogame.apps;

import java.util.List;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;

/** What a device's stack stands on, without the link it is plugged into. One thread. */
interface Board {

    /** The stack's port. */
    EthernetPort port();

    /** The device's lamp. */
    Lamp lamp();

    /** All that need a turn, in order, the stack among them. */
    List<Duty> duties(Duty stack);

    /** A line for a person: what the board met. Empty if there is nothing to say. */
    String report();
}
