package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfDuplexTest {
    private static final int EIR = 0x1C;
    private static final int ESTAT = 0x1D;
    private static final byte[] FRAME = Bench.frame("020000000002", 100);
    private static final long SLOT_NS = 51_200;

    /** B4 has no erratum 13, so that no collision comes unbidden. */
    private final Bench bench = Bench.configured(ChipOptions.DEFAULTS.with(Revision.B4), false);
    private final Host host = bench.host;
    private final Faults faults = bench.faults;

    private void macRegister(int address, int value) {
        host.bank(2);
        host.wcr(address, value);
        host.bank(0);
    }

    @Test
    void shouldSendAgainByItselfAfterCollisionsAndCountThem() {
        faults.collide(3, 10);
        bench.send(FRAME);
        bench.run(2_000_000);
        assertThat(bench.medium.sent).containsExactly(FRAME);
        assertThat(bench.chip.collisions()).isEqualTo(3);
        assertThat(host.rcr(EIR) & 0x0A).as("TXIF and no TXERIF").isEqualTo(0x08);
        // 104 octets, 3 collisions, type, done; on the wire three times 10 octets and the jam more.
        assertThat(bench.status()).isEqualTo(104 | 3L << 16 | 0xC0L << 16 | (104L + 3 * 14) << 32);
    }

    @Test
    void shouldBackOffForAWholeNumberOfSlots() {
        int longest = 0;
        for (int i = 0; i < 50; i++) {
            faults.collide(1, 0);
            bench.send(FRAME);
            long jamEndNs = bench.chip.nextDeadlineNs();
            while (bench.medium.sent.size() == i) {
                bench.poll(bench.chip.nextDeadlineNs());
            }
            long waitNs = bench.nowNs - jamEndNs - (8 + 104) * 800 - 9_600;
            assertThat(waitNs).isIn(0L, SLOT_NS);
            longest = Math.max(longest, (int) (waitNs / SLOT_NS));
            bench.run(2_000_000);
        }
        assertThat(longest).isEqualTo(1);
        assertThat(bench.medium.sent).hasSize(50);
    }

    @Test
    void shouldNotBackOffWithNobkoff() {
        macRegister(0x03, 0x50);
        for (int i = 0; i < 20; i++) {
            faults.collide(6, 0);
            bench.send(FRAME);
            bench.run(6 * (12 + 12) * 800 + (8 + 104 + 12) * 800);
            assertThat(bench.medium.sent).hasSize(i + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 3, 0})
    void shouldAbortAfterAsManyRetriesAsMaclcon1Allows(int most) {
        macRegister(0x08, most);
        faults.collide(most + 1, 0);
        bench.send(FRAME);
        bench.run(2_000_000_000L);
        assertThat(bench.medium.sent).isEmpty();
        assertThat(bench.sending()).isFalse();
        assertThat(host.rcr(EIR) & 0x0A).isEqualTo(0x0A);
        assertThat(host.rcr(ESTAT) & 0x12).as("TXABRT alone").isEqualTo(0x02);
        assertThat(bench.status()).isEqualTo((long) most << 16 | 0x40L << 16 | 0x10L << 24 | 4L * (most + 1) << 32);
        bench.resetTransmitter();
        faults.collide(most, 0);
        bench.send(FRAME);
        bench.run(2_000_000_000L);
        assertThat(bench.medium.sent).hasSize(1);
    }

    /** Errata 15: only the status vector tells. */
    @Test
    void shouldAbortAtOnceWhenACollisionComesLaterThanMaclcon2Allows() {
        faults.collide(1, 55);
        bench.send(FRAME);
        bench.run(2_000_000);
        assertThat(bench.medium.sent).hasSize(1);
        faults.collide(1, 56);
        bench.send(FRAME);
        bench.run(2_000_000);
        assertThat(bench.medium.sent).hasSize(1);
        assertThat(host.rcr(EIR) & 0x0A).isEqualTo(0x0A);
        assertThat(host.rcr(ESTAT) & 0x12).isEqualTo(0x02);
        assertThat(bench.status() >> 24 & 0x3C).as("late collision").isEqualTo(0x20);
        bench.resetTransmitter();
        macRegister(0x09, 63);
        faults.collide(1, 56);
        bench.send(FRAME);
        bench.run(2_000_000);
        assertThat(bench.medium.sent).hasSize(2);
    }

    @Test
    void shouldGetThroughWhenOneAttemptInTwoCollides() {
        faults.collideByChance(2);
        for (int i = 0; i < 50; i++) {
            bench.send(FRAME);
            bench.run(100_000_000);
        }
        assertThat(bench.medium.sent).hasSize(50);
        assertThat(bench.chip.collisions()).isBetween(20L, 90L);
        assertThat(bench.chip.violations()).isZero();
    }

    /** Both ends have waited for the same frame to end. */
    @Test
    void shouldCollideWithTheFarEndAndLoseNothing() {
        byte[] coming = Bench.frame(Bench.OWN, 80);
        for (int i = 0; i < 20; i++) {
            bench.medium.coming.add(coming);
            bench.medium.coming.add(coming);
            bench.poll(bench.nowNs + 1_000);
            bench.send(FRAME);
            bench.run(20_000_000);
            assertThat(bench.packets()).as("round %d", i).isEqualTo(2);
            assertThat(bench.medium.sent).as("round %d", i).hasSize(i + 1);
            assertThat(bench.status() >> 16 & 0x0F).isEqualTo(bench.chip.collisions() > 0 ? 1 : 0);
            for (int n = 0; n < 2; n++) {
                host.bfs(0x1E, 0x40);
            }
            host.word(0x0C, 0x19FF);
            host.bfs(0x1F, 0x40);
            host.bfc(0x1F, 0x40);
            host.word(0x0A, 0x19FF);
            host.bfs(0x1F, 0x04);
            if (bench.chip.collisions() == 1) {
                return;
            }
        }
        throw new AssertionError("They never collided");
    }

    @Test
    void shouldWaitWithoutEndOnlyWithDefer() {
        for (int macon4 : new int[] {0x40, 0x00}) {
            macRegister(0x03, macon4);
            // An occupied wire: a giant that nobody keeps.
            bench.chip.receiveRaw(new byte[2048], 0, 2048);
            bench.chip.receiveRaw(new byte[2048], 0, 2048);
            bench.send(FRAME);
            for (int i = 0; i < 3; i++) {
                bench.run(1_000_000);
                bench.chip.receiveRaw(new byte[2048], 0, 2048);
            }
            bench.run(5_000_000);
            assertThat(bench.medium.sent).hasSize(1);
            assertThat(bench.sending()).isFalse();
            assertThat(bench.status() >> 24 & 0x0C).isEqualTo(macon4 == 0 ? 0x0C : 0x04);
        }
        assertThat(host.rcr(EIR) & 0x0A).isEqualTo(0x0A);
    }

    /** A far end in full duplex sends into the chip's frames: late collisions, and its own frames are lost. */
    @Test
    void shouldSufferFromADuplexMismatch() {
        faults.farEndFullDuplex(true);
        bench.send(Bench.frame("020000000002", 1000));
        bench.run(500_000);
        bench.medium.coming.add(Bench.frame(Bench.OWN, 60));
        bench.run(3_000_000);
        assertThat(bench.medium.sent).isEmpty();
        assertThat(bench.packets()).isZero();
        assertThat(bench.status() >> 29 & 1).as("late collision").isEqualTo(1);
        bench.resetTransmitter();
        bench.send(FRAME);
        bench.receive(Bench.frame(Bench.OWN, 60));
        bench.receive(Bench.frame(Bench.OWN, 60));
        assertThat(bench.medium.sent).containsExactly(FRAME);
        assertThat(bench.packets()).isGreaterThan(0);
    }

    @Test
    void shouldHoldTheFarEndOffWithBackpressure() {
        host.bank(3);
        host.wcr(0x17, 1);
        host.bank(0);
        bench.receive(Bench.frame(Bench.OWN, 60));
        assertThat(bench.packets()).isZero();
        assertThat(bench.medium.coming).hasSize(1);
        assertThat(bench.chip.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
        bench.send(FRAME);
        bench.run(1_000_000);
        assertThat(bench.status() >> 50 & 1).as("backpressure").isEqualTo(1);
        host.bank(3);
        host.wcr(0x17, 0);
        bench.run(1_000_000);
        assertThat(bench.packets()).isEqualTo(1);
        bench.send(Arrays.copyOf(FRAME, 70));
        bench.run(1_000_000);
        assertThat(bench.status() >> 50 & 1).isZero();
    }

    @Test
    void shouldKeepAFrameWaitingForItsTurnWhateverItsHostDoes() {
        bench.medium.coming.add(Bench.frame(Bench.OWN, 1514));
        bench.poll(bench.nowNs + 1_000);
        bench.send(FRAME);
        host.bfc(0x1F, 0x08);
        assertThat(host.rcr(EIR) & 0x08).as("TXIF when cancelled").isNotZero();
        bench.run(3_000_000);
        assertThat(bench.medium.sent).isEmpty();
        assertThat(bench.packets()).isEqualTo(1);
    }
}
