package dev.kogame.apps;

import java.util.Set;

/**
 * How an ENC28J60 and a lamp are wired to a Raspberry Pi. Pins have GPIO numbers, not numbers of the header's pins.
 *
 * @param spiDevice the chip select the ENC28J60 is on, such as {@code /dev/spidev0.0}
 * @param spiSpeedHz the clock of the bus, {@link #SLOWEST_SPI_HZ} to {@link #FASTEST_SPI_HZ}
 * @param interruptGpio where the chip's INT is, 0 to 27
 * @param lampGpio where the lamp is, 0 to 27; with PWM one of 12, 13, 18, 19
 * @param lamp what kind of lamp
 * @param fullDuplex whether the partner's port was set to 10 Mb/s full duplex by hand; the chip cannot negotiate
 */
public record PiConfig(String spiDevice, int spiSpeedHz, int interruptGpio, int lampGpio, LampKind lamp,
        boolean fullDuplex) {

    /** Below this revisions B1 and B4 lose what is written to their MAC registers (erratum 1). */
    public static final int SLOWEST_SPI_HZ = 8_000_000;
    /** The chip's limit (DS39662, table 16-6). */
    public static final int FASTEST_SPI_HZ = 20_000_000;
    /** The last of the header's GPIO numbers. */
    public static final int LAST_GPIO = 27;

    private static final Set<Integer> PWM_GPIOS = Set.of(12, 13, 18, 19);

    /** What a lamp can do. */
    public enum LampKind {
        /** On and off. */
        DIGITAL,
        /** Dimmed by the hardware's PWM. */
        PWM
    }

    /** Refuses what cannot be wired. */
    public PiConfig {
        if (!spiDevice.startsWith("/")) {
            throw new IllegalArgumentException(
                    "spiDevice '" + spiDevice + "' is no path of a device, such as /dev/spidev0.0");
        }
        if (spiSpeedHz < SLOWEST_SPI_HZ || spiSpeedHz > FASTEST_SPI_HZ) {
            throw new IllegalArgumentException(
                    "spiSpeedHz " + spiSpeedHz + " is not between " + SLOWEST_SPI_HZ + " and "
                            + FASTEST_SPI_HZ + ", what the ENC28J60 works with");
        }
        requireFree("interruptGpio", interruptGpio, spiDevice);
        requireFree("lampGpio", lampGpio, spiDevice);
        if (interruptGpio == lampGpio) {
            throw new IllegalArgumentException(
                    "interruptGpio and lampGpio are both " + lampGpio + ": wire them to different pins");
        }
        if (lamp == LampKind.PWM && !PWM_GPIOS.contains(lampGpio)) {
            throw new IllegalArgumentException(
                    "lampGpio " + lampGpio + " has no PWM: give 12, 13, 18 or 19, or lamp=digital");
        }
    }

    private static void requireFree(String key, int gpio, String spiDevice) {
        if (gpio < 0 || gpio > LAST_GPIO) {
            throw new IllegalArgumentException(key + " " + gpio + " is not between 0 and " + LAST_GPIO);
        }
        if (takenBy(spiDevice).contains(gpio)) {
            throw new IllegalArgumentException(
                    key + " " + gpio + " is a pin of the bus of " + spiDevice + ": give another");
        }
    }

    /** MISO, MOSI, SCLK and the chip selects of the two buses that stand on the header of every Raspberry Pi. */
    private static Set<Integer> takenBy(String spiDevice) {
        if (spiDevice.startsWith("/dev/spidev0.")) {
            return Set.of(7, 8, 9, 10, 11);
        }
        return spiDevice.startsWith("/dev/spidev1.") ? Set.of(16, 17, 18, 19, 20, 21) : Set.of();
    }

    /**
     * SPI0 with chip select 0, as fast as the chip can, INT on GPIO25 (pin 22), a lamp that is on or off on GPIO18 (pin 12), half
     * duplex.
     */
    public static PiConfig defaults() {
        return new PiConfig("/dev/spidev0.0", FASTEST_SPI_HZ, 25, 18, LampKind.DIGITAL, false);
    }
}
