/**
 * The ENC28J60 itself, as a model that a driver cannot tell from the chip as long as it looks through SPI and the interrupt
 * pin: registers, banks, 8 KB of buffer memory, MAC, MII, PHY, DMA, receiver, transmitter, the cable, and the time they take.
 *
 * <p>It serves the test of any driver that reaches the chip through a {@link dev.kogame.board.SpiBus}:
 *
 * <pre>{@code
 * ChipOptions options = ChipOptions.DEFAULTS.with(Revision.B4).with(SpiTiming.PI_4).withSeed(7);
 * Enc28j60Chip chip = new Enc28j60Chip(options, farEnd);    // farEnd: your EthernetPort at the other end of the cable
 * YourDriver driver = new YourDriver(chip, chip);           // as SpiBus and as InterruptLine
 * chip.faults().brownOutIn(250_000_000);                    // in a quarter of a second the supply breaks down
 * chip.faults().collideByChance(3);
 * long nowNs = 0;
 * while (nowNs < 1_000_000_000) {
 *     int work = chip.poll(nowNs, 8);                       // the chip first, then the driver
 *     work += driver.poll(nowNs);
 *     long dueNs = Math.min(chip.nextDeadlineNs(), driver.nextDeadlineNs());
 *     nowNs = Math.max(chip.nowNs(), work > 0 ? nowNs : dueNs);
 * }
 * assertThat(chip.describeViolations()).isEqualTo("no violation");
 * }</pre>
 *
 * <p>{@link dev.kogame.enc28j60.chip.ChipOptions} says which chip it is: its revision and so its errata, the bus in front of it,
 * and how it takes what the data sheet leaves open. {@link dev.kogame.enc28j60.chip.Faults} says what goes wrong beyond that,
 * {@link dev.kogame.enc28j60.chip.Violation} what the driver did that the data sheet forbids.
 *
 * <p>The model is written from the data sheet (DS39662) and the errata (DS80349) alone and shares no line with the driver in
 * {@code dev.kogame.enc28j60}, not even a register's address: a mistake in one would otherwise hide itself in the other.
 *
 * <p>It stands in the measured path of the project's tests and so keeps their rule: nothing is allocated after construction.
 */
package dev.kogame.enc28j60.chip;
