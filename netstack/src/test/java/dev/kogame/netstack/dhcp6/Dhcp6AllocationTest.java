package dev.kogame.netstack.dhcp6;

import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.u32;
import static dev.kogame.netstack.dhcp6.ServerSide.CLIENT;
import static dev.kogame.netstack.dhcp6.ServerSide.LEASED;
import static dev.kogame.netstack.dhcp6.ServerSide.SERVER;
import static dev.kogame.netstack.dhcp6.ServerSide.address;
import static dev.kogame.netstack.dhcp6.ServerSide.dns;
import static dev.kogame.netstack.dhcp6.ServerSide.domains;
import static dev.kogame.netstack.dhcp6.ServerSide.ia;
import static dev.kogame.netstack.dhcp6.ServerSide.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.Lab;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.Packet;
import org.junit.jupiter.api.Test;

/** Leasing, renewing, losing and leasing again allocates nothing; see {@code ZeroAllocationTest} for why there are rounds. */
class Dhcp6AllocationTest {

    private static final int ROUNDS = 20;
    private static final int ROUND_STEPS = 20_000;
    private static final int UDP = 54;
    private static final int DHCP = UDP + 8;

    private final VirtualCable cable = new VirtualCable(1, Packet.mac(1), Packet.mac(2));
    private final NetStack stack = new NetStack(Lab.config(), cable.end(0));
    private final byte[] drain = new byte[1514];
    private final byte[] advertise = answer(2);
    private final byte[] reply = answer(7);
    private final byte[] flags = Packet.routerAdvertisement("fe80::a", "M", 0).frame();
    private final byte[] noFlags = Packet.routerAdvertisement("fe80::a", "O", 0).frame();
    private final int[] asked = new int[256];
    private long nowNs;

    private static byte[] answer(int type) {
        return Packet.from("fe80::5").to(Lab.OWN).by(5).udp(547, 546, join(u32((long) type << 24), id(2, SERVER),
                id(1, CLIENT), ia(20, 30, address(LEASED, 40, 60)), dns("2001:db8::53"), domains("example.com")))
                .frame();
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run();
        threads.getCurrentThreadAllocatedBytes();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && allocated != 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run();
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("octets allocated").isZero();
        for (int type : new int[] {1, 3, 4, 5, 6, 8, 9, 11}) {
            assertThat(asked[type]).as("messages of type " + type).isGreaterThan(5);
        }
        stack.audit();
    }

    private void run() {
        for (int i = 0; i < ROUND_STEPS; i++) {
            nowNs = Math.max(nowNs + 1, Math.min(nowNs + s(1), stack.nextDeadlineNs()));
            if (i % 50 == 0) {
                send(i % 2000 == 1000 ? noFlags : flags);
            }
            if (i % 1000 == 100 || i % 1000 == 105) {
                cable.link(i % 1000 == 105);
            }
            if (i % 3000 == 2000) {
                stack.releaseAddresses(0, nowNs);
            }
            poll();
            for (int octets = cable.end(1).receive(drain, 0, drain.length, nowNs); octets > 0; octets = cable.end(1)
                    .receive(drain, 0, drain.length, nowNs)) {
                // In some stretches the server is away; in some another station has the address.
                if (octets > DHCP && drain[20] == 17 && drain[UDP] == 2 && drain[UDP + 1] == 0x22) {
                    asked[drain[DHCP]]++;
                    if (i % 3000 < 2500) {
                        answer(drain[DHCP] == 1 ? advertise : reply);
                    }
                }
                poll();
            }
            if (i % 3000 >= 2105 && i % 3000 < 2200) {
                send(DEFENCE);
                poll();
            }
        }
    }

    private static final byte[] DEFENCE = Packet
            .advertisement("fe80::66", "ff02::1", "O", LEASED, Packet.targetLinkLayerAddress(0x66)).by(0x66).frame();

    private void poll() {
        while (stack.poll(nowNs, 8) > 0) {
            // Until there is nothing to do.
        }
    }

    private void send(byte[] frame) {
        cable.end(1).transmit(frame, 0, frame.length, nowNs);
    }

    /** Puts the transaction of the question into an answer, and its checksum right. */
    private void answer(byte[] frame) {
        System.arraycopy(drain, DHCP + 1, frame, DHCP + 1, 3);
        frame[UDP + 6] = 0;
        frame[UDP + 7] = 0;
        int length = frame.length - UDP;
        int sum = length + 17;
        for (int at = 22; at < frame.length; at++) {
            sum += (frame[at] & 0xff) << (at % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum >> 16) + (sum & 0xffff);
        }
        frame[UDP + 6] = (byte) (~sum >> 8);
        frame[UDP + 7] = (byte) ~sum;
        send(frame);
    }
}
