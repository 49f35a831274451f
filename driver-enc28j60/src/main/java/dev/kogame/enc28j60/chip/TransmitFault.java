package dev.kogame.enc28j60.chip;

/** What can be made to happen to the next frame the host sends. */
public enum TransmitFault {
    /** Nothing; the frame goes out. */
    NONE,
    /** A late collision: aborted, TXIF and TXERIF. LATECOL stays 0 (erratum 15); only the status vector tells. */
    LATE_COLLISION,
    /** A link pulse taken for a collision (erratum 13): TXERIF alone, and TXRTS stays set. */
    FALSE_COLLISION,
    /** More than RETMAX collisions: aborted, TXIF and TXERIF. */
    EXCESSIVE_COLLISIONS,
    /** Nothing comes back at all: TXRTS stays set until TXRST. */
    STALL
}
