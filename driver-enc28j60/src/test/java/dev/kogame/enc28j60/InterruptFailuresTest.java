package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Field failures of the interrupt line and its flags, and of a host that comes late: T06 to T08, T31. */
class InterruptFailuresTest {
    private static final long MS = Rig.MS;
    private static final long AT_ONCE_NS = 8 * MS;
    /** A frame out that has met a flood backs off for 52 ms at most; after 16 collisions it is given up, and counted. */
    private static final long BACK_OFF_NS = 60 * MS;
    /** The driver looks at the chip this often in any case. */
    private static final long CHECKUP_NS = 1_000 * MS;
    /** A reset, and the time in which the PHY finds the link, and once more what is tried after a failed start. */
    private static final long START_NS = 90 * MS;

    /** The next packet comes at any time while the one before is being read: after its last look at the line, or before it. */
    @Test
    @DisplayName("T06: a packet arrives in a gap of the interrupt service")
    void t06ShouldNoticeAPacketThatComesDuringTheServiceOfAnother() {
        new Row("T06, gaps", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.traffic();
            trial.quiet();
            byte[] frame = Rig.frame(new byte[60], Rig.MAC, 60, 1);
            for (int i = 0; i < 20; i++) {
                rig.farEnd.offer(frame, 60);
                rig.run(67_200 + trial.random.nextInt(70_000));
                rig.chip.receiveRaw(Rig.withFcs(frame), 0, 64);
                rig.run(MS);
                assertThat(rig.received).isEqualTo(2 * i + 2);
            }
            trial.recovers();
            trial.counted(Enc28j60Event.MISSED_INTERRUPT, 0);
            trial.counted(Enc28j60Event.SPURIOUS_INTERRUPT, 0);
            trial.noViolation();
        });
    }

    /** Once the line is low and nobody has noticed, no other packet makes an edge either. */
    @Test
    @DisplayName("T06: the edge of a packet is lost and the host sleeps on")
    void t06ShouldNoticeAPacketWhoseEdgeWasLost() {
        new Row("T06, edge lost", AT_ONCE_NS).butInHalfDuplex(BACK_OFF_NS).losing(0, 1).trials(trial -> {
            Rig rig = trial.traffic();
            rig.out.stop();
            rig.edgesLost = true;
            trial.slowly();
            rig.out.stop();
            rig.run(10 * MS);
            int begun = rig.in.begun();
            rig.run(CHECKUP_NS + MS);
            assertThat(rig.in.next()).isGreaterThan(begun);
            rig.edgesLost = false;
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T06: the line's wire is broken, so that it never says anything")
    void t06ShouldFindPacketsWithoutTheInterruptLine() {
        new Row("T06, no line", AT_ONCE_NS).butInHalfDuplex(BACK_OFF_NS).losing(0, 4).trials(trial -> {
            Rig rig = trial.traffic();
            rig.lineStuck = 0;
            trial.slowly();
            for (int i = 0; i < 3; i++) {
                int arrived = rig.in.arrived();
                rig.run(CHECKUP_NS + MS);
                assertThat(rig.in.arrived()).isGreaterThan(arrived);
            }
            rig.lineStuck = -1;
            trial.recovers();
            assertThat(rig.count(Enc28j60Event.MISSED_INTERRUPT)).isGreaterThan(3);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T07: the line stays low for no reason: a bounded cost, and traffic goes on")
    void t07ShouldNotSpinWhenTheLineStaysLow() {
        new Row("T07, line", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.traffic();
            trial.quiet();
            rig.lineStuck = 1;
            long cycles = rig.chip.spiCycles();
            rig.run(50 * MS);
            assertThat(rig.chip.spiCycles() - cycles).as("cycles in 50 ms").isLessThan(50 * 12);
            trial.counted(Enc28j60Event.SPURIOUS_INTERRUPT, 40, 51);
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T07: EPKTCNT never gets to 0")
    void t07ShouldStartAnewWhenThePacketCounterSticks() {
        new Row("T07, counter", START_NS).losing(100, 5).trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().packetCounterStuck(true);
            long cycles = rig.chip.spiCycles();
            rig.run(5 * MS + trial.moment());
            assertThat(rig.chip.spiCycles() - cycles).as("cycles").isLessThan(8_000);
            trial.faults().packetCounterStuck(false);
            trial.recovers();
            trial.counted(Enc28j60Event.START, 1, 3);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T08: PKTIF says no although packets wait, or what was true before")
    void t08ShouldNotBelievePktif() {
        new Row("T08", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().pktifHidden(trial.random.nextInt(3));
            trial.faults().pktifStale(1 + trial.random.nextInt(3));
            rig.run(10 * MS);
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.counted(Enc28j60Event.MISSED_INTERRUPT, 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    private static void stall(long stallMs) {
        new Row("T31, " + stallMs + " ms", AT_ONCE_NS).butInHalfDuplex(BACK_OFF_NS).losing(0, 2).trials(trial -> {
            Rig rig = trial.traffic();
            rig.in.start(0, rig.nowNs);
            rig.run(trial.moment());
            rig.stall(stallMs * MS);
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.counted(Enc28j60Event.START, 1);
            assertThat(rig.chip.overruns() > 0).as("overruns %d", rig.chip.overruns())
                    .isEqualTo(rig.count(Enc28j60Event.RECEIVE_OVERRUN) > 0);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T31: the host does nothing for 5 ms at line rate")
    void t31ShouldOnlyLoseWhatTheRingDoesNotHoldIn5Ms() {
        stall(5);
    }

    @Test
    @DisplayName("T31: the host does nothing for 20 ms at line rate")
    void t31ShouldOnlyLoseWhatTheRingDoesNotHoldIn20Ms() {
        stall(20);
    }

    @Test
    @DisplayName("T31: the host does nothing for 500 ms at line rate")
    void t31ShouldOnlyLoseWhatTheRingDoesNotHoldIn500Ms() {
        stall(500);
    }
}
