package dev.kogame.netstack.coap;

/**
 * Which messages are answered, with which type and Message ID, and how often: RFC 7252 section 4. What they ask for is the
 * {@link RequestLayer}'s business.
 */
final class MessageLayer {

    /** RFC 7252 section 4.6: the message that fits where nothing is known about the path. */
    static final int MAX_MESSAGE_OCTETS = 1152;

    private final RequestLayer requests;
    private final Deduplication deduplication = new Deduplication();
    private final CoapRequest request = new CoapRequest();
    private final CoapResponse response = new CoapResponse();
    private final long[] dropped = new long[CoapDrop.count()];
    /** The next Message ID of our own: its low 16 bits. */
    private int messageId;

    /** @param firstMessageId random, so that outsiders cannot guess the next, section 4.4 */
    MessageLayer(RequestLayer requests, int firstMessageId) {
        this.requests = requests;
        messageId = firstMessageId;
    }

    /** See {@link CoapServer#answer}. */
    int answer(byte[] b, int at, int octets, int interfaceIndex, long hi, long lo, int port, boolean toMulticast,
            byte[] out, int outAt, int capacity, long nowNs) {
        int end = at + octets;
        int outcome = CoapMessage.check(b, at, end);
        if (outcome == CoapDrop.TOO_SHORT.code || outcome == CoapDrop.VERSION.code) {
            return drop(outcome);
        }
        int room = Math.min(capacity, MAX_MESSAGE_OCTETS);
        if (room < CoapResponse.MIN_OCTETS) {
            return drop(CoapDrop.ANSWER_TOO_LARGE.code);
        }
        if (outcome == CoapDrop.OK) {
            outcome = classify(b, at, toMulticast);
        }
        if (outcome != CoapDrop.OK) {
            return reject(outcome, b, at, toMulticast, out, outAt);
        }
        if (CoapMessage.tokenOctets(b, at) > CoapMessage.MAX_TOKEN_OCTETS) {
            return refuseToken(b, at, toMulticast, out, outAt, capacity);
        }
        request.wrap(b, at, end, interfaceIndex, hi, lo, port, toMulticast, nowNs);
        request.readOptions();
        response.begin(out, outAt, room, request);
        return exchange(out, outAt, nowNs);
    }

    /** Whether a well-formed message is a request, table 1 of RFC 7252 section 4.3. */
    private static int classify(byte[] b, int at, boolean toMulticast) {
        int type = CoapMessage.type(b, at);
        int code = CoapMessage.code(b, at);
        if (type == CoapMessage.ACKNOWLEDGEMENT) {
            return CoapDrop.ACKNOWLEDGEMENT.code;
        }
        if (type == CoapMessage.RESET) {
            return CoapDrop.RESET.code;
        }
        if (type == CoapMessage.CONFIRMABLE && toMulticast) {
            return CoapDrop.CONFIRMABLE_TO_GROUP.code;
        }
        if (code == CoapCode.EMPTY) {
            return type == CoapMessage.CONFIRMABLE ? CoapDrop.PING.code : CoapDrop.NON_EMPTY_CODE.code;
        }
        return CoapCode.isRequest(code) ? CoapDrop.OK : CoapDrop.RESPONSE.code;
    }

    /**
     * RFC 7252 sections 4.2 and 4.3: a Confirmable message is rejected with Reset. For a Non-confirmable one that is optional, and
     * silence gives a forger less; Acknowledgement and Reset must not be answered; nor must anything to a group, section 8.1.
     */
    private int reject(int outcome, byte[] b, int at, boolean toMulticast, byte[] out, int outAt) {
        drop(outcome);
        if (CoapMessage.type(b, at) != CoapMessage.CONFIRMABLE || toMulticast) {
            return 0;
        }
        CoapMessage.writeHeader(out, outAt, CoapMessage.RESET, 0, CoapCode.EMPTY, CoapMessage.messageId(b, at));
        return CoapMessage.HEADER_OCTETS;
    }

    /** RFC 8974 section 2.2.2: 4.00, with the token that is too long, because a Reset would say that 8 octets are the most. */
    private int refuseToken(byte[] b, int at, boolean toMulticast, byte[] out, int outAt, int capacity) {
        drop(CoapDrop.TOKEN_TOO_LONG.code);
        int octets = CoapMessage.optionsAt(b, at) - at;
        if (toMulticast || octets > capacity) {
            return 0;
        }
        boolean confirmable = CoapMessage.type(b, at) == CoapMessage.CONFIRMABLE;
        CoapMessage.writeHead(out, outAt, confirmable ? CoapMessage.ACKNOWLEDGEMENT : CoapMessage.NON_CONFIRMABLE,
                CoapCode.BAD_REQUEST, confirmable ? CoapMessage.messageId(b, at) : messageId++, b,
                CoapMessage.tokenAt(b, at), CoapMessage.tokenOctets(b, at));
        return octets;
    }

    /** A request: once if it changes something, as often as it comes if it does not. */
    private int exchange(byte[] out, int outAt, long nowNs) {
        if (!CoapCode.isSafe(request.method())) {
            int known = deduplication.find(request, nowNs);
            if (known != Deduplication.NONE) {
                return repeat(known, out, outAt);
            }
        }
        int place = requests.select(request, response);
        if (place == RequestLayer.REFUSED) {
            return send();
        }
        if (CoapCode.isSafe(request.method())) {
            count(requests.perform(place, request, response));
            return send();
        }
        int entry = deduplication.reserve(request, nowNs);
        if (entry == Deduplication.NONE) {
            drop(CoapDrop.EXCHANGES_FULL.code);
            response.error(CoapCode.SERVICE_UNAVAILABLE).maxAge(deduplication.secondsUntilRoom(nowNs));
            return send();
        }
        response.limit(Deduplication.ANSWER_OCTETS, request);
        count(requests.perform(place, request, response));
        if (response.hasMore()) {
            response.error(CoapCode.INTERNAL_SERVER_ERROR);
            drop(CoapDrop.ANSWER_TOO_LARGE.code);
        }
        int octets = send();
        if (response.code() == CoapCode.METHOD_NOT_ALLOWED) {
            deduplication.release(entry);
        } else if (request.type() == CoapMessage.CONFIRMABLE) {
            deduplication.keep(entry, out, outAt, octets);
        }
        return octets;
    }

    /** RFC 7252 section 4.5: the same Acknowledgement for the same message; for a Non-confirmable one, silence. */
    private int repeat(int known, byte[] out, int outAt) {
        if (request.type() != CoapMessage.CONFIRMABLE) {
            return drop(CoapDrop.DUPLICATE_NON_CONFIRMABLE.code);
        }
        drop(CoapDrop.DUPLICATE_CONFIRMABLE.code);
        return deduplication.copyAnswer(known, out, outAt);
    }

    /** Finishes the response, piggybacked or Non-confirmable as the request was, RFC 7252 sections 5.2.1 and 5.2.3. */
    private int send() {
        if (request.type() == CoapMessage.CONFIRMABLE) {
            return response.finish(CoapMessage.ACKNOWLEDGEMENT, request.messageId(), request);
        }
        if (response.code() == CoapCode.BAD_OPTION) {
            // RFC 7252 section 5.4.1: 4.02 is for Confirmable requests.
            return drop(CoapDrop.CRITICAL_OPTION.code);
        }
        if (request.toMulticast()
                && (CoapCode.classOf(response.code()) != CoapCode.SUCCESS || !response.hasPayload())) {
            return drop(CoapDrop.GROUP_ANSWER.code);
        }
        return response.finish(CoapMessage.NON_CONFIRMABLE, messageId++, request);
    }

    /** Counts a reason and answers the silence that goes with it. */
    int drop(int outcome) {
        dropped[CoapDrop.index(outcome)]++;
        return 0;
    }

    private void count(int outcome) {
        if (outcome != CoapDrop.OK) {
            drop(outcome);
        }
    }

    long dropped(CoapDrop reason) {
        return dropped[reason.ordinal()];
    }

    /** How many exchanges are remembered. */
    int exchanges(long nowNs) {
        return deduplication.size(nowNs);
    }
}
