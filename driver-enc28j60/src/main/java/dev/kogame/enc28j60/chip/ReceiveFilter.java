package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.EHT0;
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
    private static final int BY_ADDRESS = UCEN | PMEN | MPEN | HTEN | MCEN | BCEN;

    /** Where the address's octets stand, first to last: MAADR1 (the first) is at address 4 of bank 3. */
    private static final int[] ADDRESS = {MAADR5 + 4, MAADR5 + 5, MAADR5 + 2, MAADR5 + 3, MAADR5, MAADR5 + 1};

    private final Registers registers;

    ReceiveFilter(Registers registers) {
        this.registers = registers;
    }

    /** @param octets the frame with its frame check sequence */
    boolean accepts(byte[] frame, int octets, boolean crcValid) {
        int filters = registers.get(ERXFCON);
        if ((filters & CRCEN) != 0 && !crcValid) {
            return false;
        }
        int enabled = filters & BY_ADDRESS;
        if (enabled == 0) {
            return true;
        }
        int matching = enabled & matches(frame);
        return (filters & ANDOR) != 0 ? matching == enabled : matching != 0;
    }

    /** The filters the frame passes. The pattern and magic packet filters are not modelled: they let nothing pass. */
    private int matches(byte[] frame) {
        int matches = 0;
        if (isOwn(frame)) {
            matches |= UCEN;
        }
        if ((frame[0] & 1) != 0) {
            matches |= MCEN;
        }
        if (isBroadcast(frame)) {
            matches |= BCEN;
        }
        int index = hash(frame, 0);
        if (registers.has(EHT0 + (index >> 3), 1 << (index & 7))) {
            matches |= HTEN;
        }
        return matches;
    }

    private boolean isOwn(byte[] frame) {
        for (int i = 0; i < ADDRESS.length; i++) {
            if ((frame[i] & 0xFF) != registers.get(ADDRESS[i])) {
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
}
