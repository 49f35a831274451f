package dev.kogame.apps;

import java.io.IOException;
import java.util.List;

import dev.kogame.board.Button;
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

    /**
     * A push button on one of the board's pins.
     *
     * @throws IllegalArgumentException if the board has no such pin
     * @throws IOException if the pin cannot be had; the message says why and what to do
     */
    default Button button(int gpio) throws IOException {
        throw new IllegalArgumentException("only a Raspberry Pi has a pin for a button: press a key here");
    }
}
