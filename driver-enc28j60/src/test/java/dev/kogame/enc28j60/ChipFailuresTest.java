package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.enc28j60.chip.ChipOptions;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import dev.kogame.enc28j60.chip.OpenPoint;
import dev.kogame.enc28j60.chip.SpiTiming;
import dev.kogame.enc28j60.chip.Violation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Field failures of the chip as a whole: T13, T15, T18 to T20, T22, T26. */
class ChipFailuresTest {
    private static final long MS = Rig.MS;
    private static final long AT_ONCE_NS = 8 * MS;
    /** A reset, and the time in which the PHY finds the link. */
    private static final long START_NS = 50 * MS;
    private static final long CHECKUP_AND_START_NS = 1_000 * MS + START_NS;
    /** After failed starts for up to 1.4 s the next one comes in 0.8 s at most. */
    private static final long RETRY_NS = 820 * MS + START_NS;

    @Test
    @DisplayName("T13: MISTAT.BUSY stays set")
    void t13ShouldStartAnewWhenThePhyStopsAnswering() {
        new Row("T13", RETRY_NS).losing(250, 10).trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().miiStuck(true);
            trial.slowly();
            rig.run(1_000 * MS + trial.random.nextInt(400_000_000));
            assertThat(rig.driver.linkUp()).isFalse();
            assertThat(rig.driver.fault()).contains("PHY does not answer");
            trial.faults().miiStuck(false);
            trial.recovers();
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T15: nobody answers for a while, in the middle of traffic")
    void t15ShouldComeBackWhenTheChipAnswersAgain() {
        new Row("T15", CHECKUP_AND_START_NS).losing(500, 10).trials(trial -> {
            Rig rig = trial.traffic();
            trial.slowly();
            trial.faults().misoStuck(trial.random.nextBoolean() ? 0x00 : 0xFF);
            rig.run(trial.random.nextInt(1_400_000_000));
            trial.faults().misoStuck(-1);
            trial.recovers();
        });
    }

    @Test
    @DisplayName("T15: nobody answers at start")
    void t15ShouldReportThatNoChipAnswersAndTryAgain() {
        new Row("T15, start", START_NS).trials(trial -> {
            Rig rig = trial.rig();
            boolean low = trial.random.nextBoolean();
            trial.faults().misoStuck(low ? 0x00 : 0xFF);
            rig.run(10_000 * MS);
            assertThat(rig.driver.linkUp()).isFalse();
            assertThat(rig.driver.fault()).startsWith("No ENC28J60 answers: EREVID reads " + (low ? "0x00" : "0xFF"));
            trial.counted(Enc28j60Event.START_FAILED, 6, 10);
            trial.faults().misoStuck(-1);
            rig.run(5_000 * MS);
            trial.traffic();
            trial.recovers();
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T18: the supply breaks down for a moment, between or within accesses")
    void t18ShouldConfigureAChipAnewThatLostItsSupply() {
        new Row("T18", CHECKUP_AND_START_NS).losing(320, 30).trials(trial -> {
            Rig rig = trial.traffic();
            if (trial.random.nextBoolean()) {
                trial.faults().brownOutIn(trial.moment());
            } else {
                trial.faults().brownOutAfter(trial.random.nextInt(60));
            }
            rig.runCycles(60);
            rig.run(3 * MS);
            trial.slowly();
            trial.recovers();
            trial.counted(Enc28j60Event.START, 2);
            trial.counted(Enc28j60Event.CONFIGURATION_LOST, 1);
        });
    }

    /** Whatever stands in the registers, asleep or not, with packets waiting and a frame in flight. */
    @Test
    @DisplayName("T19: a warm start with a chip in any state")
    void t19ShouldStartAChipInAnyState() {
        new Row("T19", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.rig();
            Enc28j60Chip chip = rig.chip;
            chip.poll(MS, 8);
            rig.nowNs = MS;
            for (int i = 0; i < 60; i++) {
                chip.write(0xBF, 0x03);
                chip.write(0x9F, trial.random.nextInt(4));
                int address = trial.random.nextInt(0x1A);
                chip.write(0x40 | address, trial.random.nextInt(256));
                chip.run();
            }
            byte[] junk = new byte[200];
            trial.random.nextBytes(junk);
            chip.write(0x7A, junk, 0, junk.length);
            chip.write(0x9F, 0x04 | (trial.random.nextBoolean() ? 0x08 : 0));
            chip.write(0x5B, trial.random.nextInt(256));
            chip.run();
            byte[] broadcast = Rig.frame(new byte[60], 0xFF_FF_FF_FF_FF_FFL, 60, 1);
            rig.farEnd.offer(broadcast, 60);
            rig.stall(40 * MS);
            if (trial.random.nextBoolean()) {
                chip.write(0x9E, 0x20);
                chip.run();
            }
            long violations = chip.violations();
            trial.traffic();
            trial.recovers();
            trial.counted(Enc28j60Event.START, 1);
            assertThat(rig.received).isZero();
            assertThat(chip.violations()).as(chip.describeViolations()).isEqualTo(violations);
        });
    }

    @Test
    @DisplayName("T20: MAC and PHY are left alone until their clock runs, however the host's turns fall")
    void t20ShouldWaitLongEnoughAfterAReset() {
        new Row("T20", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.rig();
            while (rig.count(Enc28j60Event.START) == 0) {
                rig.round();
                long deadlineNs = rig.driver.nextDeadlineNs();
                boolean exactly = trial.random.nextBoolean();
                rig.nowNs = Math.max(rig.chip.nowNs(), exactly && deadlineNs > rig.nowNs
                        ? deadlineNs
                        : rig.nowNs + trial.random.nextInt(400_000));
            }
            trial.traffic();
            trial.recovers();
            trial.counted(Enc28j60Event.START_FAILED, 0);
            assertThat(rig.chip.violations(Violation.CLOCK_NOT_READY)).isZero();
            trial.noViolation();
        });
    }

    /** Below 8 MHz a chip of revision B1 or B4 may lose what is written to its MAC; reading back finds it, and a person is told. */
    @Test
    @DisplayName("T21: the SPI clock is too slow")
    void t21ShouldStartWithWholeMacRegistersOrSayWhyNot() {
        new Row("T21", 20 * MS).trials(trial -> startsOrSaysWhyNot(trial,
                SpiTiming.DATA_SHEET.at(4_000_000 + trial.random.nextInt(4_000_000)), !trial.hasErratum1()));
    }

    @Test
    @DisplayName("T14: chip select rises less than 210 ns after a MAC or MII access")
    void t14ShouldStartWithWholeMacRegistersOrSayWhyNot() {
        new Row("T14", AT_ONCE_NS).trials(trial -> startsOrSaysWhyNot(trial,
                new SpiTiming("hasty", 20_000_000, 0, 50, 10 + trial.random.nextInt(200), 50), false));
    }

    private static void startsOrSaysWhyNot(Trial trial, SpiTiming timing, boolean mustStart) {
        Rig rig = trial.rig(ChipOptions.DEFAULTS.with(timing));
        if (mustStart) {
            trial.traffic();
            trial.slowly();
            trial.recovers();
            trial.counted(Enc28j60Event.START, 1);
        } else {
            trial.slowly();
            rig.run(3_000 * MS);
            // What did come through was compared.
            assertThat(rig.driver.fault().isEmpty()).as("a fault is told: %s", rig.driver.counters())
                    .isEqualTo(rig.count(Enc28j60Event.START) > rig.count(Enc28j60Event.CONFIGURATION_LOST));
            trial.abandon();
        }
    }

    /** What the data sheet leaves open, and where it is contradicted. */
    @Test
    @DisplayName("The other reading of each open point")
    void shouldWorkWithEitherReadingOfWhatTheDataSheetLeavesOpen() {
        OpenPoint[] points = OpenPoint.values();
        new Row("open points", 110 * MS).butInHalfDuplex(170 * MS).losing(300, 2).trials(trial -> {
            trial.rig(ChipOptions.DEFAULTS.with(points[trial.seed() % points.length]));
            Rig rig = trial.traffic();
            rig.stall(20 * MS);
            trial.recovers();
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    /** The link changes, for which the driver visits every bank, and in the middle of it the chip falls back to bank 0. */
    @Test
    @DisplayName("T22: the chip stands in another bank than the driver believes")
    void t22ShouldNotLoseTheBankForLong() {
        new Row("T22", CHECKUP_AND_START_NS).losing(2200, 25).trials(trial -> {
            Rig rig = trial.traffic();
            rig.chip.link(false);
            int cycle = trial.seed() % 60;
            trial.faults().brownOutAfter(cycle);
            rig.run(MS);
            rig.chip.link(true);
            rig.runCycles(cycle);
            trial.slowly();
            trial.recovers();
            assertThat(rig.chip.violations(Violation.WHOLE_ECON1_WRITTEN)).isZero();
        });
    }

    /** Erratum 17: it loses frames; and a copy over the ring's end goes wrong. Every other trial looks at it, too. */
    @Test
    @DisplayName("T26: the chip's DMA is never used")
    void t26ShouldNotUseTheDma() {
        new Row("T26", START_NS).losing(100, 5).trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().nextPointer(0xFFFF, 1);
            rig.run(4 * MS);
            rig.chip.link(false);
            rig.run(MS);
            rig.chip.link(true);
            trial.recovers();
            assertThat(rig.bus.dmaStarted()).isFalse();
        });
    }
}
