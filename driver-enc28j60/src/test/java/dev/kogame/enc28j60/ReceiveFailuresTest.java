package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import dev.kogame.board.EthernetPort;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Field failures of receiving: T01 to T05, T17, T27, T28, T32. */
class ReceiveFailuresTest {
    private static final long MS = Rig.MS;
    private static final long AT_ONCE_NS = 8 * MS;
    /** A frame out that has met a flood backs off for 52 ms at most; after 16 collisions it is given up, and counted. */
    private static final long BACK_OFF_NS = 60 * MS;
    /** How long after an overrun the receiver may stay silent before it is restarted, and some. */
    private static final long DEAF_NS = 110 * MS;

    @Test
    @DisplayName("T01: a flood while the host is away for 50 ms")
    void t01ShouldDrainCountAndGoOnAfterAnOverflow() {
        new Row("T01", AT_ONCE_NS).butInHalfDuplex(BACK_OFF_NS).losing(0, 2).trials(trial -> {
            Rig rig = trial.traffic();
            rig.in.start(0, rig.nowNs);
            rig.stall(50 * MS);
            trial.recovers();
            assertThat(rig.chip.overruns()).isPositive();
            trial.counted(Enc28j60Event.RECEIVE_OVERRUN, 1, 20);
            assertThat(rig.lastError).isEqualTo(EthernetPort.RECEIVE_OVERRUN);
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T01: after an overflow the chip stays deaf until RXRST")
    void t01ShouldRestartAReceiverThatAnOverflowMadeDeaf() {
        new Row("T01, deaf", DEAF_NS).butInHalfDuplex(DEAF_NS + BACK_OFF_NS).losing(400, 2).trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().deafAfterOverflow(true);
            rig.in.start(0, rig.nowNs);
            rig.stall(50 * MS);
            trial.faults().deafAfterOverflow(false);
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 1, 2);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T02: 300 runts while the host is away, more than the ring or EPKTCNT can take")
    void t02ShouldSkipARingFullOfRuntsAndGoOn() {
        byte[] runt = Rig.withFcs(Rig.frame(new byte[14], Rig.MAC, 14, 1));
        new Row("T02", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.traffic();
            trial.quiet();
            for (int i = 0; i < 300; i++) {
                rig.chip.receiveRaw(runt, 0, runt.length);
                rig.stall(35 * Rig.US);
            }
            int room = Math.min(255, (ReceiveRing.LAST - 1) / 24);
            assertThat(rig.chip.overruns()).isEqualTo(300 - room);
            rig.run(10 * MS);
            trial.counted(Enc28j60Event.RECEIVE_DAMAGED, room);
            trial.dropped(-300);
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.noViolation();
        });
    }

    /** Frames in turn whose images fill the ring to its last octet, with and without an octet of padding at the end. */
    @Test
    @DisplayName("T03: a packet ends at ERXND, so that the next one starts at ERXST")
    void t03ShouldFollowThePacketsOverTheExactEndOfTheRing() {
        new Row("T03", AT_ONCE_NS).trials(trial -> {
            int[] lengths = new int[100];
            int count = 0;
            int left = ReceiveRing.LAST + 1;
            while (left > 1524) {
                int octets = 60 + trial.random.nextInt(Math.min(1455, left - 70 - 70));
                lengths[count++] = octets;
                left -= 10 + octets + (octets & 1);
            }
            lengths[count++] = left - 10 - trial.random.nextInt(2);
            trial.rig().in.lengths(Arrays.copyOf(lengths, Math.max(1, count)));
            Rig rig = trial.traffic();
            while (rig.in.begun() < 2 * count) {
                rig.run(MS);
            }
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T04: ERXRDPT is odd at start, in traffic and after a restart of the receiver")
    void t04ShouldNeverWriteAnEvenReadPointer() {
        new Row("T04", AT_ONCE_NS).losing(3, 0).trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().nextPointer(trial.random.nextInt(0x10000) | 1, 1);
            rig.run(4 * MS);
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 1);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T05: a frame that finds no room with the host is skipped whole")
    void t05ShouldGoOnBehindAFrameThatFindsNoRoom() {
        new Row("T05", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.traffic();
            for (int i = 0; i < 8; i++) {
                rig.reading = false;
                rig.run(trial.random.nextInt(700_000));
                int octets = rig.driver.receive(rig.frame, 0, trial.random.nextInt(60), rig.nowNs);
                assertThat(octets).isIn(EthernetPort.NONE, EthernetPort.RECEIVE_TOO_LONG);
                trial.dropped(octets == EthernetPort.RECEIVE_TOO_LONG ? 1 : 0);
                rig.reading = true;
                rig.run(trial.random.nextInt(200_000));
            }
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.noViolation();
        });
    }

    /** Each bit of a header, and then two or three: the checks of the header or the frame check sequence find them, or none need. */
    @Test
    @DisplayName("T17: the chain of packets is broken")
    void t17ShouldRestartTheReceiverWhenAHeaderMakesNoSense() {
        new Row("T17", AT_ONCE_NS).losing(2, 0).trials(trial -> {
            Rig rig = trial.traffic();
            int bit = trial.seed() - 1;
            long bits = 1L << bit;
            if (bit >= 48) {
                bits = 1L << trial.random.nextInt(48) | 1L << trial.random.nextInt(48) | 1L << trial.random.nextInt(48);
            }
            trial.faults().flipHeaderBits(bits, 1);
            rig.run(6 * MS);
            trial.recovers();
            // Most bits of the status vector only describe the frame: they do no harm, or it is skipped.
            boolean describes = bit >= 32 && bit != 33 && bit != 35 && bit != 47;
            trial.counted(Enc28j60Event.RESYNC, bit >= 48 || describes ? 0 : 1, bit >= 48 || !describes ? 1 : 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    /** After any traffic the whole ring is free: as many frames as fit into an empty one find room while nobody reads. */
    @Test
    @DisplayName("T27: room is given back up to the last packet read")
    void t27ShouldGiveAllRoomBack() {
        new Row("T27", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.traffic();
            trial.quiet();
            int octets = 60 + trial.random.nextInt(400);
            byte[] frame = Rig.frame(new byte[octets], Rig.MAC, octets, 1);
            int fit = (ReceiveRing.LAST - 1) / (10 + octets + (octets & 1));
            for (int i = 0; i < fit; i++) {
                rig.farEnd.offer(frame, octets);
            }
            rig.stall(fit * 500L * Rig.US);
            assertThat(rig.chip.overruns()).isZero();
            rig.run(10 * MS);
            assertThat(rig.received).isEqualTo(fit);
            trial.recovers();
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T28: groups joined and left in the middle of traffic")
    void t28ShouldHearExactlyTheGroupsJoined() {
        new Row("T28", AT_ONCE_NS).losing(2, 0).trials(trial -> {
            Rig rig = trial.traffic();
            long[] groups = new long[6];
            for (int i = 0; i < groups.length; i++) {
                groups[i] = 0x33_33_00_00_00_00L | trial.random.nextInt() & 0xFFFF_FFFFL;
                if (i < 4) {
                    rig.driver.joinGroup(groups[i]);
                }
                rig.run(trial.random.nextInt(300_000));
            }
            rig.driver.leaveGroup(groups[3]);
            rig.run(3 * MS);
            for (int i = 0; i < groups.length; i++) {
                boolean wanted = i < 3;
                for (int joined = 0; joined < 3; joined++) {
                    wanted |= GroupFilter.hash(groups[joined]) == GroupFilter.hash(groups[i]);
                }
                int before = rig.received;
                rig.farEnd.offer(Rig.frame(new byte[60], groups[i], 60, i), 60);
                rig.run(4 * MS);
                assertThat(rig.received - before).as("frames to group %012X", groups[i]).isEqualTo(wanted ? 1 : 0);
            }
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.noViolation();
        });
    }

    /** With a valid frame check sequence or a wrong one, of any length, control frames and frames with a VLAN tag among them. */
    @Test
    @DisplayName("T32: runts, giants, VLAN tags, frames with errors")
    void t32ShouldHandUpNothingButWholeFrames() {
        new Row("T32", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.traffic();
            trial.quiet();
            int damaged = 0;
            int good = 0;
            for (int i = 0; i < 40; i++) {
                int octets = switch (trial.random.nextInt(4)) {
                    case 0 -> 14 + trial.random.nextInt(46);
                    case 1 -> 1514 + trial.random.nextInt(9);
                    case 2 -> 1700 + trial.random.nextInt(300);
                    default -> 60 + trial.random.nextInt(300);
                };
                byte[] frame = Rig.frame(new byte[octets], Rig.MAC, octets, i);
                boolean tagged = trial.random.nextInt(4) == 0;
                frame[12] = (byte) (tagged ? 0x81 : 0x86);
                frame[13] = (byte) (tagged ? 0x00 : 0xDD);
                byte[] whole = Rig.withFcs(frame);
                boolean wrong = trial.random.nextInt(3) == 0;
                whole[whole.length - 1] ^= (byte) (wrong ? 1 : 0);
                rig.chip.receiveRaw(whole, 0, whole.length);
                rig.run(1700 * Rig.US);
                damaged += !wrong && octets < 60 ? 1 : 0;
                good += !wrong && octets >= 60 && octets <= 1514 ? 1 : 0;
            }
            assertThat(rig.received).isEqualTo(good);
            trial.counted(Enc28j60Event.RECEIVE_DAMAGED, damaged);
            trial.dropped(-damaged);
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.noViolation();
        });
    }
}
