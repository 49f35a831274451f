package dev.kogame.apps.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.Test;

class PatientIdleTest {
    private static final long MS = 1_000_000;

    private int withDevice;
    private int withoutDevice;
    private long sleptUntilNs;

    private final PatientIdle idle = new PatientIdle((_, _, deadlineNs) -> {
        withDevice++;
        sleptUntilNs = deadlineNs;
    }, (_, _, deadlineNs) -> {
        withoutDevice++;
        sleptUntilNs = deadlineNs;
    });

    /** Wakes a microsecond after each other, each without work. */
    private void wakeForNothing(int times) {
        for (int i = 0; i < times; i++) {
            idle.idle(0, i * 1000L, Deadlines.NEVER);
        }
    }

    @Test
    void shouldLetTheDeviceWakeTheThread() {
        wakeForNothing(1 + PatientIdle.FRUITLESS);
        assertThat(withDevice).isEqualTo(1 + PatientIdle.FRUITLESS);
        assertThat(withoutDevice).isZero();
        assertThat(sleptUntilNs).isEqualTo(Deadlines.NEVER);
    }

    @Test
    void shouldLookByItselfWhenTheDeviceWakesForNothingAgainAndAgain() {
        wakeForNothing(1 + PatientIdle.FRUITLESS);
        for (int i = 1; i <= 100; i++) {
            idle.idle(0, i * MS, Deadlines.NEVER);
            assertThat(withoutDevice).isEqualTo(i);
            assertThat(sleptUntilNs).isEqualTo((i + 1) * MS);
        }
    }

    @Test
    void shouldNotSleepLongerThanTheDeadline() {
        wakeForNothing(1 + PatientIdle.FRUITLESS);
        idle.idle(0, MS, MS + 7);
        assertThat(withoutDevice).isEqualTo(1);
        assertThat(sleptUntilNs).isEqualTo(MS + 7);
    }

    @Test
    void shouldListenToTheDeviceAgainAfterWork() {
        wakeForNothing(2 + PatientIdle.FRUITLESS);
        idle.idle(1, MS, Deadlines.NEVER);
        idle.idle(0, 2 * MS, Deadlines.NEVER);
        assertThat(withoutDevice).isEqualTo(1);
    }

    @Test
    void shouldListenToTheDeviceAgainAfterADeadline() {
        wakeForNothing(2 + PatientIdle.FRUITLESS);
        idle.idle(0, MS, 2 * MS);
        idle.idle(0, 2 * MS, Deadlines.NEVER);
        assertThat(withoutDevice).isEqualTo(2);
        assertThat(sleptUntilNs).isEqualTo(Deadlines.NEVER);
    }

    @Test
    void shouldNotTakeDeadlinesForWakesForNothing() {
        for (int i = 0; i < 100; i++) {
            idle.idle(0, i * MS, (i + 1) * MS);
        }
        assertThat(withoutDevice).isZero();
    }
}
