package dev.kogame.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.Idle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DutyCycleTest {

    private static final Runnable NOTHING = () -> {};

    private long nowNs;

    /** A duty that notes its turns and has work and a deadline as told. */
    private class Noted implements Duty {
        private final List<Long> turnsNs = new ArrayList<>();
        private long deadlineNs = Deadlines.NEVER;
        private int work;

        @Override
        public int poll(long atNs, int budget) {
            turnsNs.add(atNs);
            assertThat(budget).isEqualTo(DutyCycle.BUDGET);
            if (deadlineNs <= atNs) {
                deadlineNs = Deadlines.NEVER;
            }
            int done = work;
            work = 0;
            return done;
        }

        @Override
        public long nextDeadlineNs() {
            return deadlineNs;
        }
    }

    /** Sleeping in virtual time: steps to the deadline unless there was work. */
    private final Idle virtual = (work, atNs, deadlineNs) -> {
        assertThat(atNs).isEqualTo(nowNs);
        if (work == 0) {
            assertThat(deadlineNs).as("somebody ends the sleep").isNotEqualTo(Deadlines.NEVER);
            nowNs = deadlineNs;
        }
    };

    @Test
    void shouldSleepUntilTheEarliestDeadlineOfAll() {
        Noted first = new Noted();
        Noted second = new Noted();
        first.deadlineNs = 700;
        second.deadlineNs = 300;

        new DutyCycle(() -> nowNs, virtual, NOTHING, first, second).run(1_000);

        assertThat(first.turnsNs).containsExactly(0L, 300L, 700L);
        assertThat(second.turnsNs).isEqualTo(first.turnsNs);
        assertThat(nowNs).isEqualTo(1_000);
    }

    @Test
    void shouldPollAgainWithoutSleepWhileAnyDutyHasWork() {
        Noted busy = new Noted();
        Noted silent = new Noted();
        busy.work = 5;

        new DutyCycle(() -> nowNs, virtual, NOTHING, busy, silent).run(1_000);

        assertThat(silent.turnsNs).containsExactly(0L, 0L);
    }

    @Test
    void shouldNotRunWhenTheTimeIsUp() {
        Noted duty = new Noted();
        nowNs = 1_000;

        new DutyCycle(() -> nowNs, virtual, NOTHING, duty).run(1_000);

        assertThat(duty.turnsNs).isEmpty();
    }

    @Test
    void shouldEndWhenADutyStopsIt() {
        DutyCycle[] cycle = new DutyCycle[1];
        Noted after = new Noted();
        Duty stopper = new Noted() {
            @Override
            public int poll(long atNs, int budget) {
                cycle[0].stop();
                return 1;
            }
        };
        cycle[0] = new DutyCycle(() -> nowNs, virtual, NOTHING, stopper, after);

        cycle[0].run(Deadlines.NEVER);

        assertThat(after.turnsNs).as("the turn is finished").hasSize(1);
    }

    @Test
    @Timeout(10)
    void shouldBeWokenFromASleepWithoutEndByAnotherThread() throws InterruptedException {
        Object bed = new Object();
        boolean[] woken = new boolean[1];
        Idle sleeping = (work, atNs, deadlineNs) -> {
            synchronized (bed) {
                while (!woken[0]) {
                    try {
                        bed.wait();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        };
        DutyCycle cycle = new DutyCycle(() -> 0, sleeping, () -> {
            synchronized (bed) {
                woken[0] = true;
                bed.notifyAll();
            }
        }, new Noted());
        Thread thread = Thread.ofPlatform().start(() -> cycle.run(Deadlines.NEVER));

        cycle.stop();

        thread.join();
    }
}
