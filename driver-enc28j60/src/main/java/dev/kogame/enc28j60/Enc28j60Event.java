package dev.kogame.enc28j60;

/** What the driver counts. */
public enum Enc28j60Event {
    /** A frame was handed up. */
    RECEIVED,
    /** A frame was given to the chip's transmitter. */
    TRANSMITTED,
    /** The chip reported that it lost frames for want of room, once for each report. */
    RECEIVE_OVERRUN,
    /** A frame was marked as damaged, was damaged on the bus, or is shorter than Ethernet allows, and was skipped. */
    RECEIVE_DAMAGED,
    /** A frame waited in the ring when the receiver was restarted, and is lost. */
    RECEIVE_DISCARDED,
    /** A frame was aborted by a late or false collision and sent again (errata 13, 15). */
    TRANSMIT_RETRIED,
    /** A frame in flight is lost: the chip aborted it, or was restarted. */
    TRANSMIT_ABORTED,
    /** A frame never finished; the transmitter was reset and the frame is lost (erratum 12). First rung of the ladder. */
    TRANSMIT_STUCK,
    /**
     * The chain of packets in the ring made no sense, nothing came after an overrun, or an access was broken off; the receiver was
     * restarted, in the last case the transmitter, too, and what was in the ring is lost. Second rung of the ladder.
     */
    RESYNC,
    /** The chip was reset and configured anew, the first start included. Last rung of the ladder. */
    START,
    /** A start came to nothing; {@link Enc28j60#fault()} says why. */
    START_FAILED,
    /** The chip had lost its configuration, as after a drop of its supply voltage. */
    CONFIGURATION_LOST,
    /** The SPI bus reported an error. */
    BUS_ERROR,
    /** The interrupt line was asserted and nothing was to be done. */
    SPURIOUS_INTERRUPT,
    /** A packet waited and the interrupt line did not say so. */
    MISSED_INTERRUPT,
    /** The link came up. */
    LINK_UP,
    /** The link went down. */
    LINK_DOWN
}
