package dev.kogame.enc28j60.chip;

/**
 * What a driver must not do to the chip, because the data sheet or the errata forbid it or leave the outcome open.
 *
 * <p>What is only advice is not here: an odd ETXST, changing filters or the address while receiving, reading what has not been
 * received yet.
 */
public enum Violation {
    /** Opcode 111 or a buffer opcode with an argument that is not defined. */
    UNDEFINED_OPCODE,
    /** Chip select rose before the octet that the command needs. */
    TRUNCATED_COMMAND,
    /** Clocks went on after the command had all it needs. */
    EXTRA_OCTETS,
    /** Address 0x1A of any bank was used, or a reserved register written. */
    RESERVED_ADDRESS,
    /** A bit that must stay 0 was written as 1, or one of PHLCON that must be 1 as 0. */
    RESERVED_BIT_SET,
    /** A register that can only be read was written. */
    READ_ONLY_WRITTEN,
    /** BFS or BFC named a MAC or MII register; they are for ETH registers. */
    BIT_FIELD_ON_MAC,
    /** WCR replaced ECON1 whole while receiving or sending was switched on by it. */
    WHOLE_ECON1_WRITTEN,
    /** MAC, MII or PHY were used, or traffic was switched on, before their clock ran (erratum 2: 1 ms after a reset). */
    CLOCK_NOT_READY,
    /** A management access was started while one was under way. */
    MII_BUSY,
    /** ERXRDPT was given an even address, which may corrupt the ring (erratum 14). */
    EVEN_RECEIVE_POINTER,
    /** ERXRDPT lies outside the receive ring. */
    RECEIVE_POINTER_OUTSIDE_RING,
    /** The receive ring does not start at 0 (erratum 5), or its last address is even, which defeats erratum 14's work-around. */
    RING_MISPLACED,
    /** The ring's bounds or the duplex mode changed while receiving was enabled. */
    CHANGED_WHILE_RECEIVING,
    /** Transmit registers or the frame's memory were touched while it was being sent. */
    TOUCHED_WHILE_SENDING,
    /** The frame to send, or the status vector after it, lies inside the receive ring. */
    TRANSMIT_INSIDE_RING,
    /** RBM from outside of the ring ran over the end of the memory. */
    READ_OVER_MEMORY_END,
    /** WBM wrote into the ring while receiving was enabled. */
    WRITTEN_INSIDE_RING,
    /** DMA pointers or CSUMEN changed while the engine ran. */
    CHANGED_DURING_DMA,
    /** The DMA engine was started towards an end that it never reaches, such as its own beginning. */
    DMA_NEVER_ENDS,
    /** Power save was switched on while a frame came in or went out, or without clearing RXEN before. */
    SLEPT_WHILE_BUSY,
    /** Chip select was not held as long as table 16-5 demands, for MAC and MII registers 210 ns after the last clock. */
    CHIP_SELECT_TIMING,
    /** The clock is faster than 20 MHz. */
    CLOCK_TOO_FAST,
    /** MACON3.FULDPX and PHCON1.PDPXMD disagree while traffic is switched on. */
    DUPLEX_MISMATCH
}
