package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;

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

    /**
     * Every register that is not common to all banks (DS39662 tables 3-1 and 3-2), as it is after power-on, and what of 0xFF it
     * keeps. MAC stands for MAC and MII, which put a dummy octet before the value.
     */
    private static final String TABLE = """
            bank, address, name, group, reset, writable
            0, 0x00, ERDPTL, ETH, 0xFA, 0xFF
            0, 0x01, ERDPTH, ETH, 0x05, 0x1F
            0, 0x02, EWRPTL, ETH, 0x00, 0xFF
            0, 0x03, EWRPTH, ETH, 0x00, 0x1F
            0, 0x04, ETXSTL, ETH, 0x00, 0xFF
            0, 0x05, ETXSTH, ETH, 0x00, 0x1F
            0, 0x06, ETXNDL, ETH, 0x00, 0xFF
            0, 0x07, ETXNDH, ETH, 0x00, 0x1F
            0, 0x08, ERXSTL, ETH, 0xFA, 0xFF
            0, 0x09, ERXSTH, ETH, 0x05, 0x1F
            0, 0x0A, ERXNDL, ETH, 0xFF, 0xFF
            0, 0x0B, ERXNDH, ETH, 0x1F, 0x1F
            0, 0x0E, ERXWRPTL, ETH, 0x00, 0x00
            0, 0x0F, ERXWRPTH, ETH, 0x00, 0x00
            0, 0x10, EDMASTL, ETH, 0x00, 0xFF
            0, 0x11, EDMASTH, ETH, 0x00, 0x1F
            0, 0x12, EDMANDL, ETH, 0x00, 0xFF
            0, 0x13, EDMANDH, ETH, 0x00, 0x1F
            0, 0x14, EDMADSTL, ETH, 0x00, 0xFF
            0, 0x15, EDMADSTH, ETH, 0x00, 0x1F
            0, 0x16, EDMACSL, ETH, 0x00, 0x00
            0, 0x17, EDMACSH, ETH, 0x00, 0x00
            1, 0x00, EHT0, ETH, 0x00, 0xFF
            1, 0x01, EHT1, ETH, 0x00, 0xFF
            1, 0x02, EHT2, ETH, 0x00, 0xFF
            1, 0x03, EHT3, ETH, 0x00, 0xFF
            1, 0x04, EHT4, ETH, 0x00, 0xFF
            1, 0x05, EHT5, ETH, 0x00, 0xFF
            1, 0x06, EHT6, ETH, 0x00, 0xFF
            1, 0x07, EHT7, ETH, 0x00, 0xFF
            1, 0x08, EPMM0, ETH, 0x00, 0xFF
            1, 0x09, EPMM1, ETH, 0x00, 0xFF
            1, 0x0A, EPMM2, ETH, 0x00, 0xFF
            1, 0x0B, EPMM3, ETH, 0x00, 0xFF
            1, 0x0C, EPMM4, ETH, 0x00, 0xFF
            1, 0x0D, EPMM5, ETH, 0x00, 0xFF
            1, 0x0E, EPMM6, ETH, 0x00, 0xFF
            1, 0x0F, EPMM7, ETH, 0x00, 0xFF
            1, 0x10, EPMCSL, ETH, 0x00, 0xFF
            1, 0x11, EPMCSH, ETH, 0x00, 0xFF
            1, 0x14, EPMOL, ETH, 0x00, 0xFF
            1, 0x15, EPMOH, ETH, 0x00, 0x1F
            1, 0x18, ERXFCON, ETH, 0xA1, 0xFF
            1, 0x19, EPKTCNT, ETH, 0x00, 0x00
            2, 0x00, MACON1, MAC, 0x00, 0x0F
            2, 0x02, MACON3, MAC, 0x00, 0xFF
            2, 0x03, MACON4, MAC, 0x00, 0x70
            2, 0x04, MABBIPG, MAC, 0x00, 0x7F
            2, 0x06, MAIPGL, MAC, 0x00, 0x7F
            2, 0x07, MAIPGH, MAC, 0x00, 0x7F
            2, 0x08, MACLCON1, MAC, 0x0F, 0x0F
            2, 0x09, MACLCON2, MAC, 0x37, 0x3F
            2, 0x0A, MAMXFLL, MAC, 0x00, 0xFF
            2, 0x0B, MAMXFLH, MAC, 0x06, 0xFF
            2, 0x12, MICMD, MAC, 0x00, 0x03
            2, 0x14, MIREGADR, MAC, 0x00, 0x1F
            2, 0x16, MIWRL, MAC, 0x00, 0xFF
            2, 0x17, MIWRH, MAC, 0x00, 0xFF
            2, 0x18, MIRDL, MAC, 0x00, 0x00
            2, 0x19, MIRDH, MAC, 0x00, 0x00
            3, 0x00, MAADR5, MAC, 0x00, 0xFF
            3, 0x01, MAADR6, MAC, 0x00, 0xFF
            3, 0x02, MAADR3, MAC, 0x00, 0xFF
            3, 0x03, MAADR4, MAC, 0x00, 0xFF
            3, 0x04, MAADR1, MAC, 0x00, 0xFF
            3, 0x05, MAADR2, MAC, 0x00, 0xFF
            3, 0x06, EBSTSD, ETH, 0x00, 0xFF
            3, 0x07, EBSTCON, ETH, 0x00, 0xFF
            3, 0x08, EBSTCSL, ETH, 0x00, 0x00
            3, 0x09, EBSTCSH, ETH, 0x00, 0x00
            3, 0x0A, MISTAT, MAC, 0x00, 0x00
            3, 0x12, EREVID, ETH, 0x06, 0x00
            3, 0x15, ECOCON, ETH, 0x04, 0x07
            3, 0x17, EFLOCON, ETH, 0x00, 0x03
            3, 0x18, EPAUSL, ETH, 0x00, 0xFF
            3, 0x19, EPAUSH, ETH, 0x10, 0xFF
            """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE, useHeadersInDisplayName = true)
    void shouldHaveTheResetValuesAndBitsOfTheDataSheet(int bank, int address, String name, String group, int reset,
            int writable) {
        host.bank(bank);
        boolean mac = group.equals("MAC");
        assertThat(mac ? host.rcrSlow(address) : host.rcr(address)).as(name).isEqualTo(reset);
        assertThat(chip.violations()).as("read with as many octets as it takes").isZero();
        host.wcr(address, 0xFF);
        boolean starts = name.equals("MICMD") || name.equals("MIWRH");
        chip.poll(chip.nowNs() + (starts ? 20_000 : 0), 8);
        int kept = writable == 0 ? reset : writable;
        assertThat(mac ? host.rcrSlow(address) : host.rcr(address)).as(name).isEqualTo(kept);
        assertThat(chip.violations(Violation.READ_ONLY_WRITTEN)).isEqualTo(writable == 0 ? 1 : 0);
        host.wcr(0x02, 0);
        host.src();
        chip.poll(chip.nowNs() + 2_000_000, 8);
        host.bank(bank);
        int afterReset = name.equals("ECOCON") ? 0x07 : reset;
        assertThat(mac ? host.rcrSlow(address) : host.rcr(address)).as(name).isEqualTo(afterReset);
    }

    @Test
    void shouldHaveNothingElse() {
        Set<Integer> named = TABLE.lines().skip(1).map(line -> line.split(", "))
                .map(row -> Integer.decode(row[0].strip()) << 5 | Integer.decode(row[1]))
                .collect(Collectors.toSet());
        named.addAll(Set.of(0x0C, 0x0D));
        Set<Integer> reserved = Set.of(0x1A, 0x36, 0x37, 0x3A, 0x41, 0x4C, 0x4D, 0x4E, 0x50, 0x51, 0x55,
                0x5A, 0x76, 0x7A);
        for (int register = 0; register < 0x80; register++) {
            int address = register & 0x1F;
            if (named.contains(register) || address > 0x1A) {
                continue;
            }
            host.bank(register >> 5);
            long before = chip.violations(Violation.RESERVED_ADDRESS);
            host.wcr(address, 0xFF);
            assertThat(chip.violations(Violation.RESERVED_ADDRESS)).as("0x%x", register)
                    .isEqualTo(before + (reserved.contains(register) ? 1 : 0));
            assertThat(register >> 5 == 2 ? host.rcrSlow(address) : host.rcr(address)).as("0x%x", register).isZero();
        }
    }

    /** Address, value after power-on, what of 0xFF stays, in every bank. */
    @ParameterizedTest
    @CsvSource({"0x1B,0x00,0xFB", "0x1C,0x00,0x00", "0x1D,0x01,0x01", "0x1E,0x80,0x88"})
    void shouldShowTheCommonRegistersInEveryBank(int address, int reset, int kept) {
        for (int bank = 0; bank < 4; bank++) {
            host.bank(bank);
            assertThat(host.rcr(address)).isEqualTo(reset);
        }
        // Not PWRSV, which would put it to sleep.
        host.wcr(address, address == 0x1E ? 0xDF : 0xFF);
        for (int bank = 0; bank < 4; bank++) {
            host.bank(bank);
            assertThat(host.rcr(address)).isEqualTo(kept);
        }
    }

    /** A bit that must stay 0 has no effect where it is set, but is recorded. */
    @ParameterizedTest
    @CsvSource({"0,0x1B,0x04", "0,0x1E,0x10", "2,0x00,0x10", "2,0x03,0x01", "2,0x03,0x02"})
    void shouldRecordReservedBits(int bank, int address, int bit) {
        host.bank(bank);
        host.wcr(address, bit);
        assertThat(chip.violations(Violation.RESERVED_BIT_SET)).isEqualTo(1);
        assertThat((bank == 2 ? host.rcrSlow(address) : host.rcr(address)) & bit).isZero();
    }

    @Test
    void shouldSelectTheBankByTheLowBitsOfEcon1() {
        host.bank(3);
        assertThat(host.rcr(0x12)).isEqualTo(0x06);
        host.wcr(0x1F, 0x01);
        assertThat(host.rcr(0x18)).isEqualTo(0xA1);
        assertThat(host.rcr(0x1F)).isEqualTo(0x01);
        assertThat(chip.violations()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldTellItsRevision(Revision revision) {
        Host other = new Host(new Enc28j60Chip(ChipOptions.DEFAULTS.with(revision), medium));
        other.bank(3);
        assertThat(other.rcr(0x12)).isEqualTo(revision.erevid());
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
