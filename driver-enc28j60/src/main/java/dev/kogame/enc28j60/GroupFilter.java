package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.EHT0;

/**
 * The groups that were joined, as the chip's hash table of 64 bits. Several groups may share a bit, so each bit counts them.
 *
 * <p>The chip lets through what hashes to a set bit; the stack filters again, exactly.
 */
final class GroupFilter {
    private static final int BITS = 64;
    private static final int OCTETS = BITS / 8;
    private static final int POLYNOMIAL = 0x04C11DB7;

    private final short[] groups = new short[BITS];
    private final int[] tickets = new int[OCTETS];
    private boolean changed;

    /** The table's bit for an address: bits 28..23 of its CRC-32 remainder (DS39662 section 8.5). */
    static int hash(long address) {
        int remainder = -1;
        for (int octet = 40; octet >= 0; octet -= 8) {
            for (int bit = 0; bit < 8; bit++) {
                int in = (int) (address >> octet + bit) & 1;
                int feedback = remainder >>> 31 ^ in;
                remainder = remainder << 1 ^ (POLYNOMIAL & -feedback);
            }
        }
        return remainder >>> 23 & BITS - 1;
    }

    void join(long group) {
        changed |= groups[hash(group)]++ == 0;
    }

    void leave(long group) {
        int bit = hash(group);
        if (groups[bit] > 0) {
            changed |= --groups[bit] == 0;
        }
    }

    /** Whether the chip's table is behind. */
    boolean changed() {
        return changed;
    }

    private int octet(int octet) {
        int value = 0;
        for (int bit = 0; bit < 8; bit++) {
            value |= groups[octet * 8 + bit] > 0 ? 1 << bit : 0;
        }
        return value;
    }

    /** Queues writing the whole table. The receiver may stay on: each octet takes effect by itself. */
    void queue(ChipAccess chip) {
        for (int i = 0; i < OCTETS; i++) {
            chip.write(EHT0 + i, octet(i));
        }
        changed = false;
    }

    /** Queues reading the whole table, for {@link #held}. */
    void queueRead(ChipAccess chip) {
        for (int i = 0; i < OCTETS; i++) {
            tickets[i] = chip.read(EHT0 + i);
        }
    }

    /** Whether the table that was read is the one it must be. */
    boolean held(ChipAccess chip) {
        for (int i = 0; i < OCTETS; i++) {
            if (chip.value(tickets[i]) != octet(i)) {
                return false;
            }
        }
        return true;
    }
}
