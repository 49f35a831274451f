package dev.kogame.netstack.coap;

import java.util.Arrays;

import dev.kogame.board.Deadlines;

/**
 * The list of observers, RFC 7641 section 4: who wants to be told about which resource, and when it is whose turn. What they are told
 * is the {@link MessageLayer}'s business.
 *
 * <p>An entry keeps the request that made it and nothing of what was answered: a notification is the answer to that request now, and so
 * is its repetition. Room for a newcomer: a free entry; else the oldest that never acknowledged anything, of the same host if that has
 * its quota already; else there is none, and the newcomer gets a plain answer. Who has acknowledged a notification is never pushed out.
 * Once half of the table is taken, a newcomer is sent its first notification at once, so that those who are not there are found out.
 *
 * <p>Which notifications are Confirmable, section 4.5: the first; one after a time of quiet; one that ends a burst of others, so that
 * the last state arrives; at least every N-th; at least one in 24 hours. One host has one notification under way at a time, and
 * otherwise one per round trip, or in 3 seconds while that is not known (section 4.5.1).
 */
final class Observers {

    /** No entry. */
    static final int NONE = -1;
    /** The list of a resource that has no server yet. */
    static final Observers NOBODY = new Observers(CoapConfig.defaults().with(CoapConfig.Limit.OBSERVERS, 0), 0);

    private static final long SECOND_NS = 1_000_000_000L;
    /** Section 4.5: at least one Confirmable notification in this time. */
    static final long CONFIRM_NS = 24 * 3600 * SECOND_NS;
    /** Section 4.5.1: between Non-confirmable notifications to a host whose round-trip time is not known. */
    static final long UNKNOWN_RTT_NS = 3 * SECOND_NS;
    /** A burst is over, and the next change is a new one, when nothing was sent for so long. */
    static final long QUIET_NS = 5 * SECOND_NS;
    /** A round trip is never taken to be shorter. */
    static final long MIN_RTT_NS = 1_000_000;

    private static final long UNKNOWN = -1;

    private final int hostQuota;
    private final int requestOctetsMax;
    private final int unconfirmedMax;

    private final Endpoint[] endpoint;
    private final CoapResource[] resource;
    private final byte[] requests;
    private final int[] requestOctets;
    private final int[] contentFormat;
    private final long[] sinceNs;
    /** Version of the resource last told, and last acknowledged. */
    private final int[] told;
    private final int[] acknowledged;
    private final long[] value;
    private final int[] messageId;
    private final int[] sequence;
    private final int[] unconfirmed;
    private final long[] sentNs;
    private final long[] confirmedNs;
    private final long[] rttNs;
    private final boolean[] repeated;
    private final boolean[] ending;

    /** Whose turn it is when; and who owes an acknowledgement. */
    private final Deadlines turns;
    private final Retransmission retransmission;
    private int size;

    Observers(CoapConfig config, long seed) {
        int capacity = config.get(CoapConfig.Limit.OBSERVERS);
        hostQuota = config.get(CoapConfig.Limit.OBSERVERS_PER_HOST);
        requestOctetsMax = config.get(CoapConfig.Limit.OBSERVE_REQUEST_OCTETS);
        unconfirmedMax = config.get(CoapConfig.Limit.NOTIFICATIONS_UNCONFIRMED);
        endpoint = Endpoint.row(capacity);
        resource = new CoapResource[capacity];
        requests = new byte[capacity * requestOctetsMax];
        requestOctets = new int[capacity];
        contentFormat = new int[capacity];
        sinceNs = new long[capacity];
        told = new int[capacity];
        acknowledged = new int[capacity];
        value = new long[capacity];
        messageId = new int[capacity];
        sequence = new int[capacity];
        unconfirmed = new int[capacity];
        sentNs = new long[capacity];
        confirmedNs = new long[capacity];
        rttNs = new long[capacity];
        repeated = new boolean[capacity];
        ending = new boolean[capacity];
        turns = new Deadlines(Math.max(1, capacity));
        retransmission = new Retransmission(Math.max(1, capacity), seed);
    }

    int size() {
        return size;
    }

    /**
     * Enters the sender of a request that was just answered with the state of a resource, or renews the entry it has.
     *
     * @param number of the Observe option in the answer
     * @return whether it is on the list now
     */
    boolean register(CoapRequest request, CoapResource of, int format, int number, long nowNs) {
        int octets = request.end() - request.at();
        int entry = find(request);
        if (octets > requestOctetsMax) {
            if (entry != NONE) {
                remove(entry);
            }
            return false;
        }
        if (entry == NONE) {
            entry = choose(request.source());
            if (entry == NONE) {
                return false;
            }
            if (resource[entry] != null) {
                remove(entry);
            }
            size++;
            confirmedNs[entry] = UNKNOWN;
            rttNs[entry] = UNKNOWN;
            sinceNs[entry] = nowNs;
        }
        retransmission.stop(entry);
        endpoint[entry].set(request.source());
        resource[entry] = of;
        System.arraycopy(request.buffer(), request.at(), requests, entry * requestOctetsMax, octets);
        requestOctets[entry] = octets;
        contentFormat[entry] = format;
        ending[entry] = false;
        unconfirmed[entry] = 0;
        messageId[entry] = NONE;
        sequence[entry] = number;
        acknowledged[entry] = of.version();
        told(entry, nowNs);
        boolean crowded = confirmedNs[entry] == UNKNOWN && size > resource.length / 2;
        if (crowded) {
            // Something to confirm: that there is anybody.
            acknowledged[entry]--;
        }
        turns.arm(entry, crowded ? nowNs : afterNs(entry));
        return true;
    }

    /** Removes the entry of endpoint and token of a request, if there is one. RFC 7641 section 4.1. */
    void deregister(CoapRequest request) {
        int entry = find(request);
        if (entry != NONE) {
            remove(entry);
        }
    }

    private int find(CoapRequest request) {
        for (int entry = 0; entry < resource.length; entry++) {
            if (resource[entry] != null && endpoint[entry].isSame(request.source()) && isToken(entry, request)) {
                return entry;
            }
        }
        return NONE;
    }

    private boolean isToken(int entry, CoapRequest request) {
        int at = entry * requestOctetsMax;
        int octets = CoapMessage.tokenOctets(requests, at);
        if (octets != CoapMessage.tokenOctets(request.buffer(), request.at())) {
            return false;
        }
        int own = CoapMessage.tokenAt(requests, at);
        int other = CoapMessage.tokenAt(request.buffer(), request.at());
        return Arrays.equals(requests, own, own + octets, request.buffer(), other, other + octets);
    }

    private int choose(Endpoint newcomer) {
        int free = NONE;
        int oldest = NONE;
        int ownOldest = NONE;
        int own = 0;
        for (int entry = 0; entry < resource.length; entry++) {
            if (resource[entry] == null) {
                free = entry;
                continue;
            }
            boolean sameHost = endpoint[entry].isSameHost(newcomer);
            own += sameHost ? 1 : 0;
            if (confirmedNs[entry] == UNKNOWN) {
                oldest = older(oldest, entry);
                ownOldest = sameHost ? older(ownOldest, entry) : ownOldest;
            }
        }
        if (own >= hostQuota) {
            return ownOldest;
        }
        return free != NONE ? free : oldest;
    }

    private int older(int one, int other) {
        return one == NONE || sinceNs[other] < sinceNs[one] ? other : one;
    }

    /** Takes an entry off the list. */
    void remove(int entry) {
        resource[entry] = null;
        retransmission.stop(entry);
        turns.disarm(entry);
        size--;
        // What it had under way may have kept others of its host waiting.
        wakeHost(entry);
    }

    /** The state of a resource has changed. Costs a look at every entry. */
    void changed(CoapResource of) {
        for (int entry = 0; entry < resource.length; entry++) {
            if (resource[entry] == of && !retransmission.isRunning(entry)) {
                turns.arm(entry, notBeforeNs(entry));
            }
        }
    }

    /** Whose turn it is, or {@link #NONE}. Each must be told, put off, repeated or removed before the next is asked for. */
    int due(long nowNs) {
        int entry = retransmission.due(nowNs);
        return entry != Retransmission.NONE ? entry : turns.due(nowNs);
    }

    /** When {@link #due} will have an answer. */
    long nextDeadlineNs() {
        return Math.min(retransmission.nextDeadlineNs(), turns.earliestNs());
    }

    /**
     * Whether another notification to the host of an entry is under way, as far as section 4.5.1 counts it; then the entry's turn comes
     * when that is over.
     */
    boolean waitsForHost(int entry, long nowNs) {
        for (int other = 0; other < resource.length; other++) {
            if (other != entry && resource[other] != null && endpoint[other].isSameHost(endpoint[entry])) {
                if (retransmission.isRunning(other)) {
                    turns.disarm(entry);
                    return true;
                }
                if (notBeforeNs(other) > nowNs) {
                    turns.arm(entry, notBeforeNs(other));
                    return true;
                }
            }
        }
        return false;
    }

    private void wakeHost(int entry) {
        for (int other = 0; other < resource.length; other++) {
            if (resource[other] != null && !retransmission.isRunning(other)
                    && endpoint[other].isSameHost(endpoint[entry]) && turns.of(other) == Deadlines.NEVER) {
                turns.arm(other, notBeforeNs(other));
            }
        }
    }

    /** Whether an entry's notification is due to be repeated, rather than one due to be sent. */
    boolean isUnderWay(int entry) {
        return retransmission.isRunning(entry);
    }

    /** Goes on to the next repetition, or removes the entry because nobody acknowledged the last: answers whether there is one. */
    boolean again(int entry, long nowNs) {
        if (!retransmission.again(entry, nowNs)) {
            remove(entry);
            return false;
        }
        repeated[entry] = true;
        return true;
    }

    /** What an entry's turn means, apart from what its resource says: it is owed a state, or has not said for a day that it is there. */
    boolean mustBeConfirmed(int entry, long nowNs) {
        return isSettled(entry, nowNs) && acknowledged[entry] != told[entry]
                || nowNs >= Math.max(confirmedNs[entry], sinceNs[entry]) + CONFIRM_NS;
    }

    private boolean isSettled(int entry, long nowNs) {
        return nowNs - sentNs[entry] >= QUIET_NS || messageId[entry] == NONE;
    }

    /** Whether the next notification is to be Confirmable. */
    boolean isConfirmable(int entry, long nowNs) {
        return confirmedNs[entry] == UNKNOWN || unconfirmed[entry] >= unconfirmedMax || ending[entry]
                || isSettled(entry, nowNs) || nowNs >= confirmedNs[entry] + CONFIRM_NS;
    }

    /** A notification of the current state leaves with this Message ID; if it is Confirmable, for the first time. */
    void sent(int entry, boolean confirmable, int id, int number, long nowNs) {
        messageId[entry] = id;
        sequence[entry] = number;
        told(entry, nowNs);
        if (confirmable) {
            unconfirmed[entry] = 0;
            repeated[entry] = false;
            turns.disarm(entry);
            retransmission.start(entry, nowNs);
        } else {
            unconfirmed[entry]++;
            turns.arm(entry, notBeforeNs(entry));
        }
    }

    /** A repetition leaves that bears a newer state under another Message ID: timeouts and their count go on. Section 4.5.2. */
    void superseded(int entry, int id, int number, long nowNs) {
        messageId[entry] = id;
        sequence[entry] = number;
        told(entry, nowNs);
    }

    private void told(int entry, long nowNs) {
        told[entry] = resource[entry].version();
        value[entry] = resource[entry].observedValue();
        sentNs[entry] = nowNs;
    }

    /** The observer is told an error, which is the last it hears. */
    void ending(int entry) {
        ending[entry] = true;
    }

    boolean isEnding(int entry) {
        return ending[entry];
    }

    /** Puts an entry's turn off; it comes earlier if the resource changes. */
    void putOff(int entry, long delayNs, long nowNs) {
        turns.arm(entry, Math.max(nowNs + 1, Math.min(Deadlines.after(nowNs, delayNs), afterNs(entry))));
    }

    /** When an entry must be looked at even if nothing changes. */
    private long afterNs(int entry) {
        long confirmNs = Math.max(confirmedNs[entry], sinceNs[entry]) + CONFIRM_NS;
        return acknowledged[entry] == told[entry] ? confirmNs : Math.min(confirmNs, sentNs[entry] + QUIET_NS);
    }

    private long notBeforeNs(int entry) {
        if (messageId[entry] == NONE) {
            // The answer to the request itself was the client's to pace.
            return sentNs[entry];
        }
        return sentNs[entry] + (rttNs[entry] == UNKNOWN ? UNKNOWN_RTT_NS : rttNs[entry]);
    }

    /** An Acknowledgement came. @return whether it was for a notification */
    boolean acknowledged(Endpoint from, int id, long nowNs) {
        int entry = find(from, id);
        if (entry == NONE || !retransmission.isRunning(entry)) {
            return false;
        }
        retransmission.stop(entry);
        confirmedNs[entry] = nowNs;
        acknowledged[entry] = told[entry];
        if (!repeated[entry]) {
            long measuredNs = Math.max(MIN_RTT_NS, nowNs - sentNs[entry]);
            rttNs[entry] = rttNs[entry] == UNKNOWN ? measuredNs : (7 * rttNs[entry] + measuredNs) / 8;
        }
        if (ending[entry]) {
            remove(entry);
        } else {
            turns.arm(entry, notBeforeNs(entry));
            wakeHost(entry);
        }
        return true;
    }

    /**
     * A Reset came.
     *
     * @return whether it was for a notification; its entry is removed. One that rejects an earlier, Non-confirmable one makes the next
     *         Confirmable, section 4.5
     */
    boolean reset(Endpoint from, int id) {
        int entry = find(from, id);
        if (entry != NONE) {
            remove(entry);
            return true;
        }
        for (int other = 0; other < resource.length; other++) {
            if (resource[other] != null && endpoint[other].isSame(from)) {
                unconfirmed[other] = unconfirmedMax;
            }
        }
        return false;
    }

    private int find(Endpoint from, int id) {
        for (int entry = 0; entry < resource.length; entry++) {
            if (resource[entry] != null && messageId[entry] == id && endpoint[entry].isSame(from)) {
                return entry;
            }
        }
        return NONE;
    }

    Endpoint endpoint(int entry) {
        return endpoint[entry];
    }

    CoapResource resource(int entry) {
        return resource[entry];
    }

    byte[] requests() {
        return requests;
    }

    int requestAt(int entry) {
        return entry * requestOctetsMax;
    }

    int requestEnd(int entry) {
        return requestAt(entry) + requestOctets[entry];
    }

    int contentFormat(int entry) {
        return contentFormat[entry];
    }

    int messageId(int entry) {
        return messageId[entry];
    }

    int sequence(int entry) {
        return sequence[entry];
    }

    /** Whether the resource changed since the observer was told its state. */
    boolean isChanged(int entry) {
        return told[entry] != resource[entry].version();
    }

    long quietNs(int entry, long nowNs) {
        return nowNs - sentNs[entry];
    }

    long value(int entry) {
        return value[entry];
    }
}
