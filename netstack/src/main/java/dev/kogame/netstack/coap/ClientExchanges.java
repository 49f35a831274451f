package dev.kogame.netstack.coap;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UnpredictableNumbers;

/**
 * The requests of a {@link CoapClient} that are under way, and their deadlines: a fixed table, in which a request is found by what
 * its caller, a message or an error knows of it. Allocates nothing after construction.
 */
final class ClientExchanges {

    private final ClientExchange[] exchanges;
    private final Retransmission retransmission;
    private final Deadlines deadlines;
    private long order;
    private int requestTag;

    ClientExchanges(int capacity, UnpredictableNumbers numbers) {
        exchanges = new ClientExchange[capacity];
        for (int slot = 0; slot < capacity; slot++) {
            exchanges[slot] = new ClientExchange(slot);
        }
        retransmission = new Retransmission(capacity, numbers.next64());
        deadlines = new Deadlines(capacity);
        requestTag = numbers.next16();
    }

    // --- from first to last ----------------------------------------------------------------------------------------------

    /** A free one, or null. It is free until it {@link #enter enters} a state. */
    ClientExchange take() {
        for (int slot = 0; slot < exchanges.length; slot++) {
            if (exchanges[slot].state == ClientExchange.FREE) {
                exchanges[slot].order = order++;
                return exchanges[slot];
            }
        }
        return null;
    }

    ClientExchange at(int slot) {
        return exchanges[slot];
    }

    int capacity() {
        return exchanges.length;
    }

    /** How many wait for something that their handlers will be told. */
    int underWay() {
        int count = 0;
        for (int i = 0; i < exchanges.length; i++) {
            int state = exchanges[i].state;
            count += state == ClientExchange.FREE || state == ClientExchange.LINGERING ? 0 : 1;
        }
        return count;
    }

    /** The body is to be sent from its beginning, under a Request-Tag of its own: RFC 9175 section 3.4. */
    void beginBody(ClientExchange exchange) {
        exchange.beginBody(requestTag++ & 0xffff);
    }

    /** A message is to be sent when it is this one's turn. */
    void queue(ClientExchange exchange) {
        enter(exchange, ClientExchange.QUEUED);
    }

    void enter(ClientExchange exchange, int state) {
        exchange.state = state;
        deadlines.arm(exchange.slot, exchange.deadlineNs());
    }

    /** It is not to be sent again. */
    void acknowledged(ClientExchange exchange) {
        retransmission.stop(exchange.slot);
    }

    void free(ClientExchange exchange) {
        retransmission.stop(exchange.slot);
        exchange.free();
        deadlines.disarm(exchange.slot);
    }

    /** Gives a slot back that nobody answered: not before the next message to the same server may go. */
    void leave(ClientExchange exchange, long nowNs) {
        boolean lingers = exchange.state == ClientExchange.SENT && !exchange.isConfirmable()
                && exchange.turnNs > nowNs;
        free(exchange);
        if (lingers) {
            exchange.state = ClientExchange.LINGERING;
            deadlines.arm(exchange.slot, exchange.turnNs);
        }
    }

    // --- whose turn it is ------------------------------------------------------------------------------------------------

    /** What was asked first of all that is queued and need not wait for an answer to something else; or null. */
    ClientExchange next() {
        ClientExchange first = null;
        for (int i = 0; i < exchanges.length; i++) {
            ClientExchange each = exchanges[i];
            if (each.state == ClientExchange.QUEUED && (first == null || each.order < first.order)
                    && (each.isGroup() || isTurnFree(each))) {
                first = each;
            }
        }
        return first;
    }

    /** NSTART: whether nothing is outstanding with the same server, RFC 7252 section 4.7. */
    private boolean isTurnFree(ClientExchange exchange) {
        for (int i = 0; i < exchanges.length; i++) {
            int state = exchanges[i].state;
            if ((state == ClientExchange.SENT || state == ClientExchange.LINGERING)
                    && exchanges[i].isWithSame(exchange)) {
                return false;
            }
        }
        return true;
    }

    Retransmission retransmission() {
        return retransmission;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    // --- which one it is -------------------------------------------------------------------------------------------------

    /** The one with this number that has not ended, or null. */
    ClientExchange find(int request) {
        int slot = request & 0xff;
        boolean known = request >= 0 && slot < exchanges.length && exchanges[slot].state != ClientExchange.FREE
                && exchanges[slot].id() == request && !exchanges[slot].deregistering;
        return known ? exchanges[slot] : null;
    }

    /** RFC 7641 section 3.1: a client must not register twice for the same resource. */
    boolean observesAlready(ClientExchange asked) {
        for (int i = 0; i < exchanges.length; i++) {
            ClientExchange each = exchanges[i];
            if (each != asked && each.state != ClientExchange.FREE && each.isObserve() && !each.deregistering
                    && each.isSameAs(asked)) {
                return true;
            }
        }
        return false;
    }

    /** The one whose last message had this Message ID, or null. */
    ClientExchange sentAs(UdpDatagram datagram, int messageId) {
        for (int i = 0; i < exchanges.length; i++) {
            if (exchanges[i].sentAs(messageId) && isFrom(datagram, exchanges[i])) {
                return exchanges[i];
            }
        }
        return null;
    }

    /** RFC 7252 sections 5.3.2 and 8.2: the token matches, and the source too unless a group was asked. */
    ClientExchange expecting(UdpDatagram datagram, byte[] b, int at) {
        int tokenAt = CoapMessage.tokenAt(b, at);
        int tokenOctets = CoapMessage.tokenOctets(b, at);
        for (int i = 0; i < exchanges.length; i++) {
            ClientExchange each = exchanges[i];
            if (each.expects(b, tokenAt, tokenOctets)
                    && (each.isGroup() ? each.isOn(datagram.interfaceIndex()) : isFrom(datagram, each))) {
                return each;
            }
        }
        return null;
    }

    private static boolean isFrom(UdpDatagram datagram, ClientExchange exchange) {
        return exchange.isWith(datagram.interfaceIndex(), datagram.sourceHi(), datagram.sourceLo(),
                datagram.sourcePort());
    }
}
