package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.ECON1;
import static dev.kogame.enc28j60.chip.Registers.ECON1_TXRTS;
import static dev.kogame.enc28j60.chip.Registers.EIR;
import static dev.kogame.enc28j60.chip.Registers.EIR_TXERIF;
import static dev.kogame.enc28j60.chip.Registers.EIR_TXIF;
import static dev.kogame.enc28j60.chip.Registers.ESTAT;
import static dev.kogame.enc28j60.chip.Registers.ESTAT_TXABRT;
import static dev.kogame.enc28j60.chip.Registers.ETXND;
import static dev.kogame.enc28j60.chip.Registers.ETXST;
import static dev.kogame.enc28j60.chip.Registers.MABBIPG;
import static dev.kogame.enc28j60.chip.Registers.MACON3;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FRMLNEN;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FULDPX;
import static dev.kogame.enc28j60.chip.Registers.MACON3_HFRMEN;
import static dev.kogame.enc28j60.chip.Registers.MACON3_TXCRCEN;
import static dev.kogame.enc28j60.chip.Registers.MAMXFL;

import java.util.zip.CRC32;

import dev.kogame.board.Deadlines;

/** From the buffer memory to the wire: padding, frame check sequence, wire time, and the status vector (DS39662 section 7.1). */
final class Transmitter {
    private static final int OVERRIDE = 0x01;
    private static final int OVERRIDE_CRC = 0x02;
    private static final int OVERRIDE_PAD = 0x04;
    private static final int OVERRIDE_HUGE = 0x08;
    private static final int NIBBLE_NS = Receiver.OCTET_NS / 2;
    private static final long JAM_NS = 70 * Receiver.OCTET_NS;

    private final ChipTime time;
    private final Registers registers;
    private final BufferMemory memory;
    private final Faults faults;
    private final CRC32 crc = new CRC32();
    private final byte[] frame = new byte[BufferMemory.OCTETS + 64];
    private final byte[] status = new byte[7];
    private int octets;
    private int wireOctets;
    private boolean deliverable;
    private boolean deferred;
    private boolean stalled;
    private boolean cancelled;
    private int abort;
    /** What was ordered for this attempt when it began. */
    private TransmitFault happening = TransmitFault.NONE;
    private long pausedUntilNs;
    private long dueNs = Deadlines.NEVER;

    Transmitter(ChipTime time, Registers registers, BufferMemory memory, Faults faults) {
        this.time = time;
        this.registers = registers;
        this.memory = memory;
        this.faults = faults;
    }

    /** A pause frame came. */
    void pauseUntil(long untilNs) {
        pausedUntilNs = untilNs;
    }

    /** When the frame on the wire ends, or {@link Deadlines#NEVER}. */
    long dueNs() {
        return dueNs;
    }

    /** The octets of the frame that has just been sent, as a receiver sees them, without frame check sequence. */
    byte[] frame() {
        return frame;
    }

    int octets() {
        return octets;
    }

    /**
     * TXRTS has risen.
     *
     * @param wireFreeNs when this end may start
     * @return when the wire is free again behind the frame
     */
    long request(long wireFreeNs) {
        load();
        happening = abort == 0 && !stalled ? faults.transmitFault() : TransmitFault.NONE;
        if (happening != TransmitFault.NONE) {
            faults.transmitFaultHappened();
        }
        long startNs = Math.max(Math.max(time.nowNs, wireFreeNs), pausedUntilNs);
        deferred = startNs > time.nowNs;
        if (stalled || happening == TransmitFault.STALL) {
            stalled = true;
            dueNs = Deadlines.NEVER;
            return wireFreeNs;
        }
        boolean fullDuplex = registers.has(MACON3, MACON3_FULDPX);
        if (happening != TransmitFault.NONE) {
            dueNs = startNs + JAM_NS;
        } else {
            dueNs = startNs + (long) (Receiver.PREAMBLE_OCTETS + Math.max(wireOctets, 64)) * Receiver.OCTET_NS;
        }
        return dueNs + (long) (registers.get(MABBIPG) + (fullDuplex ? 3 : 6)) * NIBBLE_NS;
    }

    /** Takes the frame from the memory and applies the rules of MACON3 or of the control octet. */
    private void load() {
        int first = registers.word(ETXST);
        int control = memory.peek(first);
        int macon3 = registers.get(MACON3);
        boolean override = (control & OVERRIDE) != 0;
        int padding = macon3 >> 5;
        boolean appendCrc = override ? (control & OVERRIDE_CRC) != 0 : (macon3 & MACON3_TXCRCEN) != 0;
        boolean huge = override ? (control & OVERRIDE_HUGE) != 0 : (macon3 & MACON3_HFRMEN) != 0;
        octets = registers.word(ETXND) - first & BufferMemory.OCTETS - 1;
        memory.copyOut(first + 1, frame, 0, octets);
        int shortest = 0;
        if (override) {
            shortest = (control & OVERRIDE_PAD) != 0 ? 60 : 0;
        } else if (padding == 1) {
            shortest = 60;
        } else if (padding == 3 || padding == 7) {
            shortest = 64;
        } else if (padding == 5) {
            shortest = type() == 0x8100 ? 64 : 60;
        }
        while (octets < shortest) {
            frame[octets++] = 0;
        }
        abort = 0;
        deliverable = true;
        if (appendCrc) {
            wireOctets = octets + Receiver.FCS_OCTETS;
        } else {
            wireOctets = octets;
            deliverable = octets > Receiver.FCS_OCTETS && fcsValid();
            octets = Math.max(0, octets - Receiver.FCS_OCTETS);
        }
        if (wireOctets > registers.word(MAMXFL) && !huge) {
            abort = 0x40;
        }
    }

    private int type() {
        return (frame[12] & 0xFF) << 8 | frame[13] & 0xFF;
    }

    private boolean fcsValid() {
        int end = octets - Receiver.FCS_OCTETS;
        crc.reset();
        crc.update(frame, 0, end);
        int value = (int) crc.getValue();
        for (int i = 0; i < Receiver.FCS_OCTETS; i++) {
            if ((byte) (value >> 8 * i) != frame[end + i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The wire is done with the frame: status vector, flags, TXRTS.
     *
     * @return whether a frame with a valid frame check sequence went out whole
     */
    boolean complete() {
        dueNs = Deadlines.NEVER;
        if (happening == TransmitFault.LATE_COLLISION || happening == TransmitFault.FALSE_COLLISION) {
            abort = 0x20;
        } else if (happening == TransmitFault.EXCESSIVE_COLLISIONS) {
            abort = 0x10;
        }
        writeStatus();
        if (abort == 0) {
            registers.raise(EIR, EIR_TXIF);
            registers.lower(ECON1, ECON1_TXRTS);
            return deliverable;
        }
        registers.raise(EIR, EIR_TXERIF);
        registers.raise(ESTAT, ESTAT_TXABRT);
        // Erratum 12: after an abort in half duplex the next frame never ends unless the transmit logic is reset.
        stalled = !registers.has(MACON3, MACON3_FULDPX);
        if (happening != TransmitFault.FALSE_COLLISION) {
            registers.raise(EIR, EIR_TXIF);
            registers.lower(ECON1, ECON1_TXRTS);
        }
        return false;
    }

    /** The status vector behind the frame (table 7-1); the retransmission counts are those of the faults. */
    private void writeStatus() {
        int sent = abort == 0 || abort == 0x40 ? wireOctets : 0;
        boolean multicast = (frame[0] & 1) != 0;
        boolean broadcast = ReceiveFilter.isBroadcast(frame);
        int type = type();
        status[0] = (byte) sent;
        status[1] = (byte) (sent >> 8);
        int third = abort == 0x10 ? 0x0F : 0;
        third |= deliverable ? 0 : 0x10;
        third |= registers.has(MACON3, MACON3_FRMLNEN) && type <= 1500 && type > octets - 14 ? 0x20 : 0;
        third |= type > 1500 ? 0x40 : 0;
        third |= abort == 0 ? 0x80 : 0;
        status[2] = (byte) third;
        int fourth = multicast && !broadcast ? 0x01 : 0;
        fourth |= broadcast ? 0x02 : 0;
        fourth |= deferred ? 0x04 : 0;
        status[3] = (byte) (fourth | abort);
        status[4] = (byte) wireOctets;
        status[5] = (byte) (wireOctets >> 8);
        status[6] = (byte) (type == 0x8100 ? 0x08 : type == 0x8808 ? 0x01 : 0);
        int at = registers.word(ETXND) + 1;
        for (int i = 0; i < status.length; i++) {
            memory.poke(at + i, status[i]);
        }
    }

    /** The host has cleared TXRTS, or holds TXRST: the frame on the wire is cut off. */
    void cancel() {
        cancelled |= dueNs != Deadlines.NEVER || stalled;
        dueNs = Deadlines.NEVER;
        registers.raise(EIR, EIR_TXIF);
    }

    /** TXRST is released. Erratum 12: TXERIF may rise with it. */
    void restarted() {
        stalled = false;
        if (cancelled) {
            registers.raise(EIR, EIR_TXERIF);
        }
        cancelled = false;
    }

    /** As after a reset of the chip; a fault ordered for the next frame stays ordered. */
    void reset() {
        dueNs = Deadlines.NEVER;
        stalled = false;
        cancelled = false;
        pausedUntilNs = 0;
    }
}
