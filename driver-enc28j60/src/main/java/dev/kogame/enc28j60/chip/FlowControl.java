package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.EFLOCON;
import static dev.kogame.enc28j60.chip.Registers.EFLOCON_FCEN;
import static dev.kogame.enc28j60.chip.Registers.EPAUS;
import static dev.kogame.enc28j60.chip.Registers.MACON1;
import static dev.kogame.enc28j60.chip.Registers.MACON1_TXPAUS;
import static dev.kogame.enc28j60.chip.Registers.MACON3;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FULDPX;

import dev.kogame.board.Deadlines;

/**
 * Sending pause frames in full duplex, and holding the far end off in half duplex (DS39662 section 10).
 *
 * <p>The data sheet does not say how often EFLOCON.FCEN 10 repeats the frame; here it is whenever half of the pause is over.
 */
final class FlowControl {
    /** A pause frame without preamble and frame check sequence. */
    static final int FRAME_OCTETS = 60;

    private static final int ONCE = 1;
    private static final int REPEATED = 2;
    private static final int END = 3;
    private static final int[] HEAD = {0x01, 0x80, 0xC2, 0x00, 0x00, 0x01, 0, 0, 0, 0, 0, 0, 0x88, 0x08, 0x00, 0x01};

    private final ChipTime time;
    private final Registers registers;
    private final byte[] frame = new byte[FRAME_OCTETS];
    private long dueNs = Deadlines.NEVER;

    FlowControl(ChipTime time, Registers registers) {
        this.time = time;
        this.registers = registers;
    }

    /** When the next pause frame is to begin, or {@link Deadlines#NEVER}. */
    long dueNs() {
        return dueNs;
    }

    /** EFLOCON was written. */
    void commanded() {
        boolean sends = registers.has(EFLOCON, EFLOCON_FCEN) && registers.has(MACON3, MACON3_FULDPX)
                && registers.has(MACON1, MACON1_TXPAUS);
        dueNs = sends ? time.nowNs : Deadlines.NEVER;
    }

    /** The wire is not free before. */
    void waitUntil(long freeNs) {
        dueNs = freeNs;
    }

    /** The frame that is due, which begins now. */
    byte[] take() {
        int mode = registers.get(EFLOCON) & EFLOCON_FCEN;
        int quanta = mode == END ? 0 : registers.word(EPAUS);
        for (int i = 0; i < HEAD.length; i++) {
            frame[i] = (byte) HEAD[i];
        }
        for (int i = 0; i < 6; i++) {
            frame[6 + i] = (byte) registers.get(ReceiveFilter.ADDRESS[i]);
        }
        frame[16] = (byte) (quanta >> 8);
        frame[17] = (byte) quanta;
        if (mode == REPEATED) {
            dueNs = time.nowNs + Math.max(1, quanta / 2) * Receiver.PAUSE_QUANTUM_NS;
        } else {
            registers.lower(EFLOCON, EFLOCON_FCEN);
            dueNs = Deadlines.NEVER;
        }
        return frame;
    }

    /** Half duplex: the chip jams between its own frames, so that the far end gets no turn. */
    boolean jams() {
        return registers.has(EFLOCON, ONCE) && !registers.has(MACON3, MACON3_FULDPX);
    }

    void reset() {
        dueNs = Deadlines.NEVER;
    }
}
