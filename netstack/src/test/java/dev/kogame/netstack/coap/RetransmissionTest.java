package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.Test;

class RetransmissionTest {

    private static final long NOW_NS = 7_000_000_000L;
    private static final int SEEDS = 200;

    /** Section 4.2: the first timeout is drawn once, each further one is twice as long. */
    @Test
    void shouldDoubleTheTimeoutFourTimesAndThenGiveUp() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Retransmission retransmission = new Retransmission(1, seed);
            retransmission.start(0, NOW_NS);
            long firstNs = retransmission.nextDeadlineNs() - NOW_NS;
            assertThat(firstNs).as("seed %d", seed).isBetween(2_000_000_000L, 3_000_000_000L);

            long atNs = NOW_NS;
            for (int sendings = 1; sendings <= 4; sendings++) {
                atNs += firstNs << sendings - 1;
                assertThat(retransmission.nextDeadlineNs()).isEqualTo(atNs);
                assertThat(retransmission.due(atNs - 1)).isEqualTo(Retransmission.NONE);
                assertThat(retransmission.due(atNs)).isZero();
                assertThat(retransmission.again(0, atNs)).isTrue();
            }
            atNs += firstNs << 4;
            assertThat(retransmission.due(atNs)).isZero();
            assertThat(retransmission.again(0, atNs)).isFalse();
            assertThat(retransmission.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
            assertThat(retransmission.isRunning(0)).isFalse();
        }
    }

    @Test
    void shouldSpreadTheFirstTimeoutOverItsWholeRange() {
        Retransmission retransmission = new Retransmission(SEEDS, 1);
        for (int slot = 0; slot < SEEDS; slot++) {
            retransmission.start(slot, NOW_NS);
        }

        assertThat(stopDue(retransmission, NOW_NS + 2_100_000_000L)).as("in the first tenth").isBetween(5, 50);
        assertThat(stopDue(retransmission, NOW_NS + 2_900_000_000L)).as("between").isBetween(120, 190);
        assertThat(stopDue(retransmission, NOW_NS + 3_000_000_000L)).as("in the last tenth").isBetween(5, 50);
    }

    private static int stopDue(Retransmission retransmission, long nowNs) {
        int count = 0;
        int slot = retransmission.due(nowNs);
        while (slot != Retransmission.NONE) {
            count++;
            retransmission.stop(slot);
            slot = retransmission.due(nowNs);
        }
        return count;
    }

    @Test
    void shouldKeepTheSlotsApart() {
        Retransmission retransmission = new Retransmission(3, 5);
        retransmission.start(0, NOW_NS);
        retransmission.start(2, NOW_NS + 10_000_000_000L);

        assertThat(retransmission.due(NOW_NS + 3_000_000_000L)).isZero();
        retransmission.stop(0);

        assertThat(retransmission.due(NOW_NS + 3_000_000_000L)).isEqualTo(Retransmission.NONE);
        assertThat(retransmission.isRunning(2)).isTrue();
        assertThat(retransmission.due(NOW_NS + 13_000_000_000L)).isEqualTo(2);
    }

    @Test
    void shouldBeginAnewInASlotUsedBefore() {
        Retransmission retransmission = new Retransmission(1, 5);
        retransmission.start(0, NOW_NS);
        retransmission.again(0, NOW_NS + 3_000_000_000L);
        retransmission.again(0, NOW_NS + 9_000_000_000L);

        retransmission.start(0, NOW_NS + 10_000_000_000L);

        assertThat(retransmission.nextDeadlineNs()).isBetween(NOW_NS + 12_000_000_000L, NOW_NS + 13_000_000_000L);
        for (int sendings = 1; sendings <= 4; sendings++) {
            assertThat(retransmission.again(0, NOW_NS + 11_000_000_000L * sendings)).isTrue();
        }
        assertThat(retransmission.again(0, NOW_NS + 200_000_000_000L)).isFalse();
    }

    /** Section 4.2: all transmissions stay within MAX_TRANSMIT_SPAN, even if one is missed. */
    @Test
    void shouldGiveUpRatherThanSendTooLate() {
        Retransmission retransmission = new Retransmission(1, 5);
        retransmission.start(0, NOW_NS);
        assertThat(retransmission.again(0, NOW_NS + 45_000_000_000L)).isTrue();
        assertThat(retransmission.again(0, NOW_NS + 45_000_000_001L)).isFalse();
        assertThat(retransmission.isRunning(0)).isFalse();
    }

    @Test
    void shouldHaveTheSpansOfTheStandard() {
        assertThat(Retransmission.MAX_TRANSMIT_SPAN_NS).isEqualTo(45_000_000_000L);
        assertThat(Retransmission.MAX_TRANSMIT_WAIT_NS).isEqualTo(93_000_000_000L);
    }
}
