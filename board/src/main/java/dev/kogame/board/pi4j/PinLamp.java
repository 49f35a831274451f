package dev.kogame.board.pi4j;

import java.util.function.IntConsumer;

import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.pwm.Pwm;
import dev.kogame.board.Lamp;

/**
 * A lamp on a pin. Its level changes on the calling thread: one call of the kernel for a digital pin; for PWM up to nine writes
 * and reads of files in {@code /sys}, and the light goes out in between, too short to see. Allocates.
 */
final class PinLamp implements Lamp {
    private static final int FULL_PERCENT = 100;

    private final String name;
    private final IntConsumer pin;

    private PinLamp(String name, IntConsumer pin) {
        this.name = name;
        this.pin = pin;
    }

    /** Only on and off: the pin is high while the level is above 0. */
    static PinLamp digital(String name, DigitalOutput output) {
        return new PinLamp(name, percent -> output.setState(percent > 0));
    }

    /** Dimmed: the pin is high for that part of the time. */
    static PinLamp pwm(String name, Pwm pwm) {
        return new PinLamp(name, percent -> {
            if (percent == 0) {
                pwm.off();
            } else {
                pwm.on(percent);
            }
        });
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the level is not 0 to 100
     * @throws IllegalStateException if the kernel refuses
     */
    @Override
    public void level(int percent) {
        if (percent < 0 || percent > FULL_PERCENT) {
            throw new IllegalArgumentException("a lamp has no level of " + percent + " %: give 0 to " + FULL_PERCENT);
        }
        try {
            pin.accept(percent);
        } catch (RuntimeException e) {
            throw new IllegalStateException(name + " cannot be set to " + percent + " %: " + PiHeader.reason(e), e);
        }
    }
}
