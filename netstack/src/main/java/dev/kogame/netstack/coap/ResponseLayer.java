package dev.kogame.netstack.coap;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.udp.UnpredictableNumbers;

/**
 * What a response means for the request it answers: RFC 7252 section 5, bodies in blocks (RFC 7959), notifications (RFC 7641) and
 * Echo (RFC 9175). Knows nothing of Message IDs and datagrams, which is the {@link CoapClient}'s business; what is to be sent
 * next it queues. Allocates nothing after construction.
 */
final class ResponseLayer {

    private static final long SECOND_NS = 1_000_000_000L;
    /** RFC 7641 section 3.3.1: 5 to 15 s after Max-Age. */
    private static final long RENEWAL_DELAY_NS = 5 * SECOND_NS;
    private static final long RENEWAL_SPREAD_NS = 10 * SECOND_NS;
    private static final int MAX_RESTARTS = 3;

    private final ClientExchanges exchanges;
    private final ClientResponse response;
    private final PeerEchoes echoes;
    private final UnpredictableNumbers numbers;
    private final long[] dropped;

    /**
     * @param response the view of the message that was received last
     * @param dropped the client's counters, by {@link ClientDrop}
     */
    ResponseLayer(ClientExchanges exchanges, ClientResponse response, PeerEchoes echoes, UnpredictableNumbers numbers,
            long[] dropped) {
        this.exchanges = exchanges;
        this.response = response;
        this.echoes = echoes;
        this.numbers = numbers;
        this.dropped = dropped;
    }

    /** @param piggybacked whether it came with the Acknowledgement of the message sent last */
    void response(ClientExchange exchange, boolean piggybacked, long nowNs) {
        if (exchange.isGroup()) {
            tell(exchange, ClientOutcome.RESPONSE, false, nowNs);
            return;
        }
        if (response.echoAt() != ClientResponse.NONE) {
            echoes.keep(response);
        }
        boolean notification = exchange.isNotification(response.message(), response.tokenAt());
        if (exchange.deregistering) {
            // Notifications that were on their way are not the answer.
            if (piggybacked || !response.hasObserve()) {
                exchanges.free(exchange);
            }
            return;
        }
        if (notification) {
            notification(exchange, nowNs);
            return;
        }
        exchanges.acknowledged(exchange);
        if (response.code() == CoapCode.UNAUTHORIZED && response.echoAt() != ClientResponse.NONE && !exchange.echoed) {
            exchange.echoed = true;
            exchanges.queue(exchange);
            return;
        }
        if (isStepOfBody(exchange)) {
            exchanges.queue(exchange);
            return;
        }
        if (exchange.isObserve() && !exchange.registered && response.hasObserve() && isSuccess()) {
            exchange.register(response.observe(), nowNs);
        }
        body(exchange, nowNs);
    }

    private boolean isSuccess() {
        return CoapCode.classOf(response.code()) == CoapCode.SUCCESS;
    }

    private void notification(ClientExchange exchange, long nowNs) {
        if (!response.hasObserve() || !isSuccess()) {
            // RFC 7641 section 3.2: that was the last one.
            exchange.registered = false;
        } else if (!exchange.isFresher(response.observe(), nowNs)) {
            dropped[ClientDrop.OLD_NOTIFICATION.ordinal()]++;
            if (!exchange.isFetching() && exchange.state != ClientExchange.OBSERVING) {
                exchanges.acknowledged(exchange);
                observe(exchange, nowNs);
            }
            return;
        }
        // Blocks of an older representation are of no use any more.
        exchanges.acknowledged(exchange);
        exchange.fetched();
        body(exchange, nowNs);
    }

    /** Whether a response only led to another message with a part of the body: RFC 7959 section 2.5. */
    private boolean isStepOfBody(ClientExchange exchange) {
        if (exchange.goesOn(response)) {
            return true;
        }
        if (exchange.shrinks(response)) {
            exchanges.beginBody(exchange);
            return true;
        }
        if (exchange.isInBlocks() && !exchange.isFetching()
                && response.code() == CoapCode.REQUEST_ENTITY_INCOMPLETE && exchange.restarts < MAX_RESTARTS) {
            exchange.restarts++;
            exchanges.beginBody(exchange);
            return true;
        }
        return false;
    }

    /** Takes the payload of a response, and hands it up or asks for the next block: RFC 7959 section 2.4. */
    private void body(ClientExchange exchange, long nowNs) {
        if (response.code() == CoapCode.CONTINUE) {
            // Not for the block that was sent, or for none.
            end(exchange, ClientOutcome.BLOCKS_DO_NOT_FIT, nowNs);
            return;
        }
        if (!response.hasBlock2()) {
            if (isSuccess() && !exchange.takeAll(response)) {
                end(exchange, ClientOutcome.BODY_TOO_LARGE, nowNs);
                return;
            }
            complete(exchange, nowNs);
            return;
        }
        int szx = BlockOption.szx(response.block2());
        boolean more = BlockOption.more(response.block2());
        if (szx == BlockOption.RESERVED_SZX || more && response.payloadOctets() != BlockOption.octets(szx)) {
            end(exchange, ClientOutcome.BLOCKS_DO_NOT_FIT, nowNs);
            return;
        }
        if (BlockOption.num(response.block2()) == 0) {
            exchange.beginResponse(response);
        } else if (BlockOption.position(response.block2()) != exchange.received()) {
            end(exchange, ClientOutcome.BLOCKS_DO_NOT_FIT, nowNs);
            return;
        } else if (!exchange.isSame(response)) {
            changed(exchange, szx, nowNs);
            return;
        }
        int offset = exchange.received();
        if (!exchange.take(response)) {
            end(exchange, ClientOutcome.BODY_TOO_LARGE, nowNs);
        } else if (!more) {
            response.body(response.buffer(), response.payloadAt(), response.payloadOctets(), offset);
            complete(exchange, nowNs);
        } else {
            next(exchange, szx, offset, nowNs);
        }
    }

    /** A body that changed while it was fetched is fetched from its beginning, unless that would do something twice. */
    private void changed(ClientExchange exchange, int szx, long nowNs) {
        if (exchange.restarts == MAX_RESTARTS || !exchange.isSafe()) {
            end(exchange, ClientOutcome.BLOCKS_DO_NOT_FIT, nowNs);
            return;
        }
        exchange.restarts++;
        exchange.fetch(szx);
        exchange.fetchAgain();
        exchanges.queue(exchange);
    }

    private void next(ClientExchange exchange, int szx, int offset, long nowNs) {
        exchange.fetch(szx);
        if (!exchange.isWhole()) {
            int id = exchange.id();
            response.body(response.buffer(), response.payloadAt(), response.payloadOctets(), offset);
            exchanges.enter(exchange, ClientExchange.QUEUED);
            tell(exchange, ClientOutcome.RESPONSE, false, nowNs);
            if (exchange.id() != id || exchange.state == ClientExchange.FREE) {
                return;
            }
        }
        if (exchange.state != ClientExchange.QUEUED) {
            exchanges.queue(exchange);
        }
    }

    /** The whole body is there, or its last block. */
    private void complete(ClientExchange exchange, long nowNs) {
        if (exchange.isWhole() && isSuccess()) {
            response.body(exchange.into(), 0, exchange.received(), 0);
        }
        exchange.restarts = 0;
        if (exchange.registered) {
            observe(exchange, nowNs);
            tell(exchange, ClientOutcome.RESPONSE, false, nowNs);
        } else {
            tell(exchange, ClientOutcome.RESPONSE, true, nowNs);
        }
    }

    /** Waits for the next notification, and if none comes while this one is fresh, registers anew. RFC 7641 section 3.3.1. */
    private void observe(ClientExchange exchange, long nowNs) {
        exchange.fetched();
        long patienceNs = response.maxAgeSeconds() * SECOND_NS + RENEWAL_DELAY_NS
                + (numbers.next64() >>> 1) % RENEWAL_SPREAD_NS;
        exchange.answerNs = Deadlines.after(nowNs, patienceNs);
        exchanges.enter(exchange, ClientExchange.OBSERVING);
    }

    void end(ClientExchange exchange, ClientOutcome outcome, long nowNs) {
        if (exchange.deregistering) {
            exchanges.free(exchange);
            return;
        }
        response.noMessage();
        response.source(exchange.interfaceIndex(), exchange.hi(), exchange.lo(), exchange.port());
        tell(exchange, outcome, true, nowNs);
    }

    private void tell(ClientExchange exchange, ClientOutcome outcome, boolean last, long nowNs) {
        ResponseHandler handler = exchange.handler;
        response.told(outcome, exchange.id(), last, exchange.registered);
        if (last && outcome == ClientOutcome.TIMEOUT) {
            exchanges.leave(exchange, nowNs);
        } else if (last) {
            exchanges.free(exchange);
        }
        handler.answered(response, nowNs);
    }
}
