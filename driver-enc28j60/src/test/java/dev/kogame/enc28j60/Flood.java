package dev.kogame.enc28j60;

import java.util.Arrays;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;

/**
 * A far end that offers numbered frames as often as it is told, each as soon as the wire is free, and counts what comes back. Every
 * frame must arrive as it was sent, on both ways.
 */
final class Flood implements EthernetPort {
    private static final int NUMBER_AT = 14;

    private final byte[] frame = new byte[MAX_FRAME_OCTETS];
    private int octets;
    private long left;
    private int number;
    private int lastSeen;
    private byte[] awaited;
    private int awaitedOctets;
    private long taken;

    /** From now on {@code count} frames of so many octets. */
    void offer(long count, int frameOctets) {
        octets = frameOctets;
        Rig.frame(frame, TimedRig.MAC, frameOctets, 0);
        left = count;
    }

    boolean exhausted() {
        return left == 0;
    }

    /** A frame of this far end has been handed up: it must be whole, and come after the one before it. */
    void expect(byte[] received, int receivedOctets) {
        int seen = number(received);
        if (receivedOctets != octets || seen <= lastSeen || !Arrays.equals(received, 0, NUMBER_AT, frame, 0, NUMBER_AT)
                || !Arrays.equals(received, NUMBER_AT + 4, octets, frame, NUMBER_AT + 4, octets)) {
            throw new AssertionError("a frame of " + receivedOctets + " octets, number " + seen + " after " + lastSeen
                    + ", is not what was sent");
        }
        lastSeen = seen;
    }

    private static int number(byte[] b) {
        int number = 0;
        for (int i = 0; i < 4; i++) {
            number = number << 8 | b[NUMBER_AT + i] & 0xFF;
        }
        return number;
    }

    /** What frames of the chip must look like from now on. */
    void await(byte[] expected, int expectedOctets) {
        awaited = expected;
        awaitedOctets = expectedOctets;
    }

    /** How many frames the chip has sent. */
    long taken() {
        return taken;
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
    public int receive(byte[] into, int at, int capacity, long nowNs) {
        if (left == 0) {
            return NONE;
        }
        left--;
        number++;
        for (int i = 0; i < 4; i++) {
            frame[NUMBER_AT + i] = (byte) (number >>> 24 - 8 * i);
        }
        System.arraycopy(frame, 0, into, at, octets);
        return octets;
    }

    @Override
    public int transmit(byte[] sent, int at, int sentOctets, long nowNs) {
        if (sentOctets != awaitedOctets || !Arrays.equals(sent, at, at + sentOctets, awaited, 0, sentOctets)) {
            throw new AssertionError("frame " + taken + " of " + sentOctets + " octets was changed on its way");
        }
        taken++;
        return SENT;
    }

    @Override
    public boolean linkUp() {
        return true;
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
