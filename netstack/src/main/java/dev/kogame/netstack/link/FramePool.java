package dev.kogame.netstack.link;

import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6;

/**
 * The stack's frame slots: a fixed number of byte arrays, each holding one frame on its way out.
 *
 * <p>A slot is taken, filled and handed on; whoever holds its number owns it, and gives it back exactly once. One thread; allocates
 * nothing after construction. How long a packet is stands in its own header.
 */
public final class FramePool {

    /** Where the frame begins in a slot. Two octets of room put the IPv6 header on a multiple of eight. */
    public static final int FRAME_AT = 2;
    /** Where the IPv6 header begins in a slot. */
    public static final int IP_AT = FRAME_AT + Ethernet.HEADER_OCTETS;
    /** Where the upper layer begins in a slot, if no extension header precedes it. */
    public static final int UPPER_AT = IP_AT + Ipv6.HEADER_OCTETS;
    /** The octets of a slot. */
    public static final int SLOT_OCTETS = IP_AT + Ethernet.MTU_OCTETS;

    /** What {@link #take} answers when all slots are taken. */
    public static final int NONE = -1;

    private final byte[][] slots;
    private final int[] free;
    private int freeCount;

    /** @param capacity the number of slots, at least 1 */
    public FramePool(int capacity) {
        slots = new byte[capacity][SLOT_OCTETS];
        free = new int[capacity];
        for (int slot = 0; slot < capacity; slot++) {
            free[slot] = slot;
        }
        freeCount = capacity;
    }

    /** A slot that now belongs to the caller, or {@link #NONE}. Its octets are those of an earlier frame. */
    public int take() {
        return freeCount == 0 ? NONE : free[--freeCount];
    }

    /** Gives a slot back. */
    public void release(int slot) {
        free[freeCount++] = slot;
    }

    /** The memory of a slot: {@link #SLOT_OCTETS}. */
    public byte[] bytes(int slot) {
        return slots[slot];
    }

    /** How many slots nobody owns. */
    public int free() {
        return freeCount;
    }

    /** How many slots there are. */
    public int capacity() {
        return slots.length;
    }
}
