package dev.kogame.netstack.link;

import dev.kogame.board.EthernetPort;
import dev.kogame.netstack.wire.Ethernet;

/**
 * The multicast groups an interface listens to, each with the number of reasons it has to: two addresses that share their last 24
 * bits share a solicited-node group.
 *
 * <p>Joining and leaving set the port's filter at once and leave a number of reports to send, which the {@code mld} room takes from
 * here (RFC 3810 section 6.1). An entry that was left stays until its reports are sent. One thread; allocates nothing after
 * construction.
 */
public final class MulticastGroups {

    /** What {@link #join} answers when there is no room for another group. */
    public static final int FULL = -1;

    /** How often a change is reported, RFC 3810 section 9.1. */
    public static final int ROBUSTNESS = 2;

    private final EthernetPort port;
    private final long[] hi;
    private final long[] lo;
    private final int[] reasons;
    private final int[] reportsLeft;
    private int pendingReports;
    private boolean fresh;

    /** @param capacity the number of groups, at least 1 */
    public MulticastGroups(EthernetPort port, int capacity) {
        this.port = port;
        hi = new long[capacity];
        lo = new long[capacity];
        reasons = new int[capacity];
        reportsLeft = new int[capacity];
    }

    /** Adds a reason to listen to a group. Answers its entry, or {@link #FULL}. */
    public int join(long groupHi, long groupLo) {
        int entry = find(groupHi, groupLo);
        if (entry < 0) {
            entry = unused();
            if (entry < 0) {
                return FULL;
            }
            hi[entry] = groupHi;
            lo[entry] = groupLo;
        }
        if (reasons[entry]++ == 0) {
            if (!mapped(entry)) {
                port.joinGroup(Ethernet.group(groupLo));
            }
            announce(entry);
        }
        return entry;
    }

    /** Takes a reason away; with the last one the group is left. */
    public void leave(long groupHi, long groupLo) {
        int entry = find(groupHi, groupLo);
        if (entry >= 0 && reasons[entry] > 0 && --reasons[entry] == 0) {
            if (!mapped(entry)) {
                port.leaveGroup(Ethernet.group(groupLo));
            }
            announce(entry);
        }
    }

    /** Takes all reasons away: every group is left. */
    public void leaveAll() {
        for (int entry = 0; entry < reasons.length; entry++) {
            if (reasons[entry] > 0) {
                reasons[entry] = 1;
                leave(hi[entry], lo[entry]);
            }
        }
    }

    /** Whether packets to a group are for this interface. */
    public boolean listening(long groupHi, long groupLo) {
        int entry = find(groupHi, groupLo);
        return entry >= 0 && reasons[entry] > 0;
    }

    /** Tells that the report of every group's last change must be sent anew: the link was away. */
    public void announceAll() {
        for (int entry = 0; entry < reasons.length; entry++) {
            if (reasons[entry] > 0) {
                announce(entry);
            }
        }
    }

    /** Whether a change came since this was last asked: its first report is due at once. */
    public boolean takeFresh() {
        boolean was = fresh;
        fresh = false;
        return was;
    }

    /** Whether some change is still to be reported, or to be reported once more. */
    public boolean changed() {
        return pendingReports > 0;
    }

    public int capacity() {
        return reasons.length;
    }

    /** Whether the interface listens to the group of an entry; if not, the entry is unused, or was left and is being reported. */
    public boolean joined(int entry) {
        return reasons[entry] > 0;
    }

    /** How many reasons there are to listen to the group of an entry. */
    public int reasons(int entry) {
        return reasons[entry];
    }

    /** How many reports of the last change of an entry are still to be sent. */
    public int reportsLeft(int entry) {
        return reportsLeft[entry];
    }

    /** One report of an entry's change was sent. */
    public void reported(int entry) {
        reportsLeft[entry]--;
        pendingReports--;
    }

    /** Gives up all changes that are still to be reported: they are told in another way. */
    public void cancelReports() {
        pendingReports = 0;
        for (int entry = 0; entry < reportsLeft.length; entry++) {
            reportsLeft[entry] = 0;
        }
    }

    public long hi(int entry) {
        return hi[entry];
    }

    public long lo(int entry) {
        return lo[entry];
    }

    /** The entry of a group, joined or just left, or -1. */
    public int find(long groupHi, long groupLo) {
        for (int entry = 0; entry < reasons.length; entry++) {
            if (lo[entry] == groupLo && hi[entry] == groupHi && inUse(entry)) {
                return entry;
            }
        }
        return -1;
    }

    private void announce(int entry) {
        pendingReports += ROBUSTNESS - reportsLeft[entry];
        reportsLeft[entry] = ROBUSTNESS;
        fresh = true;
    }

    private boolean inUse(int entry) {
        return reasons[entry] > 0 || reportsLeft[entry] > 0;
    }

    private int unused() {
        for (int entry = 0; entry < reasons.length; entry++) {
            if (!inUse(entry)) {
                return entry;
            }
        }
        return -1;
    }

    /** Whether another joined group has the same Ethernet address: only 32 bits of 112 reach it, RFC 2464 section 7. */
    private boolean mapped(int entry) {
        for (int other = 0; other < reasons.length; other++) {
            if (other != entry && reasons[other] > 0 && Ethernet.group(lo[other]) == Ethernet.group(lo[entry])) {
                return true;
            }
        }
        return false;
    }
}
