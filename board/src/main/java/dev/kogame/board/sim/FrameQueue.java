package dev.kogame.board.sim;

import dev.kogame.board.Deadlines;

/**
 * Frames on their way to one end of a cable, in the order of their arrival; frames that arrive at the same time in the order
 * of their sending. All memory is taken at construction.
 */
final class FrameQueue {
    private final int slotOctets;
    private final byte[] memory;
    private final int[] octets;
    private final long[] arrivalNs;
    /** The slots in use by arrival, then the free ones. */
    private final int[] slots;
    private int count;

    FrameQueue(int capacity, int slotOctets) {
        this.slotOctets = slotOctets;
        memory = new byte[capacity * slotOctets];
        octets = new int[capacity];
        arrivalNs = new long[capacity];
        slots = new int[capacity];
        for (int i = 0; i < capacity; i++) {
            slots[i] = i;
        }
    }

    /** Copies a frame in. Answers the index of its first octet in {@link #memory}, or -1 if there is no room. */
    int add(byte[] frame, int at, int length, long whenNs) {
        if (count == slots.length) {
            return -1;
        }
        int slot = slots[count];
        int place = count;
        while (place > 0 && arrivalNs[slots[place - 1]] > whenNs) {
            slots[place] = slots[place - 1];
            place--;
        }
        slots[place] = slot;
        count++;
        octets[slot] = length;
        arrivalNs[slot] = whenNs;
        System.arraycopy(frame, at, memory, slot * slotOctets, length);
        return slot * slotOctets;
    }

    byte[] memory() {
        return memory;
    }

    /** When the next frame arrives, or {@link Deadlines#NEVER}. */
    long nextArrivalNs() {
        return count == 0 ? Deadlines.NEVER : arrivalNs[slots[0]];
    }

    /** The index of the next frame's first octet in {@link #memory}; there must be one. */
    int at() {
        return slots[0] * slotOctets;
    }

    /** The next frame's octets; there must be one. */
    int octets() {
        return octets[slots[0]];
    }

    /** Takes the next frame away; there must be one. */
    void remove() {
        int slot = slots[0];
        count--;
        System.arraycopy(slots, 1, slots, 0, count);
        slots[count] = slot;
    }

    void clear() {
        count = 0;
    }
}
