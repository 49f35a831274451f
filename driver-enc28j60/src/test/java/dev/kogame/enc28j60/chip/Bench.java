package dev.kogame.enc28j60.chip;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

import dev.kogame.board.Deadlines;

/** A chip on a bench: its medium, its host, and the time. */
final class Bench {
    static final String OWN = "020000000001";

    final Queue medium = new Queue();
    final Enc28j60Chip chip;
    final Host host;
    final Faults faults;
    long nowNs = 1_000_000;

    Bench(ChipOptions options) {
        chip = new Enc28j60Chip(options, medium);
        host = new Host(chip);
        faults = chip.faults();
        poll(nowNs);
    }

    /** A chip that is configured, with all filters off and the link up. */
    static Bench configured(ChipOptions options, boolean fullDuplex) {
        Bench bench = new Bench(options);
        bench.host.configure(0x19FF, 0, fullDuplex);
        bench.poll(100_000_000);
        return bench;
    }

    static Bench configured(boolean fullDuplex) {
        return configured(ChipOptions.DEFAULTS, fullDuplex);
    }

    void poll(long atNs) {
        nowNs = Math.max(atNs, chip.nowNs());
        while (chip.poll(nowNs, 8) > 0) {
            // Until it has nothing more to do.
        }
    }

    /** Lets time pass in the steps that the chip asks for. */
    void run(long ns) {
        long endNs = chip.nowNs() + ns;
        poll(chip.nowNs());
        while (nowNs < endNs) {
            long dueNs = chip.nextDeadlineNs();
            poll(dueNs == Deadlines.NEVER ? endNs : Math.min(endNs, dueNs));
        }
    }

    void receive(byte[] frame) {
        medium.coming.add(frame);
        run(3_000_000);
    }

    int packets() {
        host.bank(1);
        int count = host.rcr(0x19);
        host.bank(0);
        return count;
    }

    /** Loads a frame with a control octet of 0 and raises TXRTS. */
    void send(byte[] frame) {
        host.bank(0);
        host.word(0x02, 0x1A00);
        host.wbm(0);
        host.wbm(frame);
        host.word(0x06, 0x1A00 + frame.length);
        host.bfs(0x1F, 0x08);
    }

    boolean sending() {
        return (host.rcr(0x1F) & 0x08) != 0;
    }

    /** The transmit status vector. */
    long status() {
        host.word(0x00, host.word(0x06) + 1);
        byte[] octets = host.rbm(7);
        long status = 0;
        for (int i = 6; i >= 0; i--) {
            status = status << 8 | octets[i] & 0xFF;
        }
        return status;
    }

    void resetTransmitter() {
        host.bfs(0x1F, 0x80);
        host.bfc(0x1F, 0x80);
        host.bfc(0x1C, 0x0A);
        host.bfc(0x1D, 0x12);
    }

    static byte[] frame(String destination, int octets) {
        byte[] frame = new byte[octets];
        System.arraycopy(HexFormat.of().parseHex(destination), 0, frame, 0, 6);
        frame[12] = (byte) 0x86;
        frame[13] = (byte) 0xDD;
        for (int i = 14; i < octets; i++) {
            frame[i] = (byte) (i * 3 + 2);
        }
        return frame;
    }

    static byte[] withFcs(byte[] frame) {
        CRC32 crc = new CRC32();
        crc.update(frame);
        byte[] whole = Arrays.copyOf(frame, frame.length + 4);
        for (int i = 0; i < 4; i++) {
            whole[frame.length + i] = (byte) (crc.getValue() >> 8 * i);
        }
        return whole;
    }
}
