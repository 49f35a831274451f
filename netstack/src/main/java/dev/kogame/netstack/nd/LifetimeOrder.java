package dev.kogame.netstack.nd;

import dev.kogame.board.Deadlines;

/**
 * A fixed number of places, the used ones in an order of preference and each with the time at which it ends: what RFC 8106 section 6
 * keeps of servers and of domains. One thread; allocates nothing after construction.
 */
final class LifetimeOrder {

    /** No place. */
    static final int NONE = -1;

    private final long[] untilNs;
    /** The used places in their order, then the unused ones. */
    private final int[] order;
    private int count;

    LifetimeOrder(int capacity) {
        untilNs = new long[capacity];
        order = new int[capacity];
        for (int place = 0; place < capacity; place++) {
            order[place] = place;
        }
    }

    /**
     * Takes a place at a position of the order, pushing back what stands there. A full order gives up what ends first (section 6.2), be
     * it the newcomer.
     *
     * @return the place, or {@link #NONE}
     */
    int insert(int position, long until) {
        if (count == order.length) {
            int first = first();
            if (first == NONE || untilNs[first] >= until) {
                return NONE;
            }
            remove(first);
        }
        int at = Math.min(position, count);
        int place = order[count];
        System.arraycopy(order, at, order, at + 1, count - at);
        order[at] = place;
        untilNs[place] = until;
        count++;
        return place;
    }

    /** Gives a used place free. */
    void remove(int place) {
        int at = 0;
        while (order[at] != place) {
            at++;
        }
        System.arraycopy(order, at + 1, order, at, order.length - at - 1);
        order[order.length - 1] = place;
        count--;
    }

    /** Sets the end of a used place. */
    void until(int place, long until) {
        untilNs[place] = until;
    }

    int count() {
        return count;
    }

    /** The place at a position, 0 to {@link #count} - 1. */
    int at(int position) {
        return order[position];
    }

    /** Frees the places whose time is over. Answers how many. */
    int poll(long nowNs) {
        int ended = 0;
        for (int first = first(); first != NONE && untilNs[first] <= nowNs; first = first()) {
            remove(first);
            ended++;
        }
        return ended;
    }

    long nextDeadlineNs() {
        int first = first();
        return first == NONE ? Deadlines.NEVER : untilNs[first];
    }

    private int first() {
        int first = NONE;
        for (int i = 0; i < count; i++) {
            if (first == NONE || untilNs[order[i]] < untilNs[first]) {
                first = order[i];
            }
        }
        return first;
    }
}
