package dev.kogame.netstack.coap;

import java.util.Optional;

import dev.kogame.board.Boot;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;

/**
 * A CoAP server, RFC 7252.
 *
 * <pre>{@code
 * CoapServer server = new CoapServer(firstMessageId);
 * server.add("light", new Light(lamp));
 * server.start(stack.udp(CoapServer.PORT, server));
 * }</pre>
 *
 * Everything happens on the thread that polls the stack. Between {@link #start} and the end nothing is allocated.
 */
public final class CoapServer implements UdpHandler {

    /** The port of the coap scheme, RFC 7252 section 6.1. */
    public static final int PORT = 5683;
    /** The longest message sent, RFC 7252 section 4.6. */
    public static final int MAX_MESSAGE_OCTETS = MessageLayer.MAX_MESSAGE_OCTETS;
    /** How many PUT, POST and DELETE exchanges are remembered so that they do not happen twice. */
    public static final int EXCHANGES = Deduplication.CAPACITY;

    private final RequestLayer requests = new RequestLayer();
    private final MessageLayer messages;
    private Optional<UdpSocket> socket = Optional.empty();
    private boolean started;

    /**
     * A server without resources.
     *
     * @param firstMessageId where Message IDs begin; the low 16 bits of a random number, RFC 7252 section 4.4
     */
    public CoapServer(int firstMessageId) {
        messages = new MessageLayer(requests, firstMessageId);
    }

    /**
     * Adds a resource, before the server starts.
     *
     * @param path the segments of its path with slashes between: {@code light}, {@code sensors/temperature}; empty for the root
     * @throws IllegalArgumentException if nobody could ask for the path, or something else is under it already
     * @throws IllegalStateException if the server has started
     */
    @Boot
    public void add(String path, CoapResource resource) {
        if (started) {
            throw new IllegalStateException(
                    "\"" + path + "\" comes too late: add all resources before the server starts");
        }
        requests.add(path, resource);
    }

    /**
     * Starts to answer what comes in on a socket, whose handler this server must be.
     *
     * @throws IllegalStateException if it has started before, or its list of resources does not fit in an answer
     */
    @Boot
    public void start(UdpSocket answering) {
        start();
        socket = Optional.of(answering);
    }

    /** Starts without a socket: only {@link #answer} is served. For tests, and for transports other than UDP. */
    @Boot
    public void start() {
        if (started) {
            throw new IllegalStateException("the server has started already: a second socket needs a second server");
        }
        requests.addWellKnownCore();
        started = true;
    }

    /** A datagram for this server. Allocates nothing. */
    @Override
    public void received(UdpDatagram datagram, long nowNs) {
        if (socket.isEmpty()) {
            return;
        }
        UdpSocket answering = socket.get();
        int slot = answering.take();
        if (slot < 0) {
            // Nothing has happened yet, so the client's repetition finds everything as it was.
            messages.drop(CoapDrop.NO_FRAME_SLOT.code);
            return;
        }
        int octets = answer(datagram.buffer(), datagram.offset(), datagram.octets(), datagram.interfaceIndex(),
                datagram.sourceHi(), datagram.sourceLo(), datagram.sourcePort(), datagram.toMulticast(),
                answering.buffer(slot), UdpSocket.PAYLOAD_AT, UdpSocket.MAX_PAYLOAD_OCTETS, nowNs);
        if (octets == 0) {
            answering.cancel(slot);
        } else if (answering.reply(slot, octets, datagram, nowNs) < 0) {
            messages.drop(CoapDrop.SEND_FAILED.code);
        }
    }

    /**
     * Answers one message: octets in, octets out. Any octets will do. Allocates nothing.
     *
     * @param request borrowed until return; the message is {@code request[at, at + octets)}
     * @param interfaceIndex the interface of the peer, whose address is {@code hi}, {@code lo} and whose port is {@code port}
     * @param toMulticast whether the message was sent to a group
     * @param response where the answer is written, from {@code responseAt} on; another array than {@code request}
     * @param capacity how many octets it may have; below 64 there is no answer
     * @param nowNs the time now
     * @return the octets of the answer, or 0 for silence
     */
    public int answer(byte[] request, int at, int octets, int interfaceIndex, long hi, long lo, int port,
            boolean toMulticast, byte[] response, int responseAt, int capacity, long nowNs) {
        return messages.answer(request, at, octets, interfaceIndex, hi, lo, port, toMulticast, response, responseAt,
                capacity, nowNs);
    }

    /** How often there was this reason not to answer as asked. */
    public long dropped(CoapDrop reason) {
        return messages.dropped(reason);
    }

    /** How many PUT, POST and DELETE exchanges are remembered, 0 to {@link #EXCHANGES}. */
    public int exchanges(long nowNs) {
        return messages.exchanges(nowNs);
    }

    /** What a handler threw last, for the person who looks at {@link CoapDrop#HANDLER_FAILED}. */
    @Boot
    public Optional<RuntimeException> lastFailure() {
        return requests.lastFailure();
    }
}
