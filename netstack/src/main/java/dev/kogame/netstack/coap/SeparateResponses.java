package dev.kogame.netstack.coap;

import dev.kogame.board.Deadlines;

/**
 * Answers that a handler gives later than when it was asked, RFC 7252 section 5.2.2. The request was acknowledged; the answer is a
 * message of our own, Confirmable and repeated if the request was Confirmable.
 *
 * <p>A fixed table. A place is taken when a handler says {@link CoapResponse#later}, and free again when the answer is acknowledged,
 * rejected, given up, or was Non-confirmable; or when it was not given within EXCHANGE_LIFETIME.
 */
final class SeparateResponses {

    static final int NONE = -1;

    /** The nanoseconds for which a handler may think. */
    private static final long PATIENCE_NS = Deduplication.EXCHANGE_LIFETIME_NS;
    private static final int PLACE_BITS = 8;

    private enum State {
        FREE, PROMISED, READY, SENT
    }

    private final State[] state;
    /** Of the promise in a place, so that an old ticket means nothing. */
    private final int[] generation;
    private final CoapResponse[] response;
    private final byte[][] message;
    private final int[] octets;
    private final Endpoint[] endpoint;
    private final int[] requestId;
    private final int[] messageId;
    private final boolean[] confirmable;
    private final Deadlines turns;
    private final Retransmission retransmission;
    /** Where an answer goes that nobody waits for. */
    private final CoapResponse nowhere = new CoapResponse();

    SeparateResponses(CoapConfig config, long seed) {
        int count = config.get(CoapConfig.Limit.SEPARATE_RESPONSES);
        state = new State[count];
        generation = new int[count];
        response = new CoapResponse[count];
        message = new byte[count][MessageLayer.MAX_MESSAGE_OCTETS];
        for (int place = 0; place < count; place++) {
            state[place] = State.FREE;
            response[place] = new CoapResponse();
        }
        octets = new int[count];
        endpoint = Endpoint.row(count);
        requestId = new int[count];
        messageId = new int[count];
        confirmable = new boolean[count];
        turns = new Deadlines(Math.max(1, count));
        retransmission = new Retransmission(Math.max(1, count), seed);
        nowhere.begin(new byte[CoapResponse.MIN_OCTETS], 0, CoapResponse.MIN_OCTETS, new CoapRequest(new byte[4]));
    }

    /** Promises an answer of at most so many octets: a ticket, or {@link #NONE}. */
    int promise(CoapRequest request, int code, int maxOctets) {
        for (int place = 0; place < state.length; place++) {
            if (state[place] == State.FREE) {
                state[place] = State.PROMISED;
                generation[place]++;
                endpoint[place].set(request.source());
                requestId[place] = request.messageId();
                confirmable[place] = request.type() == CoapMessage.CONFIRMABLE;
                response[place].begin(message[place], 0, Math.min(maxOctets, message[place].length), request);
                response[place].code(code);
                turns.arm(place, request.receivedNs() + PATIENCE_NS);
                return generation[place] << PLACE_BITS & Integer.MAX_VALUE | place;
            }
        }
        return NONE;
    }

    /** The answer to a ticket, to be filled in before the next turn of the server. */
    CoapResponse complete(int ticket) {
        int place = ticket & (1 << PLACE_BITS) - 1;
        if (ticket < 0 || place >= state.length || state[place] != State.PROMISED
                || (generation[place] << PLACE_BITS & Integer.MAX_VALUE | place) != ticket) {
            return nowhere.error(CoapCode.INTERNAL_SERVER_ERROR);
        }
        state[place] = State.READY;
        turns.arm(place, 0);
        return response[place];
    }

    /** Whether this very request waits for its answer. */
    boolean isPromised(CoapRequest request) {
        for (int place = 0; place < state.length; place++) {
            if (state[place] != State.FREE && requestId[place] == request.messageId()
                    && endpoint[place].isSame(request.source())) {
                return true;
            }
        }
        return false;
    }

    /** Whose turn it is, or {@link #NONE}. */
    int due(long nowNs) {
        int place = retransmission.due(nowNs);
        return place != Retransmission.NONE ? place : turns.due(nowNs);
    }

    long nextDeadlineNs() {
        return Math.min(retransmission.nextDeadlineNs(), turns.earliestNs());
    }

    Endpoint endpoint(int place) {
        return endpoint[place];
    }

    /**
     * Writes the message of a place whose turn it is.
     *
     * @param id the Message ID if it leaves for the first time
     * @return its octets; 0 if the answer never came or was not acknowledged
     */
    int write(int place, int id, byte[] b, int at, long nowNs) {
        turns.disarm(place);
        if (state[place] == State.PROMISED || state[place] == State.SENT && !retransmission.again(place, nowNs)) {
            free(place);
            return 0;
        }
        if (state[place] == State.READY) {
            response[place].tag();
            messageId[place] = id;
            octets[place] = response[place].finish(
                    confirmable[place] ? CoapMessage.CONFIRMABLE : CoapMessage.NON_CONFIRMABLE, id);
            state[place] = State.SENT;
            if (confirmable[place]) {
                retransmission.start(place, nowNs);
            } else {
                free(place);
            }
        }
        System.arraycopy(message[place], 0, b, at, octets[place]);
        return octets[place];
    }

    /** An Acknowledgement or Reset came: answers whether it was for one of these. */
    boolean ended(Endpoint from, int id) {
        for (int place = 0; place < state.length; place++) {
            if (state[place] == State.SENT && messageId[place] == id && endpoint[place].isSame(from)) {
                free(place);
                return true;
            }
        }
        return false;
    }

    private void free(int place) {
        state[place] = State.FREE;
        retransmission.stop(place);
        turns.disarm(place);
    }
}
