package dev.kogame.netstack.ip6;

import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.RoutingTable;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * Puts the addresses of a name into the order in which to try them, RFC 6724 section 6.
 *
 * <p>Rules 1 (avoid unusable), 2 (matching scope), 3 (avoid deprecated), 5 (matching label), 6 (higher precedence), 8 (smaller scope), 9
 * (longest matching prefix), 10 (leave the order). Mobility (4) and tunnels (7) are not there, nor is IPv4. One thread; allocates nothing
 * after construction.
 */
public final class DestinationOrder {

    /** How many addresses are put in order; those behind them stay where they are. */
    public static final int MOST = 16;

    private final AddressTable addresses;
    private final RoutingTable routing;
    private final SourceAddressSelection selection;
    private final PolicyTable policies;
    private final int[] sources = new int[MOST];

    public DestinationOrder(AddressTable addresses, RoutingTable routing, SourceAddressSelection selection,
            PolicyTable policies) {
        this.addresses = addresses;
        this.routing = routing;
        this.selection = selection;
        this.policies = policies;
    }

    /**
     * Sorts destinations in place: the one to try first comes first.
     *
     * @param ifIndex the interface to leave by, or {@link RoutingTable#ANY}
     * @param count how many there are
     */
    public void sort(int ifIndex, long[] hi, long[] lo, int count) {
        for (int i = 0; i < count && i < MOST; i++) {
            long thisHi = hi[i];
            long thisLo = lo[i];
            int source = source(ifIndex, thisHi, thisLo);
            int at = i;
            while (at > 0 && sooner(thisHi, thisLo, source, hi[at - 1], lo[at - 1], sources[at - 1])) {
                hi[at] = hi[at - 1];
                lo[at] = lo[at - 1];
                sources[at] = sources[at - 1];
                at--;
            }
            hi[at] = thisHi;
            lo[at] = thisLo;
            sources[at] = source;
        }
    }

    /** The source address for a destination, or NONE if there is none or the next hop is known not to answer. */
    private int source(int ifIndex, long hi, long lo) {
        return routing.reaches(ifIndex, hi, lo)
                ? selection.select(routing.interfaceIndex(), routing.router(), hi, lo)
                : AddressTable.NONE;
    }

    private boolean sooner(long aHi, long aLo, int aSource, long bHi, long bLo, int bSource) {
        if (aSource == AddressTable.NONE || bSource == AddressTable.NONE) {
            return aSource != bSource && bSource == AddressTable.NONE;
        }
        int aScope = Ipv6Address.scope(aHi, aLo);
        int bScope = Ipv6Address.scope(bHi, bLo);
        boolean aMatches = aScope == Ipv6Address.scope(addresses.hi(aSource), addresses.lo(aSource));
        if (aMatches != (bScope == Ipv6Address.scope(addresses.hi(bSource), addresses.lo(bSource)))) {
            return aMatches;
        }
        boolean aDeprecated = addresses.state(aSource) == AddressState.DEPRECATED;
        if (aDeprecated != (addresses.state(bSource) == AddressState.DEPRECATED)) {
            return !aDeprecated;
        }
        boolean aLabel = labelMatches(aHi, aLo, aSource);
        if (aLabel != labelMatches(bHi, bLo, bSource)) {
            return aLabel;
        }
        int precedence = policies.precedence(aHi, aLo) - policies.precedence(bHi, bLo);
        if (precedence != 0) {
            return precedence > 0;
        }
        if (aScope != bScope) {
            return aScope < bScope;
        }
        return selection.matching(aSource, aHi, aLo) > selection.matching(bSource, bHi, bLo);
    }

    private boolean labelMatches(long hi, long lo, int source) {
        return policies.label(hi, lo) == policies.label(addresses.hi(source), addresses.lo(source));
    }
}
