package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;

import dev.kogame.board.Deadlines;

/**
 * One direction of traffic: numbered frames whose length and octets follow from their number, so that loss, order and damage can
 * be told without keeping a frame. Allocates nothing.
 */
final class Stream {
    /** Tells numbered frames from all others: IEEE's type for experiments. */
    private static final int TYPE = 0x88B5;
    private static final int HEAD_OCTETS = 14;
    private static final int DATA = HEAD_OCTETS + 4;
    private static final int SHIFTS = 4096;
    private static final byte[] NOISE = new byte[SHIFTS + 1514];
    static {
        new Random(7).nextBytes(NOISE);
    }

    private final byte[] head = new byte[HEAD_OCTETS];
    private final long seed;
    private byte[] data = NOISE;
    private int[] lengths;
    private int shortest = 60;
    private int longest = 1514;
    private long everyNs = Deadlines.NEVER;
    private long dueNs = Deadlines.NEVER;
    private int begun;
    private int arrived;
    private int next;
    private int newestLost = -1;
    private boolean damageAllowed;
    private int damaged;

    Stream(long destination, long source, long seed) {
        this.seed = seed;
        for (int i = 0; i < 6; i++) {
            head[i] = (byte) (destination >>> 40 - 8 * i);
            head[6 + i] = (byte) (source >>> 40 - 8 * i);
        }
        head[12] = (byte) (TYPE >> 8);
        head[13] = (byte) TYPE;
    }

    /** Frames come from now on, the next one {@code meanNs} after the one before in the mean; 0 is as fast as they go. */
    void start(long meanNs, long nowNs) {
        everyNs = meanNs;
        dueNs = nowNs;
    }

    void stop() {
        dueNs = Deadlines.NEVER;
    }

    /** The range of lengths from here on. One frame in eight is of the longest, one of the shortest. */
    void lengths(int from, int to) {
        shortest = from;
        longest = to;
    }

    /** These lengths in turn, from the next frame on. */
    void lengths(int... inTurn) {
        lengths = inTurn;
    }

    /** What frames are filled with instead of noise. */
    void data(byte[] pattern) {
        data = new byte[SHIFTS + 1514];
        for (int i = 0; i < data.length; i++) {
            data[i] = pattern[i % pattern.length];
        }
    }

    /** Frames that do not match, or come again, are counted from here on, where otherwise they fail the test. */
    void damageAllowed(boolean allowed) {
        damageAllowed = allowed;
    }

    long dueNs() {
        return dueNs;
    }

    boolean due(long nowNs) {
        return nowNs >= dueNs;
    }

    /** Whether this is a frame of a stream. */
    static boolean numbered(byte[] frame, int at) {
        return (frame[at + 12] & 0xFF) == TYPE >> 8 && (frame[at + 13] & 0xFF) == (TYPE & 0xFF);
    }

    /** Puts the next frame into {@code frame}: its octets. It has begun its way once {@link #begin} says so. */
    int fill(byte[] frame, int at) {
        int octets = octets(begun);
        System.arraycopy(head, 0, frame, at, HEAD_OCTETS);
        for (int i = 0; i < 4; i++) {
            frame[at + HEAD_OCTETS + i] = (byte) (begun >> 8 * i);
        }
        System.arraycopy(data, shift(begun), frame, at + DATA, octets - DATA);
        return octets;
    }

    /** The frame that was filled is on its way. */
    void begin(long nowNs) {
        begun++;
        if (dueNs != Deadlines.NEVER) {
            dueNs = everyNs == 0 ? nowNs : nowNs + mix(begun ^ 0x5555) % (2 * everyNs);
        }
    }

    /** A frame has come through. */
    void arrive(byte[] frame, int at, int octets) {
        int number = 0;
        for (int i = 3; i >= 0; i--) {
            number = number << 8 | frame[at + HEAD_OCTETS + i] & 0xFF;
        }
        boolean whole = number >= 0 && number < begun && octets == octets(number)
                && Arrays.mismatch(head, 0, HEAD_OCTETS, frame, at, at + HEAD_OCTETS) < 0
                && Arrays.mismatch(data, shift(number), shift(number) + octets - DATA, frame, at + DATA,
                        at + octets) < 0;
        if (whole && number >= next) {
            arrived++;
            newestLost = number > next ? number - 1 : newestLost;
            next = number + 1;
        } else if (damageAllowed) {
            damaged++;
        } else {
            fail("%s: frame %d of %d octets, where %d was next and %d had begun", whole ? "twice or late" : "damaged",
                    number,
                    octets, next, begun);
        }
    }

    private int octets(int number) {
        if (lengths != null) {
            return lengths[number % lengths.length];
        }
        long draw = mix(number);
        return switch ((int) draw & 7) {
            case 0 -> longest;
            case 1 -> shortest;
            default -> shortest + (int) ((draw >> 3) % Math.min(400, longest - shortest + 1));
        };
    }

    private static int shift(int number) {
        return number * 37 & SHIFTS - 1;
    }

    private long mix(long number) {
        long z = (number + seed * 0x632BE59BD9B4E019L) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        return (z ^ z >>> 27) >>> 1;
    }

    /** Frames that have begun their way. */
    int begun() {
        return begun;
    }

    int arrived() {
        return arrived;
    }

    /** The number after the newest that has arrived. */
    int next() {
        return next;
    }

    /** Frames that had begun their way before the newest that has arrived, and have not. */
    int lost() {
        return next - arrived;
    }

    /** The highest number of those that are {@link #lost}, or -1. */
    int newestLost() {
        return newestLost;
    }

    int damaged() {
        return damaged;
    }
}
