package dev.kogame.board.sim;

/**
 * What a virtual cable does to frames. The parts per million are per frame and receiving end, drawn one by one.
 *
 * @param lossPpm frames that never arrive, 0 to 1,000,000
 * @param duplicatePpm frames that arrive twice
 * @param reorderPpm frames that arrive late, by up to {@code reorderNs}, so that frames sent after them overtake them
 * @param flipPpm frames that arrive with one bit turned over
 * @param latencyNs from transmission to arrival, at least 0
 * @param reorderNs the most by which a reordered frame is late, at least 1
 */
public record Impairment(int lossPpm, int duplicatePpm, int reorderPpm, int flipPpm, long latencyNs, long reorderNs) {

    /** A million parts per million: every frame. */
    public static final int ALWAYS = 1_000_000;

    /** A perfect cable: every frame arrives once, in order, unharmed and at once. */
    public static final Impairment NONE = new Impairment(0, 0, 0, 0, 0, 1_000_000);

    /** @throws IllegalArgumentException if a value is out of its range */
    public Impairment {
        requirePpm("lossPpm", lossPpm);
        requirePpm("duplicatePpm", duplicatePpm);
        requirePpm("reorderPpm", reorderPpm);
        requirePpm("flipPpm", flipPpm);
        if (latencyNs < 0) {
            throw new IllegalArgumentException(
                    "latencyNs is " + latencyNs + ", and no frame arrives before it was sent: "
                            + "give 0 or more");
        }
        if (reorderNs < 1) {
            throw new IllegalArgumentException("reorderNs is " + reorderNs + ", and a frame that is not late is not "
                    + "overtaken: give 1 or more, and 0 for reorderPpm to keep the order");
        }
    }

    private static void requirePpm(String name, int ppm) {
        if (ppm < 0 || ppm > ALWAYS) {
            throw new IllegalArgumentException(name + " is " + ppm + " parts per million: give 0 to " + ALWAYS);
        }
    }

    /** The same with another loss. */
    public Impairment withLossPpm(int ppm) {
        return new Impairment(ppm, duplicatePpm, reorderPpm, flipPpm, latencyNs, reorderNs);
    }

    /** The same with another duplication. */
    public Impairment withDuplicatePpm(int ppm) {
        return new Impairment(lossPpm, ppm, reorderPpm, flipPpm, latencyNs, reorderNs);
    }

    /** The same with another reordering: {@code ppm} of the frames late by up to {@code lateNs}. */
    public Impairment withReordering(int ppm, long lateNs) {
        return new Impairment(lossPpm, duplicatePpm, ppm, flipPpm, latencyNs, lateNs);
    }

    /** The same with other bit flips. */
    public Impairment withFlipPpm(int ppm) {
        return new Impairment(lossPpm, duplicatePpm, reorderPpm, ppm, latencyNs, reorderNs);
    }

    /** The same with another latency. */
    public Impairment withLatencyNs(long ns) {
        return new Impairment(lossPpm, duplicatePpm, reorderPpm, flipPpm, ns, reorderNs);
    }
}
