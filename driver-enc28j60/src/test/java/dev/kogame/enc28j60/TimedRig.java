package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiFunction;

import dev.kogame.board.EthernetPort;
import dev.kogame.board.InterruptLine;
import dev.kogame.board.SpiBus;
import dev.kogame.enc28j60.chip.ChipOptions;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import dev.kogame.enc28j60.chip.SpiTiming;

/**
 * Any driver in front of the chip, in virtual time that the bus takes, too; everything else takes none. Counts what the bus does.
 */
final class TimedRig {
    static final long MAC = 0x02_13_24_35_46_57L;
    static final long MS = 1_000_000;

    private static final int BUDGET = 16;
    /** Far enough from any check-up that a measurement does not meet one. */
    private static final long QUIET_NS = 300 * MS;

    /**
     * What the bus did.
     *
     * @param selects chip-select cycles
     * @param octets clocked
     * @param runs on Linux, calls of the kernel
     */
    record Cost(long selects, long octets, long runs) {
        Cost minus(Cost before) {
            return new Cost(selects - before.selects, octets - before.octets, runs - before.runs);
        }
    }

    final Flood farEnd = new Flood();
    final Enc28j60Chip chip;
    final EthernetPort driver;
    private final byte[] into = new byte[2048];
    private final byte[] out = new byte[EthernetPort.MAX_FRAME_OCTETS];
    private int sending;
    long received;
    private long nowNs;

    TimedRig(SpiTiming timing, BiFunction<SpiBus, InterruptLine, EthernetPort> maker) {
        chip = new Enc28j60Chip(ChipOptions.DEFAULTS.with(timing), farEnd);
        driver = maker.apply(chip, chip);
        // By then the link is up, for a driver that does not look, too.
        run(3000 * MS);
        assertThat(driver.linkUp()).as("link").isTrue();
    }

    static TimedRig ours(SpiTiming timing) {
        return new TimedRig(timing,
                (bus, line) -> new Enc28j60(bus, line, Enc28j60Config.halfDuplex(MAC)));
    }

    static TimedRig linux(SpiTiming timing) {
        return new TimedRig(timing, (bus, line) -> new LinuxSequenceDriver(bus, line, MAC));
    }

    /** Receives frames as fast as the wire brings them. */
    void flood(int octets, long durationNs) {
        farEnd.offer(Long.MAX_VALUE, octets);
        run(durationNs);
        farEnd.offer(0, octets);
    }

    /** Sends frames as fast as the driver takes them. */
    void send(int octets, long durationNs) {
        sending = octets;
        farEnd.await(Rig.frame(out, farEnd.macAddress(), octets, 0), octets);
        run(durationNs);
        sending = 0;
    }

    /** What the bus does from the moment so many frames wait until nothing more comes of them. */
    Cost receiveCost(int frames, int octets) {
        settle();
        farEnd.offer(frames, octets);
        long before = received;
        while (!farEnd.exhausted()) {
            chip.poll(nowNs += 10_000, BUDGET);
        }
        chip.poll(nowNs += 2 * MS, BUDGET);
        Cost start = cost();
        run(20 * MS);
        assertThat(received - before).as("frames received").isEqualTo(frames);
        assertThat(chip.asserted()).as("interrupt line").isFalse();
        return cost().minus(start);
    }

    /** What the bus does from the moment a frame is handed over until the driver knows that it is gone. */
    Cost transmitCost(int octets) {
        settle();
        long before = farEnd.taken();
        farEnd.await(Rig.frame(out, farEnd.macAddress(), octets, 0), octets);
        Cost start = cost();
        assertThat(driver.transmit(out, 0, octets, nowNs)).isEqualTo(EthernetPort.SENT);
        run(QUIET_NS / 2);
        assertThat(farEnd.taken() - before).as("frames on the wire").isEqualTo(1);
        return cost().minus(start);
    }

    private Cost cost() {
        return new Cost(chip.spiCycles(), chip.spiOctets(), chip.spiRuns());
    }

    /** An idle driver's next deadline is its check-up. */
    private void settle() {
        while (driver.nextDeadlineNs() - nowNs < QUIET_NS) {
            run(QUIET_NS);
        }
    }

    /** Runs the duty cycle for a time, or a little longer if the bus is busy at its end. */
    void run(long durationNs) {
        long endNs = nowNs + durationNs;
        int still = 0;
        while (nowNs < endNs) {
            long turnNs = nowNs;
            int work = chip.poll(nowNs, BUDGET) + driver.poll(nowNs) + receive() + transmit();
            nowNs = Math.max(nowNs, chip.nowNs());
            if (work == 0) {
                long deadlineNs = Math.min(chip.nextDeadlineNs(), driver.nextDeadlineNs());
                nowNs = Math.max(nowNs, Math.min(deadlineNs, endNs));
            }
            still = nowNs == turnNs ? still + 1 : 0;
            assertThat(still).as("turns at %d ns in which no time passed", nowNs).isLessThan(10_000);
        }
    }

    private int receive() {
        int frames = 0;
        while (frames < BUDGET) {
            int octets = driver.receive(into, 0, into.length, nowNs);
            if (octets == EthernetPort.NONE) {
                break;
            }
            frames++;
            if (octets > 0) {
                farEnd.expect(into, octets);
                received++;
            } else {
                // A flood may overrun the ring; nothing else may happen to a frame.
                assertThat(octets).isEqualTo(EthernetPort.RECEIVE_OVERRUN);
            }
        }
        return frames;
    }

    private int transmit() {
        int frames = 0;
        while (sending > 0 && frames < BUDGET && driver.transmit(out, 0, sending, nowNs) == EthernetPort.SENT) {
            frames++;
        }
        return frames;
    }
}
