package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.ECON2;
import static dev.kogame.enc28j60.chip.Registers.ECON2_AUTOINC;
import static dev.kogame.enc28j60.chip.Registers.ERDPT;
import static dev.kogame.enc28j60.chip.Registers.ERXND;
import static dev.kogame.enc28j60.chip.Registers.ERXRDPT;
import static dev.kogame.enc28j60.chip.Registers.ERXST;
import static dev.kogame.enc28j60.chip.Registers.EWRPT;

/**
 * The 8 KB of memory and the rules of its pointers (DS39662 sections 3.2 and 6, 7.2.3): the receive ring from ERXST to ERXND,
 * everything else free for transmission.
 *
 * <p>Holds the write pointer of the receiver, which the host sees in ERXWRPT only once a frame is complete.
 */
final class BufferMemory {
    static final int OCTETS = 0x2000;

    /** After power-on the contents are undefined, so no driver may count on zeros. */
    private static final byte[] UNDEFINED = new byte[OCTETS];

    static {
        for (int i = 0; i < OCTETS; i++) {
            UNDEFINED[i] = (byte) (i * 167 + 13);
        }
    }

    private final byte[] memory = new byte[OCTETS];
    private final Registers registers;
    private final boolean equalMeansFull;
    private int writeAt;

    BufferMemory(Registers registers, ChipOptions options) {
        equalMeansFull = options.reads(OpenPoint.EQUAL_POINTERS_MEAN_FULL);
        this.registers = registers;
        System.arraycopy(UNDEFINED, 0, memory, 0, OCTETS);
    }

    int peek(int address) {
        return memory[address & OCTETS - 1] & 0xFF;
    }

    void poke(int address, int octet) {
        memory[address & OCTETS - 1] = (byte) octet;
    }

    /** RBM: octets from ERDPT on. A read that passes ERXND goes on at ERXST, wherever it began. */
    void read(byte[] into, int at, int octets) {
        int address = registers.word(ERDPT);
        if (!registers.has(ECON2, ECON2_AUTOINC)) {
            for (int i = 0; i < octets; i++) {
                into[at + i] = memory[address];
            }
            return;
        }
        int last = registers.word(ERXND);
        int done = 0;
        while (done < octets) {
            int stop = address <= last ? last : OCTETS - 1;
            int run = Math.min(octets - done, stop + 1 - address);
            System.arraycopy(memory, address, into, at + done, run);
            done += run;
            address += run;
            if (address > stop) {
                address = stop == last ? registers.word(ERXST) : 0;
            }
        }
        registers.setWord(ERDPT, address);
    }

    /** WBM: octets to EWRPT on, which knows no ring and wraps only at the end of the memory. */
    void write(byte[] from, int at, int octets) {
        int address = registers.word(EWRPT);
        if (!registers.has(ECON2, ECON2_AUTOINC)) {
            for (int i = 0; i < octets; i++) {
                memory[address] = from[at + i];
            }
            return;
        }
        int done = 0;
        while (done < octets) {
            int run = Math.min(octets - done, OCTETS - address);
            System.arraycopy(from, at + done, memory, address, run);
            done += run;
            address = address + run & OCTETS - 1;
        }
        registers.setWord(EWRPT, address);
    }

    /** Copies without touching a pointer; wraps at the end of the memory, as the transmitter does. */
    void copyOut(int address, byte[] into, int octets) {
        int first = address & OCTETS - 1;
        int toEnd = Math.min(octets, OCTETS - first);
        System.arraycopy(memory, first, into, 0, toEnd);
        System.arraycopy(memory, 0, into, toEnd, octets - toEnd);
    }

    int writeAt() {
        return writeAt;
    }

    void writeAt(int address) {
        writeAt = address & OCTETS - 1;
    }

    /** The octets the receiver may write; one always stays unused so that full and empty differ (section 7.2.4). */
    int freeOctets() {
        int read = registers.word(ERXRDPT);
        int size = registers.word(ERXND) - registers.word(ERXST);
        if (writeAt > read) {
            return size - (writeAt - read);
        }
        return writeAt == read ? equalMeansFull ? 0 : size : read - writeAt - 1;
    }

    /** The ring address {@code octets} after {@code address}. */
    int ringAfter(int address, int octets) {
        int first = registers.word(ERXST);
        int last = registers.word(ERXND);
        int next = address + octets;
        return (next > last ? next - (last - first + 1) : next) & OCTETS - 1;
    }

    /** Writes into the ring, wrapping as the receiver does, also where the host has put it together wrong. */
    void storeInRing(int start, byte[] from, int at, int octets) {
        int last = registers.word(ERXND);
        int address = start;
        int done = 0;
        while (done < octets) {
            int stop = address <= last ? last : OCTETS - 1;
            int run = Math.min(octets - done, stop + 1 - address);
            System.arraycopy(from, at + done, memory, address, run);
            done += run;
            address = stop == last ? registers.word(ERXST) : 0;
        }
    }

    boolean insideRing(int address) {
        return address >= registers.word(ERXST) && address <= registers.word(ERXND);
    }
}
