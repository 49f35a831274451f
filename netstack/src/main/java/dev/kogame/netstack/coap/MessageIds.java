package dev.kogame.netstack.coap;

import java.util.Arrays;

/**
 * Message IDs that do not come again within EXCHANGE_LIFETIME, RFC 7252 section 4.4.
 *
 * <p>One counter serves all peers. It is held back when it would enter a sixteenth of the numbers that it left less than
 * {@link #EXCHANGE_LIFETIME_NS} ago: then there were more than 61,440 messages in that time. One thread; allocates nothing after
 * construction.
 */
final class MessageIds {

    /** RFC 7252 section 4.8.2, default parameters. */
    static final long EXCHANGE_LIFETIME_NS = 247_000_000_000L;

    private static final int CHUNKS = 16;
    private static final int CHUNK_SHIFT = 12;

    /** When a number of each chunk may be given out again. */
    private final long[] freeNs = new long[CHUNKS];
    private int next;

    /** @param first where they begin: the low 16 bits of something that outsiders cannot guess */
    MessageIds(int first) {
        next = first & 0xffff;
        Arrays.fill(freeNs, Long.MIN_VALUE);
    }

    /** When the next one may be taken: now, if that is in the past. */
    long freeNs() {
        return isFirstOfChunk() ? freeNs[next >>> CHUNK_SHIFT] : Long.MIN_VALUE;
    }

    /** The next one, 0 to 65535. Ask {@link #freeNs} before. */
    int next(long nowNs) {
        int id = next;
        next = next + 1 & 0xffff;
        if (isFirstOfChunk()) {
            freeNs[id >>> CHUNK_SHIFT] = nowNs + EXCHANGE_LIFETIME_NS;
        }
        return id;
    }

    private boolean isFirstOfChunk() {
        return (next & (1 << CHUNK_SHIFT) - 1) == 0;
    }
}
