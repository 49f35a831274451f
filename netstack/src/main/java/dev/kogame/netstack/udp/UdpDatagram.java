package dev.kogame.netstack.udp;

import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Udp;

/**
 * A received datagram, as a view of the frame it came in. There is one such object, which is set to each datagram in turn: whoever is
 * handed it may use it until return and must copy what is to last.
 */
public final class UdpDatagram {

    private byte[] b = new byte[0];
    private int ip;
    private int at;
    private int interfaceIndex;

    UdpDatagram() {
    }

    void set(int ifIndex, byte[] frame, int ipAt, int udpAt) {
        interfaceIndex = ifIndex;
        b = frame;
        ip = ipAt;
        at = udpAt;
    }

    /** The memory that holds the payload, from {@link #offset()} on; to be read only. */
    public byte[] buffer() {
        return b;
    }

    public int offset() {
        return at + Udp.HEADER_OCTETS;
    }

    /** The payload's octets, 0 or more. */
    public int octets() {
        return Udp.length(b, at) - Udp.HEADER_OCTETS;
    }

    /** Where it arrived: the zone of a link-local source. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    public long sourceHi() {
        return Ipv6.sourceHi(b, ip);
    }

    public long sourceLo() {
        return Ipv6.sourceLo(b, ip);
    }

    public int sourcePort() {
        return Udp.sourcePort(b, at);
    }

    public long destinationHi() {
        return Ipv6.destinationHi(b, ip);
    }

    public long destinationLo() {
        return Ipv6.destinationLo(b, ip);
    }

    /** Whether it was sent to a group rather than to this host alone. */
    public boolean toMulticast() {
        return Ipv6Address.isMulticast(destinationHi());
    }
}
