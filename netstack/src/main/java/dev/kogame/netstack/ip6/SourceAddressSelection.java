package dev.kogame.netstack.ip6;

import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.RouterList;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * Chooses the source address for a destination, RFC 6724 section 5, among the assigned addresses of the outgoing interface (section 4).
 *
 * <p>Rules 1 (same address), 2 (appropriate scope), 3 (avoid deprecated), 5.5 (prefix announced by the next hop), 6 (matching label), 7
 * (temporary) and 8 (longest matching prefix). Rule 5 holds because only the outgoing interface is asked; rule 4 is about mobility, which
 * is not there. One thread; allocates nothing.
 */
public final class SourceAddressSelection {

    private final AddressTable addresses;
    private final PolicyTable policies;
    private final boolean preferTemporary;

    /** @param preferTemporary the sense of rule 7: whether a temporary address is preferred to a public one, or the other way round */
    public SourceAddressSelection(AddressTable addresses, PolicyTable policies, boolean preferTemporary) {
        this.addresses = addresses;
        this.policies = policies;
        this.preferTemporary = preferTemporary;
    }

    /**
     * The entry of the best source address, or {@link AddressTable#NONE}.
     *
     * @param router the router the packet goes through, its entry in the router list, or {@link RouterList#NONE}
     */
    public int select(int ifIndex, int router, long destinationHi, long destinationLo) {
        int best = AddressTable.NONE;
        for (int entry = 0; entry < addresses.capacity(); entry++) {
            if (addresses.used(entry) && addresses.interfaceOf(entry).index() == ifIndex && addresses.assigned(entry)
                    && (best == AddressTable.NONE || better(entry, best, router, destinationHi, destinationLo))) {
                best = entry;
            }
        }
        return best;
    }

    private boolean better(int a, int b, int router, long destinationHi, long destinationLo) {
        boolean aSame = same(a, destinationHi, destinationLo);
        if (aSame || same(b, destinationHi, destinationLo)) {
            return aSame;
        }
        int aScope = Ipv6Address.scope(addresses.hi(a), addresses.lo(a));
        int bScope = Ipv6Address.scope(addresses.hi(b), addresses.lo(b));
        if (aScope != bScope) {
            int scope = Ipv6Address.scope(destinationHi, destinationLo);
            // Rule 2: the smaller scope if it reaches the destination, otherwise the larger.
            return aScope < bScope ? aScope >= scope : bScope < scope;
        }
        // RFC 4429: one that is not proven yet is no better than a deprecated one.
        boolean aPreferred = addresses.state(a) == AddressState.PREFERRED;
        if (aPreferred != (addresses.state(b) == AddressState.PREFERRED)) {
            return aPreferred;
        }
        boolean aAnnounced = announced(a, router);
        if (aAnnounced != announced(b, router)) {
            return aAnnounced;
        }
        int label = policies.label(destinationHi, destinationLo);
        boolean aLabel = policies.label(addresses.hi(a), addresses.lo(a)) == label;
        if (aLabel != (policies.label(addresses.hi(b), addresses.lo(b)) == label)) {
            return aLabel;
        }
        if (addresses.temporary(a) != addresses.temporary(b)) {
            return addresses.temporary(a) == preferTemporary;
        }
        return matching(a, destinationHi, destinationLo) > matching(b, destinationHi, destinationLo);
    }

    private boolean same(int entry, long destinationHi, long destinationLo) {
        return addresses.lo(entry) == destinationLo && addresses.hi(entry) == destinationHi;
    }

    private boolean announced(int entry, int router) {
        return router != RouterList.NONE && addresses.announcedBy(entry, router);
    }

    /** Section 2.2: the common prefix is counted up to the length of the source's prefix. */
    int matching(int entry, long destinationHi, long destinationLo) {
        return Math.min(AddressTable.PREFIX_LENGTH,
                Ipv6Address.commonPrefixLength(addresses.hi(entry), addresses.lo(entry), destinationHi, destinationLo));
    }
}
