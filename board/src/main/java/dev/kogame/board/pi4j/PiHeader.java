package dev.kogame.board.pi4j;

import java.io.IOException;
import java.util.function.Supplier;

import com.pi4j.Pi4J;
import com.pi4j.boardinfo.util.BoardInfoHelper;
import com.pi4j.context.Context;
import com.pi4j.exception.Pi4JException;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfigBuilder;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfigBuilder;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CConfigBuilder;
import com.pi4j.io.pwm.Pwm;
import com.pi4j.io.pwm.PwmConfigBuilder;
import com.pi4j.io.pwm.PwmType;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalInputProvider;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProvider;
import com.pi4j.plugin.linuxfs.LinuxFsPlugin;
import com.pi4j.plugin.linuxfs.provider.i2c.LinuxFsI2CProvider;
import com.pi4j.plugin.linuxfs.provider.pwm.LinuxFsPwmProvider;
import com.pi4j.provider.Provider;
import dev.kogame.board.Button;
import dev.kogame.board.Lamp;
import dev.kogame.board.Thermometer;

/**
 * The 40-pin header of a Raspberry Pi through Pi4J: where an app finds a lamp, a button, a thermometer.
 *
 * <p>Pins have GPIO numbers, 0 to 27. What was opened works until the header is closed, on one thread. Everything here allocates
 * and may block; opening takes some hundred milliseconds. Pi4J writes what it does to SLF4J and nothing to the terminal.
 */
public final class PiHeader implements AutoCloseable {
    private static final int LAST_GPIO = 27;
    private static final int PWM_HZ = 1000;
    private static final String JOIN_GPIO = "let your user in with: sudo usermod -aG gpio $USER";
    private static final String PIN_MEND = "look with gpioinfo who holds the pin, and " + JOIN_GPIO;
    private static final String REBOOT = " into /boot/firmware/config.txt and restart, and ";

    private final Context context;
    /** A Raspberry Pi 5 has other channels of PWM behind its pins. */
    private final boolean rp1;

    PiHeader(boolean rp1, Provider<?, ?, ?>... providers) {
        this.rp1 = rp1;
        // No detection: it would take whatever lies on the class path. No shutdown hook: the thread of the duty cycle closes.
        context = Pi4J.newContextBuilder().add(providers).build();
    }

    /**
     * Starts Pi4J; no pin is touched yet.
     *
     * @throws IOException if this is no Raspberry Pi that Pi4J knows
     */
    public static PiHeader open() throws IOException {
        if (!BoardInfoHelper.runningOnRaspberryPi()) {
            throw new IOException(
                    "Pi4J does not know this machine as a Raspberry Pi: its pins are there on a Raspberry Pi 3, "
                            + "4, 5 or Zero 2 W, so use --board sim or host here");
        }
        try {
            return new PiHeader(BoardInfoHelper.usesRP1(), GpioDDigitalOutputProvider.newInstance(),
                    GpioDDigitalInputProvider.newInstance(),
                    LinuxFsPwmProvider.newInstance(LinuxFsPlugin.DEFAULT_PWM_FILESYSTEM_PATH,
                            BoardInfoHelper.getPwmChipAddress()),
                    LinuxFsI2CProvider.newInstance());
        } catch (Pi4JException | LinkageError e) {
            throw new IOException("Pi4J does not start: " + reason(e), e);
        }
    }

    /**
     * A lamp that is only on and off, between a pin and ground; off at first, and when the header is closed.
     *
     * @throws IllegalArgumentException if the header has no such pin
     * @throws IOException if the pin cannot be had; the message says why and what to do
     */
    public Lamp lamp(int gpio) throws IOException {
        requirePin(gpio);
        String name = "the lamp on GPIO" + gpio;
        DigitalOutputConfigBuilder config = DigitalOutput.newConfigBuilder(context).id("kogame-lamp" + gpio)
                .address(gpio).initial(DigitalState.LOW).shutdown(DigitalState.LOW);
        return PinLamp.digital(name, had(name, PIN_MEND, () -> context.create(config)));
    }

    /**
     * A lamp that is dimmed by the hardware's PWM, at 1 kHz, between a pin and ground; off at first, and when the header is
     * closed.
     *
     * @param gpio one of the four pins with PWM: 12, 13, 18, 19
     * @throws IllegalArgumentException if that pin has no PWM
     * @throws IOException if the channel cannot be had; the message says why and what to do
     */
    public Lamp pwmLamp(int gpio) throws IOException {
        PwmPin pin = PwmPin.of(gpio);
        int channel = pin.channel(rp1);
        String name = "the lamp on PWM channel " + channel + " (" + pin + ")";
        PwmConfigBuilder config = Pwm.newConfigBuilder(context).id("kogame-pwm" + gpio).address(channel)
                .pwmType(PwmType.HARDWARE).frequency(PWM_HZ).initial(0).shutdown(0);
        String mend = "put " + pin.overlay() + REBOOT + JOIN_GPIO;
        return PinLamp.pwm(name, had(name, mend, () -> context.create(config)));
    }

    /**
     * A button between a pin and ground. Pi4J watches the pin on a thread of its own until the header is closed.
     *
     * @throws IllegalArgumentException if the header has no such pin
     * @throws IOException if the pin cannot be had; the message says why and what to do
     */
    public Button button(int gpio) throws IOException {
        requirePin(gpio);
        DigitalInputConfigBuilder config = DigitalInput.newConfigBuilder(context).id("kogame-button" + gpio)
                .address(gpio).pull(PullResistance.PULL_UP);
        return new InputButton(had("the button on GPIO" + gpio, PIN_MEND, () -> context.create(config)));
    }

    /**
     * A thermometer on an I2C bus. It need not be there yet: that shows when it is asked.
     *
     * @param bus 1 for the header's GPIO2 and GPIO3
     * @param address 7 bits, 0x08 to 0x77; {@link ThermometerChip#address} unless the chip's address pins say otherwise
     * @throws IllegalArgumentException if no chip can have the address
     * @throws IOException if the bus cannot be had; the message says why and what to do
     */
    public Thermometer thermometer(ThermometerChip chip, int bus, int address) throws IOException {
        if (address < 0x08 || address > 0x77) {
            throw new IllegalArgumentException(
                    "no chip on I2C has the address 0x%02x: give 0x08 to 0x77, for a %s mostly 0x%02x"
                            .formatted(address, chip, chip.address()));
        }
        String name = "the thermometer %s at 0x%02x of I2C bus %d".formatted(chip, address, bus);
        I2CConfigBuilder config = I2C.newConfigBuilder(context).id("kogame-i2c-" + bus + "-" + address).bus(bus)
                .device(address);
        String mend = "put dtparam=i2c_arm=on" + REBOOT + "let your user in with: sudo usermod -aG i2c $USER";
        return new I2cThermometer(had(name, mend, () -> context.create(config)), chip);
    }

    private static void requirePin(int gpio) {
        if (gpio < 0 || gpio > LAST_GPIO) {
            throw new IllegalArgumentException(
                    "the header of a Raspberry Pi has no GPIO" + gpio + ": give 0 to " + LAST_GPIO);
        }
    }

    private static <T> T had(String name, String mend, Supplier<T> creation) throws IOException {
        try {
            return creation.get();
        } catch (RuntimeException | LinkageError e) {
            throw new IOException(name + " cannot be had (" + reason(e) + "): " + mend, e);
        }
    }

    /** What went wrong at the bottom; Pi4J wraps it several times. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + message.strip();
    }

    /** Switches lamps off and gives everything back. */
    @Override
    public void close() {
        if (!context.isShutdown()) {
            context.shutdown();
        }
    }
}
