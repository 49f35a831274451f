package dev.kogame.netstack.coap;

import dev.kogame.netstack.udp.UdpDatagram;

/**
 * The responses that a client took lately, by their Message IDs, so that a repetition is acknowledged but not handed up again: RFC
 * 7252 section 4.5.
 *
 * <p>A fixed ring; the oldest gives way. Only what matched a request gets in, so strangers cannot turn it over. One thread; allocates
 * nothing after construction.
 */
final class AcceptedMessages {

    static final int CAPACITY = 32;

    private final int[] interfaceIndex = new int[CAPACITY];
    private final long[] hi = new long[CAPACITY];
    private final long[] lo = new long[CAPACITY];
    private final int[] port = new int[CAPACITY];
    private final int[] messageId = new int[CAPACITY];
    private final long[] expiresNs = new long[CAPACITY];
    private int count;
    private int next;

    /** Whether this message was taken before. */
    boolean contains(UdpDatagram from, int id, long nowNs) {
        for (int i = 0; i < count; i++) {
            if (messageId[i] == id && lo[i] == from.sourceLo() && hi[i] == from.sourceHi()
                    && port[i] == from.sourcePort() && interfaceIndex[i] == from.interfaceIndex()
                    && nowNs < expiresNs[i]) {
                return true;
            }
        }
        return false;
    }

    /** A message was taken, which may be repeated for some time. */
    void add(UdpDatagram from, int id, long lifetimeNs, long nowNs) {
        interfaceIndex[next] = from.interfaceIndex();
        hi[next] = from.sourceHi();
        lo[next] = from.sourceLo();
        port[next] = from.sourcePort();
        messageId[next] = id;
        expiresNs[next] = nowNs + lifetimeNs;
        next = (next + 1) % CAPACITY;
        count = Math.max(count, next == 0 ? CAPACITY : next);
    }
}
