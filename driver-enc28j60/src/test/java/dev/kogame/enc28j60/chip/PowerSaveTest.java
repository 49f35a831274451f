package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PowerSaveTest {
    private static final int ECON2 = 0x1E;
    private static final int PWRSV = 0x20;
    private static final byte[] FRAME = Bench.frame(Bench.OWN, 60);

    private final Bench bench = Bench.configured(true);
    private final Host host = bench.host;

    @Test
    void shouldSleepAndWakeAsTheDataSheetSays() {
        bench.receive(FRAME);
        host.bfc(0x1F, 0x04);
        host.bfs(ECON2, 0x08);
        host.bfs(ECON2, PWRSV);
        assertThat(host.rcr(0x1D) & 1).as("CLKRDY").isZero();
        bench.receive(FRAME);
        assertThat(bench.packets()).isEqualTo(1);
        assertThat(host.rbm(2)[0]).as("memory and ETH registers go on").isEqualTo((byte) 70);
        host.bfc(ECON2, PWRSV);
        bench.run(299_000);
        assertThat(host.rcr(0x1D) & 1).as("CLKRDY").isZero();
        bench.run(2_000);
        assertThat(host.rcr(0x1D) & 1).as("CLKRDY").isEqualTo(1);
        assertThat(host.phyRead(0x11) & 0x0400).as("LSTAT").isZero();
        host.bank(0);
        host.bfs(0x1F, 0x04);
        bench.receive(FRAME);
        assertThat(bench.packets()).isEqualTo(1);
        bench.run(Phy.LINK_UP_NS);
        assertThat(host.phyRead(0x11) & 0x0400).as("LSTAT").isNotZero();
        bench.receive(FRAME);
        assertThat(bench.packets()).isEqualTo(2);
        assertThat(bench.chip.violations()).isZero();
    }

    @Test
    void shouldNotReachMacAndPhyWhileAsleep() {
        host.bfc(0x1F, 0x04);
        host.bfs(ECON2, PWRSV);
        host.bank(2);
        assertThat(host.rcrSlow(0x02)).isZero();
        host.wcr(0x02, 0x12);
        assertThat(bench.chip.violations(Violation.CLOCK_NOT_READY)).isEqualTo(2);
        host.bfc(ECON2, PWRSV);
        bench.run(1_000_000);
        assertThat(host.rcrSlow(0x02)).isEqualTo(0x33);
    }

    @Test
    void shouldRecordThatItWasPutToSleepWhileBusy() {
        host.bfs(ECON2, PWRSV);
        assertThat(bench.chip.violations(Violation.SLEPT_WHILE_BUSY)).isEqualTo(1);
        host.bfc(ECON2, PWRSV);
        bench.run(50_000_000);
        host.bfc(0x1F, 0x04);
        bench.send(FRAME);
        host.bfs(ECON2, PWRSV);
        assertThat(bench.chip.violations(Violation.SLEPT_WHILE_BUSY)).isEqualTo(2);
        assertThat(bench.sending()).isFalse();
        bench.run(1_000_000);
        assertThat(bench.medium.sent).isEmpty();
    }

    @Test
    void shouldLoseTheLinkWhileThePhySleepsAlone() {
        host.phyWrite(0x00, 0x0900);
        bench.run(50_000_000);
        assertThat(host.phyRead(0x11) & 0x0400).isZero();
        host.phyWrite(0x00, 0x0100);
        bench.run(Phy.LINK_UP_NS / 2);
        // Another write does not make it start over.
        host.phyWrite(0x00, 0x0100);
        bench.run(Phy.LINK_UP_NS / 2 + 1_000_000);
        assertThat(host.phyRead(0x11) & 0x0400).isNotZero();
    }
}
