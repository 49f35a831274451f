package dev.kogame.netstack.nd;

import dev.kogame.board.Deadlines;

/**
 * Duplicate address detection as a state machine per entry of the {@link AddressTable}, RFC 4862 section 5.4: wait a moment, join the
 * solicited-node group, probe, wait for an objection, done. Each probe carries a nonce, RFC 7527, so that one that comes back is known.
 *
 * <p>It answers what is to be done next; {@link AddressAutoconfiguration} does it. One thread; allocates nothing after construction.
 */
final class DuplicateAddressDetection {

    /** {@link #next}: join the solicited-node group. It is joined before the first probe, section 5.4.2. */
    static final int JOIN = 0;
    /** {@link #next}: send a Neighbor Solicitation from the unspecified address for the address. */
    static final int PROBE = 1;
    /** {@link #next}: nobody objected; the address is unique. */
    static final int UNIQUE = 2;

    private static final byte IDLE = 0;
    private static final byte DELAYED = 1;
    private static final byte PROBING = 2;

    /** RFC 7527 section 4.1: how many probes follow when one came back. */
    private static final int MAX_MULTICAST_SOLICIT = 3;
    private static final long NONCE_MASK = 0xffff_ffff_ffffL;

    private final int transmits;
    private final long[] firstNonce;
    private final boolean[] looped;
    private final byte[] toSend;
    private final byte[] phase;
    private final byte[] probesSent;
    private final Deadlines deadlines;

    /**
     * @param addresses the capacity of the address table
     * @param transmits DupAddrDetectTransmits, RFC 4862 section 5.1; 0 turns detection off
     */
    DuplicateAddressDetection(int addresses, int transmits) {
        this.transmits = transmits;
        phase = new byte[addresses];
        firstNonce = new long[addresses];
        looped = new boolean[addresses];
        toSend = new byte[addresses];
        probesSent = new byte[addresses];
        deadlines = new Deadlines(addresses);
    }

    /**
     * Begins after a delay.
     *
     * @param nonce where the nonces of its probes begin, at random
     */
    void start(int entry, long delayNs, long nonce, long nowNs) {
        phase[entry] = DELAYED;
        firstNonce[entry] = nonce & NONCE_MASK;
        looped[entry] = false;
        toSend[entry] = (byte) transmits;
        probesSent[entry] = 0;
        deadlines.arm(entry, nowNs + delayNs);
    }

    /** Ends without a result: the address was a duplicate, or is gone. */
    void stop(int entry) {
        phase[entry] = IDLE;
        deadlines.disarm(entry);
    }

    /** An entry whose deadline is reached, or -1; hand it to {@link #next}. */
    int due(long nowNs) {
        return deadlines.due(nowNs);
    }

    /**
     * The deadline of an entry is reached: answers what to do.
     *
     * @param retransTimerNs the time between probes, and after the last, section 5.1
     */
    int next(int entry, long retransTimerNs, long nowNs) {
        if (phase[entry] == DELAYED) {
            phase[entry] = PROBING;
            // Due again at once, but only after the room that reports groups had its turn: RFC 4862 section 5.4.2.
            deadlines.arm(entry, nowNs);
            return JOIN;
        }
        if (probesSent[entry] == toSend[entry] && looped[entry] && toSend[entry] == transmits) {
            // Deviation: RFC 7527 section 4.1 goes on for as long as probes come back. After one more series nobody but ourselves
            // objected, and a link that echoes for ever shall not keep this host from having an address.
            toSend[entry] += MAX_MULTICAST_SOLICIT;
        }
        if (probesSent[entry] < toSend[entry]) {
            probesSent[entry]++;
            deadlines.arm(entry, nowNs + retransTimerNs);
            return PROBE;
        }
        stop(entry);
        return UNIQUE;
    }

    /** The probe just asked for could not be sent: it does not count, and is due again after the time of one. */
    void unsent(int entry) {
        probesSent[entry]--;
    }

    /** The nonce of the probe just asked for, of 48 bits. */
    long nonce(int entry) {
        return firstNonce[entry] + probesSent[entry] & NONCE_MASK;
    }

    /** Whether a probe with a nonce is one of ours that came back; if so, this is remembered. */
    boolean cameBack(int entry, long nonce) {
        long number = nonce - firstNonce[entry] & NONCE_MASK;
        boolean ours = nonce >= 0 && number >= 1 && number <= probesSent[entry];
        looped[entry] |= ours;
        return ours;
    }

    long nextDeadlineNs() {
        return deadlines.earliestNs();
    }
}
