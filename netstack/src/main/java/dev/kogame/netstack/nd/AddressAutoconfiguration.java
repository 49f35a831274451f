package dev.kogame.netstack.nd;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.link.MulticastGroups;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.NdOptions;

/**
 * Forms the addresses of the interfaces, RFC 4862 section 5: the link-local one when the link comes up, one for every autonomous prefix
 * that a router announces, each proven unique before use; and temporary ones beside them, RFC 8981.
 *
 * <p>One thread; allocates nothing after construction.
 */
public final class AddressAutoconfiguration {

    /** MAX_RTR_SOLICITATION_DELAY, RFC 4861 section 10: the longest a first message may be delayed. */
    public static final long MAX_INITIAL_DELAY_NS = 1_000_000_000L;

    /** RFC 7217 section 7. */
    private static final int IDGEN_RETRIES = 3;
    private static final long IDGEN_DELAY_NS = 1_000_000_000L;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long TWO_HOURS_NS = 2 * 3600 * SECOND_NS;

    /**
     * What is a matter of choice.
     *
     * @param nonce whether probes carry a nonce, RFC 7527
     * @param gratuitous whether routers are told of new addresses, RFC 9131
     * @param optimistic whether addresses are used while they are checked, RFC 4429
     * @param disableOnDuplicate whether IP is turned off when the hardware's link-local address is a duplicate, RFC 4862 section 5.4.5
     */
    public record Manners(boolean nonce, boolean gratuitous, boolean optimistic, boolean disableOnDuplicate) {}

    private final AddressTable addresses;
    private final Manners manners;
    private final TemporaryAddresses temporaries;
    private final RouterSolicitation routerSolicitation;
    private final InterfaceIdentifier identifiers;
    private final DuplicateAddressDetection detection;
    private final NdOutput output;
    private final SplittableRandom random;
    private final long initialDelayNs;
    private final boolean[] listening;

    /**
     * @param transmits DupAddrDetectTransmits, 0 turns detection off
     * @param initialDelayNs the upper end of the random delay before the first message, 0 to {@link #MAX_INITIAL_DELAY_NS}
     */
    public AddressAutoconfiguration(FramePool pool, AddressTable addresses, RouterSolicitation routerSolicitation,
            InterfaceIdentifier identifiers, Manners manners, int transmits, long initialDelayNs,
            SplittableRandom random) {
        this.addresses = addresses;
        this.manners = manners;
        temporaries = new TemporaryAddresses(addresses, identifiers, transmits, random);
        this.routerSolicitation = routerSolicitation;
        this.identifiers = identifiers;
        this.random = random;
        this.initialDelayNs = initialDelayNs;
        detection = new DuplicateAddressDetection(addresses.capacity(), transmits);
        output = new NdOutput(pool);
        listening = new boolean[addresses.capacity()];
    }

    /**
     * The link of an interface came up: forms the link-local address if there is none yet, and checks all addresses anew, since this
     * may be another link; temporary ones would be known there, and go (RFC 8981 section 3.6).
     */
    public void start(Interface in, long nowNs) {
        if (addresses.formedFrom(in.index(), Ipv6Address.LINK_LOCAL_HI) == AddressTable.NONE) {
            form(in, Ipv6Address.LINK_LOCAL_HI);
        }
        long delayNs = randomUpTo(initialDelayNs);
        for (int entry = 0; entry < addresses.capacity(); entry++) {
            if (addresses.used(entry) && addresses.interfaceOf(entry) == in) {
                if (addresses.temporary(entry)) {
                    remove(entry);
                } else if (addresses.state(entry) != AddressState.DUPLICATE) {
                    check(entry, AddressState.TENTATIVE, delayNs, nowNs);
                }
            }
        }
    }

    /**
     * A router announced a prefix with the autonomous flag, section 5.5.3. The lifetimes are in seconds, as on the wire.
     *
     * @param toAll whether all nodes of the link heard it
     * @param routerKnown whether the router's link-layer address is known
     */
    void prefix(Interface in, long prefixHi, int length, long validS, long preferredS, boolean toAll,
            boolean routerKnown, long nowNs) {
        if (Ipv6Address.isLinkLocal(prefixHi) || Ipv6Address.isMulticast(prefixHi) || preferredS > validS
                || length != AddressTable.PREFIX_LENGTH) {
            return;
        }
        long validNs = lifetimeNs(validS);
        long preferredUntilNs = Deadlines.after(nowNs, lifetimeNs(preferredS));
        int entry = addresses.formedFrom(in.index(), prefixHi);
        if (entry != AddressTable.NONE) {
            long validUntilNs = validUntilNs(addresses.validUntilNs(entry), validNs, nowNs);
            addresses.lifetimes(entry, preferredUntilNs, validUntilNs);
            if (addresses.state(entry) == AddressState.DEPRECATED && preferredS > 0) {
                addresses.enter(entry, AddressState.PREFERRED);
            }
        } else if (validS > 0) {
            entry = form(in, prefixHi);
            if (entry != AddressTable.NONE) {
                addresses.lifetimes(entry, preferredUntilNs, Deadlines.after(nowNs, validNs));
                checkFormed(entry, toAll, routerKnown, nowNs);
            }
        }
        if (identifiers.temporaries() && entry != AddressTable.NONE) {
            int temporary = temporaries.follow(entry, nowNs);
            if (temporary != AddressTable.NONE) {
                checkFormed(temporary, toAll, routerKnown, nowNs);
            }
        }
    }

    /**
     * A DHCPv6 server leased an address, RFC 8415 section 18.2.10.1: it is checked like any other, and no prefix comes with it. The
     * lifetimes are in seconds, as on the wire. Answers whether the address is the interface's now, by this lease.
     */
    public boolean lease(Interface in, long hi, long lo, long preferredS, long validS, long nowNs) {
        if (addresses.find(in.index(), hi, lo) != AddressTable.NONE) {
            return false;
        }
        int entry = addresses.add(in.index(), hi, lo, true);
        if (entry == AddressTable.NONE) {
            in.counters().drop(Drop.ADDRESS_TABLE_FULL);
            return false;
        }
        prolong(entry, preferredS, validS, nowNs);
        check(entry, AddressState.TENTATIVE, 0, nowNs);
        return true;
    }

    /** The lifetimes of a leased address are these from now on; nothing keeps a server from shortening them. */
    public void prolong(int entry, long preferredS, long validS, long nowNs) {
        addresses.lifetimes(entry, Deadlines.after(nowNs, lifetimeNs(preferredS)),
                Deadlines.after(nowNs, lifetimeNs(validS)));
        if (addresses.proven(entry)) {
            addresses.assign(entry, nowNs);
        }
    }

    /** A leased address is given back: it is gone at once. */
    public void withdraw(int entry) {
        remove(entry);
    }

    /**
     * Checks an address that was just formed: optimistically, in use from now on and without delay (RFC 4429 section 3.3), if the router
     * can be reached without asking for it.
     */
    private void checkFormed(int entry, boolean toAll, boolean routerKnown, long nowNs) {
        if (manners.optimistic && routerKnown) {
            check(entry, AddressState.OPTIMISTIC, 0, nowNs);
        } else {
            // Section 5.4.2: all who heard the same advertisement would probe at once.
            check(entry, AddressState.TENTATIVE, toAll ? randomUpTo(initialDelayNs) : 0, nowNs);
        }
    }

    /** Section 5.5.3 (e): an unauthenticated advertisement cannot shorten a valid lifetime to less than two hours. */
    private static long validUntilNs(long untilNs, long announcedNs, long nowNs) {
        long remainingNs = untilNs == Deadlines.NEVER ? Deadlines.NEVER : untilNs - nowNs;
        if (announcedNs > TWO_HOURS_NS || announcedNs > remainingNs) {
            return Deadlines.after(nowNs, announcedNs);
        }
        return remainingNs <= TWO_HOURS_NS ? untilNs : nowNs + TWO_HOURS_NS;
    }

    /** A lifetime as it stands on the wire, in nanoseconds; all one bits mean for good. */
    static long lifetimeNs(long seconds) {
        return seconds == NdOptions.INFINITE_LIFETIME_S ? Deadlines.NEVER : seconds * SECOND_NS;
    }

    private int form(Interface in, long prefixHi) {
        int entry = addresses.add(in.index(), prefixHi, identifiers.of(prefixHi, in.index(), in.mac(), 0), false);
        if (entry == AddressTable.NONE) {
            in.counters().drop(Drop.ADDRESS_TABLE_FULL);
        }
        return entry;
    }

    private void check(int entry, AddressState as, long delayNs, long nowNs) {
        addresses.enter(entry, as);
        detection.start(entry, delayNs, random.nextLong(), nowNs);
    }

    /** Whether a probe for an address that is being checked is one of ours that came back, RFC 7527 section 4.2. */
    boolean cameBack(int entry, long nonce) {
        return manners.nonce && detection.cameBack(entry, nonce);
    }

    /** Another station has, or wants, an address that is being checked here: it is a duplicate, section 5.4.5. */
    void conflict(int entry, long nowNs) {
        if (addresses.state(entry) != AddressState.TENTATIVE && addresses.state(entry) != AddressState.OPTIMISTIC) {
            return;
        }
        detection.stop(entry);
        leave(entry);
        addresses.enter(entry, AddressState.DUPLICATE);
        if (addresses.manual(entry)) {
            return;
        }
        if (addresses.temporary(entry)) {
            if (temporaries.retry(entry, nowNs)) {
                check(entry, AddressState.TENTATIVE, 0, nowNs);
            }
            return;
        }
        Interface in = addresses.interfaceOf(entry);
        long prefixHi = addresses.hi(entry);
        int conflicts = addresses.conflicts(entry) + 1;
        if (identifiers.canRetry() && conflicts <= IDGEN_RETRIES) {
            addresses.replace(entry, identifiers.of(prefixHi, in.index(), in.mac(), conflicts));
            check(entry, AddressState.TENTATIVE, randomUpTo(IDGEN_DELAY_NS), nowNs);
        } else if (manners.disableOnDuplicate && !identifiers.canRetry() && Ipv6Address.isLinkLocal(prefixHi)) {
            in.disable();
            // Without IP there are no other addresses either.
            for (int other = 0; other < addresses.capacity(); other++) {
                if (other != entry && addresses.used(other) && addresses.interfaceOf(other) == in) {
                    remove(other);
                }
            }
        }
    }

    /** Runs what is due, at most {@code budget} steps. Answers how many ran. */
    public int poll(long nowNs, int budget) {
        int work = 0;
        for (int entry = detection.due(nowNs); entry >= 0 && work < budget; entry = detection.due(nowNs)) {
            work++;
            Interface in = addresses.interfaceOf(entry);
            switch (detection.next(entry, in.retransTimerNs(), nowNs)) {
                case DuplicateAddressDetection.JOIN -> {
                    join(entry);
                    if (addresses.state(entry) == AddressState.OPTIMISTIC) {
                        tellRouters(in, entry, nowNs);
                    }
                    // The room that reports groups has its turn before the first probe leaves.
                    return work;
                }
                case DuplicateAddressDetection.PROBE -> {
                    if (!probe(in, entry, nowNs)) {
                        detection.unsent(entry);
                    }
                }
                default -> {
                    boolean told = addresses.state(entry) == AddressState.OPTIMISTIC;
                    addresses.assign(entry, nowNs);
                    if (!told) {
                        tellRouters(in, entry, nowNs);
                    }
                    if (Ipv6Address.isLinkLocal(addresses.hi(entry))) {
                        routerSolicitation.start(in, nowNs);
                        // RFC 3810 section 5.2.13: routers discarded what was reported from the unspecified address.
                        in.groups().announceAll();
                    }
                }
            }
        }
        for (int entry = temporaries.due(nowNs); entry >= 0 && work < budget; entry = temporaries.due(nowNs)) {
            work++;
            int successor = temporaries.regenerate(entry, nowNs);
            if (successor != AddressTable.NONE) {
                check(successor, AddressState.TENTATIVE, 0, nowNs);
            }
        }
        for (int entry = addresses.due(nowNs); entry >= 0 && work < budget; entry = addresses.due(nowNs)) {
            work++;
            if (addresses.expire(entry, nowNs)) {
                remove(entry);
            }
        }
        return work;
    }

    public long nextDeadlineNs() {
        return Math.min(detection.nextDeadlineNs(), Math.min(addresses.nextDeadlineNs(), temporaries.nextDeadlineNs()));
    }

    private void remove(int entry) {
        detection.stop(entry);
        temporaries.forget(entry);
        leave(entry);
        addresses.remove(entry);
    }

    private void join(int entry) {
        Interface in = addresses.interfaceOf(entry);
        if (!listening[entry]) {
            listening[entry] = in.groups().join(Ipv6Address.solicitedNodeHi(),
                    Ipv6Address.solicitedNodeLo(addresses.lo(entry))) != MulticastGroups.FULL;
            if (!listening[entry]) {
                in.counters().drop(Drop.MULTICAST_GROUPS_FULL);
            }
        }
    }

    private void leave(int entry) {
        if (listening[entry]) {
            listening[entry] = false;
            addresses.interfaceOf(entry).groups().leave(Ipv6Address.solicitedNodeHi(),
                    Ipv6Address.solicitedNodeLo(addresses.lo(entry)));
        }
    }

    /** Whether the probe left, or is in the queue of the port. */
    private boolean probe(Interface out, int entry, long nowNs) {
        long groupLo = Ipv6Address.solicitedNodeLo(addresses.lo(entry));
        int slot = output.probe(out, addresses.hi(entry), addresses.lo(entry),
                manners.nonce ? detection.nonce(entry) : NdOptions.NONE);
        return slot != FramePool.NONE && out.send(slot, Ethernet.group(groupLo), nowNs) == Drop.OK;
    }

    /**
     * RFC 9131 section 6.1.2: routers learn a new global address before packets for it come, without overriding what they know. Once of
     * up to MAX_NEIGHBOR_ADVERTISEMENT times.
     */
    private void tellRouters(Interface out, int entry, long nowNs) {
        if (!manners.gratuitous || Ipv6Address.isLinkLocal(addresses.hi(entry))) {
            return;
        }
        int slot = output.neighborAdvertisement(out, addresses.hi(entry), addresses.lo(entry),
                Ipv6Address.ALL_ROUTERS_HI, Ipv6Address.ALL_ROUTERS_LO, 0);
        if (slot != FramePool.NONE) {
            out.send(slot, Ethernet.group(Ipv6Address.ALL_ROUTERS_LO), nowNs);
        }
    }

    private long randomUpTo(long ns) {
        return ns == 0 ? 0 : random.nextLong(ns);
    }

    /** The host goes away: takes all addresses from the interfaces, and tells so. */
    public void removeAll() {
        for (int entry = 0; entry < addresses.capacity(); entry++) {
            if (addresses.used(entry)) {
                remove(entry);
            }
        }
    }
}
