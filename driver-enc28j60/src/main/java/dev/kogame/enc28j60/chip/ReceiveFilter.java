package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.EHT0;
import static dev.kogame.enc28j60.chip.Registers.EPMCS;
import static dev.kogame.enc28j60.chip.Registers.EPMM0;
import static dev.kogame.enc28j60.chip.Registers.EPMO;
import static dev.kogame.enc28j60.chip.Registers.ERXFCON;
import static dev.kogame.enc28j60.chip.Registers.MAADR5;

/** Which frames the receiver keeps: ERXFCON and what it refers to (DS39662 section 8). */
final class ReceiveFilter {
    private static final int UCEN = 0x80;
    private static final int ANDOR = 0x40;
    private static final int CRCEN = 0x20;
    private static final int PMEN = 0x10;
    private static final int MPEN = 0x08;
    private static final int HTEN = 0x04;
    private static final int MCEN = 0x02;
    private static final int BCEN = 0x01;
    private static final int BY_CONTENT = UCEN | PMEN | MPEN | HTEN | MCEN | BCEN;

    private static final int PATTERN_OCTETS = 64;
    private static final int MAGIC_ONES = 6;
    private static final int MAGIC_ADDRESSES = 16;
    private static final int MAGIC_OCTETS = MAGIC_ONES + MAGIC_ADDRESSES * 6;

    /** Where the address's octets stand, first to last: MAADR1 (the first) is at address 4 of bank 3. */
    static final int[] ADDRESS = {MAADR5 + 4, MAADR5 + 5, MAADR5 + 2, MAADR5 + 3, MAADR5, MAADR5 + 1};

    private final Registers registers;
    private final boolean crcenAloneRejects;
    private final Dice dice;

    ReceiveFilter(Registers registers, ChipOptions options) {
        this.registers = registers;
        crcenAloneRejects = options.reads(OpenPoint.CRCEN_ALONE_REJECTS);
        dice = new Dice(options.seed() + 18);
    }

    /** @param octets the frame with its frame check sequence */
    boolean accepts(byte[] frame, int octets, boolean crcValid) {
        int filters = registers.get(ERXFCON);
        if ((filters & CRCEN) != 0 && !crcValid) {
            return false;
        }
        int enabled = filters & BY_CONTENT;
        if (enabled == 0) {
            return (filters & CRCEN) == 0 || !crcenAloneRejects;
        }
        int matching = matches(enabled, frame, octets);
        return (filters & ANDOR) != 0 ? matching == enabled : matching != 0;
    }

    /** Those of the enabled filters that the frame passes. */
    private int matches(int enabled, byte[] frame, int octets) {
        int matches = 0;
        if ((enabled & UCEN) != 0 && isOwn(frame, 0)) {
            matches |= UCEN;
        }
        if ((frame[0] & 1) != 0) {
            matches |= MCEN;
        }
        if (isBroadcast(frame)) {
            matches |= BCEN;
        }
        if ((enabled & HTEN) != 0 && inHashTable(frame)) {
            matches |= HTEN;
        }
        // Erratum 18: it accepts now and then what it should reject.
        if ((enabled & PMEN) != 0 && (hasPattern(frame, octets) || dice.oneIn(16))) {
            matches |= PMEN;
        }
        if ((enabled & MPEN) != 0 && isOwn(frame, 0) && isMagic(frame, octets)) {
            matches |= MPEN;
        }
        return matches & enabled;
    }

    private boolean inHashTable(byte[] frame) {
        int index = hash(frame, 0);
        return registers.has(EHT0 + (index >> 3), 1 << (index & 7));
    }

    private boolean isOwn(byte[] frame, int at) {
        for (int i = 0; i < ADDRESS.length; i++) {
            if ((frame[at + i] & 0xFF) != registers.get(ADDRESS[i])) {
                return false;
            }
        }
        return true;
    }

    static boolean isBroadcast(byte[] frame) {
        return (frame[0] & frame[1] & frame[2] & frame[3] & frame[4] & frame[5]) == -1;
    }

    /**
     * The bit of the hash table for a destination address: bits 28..23 of the register that divides the 6 octets, each least
     * significant bit first, by the CRC-32 polynomial, started with ones (section 8.5).
     */
    static int hash(byte[] address, int at) {
        int crc = -1;
        for (int i = 0; i < 6; i++) {
            for (int bit = 0; bit < 8; bit++) {
                int in = address[at + i] >> bit & 1;
                boolean feedback = (crc >>> 31 ^ in) != 0;
                crc = feedback ? crc << 1 ^ 0x04C11DB7 : crc << 1;
            }
        }
        return crc >>> 23 & 0x3F;
    }

    /**
     * The IP checksum of those of 64 octets from EPMO on that EPMM selects is EPMCS (section 8.3). What is not selected is left
     * out, not taken for 0, and a window that reaches beyond the frame never matches.
     */
    private boolean hasPattern(byte[] frame, int octets) {
        int start = registers.word(EPMO);
        if (start + PATTERN_OCTETS > octets) {
            return false;
        }
        int sum = 0;
        int selected = 0;
        for (int i = 0; i < PATTERN_OCTETS; i++) {
            if (registers.has(EPMM0 + (i >> 3), 1 << (i & 7))) {
                sum += (frame[start + i] & 0xFF) << ((selected & 1) == 0 ? 8 : 0);
                selected++;
            }
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (~sum & 0xFFFF) == registers.word(EPMCS);
    }

    /** Somewhere behind the addresses stand six octets of ones and sixteen times the own address (section 8.4). */
    private boolean isMagic(byte[] frame, int octets) {
        int ones = 0;
        for (int at = 12; at + MAGIC_OCTETS - MAGIC_ONES <= octets; at++) {
            if (ones >= MAGIC_ONES && isMagicAt(frame, at)) {
                return true;
            }
            ones = frame[at] == -1 ? ones + 1 : 0;
        }
        return false;
    }

    private boolean isMagicAt(byte[] frame, int at) {
        for (int i = 0; i < MAGIC_ADDRESSES; i++) {
            if (!isOwn(frame, at + 6 * i)) {
                return false;
            }
        }
        return true;
    }
}
