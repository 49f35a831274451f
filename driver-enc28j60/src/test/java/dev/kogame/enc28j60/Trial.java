package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import dev.kogame.enc28j60.chip.ChipOptions;
import dev.kogame.enc28j60.chip.Faults;
import dev.kogame.enc28j60.chip.Revision;

/** One fault in one rig with traffic both ways, and the accounts afterwards. */
final class Trial {
    /** Most of what the wire can carry; in half duplex it is shared, and each collision costs. */
    private static final long FULL_DUPLEX_GAP_NS = 400 * Rig.US;
    private static final long HALF_DUPLEX_GAP_NS = 1_600 * Rig.US;
    /** Where the driver takes long to notice. */
    private static final long SLOW_GAP_NS = 4 * Rig.MS;
    private static final long TAIL_NS = 4 * Rig.MS;
    private static final long DRAIN_NS = 10 * Rig.MS;

    private final Row row;
    private final Revision revision;
    private final int seed;
    final Random random;
    final boolean fullDuplex;
    private Rig rig;
    private long overrunsBefore;
    private int dropped;
    private int damagedAtMost;
    private int lostUnseenAtMost;
    private int lostOnTheWireAtMost;
    private boolean slow;
    private boolean over;

    Trial(Row row, Revision revision, int seed, int duplex) {
        this.row = row;
        this.revision = revision;
        this.seed = seed;
        // Seeds that follow each other give first draws that are alike, unless they are stirred.
        random = new Random(seed * 0x9E3779B97F4A7C15L ^ revision.ordinal());
        fullDuplex = duplex < 0 ? random.nextBoolean() : duplex > 0;
    }

    @Override
    public String toString() {
        return revision + ", seed " + seed + (fullDuplex ? ", full duplex" : ", half duplex");
    }

    /** The rig of this trial, not yet started. */
    Rig rig() {
        if (rig == null) {
            rig = new Rig(revision, fullDuplex, seed);
        }
        return rig;
    }

    /** The same behind a bus of other timing. */
    Rig rig(ChipOptions options) {
        rig = new Rig(options.with(revision).withSeed(seed), fullDuplex);
        return rig;
    }

    /** 1 to the number of seeds: for what is to happen at every place of a row. */
    int seed() {
        return seed;
    }

    Faults faults() {
        return rig().chip.faults();
    }

    /** Starts the rig and carries traffic for a while, so that it is anywhere in its course. */
    Rig traffic() {
        rig().awaitLink();
        overrunsBefore = rig.chip.overruns();
        start();
        rig.run(2 * Rig.MS + random.nextInt(2_000_000));
        return rig;
    }

    private void start() {
        rig.traffic(slow ? SLOW_GAP_NS : fullDuplex ? FULL_DUPLEX_GAP_NS : HALF_DUPLEX_GAP_NS);
    }

    /** Frames are few until it has recovered, because that takes a while. */
    void slowly() {
        slow = true;
        start();
    }

    /** Neither side sends any more, and what was on its way is through. */
    void quiet() {
        rig.in.stop();
        rig.out.stop();
        rig.run(DRAIN_NS);
    }

    /** This many frames are known to be dropped on their way in. */
    void dropped(int frames) {
        dropped += frames;
    }

    /** While the fault lasts octets may change on the bus, which nobody can notice there, in this many frames. */
    void mayDamage(int frames) {
        rig.in.damageAllowed(true);
        rig.out.damageAllowed(true);
        damagedAtMost = frames;
    }

    /** So many frames on their way out may be lost to commands that never reached the chip, which nobody can notice. */
    void mayLoseUnseen(int frames) {
        lostUnseenAtMost = frames;
    }

    /** So many frames on their way in may never have reached the chip. */
    void lostOnTheWire(int frames) {
        lostOnTheWireAtMost = frames;
    }

    /** A time in the course of the traffic. */
    long moment() {
        return random.nextInt(3_000_000);
    }

    /**
     * The fault is over: starts traffic if there is none and waits until frames that begin after now come through both ways, and from then on every one. Then lets
     * traffic end and does the accounts.
     */
    void recovers() {
        start();
        long startNs = rig.nowNs;
        int in = rig.in.begun();
        int out = rig.out.begun();
        long stepNs = Math.max(20 * Rig.US, row.boundNs(fullDuplex) / 400);
        while (rig.in.next() <= in || rig.out.next() <= out) {
            assertThat(rig.nowNs - startNs).as("ns so far, in %d of %d, out %d of %d: %s; %s", rig.in.next(),
                    rig.in.begun(), rig.out.next(), rig.out.begun(), rig.driver.counters(), rig.driver.fault())
                    .isLessThanOrEqualTo(row.boundNs(fullDuplex));
            rig.run(stepNs);
        }
        row.recovered(rig.nowNs - startNs, fullDuplex);
        slow = false;
        start();
        rig.in.damageAllowed(false);
        rig.out.damageAllowed(false);
        long violations = rig.chip.violations();
        in = rig.in.begun();
        out = rig.out.begun();
        rig.run(TAIL_NS);
        quiet();
        accounts(in, out);
        assertThat(rig.chip.violations()).as("violations afterwards: %s", rig.chip.describeViolations())
                .isEqualTo(violations);
        over = true;
    }

    private void accounts(int inAtRecovery, int outAtRecovery) {
        assertThat(rig.in.next()).as("frames in, all that began: %s", rig.driver.counters()).isEqualTo(rig.in.begun());
        assertThat(rig.out.next()).as("frames out, all that began: %s", rig.driver.counters())
                .isEqualTo(rig.out.begun());
        assertThat(rig.in.newestLost()).as("newest frame lost on its way in, where recovery was at %d: %s",
                inAtRecovery, rig.driver.counters()).isLessThan(inAtRecovery);
        assertThat(rig.out.newestLost()).as("newest frame lost on its way out, where recovery was at %d: %s",
                outAtRecovery, rig.driver.counters()).isLessThan(outAtRecovery);
        assertThat(rig.in.damaged() + rig.out.damaged()).as("frames damaged").isLessThanOrEqualTo(damagedAtMost);
        long overruns = rig.chip.overruns() - overrunsBefore;
        int lostIn = rig.in.lost() - dropped - (int) (overruns + rig.count(Enc28j60Event.RECEIVE_DAMAGED)
                + rig.count(Enc28j60Event.RECEIVE_DISCARDED));
        row.lost(lostIn - rig.in.damaged(), rig.out.lost());
        long countedOut = rig.count(Enc28j60Event.TRANSMIT_ABORTED) + rig.count(Enc28j60Event.TRANSMIT_STUCK)
                + rig.refused + rig.out.damaged();
        boolean explained = causes() > 0;
        assertThat(explained || lostIn <= lostOnTheWireAtMost)
                .as("what explains %d frames lost in: %s", lostIn, rig.driver.counters())
                .isTrue();
        assertThat(explained || countedOut + lostUnseenAtMost >= rig.out.lost())
                .as("what explains %d frames lost out: %s", rig.out.lost(),
                        rig.driver.counters())
                .isTrue();
        assertThat(explained || overruns == 0 || rig.count(Enc28j60Event.RECEIVE_OVERRUN) > 0)
                .as("overruns are counted: %s", rig.driver.counters()).isTrue();
        assertThat(rig.bus.dmaStarted()).as("DMA").isFalse();
    }

    /** Events that explain the loss of frames on their way in that nobody can count one by one, and of those sent while nothing was known. */
    private long causes() {
        return rig.count(Enc28j60Event.RESYNC) + rig.count(Enc28j60Event.START) - 1
                + rig.count(Enc28j60Event.LINK_DOWN);
    }

    /** Revisions B1 and B4 may lose writes to MAC registers when the clock is slow. */
    boolean hasErratum1() {
        return revision == Revision.B1 || revision == Revision.B4;
    }

    /** Nothing can flow, and that is as it should be. */
    void abandon() {
        over = true;
    }

    boolean over() {
        return over;
    }

    /** After {@link #recovers}: an event was counted this often. */
    void counted(Enc28j60Event event, long times) {
        assertThat(rig.count(event)).as("%s among %s", event, rig.driver.counters()).isEqualTo(times);
    }

    void counted(Enc28j60Event event, long least, long most) {
        assertThat(rig.count(event)).as("%s among %s", event, rig.driver.counters()).isBetween(least, most);
    }

    /** After {@link #recovers}: the driver did nothing that the chip's data sheet forbids. */
    void noViolation() {
        rig.expectNoViolation();
    }
}
