package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.ChipOptions;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every length of frame at every place of the receive ring. */
class EveryPlaceTest {
    private static final int SHORTEST = 60;
    private static final int LONGEST = EthernetPort.MAX_FRAME_OCTETS;
    private static final int LENGTHS = LONGEST - SHORTEST + 1;
    /** Packets start at even addresses only. */
    private static final int PLACES = (ReceiveRing.LAST + 1) / 2;
    private static final int FRAMES = 64;

    private final byte[][] frames = new byte[FRAMES][];
    private final byte[] taken = new byte[LONGEST];
    private final Cable cable = new Cable();
    private final Enc28j60Chip chip = new Enc28j60Chip(ChipOptions.DEFAULTS, cable);
    private final Enc28j60 driver = new Enc28j60(chip, chip, new Enc28j60Config(Rig.MAC, true));
    private final BitSet met = new BitSet(LENGTHS * PLACES);
    private final int[] onTheWay = new int[FRAMES];
    private int offered;
    private int received;
    private int place;
    private int ringOctets;
    private long nowNs;

    /** A far end that offers a prefix of a prepared frame. */
    private final class Cable implements EthernetPort {
        private int fetched;

        @Override
        public int receive(byte[] frame, int at, int capacity, long nowNs) {
            if (fetched == offered) {
                return NONE;
            }
            int octets = onTheWay[fetched % FRAMES];
            System.arraycopy(frames[fetched++ % FRAMES], 0, frame, at, octets);
            return octets;
        }

        @Override
        public int transmit(byte[] frame, int at, int octets, long nowNs) {
            return SENT;
        }

        @Override
        public int poll(long nowNs) {
            return 0;
        }

        @Override
        public long nextDeadlineNs() {
            return Deadlines.NEVER;
        }

        @Override
        public boolean linkUp() {
            return true;
        }

        @Override
        public long macAddress() {
            return FarEnd.MAC;
        }

        @Override
        public void joinGroup(long group) {
        }

        @Override
        public void leaveGroup(long group) {
        }
    }

    private void start() {
        for (int i = 0; i < FRAMES; i++) {
            frames[i] = Rig.frame(new byte[LONGEST], Rig.MAC, LONGEST, i * 5);
        }
        while (!driver.linkUp()) {
            chip.poll(nowNs, 8);
            driver.poll(nowNs);
            nowNs = Math.max(nowNs + 1, Math.min(chip.nextDeadlineNs(), driver.nextDeadlineNs()));
        }
    }

    private static int commonDivisor(int a, int b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }

    private static int image(int octets) {
        return 6 + octets + 4 + (octets & 1);
    }

    /** Puts a frame on the wire, whose image will start at {@link #place}. */
    private void offer(int octets) {
        met.set((octets - SHORTEST) * PLACES + place);
        place = (place + image(octets) / 2) % PLACES;
        onTheWay[offered % FRAMES] = octets;
        offered++;
        ringOctets += image(octets);
        nowNs = Math.max(nowNs, chip.nowNs());
        chip.poll(nowNs, 8);
        nowNs += (8 + octets + 4 + 12) * 800L;
    }

    private void takeAll() {
        chip.poll(nowNs, 8);
        driver.poll(nowNs);
        while (received < offered) {
            int octets = driver.receive(taken, 0, LONGEST, nowNs);
            int wanted = onTheWay[received % FRAMES];
            if (octets != wanted || Arrays.mismatch(frames[received % FRAMES], 0, octets, taken, 0, octets) >= 0) {
                if (octets == EthernetPort.NONE && chip.nowNs() > nowNs) {
                    nowNs = chip.nowNs();
                    driver.poll(nowNs);
                    continue;
                }
                throw new AssertionError(
                        "Frame %d of %d octets came as %d; the next place is %d; %s".formatted(received,
                                wanted, octets, place, driver.counters()));
            }
            received++;
        }
        ringOctets = 0;
    }

    /**
     * A length steps through the ring in a number of closed rounds, as many as half its image has in common with half the ring;
     * from one to the next, a frame leads whose step has nothing in common with the ring. So every pair is met about once.
     */
    @Test
    @DisplayName("T33: every length at every place of the ring, header, data and frame check sequence over the wrap")
    void t33ShouldReceiveEveryLengthAtEveryPlaceOfTheRing() {
        start();
        int filler = SHORTEST;
        while (commonDivisor(image(filler) / 2, PLACES) != 1) {
            filler++;
        }
        int burst = 0;
        for (int octets = SHORTEST; octets <= LONGEST; octets++) {
            int first = (octets - SHORTEST) * PLACES;
            int left = PLACES - met.get(first, first + PLACES).cardinality();
            while (left > 0) {
                boolean here = !met.get(first + place);
                left -= here ? 1 : 0;
                offer(here ? octets : filler);
                // One frame at a time, or as many as fit, so that they are also read together.
                if (--burst <= 0 || ringOctets + image(LONGEST) > ReceiveRing.LAST) {
                    takeAll();
                    burst = offered % 7 - 3;
                }
            }
        }
        takeAll();
        assertThat(met.cardinality()).isEqualTo(LENGTHS * PLACES);
        assertThat(offered).isLessThan(LENGTHS * PLACES / 100 * 101);
        assertThat(chip.overruns()).isZero();
        assertThat(driver.counters().of(Enc28j60Event.RECEIVED)).isEqualTo(offered);
        assertThat(driver.counters().of(Enc28j60Event.RESYNC)).isZero();
        assertThat(chip.describeViolations()).isEqualTo("no violation");
    }
}
