package dev.kogame.netstack.udp;

import dev.kogame.board.Boot;
import dev.kogame.netstack.ip6.Ip6Output;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Udp;

/** The open UDP ports, and the way of a datagram to its handler. One thread; allocates nothing after the sockets are open. */
public final class UdpSockets {

    private final AddressTable addresses;
    private final Ip6Output output;
    private final UdpSocket[] sockets;
    private final UdpDatagram datagram = new UdpDatagram();
    private int count;

    /** @param capacity how many ports can be open */
    public UdpSockets(int capacity, AddressTable addresses, Ip6Output output) {
        this.addresses = addresses;
        this.output = output;
        sockets = new UdpSocket[capacity];
    }

    /**
     * Opens a port.
     *
     * @throws IllegalArgumentException if the port is not 1 to 65535 or is open already
     * @throws IllegalStateException if there are as many sockets as the configuration allows
     */
    @Boot
    public UdpSocket open(int port, UdpHandler handler) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("UDP port " + port + " is not between 1 and 65535");
        }
        if (find(port) >= 0) {
            throw new IllegalArgumentException("UDP port " + port + " is open already; a port has one handler");
        }
        if (count == sockets.length) {
            throw new IllegalStateException("all " + sockets.length + " UDP sockets are open; raise udpSockets");
        }
        return sockets[count++] = new UdpSocket(port, handler, this, addresses, output);
    }

    /**
     * A datagram arrived for an address or group of this interface.
     *
     * @return {@link Drop#OK} or a drop code, counted; {@link Drop#UDP_PORT} asks for a Port Unreachable (RFC 4443 section 3.1)
     */
    public int input(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = Udp.check(b, ip, at, end);
        if (outcome != Drop.OK) {
            return in.counters().drop(outcome);
        }
        if (Ipv6Address.isUnspecified(Ipv6.sourceHi(b, ip), Ipv6.sourceLo(b, ip))) {
            return in.counters().drop(Drop.UNSPECIFIED_SOURCE);
        }
        int socket = find(Udp.destinationPort(b, at));
        if (socket < 0) {
            return in.counters().drop(Drop.UDP_PORT);
        }
        datagram.set(in.index(), b, ip, at);
        sockets[socket].received(datagram, nowNs);
        return Drop.OK;
    }

    /**
     * Takes over the open sockets of another stack of the same configuration, which has none afterwards. A port that is open here already,
     * because the stack itself needs it, stays as it is.
     */
    @Boot
    public void adopt(UdpSockets from) {
        for (int i = 0; i < from.count; i++) {
            UdpSocket socket = from.sockets[i];
            if (find(socket.localPort()) < 0) {
                socket.moveTo(this, addresses, output);
                sockets[count++] = socket;
            }
        }
        from.count = 0;
    }

    /**
     * An ICMPv6 error arrived about a datagram of ours.
     *
     * @param b holds as much of the datagram as the error quotes, its IPv6 header at {@code ip}, its UDP header in {@code b[at, end)}
     * @return {@link Drop#OK}, or {@link Drop#ICMPV6_ERROR_UNCLAIMED}, not counted, if no port of ours sent it
     */
    public int error(Interface in, byte[] b, int ip, int at, int end, int type, int code, long nowNs) {
        int socket = end - at < Udp.LENGTH ? -1 : find(Udp.sourcePort(b, at));
        if (socket < 0) {
            return Drop.ICMPV6_ERROR_UNCLAIMED.code;
        }
        sockets[socket].failed(type, code, in.index(), Ipv6.destinationHi(b, ip), Ipv6.destinationLo(b, ip),
                Udp.destinationPort(b, at), b, Math.min(at + Udp.HEADER_OCTETS, end), end, nowNs);
        return Drop.OK;
    }

    /** The place of the socket with a port, or -1. */
    int find(int port) {
        for (int i = 0; i < count; i++) {
            if (sockets[i].localPort() == port) {
                return i;
            }
        }
        return -1;
    }
}
