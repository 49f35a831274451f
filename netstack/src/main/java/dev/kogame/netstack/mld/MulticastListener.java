package dev.kogame.netstack.mld;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.link.MulticastGroups;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.ExtensionHeaders;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.MldMessage;

/**
 * Reports the multicast groups of one interface, RFC 3810 section 6: every change at once and once more, and the present state when a
 * querier asks. One thread; allocates nothing after construction.
 */
public final class MulticastListener {

    /** Unsolicited Report Interval, section 9.11. */
    private static final long UNSOLICITED_REPORT_INTERVAL_NS = 1_000_000_000L;

    private static final long MS_NS = 1_000_000;
    private static final int REPORT_AT = FramePool.UPPER_AT + ExtensionHeaders.UNIT_OCTETS;
    private static final int MAX_RECORDS = (FramePool.SLOT_OCTETS - REPORT_AT - MldMessage.REPORT_RECORDS)
            / MldMessage.RECORD_OCTETS;

    /** The two timers: of the repetition of changes, and of the answer to a general query. Group answers follow. */
    private static final int CHANGES = 0;
    private static final int GENERAL = 1;
    private static final int FIRST_GROUP = 2;

    private final Interface on;
    private final MulticastGroups groups;
    private final AddressTable addresses;
    private final SplittableRandom random;
    private final Deadlines deadlines;
    private int records;

    public MulticastListener(Interface on, AddressTable addresses, SplittableRandom random) {
        this.on = on;
        this.addresses = addresses;
        this.random = random;
        groups = on.groups();
        deadlines = new Deadlines(FIRST_GROUP + groups.capacity());
    }

    /**
     * A query arrived, sections 6.2 and 6.3.
     *
     * <p>Deviation: section 6.3 answers a query for sources with those of them that are listened to. This answers with the state of the
     * group, which is all sources, and so records none for whoever asks.
     */
    public int query(byte[] b, int ip, int at, int end, boolean routerAlert, long nowNs) {
        int outcome = MldMessage.checkQuery(b, ip, at, end);
        if (outcome != Drop.OK || !routerAlert) {
            return on.counters().drop(Drop.MLD_INVALID);
        }
        long groupHi = MldMessage.groupHi(b, at);
        long groupLo = MldMessage.groupLo(b, at);
        int timer = GENERAL;
        if (!Ipv6Address.isUnspecified(groupHi, groupLo)) {
            int entry = groups.find(groupHi, groupLo);
            if (entry < 0 || !groups.joined(entry)) {
                return on.counters().drop(Drop.MLD_INVALID);
            }
            timer = FIRST_GROUP + entry;
        }
        long delayMs = MldMessage.maximumResponseDelayMs(b, at);
        long answerNs = nowNs + (delayMs == 0 ? 0 : random.nextLong(delayMs * MS_NS));
        // Section 6.2: an answer that is due earlier serves this query as well.
        if (deadlines.of(GENERAL) > answerNs) {
            deadlines.arm(timer, Math.min(deadlines.of(timer), answerNs));
        }
        return Drop.OK;
    }

    /** Sends the reports that are due. Answers how many. */
    public int poll(long nowNs) {
        int work = 0;
        if (groups.takeFresh()) {
            deadlines.arm(CHANGES, nowNs);
        }
        for (int timer = deadlines.due(nowNs); timer >= 0; timer = deadlines.due(nowNs)) {
            deadlines.disarm(timer);
            if (timer == CHANGES) {
                reportChanges(nowNs);
                if (groups.changed()) {
                    deadlines.arm(CHANGES, nowNs + 1 + random.nextLong(UNSOLICITED_REPORT_INTERVAL_NS));
                }
            } else {
                reportState(timer - FIRST_GROUP, nowNs);
            }
            work++;
        }
        return work;
    }

    public long nextDeadlineNs() {
        return deadlines.earliestNs();
    }

    /** Section 6.1: one report with every change that is still to be told. */
    private void reportChanges(long nowNs) {
        int slot = begin();
        for (int entry = 0; entry < groups.capacity() && slot != FramePool.NONE; entry++) {
            if (groups.reportsLeft(entry) > 0 && records < MAX_RECORDS) {
                int type = groups.joined(entry) ? MldMessage.CHANGE_TO_EXCLUDE : MldMessage.CHANGE_TO_INCLUDE;
                record(slot, type, entry);
                groups.reported(entry);
            }
        }
        send(slot, nowNs);
    }

    /** Section 6.3: the state of one group, or of all for a negative entry. */
    private void reportState(int wanted, long nowNs) {
        int slot = begin();
        for (int entry = 0; entry < groups.capacity() && slot != FramePool.NONE; entry++) {
            if (groups.joined(entry) && (wanted < 0 || wanted == entry) && records < MAX_RECORDS) {
                record(slot, MldMessage.MODE_IS_EXCLUDE, entry);
            }
        }
        send(slot, nowNs);
    }

    private int begin() {
        records = 0;
        int slot = on.pool().take();
        if (slot == FramePool.NONE) {
            on.counters().drop(Drop.NO_FRAME_SLOT);
        }
        return slot;
    }

    private void record(int slot, int type, int entry) {
        long hi = groups.hi(entry);
        // Section 6: nobody reports all-nodes, nor groups that stay inside the node.
        if (hi == Ipv6Address.ALL_NODES_HI && groups.lo(entry) == Ipv6Address.ALL_NODES_LO
                || Ipv6Address.scope(hi, groups.lo(entry)) <= Ipv6Address.SCOPE_INTERFACE_LOCAL) {
            return;
        }
        int at = REPORT_AT + MldMessage.REPORT_RECORDS + records * MldMessage.RECORD_OCTETS;
        MldMessage.writeRecord(on.pool().bytes(slot), at, type, hi, groups.lo(entry));
        records++;
    }

    private void send(int slot, long nowNs) {
        if (slot == FramePool.NONE) {
            return;
        }
        if (records == 0) {
            on.pool().release(slot);
            return;
        }
        byte[] b = on.pool().bytes(slot);
        int ip = FramePool.IP_AT;
        int octets = MldMessage.REPORT_RECORDS + records * MldMessage.RECORD_OCTETS;
        Ipv6.write(b, ip, ExtensionHeaders.UNIT_OCTETS + octets, ExtensionHeaders.HOP_BY_HOP, 1);
        // Section 5.2.13 and RFC 3590: the unspecified address until there is a link-local one.
        int own = addresses.linkLocal(on.index());
        boolean named = own != AddressTable.NONE;
        Ipv6.source(b, ip, named ? addresses.hi(own) : 0, named ? addresses.lo(own) : 0);
        Ipv6.destination(b, ip, Ipv6Address.ALL_MLDV2_ROUTERS_HI, Ipv6Address.ALL_MLDV2_ROUTERS_LO);
        ExtensionHeaders.writeRouterAlert(b, FramePool.UPPER_AT, Icmpv6.PROTOCOL);
        Icmpv6.write(b, REPORT_AT, Icmpv6.MLD_V2_REPORT, 0, records);
        Icmpv6.seal(b, ip, REPORT_AT, REPORT_AT + octets);
        on.send(slot, Ethernet.group(Ipv6Address.ALL_MLDV2_ROUTERS_LO), nowNs);
    }
}
