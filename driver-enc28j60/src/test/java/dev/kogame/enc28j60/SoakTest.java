package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.ChipOptions;
import dev.kogame.enc28j60.chip.Faults;
import dev.kogame.enc28j60.chip.Revision;
import dev.kogame.enc28j60.chip.TransmitFault;
import org.junit.jupiter.api.Test;

/**
 * An hour at line rate both ways, and a quarter of one in half duplex, with something going wrong all the time.
 *
 * <p>The hour consists of windows, each with one fault and long enough to get over it. After a fault that costs no more than it says,
 * the accounts must hold to the frame; after the others that lose an unknown number they start from there.
 */
class SoakTest {
    private static final long MS = Rig.MS;
    private static final long SECOND = 1_000 * MS;
    private static final long HOUR = 3_600 * SECOND;
    /** Faults behind which every frame is accounted for, then those that restart the receiver, then those that cost more. */
    private static final int EXACT = 6;
    private static final int RESTARTING = 10;
    private static final int KINDS = 17;
    /** Frames in the ring, on the wire, or lost behind the last one that came, while the accounts are made. */
    private static final int ON_THE_WAY = 80;
    private static final int OUT_ON_THE_WAY = 20;
    /** The frame on the wire when the receiver is restarted, and one that the bus has read and then failed. */
    private static final int LOST_BY_RESTART = 30;
    /** A start or two; at line rate every frame sent shows whether the chip has lost its configuration. */
    private static final long LONGEST_SILENCE_NS = 250 * MS;
    private static final long LONGEST_SILENCE_IN_HALF_DUPLEX_NS = 1_250 * MS;

    private final Random random = new Random(42);
    private Rig rig;
    private Faults faults;
    private long longestAllowedSilenceNs;
    private final int[] happened = new int[KINDS];
    private long inBase;
    private long outBase;
    private long violationsBase;
    private long lastInNs;
    private long lastOutNs;
    private int lastIn;
    private int lastOut;
    private long longestSilenceNs;
    private long quietSeconds;
    private long fewestInQuietSecond = Long.MAX_VALUE;

    private long unaccountedIn() {
        return rig.in.lost() - rig.chip.overruns() - rig.count(Enc28j60Event.RECEIVE_DAMAGED)
                - rig.count(Enc28j60Event.RECEIVE_DISCARDED);
    }

    private long unaccountedOut() {
        return rig.out.lost() - rig.count(Enc28j60Event.TRANSMIT_ABORTED) - rig.count(Enc28j60Event.TRANSMIT_STUCK)
                - rig.refused;
    }

    private void run(long durationNs) {
        long endNs = rig.nowNs + durationNs;
        while (rig.nowNs < endNs) {
            rig.run(Math.min(10 * MS, endNs - rig.nowNs));
            if (rig.in.next() != lastIn) {
                lastIn = rig.in.next();
                lastInNs = rig.nowNs;
            }
            if (rig.out.next() != lastOut) {
                lastOut = rig.out.next();
                lastOutNs = rig.nowNs;
            }
            longestSilenceNs = Math.max(longestSilenceNs, rig.nowNs - Math.min(lastInNs, lastOutNs));
        }
    }

    private void fault(int kind) {
        happened[kind]++;
        switch (kind) {
            case 0 -> rig.stall(1 + random.nextInt(30_000_000));
            case 1 -> faults.transmit(TransmitFault.STALL, 1);
            case 2 -> {
                rig.edgesLost = true;
                run(30 * MS);
                rig.edgesLost = false;
            }
            case 3 -> {
                faults.pktifHidden(1);
                run(20 * MS);
                faults.pktifHidden(0);
            }
            case 4 -> {
                rig.lineStuck = 1;
                run(20 * MS);
                rig.lineStuck = -1;
            }
            case 5 -> rig.stall(200 * MS);
            case 6 -> faults.flipHeaderBits(1L << random.nextInt(48), 1);
            case 7 -> faults.nextPointer(random.nextInt(0x10000), 1);
            case 8 -> rig.bus.breakAfter(random.nextInt(40), FaultyBus.Break.CUT, FaultyBus.EIO);
            case 9 -> rig.bus.breakAfter(random.nextInt(40), FaultyBus.Break.CARRIED_OUT, FaultyBus.EIO);
            case 10 ->
                faults.flapLink(1 + random.nextInt(3_000_000), 1 + random.nextInt(50_000_000), 1 + random.nextInt(3));
            case 11 -> faults.brownOutIn(random.nextInt(2_000_000));
            case 12 -> {
                faults.deafAfterOverflow(true);
                rig.stall(20 * MS);
                faults.deafAfterOverflow(false);
            }
            case 13 -> {
                faults.misoEchoes(true);
                run(random.nextInt(300_000));
                faults.misoEchoes(false);
            }
            case 14 -> {
                faults.flipReadBits(3_000);
                run(random.nextInt(20_000_000));
                faults.flipReadBits(0);
            }
            case 15 -> {
                rig.bus.dead(true);
                run(random.nextInt(30_000_000));
                rig.bus.dead(false);
            }
            default -> {
                rig.in.damageAllowed(true);
                rig.out.damageAllowed(true);
                faults.dropSelect(random.nextInt(40), random.nextInt(80), random.nextBoolean());
                run(1_100 * MS);
                rig.in.damageAllowed(false);
                rig.out.damageAllowed(false);
            }
        }
    }

    private void window(int kind) {
        fault(kind);
        // What brings a restart of the chip with it needs longer, and now and then there is a pause.
        boolean longer = kind >= RESTARTING || random.nextInt(10) == 0;
        run((longer ? 1_300 : 100) * MS + random.nextInt(200_000_000));
        if (longer) {
            quietSecond();
        }
        long in = unaccountedIn();
        long out = unaccountedOut();
        long violations = rig.chip.violations();
        if (kind < RESTARTING) {
            int slack = kind < EXACT ? 0 : LOST_BY_RESTART;
            if (Math.abs(in - inBase) > ON_THE_WAY + slack || Math.abs(out - outBase) > OUT_ON_THE_WAY
                    || violations != violationsBase) {
                throw new AssertionError(
                        "After fault %d: in %d, was %d; out %d, was %d; %s; %s; the chip overran %d times".formatted(
                                kind,
                                in, inBase, out, outBase, rig.chip.describeViolations(), rig.driver.counters(),
                                rig.chip.overruns()));
            }
        }
        if (kind >= EXACT) {
            inBase = in;
            outBase = out;
            violationsBase = violations;
        }
    }

    private void quietSecond() {
        int in = rig.in.arrived();
        int out = rig.out.arrived();
        run(SECOND);
        quietSeconds++;
        fewestInQuietSecond = Math.min(fewestInQuietSecond, Math.min(rig.in.arrived() - in, rig.out.arrived() - out));
    }

    private void windows(long untilNs) {
        while (rig.nowNs < untilNs) {
            window(random.nextInt(KINDS));
            if (longestSilenceNs > longestAllowedSilenceNs) {
                throw new AssertionError("Silent for %d ms after faults %s: %s; %s".formatted(longestSilenceNs / MS,
                        Arrays.toString(happened), rig.driver.counters(), rig.driver.fault()));
            }
        }
    }

    /** Mostly the longest frames, with stretches of short ones in between. */
    private int[] lengths() {
        int[] lengths = new int[4096];
        for (int i = 0; i < lengths.length;) {
            boolean shorts = random.nextInt(4) == 0;
            for (int n = 5 + random.nextInt(40); n > 0 && i < lengths.length; n--) {
                lengths[i++] = shorts ? 60 + random.nextInt(241) : EthernetPort.MAX_FRAME_OCTETS;
            }
        }
        return lengths;
    }

    private int packetsInTheRing() {
        byte[] count = new byte[1];
        rig.chip.write(0xBF, 0x03);
        rig.chip.write(0x9F, 0x01);
        rig.chip.read(0x19, count, 0, 1);
        rig.chip.write(0xBF, 0x03);
        rig.chip.run();
        return count[0] & 0xFF;
    }

    @Test
    void shouldNeitherGoDeafNorLeakNorMiscountInAnHourAtLineRate() {
        soak(Revision.B7, true, HOUR, LONGEST_SILENCE_NS);
    }

    /** Both ends want the cable all the time, so that an end waits long now and then. */
    @Test
    void shouldNeitherGoDeafNorLeakNorMiscountInHalfDuplex() {
        soak(Revision.B1, false, HOUR / 4, LONGEST_SILENCE_IN_HALF_DUPLEX_NS);
    }

    private void soak(Revision revision, boolean fullDuplex, long durationNs, long silenceNs) {
        rig = new Rig(ChipOptions.DEFAULTS.with(revision).withSeed(42), fullDuplex);
        faults = rig.chip.faults();
        longestAllowedSilenceNs = silenceNs;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        rig.in.lengths(lengths());
        rig.out.lengths(lengths());
        rig.awaitLink();
        rig.traffic(0);
        // Every kind once, so that all classes are there.
        for (int kind = 0; kind < KINDS; kind++) {
            window(kind);
        }
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        windows(durationNs);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        rig.in.stop();
        rig.out.stop();
        run(100 * MS);
        System.out.printf(
                "%d minutes in %s duplex: %d of %d frames in, %d of %d out; %d overruns; faults by kind %s; longest"
                        + " silence %d ms; at least %d frames in each of %d quiet seconds; %s%n",
                durationNs / SECOND / 60,
                fullDuplex ? "full" : "half", rig.in.arrived(), rig.in.begun(), rig.out.arrived(), rig.out.begun(),
                rig.chip.overruns(), Arrays.toString(happened), longestSilenceNs / MS, fewestInQuietSecond,
                quietSeconds, rig.driver.counters());
        assertThat(allocated).as("octets allocated").isZero();
        assertThat(fewestInQuietSecond).isGreaterThan(fullDuplex ? 400 : 0);
        assertThat(packetsInTheRing()).isZero();
        byte[] frame = Rig.frame(new byte[1514], FarEnd.MAC, 1514, 1);
        assertThat(rig.driver.transmit(frame, 0, 1514, rig.nowNs)).isEqualTo(EthernetPort.SENT);
        assertThat(rig.driver.transmit(frame, 0, 1514, rig.nowNs)).isEqualTo(EthernetPort.SENT);
        run(10 * MS);
        assertThat(rig.farEnd.sent()).isEqualTo(2);
        assertThat(rig.in.arrived() + rig.in.lost()).isEqualTo(rig.in.begun());
        assertThat(rig.out.arrived() + rig.out.lost()).isEqualTo(rig.out.begun());
    }
}
