package dev.kogame.enc28j60.chip;

import dev.kogame.board.Boot;
import dev.kogame.board.SpiBus;

/** The chip's side of the SPI bus: the cycles that wait for a run, the time they take, and what the lines do to them. */
final class SpiPort {
    private static final byte[] NO_OCTETS = {};
    private static final byte FLOATING = -1;
    /** Table 16-5. The hold time of MAC and MII registers is longer, see {@link ControlLogic}. */
    private static final int SELECT_NS = 50;
    private static final int HOLD_NS = 10;
    private static final int GAP_NS = 50;
    private static final int FASTEST_HZ = 20_000_000;

    private final SpiTiming spi;
    private final Timeline timeline;
    private final CommandDecoder decoder;
    private final Violations violations;
    private final Faults faults;

    private final int[] command = new int[SpiBus.MAX_CYCLES];
    private final byte[][] data = new byte[SpiBus.MAX_CYCLES][];
    private final int[] dataAt = new int[SpiBus.MAX_CYCLES];
    private final int[] dataOctets = new int[SpiBus.MAX_CYCLES];
    private final boolean[] reading = new boolean[SpiBus.MAX_CYCLES];
    private final byte[] inline = new byte[SpiBus.MAX_CYCLES];
    /** What arrives of octets that lose bits on their way. */
    private final byte[] arrived = new byte[SpiBus.MAX_OCTETS];
    private int queued;

    private long runs;
    private long cycles;
    private long octets;

    SpiPort(SpiTiming spi, Timeline timeline, CommandDecoder decoder, Violations violations, Faults faults) {
        this.spi = spi;
        this.timeline = timeline;
        this.decoder = decoder;
        this.violations = violations;
        this.faults = faults;
        for (int i = 0; i < data.length; i++) {
            data[i] = NO_OCTETS;
        }
    }

    void command(int octet) {
        queue(octet, NO_OCTETS, 0, 0, false);
    }

    void write(int octet, int value) {
        int cycle = queue(octet, inline, queued, 1, false);
        inline[cycle] = (byte) value;
    }

    int queue(int octet, byte[] buffer, int at, int count, boolean read) {
        if (queued == SpiBus.MAX_CYCLES) {
            throw tooManyCycles();
        }
        command[queued] = octet & 0xFF;
        data[queued] = buffer;
        dataAt[queued] = at;
        dataOctets[queued] = count;
        reading[queued] = read;
        return queued++;
    }

    @Boot
    private static IllegalStateException tooManyCycles() {
        return new IllegalStateException(
                "A run takes at most " + SpiBus.MAX_CYCLES + " cycles; run them before queueing more");
    }

    int run() {
        timeline.catchUp();
        timeline.spend(spi.callNs());
        runs++;
        for (int i = 0; i < queued; i++) {
            cycles++;
            octets += 1 + dataOctets[i];
            if (faults.takeCycle()) {
                timeline.brownOut();
            }
            checkTiming(i);
            long leadNs = (i > 0 ? spi.gapNs() : 0) + spi.selectNs();
            int whole = faults.octetsBeforeDrop(dataOctets[i]);
            boolean dropped = whole < dataOctets[i];
            cycle(leadNs, command[i], data[i], dataAt[i], whole, reading[i], dropped);
            if (dropped) {
                goOnAfterDrop(i, whole);
            }
            data[i] = NO_OCTETS;
        }
        queued = 0;
        return SpiBus.OK;
    }

    private void checkTiming(int i) {
        if (spi.clockHz() > FASTEST_HZ) {
            violations.during(command[i], false);
            violations.add(Violation.CLOCK_TOO_FAST, command[i] & 0x1F);
        }
        if (spi.selectNs() < SELECT_NS || spi.holdNs() < HOLD_NS || i > 0 && spi.gapNs() < GAP_NS) {
            violations.during(command[i], false);
            violations.add(Violation.CHIP_SELECT_TIMING, command[i] & 0x1F);
        }
    }

    /** Chip select has risen in the middle of a cycle whose other octets still follow. */
    private void goOnAfterDrop(int i, int whole) {
        byte[] buffer = data[i];
        int at = dataAt[i] + whole;
        int rest = dataOctets[i] - whole;
        int first = buffer[at];
        for (int n = 0; reading[i] && n < rest; n++) {
            buffer[at + n] = FLOATING;
        }
        if (faults.dropReselects()) {
            cycle(0, reading[i] ? 0 : first & 0xFF, buffer, at + 1, rest - 1, reading[i], true);
        } else {
            timeline.spend(spi.octetsNs(rest));
        }
    }

    private void cycle(long leadNs, int sent, byte[] buffer, int at, int count, boolean read, boolean disturbed) {
        int octet = faults.written(sent);
        violations.during(octet, disturbed || octet != sent);
        timeline.spend(leadNs + spi.octetsNs(1));
        long restNs = spi.octetsNs(count) + spi.holdNs();
        if (read) {
            decoder.read(octet, buffer, at, count);
            faults.read(octet, buffer, at, count);
            timeline.spend(restNs);
        } else {
            timeline.spend(restNs);
            if (faults.flipsWritten() && count <= arrived.length) {
                for (int i = 0; i < count; i++) {
                    arrived[i] = (byte) faults.written(buffer[at + i]);
                    if (arrived[i] != buffer[at + i]) {
                        violations.during(octet, true);
                    }
                }
                decoder.write(octet, arrived, 0, count);
            } else {
                decoder.write(octet, buffer, at, count);
            }
            timeline.written();
        }
    }

    long runs() {
        return runs;
    }

    long cycles() {
        return cycles;
    }

    long octets() {
        return octets;
    }
}
