package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.CRC32;

import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.ChipOptions;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import dev.kogame.enc28j60.chip.Revision;

/** A far end, a cable, the chip, a bus and the driver, in virtual time. */
final class Rig {
    static final long MAC = 0x02_13_24_35_46_57L;
    static final long US = 1_000;
    static final long MS = 1_000_000;

    /** Numbered frames from the far end to the driver, and from the driver to the far end; both silent until started. */
    final Stream in;
    final Stream out;
    final FarEnd farEnd;
    final Enc28j60Chip chip;
    final FaultyBus bus;
    final Enc28j60 driver;
    final byte[] frame = new byte[2048];
    private final byte[] toSend = new byte[EthernetPort.MAX_FRAME_OCTETS];
    private int toSendOctets;
    /** Frames the driver handed up, numbered ones not among them, and the last code below 0 that it gave instead. */
    int received;
    int lastOctets;
    int lastError;
    /** Numbered frames for which the driver answered that it cannot send them. */
    int refused;
    boolean reading = true;
    /** The interrupt line as the driver sees it: -1 as it is, 0 never asserted, 1 always. */
    int lineStuck = -1;
    /** Whether falling edges of the line go unnoticed; its level can still be read. */
    boolean edgesLost;
    long nowNs;

    Rig() {
        this(Revision.B7, true, 1);
    }

    Rig(Revision revision, boolean fullDuplex, long seed) {
        this(ChipOptions.DEFAULTS.with(revision).withSeed(seed), fullDuplex);
    }

    Rig(ChipOptions options, boolean fullDuplex) {
        in = new Stream(MAC, FarEnd.MAC, options.seed());
        out = new Stream(FarEnd.MAC, MAC, ~options.seed());
        farEnd = new FarEnd(in, out);
        chip = new Enc28j60Chip(options, farEnd);
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

    /** Runs the duty cycle for a time, sleeping exactly as long as the deadlines say, or until an edge of the interrupt line. */
    void run(long durationNs) {
        long endNs = nowNs + durationNs;
        for (int rounds = 0; nowNs < endNs; rounds++) {
            if (rounds > 1_000_000) {
                throw new AssertionError("The duty cycle spins at " + nowNs + ": " + driver.counters());
            }
            int work = round();
            nowNs = Math.max(nowNs, chip.nowNs());
            if (work > 0) {
                continue;
            }
            long deadlineNs = Math.min(driver.nextDeadlineNs(), endNs);
            if (toSendOctets == 0 && driver.linkUp()) {
                deadlineNs = Math.min(deadlineNs, out.dueNs());
            }
            if (!reading) {
                // The driver rightly asks for a turn while frames wait that nobody takes.
                deadlineNs = Math.max(deadlineNs, nowNs + 20_000);
            }
            sleep(deadlineNs);
        }
    }

    /** Lets the chip and the wire go on; a line that is low when the sleep begins wakes nobody. */
    private void sleep(long deadlineNs) {
        boolean low = line();
        while (nowNs < deadlineNs) {
            nowNs = Math.max(nowNs, Math.min(deadlineNs, chip.nextDeadlineNs()));
            if (nowNs < deadlineNs && chip.poll(nowNs, 8) == 0) {
                nowNs++;
            }
            if (!low && line() && !edgesLost) {
                return;
            }
            low = line();
        }
    }

    /** Runs the duty cycle until the bus has been used for so many cycles more. */
    void runCycles(long cycles) {
        long until = chip.spiCycles() + cycles;
        while (chip.spiCycles() <= until) {
            run(100 * US);
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
            if (octets < 0) {
                lastError = octets;
            } else if (Stream.numbered(frame, 0)) {
                in.arrive(frame, 0, octets);
            } else {
                received++;
                lastOctets = octets;
            }
        }
        return work + sendNumbered();
    }

    private int sendNumbered() {
        if (toSendOctets == 0) {
            if (!out.due(nowNs) || !driver.linkUp()) {
                return 0;
            }
            toSendOctets = out.fill(toSend, 0);
        }
        int outcome = driver.transmit(toSend, 0, toSendOctets, nowNs);
        if (outcome == EthernetPort.BUSY) {
            return 0;
        }
        refused += outcome == EthernetPort.FAILED ? 1 : 0;
        toSendOctets = 0;
        out.begin(nowNs);
        return 1;
    }

    /** Starts both streams. */
    void traffic(long meanNs) {
        in.start(meanNs, nowNs);
        out.start(meanNs, nowNs);
    }

    /** The host does nothing for a time in which chip and wire go on. */
    void stall(long durationNs) {
        boolean heard = edgesLost;
        edgesLost = true;
        sleep(nowNs + durationNs);
        edgesLost = heard;
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

    /** A copy of a frame with its frame check sequence. */
    static byte[] withFcs(byte[] frame) {
        byte[] whole = Arrays.copyOf(frame, frame.length + 4);
        CRC32 crc = new CRC32();
        crc.update(frame);
        for (int i = 0; i < 4; i++) {
            whole[frame.length + i] = (byte) (crc.getValue() >> 8 * i);
        }
        return whole;
    }
}
