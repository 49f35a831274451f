package dev.kogame.netstack.coap;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.udp.UnpredictableNumbers;
import dev.kogame.netstack.wire.Octets;

/**
 * A CoAP client: RFC 7252, with observation (RFC 7641), bodies in blocks both ways (RFC 7959), groups (section 8), Echo and
 * Request-Tag (RFC 9175) and No-Response (RFC 7967).
 *
 * <pre>{@code
 * CoapClient client = new CoapClient(8, secret);
 * client.start(stack.udp(49153, client));
 *
 * client.get(0, hi, lo, CoapServer.PORT).path("light").observe().send((response, nowNs) -> {
 *     if (response.isSuccess()) {
 *         show(response.payloadEquals(ON));
 *     } else if (response.isLast()) {
 *         lost(response.outcome());
 *     }
 * }, nowNs);
 * }</pre>
 *
 * and {@code device.add(client)}: it has a turn of its own beside the stack's, for its timers. A path of several segments is written
 * {@code "sensors/temperature"}; {@code client.put(...).path("light").payload(ON)} changes something.
 *
 * <p>One exchange at a time is outstanding with each server (NSTART 1), further ones wait their turn. Tokens are 64 unpredictable
 * bits, and an answer counts only if it comes from where the request went. One thread; allocates nothing after {@link #start}.
 */
public final class CoapClient implements UdpHandler, Duty {

    /** The most requests that can be under way at once. */
    public static final int MAX_REQUESTS = 256;
    /** The fewest octets of a secret. */
    public static final int SECRET_OCTETS = UnpredictableNumbers.SECRET_OCTETS;

    /** How long a group may answer if nobody said otherwise: twice DEFAULT_LEISURE, RFC 7252 section 4.8. */
    static final long GROUP_NS = 10_000_000_000L;
    /** How long the response to a Confirmable request may take, and that to a Non-confirmable one. RFC 7252 section 4.8.2. */
    static final long EXCHANGE_LIFETIME_NS = MessageIds.EXCHANGE_LIFETIME_NS;
    static final long NON_LIFETIME_NS = 145_000_000_000L;
    /** RFC 7252 section 4.8: 1 octet a second to a server that does not respond. */
    static final long NS_PER_OCTET_PROBING = 1_000_000_000L;

    /** ICMPv6 types, RFC 4443 section 3. The others are ignored, RFC 7252 section 4.2. */
    private static final int DESTINATION_UNREACHABLE = 1;
    private static final int PARAMETER_PROBLEM = 4;

    private final ClientExchanges exchanges;
    private final UnpredictableNumbers numbers;
    private final MessageIds messageIds;
    private final AcceptedMessages accepted = new AcceptedMessages();
    private final PeerEchoes echoes = new PeerEchoes();
    private final OptionWriter writer = new OptionWriter();
    private final ClientRequest request = new ClientRequest(this);
    private final ClientResponse response = new ClientResponse();
    private final ResponseLayer responses;
    private final long[] dropped = new long[ClientDrop.SEND_FAILED.ordinal() + 1];
    private UdpSocket socket;

    /**
     * A client without a socket.
     *
     * @param requests how many can be under way at once, 1 to {@link #MAX_REQUESTS}; an observation is under way until it ends
     * @param secret makes tokens and Message IDs unpredictable: at least {@link #SECRET_OCTETS} from a good source, copied
     * @throws IllegalArgumentException if one of them is out of range
     */
    public CoapClient(int requests, byte[] secret) {
        if (requests < 1 || requests > MAX_REQUESTS) {
            throw new IllegalArgumentException("a client for " + requests + " requests at once: 1 to " + MAX_REQUESTS
                    + " are possible");
        }
        numbers = new UnpredictableNumbers(secret);
        exchanges = new ClientExchanges(requests, numbers);
        messageIds = new MessageIds(numbers.next16());
        responses = new ResponseLayer(exchanges, response, echoes, numbers, dropped);
    }

    /**
     * Begins to work on a socket, whose handler this client must be.
     *
     * @throws IllegalStateException if it has started before
     */
    @Boot
    public void start(UdpSocket on) {
        if (socket != null) {
            throw new IllegalStateException("the client has started already: a second socket needs a second client");
        }
        socket = on;
    }

    /**
     * Begins a request with GET.
     *
     * @param interfaceIndex the interface to leave by, which gives a link-local or group address its meaning, or -1 for any
     */
    public ClientRequest get(int interfaceIndex, long hi, long lo, int port) {
        return request(CoapCode.GET, interfaceIndex, hi, lo, port);
    }

    /** Begins a request with POST. */
    public ClientRequest post(int interfaceIndex, long hi, long lo, int port) {
        return request(CoapCode.POST, interfaceIndex, hi, lo, port);
    }

    /** Begins a request with PUT. */
    public ClientRequest put(int interfaceIndex, long hi, long lo, int port) {
        return request(CoapCode.PUT, interfaceIndex, hi, lo, port);
    }

    /** Begins a request with DELETE. */
    public ClientRequest delete(int interfaceIndex, long hi, long lo, int port) {
        return request(CoapCode.DELETE, interfaceIndex, hi, lo, port);
    }

    /** Begins a request with FETCH, RFC 8132. */
    public ClientRequest fetch(int interfaceIndex, long hi, long lo, int port) {
        return request(CoapCode.FETCH, interfaceIndex, hi, lo, port);
    }

    /** Begins a request with PATCH, RFC 8132. */
    public ClientRequest patch(int interfaceIndex, long hi, long lo, int port) {
        return request(CoapCode.PATCH, interfaceIndex, hi, lo, port);
    }

    /** Begins a request with iPATCH, which may be repeated, RFC 8132. */
    public ClientRequest iPatch(int interfaceIndex, long hi, long lo, int port) {
        return request(CoapCode.IPATCH, interfaceIndex, hi, lo, port);
    }

    /** Begins a request with a method, such as {@link CoapCode#GET}. */
    public ClientRequest request(int method, int interfaceIndex, long hi, long lo, int port) {
        return request.begin(method, interfaceIndex, hi, lo, port);
    }

    /** See {@link ClientRequest#send}. */
    int send(ClientRequest asked, ResponseHandler handler, long nowNs) {
        if (socket == null) {
            throw notStarted();
        }
        ClientExchange exchange = exchanges.take();
        if (exchange == null) {
            return ClientRequest.NO_ROOM;
        }
        asked.fill(exchange);
        if (exchange.isObserve() && exchanges.observesAlready(exchange)) {
            exchange.free();
            return ClientRequest.OBSERVED_ALREADY;
        }
        exchange.handler = handler;
        exchange.expiresNs = exchange.isGroup() && asked.withinNs() == Deadlines.NEVER
                ? nowNs + GROUP_NS
                : Deadlines.after(nowNs, asked.withinNs());
        exchanges.beginBody(exchange);
        exchanges.queue(exchange);
        startWaiting(nowNs);
        return exchange.id();
    }

    /**
     * Ends a request, whose handler is told nothing more. An observation is deregistered at the server (RFC 7641 section 3.6), which
     * keeps its room until that is done. Does nothing if the request has ended.
     */
    public void cancel(int request, long nowNs) {
        ClientExchange exchange = exchanges.find(request);
        if (exchange == null) {
            return;
        }
        if (exchange.isObserve() && exchange.sent) {
            exchanges.acknowledged(exchange);
            exchange.renew(true);
            exchange.expiresNs = Deadlines.NEVER;
            exchanges.queue(exchange);
        } else {
            exchanges.leave(exchange, nowNs);
        }
        startWaiting(nowNs);
    }

    /** Ends a request without a word: the next notification of an observation is answered by Reset. */
    public void forget(int request, long nowNs) {
        ClientExchange exchange = exchanges.find(request);
        if (exchange != null) {
            exchanges.leave(exchange, nowNs);
            startWaiting(nowNs);
        }
    }

    /** How many requests are under way. */
    public int underWay() {
        return exchanges.underWay();
    }

    /** How often there was this reason to do nothing with a message, or not to send one. */
    public long dropped(ClientDrop reason) {
        return dropped[reason.ordinal()];
    }

    @Boot
    private static IllegalStateException notStarted() {
        return new IllegalStateException("a client without a socket cannot send: start it first");
    }

    // --- sending ---------------------------------------------------------------------------------------------------------

    /** Sends whatever waits and need wait no longer, what was asked first before the rest. Answers how much that was. */
    private int startWaiting(long nowNs) {
        int started = 0;
        // Every turn starts another one.
        while (started < exchanges.capacity()) {
            ClientExchange next = exchanges.next();
            if (next == null || messageIds.freeNs() > nowNs) {
                return started;
            }
            transmit(next, nowNs);
            started++;
        }
        return started;
    }

    /** Sends a message for the first time. */
    private void transmit(ClientExchange exchange, long nowNs) {
        exchange.identify(messageIds.next(nowNs), numbers.next64());
        exchange.sent = false;
        int octets = sendMessage(exchange, nowNs);
        if (exchange.isConfirmable()) {
            exchanges.retransmission().start(exchange.slot, nowNs);
            exchange.turnNs = Deadlines.NEVER;
            exchange.answerNs = nowNs + EXCHANGE_LIFETIME_NS;
            exchanges.enter(exchange, ClientExchange.SENT);
            return;
        }
        boolean over = !exchange.sent || exchange.isGroup() && exchange.wantsNoResponse();
        exchange.turnNs = nowNs + octets * NS_PER_OCTET_PROBING;
        exchange.answerNs = over ? nowNs : nowNs + NON_LIFETIME_NS;
        if (exchange.isGroup()) {
            exchange.answerNs = over ? nowNs : exchange.expiresNs;
            exchanges.enter(exchange, ClientExchange.GROUP);
        } else {
            exchanges.enter(exchange, exchange.sent ? ClientExchange.SENT : ClientExchange.PATIENT);
        }
    }

    /** Sends a message, once more or for the first time. Answers its octets, 0 if it could not be sent. */
    private int sendMessage(ClientExchange exchange, long nowNs) {
        int slot = socket.take();
        if (slot < 0) {
            drop(ClientDrop.NO_FRAME_SLOT);
            return 0;
        }
        int echo = exchange.isGroup() ? PeerEchoes.NONE : echoes.find(exchange);
        int end = exchange.write(socket.buffer(slot), UdpSocket.PAYLOAD_AT, writer, echoes, echo);
        int octets = end - UdpSocket.PAYLOAD_AT;
        if (socket.send(slot, octets, exchange.interfaceIndex(), exchange.hi(), exchange.lo(), exchange.port(),
                nowNs) < 0) {
            drop(ClientDrop.SEND_FAILED);
            return 0;
        }
        exchange.sent = true;
        return octets;
    }

    /** Sends an empty message: an Acknowledgement or a Reset. */
    private void sendEmpty(int type, int messageId, UdpDatagram to, long nowNs) {
        int slot = socket.take();
        if (slot < 0) {
            drop(ClientDrop.NO_FRAME_SLOT);
            return;
        }
        CoapMessage.writeHeader(socket.buffer(slot), UdpSocket.PAYLOAD_AT, type, 0, CoapCode.EMPTY, messageId);
        if (socket.reply(slot, CoapMessage.HEADER_OCTETS, to, nowNs) < 0) {
            drop(ClientDrop.SEND_FAILED);
        }
    }

    // --- timers ----------------------------------------------------------------------------------------------------------

    /** Sends again what was not acknowledged, and ends what was not answered. */
    @Override
    public int poll(long nowNs, int budget) {
        int work = 0;
        while (work < budget) {
            int slot = exchanges.retransmission().due(nowNs);
            if (slot == Retransmission.NONE) {
                break;
            }
            work++;
            if (exchanges.retransmission().again(slot, nowNs)) {
                sendMessage(exchanges.at(slot), nowNs);
            } else {
                responses.end(exchanges.at(slot), exchanges.at(slot).silence(), nowNs);
            }
        }
        while (work < budget) {
            int slot = exchanges.deadlines().due(nowNs);
            if (slot < 0) {
                break;
            }
            work++;
            timeOver(exchanges.at(slot), nowNs);
        }
        return work + startWaiting(nowNs);
    }

    private void timeOver(ClientExchange exchange, long nowNs) {
        if (exchange.state == ClientExchange.LINGERING) {
            exchanges.free(exchange);
        } else if (nowNs < exchange.expiresNs && exchange.state == ClientExchange.SENT) {
            // A Non-confirmable request to a server that does not respond has used up its PROBING_RATE.
            exchanges.enter(exchange, ClientExchange.PATIENT);
            if (exchange.wantsNoResponse()) {
                responses.end(exchange, ClientOutcome.NO_RESPONSE_WANTED, nowNs);
            }
        } else if (nowNs < exchange.expiresNs && exchange.state == ClientExchange.OBSERVING) {
            exchange.renew(false);
            exchanges.queue(exchange);
        } else {
            responses.end(exchange, exchange.silence(), nowNs);
        }
    }

    @Override
    public long nextDeadlineNs() {
        long deadlineNs = Math.min(exchanges.retransmission().nextDeadlineNs(), exchanges.deadlines().earliestNs());
        return exchanges.next() == null ? deadlineNs : Math.min(deadlineNs, messageIds.freeNs());
    }

    // --- receiving: RFC 7252 section 4 -----------------------------------------------------------------------------------

    @Override
    public void received(UdpDatagram datagram, long nowNs) {
        if (datagram.toMulticast()) {
            drop(ClientDrop.TO_GROUP);
            return;
        }
        message(datagram, datagram.buffer(), datagram.offset(), datagram.offset() + datagram.octets(), nowNs);
        startWaiting(nowNs);
    }

    private void message(UdpDatagram datagram, byte[] b, int at, int end, long nowNs) {
        int outcome = CoapMessage.check(b, at, end);
        if (outcome == CoapDrop.TOO_SHORT.code || outcome == CoapDrop.VERSION.code) {
            drop(ClientDrop.MALFORMED);
            return;
        }
        int code = CoapMessage.code(b, at);
        switch (CoapMessage.type(b, at)) {
            case CoapMessage.ACKNOWLEDGEMENT -> {
                if (outcome == CoapDrop.OK) {
                    acknowledgement(datagram, b, at, end, code, nowNs);
                } else {
                    drop(ClientDrop.MALFORMED);
                }
            }
            case CoapMessage.RESET -> reset(datagram, outcome, code, CoapMessage.messageId(b, at), nowNs);
            default -> {
                if (outcome == CoapDrop.OK && code != CoapCode.EMPTY && !CoapCode.isRequest(code)) {
                    separate(datagram, b, at, end, nowNs);
                } else {
                    unwanted(datagram, b, at, outcome, code, nowNs);
                }
            }
        }
    }

    /** What is no response: Confirmable, it is rejected. RFC 7252 sections 4.2 and 4.3. */
    private void unwanted(UdpDatagram datagram, byte[] b, int at, int outcome, int code, long nowNs) {
        boolean confirmable = CoapMessage.type(b, at) == CoapMessage.CONFIRMABLE;
        if (outcome != CoapDrop.OK) {
            drop(ClientDrop.MALFORMED);
        } else if (code != CoapCode.EMPTY) {
            drop(ClientDrop.REQUEST);
        } else {
            drop(confirmable ? ClientDrop.PING : ClientDrop.NON_EMPTY);
        }
        if (confirmable) {
            sendEmpty(CoapMessage.RESET, CoapMessage.messageId(b, at), datagram, nowNs);
        }
    }

    private void acknowledgement(UdpDatagram datagram, byte[] b, int at, int end, int code, long nowNs) {
        ClientExchange exchange = exchanges.sentAs(datagram, CoapMessage.messageId(b, at));
        if (exchange == null || !exchange.isConfirmable()) {
            drop(ClientDrop.UNMATCHED_ACKNOWLEDGEMENT);
        } else if (code == CoapCode.EMPTY) {
            acknowledged(exchange, nowNs);
        } else if (CoapCode.isRequest(code)
                || !exchange.expects(b, CoapMessage.tokenAt(b, at), CoapMessage.tokenOctets(b, at))) {
            drop(ClientDrop.UNMATCHED_ACKNOWLEDGEMENT);
        } else if (read(datagram, b, at, end)) {
            confirmReachable(exchange, datagram, nowNs);
            responses.response(exchange, true, nowNs);
        } else {
            // RFC 7252 section 5.4.1: rejected, which for an Acknowledgement is silence.
            responses.end(exchange, ClientOutcome.UNKNOWN_OPTION, nowNs);
        }
    }

    private void acknowledged(ClientExchange exchange, long nowNs) {
        exchanges.acknowledged(exchange);
        exchanges.enter(exchange, ClientExchange.PATIENT);
        if (exchange.wantsNoResponse()) {
            responses.end(exchange, ClientOutcome.NO_RESPONSE_WANTED, nowNs);
        }
    }

    private void reset(UdpDatagram datagram, int outcome, int code, int messageId, long nowNs) {
        ClientExchange exchange = outcome == CoapDrop.OK && code == CoapCode.EMPTY
                ? exchanges.sentAs(datagram, messageId)
                : null;
        if (exchange == null) {
            drop(ClientDrop.UNMATCHED_ACKNOWLEDGEMENT);
        } else {
            responses.end(exchange, ClientOutcome.RESET, nowNs);
        }
    }

    /** A response in a message of its own, RFC 7252 sections 5.2.2 and 5.2.3. */
    private void separate(UdpDatagram datagram, byte[] b, int at, int end, long nowNs) {
        boolean confirmable = CoapMessage.type(b, at) == CoapMessage.CONFIRMABLE;
        int messageId = CoapMessage.messageId(b, at);
        if (accepted.contains(datagram, messageId, nowNs)) {
            drop(ClientDrop.DUPLICATE);
            if (confirmable) {
                sendEmpty(CoapMessage.ACKNOWLEDGEMENT, messageId, datagram, nowNs);
            }
            return;
        }
        ClientExchange exchange = exchanges.expecting(datagram, b, at);
        boolean understood = read(datagram, b, at, end);
        if (exchange == null || !understood) {
            drop(exchange == null ? ClientDrop.UNMATCHED_RESPONSE : ClientDrop.CRITICAL_OPTION);
            // A forgotten observation ends by Reset, RFC 7641 section 3.6, also where its notifications are Non-confirmable.
            if (confirmable || response.hasObserve()) {
                sendEmpty(CoapMessage.RESET, messageId, datagram, nowNs);
            }
            if (exchange != null && !exchange.isGroup()) {
                responses.end(exchange, ClientOutcome.UNKNOWN_OPTION, nowNs);
            }
            return;
        }
        accepted.add(datagram, messageId, confirmable ? EXCHANGE_LIFETIME_NS : NON_LIFETIME_NS, nowNs);
        if (confirmable) {
            sendEmpty(CoapMessage.ACKNOWLEDGEMENT, messageId, datagram, nowNs);
        }
        confirmReachable(exchange, datagram, nowNs);
        responses.response(exchange, false, nowNs);
    }

    /** The token shows that the server has read what was sent to it a moment ago, RFC 4861 section 7.3.1. */
    private void confirmReachable(ClientExchange exchange, UdpDatagram datagram, long nowNs) {
        if (exchange.state == ClientExchange.SENT) {
            socket.confirmReachable(datagram, nowNs);
        }
    }

    /** Looks at a response; false if it has a critical option that is not known. */
    private boolean read(UdpDatagram datagram, byte[] b, int at, int end) {
        response.wrap(b, at, end);
        response.source(datagram.interfaceIndex(), datagram.sourceHi(), datagram.sourceLo(), datagram.sourcePort());
        return response.readOptions() == 0;
    }

    /**
     * An error about a message of ours; believed if it quotes header and token of the request that is outstanding. RFC 7252 section
     * 4.2.
     */
    @Override
    public void failed(int type, int code, int interfaceIndex, long hi, long lo, int port, byte[] quoted, int at,
            int end, long nowNs) {
        boolean counts = type == DESTINATION_UNREACHABLE || type == PARAMETER_PROBLEM;
        int tokenAt = at + CoapMessage.HEADER_OCTETS;
        if (!counts || end - tokenAt < ClientExchange.TOKEN_OCTETS) {
            drop(ClientDrop.UNMATCHED_ERROR);
            return;
        }
        int messageId = Octets.get16(quoted, at + CoapMessage.MESSAGE_ID);
        for (int i = 0; i < exchanges.capacity(); i++) {
            ClientExchange each = exchanges.at(i);
            if (each.sentAs(messageId) && each.isWith(interfaceIndex, hi, lo, port)
                    && each.expects(quoted, tokenAt, ClientExchange.TOKEN_OCTETS)) {
                responses.end(each, ClientOutcome.UNREACHABLE, nowNs);
                startWaiting(nowNs);
                return;
            }
        }
        drop(ClientDrop.UNMATCHED_ERROR);
    }

    private void drop(ClientDrop reason) {
        dropped[reason.ordinal()]++;
    }
}
