package dev.kogame.board.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.Clock;
import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(10)
class BellTest {

    @Test
    void shouldEndASleepWithoutEndFromAnotherThread() throws Exception {
        try (Bell bell = Bell.open()) {
            PollIdle idle = new PollIdle(bell);
            Thread sleeper = Thread.ofPlatform().start(() -> idle.idle(0, 0, Deadlines.NEVER));

            bell.ring();

            sleeper.join();
        }
    }

    @Test
    void shouldKeepAThreadAwakeThatWasJustAboutToSleep() throws Exception {
        try (Bell bell = Bell.open()) {
            bell.ring();
            bell.ring();

            new PollIdle(bell).idle(0, 0, Deadlines.NEVER);
        }
    }

    @Test
    void shouldBeSilentAfterItWokeTheThreadAndRingAgain() throws Exception {
        try (Bell bell = Bell.open()) {
            PollIdle idle = new PollIdle(bell);
            Clock clock = Clock.monotonic();
            for (int i = 0; i < 3; i++) {
                bell.ring();
                idle.idle(0, 0, Deadlines.NEVER);
            }

            idle.idle(0, 0, 20_000_000);

            assertThat(clock.nowNs()).isGreaterThanOrEqualTo(20_000_000);
        }
    }

    @Test
    void shouldNotRingByItself() throws Exception {
        try (Bell bell = Bell.open()) {
            Clock clock = Clock.monotonic();

            new PollIdle(bell).idle(0, 0, 20_000_000);

            assertThat(clock.nowNs()).isGreaterThanOrEqualTo(20_000_000);
        }
    }
}
