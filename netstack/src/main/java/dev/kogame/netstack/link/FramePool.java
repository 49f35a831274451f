package dev.kogame.netstack.link;

import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6;

/**
 * The stack's slots: a fixed number of byte arrays, each holding one frame on its way out, and a few larger ones for packets that must
 * leave in fragments.
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
    /** The octets of a frame slot. */
    public static final int SLOT_OCTETS = IP_AT + Ethernet.MTU_OCTETS;

    /** What {@link #take} answers when all slots are taken. */
    public static final int NONE = -1;

    private final int frames;
    private final byte[][] slots;
    private final int[] free;
    private int freeCount;
    private final int[] freeLarge;
    private int freeLargeCount;

    /** @param capacity the number of frame slots, at least 1 */
    public FramePool(int capacity) {
        this(capacity, 0, 0);
    }

    /**
     * @param frames the number of frame slots, at least 1
     * @param large the number of large slots, 0 or more
     * @param largeOctets the longest packet that a large slot holds, its IPv6 header included
     */
    public FramePool(int frames, int large, int largeOctets) {
        this.frames = frames;
        slots = new byte[frames + large][];
        free = new int[frames];
        freeLarge = new int[large];
        for (int slot = 0; slot < frames; slot++) {
            slots[slot] = new byte[SLOT_OCTETS];
            release(slot);
        }
        for (int slot = frames; slot < slots.length; slot++) {
            slots[slot] = new byte[IP_AT + largeOctets];
            release(slot);
        }
    }

    /** A frame slot that now belongs to the caller, or {@link #NONE}. Its octets are those of an earlier frame. */
    public int take() {
        return freeCount == 0 ? NONE : free[--freeCount];
    }

    /** A large slot that now belongs to the caller, or {@link #NONE}. Its octets are those of an earlier packet. */
    public int takeLarge() {
        return freeLargeCount == 0 ? NONE : freeLarge[--freeLargeCount];
    }

    /** Gives a slot back. */
    public void release(int slot) {
        if (slot < frames) {
            free[freeCount++] = slot;
        } else {
            freeLarge[freeLargeCount++] = slot;
        }
    }

    /** The memory of a slot: {@link #SLOT_OCTETS}, or more if it is a large one. */
    public byte[] bytes(int slot) {
        return slots[slot];
    }

    /** The longest packet that any slot holds, its IPv6 header included. */
    public int maxPacketOctets() {
        return Math.max(slots[slots.length - 1].length, SLOT_OCTETS) - IP_AT;
    }

    /** How many frame slots nobody owns. */
    public int freeFrames() {
        return freeCount;
    }

    /** How many slots nobody owns. */
    public int free() {
        return freeCount + freeLargeCount;
    }

    /** How many slots there are. */
    public int capacity() {
        return slots.length;
    }
}
