package dev.kogame.netstack.udp;

import dev.kogame.netstack.ip6.Ip6Output;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Udp;

/**
 * A local UDP port: builds datagrams in frame slots and sends them.
 *
 * <p>{@link #take()} a slot, write the payload into {@link #buffer} from {@link #PAYLOAD_AT} on, then give the slot up by {@link #reply},
 * {@link #send} or {@link #cancel}: exactly one of them, exactly once. One thread; allocates nothing.
 */
public final class UdpSocket {

    /** The longest payload that fits a frame, and so leaves in one on a link whose MTU is that of Ethernet. */
    public static final int MAX_PAYLOAD_OCTETS = Ip6Output.MAX_FRAME_PAYLOAD_OCTETS - Udp.HEADER_OCTETS;

    /** The index of the first payload octet in a slot's buffer. */
    public static final int PAYLOAD_AT = FramePool.UPPER_AT + Udp.HEADER_OCTETS;

    private final UdpHandler handler;
    private int localPort;
    private UdpSockets sockets;
    private AddressTable addresses;
    private Ip6Output output;

    UdpSocket(int localPort, UdpHandler handler, UdpSockets sockets, AddressTable addresses, Ip6Output output) {
        this.localPort = localPort;
        this.handler = handler;
        moveTo(sockets, addresses, output);
    }

    /** Goes on in another stack. */
    void moveTo(UdpSockets to, AddressTable toAddresses, Ip6Output toOutput) {
        sockets = to;
        addresses = toAddresses;
        output = toOutput;
    }

    void received(UdpDatagram datagram, long nowNs) {
        handler.received(datagram, nowNs);
    }

    /** The port, 1 to 65535. */
    public int localPort() {
        return localPort;
    }

    /**
     * Takes another local port, as a client does for every exchange that nobody shall forge an answer to (RFC 5452 section 9.2).
     *
     * @param port 1 to 65535
     * @return whether the port was free, or this socket's own; if not, nothing happens
     */
    public boolean localPort(int port) {
        if (port != localPort && sockets.find(port) >= 0) {
            return false;
        }
        localPort = port;
        return true;
    }

    void failed(int type, int code, int interfaceIndex, long hi, long lo, int port, byte[] quoted, int at, int end,
            long nowNs) {
        handler.failed(type, code, interfaceIndex, hi, lo, port, quoted, at, end, nowNs);
    }

    /** A slot for {@link #MAX_PAYLOAD_OCTETS} that now belongs to the caller, or -1 (counted) if all are taken. */
    public int take() {
        return output.take(output.out());
    }

    /**
     * A slot for a payload of some length that now belongs to the caller, or -1 (counted) if all such are taken, or the payload is longer
     * than {@link #maxPayloadOctets}.
     */
    public int take(int octets) {
        return output.take(output.out(), Ipv6.HEADER_OCTETS + Udp.HEADER_OCTETS + octets);
    }

    /**
     * The longest payload that can be sent: {@code largePacketOctets} of the configuration without headers. One that is longer than the
     * path's MTU admits leaves in fragments.
     */
    public int maxPayloadOctets() {
        return output.maxPacketOctets() - Ipv6.HEADER_OCTETS - Udp.HEADER_OCTETS;
    }

    /** The memory of a taken slot. Its octets are those of an earlier frame. */
    public byte[] buffer(int slot) {
        return output.bytes(slot);
    }

    /** Gives a slot up without sending it. */
    public void cancel(int slot) {
        output.cancel(slot);
    }

    /**
     * Answers a datagram, from the address it was sent to if that was ours alone, by the interface it came in. The slot is given up.
     *
     * @param octets the payload's octets, 0 to what the slot was taken for
     * @return {@link Drop#OK} or a drop code, counted
     */
    public int reply(int slot, int octets, UdpDatagram to, long nowNs) {
        long sourceHi = to.toMulticast() ? 0 : to.destinationHi();
        long sourceLo = to.toMulticast() ? 0 : to.destinationLo();
        return send(slot, octets, sourceHi, sourceLo, to.interfaceIndex(), to.sourceHi(), to.sourceLo(),
                to.sourcePort(),
                nowNs);
    }

    /**
     * Tells that a datagram proves that what was sent to its sender arrived there: the neighbor that packets to it go through is reachable,
     * and need not be asked, RFC 4861 section 7.3.1. A datagram is such a proof only if nobody could have sent it without having read what
     * this socket sent a moment ago, for example if it repeats an unpredictable number.
     */
    public void confirmReachable(UdpDatagram answer, long nowNs) {
        if (!answer.toMulticast()) {
            output.confirmReachable(answer.interfaceIndex(), answer.destinationHi(), answer.destinationLo(),
                    answer.sourceHi(), answer.sourceLo(), nowNs);
        }
    }

    /**
     * Sends a datagram from the address that fits the destination best. The slot is given up.
     *
     * @param octets the payload's octets, 0 to what the slot was taken for
     * @param interfaceIndex the interface to leave by, which gives a link-local or multicast destination its meaning, or -1 for any
     * @return {@link Drop#OK} or a drop code, counted
     */
    public int send(int slot, int octets, int interfaceIndex, long hi, long lo, int port, long nowNs) {
        return send(slot, octets, 0, 0, interfaceIndex, hi, lo, port, nowNs);
    }

    /**
     * Sends a datagram from an address of ours that the destination knows already, because it wrote to it. The slot is given up.
     *
     * @param sourceHi the address to send from; if it is not ours any more, or is 0, 0, the one that fits the destination best
     * @param interfaceIndex as in {@link #send(int, int, int, long, long, int, long) send}, but never -1
     * @return {@link Drop#OK} or a drop code, counted
     */
    public int sendFrom(int slot, int octets, long sourceHi, long sourceLo, int interfaceIndex, long hi, long lo,
            int port, long nowNs) {
        boolean ours = addresses.assigned(interfaceIndex, sourceHi, sourceLo);
        return send(slot, octets, ours ? sourceHi : 0, ours ? sourceLo : 0, interfaceIndex, hi, lo, port, nowNs);
    }

    private int send(int slot, int octets, long sourceHi, long sourceLo, int interfaceIndex, long hi, long lo, int port,
            long nowNs) {
        int outcome = output.route(interfaceIndex, sourceHi, sourceLo, hi, lo);
        if (outcome == Drop.OK && octets > output.bytes(slot).length - PAYLOAD_AT) {
            outcome = output.out().counters().drop(Drop.PACKET_TOO_BIG);
        }
        if (outcome != Drop.OK) {
            output.cancel(slot);
            return outcome;
        }
        if (Ipv6Address.isUnspecified(sourceHi, sourceLo)) {
            int own = output.source(hi, lo);
            if (own == AddressTable.NONE) {
                output.cancel(slot);
                return Drop.NO_SOURCE_ADDRESS.code;
            }
            sourceHi = addresses.hi(own);
            sourceLo = addresses.lo(own);
        }
        byte[] b = output.bytes(slot);
        int ip = FramePool.IP_AT;
        // RFC 3493 section 5.2: multicast stays on the link unless told otherwise.
        int hopLimit = Ipv6Address.isMulticast(hi) ? 1 : output.out().curHopLimit();
        Ipv6.write(b, ip, Udp.HEADER_OCTETS + octets, Udp.PROTOCOL, hopLimit);
        Ipv6.source(b, ip, sourceHi, sourceLo);
        Ipv6.destination(b, ip, hi, lo);
        Udp.write(b, ip, FramePool.UPPER_AT, PAYLOAD_AT + octets, localPort, port);
        return output.send(slot, nowNs);
    }
}
