package dev.kogame.netstack.coap;

import java.util.Arrays;

import dev.kogame.board.Deadlines;

/** A client of a server without a network between: sends vectors, gets hex digits, sets the time. */
final class Peer {

    static final String SILENCE = "";

    private static final int REQUEST_AT = 3;
    private static final int RESPONSE_AT = 5;
    private static final int GUARD = 4;
    private static final byte GUARD_OCTET = (byte) 0xa5;

    final CoapServer server;
    int interfaceIndex;
    long hi = 0xfe80_0000_0000_0000L;
    long lo = 1;
    int port = 40_000;
    boolean toMulticast;
    int capacity = 1452;
    long nowNs;

    Peer(CoapServer server) {
        this.server = server;
    }

    /** Sends a vector; the answer in hex digits, or {@link #SILENCE}. */
    String send(String vector) {
        return Hex.of(send(Hex.octets(vector)));
    }

    byte[] send(byte[] message) {
        byte[] request = new byte[REQUEST_AT + message.length + GUARD];
        System.arraycopy(message, 0, request, REQUEST_AT, message.length);
        byte[] before = request.clone();
        byte[] response = new byte[RESPONSE_AT + capacity + GUARD];
        Arrays.fill(response, GUARD_OCTET);
        int octets = server.answer(request, REQUEST_AT, message.length, interfaceIndex, hi, lo, port, toMulticast,
                response, RESPONSE_AT, capacity, nowNs);
        if (octets < 0 || octets > capacity) {
            throw new AssertionError(octets + " octets of an answer that may have " + capacity);
        }
        if (!Arrays.equals(before, request)) {
            throw new AssertionError("the request was written to");
        }
        for (int i = 0; i < response.length; i++) {
            if ((i < RESPONSE_AT || i >= RESPONSE_AT + capacity) && response[i] != GUARD_OCTET) {
                throw new AssertionError("written outside of the room for the answer, at " + (i - RESPONSE_AT));
            }
        }
        return Arrays.copyOfRange(response, RESPONSE_AT, RESPONSE_AT + octets);
    }

    /** What the server says unasked now: one message in hex digits, or {@link #SILENCE}. It must be for this peer. */
    String next() {
        byte[] b = new byte[RESPONSE_AT + capacity];
        int octets = 0;
        while (octets == 0 && server.dueNs() <= nowNs) {
            octets = server.next(b, RESPONSE_AT, capacity, nowNs);
        }
        if (octets > 0 && (server.destination().lo != lo || server.destination().port != port)) {
            throw new AssertionError("a message for somebody else");
        }
        return Hex.of(Arrays.copyOfRange(b, RESPONSE_AT, RESPONSE_AT + octets));
    }

    /** Lets time pass until the server says something unasked, and answers what. */
    String await() {
        String said = next();
        while (said.isEmpty() && server.dueNs() != Deadlines.NEVER) {
            nowNs = Math.max(nowNs, server.dueNs());
            said = next();
        }
        return said;
    }

    /** Lets time pass. */
    Peer after(long seconds) {
        nowNs += seconds * 1_000_000_000L;
        return this;
    }
}
