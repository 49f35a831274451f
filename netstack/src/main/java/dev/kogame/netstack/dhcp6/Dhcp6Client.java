package dev.kogame.netstack.dhcp6;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressAutoconfiguration;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.DnsSearchList;
import dev.kogame.netstack.nd.DnsServers;
import dev.kogame.netstack.nd.RouterDiscovery;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.udp.UdpSockets;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Octets;

/**
 * The DHCPv6 client of all interfaces, RFC 8415. It does what the M and O flags of the last router advertisement ask for and sends nothing
 * as long as no router sets one.
 *
 * <p>The host is known to servers by a DUID-LL (section 11.4) made of the hardware address of its first interface, the same after every
 * start without storage; the IAID of an interface is its number, counted from 1. One thread; allocates nothing after construction.
 */
public final class Dhcp6Client implements UdpHandler {

    /** A DUID-LL of an Ethernet address: type 3, hardware type 1, six octets. */
    static final int DUID_OCTETS = 10;

    private final Interface[] interfaces;
    private final InterfaceClient[] clients;

    /** Opens port 546. */
    public Dhcp6Client(Interface[] interfaces, AddressTable addresses, AddressAutoconfiguration autoconfiguration,
            RouterDiscovery routers, DnsServers dnsServers, DnsSearchList dnsSearchList, UdpSockets udp,
            SplittableRandom random) {
        this.interfaces = interfaces;
        UdpSocket socket = udp.open(Dhcp6Message.CLIENT_PORT, this);
        byte[] duid = new byte[DUID_OCTETS];
        Octets.put16(duid, 0, 3);
        Octets.put16(duid, 2, 1);
        Octets.put48(duid, 4, interfaces[0].mac());
        clients = new InterfaceClient[interfaces.length];
        for (int i = 0; i < clients.length; i++) {
            Leases leases = new Leases(interfaces[i], addresses, autoconfiguration);
            clients[i] = new InterfaceClient(interfaces[i], addresses, leases, routers, dnsServers, dnsSearchList,
                    socket, duid, random);
        }
    }

    /** The link of an interface came up: what was learned there before is confirmed or asked for again, section 18.2.12. */
    public void linkUp(int ifIndex, long nowNs) {
        clients[ifIndex].linkUp(nowNs);
    }

    /**
     * Gives back what was leased, section 18.2.7: the addresses are gone at once, and the server is told in the polls that follow. The
     * interface asks for no others before its link comes up again.
     */
    public void release(int ifIndex, long nowNs) {
        clients[ifIndex].release(nowNs);
    }

    @Override
    public void received(UdpDatagram datagram, long nowNs) {
        byte[] b = datagram.buffer();
        int at = datagram.offset();
        int end = at + datagram.octets();
        int outcome = Dhcp6Message.check(b, at, end);
        if (outcome == Drop.OK) {
            outcome = clients[datagram.interfaceIndex()].received(b, at, end, nowNs);
        }
        if (outcome != Drop.OK) {
            interfaces[datagram.interfaceIndex()].counters().drop(outcome);
        }
    }

    /** Looks at the flags and at the leased addresses, and sends what is due. Answers the units of work done. */
    public int poll(long nowNs) {
        int work = 0;
        for (int i = 0; i < clients.length; i++) {
            work += clients[i].poll(nowNs);
        }
        return work;
    }

    public long nextDeadlineNs() {
        long deadlineNs = Deadlines.NEVER;
        for (int i = 0; i < clients.length; i++) {
            deadlineNs = Math.min(deadlineNs, clients[i].nextDeadlineNs());
        }
        return deadlineNs;
    }
}
