package dev.kogame.board.pi4j;

import com.pi4j.exception.Pi4JException;
import com.pi4j.io.i2c.I2C;
import dev.kogame.board.Thermometer;

/**
 * A thermometer on an I2C bus.
 *
 * <p>{@link #milliCelsius} blocks for a transaction of 5 octets, 0.5 ms at 100 kHz and more if the chip stretches the clock, and
 * allocates some 6 KB in Pi4J.
 */
final class I2cThermometer implements Thermometer {
    private final I2C device;
    private final ThermometerChip chip;
    private final byte[] register = new byte[Short.BYTES];

    I2cThermometer(I2C device, ThermometerChip chip) {
        this.device = device;
        this.chip = chip;
    }

    @Override
    public int milliCelsius() {
        try {
            if (device.readRegister(chip.register(), register) != register.length) {
                return NO_ANSWER;
            }
        } catch (Pi4JException e) {
            return NO_ANSWER;
        }
        return chip.milliCelsius((register[0] & 0xFF) << Byte.SIZE | register[1] & 0xFF);
    }
}
