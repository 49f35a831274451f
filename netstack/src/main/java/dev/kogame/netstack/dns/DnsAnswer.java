package dev.kogame.netstack.dns;

/** What a query led to. There is one such object, set anew for each query. */
public final class DnsAnswer {

    private final long[] hi;
    private final long[] lo;
    private int count;
    private DnsOutcome outcome = DnsOutcome.NO_ANSWER;

    /** @param capacity how many addresses it can hold; more are left out */
    DnsAnswer(int capacity) {
        hi = new long[capacity];
        lo = new long[capacity];
    }

    void clear() {
        count = 0;
    }

    void add(long addressHi, long addressLo) {
        if (count < hi.length) {
            hi[count] = addressHi;
            lo[count] = addressLo;
            count++;
        }
    }

    void outcome(DnsOutcome how) {
        outcome = how;
    }

    public DnsOutcome outcome() {
        return outcome;
    }

    /** How many addresses there are: at least 1 if the outcome is {@link DnsOutcome#ADDRESSES}, else 0. */
    public int count() {
        return count;
    }

    /** The first eight octets of an address, in the order of the answer. */
    public long hi(int i) {
        return hi[i];
    }

    /** The last eight octets of an address. */
    public long lo(int i) {
        return lo[i];
    }
}
