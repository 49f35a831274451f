package dev.kogame.apps.lightswitch;

import java.util.Arrays;

import dev.kogame.netstack.coap.ClientResponse;

/** A lamp that the switch found: where it is, and what it last said of itself. */
final class Found {

    static final int MAX_TARGET_OCTETS = 64;
    static final int MAX_STATE_OCTETS = 8;
    /** No request about it is under way. */
    static final int NONE = -1;

    /** Counted from 1, for people. */
    final int number;
    boolean known;
    int interfaceIndex;
    long hi;
    long lo;
    int port;
    final byte[] target = new byte[MAX_TARGET_OCTETS];
    int targetOctets;
    final byte[] state = new byte[MAX_STATE_OCTETS];
    int stateOctets;
    /** Whether the group was told to be something that this lamp did not say it is since. */
    boolean behind;
    /** The observation, or the question for the state, that is under way. */
    int watching = NONE;

    Found(int number) {
        this.number = number;
    }

    boolean is(ClientResponse response, byte[] b, int at, int octets) {
        return known && lo == response.sourceLo() && hi == response.sourceHi() && port == response.sourcePort()
                && interfaceIndex == response.interfaceIndex()
                && Arrays.equals(b, at, at + octets, target, 0, targetOctets);
    }

    /** @param octets of the target at {@code b[at]}, at most {@link #MAX_TARGET_OCTETS} */
    void set(ClientResponse response, byte[] b, int at, int octets) {
        known = true;
        interfaceIndex = response.interfaceIndex();
        hi = response.sourceHi();
        lo = response.sourceLo();
        port = response.sourcePort();
        System.arraycopy(b, at, target, 0, octets);
        targetOctets = octets;
        stateOctets = 0;
        behind = false;
    }

    /** Takes what the lamp said of itself. Answers whether that is news. */
    boolean says(ClientResponse response) {
        int octets = Math.min(response.payloadOctets(), MAX_STATE_OCTETS);
        boolean same = Arrays.equals(response.buffer(), response.payloadAt(), response.payloadAt() + octets,
                state, 0, stateOctets);
        System.arraycopy(response.buffer(), response.payloadAt(), state, 0, octets);
        stateOctets = octets;
        return !same;
    }

    boolean says(byte[] word) {
        return stateOctets == word.length
                && Arrays.equals(state, 0, stateOctets, word, 0, word.length);
    }
}
