package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.enc28j60.chip.TransmitFault;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Field failures of sending: T09 to T12, T23, T24, T35. */
class TransmitFailuresTest {
    private static final long MS = Rig.MS;
    /** Twice the time of the longest frame and what the watchdog adds: 5 ms, in half duplex 60 ms for deferring and backing off. */
    private static final long WATCHDOG_FULL_NS = 12 * MS;
    private static final long WATCHDOG_HALF_NS = 68 * MS;
    /** Each of up to 17 attempts may have to wait for a longest frame that comes in. */
    private static final long RETRIES_NS = 24 * MS;
    /** Some frames of the longest in a row, both ways over one wire. */
    private static final long AT_ONCE_NS = 8 * MS;

    @Test
    @DisplayName("T09: TXRTS stays set, neither TXIF nor TXERIF, in full duplex")
    void t09ShouldResetATransmitterThatNeverEnds() {
        new Row("T09", WATCHDOG_FULL_NS).losing(0, 1).fullDuplex().trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().transmit(TransmitFault.STALL, 1);
            trial.recovers();
            trial.counted(Enc28j60Event.TRANSMIT_STUCK, 1);
            trial.counted(Enc28j60Event.RESYNC, 0);
            assertThat(rig.out.lost()).isEqualTo(1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T10: the transmitter hangs in half duplex and no interrupt comes; the interface stays up")
    void t10ShouldGoOnWithoutTakingTheInterfaceDown() {
        new Row("T10", WATCHDOG_HALF_NS).losing(0, 1).halfDuplex().trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().transmit(TransmitFault.STALL, 1);
            trial.recovers();
            trial.counted(Enc28j60Event.TRANSMIT_STUCK, 1);
            trial.counted(Enc28j60Event.START, 1);
            trial.counted(Enc28j60Event.LINK_DOWN, 0);
            assertThat(rig.out.lost()).isEqualTo(1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T11: late collisions without LATECOL, and link pulses taken for them: the same frame is sent again")
    void t11ShouldSendTheSameFrameAgainAfterALateCollision() {
        new Row("T11", RETRIES_NS).losing(0, 0).halfDuplex().trials(trial -> {
            trial.traffic();
            int times = 1 + trial.random.nextInt(16);
            trial.faults().transmit(trial.random.nextBoolean()
                    ? TransmitFault.LATE_COLLISION
                    : TransmitFault.FALSE_COLLISION, times);
            trial.recovers();
            // Erratum 13 adds one of its own now and then.
            trial.counted(Enc28j60Event.TRANSMIT_RETRIED, times, times + 2);
            trial.counted(Enc28j60Event.TRANSMIT_ABORTED, 0);
            trial.counted(Enc28j60Event.TRANSMIT_STUCK, 0);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T12: releasing TXRST sets TXERIF: an abort is counted once and not tried for ever")
    void t12ShouldCountAnAbortOnce() {
        new Row("T12", RETRIES_NS).losing(0, 3).halfDuplex().trials(trial -> {
            Rig rig = trial.traffic();
            int times = 1 + trial.random.nextInt(3);
            trial.faults().transmit(TransmitFault.EXCESSIVE_COLLISIONS, times);
            trial.recovers();
            trial.counted(Enc28j60Event.TRANSMIT_ABORTED, times);
            trial.counted(Enc28j60Event.TRANSMIT_RETRIED, 0, 1);
            assertThat(rig.out.lost()).isEqualTo(times);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T10: the edge of the interrupt for an aborted frame is lost")
    void t10ShouldNotNeedTheInterruptToNoticeAnAbort() {
        new Row("T10, edge lost", AT_ONCE_NS).losing(0, 1).halfDuplex().trials(trial -> {
            Rig rig = trial.traffic();
            rig.in.stop();
            rig.run(2 * MS);
            rig.edgesLost = true;
            trial.faults().transmit(trial.random.nextBoolean()
                    ? TransmitFault.EXCESSIVE_COLLISIONS
                    : TransmitFault.FALSE_COLLISION, 1);
            int begun = rig.out.begun();
            rig.run(AT_ONCE_NS);
            assertThat(rig.out.next()).isGreaterThan(begun + 1);
            rig.edgesLost = false;
            trial.recovers();
            trial.counted(Enc28j60Event.TRANSMIT_STUCK, 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T23: own frames do not come back in half duplex")
    void t23ShouldNotHearItself() {
        byte[] broadcast = Rig.frame(new byte[60], 0xFF_FF_FF_FF_FF_FFL, 60, 1);
        new Row("T23", AT_ONCE_NS).halfDuplex().trials(trial -> {
            Rig rig = trial.traffic();
            for (int i = 0; i < 20; i++) {
                rig.transmit(broadcast, 60);
                rig.run(trial.random.nextInt(400_000));
            }
            trial.recovers();
            assertThat(rig.farEnd.sent()).isEqualTo(20);
            assertThat(rig.received).isZero();
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T24: collisions of every kind, all the time")
    void t24ShouldLiveWithCollisionsOfEveryKind() {
        TransmitFault[] kinds = {TransmitFault.LATE_COLLISION, TransmitFault.FALSE_COLLISION,
                TransmitFault.EXCESSIVE_COLLISIONS};
        new Row("T24", RETRIES_NS).losing(0, 20).halfDuplex().trials(trial -> {
            Rig rig = trial.traffic();
            for (int i = 0; i < 10; i++) {
                trial.faults().transmit(kinds[trial.random.nextInt(3)], 1 + trial.random.nextInt(2));
                rig.run(trial.moment());
            }
            trial.recovers();
            assertThat(rig.count(Enc28j60Event.TRANSMIT_ABORTED)).isEqualTo(rig.out.lost());
            trial.counted(Enc28j60Event.TRANSMIT_STUCK, 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    /** What the far end sends while the chip does is lost on the wire, where nobody can count it. */
    @Test
    @DisplayName("T24: the far end takes the cable for full duplex for a while")
    void t24ShouldLiveWithADuplexMismatch() {
        new Row("T24, mismatch", RETRIES_NS).losing(20, 1).halfDuplex().trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().farEndFullDuplex(true);
            rig.run(30 * MS);
            trial.faults().farEndFullDuplex(false);
            trial.lostOnTheWire(20);
            trial.recovers();
            trial.counted(Enc28j60Event.TRANSMIT_STUCK, 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    /** The driver leaves RXPAUS off, so that nobody can hold its transmitter for 3.4 s. */
    @Test
    @DisplayName("T35: pause frames neither delay frames out nor are they handed up")
    void t35ShouldNotBeHeldUpByPauseFrames() {
        byte[] pause = Rig.frame(new byte[60], 0x01_80_C2_00_00_01L, 60, 1);
        pause[12] = (byte) 0x88;
        pause[13] = 0x08;
        pause[14] = 0;
        pause[15] = 1;
        pause[16] = (byte) 0xFF;
        pause[17] = (byte) 0xFF;
        new Row("T35", AT_ONCE_NS).fullDuplex().trials(trial -> {
            Rig rig = trial.traffic();
            for (int i = 1 + trial.random.nextInt(3); i > 0; i--) {
                rig.farEnd.offer(pause, 60);
                rig.run(trial.moment());
            }
            trial.recovers();
            assertThat(rig.received).isZero();
            trial.counted(Enc28j60Event.TRANSMIT_STUCK, 0);
            trial.noViolation();
        });
    }
}
