package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.ECON1;
import static dev.kogame.enc28j60.Registers.ECON1_TXRST;
import static dev.kogame.enc28j60.Registers.ECON1_TXRTS;
import static dev.kogame.enc28j60.Registers.EIR;
import static dev.kogame.enc28j60.Registers.EIR_TXERIF;
import static dev.kogame.enc28j60.Registers.EIR_TXIF;
import static dev.kogame.enc28j60.Registers.ERDPT;
import static dev.kogame.enc28j60.Registers.ESTAT;
import static dev.kogame.enc28j60.Registers.ESTAT_LATECOL;
import static dev.kogame.enc28j60.Registers.ESTAT_TXABRT;
import static dev.kogame.enc28j60.Registers.ETXND;
import static dev.kogame.enc28j60.Registers.ETXST;
import static dev.kogame.enc28j60.Registers.EWRPT;

import dev.kogame.board.Deadlines;

/**
 * The one frame that can be on its way out (DS39662 section 7.1), in the memory above the receive ring.
 *
 * <p>The wire time of a frame is known, so nobody asks the chip before it has passed, and nobody asks at all unless another
 * frame waits or the watchdog's time has come. The transmit interrupt stays off; only errors interrupt.
 */
final class TransmitSlot {
    /** {@link #poll}, {@link #aborted}: nothing of note. */
    static final int NOTHING = 0;
    /** {@link #poll}: the slot has become free. */
    static final int FREE = 1;
    /** {@link #poll}: the frame never ended; it is lost and the transmitter was reset. */
    static final int STUCK = 2;
    /** {@link #poll}: the chip gave the frame up; {@link #aborted} has to settle it before the slot is used again. */
    static final int ABORTED = 5;
    /** {@link #aborted}: the frame is being sent again. */
    static final int RETRIED = 3;
    /** {@link #aborted}: the frame is lost. */
    static final int LOST = 4;

    private static final int START = 0x1A00;
    private static final int FRAME = START + 1;
    /** Pad to 60 and append the frame check sequence for this frame, even if MACON3 should have lost its content. */
    private static final byte[] CONTROL = {0x07};
    private static final int STATUS_OCTETS = 7;
    private static final int STATUS_LATE_COLLISION = 0x20;
    private static final int STATUS_BYTE_WITH_COLLISIONS = 3;
    private static final int MOST_RETRIES = 16;
    private static final int OCTET_NS = 800;
    /** Preamble, frame check sequence and gap. */
    private static final int WIRE_OVERHEAD_OCTETS = 8 + 4 + 12;
    private static final int SHORTEST_OCTETS = 60;
    private static final long ASK_AGAIN_NS = 100_000;
    private static final long FULL_DUPLEX_MARGIN_NS = 5_000_000;
    /** Half duplex may have to defer and back off many times; one back-off takes 52 ms at most. */
    private static final long HALF_DUPLEX_MARGIN_NS = 60_000_000;

    private final ChipAccess chip;
    private final long marginNs;
    private final byte[] status = new byte[STATUS_OCTETS];
    private boolean inFlight;
    private boolean refused;
    private int octets;
    private int retries;
    private long dueNs;
    private long watchdogNs;

    TransmitSlot(ChipAccess chip, boolean fullDuplex) {
        this.chip = chip;
        marginNs = fullDuplex ? FULL_DUPLEX_MARGIN_NS : HALF_DUPLEX_MARGIN_NS;
    }

    /** Queues what stays the same for all frames: the start and the control octet. */
    void queueStart() {
        chip.writeWord(ETXST, START);
        chip.writeWord(EWRPT, START);
        chip.writeMemory(CONTROL, 0, 1);
    }

    /** The transmitter was reset: whatever was in flight is gone. */
    void restarted() {
        inFlight = false;
        refused = false;
    }

    boolean inFlight() {
        return inFlight;
    }

    /** When {@link #poll} has something to look at. */
    long deadlineNs() {
        if (!inFlight) {
            return Deadlines.NEVER;
        }
        return refused ? Math.min(dueNs, watchdogNs) : watchdogNs;
    }

    /** Whether a frame could be taken; if not, {@link #poll} will answer {@link #FREE} when it can. */
    boolean available() {
        refused |= inFlight;
        return !inFlight;
    }

    /** Whether enough time has passed that the frame in flight may be over. */
    boolean worthAsking(long nowNs) {
        return inFlight && nowNs >= dueNs;
    }

    /** Loads and starts a frame; the slot must be {@link #available}. 0 or {@link ChipAccess#BUS_FAILED}. */
    int send(byte[] frame, int at, int length, long nowNs) {
        chip.writeWord(EWRPT, FRAME);
        chip.writeMemory(frame, at, length);
        chip.writeWord(ETXND, START + length);
        chip.setBits(ECON1, ECON1_TXRTS);
        octets = length;
        retries = 0;
        started(nowNs);
        return chip.run();
    }

    private void started(long nowNs) {
        long wireNs = (long) (Math.max(SHORTEST_OCTETS, octets) + WIRE_OVERHEAD_OCTETS) * OCTET_NS;
        inFlight = true;
        dueNs = nowNs + wireNs;
        watchdogNs = nowNs + 2 * wireNs + marginNs;
    }

    /** Asks the chip whether the frame is over, if it is time to ask. */
    int poll(long nowNs) {
        if (nowNs < deadlineNs()) {
            return NOTHING;
        }
        return ask(nowNs);
    }

    /** Asks the chip at once, with the answers of {@link #poll} and {@link ChipAccess#BUS_FAILED}. */
    int ask(long nowNs) {
        int flags = chip.read(EIR);
        int econ1 = chip.readNow(ECON1);
        if (econ1 < 0) {
            return ChipAccess.BUS_FAILED;
        }
        if ((chip.value(flags) & EIR_TXERIF) != 0) {
            return ABORTED;
        }
        if ((econ1 & ECON1_TXRTS) == 0) {
            restarted();
            return FREE;
        }
        if (nowNs < watchdogNs) {
            dueNs = nowNs + ASK_AGAIN_NS;
            return NOTHING;
        }
        queueReset();
        restarted();
        return chip.run() < 0 ? ChipAccess.BUS_FAILED : STUCK;
    }

    /** Queues a reset of the transmit logic. Erratum 12: releasing it may set TXERIF, so that is cleared afterwards. */
    void queueReset() {
        chip.setBits(ECON1, ECON1_TXRST);
        chip.clearBits(ECON1, ECON1_TXRST | ECON1_TXRTS);
        chip.clearBits(EIR, EIR_TXIF | EIR_TXERIF);
        chip.clearBits(ESTAT, ESTAT_TXABRT | ESTAT_LATECOL);
    }

    /**
     * TXERIF is set. Resets the transmit logic (erratum 12) and sends the frame again if the status vector tells of a late
     * collision, which ESTAT.LATECOL does not do reliably (errata 13, 15). Moves the chip's read pointer.
     *
     * @return {@link #RETRIED}, {@link #LOST}, {@link #NOTHING} if no frame was in flight, {@link ChipAccess#BUS_FAILED}
     */
    int aborted(long nowNs) {
        queueReset();
        chip.writeWord(ERDPT, START + octets + 1);
        chip.readMemory(status, 0, STATUS_OCTETS);
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        if (!inFlight) {
            return NOTHING;
        }
        if ((status[STATUS_BYTE_WITH_COLLISIONS] & STATUS_LATE_COLLISION) == 0 || retries == MOST_RETRIES) {
            restarted();
            return LOST;
        }
        retries++;
        chip.setBits(ECON1, ECON1_TXRTS);
        started(nowNs);
        return chip.run() < 0 ? ChipAccess.BUS_FAILED : RETRIED;
    }
}
