package dev.kogame.netstack.coap;

/**
 * Which messages are answered, with which type and Message ID, and how often: RFC 7252 section 4. What they ask for is the
 * {@link RequestLayer}'s business.
 */
final class MessageLayer {

    /** RFC 7252 section 4.6: the message that fits where nothing is known about the path. */
    static final int MAX_MESSAGE_OCTETS = 1152;

    /** Observe option of a request, RFC 7641 section 2. */
    private static final int OBSERVE_REGISTER = 0;
    private static final int OBSERVE_DEREGISTER = 1;
    private static final int MAX_SEQUENCE = 0xff_ffff;

    private final RequestLayer requests;
    private final Deduplication deduplication;
    private final Observers observers;
    private final Observation observation = new Observation();
    private final Endpoint destination = new Endpoint();
    private final CoapRequest request = new CoapRequest();
    private final CoapResponse response = new CoapResponse();
    private final long[] dropped = new long[CoapDrop.count()];
    /** The next Message ID of our own: its low 16 bits. */
    private int messageId;
    /** The last sequence number of a notification: one row for all observers, RFC 7641 section 4.4. */
    private int sequence;

    /** @param firstMessageId random, so that outsiders cannot guess the next, section 4.4 */
    MessageLayer(CoapConfig config, RequestLayer requests, Observers observers, int firstMessageId) {
        this.requests = requests;
        this.observers = observers;
        deduplication = new Deduplication(config);
        messageId = firstMessageId;
    }

    /** See {@link CoapServer#answer}. */
    int answer(byte[] b, int at, int octets, Endpoint from, boolean toMulticast, byte[] out, int outAt, int capacity,
            long nowNs) {
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
            if (isForNotification(outcome, from, CoapMessage.messageId(b, at), nowNs)) {
                return 0;
            }
        }
        if (outcome != CoapDrop.OK) {
            return reject(outcome, b, at, toMulticast, out, outAt);
        }
        if (CoapMessage.tokenOctets(b, at) > CoapMessage.MAX_TOKEN_OCTETS) {
            return refuseToken(b, at, toMulticast, out, outAt, capacity);
        }
        request.wrap(b, at, end, from, toMulticast, nowNs);
        request.readOptions();
        response.begin(out, outAt, room, request);
        return exchange(out, outAt, room, nowNs);
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
    private int exchange(byte[] out, int outAt, int room, long nowNs) {
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
            CoapResource resource = requests.at(place);
            count(requests.perform(resource, request, response));
            observe(resource, nowNs);
            return send();
        }
        int entry = deduplication.reserve(request, nowNs);
        if (entry == Deduplication.NONE) {
            drop(CoapDrop.EXCHANGES_FULL.code);
            response.error(CoapCode.SERVICE_UNAVAILABLE).maxAge(deduplication.secondsUntilRoom(nowNs));
            return send();
        }
        response.limit(Math.min(room, deduplication.answerOctets()), request);
        count(requests.perform(requests.at(place), request, response));
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

    /** RFC 7641 section 4.1: an answer with the state of a resource may begin an observation; 1 ends it. */
    private void observe(CoapResource resource, long nowNs) {
        if (request.observe() == OBSERVE_DEREGISTER) {
            observers.deregister(request);
        } else if (request.observe() == OBSERVE_REGISTER && resource.isObservable() && !request.toMulticast()
                && CoapCode.classOf(response.code()) == CoapCode.SUCCESS
                && (request.block2() == BlockOption.ABSENT || BlockOption.num(request.block2()) == 0)) {
            int number = sequence + 1 & MAX_SEQUENCE;
            if (observers.register(request, resource, response.contentFormat(), number, nowNs)) {
                sequence = number;
                response.observe(number);
            } else {
                drop(CoapDrop.OBSERVERS_FULL.code);
            }
        }
    }

    private boolean isForNotification(int outcome, Endpoint from, int id, long nowNs) {
        return outcome == CoapDrop.ACKNOWLEDGEMENT.code && observers.acknowledged(from, id, nowNs)
                || outcome == CoapDrop.RESET.code && observers.reset(from, id);
    }

    /**
     * Writes the next message that is due unasked, to {@link #destination()}.
     *
     * @return its octets; 0 if nothing was to be said this time, though {@link #nextDeadlineNs} had come
     */
    int next(byte[] out, int outAt, int capacity, long nowNs) {
        int entry = observers.due(nowNs);
        if (entry == Observers.NONE) {
            return 0;
        }
        boolean again = observers.isUnderWay(entry);
        if (again && !observers.again(entry, nowNs)) {
            return drop(CoapDrop.OBSERVER_SILENT.code);
        }
        request.wrap(observers.requests(), observers.requestAt(entry), observers.requestEnd(entry),
                observers.endpoint(entry), false, nowNs);
        request.readOptions();
        if (!again && !isTurn(entry, nowNs)) {
            return 0;
        }
        response.begin(out, outAt, Math.min(capacity, MAX_MESSAGE_OCTETS), request);
        destination.set(observers.endpoint(entry));
        return notify(entry, again, nowNs);
    }

    private boolean isTurn(int entry, long nowNs) {
        if (observers.waitsForHost(entry, nowNs)) {
            return false;
        }
        if (observers.mustBeConfirmed(entry, nowNs)) {
            return true;
        }
        observation.set(request, observers.isChanged(entry), observers.quietNs(entry, nowNs), observers.value(entry));
        long waitNs = requests.notifyInNs(observers.resource(entry), observation);
        if (waitNs > 0) {
            observers.putOff(entry, waitNs, nowNs);
        }
        return waitNs <= 0;
    }

    /** The answer to the observer's request as it is now, RFC 7641 section 4.2. */
    private int notify(int entry, boolean again, long nowNs) {
        count(requests.perform(observers.resource(entry), request, response));
        if (response.code() == CoapCode.CONTENT && response.contentFormat() != observers.contentFormat(entry)) {
            response.error(CoapCode.NOT_ACCEPTABLE);
        }
        boolean last = CoapCode.classOf(response.code()) != CoapCode.SUCCESS;
        boolean same = again && !observers.isChanged(entry) && last == observers.isEnding(entry);
        if (last) {
            observers.ending(entry);
        }
        boolean confirmable = again || observers.isConfirmable(entry, nowNs);
        if (!same) {
            sequence = sequence + 1 & MAX_SEQUENCE;
            int id = messageId++ & 0xffff;
            if (again) {
                observers.superseded(entry, id, sequence, nowNs);
            } else {
                observers.sent(entry, confirmable, id, sequence, nowNs);
            }
        }
        if (!last) {
            response.observe(observers.sequence(entry));
        }
        return response.finish(confirmable ? CoapMessage.CONFIRMABLE : CoapMessage.NON_CONFIRMABLE,
                observers.messageId(entry), request);
    }

    /** Where the message goes that {@link #next} wrote. */
    Endpoint destination() {
        return destination;
    }

    /** When {@link #next} must be called. */
    long nextDeadlineNs() {
        return observers.nextDeadlineNs();
    }

    int observers() {
        return observers.size();
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
