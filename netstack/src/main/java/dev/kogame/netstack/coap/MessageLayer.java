package dev.kogame.netstack.coap;

import dev.kogame.board.Boot;

/**
 * Which messages are answered, with which type and Message ID, how often and when: RFC 7252 section 4. What they ask for is the
 * {@link RequestLayer}'s business.
 */
final class MessageLayer {

    /** RFC 7252 section 4.6: the message that fits where nothing is known about the path. */
    static final int MAX_MESSAGE_OCTETS = 1152;

    private final RequestLayer requests;
    private final Deduplication deduplication;
    private final Notifications notifications;
    private final Block2Bodies answers;
    private final SeparateResponses separate;
    private final Leisure leisure;
    private final Echo echo;
    private final int bodies;
    private Block1Bodies bodiesInBlocks = new Block1Bodies(0, 0);
    private final Endpoint destination = new Endpoint();
    private final CoapRequest request = new CoapRequest();
    private final CoapResponse response = new CoapResponse();
    private final long[] dropped = new long[CoapDrop.count()];
    /** The next Message ID of our own: its low 16 bits. */
    private int messageId;

    /**
     * @param firstMessageId random, so that outsiders cannot guess the next, section 4.4
     * @param seed of the random delays
     */
    MessageLayer(CoapConfig config, RequestLayer requests, Observers observers, Echo echo, int firstMessageId,
            long seed) {
        this.requests = requests;
        this.echo = echo;
        notifications = new Notifications(requests, observers);
        deduplication = new Deduplication(config);
        answers = new Block2Bodies(config);
        separate = new SeparateResponses(config, seed + 1);
        leisure = new Leisure(config, seed + 2);
        bodies = config.get(CoapConfig.Limit.BODIES);
        messageId = firstMessageId;
    }

    /** Takes the memory that the resources want. */
    @Boot
    void start() {
        bodiesInBlocks = new Block1Bodies(bodies, requests.maxBodyOctets());
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
            if (isOfOurs(outcome, b, at, from, nowNs)) {
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
        echo.learn(request);
        response.begin(out, outAt, room, request);
        if (!echo.isVerified(from, nowNs)) {
            room = Math.min(room, echo.limit(octets));
            response.limit(room, echo.value(from, nowNs));
        }
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

    /** Whether an Acknowledgement or Reset is for a message that we sent. */
    private boolean isOfOurs(int outcome, byte[] b, int at, Endpoint from, long nowNs) {
        if (outcome != CoapDrop.ACKNOWLEDGEMENT.code && outcome != CoapDrop.RESET.code) {
            return false;
        }
        int id = CoapMessage.messageId(b, at);
        return separate.ended(from, id) || notifications.isEnded(CoapMessage.type(b, at), from, id, nowNs);
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
        return empty(CoapMessage.RESET, CoapMessage.messageId(b, at), out, outAt);
    }

    private static int empty(int type, int id, byte[] out, int outAt) {
        CoapMessage.writeHeader(out, outAt, type, 0, CoapCode.EMPTY, id);
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
        boolean safe = CoapCode.isSafe(request.method());
        int known = safe ? Deduplication.NONE : deduplication.find(request, nowNs);
        if (known != Deduplication.NONE) {
            return repeat(known, out, outAt);
        }
        if (separate.isPromised(request)) {
            return later(out, outAt);
        }
        int place = requests.select(request, response);
        if (place == RequestLayer.REFUSED) {
            count(response.code() == CoapCode.UNAUTHORIZED ? CoapDrop.NOT_FRESH.code : CoapDrop.OK);
            return send(out, outAt, nowNs);
        }
        CoapResource resource = requests.at(place);
        if (isContinued(safe, nowNs) || !isWhole(resource, nowNs)) {
            return send(out, outAt, nowNs);
        }
        if (safe) {
            perform(resource, nowNs);
            count(notifications.observe(request, response, resource, nowNs));
            return send(out, outAt, nowNs);
        }
        int entry = deduplication.reserve(request, nowNs);
        if (entry == Deduplication.NONE) {
            drop(CoapDrop.EXCHANGES_FULL.code);
            response.error(CoapCode.SERVICE_UNAVAILABLE).maxAge(deduplication.secondsUntilRoom(nowNs));
            return send(out, outAt, nowNs);
        }
        response.limit(Math.min(room, deduplication.answerOctets()));
        perform(resource, nowNs);
        int octets = send(out, outAt, nowNs);
        if (response.code() == CoapCode.METHOD_NOT_ALLOWED) {
            deduplication.release(entry);
        } else if (request.type() == CoapMessage.CONFIRMABLE) {
            deduplication.keep(entry, out, outAt, octets);
        }
        return octets;
    }

    private void perform(CoapResource resource, long nowNs) {
        boolean repeatable = request.method() == CoapCode.GET;
        if (!repeatable) {
            response.keepIn(answers.draft());
        }
        response.mayBeLater(separate);
        count(requests.perform(resource, request, response));
        if (!repeatable && !response.isLater() && response.hasMore() && !answers.keep(request, response, nowNs)
                && !CoapCode.isSafe(request.method())) {
            drop(CoapDrop.ANSWER_TOO_LARGE.code);
            response.error(CoapCode.INTERNAL_SERVER_ERROR);
        }
    }

    /** RFC 7252 section 4.5: the same Acknowledgement for the same message; for a Non-confirmable one, silence. */
    private int repeat(int known, byte[] out, int outAt) {
        if (request.type() != CoapMessage.CONFIRMABLE) {
            return drop(CoapDrop.DUPLICATE_NON_CONFIRMABLE.code);
        }
        drop(CoapDrop.DUPLICATE_CONFIRMABLE.code);
        return deduplication.copyAnswer(known, out, outAt);
    }

    /** RFC 7959 section 2.7: whether another block of an answer is asked for that exists; then it is in the response. */
    private boolean isContinued(boolean safe, long nowNs) {
        if (request.method() == CoapCode.GET || request.block1() != BlockOption.ABSENT
                || request.block2() == BlockOption.ABSENT || BlockOption.num(request.block2()) == 0) {
            return false;
        }
        if (!answers.answer(request, response, nowNs)) {
            if (safe) {
                return false;
            }
            // To act again, only to give another block of what then is answered, would be to act twice.
            response.error(CoapCode.REQUEST_ENTITY_INCOMPLETE);
        } else if (response.isBehindEnd()) {
            response.error(CoapCode.BAD_REQUEST);
        }
        return true;
    }

    /** RFC 7959 section 2.5: whether the request has its whole body; if not, the response says what is next. */
    private boolean isWhole(CoapResource resource, long nowNs) {
        int block1 = request.block1();
        if (block1 == BlockOption.ABSENT) {
            return true;
        }
        response.block1(BlockOption.of(BlockOption.num(block1), BlockOption.more(block1), BlockOption.szx(block1)));
        int size = BlockOption.octets(BlockOption.szx(block1));
        int octets = request.payloadOctets();
        if (BlockOption.more(block1) ? octets != size : octets > size) {
            response.error(CoapCode.BAD_REQUEST);
            return false;
        }
        int position = BlockOption.position(block1);
        if (position + octets > resource.bodyOctets() || request.size1() < 0
                || request.size1() > resource.bodyOctets()) {
            drop(CoapDrop.BODY_TOO_LARGE.code);
            response.error(CoapCode.REQUEST_ENTITY_TOO_LARGE).size1(resource.bodyOctets());
            return false;
        }
        if (position == 0 && !BlockOption.more(block1)) {
            return true;
        }
        return isLast(block1, position, octets, nowNs);
    }

    private boolean isLast(int block1, int position, int octets, long nowNs) {
        int body = position == 0 ? bodiesInBlocks.start(request, nowNs) : bodiesInBlocks.find(request, nowNs);
        if (body == Block1Bodies.NONE && position == 0) {
            drop(CoapDrop.BODIES_FULL.code);
            response.error(CoapCode.SERVICE_UNAVAILABLE).maxAge(bodiesInBlocks.secondsUntilRoom(nowNs));
            return false;
        }
        boolean next = body != Block1Bodies.NONE && position == bodiesInBlocks.octets(body);
        // A repetition of the block before, whose answer was lost, is answered as before.
        boolean again = body != Block1Bodies.NONE && position + octets == bodiesInBlocks.octets(body)
                && BlockOption.more(block1);
        if (!next && !again) {
            drop(CoapDrop.BODY_INCOMPLETE.code);
            response.error(CoapCode.REQUEST_ENTITY_INCOMPLETE);
            return false;
        }
        if (next) {
            bodiesInBlocks.append(body, request, nowNs);
        }
        if (BlockOption.more(block1)) {
            response.code(CoapCode.CONTINUE);
            return false;
        }
        boolean complete = bodiesInBlocks.complete(body, request);
        bodiesInBlocks.release(body);
        if (!complete) {
            response.error(CoapCode.BAD_REQUEST);
        }
        return complete;
    }

    /** RFC 7252 section 5.2.2: the request is acknowledged, and its answer will be a message of its own. */
    private int later(byte[] out, int outAt) {
        return request.type() == CoapMessage.CONFIRMABLE
                ? empty(CoapMessage.ACKNOWLEDGEMENT, request.messageId(), out, outAt)
                : 0;
    }

    /** Finishes the response, piggybacked or Non-confirmable as the request was, RFC 7252 sections 5.2.1 and 5.2.3. */
    private int send(byte[] out, int outAt, long nowNs) {
        if (response.isLater()) {
            return later(out, outAt);
        }
        int responseClass = CoapCode.classOf(response.code());
        boolean confirmable = request.type() == CoapMessage.CONFIRMABLE;
        if (request.noResponse() > 0 && (request.noResponse() & 1 << responseClass - 1) != 0) {
            // RFC 7967 section 2.1; a Confirmable message is acknowledged all the same.
            drop(CoapDrop.NO_RESPONSE.code);
            return later(out, outAt);
        }
        if (confirmable) {
            return response.finish(CoapMessage.ACKNOWLEDGEMENT, request.messageId());
        }
        if (response.code() == CoapCode.BAD_OPTION) {
            // RFC 7252 section 5.4.1: 4.02 is for Confirmable requests.
            return drop(CoapDrop.CRITICAL_OPTION.code);
        }
        if (!request.toMulticast()) {
            return response.finish(CoapMessage.NON_CONFIRMABLE, messageId++);
        }
        // RFC 7967 section 2.1: a client that says what it does not want to hear wants to hear the rest.
        if (request.noResponse() == CoapRequest.NO_NUMBER
                && (responseClass != CoapCode.SUCCESS || !response.hasPayload())) {
            return drop(CoapDrop.GROUP_ANSWER.code);
        }
        int octets = response.finish(CoapMessage.NON_CONFIRMABLE, messageId++);
        if (leisure.isNone()) {
            return octets;
        }
        return leisure.add(request.source(), out, outAt, octets, nowNs) ? 0 : drop(CoapDrop.GROUP_ANSWERS_FULL.code);
    }

    /**
     * Writes the next message that is due unasked, to {@link #destination()}.
     *
     * @return its octets; 0 if nothing was to be said this time, though {@link #nextDeadlineNs} had come
     */
    int next(byte[] out, int outAt, int capacity, long nowNs) {
        int waiting = leisure.due(nowNs);
        if (waiting != Leisure.NONE) {
            destination.set(leisure.endpoint(waiting));
            return leisure.take(waiting, out, outAt);
        }
        int owed = separate.due(nowNs);
        if (owed != SeparateResponses.NONE) {
            destination.set(separate.endpoint(owed));
            int octets = separate.write(owed, messageId & 0xffff, out, outAt, nowNs);
            return octets == 0 ? drop(CoapDrop.SEPARATE_RESPONSE_LOST.code) : spendId(out, outAt, octets);
        }
        int octets = notifications.next(out, outAt, Math.min(capacity, MAX_MESSAGE_OCTETS), messageId & 0xffff,
                destination, nowNs);
        return octets < 0 ? drop(octets) : spendId(out, outAt, octets);
    }

    /** A repetition has the Message ID it had, so that the next one is still there to be used. */
    private int spendId(byte[] out, int outAt, int octets) {
        if (octets > 0 && CoapMessage.messageId(out, outAt) == (messageId & 0xffff)) {
            messageId++;
        }
        return octets;
    }

    /** Where the message goes that {@link #next} wrote. */
    Endpoint destination() {
        return destination;
    }

    /** When {@link #next} must be called. */
    long nextDeadlineNs() {
        return Math.min(notifications.nextDeadlineNs(),
                Math.min(separate.nextDeadlineNs(), leisure.nextDeadlineNs()));
    }

    /** The answer that was promised for later, see {@link CoapServer#complete}. */
    CoapResponse complete(int ticket) {
        return separate.complete(ticket);
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

    /** How many bodies are arriving in blocks. */
    int bodies(long nowNs) {
        return bodiesInBlocks.size(nowNs);
    }
}
