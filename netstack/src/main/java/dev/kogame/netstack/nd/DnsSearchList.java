package dev.kogame.netstack.nd;

import java.util.Arrays;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.NdOptions;
import dev.kogame.netstack.wire.Octets;

/**
 * The domains in which short names are looked for, as routers announced them and DHCPv6 told of them, in their order of preference: RFC 8106
 * sections 5.2 and 6.3. Those of DHCPv6 come first, section 5.3.1.
 *
 * <p>Names are as on the wire, RFC 1035 section 3.1: labels behind their lengths, then a zero octet. One thread; allocates nothing after
 * construction.
 */
public final class DnsSearchList {

    /** The longest domain name, RFC 1035 section 2.3.4. */
    public static final int NAME_OCTETS = 255;
    private static final int LABEL_OCTETS = 63;
    /** What {@link #nameOctets} answers when there is no name, but padding. */
    private static final int PADDING = 1;
    private static final int INVALID = 0;

    private final byte[] interfaceIndex;
    private final byte[][] name;
    private final int[] octets;
    private final boolean[] configured;
    private final LifetimeOrder order;

    /** @param capacity the number of domains; RFC 8106 section 5.3.1 recommends at least three */
    public DnsSearchList(int capacity) {
        interfaceIndex = new byte[capacity];
        name = new byte[capacity][NAME_OCTETS];
        octets = new int[capacity];
        configured = new boolean[capacity];
        order = new LifetimeOrder(capacity);
    }

    /** A DNS Search List option arrived. Answers OK or the code of a drop, not counted: one bad name spoils the whole option. */
    int option(int ifIndex, byte[] b, int at, long nowNs) {
        int end = at + NdOptions.octets(b, at);
        int begin = at + NdOptions.DNS_DATA;
        if (begin >= end) {
            return Drop.ND_OPTION_LENGTH.code;
        }
        if (!valid(b, begin, end)) {
            return Drop.ND_OPTION_VALUE.code;
        }
        long lifetimeNs = AddressAutoconfiguration.lifetimeNs(NdOptions.dnsLifetimeS(b, at));
        int position = configuredCount();
        int next;
        for (int from = begin; from < end; from += next) {
            next = nameOctets(b, from, end);
            if (next == PADDING) {
                break;
            }
            if (update(ifIndex, b, from, next, lifetimeNs, position, nowNs)) {
                position++;
            }
        }
        return Drop.OK;
    }

    /** Whether {@code b[begin, end)} holds names, and at most padding behind them. */
    private static boolean valid(byte[] b, int begin, int end) {
        int next;
        for (int from = begin; from < end; from += next) {
            next = nameOctets(b, from, end);
            if (next == INVALID) {
                return false;
            }
            if (next == PADDING) {
                break;
            }
        }
        return true;
    }

    /**
     * DHCPv6 told of the domains of a link, RFC 3646 section 4: they replace those it told of before, until it tells again. If one of the
     * names is bad, there are none.
     *
     * @param octets how many octets the names have, one behind the other
     */
    public void configured(int ifIndex, byte[] b, int at, int octets) {
        for (int i = order.count() - 1; i >= 0; i--) {
            int place = order.at(i);
            if (configured[place] && interfaceIndex[place] == ifIndex) {
                order.remove(place);
            }
        }
        int end = at + octets;
        if (!valid(b, at, end)) {
            return;
        }
        int position = configuredCount();
        int next;
        for (int from = at; from < end && position < interfaceIndex.length; from += next) {
            next = nameOctets(b, from, end);
            if (next == PADDING) {
                break;
            }
            if (configure(ifIndex, b, from, next, position)) {
                position++;
            }
        }
    }

    private boolean configure(int ifIndex, byte[] b, int from, int length, int position) {
        int known = find(ifIndex, b, from, length);
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
        set(place, ifIndex, b, from, length, true);
        return true;
    }

    private int configuredCount() {
        int count = 0;
        while (count < order.count() && configured[order.at(count)]) {
            count++;
        }
        return count;
    }

    private int find(int ifIndex, byte[] b, int from, int length) {
        for (int i = 0; i < order.count(); i++) {
            int place = order.at(i);
            if (interfaceIndex[place] == ifIndex
                    && Arrays.equals(name[place], 0, octets[place], b, from, from + length)) {
                return place;
            }
        }
        return LifetimeOrder.NONE;
    }

    private void set(int place, int ifIndex, byte[] b, int from, int length, boolean byDhcp) {
        interfaceIndex[place] = (byte) ifIndex;
        System.arraycopy(b, from, name[place], 0, length);
        octets[place] = length;
        configured[place] = byDhcp;
    }

    /** The octets of the name at a place, its zero octet included; a pointer (compression) is no length of a label. */
    private static int nameOctets(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] != 0) {
            int label = Octets.get8(b, at);
            if (label > LABEL_OCTETS) {
                return INVALID;
            }
            at += 1 + label;
        }
        int length = at + 1 - from;
        return at >= end || length > NAME_OCTETS ? INVALID : length;
    }

    /** Answers whether the domain is a new one. */
    private boolean update(int ifIndex, byte[] b, int from, int length, long lifetimeNs, int position, long nowNs) {
        int known = find(ifIndex, b, from, length);
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
        set(place, ifIndex, b, from, length, false);
        return true;
    }

    /** How many domains there are now. */
    public int count() {
        return order.count();
    }

    /** The memory of a name, borrowed until the next poll; 0 is the domain to try first. Its length is {@link #octets}. */
    public byte[] name(int i) {
        return name[order.at(i)];
    }

    /** How many octets the name has, the last of them zero. */
    public int octets(int i) {
        return octets[order.at(i)];
    }

    /** The interface whose router announced the domain, or on which DHCPv6 told of it. */
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
