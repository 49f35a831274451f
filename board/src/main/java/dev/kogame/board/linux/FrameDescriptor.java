package dev.kogame.board.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

import dev.kogame.board.EthernetPort;

/**
 * A descriptor of the kernel that reads and writes one Ethernet frame at a time. It receives everything, so groups need not be joined.
 * One thread; allocates and throws nothing after it is open.
 */
abstract sealed class FrameDescriptor implements EthernetPort, Pollable, AutoCloseable permits Tap, PacketSocket {

    private static final int HEADER_OCTETS = 14;
    /** More than a frame, so that a longer one shows itself instead of being cut to size by the kernel. */
    private static final int BUFFER_OCTETS = 2048;

    final int descriptor;
    /** A struct ifreq with the name of the interface. */
    final MemorySegment request;
    boolean linkUp;
    boolean closed;
    private final long macAddress;
    private final MemorySegment received;
    private final MemorySegment sent;

    /**
     * @param name of the interface
     * @param arena collected, not closed: no late call can find its memory freed
     */
    FrameDescriptor(String name, long macAddress, int descriptor, Arena arena) {
        this.macAddress = macAddress;
        this.descriptor = descriptor;
        received = arena.allocate(BUFFER_OCTETS);
        sent = arena.allocate(BUFFER_OCTETS);
        request = arena.allocate(LinuxAbi.IFREQ_OCTETS, Long.BYTES);
        MemorySegment.copy(name.getBytes(StandardCharsets.US_ASCII), 0, request, JAVA_BYTE, 0, name.length());
    }

    /** @throws IllegalArgumentException if an address is not that of one station */
    static void requireIndividual(long macAddress) {
        if (macAddress <= 0 || macAddress >> 48 != 0 || (macAddress & 1L << 40) != 0) {
            throw new IllegalArgumentException(String.format(
                    "0x%x cannot be the MAC address of a port: it must be 48 bits, "
                            + "not 0, and no group address (lowest bit of the first octet clear), for example 0x020000000001",
                    macAddress));
        }
    }

    /** Finds out whether the link is up. */
    abstract void lookAtLink();

    @Override
    public abstract void close();

    /** {@inheritDoc} The kernel tells nobody here about frames it dropped because we did not read, so there is no overrun. */
    @Override
    public int receive(byte[] frame, int at, int capacity, long nowNs) {
        if (closed) {
            return NONE;
        }
        int octets = NativeCalls.read(descriptor, received, BUFFER_OCTETS);
        if (octets < 0) {
            return NONE;
        }
        if (octets > MAX_FRAME_OCTETS || octets > capacity) {
            return RECEIVE_TOO_LONG;
        }
        if (octets < HEADER_OCTETS) {
            return RECEIVE_ERROR;
        }
        MemorySegment.copy(received, JAVA_BYTE, 0, frame, at, octets);
        return octets;
    }

    /**
     * {@inheritDoc} Never {@link #BUSY}: the kernel takes a frame at once, unless the interface is down or out of memory, and
     * then the frame is lost as on any cable.
     */
    @Override
    public int transmit(byte[] frame, int at, int octets, long nowNs) {
        if (!linkUp) {
            return FAILED;
        }
        MemorySegment.copy(frame, at, sent, JAVA_BYTE, 0, octets);
        if (NativeCalls.write(descriptor, sent, octets) == octets) {
            return SENT;
        }
        lookAtLink();
        return FAILED;
    }

    @Override
    public boolean linkUp() {
        return linkUp;
    }

    /** {@inheritDoc} The one it was opened with; the host has another on the same Ethernet. */
    @Override
    public long macAddress() {
        return macAddress;
    }

    /** Does nothing: all frames come. */
    @Override
    public void joinGroup(long group) {
    }

    /** Does nothing: all frames come. */
    @Override
    public void leaveGroup(long group) {
    }

    @Override
    public int descriptor() {
        return descriptor;
    }
}
