package dev.kogame.apps.firmware;

import java.util.List;
import java.util.Locale;

import dev.kogame.apps.PiConfig;
import dev.kogame.apps.PiConfig.LampKind;

/** The keys of a configuration file that say how a Raspberry Pi is wired. */
final class PiKeys {

    private static final String SPI_DEVICE = "spiDevice";
    private static final String SPI_SPEED_HZ = "spiSpeedHz";
    private static final String INTERRUPT_GPIO = "interruptGpio";
    private static final String LAMP_GPIO = "lampGpio";
    private static final String LAMP = "lamp";
    private static final String DUPLEX = "duplex";

    static final List<String> KEYS = List.of(SPI_DEVICE, SPI_SPEED_HZ, INTERRUPT_GPIO, LAMP_GPIO, LAMP, DUPLEX);

    private String spiDevice = PiConfig.defaults().spiDevice();
    private int spiSpeedHz = PiConfig.defaults().spiSpeedHz();
    private int interruptGpio = PiConfig.defaults().interruptGpio();
    private int lampGpio = PiConfig.defaults().lampGpio();
    private LampKind lamp = PiConfig.defaults().lamp();
    private boolean fullDuplex = PiConfig.defaults().fullDuplex();

    /** @throws IllegalArgumentException if the value cannot be read, in a sentence that names key and value */
    void set(String key, String text) {
        switch (key) {
            case SPI_DEVICE -> spiDevice = text;
            case SPI_SPEED_HZ -> spiSpeedHz = number(key, text, PiConfig.SLOWEST_SPI_HZ, PiConfig.FASTEST_SPI_HZ);
            case INTERRUPT_GPIO -> interruptGpio = number(key, text, 0, PiConfig.LAST_GPIO);
            case LAMP_GPIO -> lampGpio = number(key, text, 0, PiConfig.LAST_GPIO);
            case LAMP -> lamp = LampKind.valueOf(oneOf(key, text, "digital", "pwm").toUpperCase(Locale.ROOT));
            default -> fullDuplex = oneOf(key, text, "half", "full").equals("full");
        }
    }

    /** @throws IllegalArgumentException if the values do not go together */
    PiConfig config() {
        return new PiConfig(spiDevice, spiSpeedHz, interruptGpio, lampGpio, lamp, fullDuplex);
    }

    private static int number(String key, String text, int least, int most) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    key + " '" + text + "' is no whole number between " + least + " and " + most, e);
        }
    }

    private static String oneOf(String key, String text, String first, String second) {
        if (text.equals(first) || text.equals(second)) {
            return text;
        }
        throw new IllegalArgumentException(key + " '" + text + "' is not " + first + " or " + second);
    }
}
