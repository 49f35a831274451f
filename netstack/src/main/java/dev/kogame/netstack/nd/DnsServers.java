package dev.kogame.netstack.nd;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.NdOptions;
import dev.kogame.netstack.wire.Octets;

/**
 * The recursive DNS servers that routers announced and DHCPv6 told of, in their order of preference: the DNS Server List of RFC 8106
 * section 6.1. Those of DHCPv6 come first, section 5.3.1.
 *
 * <p>Read it anew for every query: servers come and go. A link-local server means nothing without {@link #interfaceIndex}. One thread;
 * allocates nothing after construction.
 */
public final class DnsServers {

    private final byte[] interfaceIndex;
    private final long[] hi;
    private final long[] lo;
    private final boolean[] configured;
    private final LifetimeOrder order;

    /** @param capacity the number of servers; RFC 8106 section 5.3.1 recommends at least three */
    public DnsServers(int capacity) {
        interfaceIndex = new byte[capacity];
        hi = new long[capacity];
        lo = new long[capacity];
        configured = new boolean[capacity];
        order = new LifetimeOrder(capacity);
    }

    /** A Recursive DNS Server option arrived, sections 5.1, 5.3.1 and 6.2. Answers OK or the code of a drop, not counted. */
    int option(int ifIndex, byte[] b, int at, long nowNs) {
        int octets = NdOptions.octets(b, at);
        int data = at + NdOptions.DNS_DATA;
        int addresses = (octets - NdOptions.DNS_DATA) / Ipv6Address.OCTETS;
        if (addresses == 0 || addresses * Ipv6Address.OCTETS != octets - NdOptions.DNS_DATA) {
            return Drop.ND_OPTION_LENGTH.code;
        }
        for (int i = 0; i < addresses; i++) {
            long serverHi = Octets.get64(b, data + i * Ipv6Address.OCTETS);
            if (!unicast(serverHi, Octets.get64(b, data + i * Ipv6Address.OCTETS + 8))) {
                // Section 5.3.1: one that is no unicast address makes the whole option invalid.
                return Drop.ND_OPTION_VALUE.code;
            }
        }
        long lifetimeNs = AddressAutoconfiguration.lifetimeNs(NdOptions.dnsLifetimeS(b, at));
        int position = configuredCount();
        for (int i = 0; i < addresses; i++) {
            int server = data + i * Ipv6Address.OCTETS;
            if (update(ifIndex, Octets.get64(b, server), Octets.get64(b, server + 8), lifetimeNs, position, nowNs)) {
                position++;
            }
        }
        return Drop.OK;
    }

    private static boolean unicast(long hi, long lo) {
        return !Ipv6Address.isMulticast(hi) && (hi != 0 || lo >>> 1 != 0);
    }

    /**
     * DHCPv6 told of the servers on a link, RFC 3646 section 3: they replace those it told of before, until it tells again.
     *
     * @param at where their addresses stand, one behind the other
     * @param octets a multiple of 16
     */
    public void configured(int ifIndex, byte[] b, int at, int octets) {
        for (int i = order.count() - 1; i >= 0; i--) {
            int place = order.at(i);
            if (configured[place] && interfaceIndex[place] == ifIndex) {
                order.remove(place);
            }
        }
        int position = configuredCount();
        for (int server = at; server < at + octets && position < interfaceIndex.length; server += Ipv6Address.OCTETS) {
            long serverHi = Octets.get64(b, server);
            long serverLo = Octets.get64(b, server + 8);
            if (unicast(serverHi, serverLo) && configure(ifIndex, serverHi, serverLo, position)) {
                position++;
            }
        }
    }

    private boolean configure(int ifIndex, long serverHi, long serverLo, int position) {
        int known = find(ifIndex, serverHi, serverLo);
        if (known != LifetimeOrder.NONE) {
            if (configured[known]) {
                return false;
            }
            order.remove(known);
        }
        int place = order.insert(position, Deadlines.NEVER);
        if (place == LifetimeOrder.NONE) {
            return false;
        }
        set(place, ifIndex, serverHi, serverLo, true);
        return true;
    }

    private int configuredCount() {
        int count = 0;
        while (count < order.count() && configured[order.at(count)]) {
            count++;
        }
        return count;
    }

    private int find(int ifIndex, long serverHi, long serverLo) {
        for (int i = 0; i < order.count(); i++) {
            int place = order.at(i);
            if (lo[place] == serverLo && hi[place] == serverHi && interfaceIndex[place] == ifIndex) {
                return place;
            }
        }
        return LifetimeOrder.NONE;
    }

    private void set(int place, int ifIndex, long serverHi, long serverLo, boolean byDhcp) {
        interfaceIndex[place] = (byte) ifIndex;
        hi[place] = serverHi;
        lo[place] = serverLo;
        configured[place] = byDhcp;
    }

    /** Answers whether the server is a new one. */
    private boolean update(int ifIndex, long serverHi, long serverLo, long lifetimeNs, int position, long nowNs) {
        int known = find(ifIndex, serverHi, serverLo);
        if (known != LifetimeOrder.NONE) {
            if (configured[known]) {
                return false;
            }
            if (lifetimeNs == 0) {
                order.remove(known);
            } else {
                order.until(known, Deadlines.after(nowNs, lifetimeNs));
            }
            return false;
        }
        int place = lifetimeNs == 0
                ? LifetimeOrder.NONE
                : order.insert(position, Deadlines.after(nowNs, lifetimeNs));
        if (place == LifetimeOrder.NONE) {
            return false;
        }
        set(place, ifIndex, serverHi, serverLo, false);
        return true;
    }

    /** How many servers there are now. */
    public int count() {
        return order.count();
    }

    /** The first eight octets of a server's address; 0 is the one to ask first. */
    public long hi(int i) {
        return hi[order.at(i)];
    }

    /** The last eight octets of a server's address. */
    public long lo(int i) {
        return lo[order.at(i)];
    }

    /** The interface whose router announced the server, or on which DHCPv6 told of it. */
    public int interfaceIndex(int i) {
        return interfaceIndex[order.at(i)];
    }

    int poll(long nowNs) {
        return order.poll(nowNs);
    }

    long nextDeadlineNs() {
        return order.nextDeadlineNs();
    }
}
