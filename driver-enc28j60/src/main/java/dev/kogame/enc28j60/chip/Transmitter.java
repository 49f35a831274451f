package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.ECON1;
import static dev.kogame.enc28j60.chip.Registers.ECON1_TXRTS;
import static dev.kogame.enc28j60.chip.Registers.EFLOCON;
import static dev.kogame.enc28j60.chip.Registers.EIR;
import static dev.kogame.enc28j60.chip.Registers.EIR_TXERIF;
import static dev.kogame.enc28j60.chip.Registers.EIR_TXIF;
import static dev.kogame.enc28j60.chip.Registers.ESTAT;
import static dev.kogame.enc28j60.chip.Registers.ESTAT_LATECOL;
import static dev.kogame.enc28j60.chip.Registers.ESTAT_TXABRT;
import static dev.kogame.enc28j60.chip.Registers.ETXND;
import static dev.kogame.enc28j60.chip.Registers.ETXST;
import static dev.kogame.enc28j60.chip.Registers.MABBIPG;
import static dev.kogame.enc28j60.chip.Registers.MACLCON1;
import static dev.kogame.enc28j60.chip.Registers.MACLCON2;
import static dev.kogame.enc28j60.chip.Registers.MACON3;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FRMLNEN;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FULDPX;
import static dev.kogame.enc28j60.chip.Registers.MACON3_HFRMEN;
import static dev.kogame.enc28j60.chip.Registers.MACON3_TXCRCEN;
import static dev.kogame.enc28j60.chip.Registers.MACON4;
import static dev.kogame.enc28j60.chip.Registers.MACON4_DEFER;
import static dev.kogame.enc28j60.chip.Registers.MACON4_NOBKOFF;
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

    private static final int LATE_COLLISION = 0x20;
    private static final int EXCESSIVE_COLLISIONS = 0x10;
    private static final int EXCESSIVE_DEFERRAL = 0x08;
    private static final int GIANT = 0x40;
    /** What a collision adds to what had been sent until then. */
    private static final int JAM_OCTETS = 4;
    /** How long a frame may wait for the wire in half duplex unless MACON4.DEFER is set: 24 287 bit times. */
    private static final long LONGEST_DEFERRAL_NS = 2_428_700;

    private static final int IDLE = 0;
    private static final int WAITING = 1;
    private static final int SENDING = 2;
    private static final int COLLIDING = 3;

    private final ChipTime time;
    private final Registers registers;
    private final BufferMemory memory;
    private final Faults faults;
    private final boolean linkPulsesCollide;
    private final boolean resetClearsAbort;
    private final Dice dice;
    private final CRC32 crc = new CRC32();
    private final byte[] frame = new byte[BufferMemory.OCTETS + 64];
    private final byte[] status = new byte[7];
    private int state = IDLE;
    private int octets;
    private int wireOctets;
    /** Octets of this frame that went out in attempts that collided. */
    private int lostOctets;
    private int collisions;
    private int collidedAfter;
    private boolean deliverable;
    private boolean deferred;
    private boolean stalled;
    private boolean cancelled;
    private boolean giant;
    private TransmitFault fault = TransmitFault.NONE;
    private long waitingSinceNs;
    private long beganNs;
    private long pausedUntilNs;
    private long dueNs = Deadlines.NEVER;

    Transmitter(ChipTime time, Registers registers, BufferMemory memory, Faults faults, ChipOptions options) {
        this.time = time;
        this.registers = registers;
        this.memory = memory;
        this.faults = faults;
        linkPulsesCollide = options.revision().has(13);
        resetClearsAbort = options.reads(OpenPoint.TXRST_CLEARS_ABORT);
        dice = new Dice(options.seed() + 13);
    }

    /** A pause frame came. */
    void pauseUntil(long untilNs) {
        pausedUntilNs = untilNs;
    }

    long pausedUntilNs() {
        return pausedUntilNs;
    }

    /** When the frame begins, collides or ends, or {@link Deadlines#NEVER}. */
    long dueNs() {
        return dueNs;
    }

    /** A frame waits for the wire. */
    boolean waiting() {
        return state == WAITING;
    }

    boolean sending() {
        return state == SENDING;
    }

    boolean colliding() {
        return state == COLLIDING;
    }

    /** The octets of the frame that has just been sent, as a receiver sees them, without frame check sequence. */
    byte[] frame() {
        return frame;
    }

    int octets() {
        return octets;
    }

    private boolean halfDuplex() {
        return !registers.has(MACON3, MACON3_FULDPX);
    }

    /** TXRTS has risen; false if nothing will come of it. */
    boolean request() {
        load();
        collisions = 0;
        lostOctets = 0;
        deferred = false;
        waitingSinceNs = time.nowNs;
        dueNs = Deadlines.NEVER;
        fault = giant ? TransmitFault.NONE : faults.takeTransmitFault();
        // Erratum 13: in half duplex the own link pulse is now and then taken for a collision.
        if (fault == TransmitFault.NONE && linkPulsesCollide && halfDuplex() && dice.oneIn(1024)) {
            fault = TransmitFault.FALSE_COLLISION;
        }
        stalled |= fault == TransmitFault.STALL;
        state = stalled ? IDLE : WAITING;
        return !stalled;
    }

    /** The wire is not free before {@code freeNs}; {@code busy} says that the far end has it. */
    void waitUntil(long freeNs, boolean busy) {
        state = WAITING;
        deferred |= busy;
        dueNs = freeNs;
        if (!maySit()) {
            dueNs = Math.min(freeNs, waitingSinceNs + LONGEST_DEFERRAL_NS);
        }
    }

    /** Whether a frame may wait for the wire as long as it takes. */
    private boolean maySit() {
        return registers.has(MACON4, MACON4_DEFER) || !halfDuplex();
    }

    /** Whether the frame has waited for the wire for so long that it is given up. */
    boolean tired() {
        return !maySit() && time.nowNs >= waitingSinceNs + LONGEST_DEFERRAL_NS;
    }

    /** The wire is free: the first bit of the preamble goes out. */
    void begin() {
        state = SENDING;
        beganNs = time.nowNs;
        if (fault != TransmitFault.NONE) {
            dueNs = beganNs + JAM_NS;
            return;
        }
        dueNs = beganNs + (long) (Receiver.PREAMBLE_OCTETS + Math.max(wireOctets, 64)) * Receiver.OCTET_NS;
        if (halfDuplex()) {
            int after = faults.collisionAfter();
            if (after >= 0 && after < wireOctets) {
                collide(after);
            }
        }
    }

    /** The far end has begun to send into the frame. */
    void collideNow() {
        collide((int) Math.max(0, (time.nowNs - beganNs) / Receiver.OCTET_NS - Receiver.PREAMBLE_OCTETS));
    }

    private void collide(int afterOctets) {
        state = COLLIDING;
        collidedAfter = afterOctets;
        dueNs = beganNs + (long) (Receiver.PREAMBLE_OCTETS + afterOctets + JAM_OCTETS) * Receiver.OCTET_NS;
    }

    /** When the next frame may follow the one whose end is due. */
    long freeAfterNs() {
        return dueNs + (long) (registers.get(MABBIPG) + (halfDuplex() ? 6 : 3)) * NIBBLE_NS;
    }

    /** The jam after a collision is over; whether the frame was given up. Otherwise the slots to wait are {@link #backOff}. */
    boolean collided() {
        dueNs = Deadlines.NEVER;
        lostOctets += collidedAfter + JAM_OCTETS;
        if (collidedAfter > registers.get(MACLCON2)) {
            abort(LATE_COLLISION);
            return true;
        }
        if (collisions == registers.get(MACLCON1)) {
            abort(EXCESSIVE_COLLISIONS);
            return true;
        }
        collisions++;
        waitingSinceNs = time.nowNs;
        return false;
    }

    /** Truncated binary exponential back-off: how many slot times to wait after the collision that has just been. */
    int backOff() {
        return registers.has(MACON4, MACON4_NOBKOFF) ? 0 : dice.below(1 << Math.min(10, collisions));
    }

    /** The frame has waited too long. */
    void giveUp() {
        abort(EXCESSIVE_DEFERRAL);
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
        memory.copyOut(first + 1, frame, octets);
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
        deliverable = true;
        if (appendCrc) {
            wireOctets = octets + Receiver.FCS_OCTETS;
        } else {
            wireOctets = octets;
            deliverable = octets > Receiver.FCS_OCTETS && fcsValid();
            octets = Math.max(0, octets - Receiver.FCS_OCTETS);
        }
        giant = wireOctets > registers.word(MAMXFL) && !huge;
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
        if (giant) {
            abort(GIANT);
            return false;
        }
        switch (fault) {
            case LATE_COLLISION -> abort(LATE_COLLISION);
            case EXCESSIVE_COLLISIONS -> {
                collisions = registers.get(MACLCON1);
                abort(EXCESSIVE_COLLISIONS);
            }
            case FALSE_COLLISION -> {
                writeStatus(LATE_COLLISION);
                fail();
            }
            default -> {
                writeStatus(0);
                state = IDLE;
                registers.raise(EIR, EIR_TXIF);
                registers.lower(ECON1, ECON1_TXRTS);
                return deliverable;
            }
        }
        return false;
    }

    private void abort(int reason) {
        writeStatus(reason);
        fail();
        registers.raise(EIR, EIR_TXIF);
        registers.lower(ECON1, ECON1_TXRTS);
    }

    private void fail() {
        state = IDLE;
        dueNs = Deadlines.NEVER;
        // Erratum 15: LATECOL stays 0, whatever the reason.
        registers.raise(EIR, EIR_TXERIF);
        registers.raise(ESTAT, ESTAT_TXABRT);
        // Erratum 12: after an abort in half duplex the next frame never ends unless the transmit logic is reset.
        stalled = halfDuplex();
    }

    /** The status vector behind the frame (table 7-1); {@code reason} is its octet 3 as far as it tells of an abort. */
    private void writeStatus(int reason) {
        int sent = reason == 0 || reason == GIANT ? wireOctets : 0;
        int total = sent + lostOctets;
        boolean multicast = (frame[0] & 1) != 0;
        boolean broadcast = ReceiveFilter.isBroadcast(frame);
        int type = type();
        boolean control = type == Receiver.CONTROL_TYPE;
        status[0] = (byte) sent;
        status[1] = (byte) (sent >> 8);
        int third = collisions & 0x0F;
        third |= deliverable ? 0 : 0x10;
        third |= registers.has(MACON3, MACON3_FRMLNEN) && type <= 1500 && type > octets - 14 ? 0x20 : 0;
        third |= type > 1500 ? 0x40 : 0;
        third |= reason == 0 ? 0x80 : 0;
        status[2] = (byte) third;
        int fourth = multicast && !broadcast ? 0x01 : 0;
        fourth |= broadcast ? 0x02 : 0;
        fourth |= deferred ? 0x04 : 0;
        status[3] = (byte) (fourth | reason);
        status[4] = (byte) total;
        status[5] = (byte) (total >> 8);
        int seventh = control ? 0x01 : 0;
        seventh |= control && frame[14] == 0 && frame[15] == 1 ? 0x02 : 0;
        seventh |= halfDuplex() && registers.has(EFLOCON, 0x01) ? 0x04 : 0;
        seventh |= type == 0x8100 ? 0x08 : 0;
        status[6] = (byte) seventh;
        int at = registers.word(ETXND) + 1;
        for (int i = 0; i < status.length; i++) {
            memory.poke(at + i, status[i]);
        }
    }

    /** The host has cleared TXRTS, or holds TXRST: the frame on the wire is cut off. */
    void cancel() {
        cancelled |= state != IDLE || stalled;
        state = IDLE;
        dueNs = Deadlines.NEVER;
        registers.raise(EIR, EIR_TXIF);
    }

    /** TXRST is released. Erratum 12: TXERIF may rise with it. */
    void restarted() {
        stalled = false;
        if (cancelled) {
            registers.raise(EIR, EIR_TXERIF);
        }
        if (resetClearsAbort) {
            registers.lower(ESTAT, ESTAT_TXABRT | ESTAT_LATECOL);
        }
        cancelled = false;
    }

    /** As after a reset of the chip; a fault ordered for the next frame stays ordered. */
    void reset() {
        state = IDLE;
        dueNs = Deadlines.NEVER;
        stalled = false;
        cancelled = false;
        pausedUntilNs = 0;
    }
}
