package dev.kogame.board.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.linux.Allocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualCableTest {
    private static final long SEED = 20_260_101;
    private static final long ONE = 0x02_00_00_00_00_01L;
    private static final long TWO = 0x02_00_00_00_00_02L;
    private static final long THREE = 0x02_00_00_00_00_03L;
    private static final int FRAMES = 100_000;
    private static final int TENTH_PPM = 100_000;

    private final VirtualCable cable = new VirtualCable(SEED, ONE, TWO);
    private final byte[] buffer = new byte[EthernetPort.MAX_FRAME_OCTETS];

    /** A frame whose payload is its number. */
    private static byte[] frame(int number, int octets) {
        return ByteBuffer.allocate(octets).putInt(14, number).array();
    }

    private static void send(EthernetPort from, byte[] frame, long nowNs) {
        assertThat(from.transmit(frame, 0, frame.length, nowNs)).isEqualTo(EthernetPort.SENT);
    }

    private int receive(EthernetPort to, long nowNs) {
        return to.receive(buffer, 0, buffer.length, nowNs);
    }

    private int number() {
        return ByteBuffer.wrap(buffer).getInt(14);
    }

    @Test
    void shouldDeliverToEveryOtherEndAndNotToTheSender() {
        VirtualCable hub = new VirtualCable(SEED, ONE, TWO, THREE);
        byte[] sent = frame(7, 60);
        send(hub.end(1), sent, 5);

        for (int i : new int[] {0, 2}) {
            assertThat(receive(hub.end(i), 5)).isEqualTo(60);
            assertThat(Arrays.copyOf(buffer, 60)).isEqualTo(sent);
            assertThat(receive(hub.end(i), 5)).isEqualTo(EthernetPort.NONE);
        }
        assertThat(receive(hub.end(1), 5)).isEqualTo(EthernetPort.NONE);
        assertThat(hub.end(2).macAddress()).isEqualTo(THREE);
    }

    @Test
    void shouldTakeAndGiveFramesAnywhereInABuffer() {
        byte[] large = new byte[3000];
        System.arraycopy(frame(9, 60), 0, large, 1000, 60);
        assertThat(cable.end(0).transmit(large, 1000, 60, 0)).isEqualTo(EthernetPort.SENT);
        Arrays.fill(large, (byte) 0x55);

        assertThat(cable.end(1).receive(large, 20, EthernetPort.MAX_FRAME_OCTETS, 0)).isEqualTo(60);
        assertThat(Arrays.copyOfRange(large, 20, 80)).isEqualTo(frame(9, 60));
        assertThat(large[19]).isEqualTo((byte) 0x55);
        assertThat(large[80]).isEqualTo((byte) 0x55);
    }

    @Test
    void shouldDeliverExactlyAtTheDeadlineAndNotANanosecondBefore() {
        cable.impair(Impairment.NONE.withLatencyNs(1_234_567));
        assertThat(cable.end(1).nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
        send(cable.end(0), frame(1, 60), 1000);
        send(cable.end(0), frame(2, 60), 3000);

        assertThat(cable.end(0).nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
        assertThat(cable.end(1).nextDeadlineNs()).isEqualTo(1_235_567);
        assertThat(receive(cable.end(1), 1_235_566)).isEqualTo(EthernetPort.NONE);
        assertThat(receive(cable.end(1), 1_235_567)).isEqualTo(60);
        assertThat(number()).isEqualTo(1);
        assertThat(receive(cable.end(1), 1_235_567)).isEqualTo(EthernetPort.NONE);
        assertThat(cable.end(1).nextDeadlineNs()).isEqualTo(1_237_567);
        assertThat(receive(cable.end(1), 1_237_567)).isEqualTo(60);
        assertThat(cable.end(1).nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
    }

    @Test
    void shouldDeliverBySendingOrderWhatArrivesAtTheSameTime() {
        cable.impair(Impairment.NONE.withLatencyNs(100));
        send(cable.end(0), frame(1, 60), 0);
        cable.impair(Impairment.NONE.withLatencyNs(50));
        send(cable.end(0), frame(2, 60), 50);
        send(cable.end(0), frame(3, 60), 10);

        int[] order = new int[3];
        for (int i = 0; i < order.length; i++) {
            assertThat(receive(cable.end(1), 100)).isEqualTo(60);
            order[i] = number();
        }
        assertThat(order).containsExactly(3, 1, 2);
    }

    @Test
    void shouldLoseTheShareOfFramesItWasTold() {
        cable.impair(Impairment.NONE.withLossPpm(TENTH_PPM));
        int received = 0;
        for (int i = 0; i < FRAMES; i++) {
            send(cable.end(0), frame(i, 60), i);
            received += receive(cable.end(1), i) > 0 ? 1 : 0;
        }
        // Five standard deviations of a binomial distribution: sqrt(100,000 * 0.1 * 0.9) = 95.
        assertThat(FRAMES - received).isCloseTo(FRAMES / 10, within(475));
    }

    @Test
    void shouldDuplicateTheShareOfFramesItWasTold() {
        cable.impair(Impairment.NONE.withDuplicatePpm(TENTH_PPM));
        int twice = 0;
        for (int i = 0; i < FRAMES; i++) {
            send(cable.end(0), frame(i, 60), i);
            assertThat(receive(cable.end(1), i)).isEqualTo(60);
            if (receive(cable.end(1), i) == 60) {
                twice++;
                assertThat(number()).isEqualTo(i);
            }
        }
        assertThat(twice).isCloseTo(FRAMES / 10, within(475));
    }

    @Test
    void shouldFlipExactlyOneBitInTheShareOfFramesItWasTold() {
        cable.impair(Impairment.NONE.withFlipPpm(TENTH_PPM));
        int flipped = 0;
        boolean[] octetsHit = new boolean[60];
        for (int i = 0; i < FRAMES; i++) {
            byte[] sent = frame(i, 60);
            send(cable.end(0), sent, i);
            assertThat(receive(cable.end(1), i)).isEqualTo(60);
            int bits = 0;
            for (int at = 0; at < 60; at++) {
                int difference = (sent[at] ^ buffer[at]) & 0xff;
                bits += Integer.bitCount(difference);
                octetsHit[at] |= difference != 0;
            }
            assertThat(bits).isLessThanOrEqualTo(1);
            flipped += bits;
        }
        assertThat(flipped).isCloseTo(FRAMES / 10, within(475));
        assertThat(octetsHit).doesNotContain(false);
    }

    @Test
    void shouldDelayTheShareOfFramesItWasToldSoThatLaterOnesOvertakeThem() {
        long lateNs = 500;
        cable.impair(Impairment.NONE.withLatencyNs(1000).withReordering(TENTH_PPM, lateNs));
        int late = 0;
        int overtaken = 0;
        int highest = -1;
        int received = 0;
        for (int i = 0; i < FRAMES; i++) {
            // One frame every 100 ns: a late one is overtaken by up to five.
            long nowNs = i * 100L;
            send(cable.end(0), frame(i, 60), nowNs);
            while (receive(cable.end(1), nowNs) > 0) {
                received++;
                long delayNs = nowNs - number() * 100L;
                assertThat(delayNs).isBetween(1000L, 1000 + lateNs);
                late += delayNs > 1000 ? 1 : 0;
                overtaken += number() < highest ? 1 : 0;
                highest = Math.max(highest, number());
            }
        }
        assertThat(received).isCloseTo(FRAMES, within(15));
        assertThat(late).isCloseTo(FRAMES / 10, within(475));
        assertThat(overtaken).isGreaterThan(FRAMES / 20);
    }

    @Test
    void shouldDoTheSameAgainForTheSameSeed() {
        String transcript = transcript(SEED);
        assertThat(transcript(SEED)).isEqualTo(transcript);
        assertThat(transcript(SEED + 1)).isNotEqualTo(transcript);
        // The same on every JVM, so that a seed in a report of a failure can be run anywhere.
        assertThat(transcript).isEqualTo("89b22d87d7dd3b75");
    }

    /** A digest of what arrives where and when on a bad cable with three ends. */
    private static String transcript(long seed) {
        VirtualCable bad = new VirtualCable(seed, ONE, TWO, THREE);
        bad.impair(new Impairment(50_000, 50_000, 200_000, 50_000, 3000, 5000));
        byte[] into = new byte[EthernetPort.MAX_FRAME_OCTETS];
        MessageDigest digest = sha256();
        for (int step = 0; step < 5000; step++) {
            long nowNs = step * 700L;
            send(bad.end(step % 3), frame(step, 60 + step % 1400), nowNs);
            for (int i = 0; i < 3; i++) {
                int octets = bad.end(i).receive(into, 0, into.length, nowNs);
                digest.update(ByteBuffer.allocate(16).putInt(i).putInt(octets).putLong(nowNs).array());
                digest.update(into, 0, Math.max(0, octets));
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    @Test
    void shouldReportAnOverrunOnceAndKeepWhatHadRoom() {
        for (int i = 0; i < VirtualCable.FRAMES_PER_END + 3; i++) {
            send(cable.end(0), frame(i, 60), 0);
        }
        assertThat(receive(cable.end(1), 0)).isEqualTo(EthernetPort.RECEIVE_OVERRUN);
        for (int i = 0; i < VirtualCable.FRAMES_PER_END; i++) {
            assertThat(receive(cable.end(1), 0)).isEqualTo(60);
            assertThat(number()).isEqualTo(i);
        }
        assertThat(receive(cable.end(1), 0)).isEqualTo(EthernetPort.NONE);
    }

    @Test
    void shouldDropAFrameThatIsLongerThanTheRoomGiven() {
        send(cable.end(0), frame(1, 100), 0);
        send(cable.end(0), frame(2, 60), 0);
        assertThat(cable.end(1).receive(buffer, 0, 99, 0)).isEqualTo(EthernetPort.RECEIVE_TOO_LONG);
        assertThat(cable.end(1).receive(buffer, 0, 60, 0)).isEqualTo(60);
        assertThat(number()).isEqualTo(2);
    }

    @Test
    void shouldLoseWhatIsOnItsWayWhenTheCableIsPulledAndCarryAgainAfterwards() {
        cable.impair(Impairment.NONE.withLatencyNs(100));
        send(cable.end(0), frame(1, 60), 0);
        cable.link(false);

        assertThat(cable.end(0).linkUp()).isFalse();
        assertThat(cable.end(1).linkUp()).isFalse();
        assertThat(cable.end(1).nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
        assertThat(cable.end(0).transmit(frame(2, 60), 0, 60, 50)).isEqualTo(EthernetPort.FAILED);

        cable.link(true);
        assertThat(cable.end(1).linkUp()).isTrue();
        send(cable.end(0), frame(3, 60), 60);
        assertThat(receive(cable.end(1), 160)).isEqualTo(60);
        assertThat(number()).isEqualTo(3);
        assertThat(receive(cable.end(1), 1000)).isEqualTo(EthernetPort.NONE);
    }

    @Test
    void shouldAllocateNothing() {
        cable.impair(new Impairment(50_000, 50_000, 200_000, 50_000, 300, 500));
        byte[] frame = frame(1, EthernetPort.MAX_FRAME_OCTETS);
        assertThat(Allocation.leastOctetsOfBlocks(() -> exchange(frame))).isZero();
    }

    private void exchange(byte[] frame) {
        for (int i = 0; i < 1000; i++) {
            long nowNs = i * 100L;
            cable.end(0).transmit(frame, 0, frame.length, nowNs);
            cable.end(1).transmit(frame, 0, frame.length, nowNs);
            receive(cable.end(0), nowNs);
            receive(cable.end(1), nowNs);
        }
    }

    @Test
    void shouldRefuseACableWithOneEnd() {
        assertThatIllegalArgumentException().isThrownBy(() -> new VirtualCable(SEED, ONE))
                .withMessageContaining("at least 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1_000_001})
    void shouldRefusePartsPerMillionThatAreNone(int ppm) {
        assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withLossPpm(ppm))
                .withMessageContaining("lossPpm is " + ppm).withMessageContaining("1000000");
        assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withDuplicatePpm(ppm));
        assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withReordering(ppm, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withFlipPpm(ppm));
    }

    @Test
    void shouldRefuseTimesThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withLatencyNs(-1))
                .withMessageContaining("latencyNs is -1");
        assertThatIllegalArgumentException().isThrownBy(() -> Impairment.NONE.withReordering(1, 0))
                .withMessageContaining("reorderNs is 0");
    }
}
