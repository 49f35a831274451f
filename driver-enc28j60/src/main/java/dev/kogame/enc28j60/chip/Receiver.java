package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.ECON1;
import static dev.kogame.enc28j60.chip.Registers.ECON1_RXEN;
import static dev.kogame.enc28j60.chip.Registers.ECON2;
import static dev.kogame.enc28j60.chip.Registers.ECON2_PWRSV;
import static dev.kogame.enc28j60.chip.Registers.EIR;
import static dev.kogame.enc28j60.chip.Registers.EIR_RXERIF;
import static dev.kogame.enc28j60.chip.Registers.EPKTCNT;
import static dev.kogame.enc28j60.chip.Registers.ERXST;
import static dev.kogame.enc28j60.chip.Registers.ERXWRPT;
import static dev.kogame.enc28j60.chip.Registers.ESTAT;
import static dev.kogame.enc28j60.chip.Registers.ESTAT_BUFER;
import static dev.kogame.enc28j60.chip.Registers.ESTAT_RXBUSY;
import static dev.kogame.enc28j60.chip.Registers.MACON1;
import static dev.kogame.enc28j60.chip.Registers.MACON1_MARXEN;
import static dev.kogame.enc28j60.chip.Registers.MACON1_PASSALL;
import static dev.kogame.enc28j60.chip.Registers.MACON1_RXPAUS;
import static dev.kogame.enc28j60.chip.Registers.MACON3;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FULDPX;
import static dev.kogame.enc28j60.chip.Registers.MACON3_HFRMEN;
import static dev.kogame.enc28j60.chip.Registers.MAMXFL;

import java.util.zip.CRC32;

import dev.kogame.board.Deadlines;

/** From the wire into the ring: one frame at a time, checked, filtered, and written with its header (DS39662 section 7.2). */
final class Receiver {
    /** Room for a frame with its frame check sequence, well above any that MAMXFL lets pass. */
    static final int CAPACITY = 2048;
    static final int FCS_OCTETS = 4;
    static final int OCTET_NS = 800;
    static final int PREAMBLE_OCTETS = 8;
    static final int GAP_NS = 12 * OCTET_NS;
    static final int CONTROL_TYPE = 0x8808;
    static final long PAUSE_QUANTUM_NS = 51_200;

    private static final int HEADER_OCTETS = 6;
    private static final int SHORTEST_KEPT = 18;
    private static final int MOST_PACKETS = 255;

    private final ChipTime time;
    private final Registers registers;
    private final BufferMemory memory;
    private final ReceiveFilter filter;
    private final Transmitter transmitter;
    private final Dma dma;
    private final Faults faults;
    private final Dice dice;
    private final boolean needsReset;
    private final long countDelayNs;
    private final CRC32 crc = new CRC32();
    private final byte[] frame = new byte[CAPACITY + FCS_OCTETS];
    private final byte[] header = new byte[HEADER_OCTETS];
    private int octets;
    private boolean listening;
    private boolean corruptNext;
    private boolean deaf;
    private long endNs;
    private long dueNs = Deadlines.NEVER;
    /** A packet was lost since the last one that was stored. */
    private boolean dropped;
    /** The check sequence is the one computed here, so that it need not be checked. */
    private boolean wellFormed;
    private long overruns;

    Receiver(ChipTime time, Registers registers, BufferMemory memory, Transmitter transmitter, Dma dma, Faults faults,
            ChipOptions options, Dice dice) {
        this.time = time;
        this.registers = registers;
        this.memory = memory;
        this.filter = new ReceiveFilter(registers, options);
        this.transmitter = transmitter;
        this.dma = dma;
        this.faults = faults;
        this.dice = dice;
        needsReset = options.reads(OpenPoint.RXRST_AFTER_OVERFLOW);
        countDelayNs = options.reads(OpenPoint.PACKET_COUNTED_LATE) ? 1_000 : 0;
    }

    /** Where the frame that {@link #begin} announces is put first, without preamble and frame check sequence. */
    byte[] frame() {
        return frame;
    }

    /** When the wire is done with the frame. */
    long endNs() {
        return endNs;
    }

    /** When the frame on the wire is complete, or {@link Deadlines#NEVER} if there is none. */
    long dueNs() {
        return dueNs;
    }

    long overruns() {
        return overruns;
    }

    /** The frame's first bit arrives. The far end has padded it to 60 octets and added the frame check sequence. */
    void begin(int length, boolean linked) {
        int padded = length;
        while (padded < 60) {
            frame[padded++] = 0;
        }
        int fcs = crcOf(padded);
        for (int i = 0; i < FCS_OCTETS; i++) {
            frame[padded + i] = (byte) (fcs >> 8 * i);
        }
        beginRaw(padded + FCS_OCTETS, linked);
        wellFormed = true;
    }

    /** The same for a frame that stands in {@link #frame} with its frame check sequence, right or wrong, long or short. */
    void beginRaw(int withFcs, boolean linked) {
        octets = withFcs;
        wellFormed = false;
        endNs = time.nowNs + (long) (PREAMBLE_OCTETS + withFcs) * OCTET_NS;
        dueNs = endNs + countDelayNs;
        listening = linked && enabled() && !deaf;
        if (listening) {
            registers.raise(ESTAT, ESTAT_RXBUSY);
            if (dma.checksumming()) {
                loseByChecksum();
            }
        }
    }

    /** Erratum 17: a checksum by DMA ruins the frame that comes in meanwhile. */
    void loseByChecksum() {
        if (listening) {
            abort();
            overflow();
        }
    }

    /** An own frame comes back out of the half duplex loop. */
    void loopBack(byte[] sent, int length) {
        System.arraycopy(sent, 0, frame, 0, length);
        begin(length, true);
        complete();
    }

    private boolean enabled() {
        return registers.has(ECON1, ECON1_RXEN) && registers.has(MACON1, MACON1_MARXEN)
                && !registers.has(ECON2, ECON2_PWRSV);
    }

    /** The packet in progress is given up: RXRST, a reset, or receiving switched off. */
    void abort() {
        listening = false;
        registers.lower(ESTAT, ESTAT_RXBUSY);
    }

    /** RXRST or a reset. */
    void reset() {
        abort();
        dropped = false;
        deaf = false;
    }

    /** Erratum 14: what an even ERXRDPT may do to the next header. */
    void corruptNext() {
        corruptNext = true;
    }

    /** The frame's last bit has arrived. */
    void complete() {
        dueNs = Deadlines.NEVER;
        registers.lower(ESTAT, ESTAT_RXBUSY);
        if (!listening || !enabled() || octets < SHORTEST_KEPT) {
            return;
        }
        boolean crcValid = wellFormed || crcOf(octets - FCS_OCTETS) == littleEndian(octets - FCS_OCTETS);
        if (isControl() && crcValid && !control()) {
            return;
        }
        if (octets > registers.word(MAMXFL) && !registers.has(MACON3, MACON3_HFRMEN)
                || !filter.accepts(frame, octets, crcValid)) {
            return;
        }
        store(crcValid);
    }

    /** Obeys a pause frame; whether the control frame goes on into the ring. */
    private boolean control() {
        if (isPause() && registers.has(MACON1, MACON1_RXPAUS) && registers.has(MACON3, MACON3_FULDPX)) {
            transmitter.pauseUntil(endNs + PAUSE_QUANTUM_NS * bigEndian(16));
        }
        return registers.has(MACON1, MACON1_PASSALL);
    }

    private void store(boolean crcValid) {
        int image = HEADER_OCTETS + octets + (octets & 1);
        if (image > memory.freeOctets() || registers.get(EPKTCNT) == MOST_PACKETS) {
            overflow();
            deaf = needsReset || faults.deafAfterOverflow();
            return;
        }
        int start = memory.writeAt();
        int next = memory.ringAfter(start, image);
        int status = statusVector(crcValid);
        header[0] = (byte) next;
        header[1] = (byte) (next >> 8);
        header[2] = (byte) octets;
        header[3] = (byte) (octets >> 8);
        header[4] = (byte) status;
        header[5] = (byte) (status >> 8);
        if (corruptNext && dice.oneIn(2)) {
            header[1] ^= 0x40;
        }
        corruptNext = false;
        faults.damage(header);
        memory.storeInRing(start, header, 0, HEADER_OCTETS);
        memory.storeInRing(memory.ringAfter(start, HEADER_OCTETS), frame, 0, octets);
        memory.writeAt(next);
        registers.setWord(ERXWRPT, next);
        registers.set(EPKTCNT, registers.get(EPKTCNT) + 1);
    }

    private void overflow() {
        overruns++;
        dropped = true;
        registers.raise(EIR, EIR_RXERIF);
        registers.raise(ESTAT, ESTAT_BUFER);
    }

    /** Bits 31..16 of the receive status vector (table 7-3). */
    private int statusVector(boolean crcValid) {
        int type = bigEndian(12);
        int data = octets - 14 - FCS_OCTETS;
        boolean lengthWrong = type <= 1500 && type != data && !(data <= 46 && type < data);
        boolean broadcast = ReceiveFilter.isBroadcast(frame);
        int status = dropped ? 0x01 : 0;
        dropped = false;
        status |= crcValid ? 0x80 : 0x10;
        status |= lengthWrong ? 0x20 : 0;
        status |= type > 1500 ? 0x40 : 0;
        status |= !broadcast && (frame[0] & 1) != 0 ? 0x100 : 0;
        status |= broadcast ? 0x200 : 0;
        if (isControl()) {
            status |= 0x800 | (isPause() ? 0x1000 : 0x2000);
        }
        status |= type == 0x8100 ? 0x4000 : 0;
        return status;
    }

    private boolean isControl() {
        return bigEndian(12) == CONTROL_TYPE;
    }

    private boolean isPause() {
        return bigEndian(14) == 1;
    }

    private int bigEndian(int at) {
        return (frame[at] & 0xFF) << 8 | frame[at + 1] & 0xFF;
    }

    private int littleEndian(int at) {
        return frame[at] & 0xFF | (frame[at + 1] & 0xFF) << 8 | (frame[at + 2] & 0xFF) << 16 | frame[at + 3] << 24;
    }

    private int crcOf(int length) {
        crc.reset();
        crc.update(frame, 0, length);
        return (int) crc.getValue();
    }

    /** ERXST or ERXND was written: the write pointer starts over, by erratum 5 now and then at 0 instead of ERXST. */
    void restartRing() {
        int first = registers.word(ERXST);
        corruptNext = false;
        memory.writeAt(first != 0 && dice.oneIn(4) ? 0 : first);
    }
}
