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
        new Row("T11", AT_ONCE_NS).losing(0, 0).halfDuplex().trials(trial -> {
            trial.traffic();
            int times = 1 + trial.random.nextInt(16);
            trial.faults().transmit(trial.random.nextBoolean() ? TransmitFault.LATE_COLLISION
                    : TransmitFault.FALSE_COLLISION, times);
            trial.recovers();
            trial.counted(Enc28j60Event.TRANSMIT_RETRIED, times);
            trial.counted(Enc28j60Event.TRANSMIT_ABORTED, 0);
            trial.counted(Enc28j60Event.TRANSMIT_STUCK, 0);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T12: releasing TXRST sets TXERIF: an abort is counted once and not tried for ever")
    void t12ShouldCountAnAbortOnce() {
        new Row("T12", AT_ONCE_NS).losing(0, 3).halfDuplex().trials(trial -> {
            Rig rig = trial.traffic();
            int times = 1 + trial.random.nextInt(3);
            trial.faults().transmit(TransmitFault.EXCESSIVE_COLLISIONS, times);
            trial.recovers();
            trial.counted(Enc28j60Event.TRANSMIT_ABORTED, times);
            trial.counted(Enc28j60Event.TRANSMIT_RETRIED, 0);
            assertThat(rig.out.lost()).isEqualTo(times);
            trial.noViolation();
        });
    }
}
