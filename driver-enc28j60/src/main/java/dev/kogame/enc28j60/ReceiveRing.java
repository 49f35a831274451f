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
import static dev.kogame.enc28j60.Registers.ERXWRPT;
import static dev.kogame.enc28j60.Registers.ESTAT;
import static dev.kogame.enc28j60.Registers.ESTAT_BUFER;

import java.util.zip.CRC32;

/**
 * The chip's ring of received packets, read in order (DS39662 section 7.2).
 *
 * <p>A packet's image is its header (where the next one starts, octets, status), the frame with its frame check sequence, and
 * an octet of padding if that makes it even. {@link #look} takes the low half of ERXWRPT, which tells whether anything waits,
 * and the header with the shortest frame in one go. A lone packet then costs one more run, which reads what is left of it and
 * gives its room back. If more packets wait behind a short one, all of them that fit into the buffer here are read as one
 * stretch and released together. Reading leaves the chip's read pointer on what comes next, so it is only written after something
 * else was read.
 */
final class ReceiveRing {
    /** Erratum 5: anywhere else the write pointer may start wrong. */
    static final int FIRST = 0x0000;
    /** Odd, so that the address before any packet is odd, too (erratum 14). */
    static final int LAST = 0x13FF;
    private static final int RING_OCTETS = LAST + 1 - FIRST;

    /** {@link #look}: nothing waits, as far as the low half of the write pointer tells. */
    static final int NOTHING = 0;
    /** {@link #look}: packets are ready to be taken. */
    static final int READY = 1;
    /** {@link #look}: the packet makes no sense and neither does what follows it. */
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
    /** Room for as many of the shortest packets as one run can release, which is more than the longest needs. */
    private static final int BUFFER_OCTETS = PACKETS_PER_RUN * HEAD_OCTETS;
    /** A packet longer than that is read alone: what a stretch costs more would not be saved on a second one. */
    private static final int LONGEST_IN_STRETCH = BUFFER_OCTETS / 3;

    private final ChipAccess chip;
    private final byte[] buffer = new byte[BUFFER_OCTETS];
    private final CRC32 crc = new CRC32();
    /** Packets in the buffer that are complete and that the chip has forgotten, and where the first of them starts. */
    private int ready;
    private int at;
    /** Where in the ring the packet behind them starts, where in the buffer, and how much of it stands there. */
    private int next;
    private int tail;
    private int have;
    /** Where the chip's read pointer stands. */
    private int readAt;
    /** ERXWRPT shows where the receiver writes only once a packet has come since its start. */
    private boolean writePointerShown;

    ReceiveRing(ChipAccess chip) {
        this.chip = chip;
    }

    /** The chip's read pointer was used for something else. */
    void readElsewhere() {
        readAt = UNKNOWN;
    }

    /** How many packets {@link #take} can take. */
    int ready() {
        return ready;
    }

    /**
     * Looks for packets; none may be {@link #ready}.
     *
     * @param announced whether it is known that one waits
     * @return {@link #READY}, {@link #NOTHING}, {@link #CHAIN_BROKEN} or {@link ChipAccess#BUS_FAILED}
     */
    int look(boolean announced) {
        writePointerShown |= announced;
        if (!writePointerShown) {
            return NOTHING;
        }
        System.arraycopy(buffer, tail, buffer, 0, have);
        tail = 0;
        // What was read beyond the last packet belongs to one that was known to be there.
        boolean waits = announced || have > 0;
        int writeLow = chip.read(ERXWRPT);
        queueRead(HEAD_OCTETS);
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        if (!waits && chip.value(writeLow) == (next & 0xFF)) {
            have = 0;
            return NOTHING;
        }
        int octets = imageOctets(0, next);
        if (octets < 0) {
            return CHAIN_BROKEN;
        }
        boolean more = chip.value(writeLow) != (after(next, octets) & 0xFF);
        return more && octets >= HEAD_OCTETS && octets <= LONGEST_IN_STRETCH ? readStretch(octets) : readAlone(octets);
    }

    private int readAlone(int octets) {
        queueRead(octets);
        return release(1, octets);
    }

    /**
     * Reads everything that waits, as far as the buffer reaches. The pointer's halves cannot be read together, so a change of the
     * high half between two looks at it says that a packet came in between.
     */
    private int readStretch(int firstOctets) {
        int high = chip.read(ERXWRPT + 1);
        int low = chip.read(ERXWRPT);
        int highAgain = chip.read(ERXWRPT + 1);
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        int written = chip.value(high) << 8 | chip.value(low);
        int waiting = written >= next ? written - next : written - next + RING_OCTETS;
        if (chip.value(high) != chip.value(highAgain) || written > LAST || waiting <= firstOctets) {
            return readAlone(firstOctets);
        }
        int stretch = Math.min(waiting, BUFFER_OCTETS);
        queueRead(stretch);
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        int packets = 1;
        int end = firstOctets;
        while (packets < PACKETS_PER_RUN && end + HEADER_OCTETS <= stretch) {
            int octets = imageOctets(end, after(next, end));
            // A header that makes no sense is met again when it is the first.
            if (octets < 0 || end + octets > stretch) {
                break;
            }
            packets++;
            end += octets;
        }
        return release(packets, end);
    }

    /** Queues reading on until {@code octets} of the next packets stand in the buffer. */
    private void queueRead(int octets) {
        if (have >= octets) {
            return;
        }
        int from = after(next, have);
        if (readAt != from) {
            chip.writeWord(ERDPT, from);
        }
        chip.readMemory(buffer, have, octets - have);
        have = octets;
        readAt = after(next, octets);
    }

    /**
     * Runs what is queued and gives the room of the packets at the buffer's start back. Erratum 14: ERXRDPT must be odd, so it
     * names the octet before the next packet.
     */
    private int release(int packets, int octets) {
        int following = after(next, octets);
        chip.writeWord(ERXRDPT, following == FIRST ? LAST : following - 1);
        for (int i = 0; i < packets; i++) {
            chip.setBits(ECON2, ECON2_PKTDEC);
        }
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        ready = packets;
        at = 0;
        next = following;
        tail = octets;
        // The head of a runt reaches into what follows it, which may not have been there when it was read.
        have = octets < HEAD_OCTETS ? 0 : have - octets;
        return READY;
    }

    /** The octets of the image that starts at {@code from} in the buffer and at {@code address} in the ring, or -1. */
    private int imageOctets(int from, int address) {
        int withFcs = word(from + 2);
        int octets = HEADER_OCTETS + withFcs + (withFcs & 1);
        if (withFcs < SHORTEST_KEPT || withFcs > LONGEST_FRAME || word(from) != after(address, octets)
                || (word(from + 4) & ALWAYS_ZERO) != 0) {
            return -1;
        }
        return octets;
    }

    /**
     * Takes the next {@link #ready} packet. Does not use the bus. The frame check sequence is verified again, because nothing
     * else protects the octets on the bus.
     *
     * @return the frame's octets without frame check sequence, {@link #DAMAGED} or {@link #TOO_LONG}
     */
    int take(byte[] frame, int frameAt, int capacity) {
        int start = at + HEADER_OCTETS;
        int withFcs = word(at + 2);
        int status = word(at + 4);
        at = start + withFcs + (withFcs & 1);
        ready--;
        int length = withFcs - FCS_OCTETS;
        if (withFcs < SHORTEST_FRAME || (status & (CRC_ERROR | RECEIVED_OK)) != RECEIVED_OK
                || !fcsMatches(start, length)) {
            return DAMAGED;
        }
        if (length > capacity) {
            return TOO_LONG;
        }
        System.arraycopy(buffer, start, frame, frameAt, length);
        return length;
    }

    private boolean fcsMatches(int start, int length) {
        crc.reset();
        crc.update(buffer, start, length);
        return (int) crc.getValue() == (word(start + length) | word(start + length + 2) << 16);
    }

    private static int after(int address, int octets) {
        int sum = address + octets;
        return sum > LAST ? sum - RING_OCTETS : sum;
    }

    private int word(int from) {
        return buffer[from] & 0xFF | (buffer[from + 1] & 0xFF) << 8;
    }

    /** Queues the ring's bounds and pointers; the receiver must be off. Packets that are ready stay so. */
    void queueBounds() {
        chip.writeWord(ERXST, FIRST);
        chip.writeWord(ERXND, LAST);
        chip.writeWord(ERXRDPT, LAST);
        chip.writeWord(ERDPT, FIRST);
        next = FIRST;
        readAt = FIRST;
        have = 0;
        writePointerShown = false;
    }

    /**
     * Empties the ring and starts the receiver anew. RXRST leaves pointers and EPKTCNT as they are, so both are put right here.
     *
     * @return how many packets were in the ring, or {@link ChipAccess#BUS_FAILED}, also if EPKTCNT cannot be brought to 0
     */
    int restart() {
        chip.setBits(ECON1, ECON1_RXRST);
        chip.clearBits(ECON1, ECON1_RXRST | ECON1_RXEN);
        queueBounds();
        int packets = chip.readNow(EPKTCNT);
        int discarded = packets;
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
        return chip.run() < 0 ? ChipAccess.BUS_FAILED : discarded;
    }
}
