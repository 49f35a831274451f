package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.ChipOptions;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import dev.kogame.enc28j60.chip.Revision;

/** A far end, a cable, the chip, a bus and the driver, in virtual time. */
final class Rig {
    static final long MAC = 0x02_13_24_35_46_57L;
    static final long MS = 1_000_000;

    final FarEnd farEnd = new FarEnd();
    final Enc28j60Chip chip;
    final FaultyBus bus;
    final Enc28j60 driver;
    final byte[] frame = new byte[2048];
    /** Frames the driver handed up, and the last code below 0 that it gave instead. */
    int received;
    int lastOctets;
    int lastError;
    boolean reading = true;
    /** The interrupt line as the driver sees it: -1 as it is, 0 never asserted, 1 always. */
    int lineStuck = -1;
    long nowNs;

    Rig() {
        this(Revision.B7, true, 1);
    }

    Rig(Revision revision, boolean fullDuplex, long seed) {
        chip = new Enc28j60Chip(ChipOptions.DEFAULTS.with(revision).withSeed(seed), farEnd);
        bus = new FaultyBus(chip);
        driver = new Enc28j60(bus, this::line, new Enc28j60Config(MAC, fullDuplex));
    }

    private boolean line() {
        return lineStuck < 0 ? chip.asserted() : lineStuck > 0;
    }

    /** A rig whose link is up. */
    static Rig up(boolean fullDuplex) {
        Rig rig = new Rig(Revision.B7, fullDuplex, 1);
        rig.awaitLink();
        return rig;
    }

    void awaitLink() {
        long limitNs = nowNs + 10_000 * MS;
        while (!driver.linkUp() && nowNs < limitNs) {
            run(MS);
        }
        assertThat(driver.linkUp()).as("link, fault: %s", driver.fault()).isTrue();
    }

    /** Runs the duty cycle for a time, sleeping exactly as long as the deadlines say. */
    void run(long durationNs) {
        long endNs = nowNs + durationNs;
        for (int rounds = 0; nowNs < endNs; rounds++) {
            if (rounds > 1_000_000) {
                throw new AssertionError("The duty cycle spins at " + nowNs + ": " + driver.counters());
            }
            int work = round();
            long deadlineNs = Math.min(Math.min(chip.nextDeadlineNs(), driver.nextDeadlineNs()), endNs);
            if (!reading) {
                // The driver rightly asks for a turn while frames wait that nobody takes.
                deadlineNs = Math.max(deadlineNs, nowNs + 20_000);
            }
            nowNs = Math.max(nowNs, Math.max(chip.nowNs(), work > 0 ? nowNs : deadlineNs));
        }
    }

    /** One turn for everybody. */
    int round() {
        int work = chip.poll(nowNs, 8);
        work += driver.poll(nowNs);
        for (int i = 0; reading && i < 8; i++) {
            int octets = driver.receive(frame, 0, frame.length, nowNs);
            if (octets == EthernetPort.NONE) {
                break;
            }
            work++;
            if (octets > 0) {
                received++;
                lastOctets = octets;
            } else {
                lastError = octets;
            }
        }
        return work;
    }

    /** Sends a frame, waiting for room. */
    int transmit(byte[] octets, int length) {
        for (int i = 0; i < 10_000; i++) {
            int outcome = driver.transmit(octets, 0, length, nowNs);
            if (outcome != EthernetPort.BUSY) {
                return outcome;
            }
            run(100_000);
        }
        throw new AssertionError("The transmitter stays busy: " + driver.counters());
    }

    void expectNoViolation() {
        assertThat(chip.describeViolations()).isEqualTo("no violation");
    }

    long count(Enc28j60Event event) {
        return driver.counters().of(event);
    }

    /** Fills a frame to the driver's station (or any other): addresses, type, and octets that tell position and number. */
    static byte[] frame(byte[] frame, long destination, int octets, int number) {
        for (int i = 0; i < 6; i++) {
            frame[i] = (byte) (destination >>> 40 - 8 * i);
            frame[6 + i] = (byte) (i == 5 ? 0x99 : i == 0 ? 0x02 : 0);
        }
        frame[12] = (byte) 0x86;
        frame[13] = (byte) 0xDD;
        for (int i = 14; i < octets; i++) {
            frame[i] = (byte) (i * 31 + number * 7 + (i >> 8));
        }
        return frame;
    }
}
