package dev.kogame.netstack.coap;

import java.util.Arrays;

/**
 * Bodies of requests that arrive in blocks, RFC 7959 section 2.5: put together here, so that a handler sees the whole.
 *
 * <p>A fixed table. A transfer is known by its sender and by everything that must not change from block to block: method and options,
 * Request-Tag among them (RFC 9175 section 3.3). Blocks must come in order. Room for a new transfer: the place of the same one, which
 * starts over; a free place; that of another transfer of the same host; that of one from which nothing came for a while. Else there is
 * none, and the client is told when to come again.
 */
final class Block1Bodies {

    static final int NONE = -1;

    /** RFC 7959 section 2.5 lets a server forget a transfer after EXCHANGE_LIFETIME; whoever waits for a place need not wait so long. */
    private static final long IDLE_NS = Retransmission.MAX_TRANSMIT_WAIT_NS;
    private static final long LIFETIME_NS = Deduplication.EXCHANGE_LIFETIME_NS;
    /** In front of a body there is room for the head of the message that its last block came in. */
    private static final int HEAD_OCTETS = 512;
    private static final long FREE = -1;

    private final int maxOctets;
    private final byte[][] body;
    private final Endpoint[] endpoint;
    private final long[] key;
    private final int[] octets;
    private final long[] lastNs;

    /** @param maxOctets the longest body of any resource */
    Block1Bodies(int count, int maxOctets) {
        this.maxOctets = maxOctets;
        body = new byte[count][HEAD_OCTETS + maxOctets];
        endpoint = Endpoint.row(count);
        key = new long[count];
        octets = new int[count];
        lastNs = new long[count];
        Arrays.fill(lastNs, FREE);
    }

    int maxOctets() {
        return maxOctets;
    }

    /** Begins a transfer, anew if it is known: answers its place, or {@link #NONE}. */
    int start(CoapRequest request, long nowNs) {
        int place = find(request, nowNs);
        if (place == NONE) {
            place = choose(request.source(), nowNs);
        }
        if (place != NONE) {
            endpoint[place].set(request.source());
            key[place] = request.operation();
            octets[place] = 0;
            lastNs[place] = nowNs;
        }
        return place;
    }

    private int choose(Endpoint newcomer, long nowNs) {
        int own = NONE;
        int oldest = NONE;
        for (int place = 0; place < lastNs.length; place++) {
            if (lastNs[place] == FREE || nowNs - lastNs[place] >= LIFETIME_NS) {
                return place;
            }
            own = endpoint[place].isSameHost(newcomer) ? older(own, place) : own;
            oldest = older(oldest, place);
        }
        if (own != NONE) {
            return own;
        }
        return oldest != NONE && nowNs - lastNs[oldest] >= IDLE_NS ? oldest : NONE;
    }

    private int older(int one, int other) {
        return one == NONE || lastNs[other] < lastNs[one] ? other : one;
    }

    /** The place of the transfer that a request belongs to, or {@link #NONE}. */
    int find(CoapRequest request, long nowNs) {
        for (int place = 0; place < lastNs.length; place++) {
            if (lastNs[place] != FREE && nowNs - lastNs[place] < LIFETIME_NS && key[place] == request.operation()
                    && endpoint[place].isSame(request.source())) {
                return place;
            }
        }
        return NONE;
    }

    /** In how many seconds there may be a place, at least 1. */
    long secondsUntilRoom(long nowNs) {
        int oldest = NONE;
        for (int place = 0; place < lastNs.length; place++) {
            oldest = older(oldest, place);
        }
        return oldest == NONE ? 1 : Math.max(0, lastNs[oldest] + IDLE_NS - nowNs) / Deduplication.SECOND_NS + 1;
    }

    /** The octets there are. */
    int octets(int place) {
        return octets[place];
    }

    /** Appends the payload of a request, which fits. */
    void append(int place, CoapRequest request, long nowNs) {
        System.arraycopy(request.buffer(), request.payloadAt(), body[place], HEAD_OCTETS + octets[place],
                request.payloadOctets());
        octets[place] += request.payloadOctets();
        lastNs[place] = nowNs;
    }

    /** Makes a request, that of the last block, one with the whole body: answers whether its options fit in front of that. */
    boolean complete(int place, CoapRequest request) {
        int head = request.payloadAt() - request.at();
        if (head > HEAD_OCTETS) {
            return false;
        }
        System.arraycopy(request.buffer(), request.at(), body[place], HEAD_OCTETS - head, head);
        request.wrap(body[place], HEAD_OCTETS - head, HEAD_OCTETS + octets[place], request.source(),
                request.toMulticast(), request.receivedNs());
        request.readOptions();
        return true;
    }

    void release(int place) {
        lastNs[place] = FREE;
    }

    /** How many transfers there are. */
    int size(long nowNs) {
        int size = 0;
        for (int place = 0; place < lastNs.length; place++) {
            size += lastNs[place] != FREE && nowNs - lastNs[place] < LIFETIME_NS ? 1 : 0;
        }
        return size;
    }
}
