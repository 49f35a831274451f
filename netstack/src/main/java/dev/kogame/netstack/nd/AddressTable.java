package dev.kogame.netstack.nd;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * The addresses of all interfaces, with their states and lifetimes, RFC 4862 sections 5.5.4 and 5.4.
 *
 * <p>Capacity is fixed; when it is reached no further address is formed. One thread; allocates nothing after construction.
 */
public final class AddressTable {

    /** No address. */
    public static final int NONE = -1;

    /** All addresses have prefixes of this length: an interface identifier has 64 bits, RFC 4291 section 2.5.1. */
    public static final int PREFIX_LENGTH = 64;

    private final Interface[] interfaces;
    private AddressListener listener;
    private final boolean[] used;
    private final byte[] interfaceIndex;
    private final long[] hi;
    private final long[] lo;
    private final AddressState[] state;
    private final boolean[] manual;
    private final boolean[] temporary;
    private final byte[] conflicts;
    /** The routers that announced the address' prefix, one bit for each entry of the router list. */
    private final long[] announcers;
    private final long[] preferredUntilNs;
    private final long[] validUntilNs;
    private final Deadlines lifetimes;

    /** @param capacity the number of addresses, at least 1 */
    public AddressTable(Interface[] interfaces, int capacity) {
        this.interfaces = interfaces;
        listener = (ifIndex, addressHi, addressLo, next) -> {};
        used = new boolean[capacity];
        interfaceIndex = new byte[capacity];
        hi = new long[capacity];
        lo = new long[capacity];
        state = new AddressState[capacity];
        manual = new boolean[capacity];
        temporary = new boolean[capacity];
        conflicts = new byte[capacity];
        announcers = new long[capacity];
        preferredUntilNs = new long[capacity];
        validUntilNs = new long[capacity];
        lifetimes = new Deadlines(capacity);
    }

    /** Whom to tell of changes. */
    public void listener(AddressListener to) {
        listener = to;
    }

    /** Adds an address that is INVALID until {@link #enter} says otherwise. Answers its entry, or {@link #NONE}. */
    public int add(int ifIndex, long addressHi, long addressLo, boolean byHand) {
        for (int entry = 0; entry < used.length; entry++) {
            if (!used[entry]) {
                used[entry] = true;
                interfaceIndex[entry] = (byte) ifIndex;
                hi[entry] = addressHi;
                lo[entry] = addressLo;
                state[entry] = AddressState.INVALID;
                manual[entry] = byHand;
                temporary[entry] = false;
                conflicts[entry] = 0;
                announcers[entry] = 0;
                preferredUntilNs[entry] = Deadlines.NEVER;
                validUntilNs[entry] = Deadlines.NEVER;
                return entry;
            }
        }
        return NONE;
    }

    /** Sets both lifetimes from now on; {@link Deadlines#NEVER} means for good. */
    public void lifetimes(int entry, long preferredUntil, long validUntil) {
        preferredUntilNs[entry] = preferredUntil;
        validUntilNs[entry] = validUntil;
        // Section 5.5.4: an address is deprecated when its preferred lifetime is over, and gone with its valid lifetime.
        lifetimes.arm(entry, Math.min(preferredUntil, validUntil));
    }

    /** Moves an address into a state and tells the listener. */
    public void enter(int entry, AddressState next) {
        if (state[entry] != next) {
            state[entry] = next;
            listener.addressChanged(interfaceIndex[entry], hi[entry], lo[entry], next);
        }
    }

    /** The address is proven unique: PREFERRED, or DEPRECATED if that lifetime is over already. */
    public void assign(int entry, long nowNs) {
        enter(entry, nowNs < preferredUntilNs[entry] ? AddressState.PREFERRED : AddressState.DEPRECATED);
    }

    /** Replaces the interface identifier after a conflict, which is counted. */
    public void replace(int entry, long identifier) {
        lo[entry] = identifier;
        conflicts[entry]++;
    }

    /** A router, by its entry in the router list, announced a prefix that may cover addresses of ours, or took it back. */
    void announce(int router, int ifIndex, long prefixHi, long prefixLo, int length, boolean valid) {
        for (int entry = 0; entry < used.length; entry++) {
            if (used[entry] && interfaceIndex[entry] == ifIndex
                    && Ipv6Address.samePrefix(hi[entry], lo[entry], prefixHi, prefixLo, length)) {
                announcers[entry] = valid ? announcers[entry] | 1L << router : announcers[entry] & ~(1L << router);
            }
        }
    }

    /** A router is gone, and with it what it announced. */
    void withdrawAnnouncements(int router) {
        for (int entry = 0; entry < used.length; entry++) {
            announcers[entry] &= ~(1L << router);
        }
    }

    /** Whether a router, by its entry in the router list, announced the prefix of an address: RFC 8028, RFC 6724 rule 5.5. */
    public boolean announcedBy(int entry, int router) {
        return (announcers[entry] & 1L << router) != 0;
    }

    /** An address whose lifetime is reached, or {@link #NONE}; hand it to {@link #expire}. */
    public int due(long nowNs) {
        return lifetimes.due(nowNs);
    }

    /** A lifetime of an address is over. Answers whether the address is invalid and must be removed. */
    public boolean expire(int entry, long nowNs) {
        if (nowNs >= validUntilNs[entry]) {
            return true;
        }
        lifetimes.arm(entry, validUntilNs[entry]);
        if (state[entry] == AddressState.PREFERRED) {
            enter(entry, AddressState.DEPRECATED);
        }
        return false;
    }

    /** Takes an address out of the table. */
    public void remove(int entry) {
        enter(entry, AddressState.INVALID);
        used[entry] = false;
        lifetimes.disarm(entry);
    }

    public long nextDeadlineNs() {
        return lifetimes.earliestNs();
    }

    /** The entry of an address in any state, or {@link #NONE}. */
    public int find(int ifIndex, long addressHi, long addressLo) {
        for (int entry = 0; entry < used.length; entry++) {
            if (used[entry] && lo[entry] == addressLo && hi[entry] == addressHi && interfaceIndex[entry] == ifIndex) {
                return entry;
            }
        }
        return NONE;
    }

    /** Whether an interface has an address, and may receive packets for it and send from it. */
    public boolean assigned(int ifIndex, long addressHi, long addressLo) {
        int entry = find(ifIndex, addressHi, addressLo);
        return entry != NONE && assigned(entry);
    }

    /** Whether the address of an entry may be used: it is PREFERRED, DEPRECATED or OPTIMISTIC. */
    public boolean assigned(int entry) {
        return proven(entry) || state[entry] == AddressState.OPTIMISTIC;
    }

    /** Whether the address of an entry is used and known to be unique: it is PREFERRED or DEPRECATED. */
    public boolean proven(int entry) {
        return state[entry] == AddressState.PREFERRED || state[entry] == AddressState.DEPRECATED;
    }

    /** The address that was formed from a prefix by autoconfiguration, in any state, or {@link #NONE}. */
    public int formedFrom(int ifIndex, long prefixHi) {
        for (int entry = 0; entry < used.length; entry++) {
            if (used[entry] && !manual[entry] && !temporary[entry] && hi[entry] == prefixHi
                    && interfaceIndex[entry] == ifIndex) {
                return entry;
            }
        }
        return NONE;
    }

    /** A link-local address of an interface that is known to be unique, or {@link #NONE}. */
    public int linkLocal(int ifIndex) {
        for (int entry = 0; entry < used.length; entry++) {
            if (used[entry] && interfaceIndex[entry] == ifIndex && Ipv6Address.isLinkLocal(hi[entry])
                    && proven(entry)) {
                return entry;
            }
        }
        return NONE;
    }

    public int capacity() {
        return used.length;
    }

    public boolean used(int entry) {
        return used[entry];
    }

    public Interface interfaceOf(int entry) {
        return interfaces[interfaceIndex[entry]];
    }

    public long hi(int entry) {
        return hi[entry];
    }

    public long lo(int entry) {
        return lo[entry];
    }

    public AddressState state(int entry) {
        return state[entry];
    }

    /** Whether the address was given by hand or leased by DHCPv6 rather than formed from a prefix. */
    public boolean manual(int entry) {
        return manual[entry];
    }

    /** Whether the address is a temporary one, RFC 8981. */
    public boolean temporary(int entry) {
        return temporary[entry];
    }

    /** A new address under the prefix of another: whoever announced the one announced the other. */
    void copyAnnouncers(int from, int to) {
        announcers[to] = announcers[from];
    }

    /** Marks an address as a temporary one. */
    void markTemporary(int entry) {
        temporary[entry] = true;
    }

    /** How many addresses of this prefix were duplicates before this one. */
    public int conflicts(int entry) {
        return conflicts[entry];
    }

    public long validUntilNs(int entry) {
        return validUntilNs[entry];
    }

    public long preferredUntilNs(int entry) {
        return preferredUntilNs[entry];
    }
}
