package dev.kogame.netstack.link;

import dev.kogame.board.EthernetPort;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Ipv6;

/**
 * An interface of the host: its port, its place among the interfaces (the zone of link-local addresses), its counters and groups,
 * the queue of frames the port was too busy to take, and the variables that routers may set, RFC 4861 section 6.3.2.
 *
 * <p>One thread; allocates nothing after construction.
 */
public final class Interface {

    /** REACHABLE_TIME, RFC 4861 section 10. */
    public static final long DEFAULT_REACHABLE_TIME_NS = 30_000_000_000L;
    /** RETRANS_TIMER, RFC 4861 section 10. */
    public static final long DEFAULT_RETRANS_TIMER_NS = 1_000_000_000L;

    private static final int DEFAULT_HOP_LIMIT = 64;

    private final int index;
    private final long mac;
    private final EthernetPort port;
    private final FramePool pool;
    private final Counters counters = new Counters();
    private final MulticastGroups groups;
    private final int[] queue;
    private int queueHead;
    private int queued;
    private boolean up;
    private boolean disabled;
    private int linkMtu = Ethernet.MTU_OCTETS;
    private int curHopLimit = DEFAULT_HOP_LIMIT;
    private long reachableTimeNs = DEFAULT_REACHABLE_TIME_NS;
    private long retransTimerNs = DEFAULT_RETRANS_TIMER_NS;

    /**
     * @param index the interface's number, from 0
     * @param queueCapacity how many frames may wait for the port
     * @param groupCapacity how many multicast groups the interface may listen to
     */
    public Interface(int index, EthernetPort port, FramePool pool, int queueCapacity, int groupCapacity) {
        this.index = index;
        this.port = port;
        this.pool = pool;
        mac = port.macAddress();
        groups = new MulticastGroups(port, groupCapacity);
        queue = new int[queueCapacity];
    }

    /**
     * Takes the next frame from the port into {@code b[FRAME_AT]} on.
     *
     * @return its octets, 0 if none waits, or a negative drop code, already counted
     */
    public int receive(byte[] b, long nowNs) {
        int octets = port.receive(b, FramePool.FRAME_AT, b.length - FramePool.FRAME_AT, nowNs);
        if (octets > 0) {
            counters.received(octets);
            return octets;
        }
        return switch (octets) {
            case EthernetPort.NONE -> 0;
            case EthernetPort.RECEIVE_OVERRUN -> counters.drop(Drop.PORT_OVERRUN);
            case EthernetPort.RECEIVE_TOO_LONG -> counters.drop(Drop.FRAME_LENGTH);
            default -> counters.drop(Drop.PORT_RECEIVE_ERROR);
        };
    }

    /**
     * Sends the finished IPv6 packet in a slot to a station: writes the Ethernet header and hands the frame to the port, or queues
     * it. The slot is given up.
     *
     * @return {@link Drop#OK} or a drop code, already counted
     */
    public int send(int slot, long destination, long nowNs) {
        if (disabled) {
            pool.release(slot);
            return counters.drop(Drop.INTERFACE_DISABLED);
        }
        Ethernet.write(pool.bytes(slot), FramePool.FRAME_AT, destination, mac, Ethernet.TYPE_IPV6);
        if (queued > 0 || !transmit(slot, nowNs)) {
            if (queued == queue.length) {
                pool.release(slot);
                return counters.drop(Drop.TRANSMIT_QUEUE_FULL);
            }
            queue[(queueHead + queued++) % queue.length] = slot;
        }
        return Drop.OK;
    }

    /** Gives the port its turn and sends what it now takes from the queue. Answers the units of work done. */
    public int poll(long nowNs) {
        int work = port.poll(nowNs);
        while (queued > 0 && transmit(queue[queueHead], nowNs)) {
            queueHead = (queueHead + 1) % queue.length;
            queued--;
            work++;
        }
        return work;
    }

    /** Whether the port took the frame, or will never: then the slot is free again. */
    private boolean transmit(int slot, long nowNs) {
        byte[] b = pool.bytes(slot);
        int octets = Ethernet.HEADER_OCTETS + Ipv6.HEADER_OCTETS + Ipv6.payloadLength(b, FramePool.IP_AT);
        int outcome = port.transmit(b, FramePool.FRAME_AT, octets, nowNs);
        if (outcome == EthernetPort.BUSY) {
            return false;
        }
        if (outcome == EthernetPort.SENT) {
            counters.sent(octets);
        } else {
            counters.drop(Drop.PORT_TRANSMIT_FAILED);
        }
        pool.release(slot);
        return true;
    }

    /** When the port must be polled again, or {@link dev.kogame.board.Deadlines#NEVER}. */
    public long nextDeadlineNs() {
        return port.nextDeadlineNs();
    }

    /** Whether the link came up since it was last asked; a link that went away is noticed on the way. */
    public boolean cameUp() {
        boolean was = up;
        up = port.linkUp();
        return up && !was;
    }

    /** Whether the port had a link when last asked. */
    public boolean up() {
        return up;
    }

    public int index() {
        return index;
    }

    /** The interface's own 48-bit address. */
    public long mac() {
        return mac;
    }

    /** Whether a frame to an Ethernet address may be for this station: its own, or a group's. */
    public boolean addressed(long destination) {
        return destination == mac || Ethernet.isGroup(destination);
    }

    public FramePool pool() {
        return pool;
    }

    public Counters counters() {
        return counters;
    }

    public MulticastGroups groups() {
        return groups;
    }

    /** How many frames wait for the port; each owns a slot. */
    public int queued() {
        return queued;
    }

    /** The largest packet to send: the medium's, or less if a router said so, RFC 4861 section 6.3.4. */
    public int linkMtu() {
        return linkMtu;
    }

    /** @param octets 1280 to 1500 */
    public void linkMtu(int octets) {
        linkMtu = octets;
    }

    /** The hop limit of ordinary packets. */
    public int curHopLimit() {
        return curHopLimit;
    }

    /** @param hopLimit 1 to 255 */
    public void curHopLimit(int hopLimit) {
        curHopLimit = hopLimit;
    }

    /** ReachableTime: how long a neighbor counts as reachable after a confirmation. */
    public long reachableTimeNs() {
        return reachableTimeNs;
    }

    /** @param ns drawn at random around BaseReachableTime by router discovery */
    public void reachableTimeNs(long ns) {
        reachableTimeNs = ns;
    }

    /** RetransTimer: the time between solicitations of one neighbor. */
    public long retransTimerNs() {
        return retransTimerNs;
    }

    /** @param ns more than 0 */
    public void retransTimerNs(long ns) {
        retransTimerNs = ns;
    }

    /** Whether IP is off here because the address made of the hardware's own is a duplicate, RFC 4862 section 5.4.5. */
    public boolean disabled() {
        return disabled;
    }

    /** Turns IP off on this interface until the host is started anew. */
    public void disable() {
        disabled = true;
    }
}
