package dev.kogame.tools.conformance.script;

import dev.kogame.tools.conformance.packet.Field;
import dev.kogame.tools.conformance.packet.Packet;

/** A packet of the device, and when it came, in seconds since the case began. */
public record Received(double atS, byte[] frame, Packet packet) {

    /** The octets from the IPv6 header to the end of the packet, without Ethernet padding. */
    public int ipOctets() {
        return 40 + (int) packet.number(Field.PAYLOAD_LENGTH);
    }

    @Override
    public String toString() {
        return "%.3f s: %s".formatted(atS, packet);
    }
}
