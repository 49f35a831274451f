package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.CRC32;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransmitterTest {
    private static final int ECON1 = 0x1F;
    private static final int TXRTS = 0x08;

    private final Queue medium = new Queue();
    private final Enc28j60Chip chip = new Enc28j60Chip(medium);
    private final Host host = new Host(chip);
    private long nowNs = 100_000_000;

    private void configure(boolean fullDuplex) {
        chip.poll(1_000_000, 8);
        host.configure(0x19FF, 0, fullDuplex);
        poll(nowNs);
    }

    private void poll(long atNs) {
        nowNs = atNs;
        while (chip.poll(nowNs, 8) > 0) {
            // Until it has nothing more to do.
        }
    }

    private static byte[] frame(int octets) {
        byte[] frame = new byte[octets];
        for (int i = 0; i < octets; i++) {
            frame[i] = (byte) (i * 3 + 2);
        }
        frame[12] = (byte) 0x86;
        frame[13] = (byte) 0xDD;
        return frame;
    }

    private void start(int control, byte[] frame) {
        host.word(0x02, 0x1A00);
        host.wbm(control);
        host.wbm(frame);
        host.word(0x06, 0x1A00 + frame.length);
        host.bfs(ECON1, TXRTS);
    }

    private long status() {
        host.word(0x00, host.word(0x06) + 1);
        byte[] octets = host.rbm(7);
        long status = 0;
        for (int i = 6; i >= 0; i--) {
            status = status << 8 | octets[i] & 0xFF;
        }
        return status;
    }

    @ParameterizedTest
    @CsvSource({"14", "59", "60", "61", "1514"})
    void shouldSendTheFrameInItsWireTimeAndPadItTo60(int octets) {
        configure(true);
        byte[] frame = frame(octets);
        start(0, frame);
        long startNs = chip.nowNs();
        assertThat(host.rcr(ECON1) & TXRTS).isNotZero();
        long endNs = chip.nextDeadlineNs();
        assertThat(endNs - startNs).isEqualTo((8 + Math.max(60, octets) + 4) * 800L);
        poll(endNs - 1);
        assertThat(host.chip.framesSent()).isZero();
        poll(endNs + 10_000);
        assertThat(medium.sent).containsExactly(Arrays.copyOf(frame, Math.max(60, octets)));
        assertThat(host.rcr(ECON1) & TXRTS).isZero();
        assertThat(host.rcr(0x1C) & 0x0A).as("TXIF and no TXERIF").isEqualTo(0x08);
        int wire = Math.max(60, octets) + 4;
        // Octets, no collision, type above 1500, done; octets on the wire.
        assertThat(status()).isEqualTo(wire | 0xC0L << 16 | (long) wire << 32);
        assertThat(chip.violations()).isZero();
    }

    @Test
    void shouldLetTheControlOctetOverrideMacon3() {
        configure(true);
        host.bank(2);
        host.wcr(0x02, 0x03);
        host.bank(0);
        start(0x07, frame(20));
        poll(nowNs + 1_000_000);
        assertThat(medium.sent).containsExactly(Arrays.copyOf(frame(20), 60));
    }

    @Test
    void shouldExpectTheFramesOwnCheckSequenceWhereItAppendsNone() {
        configure(true);
        host.bank(2);
        host.wcr(0x02, 0x03);
        host.bank(0);
        byte[] frame = frame(64);
        start(0, frame);
        poll(nowNs + 1_000_000);
        assertThat(medium.sent).isEmpty();
        assertThat(status() >> 20 & 1).as("CRC error").isEqualTo(1);
        CRC32 crc = new CRC32();
        crc.update(frame, 0, 60);
        for (int i = 0; i < 4; i++) {
            frame[60 + i] = (byte) (crc.getValue() >> 8 * i);
        }
        start(0, frame);
        poll(nowNs + 1_000_000);
        assertThat(medium.sent).containsExactly(Arrays.copyOf(frame, 60));
    }

    @Test
    void shouldAbortAFrameAboveMamxfl() {
        configure(true);
        start(0, frame(1515));
        poll(nowNs + 3_000_000);
        assertThat(medium.sent).isEmpty();
        assertThat(host.rcr(0x1C) & 0x0A).isEqualTo(0x0A);
        assertThat(host.rcr(0x1D) & 0x02).as("TXABRT").isNotZero();
        assertThat(host.rcr(ECON1) & TXRTS).isZero();
        assertThat(status() >> 30 & 1).as("giant").isEqualTo(1);
        host.bfc(0x1D, 0x02);
        assertThat(host.rcr(0x1D) & 0x02).isZero();
    }

    @Test
    void shouldTellMulticastAndBroadcast() {
        configure(true);
        byte[] frame = frame(60);
        frame[0] = 0x33;
        start(0, frame);
        poll(nowNs + 1_000_000);
        assertThat(status() >> 24 & 3).isEqualTo(1);
        Arrays.fill(frame, 0, 6, (byte) -1);
        start(0, frame);
        poll(nowNs + 1_000_000);
        assertThat(status() >> 24 & 3).isEqualTo(2);
    }

    /** On a fast machine the bus takes the caller no time, but the chip's time has gone on. */
    @Test
    void shouldNotKeepItsCallerWaitingForTimeTheBusTook() {
        configure(true);
        for (int i = 0; i < 1_000; i++) {
            host.rbm(100);
            chip.poll(nowNs, 8);
        }
        start(0, frame(60));
        chip.poll(nowNs, 8);
        assertThat(chip.nextDeadlineNs()).isBetween(nowNs, nowNs + 72 * 800);
        poll(nowNs + 72 * 800);
        assertThat(chip.framesSent()).isEqualTo(1);
    }

    @Test
    void shouldWaitForTheGapBehindTheLastFrame() {
        configure(true);
        start(0, frame(60));
        long firstEndNs = chip.nextDeadlineNs();
        poll(firstEndNs);
        host.bfs(ECON1, TXRTS);
        assertThat(chip.nextDeadlineNs()).as("beginning").isEqualTo(firstEndNs + 9_600);
        poll(firstEndNs + 9_600);
        assertThat(chip.nextDeadlineNs()).as("end").isEqualTo(firstEndNs + 9_600 + 72 * 800);
    }

    @Test
    void shouldShareTheWireInHalfDuplexOnly() {
        configure(false);
        medium.coming.add(frame(1514));
        poll(nowNs + 10_000);
        long receivedNs = nowNs + 1526 * 800;
        start(0, frame(60));
        poll(receivedNs + 9_600 + 60_000);
        assertThat(medium.sent).hasSize(1);
        assertThat(status() >> 26 & 1).as("deferred").isEqualTo(1);

        Enc28j60Chip other = new Enc28j60Chip(medium);
        Host full = new Host(other);
        other.poll(1_000_000, 8);
        full.configure(0x19FF, 0, true);
        other.poll(100_000_000, 8);
        medium.coming.add(frame(1514));
        other.poll(100_010_000, 8);
        full.word(0x02, 0x1A00);
        full.wbm(new byte[61]);
        full.word(0x06, 0x1A3C);
        full.bfs(ECON1, TXRTS);
        other.poll(100_300_000, 8);
        assertThat(medium.sent).hasSize(2);
    }

    @Test
    void shouldLetTheHostCancel() {
        configure(true);
        start(0, frame(1514));
        host.bfc(ECON1, TXRTS);
        assertThat(host.rcr(0x1C) & 0x08).isNotZero();
        poll(nowNs + 3_000_000);
        assertThat(medium.sent).isEmpty();
    }

    /** Errata 12, 13 and 15. */
    @Test
    void shouldStallAfterAnAbortInHalfDuplexUntilItIsReset() {
        configure(false);
        chip.faults().transmit(TransmitFault.LATE_COLLISION, 1);
        start(0, frame(100));
        poll(nowNs + 1_000_000);
        assertThat(host.rcr(0x1C) & 0x0A).isEqualTo(0x0A);
        assertThat(host.rcr(0x1D) & 0x10).as("LATECOL").isZero();
        assertThat(status() >> 29 & 1).as("late collision").isEqualTo(1);
        host.bfs(ECON1, TXRTS);
        poll(nowNs + 10_000_000);
        assertThat(host.rcr(ECON1) & TXRTS).isNotZero();
        assertThat(chip.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
        host.bfc(0x1C, 0x0A);
        host.bfs(ECON1, 0x80);
        assertThat(host.rcr(ECON1) & TXRTS).isZero();
        host.bfc(ECON1, 0x80);
        assertThat(host.rcr(0x1C) & 0x02).as("TXERIF on release").isNotZero();
        host.bfc(0x1C, 0x0A);
        host.bfs(ECON1, TXRTS);
        poll(nowNs + 1_000_000);
        assertThat(medium.sent).hasSize(1);
    }

    @Test
    void shouldLeaveTxrtsSetAfterAFalseCollision() {
        configure(false);
        chip.faults().transmit(TransmitFault.FALSE_COLLISION, 1);
        start(0, frame(100));
        poll(nowNs + 1_000_000);
        assertThat(host.rcr(0x1C) & 0x0A).as("TXERIF without TXIF").isEqualTo(0x02);
        assertThat(host.rcr(ECON1) & TXRTS).isNotZero();
    }

    @Test
    void shouldRecordTouchingWhatIsBeingSent() {
        configure(true);
        start(0, frame(1000));
        host.wcr(0x06, 0x10);
        host.word(0x02, 0x1B00);
        host.wbm(1);
        assertThat(chip.violations(Violation.TOUCHED_WHILE_SENDING)).isEqualTo(2);
        poll(nowNs + 3_000_000);
        host.word(0x04, 0x1000);
        host.bfs(ECON1, TXRTS);
        assertThat(chip.violations(Violation.TRANSMIT_INSIDE_RING)).isEqualTo(1);
    }

    /** Erratum 9. */
    @Test
    void shouldHearItselfNowAndThenInHalfDuplexWithoutHdldis() {
        configure(false);
        for (int i = 0; i < 40; i++) {
            start(0, frame(60));
            poll(nowNs + 1_000_000);
        }
        host.bank(1);
        assertThat(host.rcr(0x19)).isZero();
        host.phyWrite(0x10, 0);
        host.bank(0);
        for (int i = 0; i < 40; i++) {
            start(0, frame(60));
            poll(nowNs + 1_000_000);
        }
        host.bank(1);
        assertThat(host.rcr(0x19)).isBetween(2, 30);
    }
}
