package dev.kogame.netstack.coap;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;

/**
 * Answers to group requests that wait for a random moment, so that those of many devices do not meet: RFC 7252 section 8.2. The time
 * from which it is chosen is {@code S * G / R}: the octets of the answer, times an estimate of how many answer, over a rate that leaves
 * the link to others. When all places are taken, a group request gets no answer; a server may always ignore one.
 */
final class Leisure {

    static final int NONE = -1;
    /** R: a tenth of what the 10 Mbit/s of an ENC28J60 carry. */
    static final long OCTETS_PER_SECOND = 100_000;

    private static final long SECOND_NS = 1_000_000_000L;

    private final int groupSize;
    private final byte[][] message;
    private final int[] octets;
    private final Endpoint[] endpoint;
    private final Deadlines turns;
    private final SplittableRandom random;

    Leisure(CoapConfig config, long seed) {
        int count = config.get(CoapConfig.Limit.GROUP_ANSWERS);
        groupSize = config.get(CoapConfig.Limit.GROUP_SIZE);
        message = new byte[count][MessageLayer.MAX_MESSAGE_OCTETS];
        octets = new int[count];
        endpoint = Endpoint.row(count);
        turns = new Deadlines(count);
        random = new SplittableRandom(seed);
    }

    /** Whether an answer of so many octets need not wait. */
    boolean isNone() {
        return groupSize == 0;
    }

    /** Lets an answer wait for its moment: answers whether there was a place. */
    boolean add(Endpoint to, byte[] b, int at, int length, long nowNs) {
        for (int i = 0; i < octets.length; i++) {
            if (turns.of(i) == Deadlines.NEVER) {
                System.arraycopy(b, at, message[i], 0, length);
                octets[i] = length;
                endpoint[i].set(to);
                long leisureNs = length * groupSize * SECOND_NS / OCTETS_PER_SECOND;
                turns.arm(i, nowNs + random.nextLong(leisureNs + 1));
                return true;
            }
        }
        return false;
    }

    /** The answer whose moment has come, or {@link #NONE}. */
    int due(long nowNs) {
        return turns.due(nowNs);
    }

    long nextDeadlineNs() {
        return turns.earliestNs();
    }

    Endpoint endpoint(int i) {
        return endpoint[i];
    }

    /** Writes an answer and forgets it. @return its octets */
    int take(int i, byte[] b, int at) {
        turns.disarm(i);
        System.arraycopy(message[i], 0, b, at, octets[i]);
        return octets[i];
    }
}
