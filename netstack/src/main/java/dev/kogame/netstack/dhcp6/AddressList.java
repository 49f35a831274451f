package dev.kogame.netstack.dhcp6;

import dev.kogame.netstack.wire.Octets;

/** A few addresses in the order they came. One thread; allocates nothing after construction. */
final class AddressList {

    private final long[] hi;
    private final long[] lo;
    private int count;

    AddressList(int capacity) {
        hi = new long[capacity];
        lo = new long[capacity];
    }

    int count() {
        return count;
    }

    boolean full() {
        return count == hi.length;
    }

    long hi(int i) {
        return hi[i];
    }

    long lo(int i) {
        return lo[i];
    }

    /** The place of an address, or -1. */
    int find(long addressHi, long addressLo) {
        for (int i = 0; i < count; i++) {
            if (lo[i] == addressLo && hi[i] == addressHi) {
                return i;
            }
        }
        return -1;
    }

    /** Adds an address if it is not there and there is room. */
    void add(long addressHi, long addressLo) {
        if (!full() && find(addressHi, addressLo) < 0) {
            hi[count] = addressHi;
            lo[count] = addressLo;
            count++;
        }
    }

    void remove(int i) {
        count--;
        System.arraycopy(hi, i + 1, hi, i, count - i);
        System.arraycopy(lo, i + 1, lo, i, count - i);
    }

    void clear() {
        count = 0;
    }

    /** Writes them as IA Address options without lifetimes, RFC 8415 section 21.6. Answers the end. */
    int write(byte[] b, int at) {
        int end = at;
        for (int i = 0; i < count; i++) {
            int data = Dhcp6Message.option(b, end, Dhcp6Message.OPTION_IAADDR,
                    Dhcp6Message.IAADDR_OPTIONS - Dhcp6Message.DATA);
            Octets.put64(b, data, hi[i]);
            Octets.put64(b, data + 8, lo[i]);
            Octets.put64(b, data + 16, 0);
            end = data + 24;
        }
        return end;
    }
}
