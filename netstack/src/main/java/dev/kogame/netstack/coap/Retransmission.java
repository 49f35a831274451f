package dev.kogame.netstack.coap;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;

/**
 * When the Confirmable messages of a fixed table are sent again, RFC 7252 section 4.2: the timers of its slots, without the octets.
 *
 * <pre>{@code
 * int slot = retransmission.due(nowNs);
 * if (slot != Retransmission.NONE) {
 *     if (retransmission.again(slot, nowNs)) {
 *         // send the message of the slot again
 *     } else {
 *         // nobody acknowledged it
 *     }
 * }
 * }</pre>
 *
 * One thread; allocates nothing after construction.
 */
final class Retransmission {

    /** What {@link #due} answers when it is no slot's time. */
    static final int NONE = -1;

    /** Section 4.8. */
    static final long ACK_TIMEOUT_NS = 2_000_000_000L;
    static final double ACK_RANDOM_FACTOR = 1.5;
    static final int MAX_RETRANSMIT = 4;

    /** The widest first timeout, ACK_TIMEOUT * ACK_RANDOM_FACTOR. */
    static final long MAX_ACK_TIMEOUT_NS = (long) (ACK_TIMEOUT_NS * ACK_RANDOM_FACTOR);
    /** From the first transmission to the last at most, section 4.8.2: 45 s. */
    static final long MAX_TRANSMIT_SPAN_NS = MAX_ACK_TIMEOUT_NS * ((1 << MAX_RETRANSMIT) - 1);
    /** From the first transmission to giving up at most: 93 s. */
    static final long MAX_TRANSMIT_WAIT_NS = MAX_ACK_TIMEOUT_NS * ((2 << MAX_RETRANSMIT) - 1);

    private final Deadlines deadlines;
    private final long[] startedNs;
    private final long[] timeoutNs;
    private final int[] retransmissions;
    private final SplittableRandom random;

    /**
     * @param capacity the number of slots, at least 1
     * @param seed of the random part of the timeouts
     */
    Retransmission(int capacity, long seed) {
        deadlines = new Deadlines(capacity);
        startedNs = new long[capacity];
        timeoutNs = new long[capacity];
        retransmissions = new int[capacity];
        random = new SplittableRandom(seed);
    }

    /** The message of a slot was sent for the first time. */
    void start(int slot, long nowNs) {
        timeoutNs[slot] = ACK_TIMEOUT_NS + random.nextLong(MAX_ACK_TIMEOUT_NS - ACK_TIMEOUT_NS + 1);
        startedNs[slot] = nowNs;
        retransmissions[slot] = 0;
        deadlines.arm(slot, nowNs + timeoutNs[slot]);
    }

    /** The message of a slot was acknowledged, reset or given up. Does nothing if it was not under way. */
    void stop(int slot) {
        deadlines.disarm(slot);
    }

    /** Whether a slot's message still waits for its acknowledgement. */
    boolean isRunning(int slot) {
        return deadlines.of(slot) != Deadlines.NEVER;
    }

    /** The slot that waited longest of those whose timeout is over, or {@link #NONE}. Ask {@link #again} about it. */
    int due(long nowNs) {
        return deadlines.due(nowNs);
    }

    /**
     * Goes on with a slot that is due.
     *
     * @return true if its message is to be sent again now, false if that happened {@link #MAX_RETRANSMIT} times, or it is too late for
     *         it because this was asked late: then the slot is stopped
     */
    boolean again(int slot, long nowNs) {
        if (retransmissions[slot] == MAX_RETRANSMIT || nowNs - startedNs[slot] > MAX_TRANSMIT_SPAN_NS) {
            stop(slot);
            return false;
        }
        retransmissions[slot]++;
        timeoutNs[slot] *= 2;
        deadlines.arm(slot, nowNs + timeoutNs[slot]);
        return true;
    }

    /** When a slot will be due, or {@link Deadlines#NEVER}. */
    long nextDeadlineNs() {
        return deadlines.earliestNs();
    }
}
