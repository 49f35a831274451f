package dev.kogame.netstack;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.dnsSearchList;
import static dev.kogame.netstack.Packet.dnsServers;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.mtu;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.route;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;

/**
 * The stack takes all its memory when it is built: traffic of any kind, and its timers, allocate nothing.
 *
 * <p>The virtual machine itself does, a few hundred octets once each time its optimising compiler replaces code (never in the
 * interpreter, nor with the first compiler alone). So rounds of the same traffic follow each other until it has settled; what allocates
 * for traffic does so in every round.
 */
class ZeroAllocationTest {

    private static final int FRAMES = 100_000;
    private static final int ROUNDS = 12;
    private static final long STEP_NS = 7_000_000;

    private final VirtualCable cable = new VirtualCable(1, Packet.mac(1), Packet.mac(2));
    private final NetStack stack = new NetStack(config(), cable.end(0));
    private final byte[] drain = new byte[1514];
    private final long[] own = new long[2];
    private UdpSocket echo;
    private long nowNs;

    /** Everything on that can be. */
    private static StackConfig config() {
        StackConfig config = StackConfig.defaults().withSeed(1)
                .withInterfaceIdentifier(InterfaceIdentifier.Kind.TEMPORARY);
        for (Switch each : Switch.values()) {
            config = config.with(each, true);
        }
        return config;
    }

    private static String ownText(long hi, long lo) {
        return Dissector.text(Packet.join(u32(hi >>> 32), u32(hi), u32(lo >>> 32), u32(lo)));
    }

    private static List<byte[]> traffic(String own, String group) {
        List<byte[]> frames = new ArrayList<>();
        for (int n = 2; n < 40; n++) {
            String peer = "fe80::" + n;
            frames.add(solicitation(peer, group, own, sourceLinkLayerAddress(n)).by(n).frame());
            frames.add(Packet.from(peer).to(own).by(n).echo(n, n, counting(20 * n)).frame());
            frames.add(Packet.from(peer).to(own).by(n).udp(40000 + n, 7, counting(n)).frame());
            frames.add(Packet.from(peer).to(own).by(n).udp(40000 + n, 8, counting(n)).frame());
            frames.add(advertisement(peer, own, n % 2 == 0 ? "SO" : "O", peer, targetLinkLayerAddress(n)).frame());
            frames.add(Packet.from("fe80::99:" + n).to(own).by(n).echo(n, n, counting(n)).frame());
            frames.add(routerAdvertisement("fe80::a:" + n % 7, 60 + n % 3, n % 4, 10_000 + n, 1000,
                    sourceLinkLayerAddress(n), mtu(1280 + n),
                    prefix("2001:db8:" + n + "::", 64, "LA", 1 + n % 4, n % 2)).frame());
            frames.add(routerAdvertisement("fe80::b:" + n % 3, n % 2 == 0 ? "high" : "MO low", n % 5 * 20,
                    sourceLinkLayerAddress(200 + n % 3), prefix("2001:db8:99::", 64, "LA", 90 * n % 7, 30),
                    route("2001:db8:77::", 48, "high", n % 6), route("2001:db8:88::" + n, 128, "low", n % 9),
                    dnsServers(n % 9, "2001:db8::" + n, "fe80::" + n), dnsSearchList(n % 8, "d" + n + ".example"))
                    .frame());
            frames.add(Packet.from("fe80::b:" + n % 3).to(own).by(200 + n % 3).hop(255).icmp(137, 0, u32(0),
                    Packet.address("fe80::c:" + n), Packet.address("2001:db8:77::" + n), targetLinkLayerAddress(n))
                    .frame());
            frames.add(Packet.from("2001:db8:77::" + n).to(own).by(n).udp(40000 + n, 7, counting(n)).frame());
            frames.add(Packet.from(peer).to(group).hop(1).header(Packet.HOP_BY_HOP, "00 05020000 0100").icmp(130, 0,
                    u16(n), u16(0), Packet.address(group), u32(0x027d_0001), Packet.address(peer)).frame());
            if (n == 20) {
                frames.add(Packet.from(peer).to("ff02::1").hop(1).header(Packet.HOP_BY_HOP, "00 05020000 0100")
                        .icmp(130, 0, u16(900), u16(0), Packet.address("::")).frame());
            }
            frames.add(Packet.from(peer).to(own).header(Packet.HOP_BY_HOP, "00 870400000000").echo(1, 1, counting(8))
                    .frame());
            frames.add(Packet.from(peer).to("ff02::1").hop(1).header(Packet.HOP_BY_HOP, "00 05020000 0100")
                    .icmp(130, 0, u16(10 * n), u16(0), Packet.address("::"), u32(0)).frame());
            frames.add(solicitation(peer, group, own, new byte[8]).frame());
            frames.add(Packet.from(peer).to(own).echo(1, 1, counting(8)).checksumOff(1).frame());
            frames.add(Arrays.copyOf(Packet.from(peer).to(own).echo(1, 1, counting(8)).frame(), 10 + n));
            frames.add(Packet.from(peer).to(own).protocol(200, counting(n)).frame());
        }
        return frames;
    }

    @Test
    void shouldAllocateNothingForAHundredThousandFrames() {
        echo = stack.udp(7, (datagram, now) -> {
            int slot = echo.take();
            if (slot >= 0) {
                System.arraycopy(datagram.buffer(), datagram.offset(), echo.buffer(slot), UdpSocket.PAYLOAD_AT,
                        datagram.octets());
                echo.reply(slot, datagram.octets(), datagram, now);
            }
        });
        int[] formed = new int[1];
        stack.onAddressChange((interfaceIndex, hi, lo, state) -> {
            if (hi == hi("fe80::")) {
                own[0] = hi;
                own[1] = lo;
            } else if (state == AddressState.DEPRECATED) {
                formed[0]++;
            }
        });
        run(new byte[0][], 1000);
        stack.onAddressChange((interfaceIndex, hi, lo, state) -> formed[0]++);
        String address = ownText(own[0], own[1]);
        String group = ownText(hi(GROUP), 0x1_ff00_0000L | own[1] & 0xff_ffffL);
        byte[][] frames = traffic(address, group).toArray(new byte[0][]);
        run(frames, 2 * FRAMES);

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long sentBefore = 0;
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && allocated != 0; round++) {
            sentBefore = stack.counters(0).sentFrames();
            formed[0] = 0;
            long before = threads.getCurrentThreadAllocatedBytes();
            run(frames, FRAMES);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }

        assertThat(allocated).as("octets allocated").isZero();
        assertThat(stack.counters(0).sentFrames() - sentBefore).as("it did answer").isGreaterThan(FRAMES / 10);
        assertThat(formed[0]).as("addresses came and went").isGreaterThan(100);
        for (Drop reason : List.of(Drop.ICMPV6_CHECKSUM, Drop.ND_OPTION_LENGTH, Drop.OPTION_UNKNOWN, Drop.UDP_PORT,
                Drop.NEIGHBOR_UNREACHABLE, Drop.ADDRESS_TABLE_FULL, Drop.ROUTER_LIST_FULL, Drop.ND_REDIRECT)) {
            assertThat(stack.counters(0).drops(reason)).as(reason.name()).isGreaterThan(10);
        }
        stack.audit();
    }

    private void run(byte[][] frames, int steps) {
        for (int i = 0; i < steps; i++) {
            if (frames.length > 0) {
                byte[] frame = frames[i % frames.length];
                cable.end(1).transmit(frame, 0, frame.length, nowNs);
            }
            nowNs += STEP_NS;
            while (stack.poll(nowNs, 8) > 0) {
                // Until there is nothing to do.
            }
            stack.nextDeadlineNs();
            while (cable.end(1).receive(drain, 0, drain.length, nowNs) > 0) {
                // What it sent is looked at elsewhere.
            }
        }
    }
}
