package dev.kogame.enc28j60.chip;

import dev.kogame.board.Boot;

/**
 * Which chip a model is.
 *
 * @param revision what it says in EREVID, and which errata it has
 * @param seed decides where the errata say "may"
 * @param spi what reaching it costs
 */
@Boot
public record ChipOptions(Revision revision, long seed, SpiTiming spi) {

    /** Revision B7 behind a controller that costs no more than it must. */
    public static final ChipOptions DEFAULTS = new ChipOptions(Revision.B7, 1, SpiTiming.DATA_SHEET);

    /** The same chip of another revision. */
    public ChipOptions with(Revision other) {
        return new ChipOptions(other, seed, spi);
    }

    /** The same chip with other chances. */
    public ChipOptions withSeed(long other) {
        return new ChipOptions(revision, other, spi);
    }

    /** The same chip behind another controller. */
    public ChipOptions with(SpiTiming other) {
        return new ChipOptions(revision, seed, other);
    }
}
