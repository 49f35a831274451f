package dev.kogame.board.pi4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebounceTest {
    private static final long MS = 1_000_000;
    private static final long SETTLE_NS = 20 * MS;

    private final Debounce debounce = new Debounce(SETTLE_NS);

    @Test
    void shouldTakeALevelOnceItStayedForTheTime() {
        assertThat(debounce.settle(true, 5 * MS)).isFalse();
        assertThat(debounce.settle(true, 25 * MS - 1)).isFalse();
        assertThat(debounce.settle(true, 25 * MS)).isTrue();
    }

    @Test
    void shouldStartAgainWhenTheOldLevelComesBack() {
        debounce.settle(true, 0);
        debounce.settle(false, 15 * MS);
        assertThat(debounce.settle(true, 16 * MS)).isFalse();
        assertThat(debounce.settle(true, 35 * MS)).isFalse();
        assertThat(debounce.settle(true, 36 * MS)).isTrue();
    }

    @Test
    void shouldLetGoAsItTookHold() {
        debounce.settle(true, 0);
        debounce.settle(true, 20 * MS);
        assertThat(debounce.settle(false, 100 * MS)).isTrue();
        assertThat(debounce.settle(true, 101 * MS)).isTrue();
        assertThat(debounce.settle(false, 110 * MS)).isTrue();
        assertThat(debounce.settle(false, 129 * MS)).isTrue();
        assertThat(debounce.settle(false, 130 * MS)).isFalse();
    }

    @Test
    void shouldNeedASecondLookHoweverLateItComes() {
        assertThat(debounce.settle(true, 0)).isFalse();
        assertThat(debounce.settle(true, 3_600_000 * MS)).isTrue();
    }

    /** Whatever the contacts do for 10 ms at each change, a press and its release are one change each. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldShowOneChangeForEachChangeOfBouncingContacts(long seed) {
        Random random = new Random(seed);
        int changes = 0;
        boolean shown = false;
        for (long nowNs = 0; nowNs < 10_000 * MS; nowNs += MS / 2) {
            boolean pressed = nowNs / (250 * MS) % 2 == 1;
            boolean bouncing = nowNs % (250 * MS) < 10 * MS;
            boolean settled = debounce.settle(bouncing ? random.nextBoolean() : pressed, nowNs);
            changes += settled == shown ? 0 : 1;
            shown = settled;
        }
        // At the start the contacts bounce without a press.
        assertThat(changes).as("seed " + seed).isEqualTo(39);
    }
}
