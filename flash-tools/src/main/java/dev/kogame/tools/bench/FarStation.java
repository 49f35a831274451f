package dev.kogame.tools.bench;

import java.util.function.LongSupplier;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.NdMessage;
import dev.kogame.netstack.wire.NdOptions;
import dev.kogame.netstack.wire.Udp;

/**
 * The station at the far end of the cable: sends one frame as often as it is told, each as soon as the wire is free, answers
 * neighbor solicitations, and notes when the first bit of its last frame left and when the last bit of the last answer came.
 *
 * <p>The chip asks for a frame when its first bit is due and hands one over when its last bit is through, so the chip's time at that
 * call is the time on the wire.
 */
final class FarStation implements EthernetPort {

    static final long MAC = 0x02_00_00_00_00_01L;
    static final long DEVICE_MAC = 0x02_00_00_00_00_02L;
    /** A prefix for documentation, RFC 3849; this station is 1 in it and the device 2. */
    static final long PREFIX_HI = 0x2001_0db8_0001_0000L;
    static final long LO = 1;
    static final long DEVICE_LO = 2;
    static final int PORT = 4000;

    /** The shortest frame that carries a UDP datagram or an echo request. */
    static final int SHORTEST_OCTETS = Ethernet.HEADER_OCTETS + Ipv6.HEADER_OCTETS + Udp.HEADER_OCTETS;

    private static final int IP = Ethernet.HEADER_OCTETS;
    private static final int UPPER = IP + Ipv6.HEADER_OCTETS;
    private static final int NO_NEXT_HEADER = 59;
    private static final int HOP_LIMIT = 64;
    private static final int OCTET_NS = 800;
    private static final int PREAMBLE_OCTETS = 8;
    private static final int FCS_OCTETS = 4;
    private static final int SHORTEST_ON_WIRE_OCTETS = 60;

    private final byte[] frame = new byte[MAX_FRAME_OCTETS];
    private final byte[] advertisement = new byte[UPPER + NdMessage.NA_OPTIONS + NdOptions.LINK_LAYER_ADDRESS_OCTETS];
    private int frameOctets;
    private long left;
    private boolean advertise;
    private long firstBitNs;
    private long answers;
    private long answeredNs;
    private LongSupplier wireClock = () -> 0;

    /** @param clock the chip's time */
    void wireClock(LongSupplier clock) {
        wireClock = clock;
    }

    /** From now on {@code count} UDP datagrams to a port of the device, in frames of so many octets. */
    void offerDatagrams(long count, int octets, int devicePort) {
        address(octets, Udp.PROTOCOL);
        Udp.write(frame, IP, UPPER, octets, PORT, devicePort);
        left = count;
    }

    /** From now on {@code count} echo requests, in frames of so many octets. */
    void offerEchoRequests(long count, int octets) {
        address(octets, Icmpv6.PROTOCOL);
        Icmpv6.write(frame, UPPER, Icmpv6.ECHO_REQUEST, 0, 1);
        Icmpv6.seal(frame, IP, UPPER, octets);
        left = count;
    }

    /** From now on {@code count} frames of IPv6 packets that carry nothing, which can be as short as Ethernet allows. */
    void offerEmptyPackets(long count, int octets) {
        address(octets, NO_NEXT_HEADER);
        left = count;
    }

    private void address(int octets, int nextHeader) {
        frameOctets = octets;
        Ethernet.write(frame, 0, DEVICE_MAC, MAC, Ethernet.TYPE_IPV6);
        Ipv6.write(frame, IP, octets - UPPER, nextHeader, HOP_LIMIT);
        Ipv6.source(frame, IP, PREFIX_HI, LO);
        Ipv6.destination(frame, IP, PREFIX_HI, DEVICE_LO);
    }

    /** When the first bit of the last frame sent was on the wire. */
    long firstBitNs() {
        return firstBitNs;
    }

    /** When its last bit was. */
    long lastBitNs() {
        int octets = PREAMBLE_OCTETS + Math.max(SHORTEST_ON_WIRE_OCTETS, frameOctets) + FCS_OCTETS;
        return firstBitNs + (long) octets * OCTET_NS;
    }

    /** How many datagrams and echo replies came from the device. */
    long answers() {
        return answers;
    }

    /** When the last bit of the last of them was on the wire. */
    long answeredNs() {
        return answeredNs;
    }

    @Override
    public int receive(byte[] into, int at, int capacity, long nowNs) {
        if (advertise) {
            advertise = false;
            System.arraycopy(advertisement, 0, into, at, advertisement.length);
            return advertisement.length;
        }
        if (left == 0) {
            return NONE;
        }
        left--;
        firstBitNs = wireClock.getAsLong();
        System.arraycopy(frame, 0, into, at, frameOctets);
        return frameOctets;
    }

    @Override
    public int transmit(byte[] sent, int at, int octets, long nowNs) {
        int ip = at + IP;
        int upper = at + UPPER;
        boolean toUs = Ethernet.type(sent, at) == Ethernet.TYPE_IPV6 && Ipv6.destinationHi(sent, ip) == PREFIX_HI
                && Ipv6.destinationLo(sent, ip) == LO;
        if (toUs && Ipv6.nextHeader(sent, ip) == Udp.PROTOCOL || toUs && isIcmp(sent, at, Icmpv6.ECHO_REPLY)) {
            answers++;
            answeredNs = wireClock.getAsLong();
        } else if (isIcmp(sent, at, Icmpv6.NEIGHBOR_SOLICITATION) && Ipv6.sourceHi(sent, ip) != 0
                && NdMessage.targetHi(sent, upper) == PREFIX_HI && NdMessage.targetLo(sent, upper) == LO) {
            advertise(Ipv6.sourceHi(sent, ip), Ipv6.sourceLo(sent, ip));
        }
        return SENT;
    }

    private static boolean isIcmp(byte[] b, int at, int type) {
        return Ethernet.type(b, at) == Ethernet.TYPE_IPV6 && Ipv6.nextHeader(b, at + IP) == Icmpv6.PROTOCOL
                && Icmpv6.type(b, at + UPPER) == type;
    }

    private void advertise(long toHi, long toLo) {
        byte[] b = advertisement;
        Ethernet.write(b, 0, DEVICE_MAC, MAC, Ethernet.TYPE_IPV6);
        Ipv6.write(b, IP, b.length - UPPER, Icmpv6.PROTOCOL, NdMessage.HOP_LIMIT);
        Ipv6.source(b, IP, PREFIX_HI, LO);
        Ipv6.destination(b, IP, toHi, toLo);
        Icmpv6.write(b, UPPER, Icmpv6.NEIGHBOR_ADVERTISEMENT, 0,
                (NdMessage.NA_SOLICITED | NdMessage.NA_OVERRIDE) << 24);
        Ipv6Address.put(b, UPPER + NdMessage.TARGET, PREFIX_HI, LO);
        NdOptions.writeLinkLayerAddress(b, UPPER + NdMessage.NA_OPTIONS, NdOptions.TARGET_LINK_LAYER_ADDRESS, MAC);
        Icmpv6.seal(b, IP, UPPER, b.length);
        advertise = true;
    }

    @Override
    public int poll(long nowNs) {
        return 0;
    }

    @Override
    public long nextDeadlineNs() {
        return advertise || left > 0 ? 0 : Deadlines.NEVER;
    }

    @Override
    public boolean linkUp() {
        return true;
    }

    @Override
    public long macAddress() {
        return MAC;
    }

    @Override
    public void joinGroup(long group) {
    }

    @Override
    public void leaveGroup(long group) {
    }
}
