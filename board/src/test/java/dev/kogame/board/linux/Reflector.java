package dev.kogame.board.linux;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.Clock;
import dev.kogame.board.EthernetPort;

/**
 * A main that stands on a TAP and sends every UDP datagram over IPv6 back to where it came from, with the octets its thread
 * allocated for every {@link #BLOCK} of them.
 *
 * <p>Swapping addresses and ports leaves the UDP checksum right (RFC 8200 section 8.1), so the kernel takes the answers.
 */
final class Reflector {
    static final int BLOCK = 10_000;
    static final String READY = "reflecting";
    static final String ALLOCATED = "allocated ";

    private static final int DESTINATION_MAC = 0;
    private static final int SOURCE_MAC = 6;
    private static final int ETHER_TYPE = 12;
    private static final int NEXT_HEADER = 14 + 6;
    private static final int SOURCE_ADDRESS = 14 + 8;
    private static final int DESTINATION_ADDRESS = 14 + 24;
    private static final int SOURCE_PORT = 14 + 40;
    private static final int DESTINATION_PORT = 14 + 42;
    private static final int UDP_AT_LEAST = 14 + 40 + 8;
    private static final int UDP = 17;

    private final Tap tap;
    private final byte[] frame = new byte[EthernetPort.MAX_FRAME_OCTETS];
    private final byte[] swapped = new byte[16];

    private Reflector(Tap tap) {
        this.tap = tap;
    }

    /** @param arguments the TAP's name, our MAC address in hexadecimal, the blocks to reflect before ending */
    public static void main(String... arguments) throws SystemCallException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] allocated = new long[Integer.parseInt(arguments[2])];
        try (Tap tap = Tap.open(arguments[0], Long.parseLong(arguments[1], 16))) {
            Reflector reflector = new Reflector(tap);
            PollIdle idle = new PollIdle(tap);
            Clock clock = Clock.monotonic();
            System.out.println(READY);
            for (int block = 0; block < allocated.length; block++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                reflector.reflect(idle, clock);
                allocated[block] = threads.getCurrentThreadAllocatedBytes() - before;
            }
        }
        System.out.println(ALLOCATED + Arrays.toString(allocated));
    }

    private void reflect(PollIdle idle, Clock clock) {
        int reflected = 0;
        while (reflected < BLOCK) {
            long nowNs = clock.nowNs();
            int work = tap.poll(nowNs);
            int octets = tap.receive(frame, 0, frame.length, nowNs);
            if (octets > 0) {
                work++;
                if (isUdp(octets)) {
                    turnRound();
                    reflected += tap.transmit(frame, 0, octets, nowNs) == EthernetPort.SENT ? 1 : 0;
                }
            }
            idle.idle(work, nowNs, tap.nextDeadlineNs());
        }
    }

    private boolean isUdp(int octets) {
        return octets >= UDP_AT_LEAST && frame[ETHER_TYPE] == (byte) 0x86 && frame[ETHER_TYPE + 1] == (byte) 0xdd
                && frame[NEXT_HEADER] == UDP && (frame[DESTINATION_MAC] & 1) == 0;
    }

    private void turnRound() {
        swap(DESTINATION_MAC, SOURCE_MAC, 6);
        swap(SOURCE_ADDRESS, DESTINATION_ADDRESS, 16);
        swap(SOURCE_PORT, DESTINATION_PORT, 2);
    }

    private void swap(int one, int other, int octets) {
        System.arraycopy(frame, one, swapped, 0, octets);
        System.arraycopy(frame, other, frame, one, octets);
        System.arraycopy(swapped, 0, frame, other, octets);
    }
}
