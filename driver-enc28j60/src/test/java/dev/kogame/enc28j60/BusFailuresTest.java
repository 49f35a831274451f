package dev.kogame.enc28j60;

import dev.kogame.enc28j60.chip.Faults;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Field failures of the bus: T16, T29, T30, T34. */
class BusFailuresTest {
    private static final long MS = Rig.MS;
    private static final long AT_ONCE_NS = 8 * MS;
    /** A reset, and the time in which the PHY finds the link. */
    private static final long START_NS = 50 * MS;
    /** What the bus has changed unseen in the chip comes to light at the next check-up. */
    private static final long CHECKUP_AND_START_NS = 1_000 * MS + START_NS;
    private static final int EIO = -5;
    private static final int ETIMEDOUT = -110;
    private static final int EMSGSIZE = -90;

    @Test
    @DisplayName("T29: a call of the kernel fails before, within and after what it was asked to do, at every place")
    void t29ShouldCarryTrafficAgainWhereverTheBusFails() {
        int[] errors = {EIO, ETIMEDOUT, EMSGSIZE};
        FaultyBus.Break[] ways = FaultyBus.Break.values();
        new Row("T29", AT_ONCE_NS).losing(3, 3).trials(trial -> {
            Rig rig = trial.traffic();
            rig.bus.breakAfter(trial.seed() - 1, ways[trial.random.nextInt(ways.length)],
                    errors[trial.random.nextInt(errors.length)]);
            while (!rig.bus.broke()) {
                rig.run(100 * Rig.US);
            }
            trial.recovers();
            trial.counted(Enc28j60Event.BUS_ERROR, 1);
            trial.counted(Enc28j60Event.RESYNC, 1);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T29: the bus fails while the link changes and the chip is looked at")
    void t29ShouldComeBackWhereverTheBusFailsDuringAChangeOfTheLink() {
        FaultyBus.Break[] ways = FaultyBus.Break.values();
        new Row("T29, link", START_NS).losing(100, 5).trials(trial -> {
            Rig rig = trial.traffic();
            rig.chip.link(false);
            // So many cycles the change takes; each of them is met several times.
            rig.bus.breakAfter((trial.seed() - 1) % 50, ways[trial.random.nextInt(ways.length)], EIO);
            rig.run(MS);
            rig.chip.link(true);
            trial.recovers();
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    /** Noise for a while: no octet read can be trusted. What is found to be damaged is dropped. */
    @Test
    @DisplayName("T16: MISO echoes the command, or holds a level, or flips bits")
    void t16ShouldLiveThroughNoiseOnWhatItReads() {
        new Row("T16", CHECKUP_AND_START_NS).losing(60, 5).trials(trial -> {
            Rig rig = trial.traffic();
            Faults faults = trial.faults();
            switch (trial.random.nextInt(4)) {
                case 0 -> faults.misoStuck(0x3A);
                case 1 -> faults.misoStuck(trial.random.nextInt(256));
                case 2 -> faults.misoEchoes(true);
                default -> faults.flipReadBits(1 + trial.random.nextInt(2000));
            }
            rig.run(trial.moment());
            faults.none();
            trial.mayLoseUnseen(2);
            trial.slowly();
            trial.recovers();
        });
    }

    @Test
    @DisplayName("T16: octets that the host sends change on their way")
    void t16ShouldLiveThroughNoiseOnWhatItWrites() {
        new Row("T16, written", CHECKUP_AND_START_NS).losing(320, 300).trials(trial -> {
            Rig rig = trial.traffic();
            trial.mayDamage(40);
            trial.mayLoseUnseen(40);
            trial.faults().flipWrittenBits(1 + trial.random.nextInt(3000));
            rig.run(trial.moment());
            trial.faults().none();
            trial.slowly();
            trial.recovers();
        });
    }

    @Test
    @DisplayName("T30: chip select rises within a cycle, or between its octets, whose rest is then a new command")
    void t30ShouldComeBackWhereverACycleIsCutShort() {
        new Row("T30", CHECKUP_AND_START_NS).losing(5, 5).trials(trial -> {
            Rig rig = trial.traffic();
            trial.mayDamage(2);
            int octets = trial.random.nextBoolean() ? trial.random.nextInt(3) : trial.random.nextInt(80);
            trial.faults().dropSelect(trial.seed() - 1, octets, trial.random.nextBoolean());
            rig.runCycles(trial.seed());
            trial.mayLoseUnseen(1);
            trial.slowly();
            trial.recovers();
        });
    }

    /** Lengths whose low halves, and octets that are, opcodes of the chip: as content, in headers and in pointers. */
    @Test
    @DisplayName("T34: octets of frames and pointers equal opcodes")
    void t34ShouldCarryOctetsThatLookLikeCommands() {
        byte[] opcodes = {0x3A, 0x7A, 0x40, 0x4C, (byte) 0xFF, (byte) 0x80, (byte) 0xA0, 0x5F, (byte) 0x9F, (byte) 0xBF,
                0x1F, 0x00, (byte) 0xFF, (byte) 0xFF};
        int[] lengths = {0x7A, 0x13A, 0x17A, 0x140, 0x14C, 0x1FF, 0x0FF, 0x180, 0x1A0, 0x45F, 0x39F, 0x4BF, 0x40, 0x4C,
                0x5E0, 0x53C, 0x3A - 4 + 0x100, 0x7A - 4};
        new Row("T34", AT_ONCE_NS).trials(trial -> {
            Rig rig = trial.rig();
            for (int i = 0; i < lengths.length; i++) {
                int other = trial.random.nextInt(lengths.length);
                int swapped = lengths[i];
                lengths[i] = lengths[other];
                lengths[other] = swapped;
            }
            rig.in.lengths(lengths.clone());
            rig.out.lengths(lengths.clone());
            rig.in.data(opcodes);
            rig.out.data(opcodes);
            trial.traffic();
            while (rig.in.begun() < lengths.length || rig.out.begun() < lengths.length) {
                rig.run(MS);
            }
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }
}
