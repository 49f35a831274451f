package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhyTest {
    private final Enc28j60Chip chip = new Enc28j60Chip(new Queue());
    private final Host host = new Host(chip);

    @BeforeEach
    void awaitClock() {
        chip.poll(1_000_000, 8);
    }

    @ParameterizedTest
    @CsvSource({"0x00,0x0000", "0x01,0x1800", "0x02,0x0083", "0x03,0x1400", "0x10,0x0000", "0x11,0x0000", "0x12,0x0000",
            "0x13,0x0000", "0x14,0x3422", "0x05,0x0000"})
    void shouldReset(int register, int value) {
        assertThat(host.phyRead(register)).isEqualTo(value);
        assertThat(chip.violations()).isZero();
    }

    @Test
    void shouldKeepWhatIsWrittenAndResetItself() {
        host.phyWrite(0x00, 0x0100);
        host.phyWrite(0x14, 0x3476);
        assertThat(host.phyRead(0x00)).isEqualTo(0x0100);
        assertThat(host.phyRead(0x14)).isEqualTo(0x3476);
        host.phyWrite(0x02, 0x1234);
        assertThat(host.phyRead(0x02)).isEqualTo(0x0083);
        host.phyWrite(0x00, 0x8000);
        assertThat(host.phyRead(0x00) & ~0x0100).as("all but the duplex strap").isZero();
        assertThat(host.phyRead(0x14)).isEqualTo(0x3422);
    }

    @Test
    void shouldBeBusyFor10240Nanoseconds() {
        host.bank(2);
        host.wcr(0x14, 0x02);
        host.wcr(0x12, 0x01);
        long startNs = chip.nowNs();
        host.bank(3);
        assertThat(host.rcrSlow(0x0A) & 1).isEqualTo(1);
        while ((host.rcrSlow(0x0A) & 1) != 0) {
            assertThat(chip.nowNs() - startNs).isLessThan(12_000);
        }
        assertThat(chip.nowNs() - startNs).isGreaterThanOrEqualTo(10_240);
        host.bank(2);
        assertThat(host.rcrSlow(0x18)).isEqualTo(0x83);
    }

    @Test
    void shouldRecordAnAccessDuringAnother() {
        host.bank(2);
        host.wcr(0x17, 0);
        host.wcr(0x17, 0);
        assertThat(chip.violations(Violation.MII_BUSY)).isEqualTo(1);
    }

    @Test
    void shouldScanUntilToldToStop() {
        host.bank(2);
        host.wcr(0x14, 0x02);
        host.wcr(0x12, 0x02);
        host.bank(3);
        assertThat(host.rcrSlow(0x0A)).as("BUSY, SCAN, NVALID").isEqualTo(7);
        chip.poll(chip.nowNs() + 11_000, 8);
        assertThat(host.rcrSlow(0x0A)).as("BUSY, SCAN").isEqualTo(3);
        host.bank(2);
        assertThat(host.rcrSlow(0x18)).isEqualTo(0x83);
        host.wcr(0x12, 0);
        chip.poll(chip.nowNs() + 11_000, 8);
        host.bank(3);
        assertThat(host.rcrSlow(0x0A)).isZero();
    }

    @Test
    void shouldReportTheLinkInPhstatAndThroughTheInterrupt() {
        host.phyWrite(0x12, 0x0012);
        host.wcr(0x1B, 0x90);
        assertThat(chip.asserted()).isFalse();
        assertThat(chip.nextDeadlineNs()).isEqualTo(1_000_000 + Phy.LINK_UP_NS);
        chip.poll(chip.nextDeadlineNs(), 8);
        assertThat(chip.asserted()).isTrue();
        assertThat(host.rcr(0x1C) & 0x10).as("LINKIF").isNotZero();
        host.bfc(0x1C, 0x10);
        assertThat(chip.asserted()).isTrue();
        assertThat(host.phyRead(0x13)).as("PLNKIF, PGIF").isEqualTo(0x0014);
        assertThat(chip.asserted()).isFalse();
        assertThat(host.phyRead(0x13)).isZero();
        assertThat(host.phyRead(0x11) & 0x0400).isNotZero();
        assertThat(host.phyRead(0x01) & 0x04).as("LLSTAT tells the time before").isZero();
        assertThat(host.phyRead(0x01) & 0x04).isNotZero();
        chip.link(false);
        assertThat(chip.asserted()).isTrue();
        assertThat(host.phyRead(0x11) & 0x0400).isZero();
    }

    @Test
    void shouldNotInterruptUnlessBothEnablesAreSet() {
        host.phyWrite(0x12, 0x0010);
        host.wcr(0x1B, 0x90);
        chip.poll(chip.nowNs() + 2 * Phy.LINK_UP_NS, 8);
        assertThat(chip.asserted()).isFalse();
        assertThat(host.phyRead(0x13)).isEqualTo(0x0014);
    }
}
