package dev.kogame.tools.conformance.script;

import dev.kogame.tools.conformance.packet.Packet;

/**
 * Something that happened in a case.
 *
 * @param atNs since the case began
 * @param frame null for a remark
 * @param remark what was expected or done, or an empty text
 */
public record Event(long atNs, Direction direction, byte[] frame, String remark) {

    /** Seen from the device. */
    public enum Direction {
        TO_DEVICE, FROM_DEVICE, REMARK
    }

    /** What the frame says, read anew at each call, since a case may have many; null for a remark. */
    public Packet packet() {
        return frame == null ? null : Packet.parse(frame);
    }
}
