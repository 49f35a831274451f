package dev.kogame.enc28j60;

import dev.kogame.board.Boot;

/** Why a start came to nothing, with the values seen, kept as numbers until a person asks. */
final class Fault {
    static final int NONE = 0;
    static final int BUS = 1;
    static final int CLOCK = 2;
    static final int IDENTITY = 3;
    static final int READ_BACK = 4;
    static final int MANAGEMENT = 5;

    private int kind;
    private int place;
    private int expected;
    private int seen;

    /** Always {@code false}, so that a step can return it. */
    boolean is(int kind, int place, int expected, int seen) {
        this.kind = kind;
        this.place = place;
        this.expected = expected;
        this.seen = seen;
        return false;
    }

    void clear() {
        kind = NONE;
    }

    @Boot
    String sentence() {
        return switch (kind) {
            case NONE -> "";
            case BUS ->
                ("The SPI bus failed with errno %d while the ENC28J60 was being started; check that the device is"
                        + " still there and that its buffer holds 4096 octets.").formatted(-seen);
            case CLOCK ->
                ("The ENC28J60's clock does not run: ESTAT reads 0x%02X where bit 0 must be 1 and bit 3 must be 0;"
                        + " check the supply (3.1 to 3.6 V, 180 mA), the 25 MHz crystal and the wires.")
                        .formatted(seen);
            case IDENTITY -> ("No ENC28J60 answers: EREVID reads 0x%02X where one says 0x02, 0x04, 0x05 or 0x06; %s")
                    .formatted(seen, seen == 0 || seen == 0x1F || seen == 0xFF
                            ? "a line that never moves means no supply, no chip select or no MISO wire, or a kernel driver"
                                    + " that holds the chip."
                            : "check the wires, and the SPI mode (0) and clock (at most 20 MHz).");
            case READ_BACK ->
                ("The ENC28J60 did not keep its configuration: address 0x%02X of bank %d reads 0x%02X where"
                        + " 0x%02X was written; lower the SPI clock (but not below 8 MHz on revisions B1 and B4), shorten the"
                        + " wires, or strengthen the supply.").formatted(place & 0x1F, place >> 5 & 3, seen, expected);
            default ->
                ("The ENC28J60's PHY does not answer: register 0x%02X stayed busy; check the supply and the 25 MHz"
                        + " crystal.").formatted(place);
        };
    }
}
