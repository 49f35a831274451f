package dev.kogame.enc28j60.chip;

import dev.kogame.board.Boot;

/**
 * What a SPI controller and the system call in front of it cost in time, and how they hold the chip select.
 *
 * <p>A run of cycles takes {@code callNs}, then for each cycle {@code selectNs}, its octets and {@code holdNs}, with
 * {@code gapNs} between two cycles. The profiles of the Raspberry Pis are estimates put together from published measurements, each
 * named below; none was measured with this driver.
 *
 * @param name for people
 * @param clockHz the clock that the divider of the controller really gives, at least 1
 * @param callNs from the caller to the first falling chip select and back, for one run
 * @param selectNs from the falling chip select to the first clock; the chip needs 50 ns
 * @param holdNs from the last clock to the rising chip select; the chip needs 10 ns, for MAC and MII registers 210 ns
 * @param gapNs chip select high between two cycles of one run; the chip needs 50 ns
 */
@Boot
public record SpiTiming(String name, int clockHz, long callNs, long selectNs, long holdNs, long gapNs) {

    /** A controller that costs no more than the data sheet demands (DS39662 table 16-5), at 20 MHz. */
    public static final SpiTiming DATA_SHEET = new SpiTiming("data sheet", 20_000_000, 0, 50, 210, 50);

    /**
     * Raspberry Pi 3: 14 µs for a short call (70,000 a second, measured by pigpio's author). In this and the next two, 3 µs from
     * chip select to clock (raspberrypi/linux issue 4567), and between the cycles of one call the 10 µs that the kernel's SPI core
     * inserts. The clock is a core of 400 MHz divided by 20.
     */
    public static final SpiTiming PI_3 = new SpiTiming("Raspberry Pi 3", 20_000_000, 10_500, 3_000, 500, 10_000);

    /**
     * Raspberry Pi 4: 15 µs for a short call, the mean of the gaps of 10.7 and 19.3 µs in the same issue 4567. The clock is a core
     * of 500 MHz divided by 26.
     */
    public static final SpiTiming PI_4 = new SpiTiming("Raspberry Pi 4", 19_230_769, 11_500, 3_000, 500, 10_000);

    /** Raspberry Pi 5: 20 µs for a short call; from Python it takes 21.6 (raspberrypi/linux issue 6854). */
    public static final SpiTiming PI_5 = new SpiTiming("Raspberry Pi 5", 20_000_000, 16_500, 3_000, 500, 10_000);

    /** The same with another clock. */
    public SpiTiming at(int otherClockHz) {
        return new SpiTiming(name, otherClockHz, callNs, selectNs, holdNs, gapNs);
    }

    /** How long {@code octets} take to clock. */
    long octetsNs(int octets) {
        return octets * 8_000_000_000L / clockHz;
    }
}
