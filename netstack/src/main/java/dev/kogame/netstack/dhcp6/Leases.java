package dev.kogame.netstack.dhcp6;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressAutoconfiguration;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * What servers leased to one interface: its IA_NA, RFC 8415 sections 12 and 21.4. The addresses stand in the {@link AddressTable}, which
 * ends their lifetimes; no prefix comes with them (section 18.2.10.1). One thread; allocates nothing after construction.
 */
final class Leases {

    /** As many addresses of an IA are used; a server gives one. */
    static final int MAX_ADDRESSES = 2;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long INFINITY_S = 0xffff_ffffL;
    /** The least T1 where the server leaves it to the client, section 14.2: bounds the rate of messages, section 14.1. */
    private static final long MIN_T1_NS = 10 * SECOND_NS;

    private final Interface in;
    private final AddressTable addresses;
    private final AddressAutoconfiguration autoconfiguration;
    private final AddressList held = new AddressList(MAX_ADDRESSES);
    private final AddressList givenUp = new AddressList(MAX_ADDRESSES);
    private long t1Ns = Deadlines.NEVER;
    private long t2Ns = Deadlines.NEVER;

    Leases(Interface in, AddressTable addresses, AddressAutoconfiguration autoconfiguration) {
        this.in = in;
        this.addresses = addresses;
        this.autoconfiguration = autoconfiguration;
    }

    int iaid() {
        return in.index() + 1;
    }

    /** The addresses leased now. */
    AddressList held() {
        return held;
    }

    /** The addresses to tell the server about: declined or released ones. */
    AddressList givenUp() {
        return givenUp;
    }

    long t1Ns() {
        return t1Ns;
    }

    long t2Ns() {
        return t2Ns;
    }

    /** Whether an IA_NA option has times that section 21.4 allows. */
    static boolean timesOk(byte[] b, int ia) {
        long t1 = Octets.get32Unsigned(b, ia + Dhcp6Message.IA_T1);
        long t2 = Octets.get32Unsigned(b, ia + Dhcp6Message.IA_T2);
        return t1 <= t2 || t2 == 0;
    }

    /** Whether an option in an IA_NA is an address that can be used: a valid lifetime of 0 takes one back. */
    static boolean usable(byte[] b, int option) {
        if (Dhcp6Message.code(b, option) != Dhcp6Message.OPTION_IAADDR
                || Dhcp6Message.status(b, option + Dhcp6Message.IAADDR_OPTIONS,
                        Dhcp6Message.next(b, option)) != Dhcp6Message.SUCCESS) {
            return false;
        }
        long hi = Octets.get64(b, option + Dhcp6Message.IAADDR_ADDRESS);
        long lo = Octets.get64(b, option + Dhcp6Message.IAADDR_ADDRESS + 8);
        return Octets.get32Unsigned(b, option + Dhcp6Message.IAADDR_PREFERRED) <= Octets.get32Unsigned(b,
                option + Dhcp6Message.IAADDR_VALID)
                && !Ipv6Address.isMulticast(hi) && !Ipv6Address.isLinkLocal(hi) && !Ipv6Address.isLoopback(hi, lo)
                && !Ipv6Address.isUnspecified(hi, lo) && !Ipv6Address.isIpv4Mapped(hi, lo);
    }

    /** Whether an IA_NA option has an address to use. */
    static boolean offers(byte[] b, int ia) {
        int end = Dhcp6Message.next(b, ia);
        for (int option = ia + Dhcp6Message.IA_OPTIONS; option < end; option = Dhcp6Message.next(b, option)) {
            if (usable(b, option) && Octets.get32(b, option + Dhcp6Message.IAADDR_VALID) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Notes the usable addresses of an IA_NA option that a server offers. */
    static void offered(byte[] b, int ia, AddressList offers) {
        offers.clear();
        int end = Dhcp6Message.next(b, ia);
        for (int option = ia + Dhcp6Message.IA_OPTIONS; option < end; option = Dhcp6Message.next(b, option)) {
            if (usable(b, option) && Octets.get32(b, option + Dhcp6Message.IAADDR_VALID) != 0) {
                offers.add(Octets.get64(b, option + Dhcp6Message.IAADDR_ADDRESS),
                        Octets.get64(b, option + Dhcp6Message.IAADDR_ADDRESS + 8));
            }
        }
    }

    /** Takes what an IA_NA option of a Reply says, section 18.2.10.1. */
    void update(byte[] b, int ia, long nowNs) {
        int end = Dhcp6Message.next(b, ia);
        for (int option = ia + Dhcp6Message.IA_OPTIONS; option < end; option = Dhcp6Message.next(b, option)) {
            if (usable(b, option)) {
                address(Octets.get64(b, option + Dhcp6Message.IAADDR_ADDRESS),
                        Octets.get64(b, option + Dhcp6Message.IAADDR_ADDRESS + 8),
                        Octets.get32Unsigned(b, option + Dhcp6Message.IAADDR_PREFERRED),
                        Octets.get32Unsigned(b, option + Dhcp6Message.IAADDR_VALID), nowNs);
            }
        }
        times(Octets.get32Unsigned(b, ia + Dhcp6Message.IA_T1), Octets.get32Unsigned(b, ia + Dhcp6Message.IA_T2),
                nowNs);
    }

    private void address(long hi, long lo, long preferredS, long validS, long nowNs) {
        int place = held.find(hi, lo);
        int entry = place < 0 ? AddressTable.NONE : addresses.find(in.index(), hi, lo);
        if (place >= 0 && entry == AddressTable.NONE) {
            // Gone since the last poll.
            held.remove(place);
            place = -1;
        }
        if (validS == 0) {
            if (place >= 0) {
                withdraw(place);
            }
        } else if (place >= 0) {
            autoconfiguration.prolong(entry, preferredS, validS, nowNs);
        } else if (!held.full() && autoconfiguration.lease(in, hi, lo, preferredS, validS, nowNs)) {
            held.add(hi, lo);
        }
    }

    /** Section 14.2: where the server leaves T1 and T2 to the client, they are 0.5 and 0.8 of the shortest preferred lifetime. */
    private void times(long t1, long t2, long nowNs) {
        long shortestNs = Deadlines.NEVER;
        for (int i = 0; i < held.count(); i++) {
            int entry = addresses.find(in.index(), held.hi(i), held.lo(i));
            if (entry != AddressTable.NONE) {
                shortestNs = Math.min(shortestNs, addresses.preferredUntilNs(entry));
            }
        }
        long remainingNs = shortestNs == Deadlines.NEVER ? Deadlines.NEVER : Math.max(0, shortestNs - nowNs);
        if (t2 != 0) {
            t2Ns = after(nowNs, t2);
        } else {
            t2Ns = remainingNs == Deadlines.NEVER
                    ? Deadlines.NEVER
                    : nowNs + Math.max(remainingNs / 5 * 4, t1 == 0 ? MIN_T1_NS : 0);
        }
        if (t1 != 0) {
            t1Ns = after(nowNs, t1);
            t2Ns = Math.max(t1Ns, t2Ns);
        } else {
            t1Ns = remainingNs == Deadlines.NEVER
                    ? Deadlines.NEVER
                    : nowNs + Math.max(remainingNs / 2, MIN_T1_NS);
            t1Ns = Math.min(t1Ns, t2Ns);
        }
    }

    private static long after(long nowNs, long seconds) {
        return seconds == INFINITY_S ? Deadlines.NEVER : nowNs + seconds * SECOND_NS;
    }

    /**
     * Looks at the states of the addresses: one whose lifetime ended is forgotten, one that another station has is given up. Answers
     * whether any was.
     */
    boolean review() {
        boolean changed = false;
        for (int i = held.count() - 1; i >= 0; i--) {
            int entry = addresses.find(in.index(), held.hi(i), held.lo(i));
            if (entry == AddressTable.NONE) {
                held.remove(i);
                changed = true;
            } else if (addresses.state(entry) == AddressState.DUPLICATE) {
                giveUp(i);
                changed = true;
            }
        }
        return changed;
    }

    /** Takes an address off the interface, to tell the server so. */
    void giveUp(int i) {
        givenUp.add(held.hi(i), held.lo(i));
        withdraw(i);
    }

    private void withdraw(int i) {
        int entry = addresses.find(in.index(), held.hi(i), held.lo(i));
        held.remove(i);
        if (entry != AddressTable.NONE) {
            autoconfiguration.withdraw(entry);
        }
    }

    /** Takes all addresses off the interface. */
    void withdrawAll() {
        while (held.count() > 0) {
            withdraw(held.count() - 1);
        }
    }
}
