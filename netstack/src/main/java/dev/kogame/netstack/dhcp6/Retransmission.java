package dev.kogame.netstack.dhcp6;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;

/**
 * When a message of one exchange is sent, and when the exchange has failed: RFC 8415 section 15, with IRT, MRT, MRC and MRD as its
 * parameters. One thread; allocates nothing after construction.
 */
final class Retransmission {

    /** Elapsed time stands in 16 bits of hundredths of a second, section 21.9. */
    private static final long MAX_ELAPSED = 0xffff;
    private static final long HUNDREDTH_NS = 10_000_000;

    private final SplittableRandom random;
    private long initialNs;
    private long maxNs;
    private int maxCount;
    private long maxDurationNs;
    private long firstNs;
    private long timeoutNs;
    private long dueNs = Deadlines.NEVER;
    private int sent;

    Retransmission(SplittableRandom random) {
        this.random = random;
    }

    /**
     * Begins an exchange; its first message is due after a delay.
     *
     * @param irtNs initial retransmission time
     * @param mrtNs maximum retransmission time, 0 for no limit
     * @param mrc maximum retransmission count, 0 for no limit
     * @param mrdNs maximum retransmission duration, 0 for no limit
     */
    void start(long irtNs, long mrtNs, int mrc, long mrdNs, long delayNs, long nowNs) {
        initialNs = irtNs;
        maxNs = mrtNs;
        maxCount = mrc;
        maxDurationNs = mrdNs;
        sent = 0;
        dueNs = nowNs + delayNs;
    }

    /** Changes the maximum retransmission time from the next transmission on. */
    void maxNs(long ns) {
        maxNs = ns;
    }

    /** Sends the message again now, and goes on from there. */
    void again(long nowNs) {
        dueNs = nowNs;
    }

    void stop() {
        dueNs = Deadlines.NEVER;
    }

    /** Whether, at the time when it is due again, the exchange has failed instead. */
    boolean failed(long nowNs) {
        return sent > 0
                && (maxCount != 0 && sent >= maxCount || maxDurationNs != 0 && nowNs >= firstNs + maxDurationNs);
    }

    /**
     * A message was sent.
     *
     * @param longer whether the first timeout must exceed IRT: that of a Solicit, section 18.2.1
     */
    void sent(boolean longer, long nowNs) {
        if (sent == 0) {
            firstNs = nowNs;
            timeoutNs = longer ? initialNs + 1 + random.nextLong(initialNs / 10) : randomly(initialNs, 0);
        } else {
            timeoutNs = randomly(timeoutNs, timeoutNs);
        }
        if (maxNs != 0 && timeoutNs > maxNs) {
            timeoutNs = randomly(maxNs, 0);
        }
        sent = Math.min(sent + 1, Integer.MAX_VALUE - 1);
        dueNs = nowNs + timeoutNs;
        if (maxDurationNs != 0) {
            dueNs = Math.min(dueNs, firstNs + maxDurationNs);
        }
    }

    /** A time and more, and up to a tenth of it less or more: RAND. */
    private long randomly(long ns, long moreNs) {
        return ns + moreNs + random.nextLong(ns / 5) - ns / 10;
    }

    /** How many messages were sent. */
    int sent() {
        return sent;
    }

    /** Hundredths of a second since the first message, as the option says it. */
    int elapsed(long nowNs) {
        return sent == 0 ? 0 : (int) Math.min(MAX_ELAPSED, (nowNs - firstNs) / HUNDREDTH_NS);
    }

    long dueNs() {
        return dueNs;
    }
}
