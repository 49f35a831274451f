package dev.kogame.netstack.nd;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.NdMessage;
import dev.kogame.netstack.wire.NdOptions;

/**
 * Announces one prefix on one interface as a router does, RFC 4861 section 6.2: unsolicited to all nodes, solicited to the asker.
 *
 * <p>It makes the far end of the {@code user} link a router; nothing is forwarded. One thread; allocates nothing after construction.
 */
public final class RouterAdvertiser {

    private static final long SECOND_NS = 1_000_000_000L;

    /** RFC 4861 section 6.2.1: MinRtrAdvInterval, MaxRtrAdvInterval, AdvDefaultLifetime and the lifetimes of a prefix. */
    private static final long MIN_INTERVAL_NS = 200 * SECOND_NS;
    private static final long MAX_INTERVAL_NS = 600 * SECOND_NS;
    private static final int ROUTER_LIFETIME_S = 1800;
    private static final int VALID_LIFETIME_S = 2_592_000;
    private static final int PREFERRED_LIFETIME_S = 604_800;

    /** RFC 4861 section 10. */
    private static final long MAX_INITIAL_RTR_ADVERT_INTERVAL_NS = 16 * SECOND_NS;
    private static final int MAX_INITIAL_RTR_ADVERTISEMENTS = 3;
    private static final long MIN_DELAY_BETWEEN_RAS_NS = 3 * SECOND_NS;
    private static final long MAX_RA_DELAY_TIME_NS = SECOND_NS / 2;

    private static final int TO_ALL = 0;
    private static final int TO_ONE = 1;

    private final Interface out;
    private final long prefixHi;
    private final AddressTable addresses;
    private final NeighborDiscovery discovery;
    private final NeighborCache neighbors;
    private final NdOutput output;
    private final SplittableRandom random;
    private final Deadlines deadlines = new Deadlines(2);
    private int initialLeft = MAX_INITIAL_RTR_ADVERTISEMENTS;
    private long notBeforeNs;
    private long askerHi;
    private long askerLo;

    /** @param prefixHi the announced prefix, of 64 bits */
    public RouterAdvertiser(Interface out, long prefixHi, FramePool pool, AddressTable addresses,
            NeighborDiscovery discovery, NeighborCache neighbors, SplittableRandom random) {
        this.out = out;
        this.prefixHi = prefixHi;
        this.addresses = addresses;
        this.discovery = discovery;
        this.neighbors = neighbors;
        this.random = random;
        output = new NdOutput(pool);
        deadlines.arm(TO_ALL, 0);
    }

    /** A Router Solicitation arrived, sections 6.1.1 and 6.2.6. */
    public int solicitation(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = NdMessage.check(b, ip, at, end, NdMessage.RS_OPTIONS);
        if (outcome != Drop.OK) {
            return in.counters().drop(outcome);
        }
        long sourceHi = Ipv6.sourceHi(b, ip);
        long sourceLo = Ipv6.sourceLo(b, ip);
        boolean anonymous = Ipv6Address.isUnspecified(sourceHi, sourceLo);
        long mac = NdOptions.linkLayerAddress(b, at + NdMessage.RS_OPTIONS, end, NdOptions.SOURCE_LINK_LAYER_ADDRESS);
        if (mac == NdOptions.INVALID || anonymous && mac != NdOptions.NONE) {
            return in.counters().drop(Drop.ND_LINK_LAYER_ADDRESS);
        }
        if (in != out) {
            return in.counters().drop(Drop.ICMPV6_TYPE);
        }
        if (mac != NdOptions.NONE) {
            int neighbor = discovery.learn(in, sourceHi, sourceLo, mac, nowNs);
            if (neighbor != NeighborCache.NONE) {
                neighbors.router(neighbor, false);
            }
        }
        long delayedNs = nowNs + random.nextLong(MAX_RA_DELAY_TIME_NS);
        boolean another = deadlines.of(TO_ONE) != Deadlines.NEVER && (askerHi != sourceHi || askerLo != sourceLo);
        if (anonymous || another) {
            deadlines.disarm(TO_ONE);
            deadlines.arm(TO_ALL, Math.min(deadlines.of(TO_ALL), Math.max(delayedNs, notBeforeNs)));
        } else if (deadlines.of(TO_ONE) == Deadlines.NEVER) {
            askerHi = sourceHi;
            askerLo = sourceLo;
            deadlines.arm(TO_ONE, delayedNs);
        }
        return Drop.OK;
    }

    /** Runs a timer that is due, if any. Answers how many ran. */
    public int poll(long nowNs) {
        int due = deadlines.due(nowNs);
        if (due < 0) {
            return 0;
        }
        int own = addresses.linkLocal(out.index());
        if (own == AddressTable.NONE) {
            // Section 6.1.2: an advertisement comes from a link-local address; ask again when there may be one.
            deadlines.arm(due, nowNs + SECOND_NS / 100);
            return 1;
        }
        if (due == TO_ONE) {
            deadlines.disarm(TO_ONE);
            int slot = advertisement(own, askerHi, askerLo);
            if (slot != FramePool.NONE) {
                discovery.send(out, slot, askerHi, askerLo, nowNs);
            }
            return 1;
        }
        int slot = advertisement(own, Ipv6Address.ALL_NODES_HI, Ipv6Address.ALL_NODES_LO);
        if (slot != FramePool.NONE) {
            out.send(slot, Ethernet.group(Ipv6Address.ALL_NODES_LO), nowNs);
        }
        long intervalNs = MIN_INTERVAL_NS + random.nextLong(MAX_INTERVAL_NS - MIN_INTERVAL_NS);
        if (initialLeft > 0) {
            initialLeft--;
            intervalNs = Math.min(intervalNs, MAX_INITIAL_RTR_ADVERT_INTERVAL_NS);
        }
        notBeforeNs = nowNs + MIN_DELAY_BETWEEN_RAS_NS;
        deadlines.arm(TO_ALL, nowNs + intervalNs);
        return 1;
    }

    private int advertisement(int own, long destinationHi, long destinationLo) {
        return output.routerAdvertisement(out, addresses.hi(own), addresses.lo(own), destinationHi, destinationLo,
                ROUTER_LIFETIME_S, prefixHi, VALID_LIFETIME_S, PREFERRED_LIFETIME_S);
    }

    public long nextDeadlineNs() {
        return deadlines.earliestNs();
    }
}
