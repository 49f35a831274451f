package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;

import dev.kogame.enc28j60.chip.Revision;

/**
 * One field failure: what a driver may take and lose over it. The fault is injected into traffic both ways, for every revision of
 * the chip and many seeds. With the system property {@code kogame.rows} the worst case seen is printed.
 */
final class Row {
    static final int SEEDS = 200;

    private final String id;
    private final long boundNs;
    private int mostLostIn;
    private int mostLostOut;
    private int duplex = -1;
    private long halfDuplexBoundNs;
    private long longestNs;
    private int lostIn;
    private int lostOut;

    /** @param boundNs from the end of the fault until frames begun after it have come through both ways */
    Row(String id, long boundNs) {
        this.id = id;
        this.boundNs = boundNs;
        halfDuplexBoundNs = boundNs;
    }

    /** Where frames in half duplex may have collided and back off. */
    Row butInHalfDuplex(long ns) {
        halfDuplexBoundNs = ns;
        return this;
    }

    /** Frames that may be lost to the fault beside those that the chip counts as overrun or the driver as damaged. */
    Row losing(int in, int out) {
        mostLostIn = in;
        mostLostOut = out;
        return this;
    }

    Row halfDuplex() {
        duplex = 0;
        return this;
    }

    Row fullDuplex() {
        duplex = 1;
        return this;
    }

    void trials(Consumer<Trial> body) {
        trials(SEEDS, body);
    }

    void trials(int seeds, Consumer<Trial> body) {
        for (Revision revision : Revision.values()) {
            for (int seed = 1; seed <= seeds; seed++) {
                Trial trial = new Trial(this, revision, seed, duplex);
                try {
                    body.accept(trial);
                    assertThat(trial.over()).as("the trial ran to its end").isTrue();
                } catch (AssertionError | RuntimeException failure) {
                    throw new AssertionError(id + " with " + trial + ": " + failure.getMessage(), failure);
                }
            }
        }
        if (Boolean.getBoolean("kogame.rows")) {
            System.out.printf("%s: bound %.0f/%.0f ms, longest %.2f ms; may lose %d in, %d out, lost %d in, %d out%n",
                    id,
                    boundNs / 1e6, halfDuplexBoundNs / 1e6, longestNs / 1e6, mostLostIn, mostLostOut, lostIn, lostOut);
        }
    }

    void recovered(long ns, boolean fullDuplex) {
        longestNs = Math.max(longestNs, ns);
        assertThat(ns).as("ns until frames flow again").isLessThanOrEqualTo(boundNs(fullDuplex));
    }

    long boundNs(boolean fullDuplex) {
        return fullDuplex ? boundNs : halfDuplexBoundNs;
    }

    void lost(int in, int out) {
        lostIn = Math.max(lostIn, in);
        lostOut = Math.max(lostOut, out);
        assertThat(in).as("frames lost on their way in, beside those counted one by one")
                .isLessThanOrEqualTo(mostLostIn);
        assertThat(out).as("frames lost on their way out").isLessThanOrEqualTo(mostLostOut);
    }
}
