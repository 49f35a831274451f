package dev.kogame.netstack.coap;

import java.security.SecureRandom;
import java.util.Optional;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Octets;

/**
 * A CoAP server, RFC 7252.
 *
 * <pre>{@code
 * CoapServer server = new CoapServer(firstMessageId);
 * server.add("light", new Light(lamp));
 * server.start(stack.udp(CoapServer.PORT, server));
 * device.add(server);
 * }</pre>
 *
 * Answers leave when requests come in; what leaves by itself, such as notifications, leaves when the server has its turn as a
 * {@link Duty}. Everything happens on the thread that polls the stack. Between {@link #start} and the end nothing is allocated.
 */
public final class CoapServer implements UdpHandler, Duty {

    /** The port of the coap scheme, RFC 7252 section 6.1. */
    public static final int PORT = 5683;
    /** The longest message sent, RFC 7252 section 4.6. */
    public static final int MAX_MESSAGE_OCTETS = MessageLayer.MAX_MESSAGE_OCTETS;
    /** The least octets of a secret. */
    public static final int SECRET_OCTETS = 16;

    /** How long the server waits when no frame slot is free. */
    private static final long NO_SLOT_WAIT_NS = 10_000_000;

    private final RequestLayer requests;
    private final Observers observers;
    private final MessageLayer messages;
    private final Endpoint from = new Endpoint();
    private Optional<UdpSocket> socket = Optional.empty();
    private long notBeforeNs;
    private boolean started;

    /**
     * A server without resources, of the default sizes.
     *
     * @param firstMessageId where Message IDs begin; the low 16 bits of a random number, RFC 7252 section 4.4
     */
    public CoapServer(int firstMessageId) {
        this(CoapConfig.defaults(), firstMessageId, random());
    }

    /**
     * A server without resources.
     *
     * @param firstMessageId where Message IDs begin; the low 16 bits of a random number, RFC 7252 section 4.4
     * @param secret that nobody else knows; copied. The same one, with the same requests, gives the same answers and delays
     * @throws IllegalArgumentException if the secret has fewer than {@link #SECRET_OCTETS} octets
     */
    public CoapServer(CoapConfig config, int firstMessageId, byte[] secret) {
        if (secret.length < SECRET_OCTETS) {
            throw new IllegalArgumentException("a secret of " + secret.length + " octets can be guessed: give it "
                    + SECRET_OCTETS);
        }
        Echo echo = new Echo(config, secret);
        long seed = Octets.get64(secret, 0);
        requests = new RequestLayer(echo);
        observers = new Observers(config, seed);
        messages = new MessageLayer(config, requests, observers, echo, firstMessageId, seed);
    }

    @Boot
    private static byte[] random() {
        byte[] secret = new byte[SECRET_OCTETS];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /**
     * Adds a resource, before the server starts.
     *
     * @param path the segments of its path with slashes between: {@code light}, {@code sensors/temperature}; empty for the root
     * @throws IllegalArgumentException if nobody could ask for the path, or something else is under it already
     * @throws IllegalStateException if the server has started, or the resource can be observed and belongs to another server
     */
    @Boot
    public void add(String path, CoapResource resource) {
        if (started) {
            throw new IllegalStateException(
                    "\"" + path + "\" comes too late: add all resources before the server starts");
        }
        resource.observedBy(observers);
        requests.add(path, resource);
    }

    /**
     * Starts to answer what comes in on a socket, whose handler this server must be.
     *
     * @throws IllegalStateException if it has started before
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
        messages.start();
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
        boolean toMulticast = datagram.toMulticast();
        from.set(datagram.interfaceIndex(), datagram.sourceHi(), datagram.sourceLo(), datagram.sourcePort(),
                toMulticast ? 0 : datagram.destinationHi(), toMulticast ? 0 : datagram.destinationLo());
        int octets = messages.answer(datagram.buffer(), datagram.offset(), datagram.octets(), from, toMulticast,
                answering.buffer(slot), UdpSocket.PAYLOAD_AT, UdpSocket.MAX_PAYLOAD_OCTETS, nowNs);
        if (octets == 0) {
            answering.cancel(slot);
        } else if (answering.reply(slot, octets, datagram, nowNs) < 0) {
            messages.drop(CoapDrop.SEND_FAILED.code);
        }
    }

    /** Sends what is due unasked: notifications, answers given later, answers to groups, and what of them must be repeated. */
    @Override
    public int poll(long nowNs, int budget) {
        if (socket.isEmpty()) {
            return 0;
        }
        UdpSocket sending = socket.get();
        int done = 0;
        while (done < budget && nextDeadlineNs() <= nowNs) {
            int slot = sending.take();
            if (slot < 0) {
                notBeforeNs = nowNs + NO_SLOT_WAIT_NS;
                return done;
            }
            send(sending, slot, nowNs);
            done++;
        }
        return done;
    }

    private void send(UdpSocket sending, int slot, long nowNs) {
        int octets = next(sending.buffer(slot), UdpSocket.PAYLOAD_AT, UdpSocket.MAX_PAYLOAD_OCTETS, nowNs);
        if (octets == 0) {
            sending.cancel(slot);
            return;
        }
        Endpoint to = destination();
        if (sending.sendFrom(slot, octets, to.ownHi, to.ownLo, to.interfaceIndex, to.hi, to.lo, to.port, nowNs) < 0) {
            messages.drop(CoapDrop.SEND_FAILED.code);
        }
    }

    @Override
    public long nextDeadlineNs() {
        return socket.isEmpty() ? Deadlines.NEVER : Math.max(notBeforeNs, dueNs());
    }

    /**
     * Answers one message: octets in, octets out. Any octets will do. Allocates nothing.
     *
     * @param request borrowed until return; the message is {@code request[at, at + octets)}
     * @param interfaceIndex the interface of the peer, whose address is {@code hi}, {@code lo} and whose port is {@code port}
     * @param toMulticast whether the message was sent to a group
     * @param response where the answer is written, from {@code responseAt} on; another array than {@code request}
     * @param capacity how many octets it may have; below 160 there is no answer
     * @param nowNs the time now
     * @return the octets of the answer, or 0 for silence
     */
    public int answer(byte[] request, int at, int octets, int interfaceIndex, long hi, long lo, int port,
            boolean toMulticast, byte[] response, int responseAt, int capacity, long nowNs) {
        from.set(interfaceIndex, hi, lo, port, 0, 0);
        return messages.answer(request, at, octets, from, toMulticast, response, responseAt, capacity, nowNs);
    }

    /** Writes the next message that is due unasked, to {@link #destination()}; answers its octets, 0 if there is none after all. */
    int next(byte[] b, int at, int capacity, long nowNs) {
        return messages.next(b, at, capacity, nowNs);
    }

    Endpoint destination() {
        return messages.destination();
    }

    /** When {@link #next} must be called. */
    long dueNs() {
        return messages.nextDeadlineNs();
    }

    /** How often there was this reason not to answer as asked. */
    public long dropped(CoapDrop reason) {
        return messages.dropped(reason);
    }

    /** How many PUT, POST and DELETE exchanges are remembered. */
    public int exchanges(long nowNs) {
        return messages.exchanges(nowNs);
    }

    /**
     * Gives the response that a handler promised for later, with the code it had then, to be filled in before the server's next turn.
     * On the stack's thread; allocates nothing. See {@link CoapResponse#later}.
     *
     * @param ticket each once; one that stands for nothing, or was forgotten, gives a response that goes nowhere
     */
    public CoapResponse complete(int ticket) {
        return messages.complete(ticket);
    }

    /** How many bodies are arriving in blocks. */
    public int bodies(long nowNs) {
        return messages.bodies(nowNs);
    }

    /** How many observers are on the list. */
    public int observers() {
        return observers.size();
    }

    /** What a handler threw last, for the person who looks at {@link CoapDrop#HANDLER_FAILED}. */
    @Boot
    public Optional<RuntimeException> lastFailure() {
        return requests.lastFailure();
    }
}
