package dev.kogame.enc28j60;

import dev.kogame.board.EthernetPort;

/**
 * The far end of the cable: frames offered here go to the chip, then those of the stream {@code in}. Numbered frames that the chip
 * sends are checked by the stream {@code out}, others are kept here. Allocates nothing once a queue has been around.
 */
final class FarEnd implements EthernetPort {
    static final long MAC = 0x02_00_00_00_00_99L;
    private static final int SLOTS = 512;

    private final Stream in;
    private final Stream out;
    private final byte[][] toChip = new byte[SLOTS][];
    private final int[] toChipOctets = new int[SLOTS];
    private final byte[][] fromChip = new byte[SLOTS][];
    private final int[] fromChipOctets = new int[SLOTS];
    private int offered;
    private int fetched;
    private int sent;
    private int taken;
    boolean linkUp = true;

    FarEnd(Stream in, Stream out) {
        this.in = in;
        this.out = out;
    }

    /** Puts a frame into the queue towards the chip. */
    void offer(byte[] frame, int octets) {
        if (offered - fetched == SLOTS) {
            throw new IllegalStateException("The far end's queue is full");
        }
        int slot = offered++ % SLOTS;
        System.arraycopy(frame, 0, slot(toChip, slot), 0, octets);
        toChipOctets[slot] = octets;
    }

    private static byte[] slot(byte[][] queue, int slot) {
        if (queue[slot] == null) {
            queue[slot] = new byte[MAX_FRAME_OCTETS];
        }
        return queue[slot];
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

    /** Frames that the chip has sent, those of the stream not among them. */
    int sent() {
        return sent;
    }

    @Override
    public int poll(long nowNs) {
        return 0;
    }

    @Override
    public long nextDeadlineNs() {
        return in.dueNs();
    }

    @Override
    public int receive(byte[] frame, int at, int capacity, long nowNs) {
        if (fetched < offered) {
            int slot = fetched++ % SLOTS;
            System.arraycopy(toChip[slot], 0, frame, at, toChipOctets[slot]);
            return toChipOctets[slot];
        }
        if (!in.due(nowNs)) {
            return NONE;
        }
        int octets = in.fill(frame, at);
        in.begin(nowNs);
        return octets;
    }

    @Override
    public int transmit(byte[] frame, int at, int octets, long nowNs) {
        if (Stream.numbered(frame, at)) {
            out.arrive(frame, at, octets);
            return SENT;
        }
        int slot = sent++ % SLOTS;
        System.arraycopy(frame, at, slot(fromChip, slot), 0, octets);
        fromChipOctets[slot] = octets;
        return SENT;
    }

    @Override
    public boolean linkUp() {
        return linkUp;
    }

    @Override
    public long macAddress() {
        return MAC;
    }

    @Override
    public void joinGroup(long group) {
    }

    @Override
    public void leaveGroup(long group) {
    }
}
