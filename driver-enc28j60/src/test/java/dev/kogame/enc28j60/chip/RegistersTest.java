package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RegistersTest {
    private final Queue medium = new Queue();
    private final Enc28j60Chip chip = new Enc28j60Chip(medium);
    private final Host host = new Host(chip);

    @BeforeEach
    void awaitClock() {
        chip.poll(1_000_000, 8);
    }

    /** DS39662 table 3-2: bank, address, value after power-on. */
    @ParameterizedTest
    @CsvSource({"0,0x00,0xFA", "0,0x01,0x05", "0,0x02,0x00", "0,0x04,0x00", "0,0x06,0x00", "0,0x08,0xFA", "0,0x09,0x05",
            "0,0x0A,0xFF", "0,0x0B,0x1F", "0,0x0C,0xFA", "0,0x0D,0x05", "0,0x0E,0x00", "0,0x0F,0x00", "1,0x00,0x00",
            "1,0x18,0xA1", "1,0x19,0x00", "3,0x12,0x06", "3,0x15,0x04", "3,0x17,0x00", "3,0x18,0x00", "3,0x19,0x10",
            "0,0x1B,0x00", "0,0x1C,0x00", "0,0x1D,0x01", "0,0x1E,0x80", "0,0x1F,0x00"})
    void shouldResetEthRegisters(int bank, int address, int value) {
        host.bank(bank);
        int seen = host.rcr(address);
        assertThat(address == 0x1F ? seen & ~3 : seen).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"2,0x00,0x00", "2,0x02,0x00", "2,0x03,0x00", "2,0x04,0x00", "2,0x06,0x00", "2,0x07,0x00", "2,0x08,0x0F",
            "2,0x09,0x37", "2,0x0A,0x00", "2,0x0B,0x06", "2,0x12,0x00", "2,0x14,0x00", "2,0x16,0x00", "2,0x18,0x00",
            "3,0x00,0x00", "3,0x05,0x00", "3,0x0A,0x00"})
    void shouldResetMacAndMiiRegistersAndPutADummyOctetBeforeThem(int bank, int address, int value) {
        host.bank(bank);
        assertThat(host.rcrSlow(address)).isEqualTo(value);
    }

    /** Bank, address, what stays of 0xFF. */
    @ParameterizedTest
    @CsvSource({"0,0x00,0xFF", "0,0x01,0x1F", "0,0x0B,0x1F", "0,0x0F,0x00", "0,0x13,0x1F", "0,0x18,0x00", "1,0x15,0x1F",
            "1,0x19,0x00", "3,0x12,0x06", "3,0x15,0x07", "3,0x17,0x03", "1,0x12,0x00"})
    void shouldImplementOnlyTheBitsThereAre(int bank, int address, int kept) {
        host.bank(bank);
        host.wcr(address, 0xFF);
        assertThat(host.rcr(address)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"2,0x00,0x0F", "2,0x03,0x70", "2,0x04,0x7F", "2,0x08,0x0F", "2,0x09,0x3F", "2,0x14,0x1F",
            "2,0x18,0x00"})
    void shouldImplementOnlyTheBitsThereAreInTheMac(int bank, int address, int kept) {
        host.bank(bank);
        host.wcr(address, 0xFF);
        assertThat(host.rcrSlow(address)).isEqualTo(kept);
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldTellItsRevision(Revision revision) {
        Host other = new Host(new Enc28j60Chip(ChipOptions.DEFAULTS.with(revision), medium));
        other.bank(3);
        assertThat(other.rcr(0x12)).isEqualTo(revision.erevid());
    }

    @Test
    void shouldShowTheCommonRegistersInEveryBank() {
        host.wcr(0x1B, 0xC0);
        for (int bank = 0; bank < 4; bank++) {
            host.bank(bank);
            assertThat(host.rcr(0x1B)).isEqualTo(0xC0);
        }
    }

    @Test
    void shouldSetAndClearBitsOfEthRegistersOnly() {
        host.bfs(0x1B, 0x48);
        host.bfc(0x1B, 0x08);
        assertThat(host.rcr(0x1B)).isEqualTo(0x40);
        assertThat(chip.violations()).isZero();
        host.bank(2);
        host.bfs(0x02, 0x33);
        assertThat(host.rcrSlow(0x02)).isZero();
        assertThat(chip.violations(Violation.BIT_FIELD_ON_MAC)).isEqualTo(1);
    }

    @Test
    void shouldRecordWhatIsForbidden() {
        host.rcr(0x1A);
        host.wcr(0x1A, 1);
        assertThat(chip.violations(Violation.RESERVED_ADDRESS)).isEqualTo(2);
        host.wcr(0x0E, 1);
        assertThat(chip.violations(Violation.READ_ONLY_WRITTEN)).isEqualTo(1);
        host.wcr(0x1B, 0x04);
        assertThat(chip.violations(Violation.RESERVED_BIT_SET)).isEqualTo(1);
        chip.command(0x5B);
        chip.command(0xF0);
        chip.run();
        assertThat(chip.violations(Violation.TRUNCATED_COMMAND)).isEqualTo(1);
        assertThat(chip.violations(Violation.UNDEFINED_OPCODE)).isEqualTo(1);
        chip.write(0x40, new byte[] {1, 2}, 0, 2);
        chip.run();
        assertThat(chip.violations(Violation.EXTRA_OCTETS)).isEqualTo(1);
        host.bank(2);
        host.wcr(0x01, 0);
        assertThat(chip.violations(Violation.RESERVED_ADDRESS)).isEqualTo(3);
        host.rcr(0x02);
        assertThat(chip.violations(Violation.TRUNCATED_COMMAND)).isEqualTo(2);
        assertThat(chip.violations()).isEqualTo(9);
    }

    @Test
    void shouldRecordTheWholeWriteOfEcon1ThatStopsReceiving() {
        host.configure(0x19FF, 0, true);
        assertThat(chip.describeViolations()).isEqualTo("no violation");
        host.wcr(0x1F, 0x01);
        assertThat(chip.violations(Violation.WHOLE_ECON1_WRITTEN)).isEqualTo(1);
    }

    @Test
    void shouldRecordARingThatErrata5And14DoNotAllow() {
        host.configure(0x19FE, 0, true);
        assertThat(chip.violations(Violation.RING_MISPLACED)).isEqualTo(1);
        assertThat(chip.violations(Violation.EVEN_RECEIVE_POINTER)).isEqualTo(1);
        host.word(0x0C, 0x1A01);
        assertThat(chip.violations(Violation.RECEIVE_POINTER_OUTSIDE_RING)).isEqualTo(1);
        host.word(0x0A, 0x19FF);
        assertThat(chip.violations(Violation.CHANGED_WHILE_RECEIVING)).isEqualTo(2);
    }

    @Test
    void shouldRecordADuplexMismatch() {
        host.configure(0x19FF, 0, true);
        host.bfc(0x1F, 0x04);
        host.phyWrite(0, 0);
        host.bfs(0x1F, 0x04);
        assertThat(chip.violations(Violation.DUPLEX_MISMATCH)).isEqualTo(1);
    }

    @Test
    void shouldKeepEcoconAndMemoryOverASystemResetAndNothingElse() {
        host.bank(3);
        host.wcr(0x15, 2);
        host.bank(0);
        host.word(0x02, 0x1234);
        host.wbm(0xAB);
        host.wcr(0x1B, 0xC0);
        host.src();
        assertThat(host.rcr(0x1B)).isZero();
        assertThat(host.word(0x02)).isZero();
        assertThat(host.rcr(0x1D) & 1).isEqualTo(1);
        assertThat(chip.peek(0x1234)).isEqualTo(0xAB);
        host.bank(3);
        assertThat(host.rcr(0x15)).isEqualTo(2);
    }

    /** Erratum 2: CLKRDY stays set, but MAC and PHY are dead for a millisecond. */
    @Test
    void shouldNotAnswerInTheMacForAMillisecondAfterAReset() {
        host.src();
        host.bank(2);
        host.wcr(0x02, 0x32);
        assertThat(chip.violations(Violation.CLOCK_NOT_READY)).isEqualTo(1);
        long dueNs = chip.nextDeadlineNs();
        assertThat(dueNs).isBetween(1_900_000L, 2_100_000L);
        chip.poll(dueNs, 8);
        assertThat(host.rcrSlow(0x02)).isZero();
        host.wcr(0x02, 0x32);
        assertThat(host.rcrSlow(0x02)).isEqualTo(0x32);
        assertThat(chip.violations(Violation.CLOCK_NOT_READY)).isEqualTo(1);
    }

    /** Erratum 19. */
    @Test
    void shouldIgnoreAResetInPowerSave() {
        host.wcr(0x1B, 0xC0);
        host.bfs(0x1E, 0x20);
        host.src();
        assertThat(host.rcr(0x1B)).isEqualTo(0xC0);
        assertThat(host.rcr(0x1D) & 1).as("CLKRDY").isZero();
        host.bfc(0x1E, 0x20);
        assertThat(host.rcr(0x1D) & 1).as("CLKRDY").isZero();
        chip.poll(chip.nowNs() + 300_000, 8);
        assertThat(host.rcr(0x1D) & 1).as("CLKRDY").isEqualTo(1);
        host.src();
        assertThat(host.rcr(0x1B)).isZero();
    }

    @Test
    void shouldStartItsClockAfterPowerOn() {
        Enc28j60Chip fresh = new Enc28j60Chip(medium);
        Host other = new Host(fresh);
        assertThat(other.rcr(0x1D) & 1).isZero();
        assertThat(fresh.nextDeadlineNs()).isEqualTo(300_000);
        fresh.poll(300_000, 8);
        assertThat(other.rcr(0x1D) & 1).isEqualTo(1);
        medium.linkUp = false;
        fresh.poll(300_001, 8);
        assertThat(fresh.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
    }

    @Test
    void shouldReturnToResetValuesInABrownOut() {
        host.configure(0x19FF, 0, true);
        chip.powerCycle();
        assertThat(host.word(0x00)).isEqualTo(0x05FA);
        assertThat(host.rcr(0x1F)).isZero();
    }
}
