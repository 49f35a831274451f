package dev.kogame.board.pi4j;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalState;
import dev.kogame.board.Button;

/**
 * A button between a pin and ground, held high while nobody presses it.
 *
 * <p>Debounced here and not in Pi4J, whose debouncing goes by its own clock and covers only the events it sends from its own
 * thread, not the state it answers.
 */
final class InputButton implements Button {
    /** Contacts of push buttons bounce for up to some 10 ms. */
    private static final long SETTLE_NS = 20_000_000;

    private final DigitalInput input;
    private final Debounce debounce = new Debounce(SETTLE_NS);

    InputButton(DigitalInput input) {
        this.input = input;
    }

    @Override
    public boolean pressed(long nowNs) {
        return debounce.settle(input.state() == DigitalState.LOW, nowNs);
    }
}
