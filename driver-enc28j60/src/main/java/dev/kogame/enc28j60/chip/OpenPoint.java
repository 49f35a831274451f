package dev.kogame.enc28j60.chip;

/**
 * Where the data sheet is silent or contradicts reports from the field: the other reading, which a model takes instead of
 * the one it takes by default.
 *
 * <p>A driver should work with each of them. {@link ChipOptions#with(OpenPoint)} chooses one.
 */
public enum OpenPoint {
    /** TXRST clears ESTAT.TXABRT and LATECOL. By default they stay until the host clears them. */
    TXRST_CLEARS_ABORT,
    /** BFS and BFC do reach MAC and MII registers, as some drivers take for granted. By default they are lost. */
    BIT_FIELD_REACHES_MAC,
    /** RCR clocked on repeats the value. By default MISO idles. */
    RCR_REPEATS,
    /** After an overflow nothing is received until RXRST. By default it goes on as soon as there is room. */
    RXRST_AFTER_OVERFLOW,
    /** ESTAT.CLKRDY that the host clears stays 0 until the next reset. By default it cannot be written. */
    CLKRDY_CLEARABLE,
    /** ERXFCON with CRCEN alone lets nothing through. By default it lets everything with a valid check sequence through. */
    CRCEN_ALONE_REJECTS,
    /** ERXRDPT equal to the write pointer means that the ring is full. By default it is empty. */
    EQUAL_POINTERS_MEAN_FULL,
    /** MISO idles high. By default low. Seen in the dummy octet of MAC and MII registers. */
    MISO_IDLES_HIGH,
    /** EPKTCNT counts 1 µs after the end of the frame. By default at once. */
    PACKET_COUNTED_LATE
}
