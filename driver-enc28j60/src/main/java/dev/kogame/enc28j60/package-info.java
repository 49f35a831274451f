/**
 * The driver of the ENC28J60, a 10BASE-T controller behind SPI with 8 KB of memory: an {@link
 * dev.kogame.board.EthernetPort} over a {@link dev.kogame.board.SpiBus} and an {@link dev.kogame.board.InterruptLine}.
 *
 * <p>{@link dev.kogame.enc28j60.Enc28j60} is one state machine that only moves when it is polled: wake, reset, configure,
 * up, and from there up a ladder of recovery when something is wrong. Below it stand the receive ring, the transmit slot, the
 * filter for group addresses, the script that configures the chip, and the register accesses. Silicon errata are named where
 * they are worked around ("erratum 6" is number 6 of DS80349).
 */
package dev.kogame.enc28j60;
