package dev.kogame.enc28j60.chip;

/** What time it is in the chip, for all of its parts. {@link Timeline} lets it go on. */
final class ChipTime {
    long nowNs;
}
