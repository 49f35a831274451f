package dev.kogame.apps.lightbulb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.Test;

class TransitionTest {

    private static final long MS_NS = 1_000_000L;

    private final List<Integer> levels = new ArrayList<>();
    private final List<Long> timesMs = new ArrayList<>();
    private boolean broken;
    private long nowNs = 5;
    private final Transition transition = new Transition(percent -> {
        if (broken) {
            throw new IllegalStateException("the lamp is broken");
        }
        levels.add(percent);
        timesMs.add((nowNs - 5) / MS_NS);
    }, 0);

    @Test
    void shouldChangeAtOnceWhenItTakesNoTime() {
        transition.begin(40, 0, nowNs);

        assertThat(levels).containsExactly(0, 40);
        assertThat(transition.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
    }

    @Test
    void shouldGoEvenlyInStepsThatAreNotTooShort() {
        transition.begin(100, 1000 * MS_NS, nowNs);
        live(2000);

        assertThat(levels).hasSize(21).startsWith(0, 5, 10, 15).endsWith(95, 100);
        assertThat(timesMs).startsWith(0L, 50L, 100L).endsWith(950L, 1000L);
    }

    @Test
    void shouldTakeNoMoreStepsThanThereAreLevels() {
        transition.begin(4, 1000 * MS_NS, nowNs);
        live(2000);

        assertThat(levels).containsExactly(0, 1, 2, 3, 4);
        assertThat(timesMs).containsExactly(0L, 250L, 500L, 750L, 1000L);
    }

    @Test
    void shouldTurnRoundFromWhereItIs() {
        transition.begin(100, 1000 * MS_NS, nowNs);
        live(500);
        transition.begin(0, 1000 * MS_NS, nowNs);
        assertThat(transition.percent()).isEqualTo(50);
        live(2000);

        assertThat(levels).contains(50, 25).endsWith(0).doesNotContain(55);
        assertThat(timesMs.getLast()).isEqualTo(1500);
    }

    @Test
    void shouldArriveInTimeWhenItsTurnsComeLate() {
        transition.begin(100, 1000 * MS_NS, nowNs);
        nowNs += 700 * MS_NS;
        transition.poll(nowNs, 1);
        nowNs += 700 * MS_NS;
        transition.poll(nowNs, 1);

        assertThat(levels).containsExactly(0, 70, 100);
        assertThat(transition.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
    }

    @Test
    void shouldEndThoughTheLampFails() {
        transition.begin(100, 100 * MS_NS, nowNs);
        broken = true;
        live(200);

        assertThat(transition.failures()).isEqualTo(2);
        assertThat(transition.percent()).isZero();
        broken = false;
        transition.begin(100, 0, nowNs);
        assertThat(levels).containsExactly(0, 100);
    }

    private void live(long forMs) {
        long untilNs = nowNs + forMs * MS_NS;
        while (transition.nextDeadlineNs() <= untilNs) {
            nowNs = transition.nextDeadlineNs();
            assertThat(transition.poll(nowNs, 1)).isOne();
            assertThat(transition.poll(nowNs, 1)).as("nothing more is due").isZero();
        }
        nowNs = untilNs;
    }
}
