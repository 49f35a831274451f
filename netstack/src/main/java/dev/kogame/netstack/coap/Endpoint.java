package dev.kogame.netstack.coap;

import dev.kogame.board.Boot;

/**
 * The other end of an exchange, with the interface that gives its address a meaning, and the address of ours that it spoke to: what we
 * send later must come from there, or the other end does not know it. RFC 7252 section 1.2.
 */
final class Endpoint {

    int interfaceIndex;
    long hi;
    long lo;
    int port;
    /** Ours; 0, 0 after a message to a group. */
    long ownHi;
    long ownLo;

    void set(int onInterface, long addressHi, long addressLo, int udpPort, long ourHi, long ourLo) {
        interfaceIndex = onInterface;
        hi = addressHi;
        lo = addressLo;
        port = udpPort;
        ownHi = ourHi;
        ownLo = ourLo;
    }

    void set(Endpoint other) {
        set(other.interfaceIndex, other.hi, other.lo, other.port, other.ownHi, other.ownLo);
    }

    /** Whether these are the same address and port. */
    boolean isSame(Endpoint other) {
        return port == other.port && isSameHost(other);
    }

    /** Whether these are the same address, whatever its ports: one who may hold so much of a table and no more. */
    boolean isSameHost(Endpoint other) {
        return lo == other.lo && hi == other.hi && interfaceIndex == other.interfaceIndex;
    }

    /** A row of endpoints, made at start. */
    @Boot
    static Endpoint[] row(int count) {
        Endpoint[] row = new Endpoint[count];
        for (int i = 0; i < count; i++) {
            row[i] = new Endpoint();
        }
        return row;
    }
}
