package dev.kogame.tools.conformance.packet;

import java.util.Arrays;

/** What holds for every packet that a node sends, whatever the case: RFC 8200 section 8.1, RFC 4443 section 2.4, RFC 4861. */
public final class Integrity {

    private static final int ETHERNET_OCTETS = 14;
    private static final int IP_OCTETS = 40;
    private static final int LEAST_MTU = 1280;
    private static final int SHORTEST_FRAME_OCTETS = 60;

    private Integrity() {
    }

    /** What is wrong with a frame, or an empty text. */
    public static String fault(byte[] frame, Packet packet) {
        Layer ip = packet.layer(Kind.IPV6);
        if (ip == null) {
            return "";
        }
        int end = ETHERNET_OCTETS + IP_OCTETS + (int) ip.number(Field.PAYLOAD_LENGTH, 0);
        if (ip.number(Field.VERSION, 0) != 6) {
            return "version " + ip.get(Field.VERSION) + " in an IPv6 frame";
        }
        if (end > frame.length || end < frame.length && frame.length > SHORTEST_FRAME_OCTETS) {
            return "payload length " + ip.get(Field.PAYLOAD_LENGTH) + " in a frame of " + frame.length + " octets";
        }
        Address source = (Address) ip.get(Field.SOURCE);
        Address destination = (Address) ip.get(Field.DESTINATION);
        if (source.isMulticast() || source.equals(Address.LOOPBACK)) {
            return "source address " + source;
        }
        long mac = packet.layer(Kind.ETHERNET).number(Field.ETHERNET_DESTINATION, 0);
        if (destination.isMulticast() && mac != destination.groupMac()) {
            return "group " + destination + " sent to " + Layer.mac(mac);
        }
        Layer message = packet.message();
        Kind upper = packet.has(Kind.UDP) ? Kind.UDP : message.kind();
        boolean fragment = packet.has(Kind.FRAGMENT) && packet.has(Kind.RAW);
        if (!fragment && (upper.role == Kind.Role.ICMPV6 || upper == Kind.UDP)
                && checksum(frame, end, packet, upper, source, destination) != 0) {
            return "wrong checksum";
        }
        if (message.kind().isNeighborDiscovery() && ip.number(Field.HOP_LIMIT, 0) != 255) {
            return message.kind() + " with hop limit " + ip.get(Field.HOP_LIMIT);
        }
        if (message.kind().isMld() && ip.number(Field.HOP_LIMIT, 0) != 1) {
            return message.kind() + " with hop limit " + ip.get(Field.HOP_LIMIT);
        }
        if (message.kind().isError() && end - ETHERNET_OCTETS > LEAST_MTU) {
            return "an error message of " + (end - ETHERNET_OCTETS) + " octets, more than " + LEAST_MTU;
        }
        return message.kind().isDhcp6() ? Dhcp6Integrity.fault(packet) : "";
    }

    private static int checksum(byte[] frame, int end, Packet packet, Kind upper, Address source,
            Address destination) {
        int at = ETHERNET_OCTETS + IP_OCTETS;
        for (Layer layer : packet.layers()) {
            if (layer.kind().role == Kind.Role.EXTENSION) {
                at += layer.kind() == Kind.FRAGMENT ? 8 : 8 * (int) layer.number(Field.HEADER_LENGTH, 0) + 8;
            }
        }
        return Octets.checksum(source.octets(), destination.octets(), upper.protocol(),
                Arrays.copyOfRange(frame, at, end));
    }
}
