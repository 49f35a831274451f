package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.ECON1;
import static dev.kogame.enc28j60.Registers.ECON1_RXEN;
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
import dev.kogame.board.InterruptLine;

/**
 * The two places for frames on their way out, above the receive ring (DS39662 section 7.1): while one frame is on the wire the
 * next is loaded, so that between two frames only the pointers have to be set.
 *
 * <p>The wire time of a frame is known, so nobody asks the chip before it has passed, and nobody asks at all unless another
 * frame waits or the watchdog's time has come. The transmit interrupt stays off; only errors interrupt.
 */
final class TransmitSlots {
    /** {@link #poll}, {@link #aborted}: nothing of note. */
    static final int NOTHING = 0;
    /** {@link #poll}: a frame is out, its slot free. */
    static final int FREE = 1;
    /** {@link #poll}: the frame never ended; it is lost and the transmitter was reset. */
    static final int STUCK = 2;
    /** {@link #aborted}: the frame is being sent again. */
    static final int RETRIED = 3;
    /** {@link #aborted}: the frame is lost. */
    static final int LOST = 4;
    /** {@link #poll}: the chip gave the frame up; {@link #aborted} has to settle it before anything else is sent. */
    static final int ABORTED = 5;
    /** {@link #poll}: ECON1 does not hold what it must; the chip has to be looked at as a whole. */
    static final int DERANGED = 6;

    private static final int NONE = -1;
    private static final int UNKNOWN = -1;
    /** Each holds a control octet, 1514 octets and the status vector. The low half is the same, so it need not be written. */
    private static final int FIRST_START = 0x1400;
    private static final int SECOND_START = 0x1A00;
    /** Pad to 60 and append the frame check sequence for this frame, even if MACON3 should have lost its content. */
    private static final byte[] CONTROL = {0x07};
    private static final int STATUS_OCTETS = 7;
    private static final int STATUS_LATE_COLLISION = 0x20;
    private static final int STATUS_BYTE_WITH_COLLISIONS = 3;
    private static final int MOST_RETRIES = 16;
    private static final int OCTET_NS = 800;
    /** An octet at the fastest clock the chip allows: the bus takes no less. */
    private static final int SPI_OCTET_NS = 400;
    /** Preamble and frame check sequence. The gap behind them is the chip's business. */
    private static final int WIRE_OVERHEAD_OCTETS = 8 + 4;
    private static final int SHORTEST_OCTETS = 60;
    private static final long ASK_AGAIN_NS = 8_000;
    private static final long LONGEST_ASK_AGAIN_NS = 256_000;
    private static final long LAG_UP_NS = 1_000;
    private static final long LAG_DOWN_NS = LAG_UP_NS / 64;
    private static final long LONGEST_LAG_NS = 500_000;
    private static final long FULL_DUPLEX_MARGIN_NS = 5_000_000;
    /** Half duplex may have to defer and back off many times; one back-off takes 52 ms at most. */
    private static final long HALF_DUPLEX_MARGIN_NS = 60_000_000;

    private final ChipAccess chip;
    private final InterruptLine interrupt;
    private final long marginNs;
    private final byte[] status = new byte[STATUS_OCTETS];
    private int inFlight = NONE;
    private int waiting = NONE;
    private int inFlightOctets;
    private int waitingOctets;
    private int etxst = UNKNOWN;
    private int etxnd = UNKNOWN;
    private final byte[] controlsHeld = new byte[2];
    private int etxstLow;
    private int etxstHigh;
    private int etxndLow;
    private int etxndHigh;
    private boolean refused;
    private int retries;
    private long dueNs;
    private long againNs;
    private long wireNs;
    private long watchdogNs;
    /** Whether a question about the frame in flight was answered: it has started, and is not over. */
    private boolean seen;
    /** Whether the frame in flight was started by {@link #poll}, whose time is fresh, so that {@link #lagNs} can learn from it. */
    private boolean timed;
    /**
     * How long after the time that {@link #poll} was given a frame really starts. It depends on the board, and no clock is read
     * here, so it is learnt: too early a question makes it longer, each one that is not makes it a little shorter.
     */
    private long lagNs;

    TransmitSlots(ChipAccess chip, InterruptLine interrupt, boolean fullDuplex) {
        this.chip = chip;
        this.interrupt = interrupt;
        marginNs = fullDuplex ? FULL_DUPLEX_MARGIN_NS : HALF_DUPLEX_MARGIN_NS;
    }

    /** Queues what stays the same for all frames: the control octets. */
    void queueStart() {
        chip.writeWord(EWRPT, FIRST_START);
        chip.writeMemory(CONTROL, 0, 1);
        chip.writeWord(EWRPT, SECOND_START);
        chip.writeMemory(CONTROL, 0, 1);
    }

    /** Queues reading what was written once, for {@link #held}; the frame in flight is left alone. Moves the read pointer. */
    void queueRead() {
        controlsHeld[0] = CONTROL[0];
        controlsHeld[1] = CONTROL[0];
        if (inFlight != FIRST_START) {
            chip.writeWord(ERDPT, FIRST_START);
            chip.readMemory(controlsHeld, 0, 1);
        }
        if (inFlight != SECOND_START) {
            chip.writeWord(ERDPT, SECOND_START);
            chip.readMemory(controlsHeld, 1, 1);
        }
        etxstLow = chip.read(ETXST);
        etxstHigh = chip.read(ETXST + 1);
        etxndLow = chip.read(ETXND);
        etxndHigh = chip.read(ETXND + 1);
    }

    /** Whether what {@link #queueRead} has read is what it must be. */
    boolean held() {
        return controlsHeld[0] == CONTROL[0] && controlsHeld[1] == CONTROL[0]
                && (etxst < 0 || etxst == (chip.value(etxstLow) | chip.value(etxstHigh) << 8))
                && (etxnd < 0 || etxnd == (chip.value(etxndLow) | chip.value(etxndHigh) << 8));
    }

    /** The transmitter was reset: whatever was in the slots is gone, and what the pointers hold is not known. */
    void restarted() {
        inFlight = NONE;
        waiting = NONE;
        refused = false;
        etxst = UNKNOWN;
        etxnd = UNKNOWN;
    }

    /** The frames that were given to {@link #send} and are not known to be out: 0 to 2. */
    int frames() {
        return (inFlight == NONE ? 0 : 1) + (waiting == NONE ? 0 : 1);
    }

    /** When {@link #poll} has something to look at. */
    long deadlineNs() {
        if (inFlight == NONE) {
            return Deadlines.NEVER;
        }
        return waiting != NONE || refused ? Math.min(dueNs, watchdogNs) : watchdogNs;
    }

    /** Whether a frame could be taken; if not, {@link #poll} will answer {@link #FREE} when it can. */
    boolean available() {
        boolean full = waiting != NONE;
        refused |= full;
        return !full;
    }

    /** Whether enough time has passed that the frame in flight may be over. */
    boolean worthAsking(long nowNs) {
        return inFlight != NONE && nowNs >= dueNs;
    }

    /**
     * Loads a frame, and starts it unless another is in flight; a slot must be {@link #available}. 0 or
     * {@link ChipAccess#BUS_FAILED}.
     */
    int send(byte[] frame, int at, int length, long nowNs) {
        // An idle transmitter takes the slot that ETXST names already.
        int slot = inFlight == NONE ? Math.max(etxst, FIRST_START) : inFlight ^ FIRST_START ^ SECOND_START;
        chip.writeWord(EWRPT, slot + 1);
        chip.writeMemory(frame, at, length);
        if (inFlight != NONE) {
            waiting = slot;
            waitingOctets = length;
            return chip.run();
        }
        queueTransmission(slot, length);
        started(nowNs + length * SPI_OCTET_NS, nowNs);
        timed = false;
        return chip.run();
    }

    private void queueTransmission(int slot, int length) {
        chip.updateWord(ETXST, etxst, slot);
        chip.updateWord(ETXND, etxnd, slot + length);
        chip.setBits(ECON1, ECON1_TXRTS);
        etxst = slot;
        etxnd = slot + length;
        inFlight = slot;
        inFlightOctets = length;
        retries = 0;
    }

    private void started(long startNs, long nowNs) {
        wireNs = (long) (Math.max(SHORTEST_OCTETS, inFlightOctets) + WIRE_OVERHEAD_OCTETS) * OCTET_NS;
        dueNs = startNs + wireNs;
        againNs = ASK_AGAIN_NS;
        seen = false;
        watchdogNs = nowNs + 2 * wireNs + marginNs;
    }

    /** The frame in flight is over: starts the one that waits, if one does. 0 or {@link ChipAccess#BUS_FAILED}. */
    private int next(long nowNs) {
        inFlight = NONE;
        refused = false;
        if (waiting == NONE) {
            return 0;
        }
        queueTransmission(waiting, waitingOctets);
        waiting = NONE;
        timed = true;
        started(nowNs + lagNs, nowNs);
        return chip.run();
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
        int econ1 = chip.readNow(ECON1);
        if (econ1 < 0) {
            return ChipAccess.BUS_FAILED;
        }
        if ((econ1 & Configuration.ECON1_UP_MASK) != ECON1_RXEN) {
            return DERANGED;
        }
        // An abort raises TXERIF and with it the line. So a quiet line spares the question whether there was one.
        if (interrupt.asserted()) {
            int flags = chip.readNow(EIR);
            if (flags < 0) {
                return ChipAccess.BUS_FAILED;
            }
            if ((flags & EIR_TXERIF) != 0) {
                return ABORTED;
            }
        }
        if ((econ1 & ECON1_TXRTS) == 0) {
            learn(-LAG_DOWN_NS, nowNs);
            return next(nowNs) < 0 ? ChipAccess.BUS_FAILED : FREE;
        }
        if (!seen) {
            // A slow bus may have started it long after the time that was given then.
            watchdogNs = Math.max(watchdogNs, nowNs + 2 * wireNs);
            seen = true;
        }
        if (nowNs < watchdogNs) {
            learn(LAG_UP_NS, nowNs);
            dueNs = nowNs + againNs;
            againNs = Math.min(2 * againNs, LONGEST_ASK_AGAIN_NS);
            return NOTHING;
        }
        queueReset();
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        return next(nowNs) < 0 ? ChipAccess.BUS_FAILED : STUCK;
    }

    /** Only the first question about a frame teaches something, and only if it came when it was due. */
    private void learn(long changeNs, long nowNs) {
        if (timed && nowNs - dueNs < ASK_AGAIN_NS) {
            lagNs = Math.clamp(lagNs + changeNs, 0, LONGEST_LAG_NS);
        }
        timed = false;
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
        if (inFlight == NONE) {
            return chip.run() < 0 ? ChipAccess.BUS_FAILED : NOTHING;
        }
        chip.writeWord(ERDPT, inFlight + inFlightOctets + 1);
        chip.readMemory(status, 0, STATUS_OCTETS);
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        if ((status[STATUS_BYTE_WITH_COLLISIONS] & STATUS_LATE_COLLISION) == 0 || retries == MOST_RETRIES) {
            return next(nowNs) < 0 ? ChipAccess.BUS_FAILED : LOST;
        }
        retries++;
        timed = false;
        chip.setBits(ECON1, ECON1_TXRTS);
        started(nowNs, nowNs);
        return chip.run() < 0 ? ChipAccess.BUS_FAILED : RETRIED;
    }
}
