package dev.kogame.netstack.ip6;

import java.util.Arrays;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.ExtensionHeaders;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * Makes packets of fragments, RFC 8200 section 4.5, in a fixed number of buffers.
 *
 * <p>An overlap gives the whole packet up, silently, RFC 5722: its entry stays until its time is over, to drop what else comes of it, but
 * is the first to make room for another. When all entries are filling, {@link FairShare} says which of them goes. An exact duplicate is
 * ignored.
 *
 * <p>A buffer holds the first fragment as it came, Ethernet header included, so that a Time Exceeded can quote it; the fragmentable part
 * goes on behind it. One thread; allocates nothing after construction.
 */
public final class Reassembly {

    public static final int NONE = -1;

    /** RFC 8200 section 4.5: from the arrival of the fragment that came first. */
    public static final long TIMEOUT_NS = 60_000_000_000L;

    private static final byte UNUSED = 0;
    private static final byte FILLING = 1;
    private static final byte ABANDONED = 2;

    private static final int UNIT = ExtensionHeaders.UNIT_OCTETS;
    /** Where the fragmentable part begins if no extension header precedes the fragment header. */
    private static final int DATA_AT = FramePool.UPPER_AT + UNIT;
    private static final int UNKNOWN = -1;

    private final int maxOctets;
    private final byte[][] buffer;
    /** Which units of the fragmentable part are there, a bit each, and at which of them a fragment begins. */
    private final long[][] present;
    private final long[][] begins;
    private final byte[] state;
    private final Interface[] interfaceOf;
    private final long[] sourceHi;
    private final long[] sourceLo;
    private final long[] destinationHi;
    private final long[] destinationLo;
    private final int[] identification;
    private final long[] sinceNs;
    /** Where the fragmentable part begins in the buffer. */
    private final int[] dataAt;
    /** The octets of extension headers before the fragment header, and which octet of the packet names that header. */
    private final int[] headerOctets;
    private final int[] fieldOffset;
    /** The octets of the first fragment, 0 if it did not come yet. */
    private final int[] firstOctets;
    private final int[] receivedOctets;
    /** Where the fragmentable part ends: of what came, and of the packet if its last fragment came. */
    private final int[] highest;
    private final int[] total;
    /** Which ECN codepoints were seen, a bit each. */
    private final byte[] ecn;
    private final Deadlines deadlines;
    private int complete = NONE;

    /**
     * @param capacity how many packets can be in reassembly, at least 1
     * @param maxOctets the longest packet to be made, its IPv6 header included: 1500 (RFC 8200 section 5) to 65,575
     */
    public Reassembly(int capacity, int maxOctets) {
        this.maxOctets = maxOctets;
        buffer = new byte[capacity][FramePool.IP_AT + maxOctets + UNIT];
        int words = (maxOctets / UNIT + Long.SIZE) / Long.SIZE;
        present = new long[capacity][words];
        begins = new long[capacity][words];
        state = new byte[capacity];
        interfaceOf = new Interface[capacity];
        sourceHi = new long[capacity];
        sourceLo = new long[capacity];
        destinationHi = new long[capacity];
        destinationLo = new long[capacity];
        identification = new int[capacity];
        sinceNs = new long[capacity];
        dataAt = new int[capacity];
        headerOctets = new int[capacity];
        fieldOffset = new int[capacity];
        firstOctets = new int[capacity];
        receivedOctets = new int[capacity];
        highest = new int[capacity];
        total = new int[capacity];
        ecn = new byte[capacity];
        deadlines = new Deadlines(capacity);
    }

    /**
     * A fragment arrived that {@link Ip6Input#walk} found sound.
     *
     * @param input what it said of the fragment
     * @return {@link Drop#OK} or a drop code, not counted; after OK {@link #complete} tells whether this was the last one missing
     */
    public int fragment(Interface in, byte[] b, int ip, Ip6Input input, long nowNs) {
        complete = NONE;
        long fromHi = Ipv6.sourceHi(b, ip);
        long fromLo = Ipv6.sourceLo(b, ip);
        if (Ipv6Address.isUnspecified(fromHi, fromLo)) {
            // Only neighbor discovery comes from there, which never comes in fragments: RFC 6980.
            return Drop.UNSPECIFIED_SOURCE.code;
        }
        int header = input.at();
        int field = Octets.get16(b, header + ExtensionHeaders.FRAGMENT_OFFSET);
        int offset = field & ExtensionHeaders.FRAGMENT_OFFSET_MASK;
        boolean more = (field & ExtensionHeaders.FRAGMENT_MORE) != 0;
        int octets = input.end() - header - UNIT;
        int id = Octets.get32(b, header + ExtensionHeaders.FRAGMENT_IDENTIFICATION);
        int entry = find(in, b, ip, id);
        if (entry == NONE) {
            if (Ipv6.HEADER_OCTETS + offset + octets > maxOctets) {
                return Drop.REASSEMBLY_TOO_LONG.code;
            }
            entry = begin(in, b, ip, id, nowNs);
        } else if (state[entry] == ABANDONED) {
            return Drop.FRAGMENT_OF_ABANDONED.code;
        }
        int outcome = Ipv6.HEADER_OCTETS + headerOctets[entry] + offset + octets > maxOctets
                ? Drop.REASSEMBLY_TOO_LONG.code
                : place(entry, offset, octets, more, b, header + UNIT);
        if (outcome == Drop.OK && offset == 0) {
            outcome = first(entry, b, ip, header, input.protocolField(ip), octets);
        }
        if (outcome != Drop.OK) {
            if (outcome != Drop.FRAGMENT_DUPLICATE.code) {
                state[entry] = ABANDONED;
            }
            return outcome;
        }
        add(entry, offset, octets, more, b, header + UNIT);
        ecn[entry] |= (byte) (1 << Ipv6.ecn(b, ip));
        return receivedOctets[entry] == total[entry] ? finish(entry) : Drop.OK;
    }

    private int find(Interface in, byte[] b, int ip, int id) {
        for (int entry = 0; entry < state.length; entry++) {
            if (state[entry] != UNUSED && identification[entry] == id && interfaceOf[entry] == in
                    && sourceLo[entry] == Ipv6.sourceLo(b, ip) && sourceHi[entry] == Ipv6.sourceHi(b, ip)
                    && destinationLo[entry] == Ipv6.destinationLo(b, ip)
                    && destinationHi[entry] == Ipv6.destinationHi(b, ip)) {
                return entry;
            }
        }
        return NONE;
    }

    private int begin(Interface in, byte[] b, int ip, int id, long nowNs) {
        int entry = room(Ipv6.sourceHi(b, ip), Ipv6.sourceLo(b, ip));
        if (state[entry] == FILLING) {
            interfaceOf[entry].counters().drop(Drop.REASSEMBLY_EVICTED);
        }
        state[entry] = FILLING;
        interfaceOf[entry] = in;
        sourceHi[entry] = Ipv6.sourceHi(b, ip);
        sourceLo[entry] = Ipv6.sourceLo(b, ip);
        destinationHi[entry] = Ipv6.destinationHi(b, ip);
        destinationLo[entry] = Ipv6.destinationLo(b, ip);
        identification[entry] = id;
        sinceNs[entry] = nowNs;
        dataAt[entry] = DATA_AT;
        headerOctets[entry] = 0;
        firstOctets[entry] = 0;
        receivedOctets[entry] = 0;
        highest[entry] = 0;
        total[entry] = UNKNOWN;
        ecn[entry] = 0;
        Arrays.fill(present[entry], 0);
        Arrays.fill(begins[entry], 0);
        deadlines.arm(entry, Deadlines.after(nowNs, TIMEOUT_NS));
        return entry;
    }

    /** An unused entry, else the oldest that was given up, else whose turn it is. */
    private int room(long newHi, long newLo) {
        int given = NONE;
        for (int entry = 0; entry < state.length; entry++) {
            if (state[entry] == UNUSED) {
                return entry;
            }
            if (state[entry] == ABANDONED && (given == NONE || sinceNs[entry] < sinceNs[given])) {
                given = entry;
            }
        }
        return given != NONE ? given : FairShare.victim(sourceHi, sourceLo, sinceNs, newHi, newLo);
    }

    /** Whether a fragment fits between those that are there: OK, a duplicate, or an overlap. */
    private int place(int entry, int offset, int octets, boolean more, byte[] b, int at) {
        int end = offset + octets;
        boolean ends = total[entry] != UNKNOWN;
        if (ends && (more ? end >= total[entry] : end != total[entry]) || !more && highest[entry] > end) {
            return Drop.FRAGMENT_OVERLAP.code;
        }
        int from = offset / UNIT;
        int to = (end + UNIT - 1) / UNIT;
        int covered = 0;
        boolean oneFragment = get(begins[entry], from) && (!get(present[entry], to) || get(begins[entry], to));
        for (int unit = from; unit < to; unit++) {
            covered += get(present[entry], unit) ? 1 : 0;
            oneFragment &= unit == from || !get(begins[entry], unit);
        }
        if (covered == 0) {
            return Drop.OK;
        }
        // Not the last one so far, if the last one did not come.
        boolean duplicate = covered == to - from && oneFragment && (more || ends)
                && Arrays.equals(buffer[entry], dataAt[entry] + offset, dataAt[entry] + end, b, at, at + octets);
        return duplicate ? Drop.FRAGMENT_DUPLICATE.code : Drop.FRAGMENT_OVERLAP.code;
    }

    /** The first fragment: its headers go before its data, which makes room for them if there are extension headers. */
    private int first(int entry, byte[] b, int ip, int header, int field, int octets) {
        int extension = header - ip - Ipv6.HEADER_OCTETS;
        if (Ipv6.HEADER_OCTETS + extension + Math.max(highest[entry], octets) > maxOctets) {
            return Drop.REASSEMBLY_TOO_LONG.code;
        }
        byte[] to = buffer[entry];
        if (extension > 0) {
            System.arraycopy(to, DATA_AT, to, DATA_AT + extension, highest[entry]);
        }
        dataAt[entry] = DATA_AT + extension;
        headerOctets[entry] = extension;
        fieldOffset[entry] = field;
        firstOctets[entry] = octets;
        System.arraycopy(b, ip - Ethernet.HEADER_OCTETS, to, FramePool.FRAME_AT,
                Ethernet.HEADER_OCTETS + Ipv6.HEADER_OCTETS + extension + UNIT);
        return Drop.OK;
    }

    private void add(int entry, int offset, int octets, boolean more, byte[] b, int at) {
        System.arraycopy(b, at, buffer[entry], dataAt[entry] + offset, octets);
        int end = offset + octets;
        set(begins[entry], offset / UNIT);
        for (int unit = offset / UNIT; unit < (end + UNIT - 1) / UNIT; unit++) {
            set(present[entry], unit);
        }
        receivedOctets[entry] += octets;
        highest[entry] = Math.max(highest[entry], end);
        if (!more) {
            total[entry] = end;
        }
    }

    /** Takes the fragment header out of the complete packet. */
    private int finish(int entry) {
        boolean congestion = (ecn[entry] & 1 << Ipv6.ECN_CE) != 0;
        if (congestion && (ecn[entry] & 1 << Ipv6.ECN_NOT_ECT) != 0) {
            release(entry);
            return Drop.REASSEMBLY_ECN.code;
        }
        byte[] b = buffer[entry];
        int protocol = ExtensionHeaders.nextHeader(b, dataAt[entry] - UNIT);
        System.arraycopy(b, FramePool.FRAME_AT, b, FramePool.FRAME_AT + UNIT,
                Ethernet.HEADER_OCTETS + Ipv6.HEADER_OCTETS + headerOctets[entry]);
        int ip = FramePool.IP_AT + UNIT;
        Octets.put8(b, ip + fieldOffset[entry], protocol);
        Ipv6.payloadLength(b, ip, headerOctets[entry] + total[entry]);
        if (congestion) {
            Ipv6.congestionExperienced(b, ip);
        }
        complete = entry;
        return Drop.OK;
    }

    /**
     * The entry whose packet the last fragment made complete, or {@link #NONE}. The packet is in {@link #bytes} from
     * {@link #completeAt} to {@link #completeEnd}, behind room for an Ethernet header, which is the first fragment's; the entry is to be
     * given back by {@link #release}.
     */
    public int complete() {
        return complete;
    }

    /** Where the IPv6 header of a complete packet is. */
    public int completeAt() {
        return FramePool.IP_AT + UNIT;
    }

    public int completeEnd(int entry) {
        return dataAt[entry] + total[entry];
    }

    /** The memory of an entry, borrowed until it is released. */
    public byte[] bytes(int entry) {
        return buffer[entry];
    }

    /** An entry whose time is over, counted if it was not complete, or {@link #NONE}; to be given back by {@link #release}. */
    public int due(long nowNs) {
        int entry = deadlines.due(nowNs);
        if (entry != NONE && state[entry] == FILLING) {
            interfaceOf[entry].counters().drop(Drop.REASSEMBLY_TIMEOUT);
        }
        return entry;
    }

    /** Whether a Time Exceeded is due about an entry whose time is over: its first fragment came, and nothing was wrong with it. */
    public boolean timeExceeded(int entry) {
        return state[entry] == FILLING && firstOctets[entry] > 0;
    }

    /** Where the first fragment of an incomplete packet lies in its memory, and where it ends. */
    public int firstAt() {
        return FramePool.IP_AT;
    }

    public int firstEnd(int entry) {
        return dataAt[entry] + firstOctets[entry];
    }

    /** Where the fragments of an entry came in. */
    public Interface interfaceOf(int entry) {
        return interfaceOf[entry];
    }

    /** Gives an entry back. */
    public void release(int entry) {
        complete = NONE;
        state[entry] = UNUSED;
        deadlines.disarm(entry);
    }

    public long nextDeadlineNs() {
        return deadlines.earliestNs();
    }

    /** How many entries are in use. */
    public int used() {
        int used = 0;
        for (int entry = 0; entry < state.length; entry++) {
            used += state[entry] == UNUSED ? 0 : 1;
        }
        return used;
    }

    private static boolean get(long[] bits, int unit) {
        return (bits[unit / Long.SIZE] & 1L << unit) != 0;
    }

    private static void set(long[] bits, int unit) {
        bits[unit / Long.SIZE] |= 1L << unit;
    }
}
