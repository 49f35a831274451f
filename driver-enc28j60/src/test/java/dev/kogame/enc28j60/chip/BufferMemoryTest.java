package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferMemoryTest {
    private static final int ERDPT = 0x00;
    private static final int EWRPT = 0x02;
    private static final int ERXST = 0x08;
    private static final int ERXND = 0x0A;
    private static final int ERXRDPT = 0x0C;
    private static final int ECON2 = 0x1E;

    private final Enc28j60Chip chip = new Enc28j60Chip(new Queue());
    private final Host host = new Host(chip);

    @BeforeEach
    void setRing() {
        chip.poll(1_000_000, 8);
        host.word(ERXST, 0x0000);
        host.word(ERXND, 0x19FF);
    }

    @Test
    void shouldReadAndWriteWithIncrement() {
        host.word(EWRPT, 0x1A00);
        host.wbm(1, 2, 3);
        host.wbm(4);
        host.word(ERDPT, 0x1A00);
        assertThat(host.rbm(2)).containsExactly(1, 2);
        assertThat(host.rbm(2)).containsExactly(3, 4);
        assertThat(host.word(ERDPT)).isEqualTo(0x1A04);
        assertThat(host.word(EWRPT)).isEqualTo(0x1A04);
    }

    @Test
    void shouldReadOnAtTheStartOfTheRingAfterItsEnd() {
        chip.poke(0x19FE, 10);
        chip.poke(0x19FF, 11);
        chip.poke(0x0000, 12);
        host.word(ERDPT, 0x19FE);
        assertThat(host.rbm(3)).containsExactly(10, 11, 12);
        assertThat(host.word(ERDPT)).isEqualTo(1);
    }

    @Test
    void shouldNotWrapAReadBeyondTheRingUntilTheMemoryEnds() {
        chip.poke(0x1FFF, 20);
        chip.poke(0x0000, 21);
        host.word(ERDPT, 0x1FFF);
        assertThat(host.rbm(2)).containsExactly(20, 21);
        host.word(ERDPT, 0x1A00);
        host.rbm(16);
        assertThat(host.word(ERDPT)).isEqualTo(0x1A10);
    }

    @Test
    void shouldWrapAReadThatComesFromAboveTheRingAndPassesItsEnd() {
        host.word(ERXND, 0x0003);
        chip.poke(0x1FFF, 1);
        for (int i = 0; i < 4; i++) {
            chip.poke(i, 2 + i);
        }
        host.word(ERDPT, 0x1FFF);
        assertThat(host.rbm(7)).containsExactly(1, 2, 3, 4, 5, 2, 3);
    }

    @Test
    void shouldReadOnAtErxstWhereverThatIs() {
        host.word(ERXST, 0x0100);
        chip.poke(0x19FF, 40);
        chip.poke(0x0100, 41);
        host.word(ERDPT, 0x19FF);
        assertThat(host.rbm(2)).containsExactly(40, 41);
        assertThat(host.word(ERDPT)).isEqualTo(0x0101);
    }

    @Test
    void shouldWriteThroughTheEndOfTheRing() {
        host.word(EWRPT, 0x19FF);
        host.wbm(30, 31);
        assertThat(chip.peek(0x19FF)).isEqualTo(30);
        assertThat(chip.peek(0x1A00)).isEqualTo(31);
        host.word(EWRPT, 0x1FFF);
        host.wbm(32, 33);
        assertThat(chip.peek(0x0000)).isEqualTo(33);
        assertThat(host.word(EWRPT)).isEqualTo(1);
    }

    @Test
    void shouldKeepPointersWithoutAutoIncrement() {
        host.bfc(ECON2, 0x80);
        host.word(EWRPT, 0x1A00);
        host.wbm(1, 2, 3);
        assertThat(chip.peek(0x1A00)).isEqualTo(3);
        host.word(ERDPT, 0x1A00);
        assertThat(host.rbm(2)).containsExactly(3, 3);
        assertThat(host.word(ERDPT)).isEqualTo(0x1A00);
    }

    @Test
    void shouldHoldTheLowHalfOfErxrdptBackUntilTheHighHalfComes() {
        host.word(ERXRDPT, 0x19FF);
        host.wcr(ERXRDPT, 0x01);
        assertThat(host.word(ERXRDPT)).isEqualTo(0x19FF);
        host.wcr(ERXRDPT + 1, 0x02);
        assertThat(host.word(ERXRDPT)).isEqualTo(0x0201);
        host.wcr(ERDPT, 0x55);
        assertThat(host.rcr(ERDPT)).isEqualTo(0x55);
    }

    /** Section 7.2.4: W, R, free octets of a ring 0x0000 to 0x19FF. */
    @ParameterizedTest
    @CsvSource({"0x0000,0x19FF,0x19FE", "0x0000,0x0000,0x19FF", "0x0100,0x00FF,0x19FE", "0x0100,0x0000,0x18FF",
            "0x0100,0x0101,0x0000", "0x19FE,0x0001,0x0002"})
    void shouldCountFreeOctets(int write, int read, int free) {
        Violations violations = new Violations(new ChipTime());
        Registers registers = new Registers(6, violations);
        BufferMemory memory = new BufferMemory(registers, ChipOptions.DEFAULTS);
        registers.setWord(Registers.ERXST, 0);
        registers.setWord(Registers.ERXND, 0x19FF);
        registers.setWord(Registers.ERXRDPT, read);
        memory.writeAt(write);
        assertThat(memory.freeOctets()).isEqualTo(free);
    }
}
