package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both readings of what the data sheet leaves open. */
class OpenPointTest {
    private static final byte[] FRAME = Bench.frame(Bench.OWN, 60);

    private static ChipOptions options(OpenPoint point, boolean other) {
        return other ? ChipOptions.DEFAULTS.with(point) : ChipOptions.DEFAULTS;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldClearTxabrtByTxrstOrNot(boolean other) {
        Bench bench = Bench.configured(options(OpenPoint.TXRST_CLEARS_ABORT, other), false);
        bench.faults.transmit(TransmitFault.LATE_COLLISION, 1);
        bench.send(FRAME);
        bench.run(1_000_000);
        bench.host.bfs(0x1F, 0x80);
        bench.host.bfc(0x1F, 0x80);
        assertThat(bench.host.rcr(0x1D) & 0x02).isEqualTo(other ? 0 : 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetBitFieldsReachTheMacOrNotAndRecordThemEitherWay(boolean other) {
        Bench bench = new Bench(options(OpenPoint.BIT_FIELD_REACHES_MAC, other));
        bench.host.bank(2);
        bench.host.wcr(0x02, 0x12);
        bench.host.bfs(0x02, 0x21);
        bench.host.bfc(0x02, 0x10);
        assertThat(bench.host.rcrSlow(0x02)).isEqualTo(other ? 0x23 : 0x12);
        assertThat(bench.chip.violations(Violation.BIT_FIELD_ON_MAC)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRepeatTheValueOrNot(boolean other) {
        Bench bench = new Bench(options(OpenPoint.RCR_REPEATS, other));
        byte[] seen = new byte[3];
        bench.chip.read(0x0B, seen, 0, 3);
        bench.chip.run();
        assertThat(seen).containsExactly(0x1F, other ? 0x1F : 0, other ? 0x1F : 0);
        bench.host.bank(2);
        bench.chip.read(0x08, seen, 0, 3);
        bench.chip.run();
        assertThat(seen).containsExactly(0, 0x0F, other ? 0x0F : 0);
        assertThat(bench.chip.violations(Violation.EXTRA_OCTETS)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldResumeAfterAnOverflowOrNot(boolean other) {
        Bench bench = Bench.configured(options(OpenPoint.RXRST_AFTER_OVERFLOW, other), true);
        for (int i = 0; i < 5; i++) {
            bench.receive(Bench.frame(Bench.OWN, 1514));
        }
        assertThat(bench.packets()).isEqualTo(4);
        bench.host.word(0x0C, 4 * 1524 - 1);
        bench.receive(FRAME);
        assertThat(bench.packets()).isEqualTo(other ? 4 : 5);
        bench.host.bfs(0x1F, 0x40);
        bench.host.bfc(0x1F, 0x40);
        bench.host.bfs(0x1F, 0x04);
        bench.receive(FRAME);
        assertThat(bench.packets()).isEqualTo(other ? 5 : 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetTheHostClearClkrdyOrNot(boolean other) {
        Bench bench = new Bench(options(OpenPoint.CLKRDY_CLEARABLE, other));
        bench.host.bfc(0x1D, 0x40);
        assertThat(bench.host.rcr(0x1D) & 1).isEqualTo(1);
        bench.host.bfc(0x1D, 0x01);
        assertThat(bench.host.rcr(0x1D) & 1).isEqualTo(other ? 0 : 1);
        bench.host.src();
        assertThat(bench.host.rcr(0x1D) & 1).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAcceptEverythingWithCrcenAloneOrNothing(boolean other) {
        Bench bench = Bench.configured(options(OpenPoint.CRCEN_ALONE_REJECTS, other), true);
        bench.host.bank(1);
        bench.host.wcr(0x18, 0x20);
        bench.receive(FRAME);
        assertThat(bench.packets()).isEqualTo(other ? 0 : 1);
        bench.host.bank(1);
        bench.host.wcr(0x18, 0x00);
        bench.receive(FRAME);
        assertThat(bench.packets()).isEqualTo(other ? 1 : 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeEqualPointersForAnEmptyRingOrAFullOne(boolean other) {
        Bench bench = Bench.configured(options(OpenPoint.EQUAL_POINTERS_MEAN_FULL, other), true);
        bench.host.word(0x0C, 0x0000);
        bench.receive(FRAME);
        assertThat(bench.packets()).isEqualTo(other ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldIdleLowOrHigh(boolean other) {
        Bench bench = new Bench(options(OpenPoint.MISO_IDLES_HIGH, other));
        bench.host.bank(2);
        byte[] seen = new byte[2];
        bench.chip.read(0x08, seen, 0, 2);
        bench.chip.run();
        assertThat(seen).containsExactly(other ? 0xFF : 0, 0x0F);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCountThePacketAtOnceOrLater(boolean other) {
        Bench bench = Bench.configured(options(OpenPoint.PACKET_COUNTED_LATE, other), true);
        bench.host.wcr(0x1B, 0xC0);
        bench.medium.coming.add(FRAME);
        bench.poll(bench.nowNs + 1_000);
        long frameNs = (8 + 64) * 800;
        long beganNs = bench.chip.nextDeadlineNs() - frameNs - (other ? 1_000 : 0);
        bench.poll(beganNs + frameNs - 1);
        assertThat(bench.chip.asserted()).isFalse();
        bench.poll(beganNs + frameNs);
        assertThat(bench.chip.asserted()).isEqualTo(!other);
        bench.poll(beganNs + frameNs + 1_000);
        assertThat(bench.chip.asserted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
    void shouldReadEachPointInTheDefaultWayUnlessTold(int point) {
        OpenPoint chosen = OpenPoint.values()[point];
        assertThat(ChipOptions.DEFAULTS.readings()).isEmpty();
        assertThat(ChipOptions.DEFAULTS.with(chosen).with(Revision.B1).withSeed(7).with(SpiTiming.PI_3).readings())
                .isEqualTo(Set.of(chosen));
    }
}
