package dev.kogame.netstack;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Packet.HOP_BY_HOP;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random datagrams in random pieces: what comes of them is exactly the datagram, or nothing. */
class FragmentationPropertyTest {

    private static final int DATAGRAMS = 4000;

    private final List<byte[]> received = new ArrayList<>();
    private UdpSocket echo;

    private void echo(UdpDatagram datagram, long nowNs) {
        received.add(Arrays.copyOfRange(datagram.buffer(), datagram.offset(), datagram.offset() + datagram.octets()));
        int slot = echo.take(datagram.octets());
        System.arraycopy(datagram.buffer(), datagram.offset(), echo.buffer(slot), UdpSocket.PAYLOAD_AT,
                datagram.octets());
        assertThat(echo.reply(slot, datagram.octets(), datagram, nowNs)).isZero();
    }

    /** What a sender or an attacker made of one datagram. */
    private record Pieces(byte[] payload, List<byte[]> frames, boolean complete, boolean hostile) {}

    private static Pieces pieces(Random random, int identification) {
        byte[] payload = new byte[random.nextInt(1993)];
        random.nextBytes(payload);
        Fragments cut = Fragments.of(Packet.from("fe80::2").to(OWN).udp(40000, 7, payload), identification);
        if (random.nextInt(4) == 0) {
            cut.behind(HOP_BY_HOP, "00 010400000000");
        }
        List<byte[]> frames = new ArrayList<>();
        for (int at = 0; at < cut.octets();) {
            int octets = Math.min(8 * (1 + random.nextInt(random.nextBoolean() ? 180 : 10)), cut.octets() - at);
            frames.add(cut.piece(at, octets));
            at += octets;
        }
        boolean several = frames.size() > 1;
        boolean complete = true;
        // One of several pieces only: if all were sent twice, the datagram would rightly come twice.
        byte[] repeated = frames.get(random.nextInt(frames.size()));
        for (int duplicates = several ? random.nextInt(3) : 0; duplicates > 0; duplicates--) {
            frames.add(repeated);
        }
        if (several && random.nextInt(6) == 0) {
            byte[] lost = frames.get(random.nextInt(frames.size()));
            frames.removeIf(frame -> frame == lost);
            complete = false;
        }
        boolean hostile = several && random.nextInt(4) == 0;
        if (hostile) {
            // A piece that is somewhere else than all of them, with octets of its own.
            int at = 8 * random.nextInt((cut.octets() - 1) / 8 + 1);
            byte[] other = new byte[8 * (1 + random.nextInt(40))];
            random.nextBytes(other);
            frames.add(cut.piece(at, other, random.nextInt(8) != 0 || at == 0));
        }
        if (random.nextInt(4) != 0) {
            Collections.shuffle(frames, random);
        }
        return new Pieces(payload, frames, complete, hostile);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldMakeExactlyTheDatagramOrNothing(long seed) {
        Random random = new Random(seed);
        Lab lab = Lab.ready(config -> config.withSeed(seed));
        echo = lab.stack().udp(7, this::echo);
        int whole = 0;
        for (int i = 0; i < DATAGRAMS; i++) {
            Pieces pieces = pieces(random, i);
            received.clear();
            // The neighbor is known, and then nothing has to wait.
            lab.send(routerAdvertisement("fe80::2", 0, sourceLinkLayerAddress(2)).by(2)).forget();
            try {
                pieces.frames().forEach(lab::send);
                if (!pieces.hostile()) {
                    assertThat(received).hasSize(pieces.complete() ? 1 : 0);
                }
                assertThat(received.size()).isLessThanOrEqualTo(1);
                for (byte[] datagram : received) {
                    assertThat(datagram).isEqualTo(pieces.payload());
                    whole++;
                }
                List<byte[]> frames = lab.takenFrames().stream().filter(frame -> frame[20] != 58).toList();
                if (received.isEmpty()) {
                    assertThat(frames).isEmpty();
                } else {
                    byte[] answer = frames.size() == 1
                            ? Arrays.copyOfRange(frames.get(0), 14, frames.get(0).length)
                            : Fragments.join(frames);
                    assertThat(Arrays.copyOfRange(answer, 48, answer.length)).isEqualTo(pieces.payload());
                }
                if (random.nextInt(50) == 0) {
                    lab.after(random.nextLong(100_000_000_000L)).forget();
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", datagram " + i, e);
            }
        }
        assertThat(whole).isGreaterThan(DATAGRAMS / 2);
        for (Drop reason : List.of(Drop.FRAGMENT_OVERLAP, Drop.FRAGMENT_DUPLICATE, Drop.FRAGMENT_OF_ABANDONED,
                Drop.REASSEMBLY_EVICTED, Drop.REASSEMBLY_TIMEOUT)) {
            assertThat(lab.drops(reason)).as(reason.name()).isGreaterThan(5);
        }
        lab.after(61_000_000_000L).alive();
    }

    @Test
    void shouldAllocateNothingForDatagramsInFragments() {
        VirtualCable cable = new VirtualCable(1, Packet.mac(1), Packet.mac(2));
        NetStack stack = new NetStack(Lab.config().with(Limit.LARGE_PACKET_OCTETS, 65_575), cable.end(0));
        long[] answered = new long[1];
        echo = stack.udp(7, (datagram, nowNs) -> {
            int slot = echo.take(datagram.octets());
            if (slot >= 0) {
                System.arraycopy(datagram.buffer(), datagram.offset(), echo.buffer(slot), UdpSocket.PAYLOAD_AT,
                        datagram.octets());
                echo.reply(slot, datagram.octets(), datagram, nowNs);
                answered[0]++;
            }
        });
        List<byte[]> frames = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            frames.add(routerAdvertisement("fe80::2", 0, sourceLinkLayerAddress(2)).by(2).frame());
            frames.addAll(pieces(random, i).frames());
        }
        frames.addAll(Fragments.of(Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(60_000)), 999).pieces(1448));
        frames.addAll(Fragments.of(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(65_000)), 1000).pieces(1448));
        frames.add(Packet.from("fe80::2").to(OWN).icmp(2, 0, Packet.u32(1300), counting(1000)).frame());
        byte[][] traffic = frames.toArray(new byte[0][]);
        byte[] drain = new byte[1514];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long nowNs = 0;
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 40 && allocated != 0; round++) {
            answered[0] = 0;
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < traffic.length; i++) {
                cable.end(1).transmit(traffic[i], 0, traffic[i].length, nowNs);
                nowNs += 40_000_000;
                while (stack.poll(nowNs, 8) > 0) {
                    // Until there is nothing to do.
                }
                stack.nextDeadlineNs();
                while (cable.end(1).receive(drain, 0, drain.length, nowNs) > 0) {
                    // What it sent is looked at elsewhere.
                }
            }
            nowNs += 61_000_000_000L;
            while (stack.poll(nowNs, 8) > 0) {
                // What is not complete by then is given up.
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("octets allocated").isZero();
        assertThat(answered[0]).isGreaterThan(100);
        assertThat(stack.counters(0).drops(Drop.REASSEMBLY_TIMEOUT)).isPositive();
        stack.audit();
    }
}
