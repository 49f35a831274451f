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

    /** Register, what of 0xFFFF (without PRST) it keeps. */
    @ParameterizedTest
    @CsvSource({"0x00,0x4900", "0x01,0x1800", "0x02,0x0083", "0x03,0x1400", "0x10,0x6500", "0x12,0x0012", "0x13,0x0000",
            "0x14,0x3FFE", "0x04,0x0000", "0x1F,0x0000"})
    void shouldImplementOnlyTheBitsThereAre(int register, int kept) {
        host.phyWrite(register, 0x7FFF);
        assertThat(host.phyRead(register) & (register == 0x01 ? ~0x04 : ~0)).isEqualTo(kept);
        boolean writable = register == 0x00 || register == 0x10 || register == 0x12 || register == 0x14;
        assertThat(chip.violations(Violation.RESERVED_BIT_SET)).isEqualTo(writable ? 1 : 0);
    }

    @Test
    void shouldWantOnesInPhlcon() {
        host.phyWrite(0x14, 0x3476);
        assertThat(chip.violations()).isZero();
        host.phyWrite(0x14, 0x0476);
        assertThat(chip.violations(Violation.RESERVED_BIT_SET)).isEqualTo(1);
    }

    @Test
    void shouldTellWhatIsOnTheCable() {
        Bench bench = Bench.configured(false);
        bench.medium.coming.add(Bench.frame(Bench.OWN, 1514));
        bench.poll(bench.nowNs + 1_000);
        assertThat(bench.host.phyRead(0x11) & 0x3800).as("RXSTAT").isEqualTo(0x1000);
        bench.run(3_000_000);
        bench.send(Bench.frame(Bench.OWN, 1514));
        assertThat(bench.host.phyRead(0x11) & 0x3800).as("TXSTAT").isEqualTo(0x2000);
        bench.run(3_000_000);
        bench.faults.collide(1, 50);
        bench.send(Bench.frame(Bench.OWN, 1514));
        assertThat(bench.host.phyRead(0x11) & 0x3800).as("TXSTAT, COLSTAT").isEqualTo(0x2800);
        bench.run(3_000_000);
        assertThat(bench.host.phyRead(0x11) & 0x3800).isZero();
    }

    @Test
    void shouldKeepQuietWithTxdisAndTakeTheLinkForGrantedWithFrclnk() {
        Bench bench = Bench.configured(true);
        bench.host.phyWrite(0x10, 0x2000);
        bench.send(Bench.frame(Bench.OWN, 60));
        bench.run(1_000_000);
        assertThat(bench.medium.sent).isEmpty();
        bench.chip.link(false);
        bench.host.phyWrite(0x10, 0x4000);
        assertThat(bench.host.phyRead(0x11) & 0x0400).isNotZero();
        bench.send(Bench.frame(Bench.OWN, 60));
        bench.run(1_000_000);
        assertThat(bench.medium.sent).hasSize(1);
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
