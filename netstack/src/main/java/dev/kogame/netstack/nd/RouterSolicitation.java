package dev.kogame.netstack.nd;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * Asks for routers until one becomes a default router: for ever and ever more rarely, RFC 7559 section 2, or up to three times, RFC 4861
 * section 6.3.7.
 *
 * <p>The first leaves when the interface's link-local address is assigned, so that a router can answer to it alone; the random delay
 * that section asks for has passed before duplicate address detection then. One thread; allocates nothing after construction.
 */
public final class RouterSolicitation {

    /** RFC 4861 section 10. */
    public static final int MAX_RTR_SOLICITATIONS = 3;
    public static final long RTR_SOLICITATION_INTERVAL_NS = 4_000_000_000L;
    /** MRT, RFC 7559 section 2. */
    public static final long MAX_RETRANSMISSION_TIME_NS = 3_600_000_000_000L;

    private final Interface[] interfaces;
    private final AddressTable addresses;
    private final NdOutput output;
    private final boolean host;
    private final boolean backoff;
    private final SplittableRandom random;
    private final int[] sent;
    private final long[] intervalNs;
    private final Deadlines deadlines;

    /**
     * @param host whether this node is a host; a router asks no routers
     * @param backoff whether to ask for ever, RFC 7559, or three times, RFC 4861
     */
    public RouterSolicitation(Interface[] interfaces, FramePool pool, AddressTable addresses, boolean host,
            boolean backoff, SplittableRandom random) {
        this.interfaces = interfaces;
        this.backoff = backoff;
        this.random = random;
        intervalNs = new long[interfaces.length];
        this.host = host;
        this.addresses = addresses;
        output = new NdOutput(pool);
        sent = new int[interfaces.length];
        deadlines = new Deadlines(interfaces.length);
    }

    /** The interface came up and has its link-local address: asks now. */
    void start(Interface out, long nowNs) {
        if (host) {
            sent[out.index()] = 0;
            intervalNs[out.index()] = 0;
            deadlines.arm(out.index(), nowNs);
        }
    }

    /** A router announced itself as a default router: no more questions. */
    void stop(Interface in) {
        deadlines.disarm(in.index());
    }

    /** Sends the solicitations that are due. Answers how many. */
    public int poll(long nowNs) {
        int work = 0;
        for (int i = deadlines.due(nowNs); i >= 0; i = deadlines.due(nowNs)) {
            Interface out = interfaces[i];
            int own = addresses.linkLocal(i);
            int slot = own == AddressTable.NONE
                    ? FramePool.NONE
                    : output.routerSolicitation(out, addresses.hi(own), addresses.lo(own));
            if (slot != FramePool.NONE) {
                out.send(slot, Ethernet.group(Ipv6Address.ALL_ROUTERS_LO), nowNs);
            }
            if (backoff) {
                deadlines.arm(i, nowNs + nextIntervalNs(i));
            } else if (++sent[i] < MAX_RTR_SOLICITATIONS) {
                deadlines.arm(i, nowNs + RTR_SOLICITATION_INTERVAL_NS);
            } else {
                deadlines.disarm(i);
            }
            work++;
        }
        return work;
    }

    /** RFC 8415 section 15 (RFC 3315 section 14): IRT, then twice the last, up to MRT, each a tenth more or less at random. */
    private long nextIntervalNs(int i) {
        long lastNs = intervalNs[i];
        long nextNs = lastNs == 0 ? randomly(RTR_SOLICITATION_INTERVAL_NS, 0) : randomly(lastNs, lastNs);
        intervalNs[i] = nextNs > MAX_RETRANSMISSION_TIME_NS ? randomly(MAX_RETRANSMISSION_TIME_NS, 0) : nextNs;
        return intervalNs[i];
    }

    private long randomly(long ns, long moreNs) {
        return ns + moreNs + random.nextLong(ns / 5) - ns / 10;
    }

    public long nextDeadlineNs() {
        return deadlines.earliestNs();
    }
}
