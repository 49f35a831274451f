package dev.kogame.board.linux;

import java.lang.foreign.MemorySegment;

/** A main that does to a lasting TAP what a virtual machine does: asks for frames with unfinished checksums, and goes. */
final class OffloadLeftOn {
    /** TUN_F_CSUM of linux/if_tun.h. */
    private static final long CHECKSUM_OFFLOAD = 1;

    private OffloadLeftOn() {
    }

    /** @param arguments the TAP's name */
    public static void main(String... arguments) throws SystemCallException {
        try (Tap tap = Tap.open(arguments[0], 0x02_00_00_00_00_07L)) {
            MemorySegment flags = MemorySegment.ofAddress(CHECKSUM_OFFLOAD);
            if (NativeCalls.ioctl(tap.descriptor(), LinuxAbi.TUNSETOFFLOAD, flags) < 0) {
                throw new AssertionError("this kernel knows no checksum offload for a TAP");
            }
        }
    }
}
