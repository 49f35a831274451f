package dev.kogame.netstack.ip6;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.mtu;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import dev.kogame.board.EthernetPort;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.Fragments;
import dev.kogame.netstack.Lab;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8200 section 4.5 as a sender, RFC 7739. */
class FragmentationTest {

    private Lab lab = met(Lab.ready());

    /** Station 2 is a neighbor whose address need not be asked for. */
    private static Lab met(Lab lab) {
        return lab.send(routerAdvertisement("fe80::2", 0, sourceLinkLayerAddress(2)).by(2)).forget();
    }

    private UdpSocket open(Lab on) {
        return on.stack().udp(7, (datagram, nowNs) -> {});
    }

    private static int send(Lab lab, UdpSocket socket, String to, int octets) {
        int slot = socket.take(octets);
        if (slot < 0) {
            return slot;
        }
        System.arraycopy(counting(octets), 0, socket.buffer(slot), UdpSocket.PAYLOAD_AT, octets);
        int outcome = socket.send(slot, octets, 0, hi(to), lo(to), 99, lab.nowNs());
        lab.after(0);
        return outcome;
    }

    private static void ping(Lab lab, int data, int identification) {
        Fragments.of(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(data)), identification).pieces(1448)
                .forEach(lab::send);
    }

    private static void isDatagram(byte[] packet, int octets) {
        assertThat(packet[6]).isEqualTo((byte) 17);
        assertThat(Arrays.copyOfRange(packet, 48, packet.length)).isEqualTo(counting(octets));
    }

    @ParameterizedTest
    @CsvSource({
            // data behind the UDP header; the octets of each fragment
            "1453, 1448 13", "1440, ''", "1452, ''", "2000, 1448 560"})
    void shouldCutWhatDoesNotFitTheLink(int octets, String fragments) {
        UdpSocket socket = open(lab);
        assertThat(send(lab, socket, "fe80::2", octets)).isEqualTo(Drop.OK);
        if (fragments.isEmpty()) {
            lab.expect("UDP " + OWN + " 7 > fe80::2 99 hop 64 data " + octets, 2).quiet();
            return;
        }
        List<byte[]> frames = lab.takenFrames();
        assertThat(frames.stream().map(frame -> Integer.toString(frame.length - 62)))
                .containsExactly(fragments.split(" "));
        isDatagram(Fragments.join(frames), octets);
    }

    @Test
    void shouldCutAfterTheLongestMultipleOfEightThatFits() {
        UdpSocket socket = open(lab);
        for (int mtu = 1280; mtu <= 1300; mtu++) {
            lab.send(routerAdvertisement("fe80::2", 0, mtu(mtu))).forget();
            send(lab, socket, "fe80::2", mtu - 48);
            lab.expect("UDP " + OWN + " 7 > fe80::2 99 hop 64 data " + (mtu - 48), 2).quiet();
            send(lab, socket, "fe80::2", mtu - 47);
            List<byte[]> frames = lab.takenFrames();
            assertThat(frames).hasSize(2);
            assertThat(frames.get(0).length - 14).isBetween(mtu - 7, mtu);
            isDatagram(Fragments.join(frames), mtu - 47);
        }
    }

    @Test
    void shouldSendDatagramsAsLongAsTheConfigurationSays() {
        UdpSocket socket = open(lab);
        assertThat(socket.maxPayloadOctets()).isEqualTo(2000);
        assertThat(socket.take(2001)).isNegative();
        assertThat(lab.drops(Drop.PACKET_TOO_BIG)).isEqualTo(1);
        int slot = socket.take(2000);
        assertThat(socket.take(1453)).as("one at a time by default").isNegative();
        assertThat(lab.drops(Drop.NO_LARGE_SLOT)).isEqualTo(1);
        assertThat(socket.send(slot, 2001, 0, hi("fe80::2"), lo("fe80::2"), 99, lab.nowNs()))
                .isEqualTo(Drop.PACKET_TOO_BIG.code);
        lab.stack().audit();
        lab.after(0).quiet();
        slot = socket.take(2000);
        socket.cancel(slot);
        lab.stack().audit();
        Lab large = met(Lab.ready(config -> config.with(Limit.LARGE_PACKET_OCTETS, 65_575)));
        UdpSocket most = open(large);
        assertThat(most.maxPayloadOctets()).isEqualTo(65_527);
        assertThat(send(large, most, "fe80::2", 65_527)).isEqualTo(Drop.OK);
        isDatagram(Fragments.join(large.takenFrames()), 65_527);
        Lab none = met(Lab.ready(config -> config.with(Limit.LARGE_PACKET_SLOTS, 0)));
        assertThat(open(none).maxPayloadOctets()).isEqualTo(UdpSocket.MAX_PAYLOAD_OCTETS);
        ping(none, 1453, 1);
        none.quiet();
        assertThat(none.drops(Drop.PACKET_TOO_BIG)).isEqualTo(1);
    }

    @Test
    void shouldSendLittleFromALargeSlotToo() {
        UdpSocket socket = open(lab);
        int slot = socket.take(2000);
        assertThat(socket.send(slot, 5, 0, hi("fe80::2"), lo("fe80::2"), 99, lab.nowNs())).isEqualTo(Drop.OK);
        lab.after(0).expect("UDP " + OWN + " 7 > fe80::2 99 hop 64 data 5", 2);
    }

    @Test
    void shouldSendFragmentsToAGroup() {
        send(lab, open(lab), "ff02::fd", 2000);
        lab.expect("fragment of 17 " + OWN + " > ff02::fd hop 1 at 0 octets 1448 more")
                .expect("fragment of 17 " + OWN + " > ff02::fd hop 1 at 1448 octets 560").quiet();
    }

    // --- identification, RFC 7739 ----------------------------------------------------------------------------------------

    private static int[] identifications(Lab lab, int packets) {
        UdpSocket socket = lab.stack().udp(7, (datagram, nowNs) -> {});
        int[] identifications = new int[packets];
        for (int i = 0; i < packets; i++) {
            send(lab, socket, i % 2 == 0 ? "fe80::2" : "ff02::fd", 1500);
            List<byte[]> frames = lab.takenFrames();
            Fragments.join(frames);
            identifications[i] = Fragments.identification(frames.get(0));
        }
        return identifications;
    }

    @Test
    void shouldChooseIdentificationsThatDoNotRepeatAndCannotBeForetold() {
        // F11. A permutation never repeats; that steps do not either is what random numbers have in common with it.
        int packets = 1_000;
        int[] identifications = identifications(lab, packets);
        Set<Integer> different = new HashSet<>();
        Set<Integer> steps = new HashSet<>();
        int[] ones = new int[32];
        for (int i = 0; i < packets; i++) {
            different.add(identifications[i]);
            for (int bit = 0; bit < 32; bit++) {
                ones[bit] += identifications[i] >>> bit & 1;
            }
            if (i >= 2) {
                steps.add(identifications[i] - identifications[i - 2]);
            }
        }
        assertThat(different).hasSize(packets);
        assertThat(steps).as("steps between identifications to one destination").hasSizeGreaterThan(packets - 5);
        assertThat(IntStream.of(ones).filter(count -> Math.abs(count - packets / 2) > 100)).isEmpty();
    }

    @Test
    void shouldChooseOtherIdentificationsWithAnotherSeed() {
        int[] one = identifications(met(Lab.ready()), 50);
        assertThat(identifications(met(Lab.ready()), 50)).isEqualTo(one);
        int[] two = identifications(met(Lab.ready(config -> config.withSeed(2))), 50);
        assertThat(IntStream.of(two).filter(id -> IntStream.of(one).anyMatch(other -> other == id))).isEmpty();
    }

    // --- slots, port and neighbor ----------------------------------------------------------------------------------------

    @Test
    void shouldWaitForTheAddressOfTheNextHopWithOneFragmentOnly() {
        UdpSocket socket = open(lab);
        send(lab, socket, "fe80::9", 2000);
        lab.expect("NS " + OWN + " > ff02::1:ff00:9 hop 255 target fe80::9 slla 01").quiet();
        assertThat(lab.after(ms(500)).quiet().stack().counters(0).drops()).isEqualTo(lab.stack().counters(0).drops());
        lab.send(advertisement("fe80::9", OWN, "SO", "fe80::9", targetLinkLayerAddress(9)).by(9))
                .expect("fragment of 17 " + OWN + " > fe80::9 hop 64 at 0 octets 1448 more", 9)
                .expect("fragment of 17 " + OWN + " > fe80::9 hop 64 at 1448 octets 560", 9).quiet();
    }

    @Test
    void shouldGiveUpWhenTheNextHopHasNoAddress() {
        UdpSocket socket = open(lab);
        for (int round = 1; round <= 3; round++) {
            send(lab, socket, "fe80::9", 2000);
            lab.after(s(4));
            assertThat(lab.taken()).hasSize(3).allMatch(line -> line.startsWith("NS"));
            assertThat(lab.drops(Drop.NEIGHBOR_UNREACHABLE)).as("the first fragment, and the rest")
                    .isEqualTo(2 * round);
        }
        assertThat(socket.take(2000)).isNotNegative();
    }

    @Test
    void shouldRefuseMoreThanItCanHold() {
        lab = met(Lab.ready(config -> config.with(Limit.FRAME_SLOTS, 12).with(Limit.TRANSMIT_QUEUE, 2)
                .with(Limit.NEIGHBORS, 32)));
        UdpSocket socket = open(lab);
        lab.send(routerAdvertisement("fe80::2", 0, mtu(1280))).forget();
        // One large slot and a quarter of twelve.
        for (int i = 0; i < 4; i++) {
            assertThat(send(lab, socket, "fe80::9" + i, 1400)).isEqualTo(Drop.OK);
        }
        assertThat(send(lab, socket, "fe80::94", 1400)).isEqualTo(Drop.FRAGMENTATION_FULL.code);
        assertThat(send(lab, socket, "fe80::2", 1200)).isEqualTo(Drop.OK);
        lab.after(s(4)).forget().alive();
        assertThat(send(lab, socket, "fe80::94", 1400)).isEqualTo(Drop.OK);
    }

    @Test
    void shouldNeedOneFrameSlotAtATime() {
        UdpSocket socket = open(lab);
        int[] held = new int[16];
        for (int i = 0; i < 16; i++) {
            held[i] = socket.take();
        }
        int large = socket.take(2000);
        System.arraycopy(counting(2000), 0, socket.buffer(large), UdpSocket.PAYLOAD_AT, 2000);
        NetStack stack = lab.stack();
        assertThat(socket.send(large, 2000, 0, hi("fe80::2"), lo("fe80::2"), 99, lab.nowNs())).isEqualTo(Drop.OK);
        assertThat(stack.poll(lab.nowNs(), 8)).as("no slot, no work").isZero();
        assertThat(stack.nextDeadlineNs()).isGreaterThan(lab.nowNs());
        socket.cancel(held[0]);
        assertThat(stack.nextDeadlineNs()).as("now there is one").isLessThanOrEqualTo(lab.nowNs());
        assertThat(stack.poll(lab.nowNs(), 1)).isEqualTo(1);
        assertThat(stack.poll(lab.nowNs(), 8)).isEqualTo(1);
        for (int i = 1; i < 16; i++) {
            socket.cancel(held[i]);
        }
        lab.after(0);
        isDatagram(Fragments.join(lab.takenFrames()), 2000);
    }

    /** A port that takes as many frames as it is told. */
    private static final class Narrow implements EthernetPort {
        private final EthernetPort port;
        private int takes = Integer.MAX_VALUE;

        Narrow(EthernetPort port) {
            this.port = port;
        }

        @Override
        public int poll(long nowNs) {
            return port.poll(nowNs);
        }

        @Override
        public long nextDeadlineNs() {
            return port.nextDeadlineNs();
        }

        @Override
        public int receive(byte[] frame, int at, int capacity, long nowNs) {
            return port.receive(frame, at, capacity, nowNs);
        }

        @Override
        public int transmit(byte[] frame, int at, int octets, long nowNs) {
            if (takes == 0) {
                return BUSY;
            }
            takes--;
            return port.transmit(frame, at, octets, nowNs);
        }

        @Override
        public boolean linkUp() {
            return port.linkUp();
        }

        @Override
        public long macAddress() {
            return port.macAddress();
        }

        @Override
        public void joinGroup(long group) {
            port.joinGroup(group);
        }

        @Override
        public void leaveGroup(long group) {
            port.leaveGroup(group);
        }
    }

    @Test
    void shouldKeepThePaceOfThePortAndLetOthersIn() {
        VirtualCable cable = new VirtualCable(1, Packet.mac(1), Packet.mac(2));
        Narrow port = new Narrow(cable.end(0));
        StackConfig config = Lab.config().with(Limit.LARGE_PACKET_OCTETS, 65_575);
        NetStack stack = new NetStack(config, port);
        long nowNs = 0;
        for (; nowNs < s(20); nowNs = Math.max(nowNs + 1, stack.nextDeadlineNs())) {
            poll(stack, nowNs);
        }
        receiveAll(cable, nowNs);
        byte[] meeting = routerAdvertisement("fe80::2", 0, sourceLinkLayerAddress(2)).by(2).frame();
        cable.end(1).transmit(meeting, 0, meeting.length, nowNs);
        poll(stack, nowNs);
        port.takes = 0;
        for (byte[] piece : Fragments.of(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(65_000)), 1).pieces(1448)) {
            cable.end(1).transmit(piece, 0, piece.length, nowNs);
            poll(stack, nowNs);
        }
        byte[] small = Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8)).frame();
        cable.end(1).transmit(small, 0, small.length, nowNs);
        poll(stack, nowNs);
        List<byte[]> sent = new ArrayList<>();
        for (int frames = 0; frames < 46; frames++) {
            assertThat(receiveAll(cable, nowNs)).as("a busy port gets nothing").isEmpty();
            port.takes = 1;
            poll(stack, nowNs);
            sent.addAll(receiveAll(cable, nowNs));
            assertThat(sent).hasSize(frames + 1);
        }
        assertThat(sent.remove(1)).as("the small reply waits for one fragment only").hasSize(14 + 48 + 8);
        byte[] packet = Fragments.join(sent);
        assertThat(Arrays.copyOfRange(packet, 48, packet.length)).isEqualTo(counting(65_000));
    }

    private static void poll(NetStack stack, long nowNs) {
        while (stack.poll(nowNs, 64) > 0) {
            stack.audit();
        }
        assertThat(stack.nextDeadlineNs()).as("a busy port is not asked in vain").isGreaterThan(nowNs);
    }

    private static List<byte[]> receiveAll(VirtualCable cable, long nowNs) {
        List<byte[]> frames = new ArrayList<>();
        byte[] buffer = new byte[1514];
        for (int octets = cable.end(1).receive(buffer, 0, buffer.length, nowNs); octets > 0; octets = cable.end(1)
                .receive(buffer, 0, buffer.length, nowNs)) {
            frames.add(Arrays.copyOf(buffer, octets));
        }
        return frames;
    }

    @Test
    void shouldDropTheRestWhenTheLinkIsGone() {
        UdpSocket socket = open(lab);
        lab.link(false);
        send(lab, socket, "fe80::2", 2000);
        lab.quiet();
        assertThat(lab.drops(Drop.PORT_TRANSMIT_FAILED)).isEqualTo(2);
        assertThat(socket.take(2000)).as("the slot came back").isNotNegative();
    }
}
