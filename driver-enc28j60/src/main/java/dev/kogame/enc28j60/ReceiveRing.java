package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.ECON1;
import static dev.kogame.enc28j60.Registers.ECON1_RXEN;
import static dev.kogame.enc28j60.Registers.ECON1_RXRST;
import static dev.kogame.enc28j60.Registers.ECON2;
import static dev.kogame.enc28j60.Registers.ECON2_PKTDEC;
import static dev.kogame.enc28j60.Registers.EIR;
import static dev.kogame.enc28j60.Registers.EIR_RXERIF;
import static dev.kogame.enc28j60.Registers.EPKTCNT;
import static dev.kogame.enc28j60.Registers.ERDPT;
import static dev.kogame.enc28j60.Registers.ERXND;
import static dev.kogame.enc28j60.Registers.ERXRDPT;
import static dev.kogame.enc28j60.Registers.ERXST;
import static dev.kogame.enc28j60.Registers.ESTAT;
import static dev.kogame.enc28j60.Registers.ESTAT_BUFER;

/**
 * The chip's ring of received packets, read in order (DS39662 section 7.2).
 *
 * <p>A packet's image is its header (where the next one starts, octets, status), the frame with its frame check sequence, and
 * an octet of padding if that makes it even. The first read takes the header and the shortest frame in one go, so that a short
 * frame costs one cycle and a long one a second; both leave the chip's read pointer on the next packet, which is why the
 * pointer is only written again after something else was read.
 */
final class ReceiveRing {
    /** Erratum 5: anywhere else the write pointer may start wrong. */
    static final int FIRST = 0x0000;
    /** Odd, so that the address before any packet is odd, too (erratum 14). */
    static final int LAST = 0x19FF;

    /** {@link #take}: the packet made no sense and neither does what follows it. */
    static final int CHAIN_BROKEN = -10;
    /** {@link #take}: the packet was skipped, the chain goes on. */
    static final int DAMAGED = -11;
    /** {@link #take}: longer than the room given; skipped. */
    static final int TOO_LONG = -12;

    private static final int UNKNOWN = -1;
    private static final int HEADER_OCTETS = 6;
    private static final int FCS_OCTETS = 4;
    /** What the chip keeps at least, and what Ethernet calls a frame at least, both with frame check sequence. */
    private static final int SHORTEST_KEPT = 18;
    private static final int SHORTEST_FRAME = 64;
    private static final int LONGEST_FRAME = 1518;
    private static final int HEAD_OCTETS = HEADER_OCTETS + SHORTEST_FRAME;
    /** Of status bits 31..16: CRC error, received OK, and those that are always 0. */
    private static final int CRC_ERROR = 0x0010;
    private static final int RECEIVED_OK = 0x0080;
    private static final int ALWAYS_ZERO = 0x800A;
    private static final int PACKETS_PER_RUN = 24;
    /** EPKTCNT counts to 255 and the receiver is off: so many runs empty it. */
    private static final int MOST_DRAIN_RUNS = 12;

    private final ChipAccess chip;
    private final byte[] image = new byte[HEADER_OCTETS + LONGEST_FRAME];
    private int next;
    private int readAt;
    private boolean staged;

    ReceiveRing(ChipAccess chip) {
        this.chip = chip;
    }

    /** The chip was configured or restarted: both pointers stand at the ring's start. */
    void restarted() {
        next = FIRST;
        readAt = FIRST;
        staged = false;
    }

    /** The chip's read pointer was used for something else. */
    void readElsewhere() {
        readAt = UNKNOWN;
    }

    /** Whether the head of a packet has been read and {@link #take} may be called. */
    boolean staged() {
        return staged;
    }

    /** Queues reading the head of the next packet. */
    void queueHead() {
        if (readAt != next) {
            chip.writeWord(ERDPT, next);
        }
        chip.readMemory(image, 0, HEAD_OCTETS);
    }

    /** The head was read; {@code waiting} says whether a packet stood there, or only what was left of an old one. */
    void headRead(boolean waiting) {
        readAt = after(next, HEAD_OCTETS);
        staged = waiting;
    }

    /**
     * Takes the staged packet out of the ring.
     *
     * @return the frame's octets without frame check sequence, {@link ChipAccess#BUS_FAILED}, or one of the codes above
     */
    int take(byte[] frame, int at, int capacity) {
        staged = false;
        int following = word(0);
        int withFcs = word(2);
        int status = word(4);
        int octets = HEADER_OCTETS + withFcs + (withFcs & 1);
        if (withFcs < SHORTEST_KEPT || withFcs > LONGEST_FRAME || following != after(next, octets)
                || (status & ALWAYS_ZERO) != 0) {
            return CHAIN_BROKEN;
        }
        if (readAt != after(next, HEAD_OCTETS)) {
            chip.writeWord(ERDPT, after(next, HEAD_OCTETS));
        }
        if (octets > HEAD_OCTETS) {
            chip.readMemory(image, HEAD_OCTETS, octets - HEAD_OCTETS);
        }
        release(following);
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        readAt = octets < HEAD_OCTETS ? after(next, HEAD_OCTETS) : following;
        next = following;
        if (withFcs < SHORTEST_FRAME || (status & (CRC_ERROR | RECEIVED_OK)) != RECEIVED_OK) {
            return DAMAGED;
        }
        int length = withFcs - FCS_OCTETS;
        if (length > capacity) {
            return TOO_LONG;
        }
        System.arraycopy(image, HEADER_OCTETS, frame, at, length);
        return length;
    }

    /** Gives the packet's room back. Erratum 14: ERXRDPT must be odd, so it names the octet before the next packet. */
    private void release(int following) {
        chip.writeWord(ERXRDPT, following == FIRST ? LAST : following - 1);
        chip.setBits(ECON2, ECON2_PKTDEC);
    }

    private static int after(int address, int octets) {
        int sum = address + octets;
        return sum > LAST ? sum - (LAST + 1 - FIRST) : sum;
    }

    private int word(int at) {
        return image[at] & 0xFF | (image[at + 1] & 0xFF) << 8;
    }

    /** Queues the ring's bounds and pointers; the receiver must be off. */
    void queueBounds() {
        chip.writeWord(ERXST, FIRST);
        chip.writeWord(ERXND, LAST);
        chip.writeWord(ERXRDPT, LAST);
        chip.writeWord(ERDPT, FIRST);
    }

    /**
     * Empties the ring and starts the receiver anew. RXRST leaves pointers and EPKTCNT as they are, so both are put right here.
     *
     * @return 0, or {@link ChipAccess#BUS_FAILED}, also if EPKTCNT cannot be brought to 0
     */
    int restart() {
        chip.setBits(ECON1, ECON1_RXRST);
        chip.clearBits(ECON1, ECON1_RXRST | ECON1_RXEN);
        queueBounds();
        int packets = chip.readNow(EPKTCNT);
        for (int i = 0; i < MOST_DRAIN_RUNS && packets > 0; i++) {
            for (int n = Math.min(packets, PACKETS_PER_RUN); n > 0; n--) {
                chip.setBits(ECON2, ECON2_PKTDEC);
            }
            packets = chip.readNow(EPKTCNT);
        }
        if (packets != 0) {
            return ChipAccess.BUS_FAILED;
        }
        chip.home();
        chip.clearBits(EIR, EIR_RXERIF);
        chip.clearBits(ESTAT, ESTAT_BUFER);
        chip.setBits(ECON1, ECON1_RXEN);
        restarted();
        return chip.run();
    }
}
