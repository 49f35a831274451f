/**
 * The ENC28J60 itself, as a model that a driver cannot tell from the chip as long as it looks through SPI and the interrupt
 * pin: registers, banks, 8 KB of buffer memory, MAC, MII, PHY, receiver, transmitter, and the time they take.
 *
 * <p>The model is written from the data sheet (DS39662) and the errata (DS80349) alone and shares no line with the driver in
 * {@code dev.kogame.enc28j60}, not even a register's address: a mistake in one would otherwise hide itself in the other.
 * It also keeps a record of everything the data sheet forbids, see {@link dev.kogame.enc28j60.chip.Violation}.
 *
 * <p>It stands in the measured path of the project's tests and so keeps their rule: nothing is allocated after construction.
 */
package dev.kogame.enc28j60.chip;
