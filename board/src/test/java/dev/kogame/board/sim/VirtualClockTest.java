package dev.kogame.board.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock();

    @Test
    void shouldStandStillUntilItIsMoved() {
        assertThat(clock.nowNs()).isZero();
        clock.advance(5);
        clock.set(12);
        clock.advance(0);
        assertThat(clock.nowNs()).isEqualTo(12);
    }

    @Test
    void shouldNotGoBack() {
        clock.set(12);
        assertThatIllegalArgumentException().isThrownBy(() -> clock.set(11)).withMessageContaining("12 ns")
                .withMessageContaining("11 ns");
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Long.MAX_VALUE));
        assertThat(clock.nowNs()).isEqualTo(12);
    }
}
