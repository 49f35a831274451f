package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.Revision;
import org.junit.jupiter.api.Test;

class RandomTrafficTest {
    private static final int SEEDS = 100;

    /** Frames carry their number behind the addresses, so that loss and order can be told. */
    @Test
    void shouldCarryRandomTrafficBothWaysWithoutLossOrViolation() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            run(seed);
        }
    }

    private static void run(int seed) {
        Random random = new Random(seed);
        Rig rig = new Rig(Revision.values()[seed % 4], seed % 3 != 0, seed);
        rig.awaitLink();
        byte[] in = new byte[1514];
        byte[] out = new byte[1514];
        byte[] seen = new byte[2048];
        int offered = 0;
        int received = 0;
        int sent = 0;
        int arrived = 0;
        for (int step = 0; step < 300; step++) {
            if (random.nextInt(3) > 0 && rig.farEnd.waiting() < 2) {
                int octets = length(random);
                rig.farEnd.offer(number(Rig.frame(in, Rig.MAC, octets, offered), offered++), octets);
            }
            if (random.nextInt(3) > 0) {
                int octets = length(random);
                number(Rig.frame(out, rig.farEnd.macAddress(), octets, sent), sent);
                if (rig.driver.transmit(out, 0, octets, rig.nowNs) == EthernetPort.SENT) {
                    sent++;
                }
            }
            rig.reading = false;
            rig.run(random.nextInt(600_000));
            int octets = rig.driver.receive(rig.frame, 0, 1514, rig.nowNs);
            if (octets != EthernetPort.NONE) {
                expect(rig.frame, octets, Rig.MAC, received++, seed);
            }
            for (int length = rig.farEnd.take(seen); length >= 0; length = rig.farEnd.take(seen)) {
                expect(seen, length, rig.farEnd.macAddress(), arrived++, seed);
            }
        }
        assertThat(received).as("seed %d", seed).isGreaterThan(60);
        // In half duplex both ends want the cable nearly all the time, and who has lost often waits long.
        assertThat(arrived).as("seed %d", seed).isGreaterThan(seed % 3 != 0 ? 60 : 20);
        assertThat(rig.count(Enc28j60Event.RESYNC)).as("seed %d", seed).isZero();
        assertThat(rig.chip.describeViolations()).as("seed %d", seed).isEqualTo("no violation");
    }

    private static int length(Random random) {
        return random.nextInt(4) == 0 ? 1514 - random.nextInt(4) : 60 + random.nextInt(300);
    }

    private static byte[] number(byte[] frame, int number) {
        frame[14] = (byte) number;
        frame[15] = (byte) (number >> 8);
        return frame;
    }

    private static void expect(byte[] frame, int octets, long destination, int number, int seed) {
        assertThat(octets).as("seed %d", seed).isGreaterThanOrEqualTo(60);
        byte[] expected = number(Rig.frame(new byte[octets], destination, octets, number), number);
        assertThat(Arrays.mismatch(expected, 0, octets, frame, 0, octets)).as("seed %d, frame %d", seed, number)
                .isEqualTo(-1);
    }
}
