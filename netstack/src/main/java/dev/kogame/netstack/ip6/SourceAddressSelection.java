package dev.kogame.netstack.ip6;

import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * Chooses the source address for a destination, RFC 6724 section 5, among the assigned addresses of the outgoing interface.
 *
 * <p>Rules 1 (same address), 2 (appropriate scope), 3 (avoid deprecated) and 8 (longest matching prefix). Rule 5 holds because only the
 * outgoing interface is asked; there are no home addresses (4), labels (6) and temporary addresses (7) yet.
 */
public final class SourceAddressSelection {

    private final AddressTable addresses;

    public SourceAddressSelection(AddressTable addresses) {
        this.addresses = addresses;
    }

    /** The entry of the best source address, or {@link AddressTable#NONE}. Allocates nothing. */
    public int select(int ifIndex, long destinationHi, long destinationLo) {
        int best = AddressTable.NONE;
        for (int entry = 0; entry < addresses.capacity(); entry++) {
            if (addresses.used(entry) && addresses.interfaceOf(entry).index() == ifIndex && addresses.assigned(entry)
                    && (best == AddressTable.NONE || better(entry, best, destinationHi, destinationLo))) {
                best = entry;
            }
        }
        return best;
    }

    private boolean better(int a, int b, long destinationHi, long destinationLo) {
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
        boolean aDeprecated = addresses.state(a) == AddressState.DEPRECATED;
        if (aDeprecated != (addresses.state(b) == AddressState.DEPRECATED)) {
            return !aDeprecated;
        }
        return matching(a, destinationHi, destinationLo) > matching(b, destinationHi, destinationLo);
    }

    private boolean same(int entry, long destinationHi, long destinationLo) {
        return addresses.lo(entry) == destinationLo && addresses.hi(entry) == destinationHi;
    }

    /** Section 2.2: the common prefix is counted up to the length of the source's prefix. */
    private int matching(int entry, long destinationHi, long destinationLo) {
        return Math.min(AddressTable.PREFIX_LENGTH,
                Ipv6Address.commonPrefixLength(addresses.hi(entry), addresses.lo(entry), destinationHi, destinationLo));
    }
}
