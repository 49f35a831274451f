package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DmaTest {
    private static final int EDMAST = 0x10;
    private static final int EDMAND = 0x12;
    private static final int EDMADST = 0x14;
    private static final int EDMACS = 0x16;
    private static final int EIR = 0x1C;
    private static final int DMAIF = 0x20;
    private static final int ECON1 = 0x1F;
    private static final int DMAST = 0x20;
    private static final int CSUMEN = 0x10;

    private final Bench bench = Bench.configured(true);
    private final Host host = bench.host;
    private final Enc28j60Chip chip = bench.chip;

    private void pointers(int start, int end, int destination) {
        host.word(EDMAST, start);
        host.word(EDMAND, end);
        host.word(EDMADST, destination);
    }

    private boolean running() {
        return (host.rcr(ECON1) & DMAST) != 0;
    }

    @Test
    void shouldCopyIn80NanosecondsAnOctet() {
        for (int i = 0; i < 1000; i++) {
            chip.poke(0x0100 + i, i);
        }
        pointers(0x0100, 0x0100 + 999, 0x1A00);
        host.bfs(ECON1, DMAST);
        assertThat(chip.nextDeadlineNs() - chip.nowNs()).isEqualTo(1000 * 80);
        assertThat(running()).isTrue();
        bench.run(90_000);
        assertThat(running()).isFalse();
        assertThat(host.rcr(EIR) & DMAIF).isNotZero();
        for (int i = 0; i < 1000; i++) {
            assertThat(chip.peek(0x1A00 + i)).isEqualTo(i & 0xFF);
        }
        host.bfc(EIR, DMAIF);
        assertThat(host.rcr(EIR) & DMAIF).isZero();
        assertThat(chip.violations()).isZero();
    }

    @Test
    void shouldFollowTheRingWithItsSourceOnly() {
        chip.poke(0x19FF, 1);
        chip.poke(0x0000, 2);
        chip.poke(0x0001, 3);
        pointers(0x19FF, 0x0001, 0x1FFF);
        host.bfs(ECON1, DMAST);
        bench.run(10_000);
        assertThat(running()).isFalse();
        assertThat(chip.peek(0x1FFF)).isEqualTo(1);
        // The destination wraps with the memory, over what the source still wanted to read.
        assertThat(chip.peek(0x0000)).isEqualTo(2);
        assertThat(chip.peek(0x0001)).isEqualTo(3);
    }

    /** The one's complement of the one's complement sum of words, a last odd octet in the high half. */
    @ParameterizedTest
    @CsvSource({"FFFFFFFFFFFF0806,0xF7F9", "0004A3FFFFFF,0x5BFC", "0102030405,0xF6F9", "00000000,0xFFFF",
            "45000073000040004011C0A80001C0A800C7,0xB861"})
    void shouldFormTheChecksumIn40NanosecondsAnOctet(String octets, int sum) {
        byte[] data = java.util.HexFormat.of().parseHex(octets);
        for (int i = 0; i < data.length; i++) {
            chip.poke(0x1A00 + i, data[i]);
        }
        pointers(0x1A00, 0x1A00 + data.length - 1, 0);
        host.bfs(ECON1, CSUMEN);
        host.bfs(ECON1, DMAST);
        assertThat(chip.nextDeadlineNs() - chip.nowNs()).isEqualTo(data.length * 40);
        bench.run(10_000);
        assertThat(running()).isFalse();
        assertThat(host.word(EDMACS)).isEqualTo(sum);
        assertThat(host.rcr(EIR) & DMAIF).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({"0x0100,0x0100", "0x0100,0x1A00"})
    void shouldNeverEndTowardsAnEndItDoesNotReach(int start, int end) {
        pointers(start, end, 0x1A00);
        host.bfs(ECON1, DMAST);
        assertThat(chip.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
        bench.run(50_000_000);
        assertThat(running()).isTrue();
        assertThat(chip.violations(Violation.DMA_NEVER_ENDS)).isEqualTo(1);
        host.bfc(ECON1, DMAST);
        assertThat(running()).isFalse();
        assertThat(host.rcr(EIR) & DMAIF).as("cancelled").isNotZero();
    }

    @Test
    void shouldOverwriteTheWholeMemoryFromAnEndThatIsItsBeginning() {
        chip.poke(0x1A00, 0x77);
        pointers(0x1A00, 0x1A00, 0x1A01);
        host.bfs(ECON1, DMAST);
        host.bfc(ECON1, DMAST);
        assertThat(chip.peek(0x1FFF)).isEqualTo(0x77);
        assertThat(chip.peek(0x0000)).isEqualTo(0x77);
    }

    @Test
    void shouldStopWhenCancelled() {
        chip.poke(0x1A00, 0x11);
        pointers(0x0100, 0x0200, 0x1A00);
        host.bfs(ECON1, DMAST);
        host.bfc(ECON1, DMAST);
        assertThat(host.rcr(EIR) & DMAIF).isNotZero();
        bench.run(1_000_000);
        assertThat(chip.peek(0x1A00)).isEqualTo(0x11);
    }

    @Test
    void shouldLetAFrameWaitForTheCopyAndTheCopyForAFrame() {
        pointers(0x0000, 0x07FF, 0x0800);
        host.bfs(ECON1, DMAST);
        bench.send(Bench.frame(Bench.OWN, 60));
        long copyEndNs = chip.nextDeadlineNs();
        bench.poll(copyEndNs);
        assertThat(running()).isFalse();
        assertThat(bench.sending()).isTrue();
        assertThat(chip.nextDeadlineNs()).isEqualTo(copyEndNs + 72 * 800);

        host.bfs(ECON1, DMAST);
        bench.poll(copyEndNs + 72 * 800);
        assertThat(bench.medium.sent).hasSize(1);
        assertThat(running()).isTrue();
        bench.run(2048 * 80);
        assertThat(running()).isFalse();
    }

    @Test
    void shouldRecordPointersThatChangeMeanwhile() {
        pointers(0x0000, 0x07FF, 0x0800);
        host.bfs(ECON1, DMAST);
        host.wcr(EDMAND, 0x10);
        host.bfs(ECON1, CSUMEN);
        assertThat(chip.violations(Violation.CHANGED_DURING_DMA)).isEqualTo(2);
    }

    /** Erratum 17, in both orders; copying does no harm. */
    @Test
    void shouldLoseTheFrameThatComesInDuringAChecksum() {
        pointers(0x1A00, 0x1FFF, 0x0800);
        for (boolean checksum : new boolean[] {false, true}) {
            for (boolean frameFirst : new boolean[] {false, true}) {
                host.bfc(ECON1, CSUMEN);
                host.bfs(ECON1, checksum ? CSUMEN : 0);
                int before = bench.packets();
                if (frameFirst) {
                    bench.medium.coming.add(Bench.frame(Bench.OWN, 60));
                    bench.run(20_000);
                    assertThat(host.rcr(0x1D) & 0x04).as("RXBUSY").isNotZero();
                    host.bfs(ECON1, DMAST);
                } else {
                    host.bfs(ECON1, DMAST);
                    bench.medium.coming.add(Bench.frame(Bench.OWN, 60));
                    bench.run(20_000);
                }
                bench.run(1_000_000);
                assertThat(bench.packets()).isEqualTo(checksum ? before : before + 1);
                assertThat(host.rcr(EIR) & 1).as("RXERIF").isEqualTo(checksum ? 1 : 0);
                assertThat(host.rcr(0x1D) & 0x40).as("BUFER").isEqualTo(checksum ? 0x40 : 0);
                host.bfc(EIR, 0x21);
                host.bfc(0x1D, 0x40);
            }
        }
    }
}
