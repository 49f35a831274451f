package dev.kogame.enc28j60.chip;

import java.util.EnumSet;
import java.util.Set;

import dev.kogame.board.Boot;

/**
 * Which chip a model is.
 *
 * @param revision what it says in EREVID, and which errata it has
 * @param seed decides where the errata say "may"
 * @param spi what reaching it costs
 * @param readings where it takes the other reading of what the data sheet leaves open
 */
@Boot
public record ChipOptions(Revision revision, long seed, SpiTiming spi, Set<OpenPoint> readings) {

    /** Revision B7 behind a controller that costs no more than it must. */
    public static final ChipOptions DEFAULTS = new ChipOptions(Revision.B7, 1, SpiTiming.DATA_SHEET, Set.of());

    public ChipOptions {
        readings = Set.copyOf(readings);
    }

    /** The same chip of another revision. */
    public ChipOptions with(Revision other) {
        return new ChipOptions(other, seed, spi, readings);
    }

    /** The same chip with other chances. */
    public ChipOptions withSeed(long other) {
        return new ChipOptions(revision, other, spi, readings);
    }

    /** The same chip behind another controller. */
    public ChipOptions with(SpiTiming other) {
        return new ChipOptions(revision, seed, other, readings);
    }

    /** The same chip with the other reading of one point more. */
    public ChipOptions with(OpenPoint reading) {
        EnumSet<OpenPoint> more = EnumSet.of(reading);
        more.addAll(readings);
        return new ChipOptions(revision, seed, spi, more);
    }

    boolean reads(OpenPoint point) {
        return readings.contains(point);
    }
}
