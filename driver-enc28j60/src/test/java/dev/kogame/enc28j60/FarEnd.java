package dev.kogame.enc28j60;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;

/** The far end of the cable: frames offered here go to the chip, frames the chip sends are kept here. Allocates nothing. */
final class FarEnd implements EthernetPort {
    private static final int SLOTS = 512;

    private final byte[][] toChip = new byte[SLOTS][MAX_FRAME_OCTETS + 8];
    private final int[] toChipOctets = new int[SLOTS];
    private final byte[][] fromChip = new byte[SLOTS][MAX_FRAME_OCTETS + 8];
    private final int[] fromChipOctets = new int[SLOTS];
    private int offered;
    private int fetched;
    private int sent;
    private int taken;
    boolean linkUp = true;

    /** Puts a frame into the queue towards the chip. */
    void offer(byte[] frame, int octets) {
        if (offered - fetched == SLOTS) {
            throw new IllegalStateException("The far end's queue is full");
        }
        int slot = offered++ % SLOTS;
        System.arraycopy(frame, 0, toChip[slot], 0, octets);
        toChipOctets[slot] = octets;
    }

    int waiting() {
        return offered - fetched;
    }

    /** Takes the next frame the chip has sent into {@code frame}: its octets, or -1. */
    int take(byte[] frame) {
        if (taken == sent) {
            return -1;
        }
        int slot = taken++ % SLOTS;
        System.arraycopy(fromChip[slot], 0, frame, 0, fromChipOctets[slot]);
        return fromChipOctets[slot];
    }

    int sent() {
        return sent;
    }

    @Override
    public int poll(long nowNs) {
        return 0;
    }

    @Override
    public long nextDeadlineNs() {
        return Deadlines.NEVER;
    }

    @Override
    public int receive(byte[] frame, int at, int capacity, long nowNs) {
        if (fetched == offered) {
            return NONE;
        }
        int slot = fetched++ % SLOTS;
        System.arraycopy(toChip[slot], 0, frame, at, toChipOctets[slot]);
        return toChipOctets[slot];
    }

    @Override
    public int transmit(byte[] frame, int at, int octets, long nowNs) {
        int slot = sent++ % SLOTS;
        System.arraycopy(frame, at, fromChip[slot], 0, octets);
        fromChipOctets[slot] = octets;
        return SENT;
    }

    @Override
    public boolean linkUp() {
        return linkUp;
    }

    @Override
    public long macAddress() {
        return 0x02_00_00_00_00_99L;
    }

    @Override
    public void joinGroup(long group) {
    }

    @Override
    public void leaveGroup(long group) {
    }
}
