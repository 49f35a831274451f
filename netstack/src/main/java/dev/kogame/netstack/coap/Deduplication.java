package dev.kogame.netstack.coap;

import java.util.Arrays;

/**
 * The exchanges that must not happen twice: requests with PUT, POST or DELETE of the last minutes, with the answers to those that
 * were Confirmable. RFC 7252 section 4.5.
 *
 * <p>A fixed table. An entry lives as long as its message may still be repeated. Room for a newcomer is found in this order:
 * <ol>
 * <li>A host (an address on an interface, whatever its ports) that holds its quota gives up its own oldest entry:
 * with NSTART 1 it has long gone on from that exchange, and nobody can crowd out others.
 * <li>A free entry, or one whose lifetime is over.
 * <li>The oldest entry, if it is older than MAX_TRANSMIT_SPAN: its sender no longer repeats it, only the network still might.
 * <li>Otherwise there is none, and the server says 5.03.
 * </ol>
 */
final class Deduplication {

    /** What {@link #find} and {@link #reserve} answer instead of an entry. */
    static final int NONE = -1;

    static final long SECOND_NS = 1_000_000_000L;
    /** RFC 7252 section 4.8.2, default parameters. */
    static final long MAX_TRANSMIT_SPAN_NS = 45 * SECOND_NS;
    /** How long a Confirmable message may be repeated. */
    static final long EXCHANGE_LIFETIME_NS = 247 * SECOND_NS;
    /** How long a Non-confirmable message may be repeated. */
    static final long NON_LIFETIME_NS = 145 * SECOND_NS;

    /** Of an entry that is free; time is never negative. */
    private static final long FREE = -1;

    private final int capacity;
    private final int hostQuota;
    private final int answerOctetsMax;
    private final Endpoint[] endpoint;
    private final int[] messageId;
    private final long[] reservedNs;
    private final long[] expiresNs;
    private final int[] answerOctets;
    private final byte[] answers;

    Deduplication(CoapConfig config) {
        capacity = config.get(CoapConfig.Limit.EXCHANGES);
        hostQuota = config.get(CoapConfig.Limit.EXCHANGES_PER_HOST);
        answerOctetsMax = config.get(CoapConfig.Limit.ANSWER_OCTETS);
        endpoint = Endpoint.row(capacity);
        messageId = new int[capacity];
        reservedNs = new long[capacity];
        expiresNs = new long[capacity];
        answerOctets = new int[capacity];
        answers = new byte[capacity * answerOctetsMax];
        Arrays.fill(expiresNs, FREE);
    }

    /** The entry of this very message, or {@link #NONE}. */
    int find(CoapRequest request, long nowNs) {
        for (int entry = 0; entry < capacity; entry++) {
            if (expiresNs[entry] > nowNs && messageId[entry] == request.messageId()
                    && endpoint[entry].isSame(request.source())) {
                return entry;
            }
        }
        return NONE;
    }

    /** An entry for a message that has none yet, or {@link #NONE}. It has no answer until {@link #keep}. */
    int reserve(CoapRequest request, long nowNs) {
        int entry = choose(request, nowNs);
        if (entry != NONE) {
            endpoint[entry].set(request.source());
            messageId[entry] = request.messageId();
            reservedNs[entry] = nowNs;
            expiresNs[entry] = nowNs
                    + (request.type() == CoapMessage.CONFIRMABLE ? EXCHANGE_LIFETIME_NS : NON_LIFETIME_NS);
            answerOctets[entry] = 0;
        }
        return entry;
    }

    private int choose(CoapRequest request, long nowNs) {
        int free = NONE;
        int ownOldest = NONE;
        int oldest = NONE;
        int own = 0;
        for (int entry = 0; entry < capacity; entry++) {
            if (expiresNs[entry] <= nowNs) {
                free = entry;
                continue;
            }
            oldest = older(oldest, entry);
            if (endpoint[entry].isSameHost(request.source())) {
                own++;
                ownOldest = older(ownOldest, entry);
            }
        }
        if (own >= hostQuota) {
            return ownOldest;
        }
        if (free != NONE) {
            return free;
        }
        return nowNs - reservedNs[oldest] > MAX_TRANSMIT_SPAN_NS ? oldest : NONE;
    }

    /** In how many seconds a table that had no room will have some, at least 1. */
    long secondsUntilRoom(long nowNs) {
        int oldest = 0;
        for (int entry = 1; entry < capacity; entry++) {
            oldest = older(oldest, entry);
        }
        return (reservedNs[oldest] + MAX_TRANSMIT_SPAN_NS - nowNs) / SECOND_NS + 1;
    }

    /** Keeps a copy of the answer {@code b[at, at + octets)}, at most {@link #answerOctets}. */
    void keep(int entry, byte[] b, int at, int octets) {
        System.arraycopy(b, at, answers, entry * answerOctetsMax, octets);
        answerOctets[entry] = octets;
    }

    /** Copies the answer kept to {@code b} and says how long it is; 0 if none was kept. */
    int copyAnswer(int entry, byte[] b, int at) {
        System.arraycopy(answers, entry * answerOctetsMax, b, at, answerOctets[entry]);
        return answerOctets[entry];
    }

    /** Forgets an exchange in which nothing happened. */
    void release(int entry) {
        expiresNs[entry] = FREE;
    }

    /** The longest answer that can be kept to be sent again. */
    int answerOctets() {
        return answerOctetsMax;
    }

    /** How many exchanges are remembered, 0 to the table's size. */
    int size(long nowNs) {
        int size = 0;
        for (int entry = 0; entry < capacity; entry++) {
            size += expiresNs[entry] > nowNs ? 1 : 0;
        }
        return size;
    }

    private int older(int one, int other) {
        return one == NONE || reservedNs[other] < reservedNs[one] ? other : one;
    }
}
