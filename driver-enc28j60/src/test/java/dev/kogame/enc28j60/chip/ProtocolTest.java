package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Violation} is there for beyond the registers: times, pointers, and odd cycles. */
class ProtocolTest {
    private static final int ERDPT = 0x00;
    private static final int EWRPT = 0x02;

    private static Bench at(long selectNs, long holdNs, long gapNs, int clockHz) {
        return new Bench(ChipOptions.DEFAULTS.with(new SpiTiming("test", clockHz, 0, selectNs, holdNs, gapNs)));
    }

    /** DS39662 table 16-5: the worst that is allowed, then each time one nanosecond too short. */
    @ParameterizedTest
    @CsvSource({"50,210,50,0,0", "49,210,50,3,3", "50,210,49,2,2", "50,209,50,0,1", "50,10,50,0,1", "50,9,50,3,4"})
    void shouldCheckTheTimesOfChipSelect(long selectNs, long holdNs, long gapNs, int inEth, int inMac) {
        Bench bench = at(selectNs, holdNs, gapNs, 20_000_000);
        byte[] seen = new byte[2];
        for (int i = 0; i < 3; i++) {
            bench.chip.read(0x1E, seen, 0, 1);
        }
        bench.chip.run();
        assertThat(bench.chip.violations(Violation.CHIP_SELECT_TIMING)).isEqualTo(inEth);
        Bench other = at(selectNs, holdNs, gapNs, 20_000_000);
        other.chip.write(0x9F, 2);
        other.chip.read(0x08, seen, 0, 2);
        other.chip.write(0xBF, 3);
        other.chip.run();
        assertThat(other.chip.violations(Violation.CHIP_SELECT_TIMING)).isEqualTo(inMac);
    }

    @Test
    void shouldGarbleAccessesToTheMacWhoseHoldTimeIsTooShort() {
        Bench bench = at(50, 100, 50, 20_000_000);
        bench.host.bank(2);
        int wrong = 0;
        for (int i = 0; i < 100; i++) {
            bench.host.wcr(0x04, i);
            wrong += bench.host.rcrSlow(0x04) == i ? 0 : 1;
        }
        assertThat(wrong).isBetween(40, 95);
        bench.host.bank(0);
        for (int i = 0; i < 100; i++) {
            bench.host.wcr(EWRPT, i);
            assertThat(bench.host.rcr(EWRPT)).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @CsvSource({"20000000,0", "20000001,1"})
    void shouldRecordAClockThatIsTooFast(int clockHz, int times) {
        Bench bench = at(50, 210, 50, clockHz);
        bench.host.rcr(0x1E);
        assertThat(bench.chip.violations(Violation.CLOCK_TOO_FAST)).isEqualTo(times);
    }

    /** ERDPT outside of the ring is how the status vector is read, and reading on trial is no mistake. */
    @Test
    void shouldRecordAReadThatRunsOverTheEndOfTheMemory() {
        Bench bench = Bench.configured(true);
        bench.host.word(ERDPT, 0x1FF0);
        bench.host.rbm(16);
        bench.host.word(ERDPT, 0x19F0);
        bench.host.rbm(200);
        assertThat(bench.chip.violations()).isZero();
        bench.host.word(ERDPT, 0x1FF0);
        bench.host.rbm(17);
        assertThat(bench.chip.violations(Violation.READ_OVER_MEMORY_END)).isEqualTo(1);
    }

    @Test
    void shouldRecordAWriteIntoTheRingWhileReceiving() {
        Bench bench = Bench.configured(true);
        bench.host.word(EWRPT, 0x1A00);
        bench.host.wbm(1);
        bench.host.word(EWRPT, 0x1FFF);
        bench.host.wbm(1);
        assertThat(bench.chip.violations()).isZero();
        bench.host.word(EWRPT, 0x1FFF);
        bench.host.wbm(1, 2);
        bench.host.word(EWRPT, 0x19FF);
        bench.host.wbm(1);
        assertThat(bench.chip.violations(Violation.WRITTEN_INSIDE_RING)).isEqualTo(2);
        bench.host.bfc(0x1F, 0x04);
        bench.host.wbm(1);
        assertThat(bench.chip.violations()).isEqualTo(2);
    }

    @Test
    void shouldTellWhatWhereHowAndWhenTheLastViolationWas() {
        Bench bench = new Bench(ChipOptions.DEFAULTS);
        bench.host.wcr(0x0E, 1);
        bench.host.bank(2);
        bench.host.bfs(0x02, 1);
        assertThat(bench.chip.describeViolations()).matches("READ_ONLY_WRITTEN 1, BIT_FIELD_ON_MAC 1, the last: "
                + "BIT_FIELD_ON_MAC at MACON3 by command 0x82 at 100\\d+ ns");
        bench.host.bank(3);
        bench.host.wcr(0x1A, 1);
        assertThat(bench.chip.describeViolations()).contains("RESERVED_ADDRESS at bank 3 address 0x1a by command 0x5a");
    }

    /** Bus noise can make a reading cycle a writing one: the host then sends zeros. */
    @Test
    void shouldTakeACycleForWhatItsCommandSaysWhicheverWayTheHostLooks() {
        Bench bench = new Bench(ChipOptions.DEFAULTS);
        byte[] seen = new byte[4];
        bench.host.word(EWRPT, 0x1234);
        bench.chip.read(0x40 | EWRPT, seen, 0, 1);
        bench.chip.run();
        assertThat(bench.host.word(EWRPT)).isEqualTo(0x1200);
        bench.chip.poke(0x1201, 9);
        bench.chip.read(0x7A, seen, 0, 4);
        bench.chip.run();
        assertThat(bench.chip.peek(0x1201)).isZero();
        assertThat(bench.host.word(EWRPT)).isEqualTo(0x1204);
        bench.host.word(ERDPT, 0x0100);
        bench.chip.write(0x3A, new byte[5], 0, 5);
        bench.chip.run();
        assertThat(bench.host.word(ERDPT)).isEqualTo(0x0105);
        bench.chip.read(0xFF, seen, 0, 1);
        bench.chip.run();
        assertThat(bench.host.word(ERDPT)).isEqualTo(0x05FA);
    }

    /** Every command octet with every length: nothing throws, and the chip still answers after a reset. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSurviveEveryCommand(boolean fullDuplex) {
        Bench bench = Bench.configured(fullDuplex);
        byte[] octets = new byte[2100];
        Random random = new Random(1);
        for (int i = 0; i < 40_000; i++) {
            int count = random.nextInt(16) == 0 ? random.nextInt(2100) : random.nextInt(3);
            random.nextBytes(octets);
            int command = random.nextInt(255);
            if (random.nextBoolean()) {
                bench.chip.read(command, octets, 0, count);
            } else {
                bench.chip.write(command, octets, 0, count);
            }
            bench.chip.run();
            if (random.nextInt(4) == 0) {
                bench.medium.coming.add(Arrays.copyOf(octets, 1 + random.nextInt(1514)));
                bench.nowNs += random.nextInt(2_000_000);
                bench.chip.poll(bench.nowNs, 8);
            }
        }
        bench.host.bfc(0x1E, 0x20);
        bench.run(1_000_000);
        bench.host.src();
        assertThat(bench.host.rcr(0x0B)).isEqualTo(0x1F);
    }

    /** Any ring and any pointer while frames come and go. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldSurviveEveryPointer(boolean fullDuplex) {
        Bench bench = Bench.configured(ChipOptions.DEFAULTS.with(Revision.B1), fullDuplex);
        Random random = new Random(2);
        bench.host.bank(2);
        bench.host.wcr(0x02, fullDuplex ? 0x37 : 0x36);
        bench.host.bank(0);
        byte[] octets = new byte[1514];
        long stored = 0;
        for (int i = 0; i < 20_000; i++) {
            bench.host.word(2 * random.nextInt(11), random.nextInt(0x2000));
            switch (random.nextInt(8)) {
                case 0 -> bench.host.bfs(0x1F, 0x30);
                case 1 -> bench.host.bfs(0x1F, 0x20);
                case 2 -> bench.host.bfc(0x1F, 0x38);
                case 3 -> bench.host.bfs(0x1E, 0x40);
                case 4 -> bench.resetTransmitter();
                default -> bench.host.bfs(0x1F, 0x0C);
            }
            bench.medium.coming.add(Arrays.copyOf(octets, 1 + random.nextInt(1514)));
            bench.nowNs += random.nextInt(2_000_000);
            bench.chip.poll(bench.nowNs, 8);
            stored += bench.packets();
        }
        assertThat(stored).isPositive();
        assertThat(bench.medium.sent).isNotEmpty();
        bench.host.src();
        assertThat(bench.host.rcr(0x0B)).isEqualTo(0x1F);
    }
}
