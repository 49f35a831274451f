package dev.kogame.netstack.mld;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.link.MulticastGroups;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.MldMessage;

/**
 * Reports the multicast groups of one interface, RFC 3810 section 6: every change at once and once more, and the present state when a
 * querier asks. While there is a querier of version 1, in the way of RFC 2710 (RFC 3810 section 8.2.1): a report of its own for each group,
 * unless another station was faster, and a done when a group is left.
 *
 * <p>One thread; allocates nothing after construction.
 */
public final class MulticastListener {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MS_NS = 1_000_000;

    /** Unsolicited Report Interval, RFC 3810 section 9.11 and RFC 2710 section 7.10. */
    private static final long UNSOLICITED_REPORT_INTERVAL_NS = SECOND_NS;
    private static final long UNSOLICITED_REPORT_INTERVAL_V1_NS = 10 * SECOND_NS;
    /** Query Interval, RFC 3810 section 9.2: a query of version 1 tells none, so the default is taken. */
    private static final long QUERY_INTERVAL_NS = 125 * SECOND_NS;

    /** How many sources of one group are recorded for an answer. */
    private static final int MAX_SOURCES = 16;

    /** The timers: of the repetition of changes, of the answer to a general query, of version 1. Group answers follow. */
    private static final int CHANGES = 0;
    private static final int GENERAL = 1;
    private static final int OLDER_VERSION_QUERIER_PRESENT = 2;
    private static final int FIRST_GROUP = 3;

    private static final int NOBODY = -1;

    private final Interface on;
    private final MulticastGroups groups;
    private final MldOutput output;
    private final SplittableRandom random;
    private final Deadlines deadlines;
    /** Version 1: whether we were the last to report a group, RFC 2710 section 5. */
    private final boolean[] lastReporter;
    private boolean versionOne;
    private final long[] sourceHi = new long[MAX_SOURCES];
    private final long[] sourceLo = new long[MAX_SOURCES];
    private int sources;
    /** The group whose sources are recorded. */
    private int sourcesOf = NOBODY;

    public MulticastListener(Interface on, AddressTable addresses, SplittableRandom random) {
        this.on = on;
        this.random = random;
        groups = on.groups();
        output = new MldOutput(on, addresses);
        deadlines = new Deadlines(FIRST_GROUP + groups.capacity());
        lastReporter = new boolean[groups.capacity()];
    }

    // --- what others say -------------------------------------------------------------------------------------------------

    /** A query arrived, RFC 3810 sections 6.2 and 8.1. */
    public int query(byte[] b, int ip, int at, int end, boolean routerAlert, long nowNs) {
        int outcome = MldMessage.checkQuery(b, ip, at, end);
        if (outcome != Drop.OK || !routerAlert) {
            return on.counters().drop(Drop.MLD_INVALID);
        }
        long groupHi = MldMessage.groupHi(b, at);
        long groupLo = MldMessage.groupLo(b, at);
        int entry = NOBODY;
        if (!Ipv6Address.isUnspecified(groupHi, groupLo)) {
            entry = groups.find(groupHi, groupLo);
            if (entry < 0 || !groups.joined(entry)) {
                return on.counters().drop(Drop.MLD_INVALID);
            }
        }
        if (end - at == MldMessage.V1_OCTETS) {
            long delayNs = MldMessage.maximumResponseDelayV1Ms(b, at) * MS_NS;
            enter(true);
            deadlines.arm(OLDER_VERSION_QUERIER_PRESENT,
                    nowNs + MulticastGroups.ROBUSTNESS * QUERY_INTERVAL_NS + delayNs);
            answerV1(entry, delayNs, nowNs);
        } else if (versionOne) {
            // RFC 2710 section 5: what follows the first 24 octets is not looked at.
            answerV1(entry, MldMessage.maximumResponseDelayV1Ms(b, at) * MS_NS, nowNs);
        } else {
            answer(entry, MldMessage.maximumResponseDelayMs(b, at) * MS_NS, b, at, nowNs);
        }
        return Drop.OK;
    }

    /** RFC 3810 section 6.2, rules 1 to 5. */
    private void answer(int entry, long delayNs, byte[] b, int at, long nowNs) {
        long answerNs = nowNs + randomUpTo(delayNs);
        // Rule 1: an answer to all that is due earlier serves this query as well.
        if (deadlines.of(GENERAL) <= answerNs) {
            return;
        }
        int timer = entry == NOBODY ? GENERAL : FIRST_GROUP + entry;
        boolean pending = deadlines.of(timer) != Deadlines.NEVER;
        if (entry != NOBODY) {
            recordSources(entry, pending, b, at);
        }
        deadlines.arm(timer, Math.min(deadlines.of(timer), answerNs));
    }

    /**
     * Deviation: the sources of one group at a time are recorded, and up to {@link #MAX_SOURCES}. What goes beyond is answered with the
     * state of the group, all sources, which tells the querier more than it asked for.
     */
    private void recordSources(int entry, boolean pending, byte[] b, int at) {
        int asked = MldMessage.sources(b, at);
        int known = sourcesOf == entry ? sources : 0;
        boolean forSources = asked > 0 && asked + known <= MAX_SOURCES
                && (pending ? sourcesOf == entry : sourcesOf == NOBODY);
        if (!forSources) {
            sourcesOf = sourcesOf == entry ? NOBODY : sourcesOf;
            return;
        }
        for (int i = 0; i < asked; i++) {
            sourceHi[known + i] = MldMessage.sourceHi(b, at, i);
            sourceLo[known + i] = MldMessage.sourceLo(b, at, i);
        }
        sources = known + asked;
        sourcesOf = entry;
    }

    /** RFC 2710 section 4: each group answers at a time of its own. */
    private void answerV1(int wanted, long delayNs, long nowNs) {
        for (int entry = 0; entry < groups.capacity(); entry++) {
            int timer = FIRST_GROUP + entry;
            if (reported(entry) && groups.joined(entry) && (wanted == NOBODY || wanted == entry)
                    && deadlines.of(timer) - nowNs > delayNs) {
                deadlines.arm(timer, nowNs + randomUpTo(delayNs));
            }
        }
    }

    /** Another station's report of version 1 arrived: if we were about to report the same group, this is done. RFC 2710 section 4. */
    public int report(byte[] b, int ip, int at, int end) {
        if (!versionOne) {
            return on.counters().drop(Drop.ICMPV6_TYPE);
        }
        if (MldMessage.checkReportV1(b, ip, at, end) != Drop.OK) {
            return on.counters().drop(Drop.MLD_INVALID);
        }
        int entry = groups.find(MldMessage.groupHi(b, at), MldMessage.groupLo(b, at));
        if (entry < 0 || deadlines.of(FIRST_GROUP + entry) == Deadlines.NEVER) {
            return on.counters().drop(Drop.ICMPV6_TYPE);
        }
        deadlines.disarm(FIRST_GROUP + entry);
        lastReporter[entry] = false;
        return Drop.OK;
    }

    /** RFC 3810 section 8.2.1: a change of mode ends all that was to be said in the other. */
    private void enter(boolean one) {
        if (versionOne == one) {
            return;
        }
        versionOne = one;
        groups.cancelReports();
        sourcesOf = NOBODY;
        for (int timer = 0; timer < FIRST_GROUP + groups.capacity(); timer++) {
            deadlines.disarm(timer);
        }
    }

    // --- what is due -----------------------------------------------------------------------------------------------------

    /** Sends the reports that are due. Answers how many. */
    public int poll(long nowNs) {
        int work = 0;
        if (groups.takeFresh()) {
            deadlines.arm(CHANGES, nowNs);
        }
        for (int timer = deadlines.due(nowNs); timer >= 0; timer = deadlines.due(nowNs)) {
            deadlines.disarm(timer);
            if (timer == CHANGES) {
                changes(nowNs);
            } else if (timer == OLDER_VERSION_QUERIER_PRESENT) {
                enter(false);
            } else if (versionOne) {
                reportV1(timer - FIRST_GROUP, nowNs);
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

    private void changes(long nowNs) {
        if (versionOne) {
            reportChangesV1(nowNs);
        } else {
            reportChanges(nowNs);
        }
        if (groups.changed()) {
            deadlines.arm(CHANGES, nowNs + 1 + random.nextLong(
                    versionOne ? UNSOLICITED_REPORT_INTERVAL_V1_NS : UNSOLICITED_REPORT_INTERVAL_NS));
        }
    }

    /** Section 6.1: one report with every change that is still to be told. */
    private void reportChanges(long nowNs) {
        if (!output.begin()) {
            return;
        }
        for (int entry = 0; entry < groups.capacity(); entry++) {
            if (groups.reportsLeft(entry) > 0 && output.room(0)) {
                if (reported(entry)) {
                    output.record(groups.joined(entry) ? MldMessage.CHANGE_TO_EXCLUDE : MldMessage.CHANGE_TO_INCLUDE,
                            groups.hi(entry), groups.lo(entry));
                }
                groups.reported(entry);
            }
        }
        output.send(nowNs);
    }

    /** Section 6.3: the state of one group, or of all for a negative entry. */
    private void reportState(int wanted, long nowNs) {
        boolean forSources = wanted >= 0 && wanted == sourcesOf;
        if (forSources) {
            sourcesOf = NOBODY;
        }
        if (!output.begin()) {
            return;
        }
        for (int entry = 0; entry < groups.capacity(); entry++) {
            if (groups.joined(entry) && reported(entry) && (wanted < 0 || wanted == entry)
                    && output.room(forSources ? sources : 0)) {
                if (forSources) {
                    output.record(MldMessage.MODE_IS_INCLUDE, groups.hi(entry), groups.lo(entry), sourceHi, sourceLo,
                            sources);
                } else {
                    output.record(MldMessage.MODE_IS_EXCLUDE, groups.hi(entry), groups.lo(entry));
                }
            }
        }
        output.send(nowNs);
    }

    /** RFC 2710 section 4: unsolicited reports of what was joined, one done for what was left. */
    private void reportChangesV1(long nowNs) {
        for (int entry = 0; entry < groups.capacity(); entry++) {
            if (groups.reportsLeft(entry) == 0) {
                continue;
            }
            groups.reported(entry);
            if (groups.joined(entry)) {
                reportV1(entry, nowNs);
                continue;
            }
            deadlines.disarm(FIRST_GROUP + entry);
            // If another station reported last, the group is still listened to.
            if (reported(entry) && lastReporter[entry]) {
                output.done(groups.hi(entry), groups.lo(entry), nowNs);
            }
            lastReporter[entry] = false;
            while (groups.reportsLeft(entry) > 0) {
                groups.reported(entry);
            }
        }
    }

    private void reportV1(int entry, long nowNs) {
        if (entry >= 0 && groups.joined(entry) && reported(entry)) {
            output.reportV1(groups.hi(entry), groups.lo(entry), nowNs);
            lastReporter[entry] = true;
        }
    }

    /** RFC 3810 section 6 and RFC 2710 section 4: nobody reports all-nodes, nor groups that stay inside the node. */
    private boolean reported(int entry) {
        long hi = groups.hi(entry);
        long lo = groups.lo(entry);
        return (hi != Ipv6Address.ALL_NODES_HI || lo != Ipv6Address.ALL_NODES_LO)
                && Ipv6Address.scope(hi, lo) > Ipv6Address.SCOPE_INTERFACE_LOCAL;
    }

    private long randomUpTo(long ns) {
        return ns == 0 ? 0 : random.nextLong(ns);
    }
}
