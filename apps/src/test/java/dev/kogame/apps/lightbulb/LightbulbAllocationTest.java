package dev.kogame.apps.lightbulb;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.SplittableRandom;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.enc28j60.Enc28j60;
import dev.kogame.enc28j60.Enc28j60Config;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.NdMessage;
import dev.kogame.netstack.wire.NdOptions;
import dev.kogame.netstack.wire.Octets;
import dev.kogame.netstack.wire.Udp;
import org.junit.jupiter.api.Test;

/**
 * The whole bulb in virtual time, from the cable through the chip's model, the driver and the stack to the lamp and back, under a mix of
 * everything that may arrive, with the octets counted that the thread allocates.
 */
class LightbulbAllocationTest {

    private static final int FRAMES = 100_000;
    private static final int WARM_UP_FRAMES = 60_000;
    /** The longest frame takes 1.2 ms on the wire, and so does its echo. */
    private static final long FRAME_INTERVAL_NS = 3_000_000;
    private static final long MAC = 0x02_00_00_00_00_01L;
    private static final long PEER_MAC = 0x02_00_00_00_00_02L;
    private static final long PEER_LO = InterfaceIdentifier.eui64(PEER_MAC);
    private static final long OWN_LO = InterfaceIdentifier.eui64(MAC);
    private static final long PREFIX_HI = 0x2001_0db8_0001_0000L;
    private static final int IP = Ethernet.HEADER_OCTETS;
    private static final int UPPER = IP + Ipv6.HEADER_OCTETS;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final VirtualCable cable = new VirtualCable(1, PEER_MAC, 0);
    private final EthernetPort peer = cable.end(0);
    private final Enc28j60Chip chip = new Enc28j60Chip(cable.end(1));
    private final Enc28j60 driver = new Enc28j60(chip, chip, Enc28j60Config.halfDuplex(MAC));
    private final NetStack stack = new NetStack(
            StackConfig.defaults().withSeed(1).withInterfaceIdentifier(InterfaceIdentifier.Kind.EUI64), driver);
    private final SplittableRandom random = new SplittableRandom(1);
    private final byte[] frame = new byte[EthernetPort.MAX_FRAME_OCTETS];
    private final byte[] received = new byte[EthernetPort.MAX_FRAME_OCTETS];
    private final byte[] coapGet = HexFormat.of().parseHex("40010000b56c69676874");
    private final byte[] coapPut = HexFormat.of().parseHex("40030000b56c69676874ff6f6e");
    private final long[] answers = new long[256];
    private long coapAnswers;
    private long nowNs;
    private int level = -1;

    LightbulbAllocationTest() {
        CoapServer server = new CoapServer(0);
        server.add(Lightbulb.PATH, new Lightbulb(percent -> level = percent));
        server.start(stack.udp(CoapServer.PORT, server));
    }

    @Test
    void shouldAllocateNothingOverAHundredThousandMixedFrames() {
        int[] preferred = new int[1];
        stack.onAddressChange((_, _, _, state) -> preferred[0] += state == AddressState.PREFERRED ? 1 : 0);
        run(3_000_000_000L);
        assertThat(preferred[0]).as("addresses preferred").isEqualTo(1);
        allocatedBy(WARM_UP_FRAMES);

        assertThat(allocatedBy(FRAMES)).as("octets allocated over %d frames", FRAMES).isZero();
        // The mix did reach every room, or the figure above means nothing.
        assertThat(answers[Icmpv6.ECHO_REPLY]).as("echo replies").isGreaterThan(FRAMES / 10);
        assertThat(answers[Icmpv6.NEIGHBOR_ADVERTISEMENT]).as("neighbor advertisements").isGreaterThan(FRAMES / 20);
        assertThat(answers[Icmpv6.PARAMETER_PROBLEM]).as("parameter problems").isPositive();
        assertThat(coapAnswers).as("CoAP answers").isGreaterThan(FRAMES / 10);
        assertThat(level).as("the lamp").isEqualTo(100);
        assertThat(stack.counters(0).drops(Drop.ICMPV6_CHECKSUM)).isPositive();
        assertThat(chip.violations()).as(chip.describeViolations()).isZero();
        stack.audit();
    }

    private long allocatedBy(int frames) {
        long before = threads.getCurrentThreadAllocatedBytes();
        traffic(frames);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void traffic(int frames) {
        for (int i = 0; i < frames; i++) {
            int octets = switch (random.nextInt(8)) {
                case 0, 1 -> echoRequest(random.nextInt(1453));
                case 2 -> coap(coapGet);
                case 3 -> coap(coapPut);
                case 4 -> neighborSolicitation();
                case 5 -> routerAdvertisement();
                case 6 -> malformed(echoRequest(64));
                default -> unknownOption();
            };
            peer.transmit(frame, 0, octets, nowNs);
            run(FRAME_INTERVAL_NS);
        }
    }

    private void run(long forNs) {
        long untilNs = nowNs + forNs;
        while (nowNs < untilNs) {
            int work = chip.poll(nowNs, 16) + stack.poll(nowNs, 16) + answers();
            if (work == 0) {
                nowNs = Math.min(untilNs, Math.min(chip.nextDeadlineNs(), stack.nextDeadlineNs()));
            }
        }
    }

    private int answers() {
        int octets = peer.receive(received, 0, received.length, nowNs);
        if (octets <= 0) {
            return 0;
        }
        int protocol = Ipv6.nextHeader(received, IP);
        if (protocol == Icmpv6.PROTOCOL) {
            int type = Icmpv6.type(received, UPPER);
            answers[type]++;
            if (type == Icmpv6.NEIGHBOR_SOLICITATION && Ipv6.sourceHi(received, IP) != 0) {
                peer.transmit(frame, 0, neighborAdvertisement(), nowNs);
            }
        } else if (protocol == Udp.PROTOCOL) {
            coapAnswers++;
        }
        return 1;
    }

    private int ip(int payload, int nextHeader, int hopLimit) {
        Ethernet.write(frame, 0, MAC, PEER_MAC, Ethernet.TYPE_IPV6);
        Ipv6.write(frame, IP, payload, nextHeader, hopLimit);
        Ipv6.source(frame, IP, Ipv6Address.LINK_LOCAL_HI, PEER_LO);
        Ipv6.destination(frame, IP, Ipv6Address.LINK_LOCAL_HI, OWN_LO);
        return UPPER + payload;
    }

    private int echoRequest(int data) {
        int end = ip(Icmpv6.MINIMUM_OCTETS + data, Icmpv6.PROTOCOL, 64);
        Icmpv6.write(frame, UPPER, Icmpv6.ECHO_REQUEST, 0, data);
        Icmpv6.seal(frame, IP, UPPER, end);
        return end;
    }

    private int coap(byte[] message) {
        int end = ip(Udp.HEADER_OCTETS + message.length, Udp.PROTOCOL, 64);
        System.arraycopy(message, 0, frame, UPPER + Udp.HEADER_OCTETS, message.length);
        Octets.put16(frame, UPPER + Udp.HEADER_OCTETS + 2, random.nextInt(65536));
        Udp.write(frame, IP, UPPER, end, 40000, CoapServer.PORT);
        return end;
    }

    private int neighborSolicitation() {
        int octets = NdMessage.NS_OPTIONS + NdOptions.LINK_LAYER_ADDRESS_OCTETS;
        int end = ip(octets, Icmpv6.PROTOCOL, NdMessage.HOP_LIMIT);
        // From ever new neighbors, so that the cache overflows.
        Ipv6.source(frame, IP, Ipv6Address.LINK_LOCAL_HI, random.nextInt(1000));
        Icmpv6.write(frame, UPPER, Icmpv6.NEIGHBOR_SOLICITATION, 0, 0);
        Ipv6Address.put(frame, UPPER + NdMessage.TARGET, Ipv6Address.LINK_LOCAL_HI, OWN_LO);
        NdOptions.writeLinkLayerAddress(frame, UPPER + NdMessage.NS_OPTIONS, NdOptions.SOURCE_LINK_LAYER_ADDRESS,
                PEER_MAC);
        Icmpv6.seal(frame, IP, UPPER, end);
        return end;
    }

    private int neighborAdvertisement() {
        int octets = NdMessage.NA_OPTIONS + NdOptions.LINK_LAYER_ADDRESS_OCTETS;
        int end = ip(octets, Icmpv6.PROTOCOL, NdMessage.HOP_LIMIT);
        Icmpv6.write(frame, UPPER, Icmpv6.NEIGHBOR_ADVERTISEMENT, 0, NdMessage.NA_SOLICITED << 24);
        Ipv6Address.put(frame, UPPER + NdMessage.TARGET, Ipv6Address.LINK_LOCAL_HI, PEER_LO);
        NdOptions.writeLinkLayerAddress(frame, UPPER + NdMessage.NA_OPTIONS, NdOptions.TARGET_LINK_LAYER_ADDRESS,
                PEER_MAC);
        Icmpv6.seal(frame, IP, UPPER, end);
        return end;
    }

    /** Prefixes come and go, so that addresses are formed, probed, deprecated and removed. */
    private int routerAdvertisement() {
        int octets = NdMessage.RA_OPTIONS + NdOptions.PREFIX_OCTETS;
        int end = ip(octets, Icmpv6.PROTOCOL, NdMessage.HOP_LIMIT);
        Ipv6.destination(frame, IP, Ipv6Address.ALL_NODES_HI, Ipv6Address.ALL_NODES_LO);
        Octets.put48(frame, Ethernet.DESTINATION, Ethernet.group(Ipv6Address.ALL_NODES_LO));
        Icmpv6.write(frame, UPPER, Icmpv6.ROUTER_ADVERTISEMENT, 0, 64 << 24 | random.nextInt(3));
        Octets.put64(frame, UPPER + NdMessage.RA_REACHABLE_TIME, 0);
        NdOptions.writePrefix(frame, UPPER + NdMessage.RA_OPTIONS, PREFIX_HI + random.nextInt(12), 64,
                NdOptions.PREFIX_ON_LINK | NdOptions.PREFIX_AUTONOMOUS, random.nextInt(1, 10), random.nextInt(2));
        Icmpv6.seal(frame, IP, UPPER, end);
        return end;
    }

    private int malformed(int octets) {
        int cut = random.nextInt(UPPER, octets + 1);
        frame[random.nextInt(IP, octets)] ^= (byte) (1 << random.nextInt(8));
        return cut;
    }

    /** A destination options header with an option that must be answered, RFC 8200 section 4.2. */
    private int unknownOption() {
        int end = ip(16, 60, 64);
        Octets.put64(frame, UPPER, 0x3a00_8704_0000_0000L);
        Octets.put64(frame, UPPER + 8, 0x8000_0000_0000_0000L);
        return end;
    }
}
