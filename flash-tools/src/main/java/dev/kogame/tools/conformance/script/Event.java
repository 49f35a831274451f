package dev.kogame.tools.conformance.script;

import dev.kogame.tools.conformance.packet.Packet;

/**
 * Something that happened in a case.
 *
 * @param atNs since the case began
 * @param frame null for a remark
 * @param packet what the frame says, or null
 * @param remark what was expected or done, or an empty text
 */
public record Event(long atNs, Direction direction, byte[] frame, Packet packet, String remark) {

    /** Seen from the device. */
    public enum Direction {
        TO_DEVICE, FROM_DEVICE, REMARK
    }
}
