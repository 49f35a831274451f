package dev.kogame.apps.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Ipv6Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stacks live in virtual time; the clients are sockets of this machine's loopback, where a datagram sent has arrived. */
@Timeout(30)
class UserLinkTest {

    private static final long MAC = 0x0200_0000_0001L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long NO_ANSWER = -1;

    private final List<DatagramChannel> clients = new ArrayList<>();
    private final List<String> preferred = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private int hostPort;
    private Link link;
    private NetStack device;
    private UdpSocket socket;
    private long nowNs;
    private long answerAfterNs;

    /** Who asked the device. */
    private record Peer(long hi, long lo, int port, String text) {}

    @BeforeEach
    void plugIn() throws IOException {
        hostPort = freePort();
        link = new LinkChoice.User(hostPort).open(MAC);
        assertThat(link.carry(0, 5683)).isEqualTo("[::1]:" + hostPort);
        device = new NetStack(StackConfig.defaults().withSeed(1), link.port(0));
        socket = device.udp(5683, this::asked);
        device.onAddressChange((_, hi, lo, state) -> {
            if (state == AddressState.PREFERRED) {
                preferred.add(Ipv6Address.text(hi, lo));
                if (!Ipv6Address.isLinkLocal(hi)) {
                    link.reachable(0, hi, lo);
                }
            }
        });
    }

    @AfterEach
    void unplug() throws IOException {
        for (DatagramChannel client : clients) {
            client.close();
        }
        link.close();
    }

    @Test
    void shouldAnnounceAPrefixOfWhichTheDeviceHasAnAddressWithinThreeSeconds() {
        live(3 * SECOND_NS);

        assertThat(preferred).hasSize(2);
        assertThat(preferred.get(0)).startsWith("fe80::");
        assertThat(preferred.get(1)).startsWith("2001:db8:1:");
    }

    @Test
    void shouldCarryADatagramThereAndTheAnswerBack() throws IOException {
        live(3 * SECOND_NS);
        DatagramChannel client = client();

        send(client, "hello");
        live(SECOND_NS);

        assertThat(received(client)).isEqualTo("echo hello");
        assertThat(link.report()).isEqualTo("relay carried 2 datagrams, dropped 0");
    }

    @Test
    void shouldCarryTheLongestPayloadOfADatagramAndDropALongerOne() throws IOException {
        live(3 * SECOND_NS);
        DatagramChannel client = client();
        String longest = "x".repeat(socket.maxPayloadOctets());
        answerAfterNs = NO_ANSWER;

        send(client, longest);
        send(client, longest + "x");
        live(SECOND_NS);

        assertThat(peers).extracting(Peer::text).containsExactly(longest);
        assertThat(link.report()).isEqualTo("relay carried 1 datagrams, dropped 1");
    }

    @Test
    void shouldCarryWhatNeedsFragmentsThereAndBack() throws IOException {
        live(3 * SECOND_NS);
        DatagramChannel client = client();

        send(client, "x".repeat(1900));
        live(SECOND_NS);

        assertThat(received(client)).isEqualTo("echo " + "x".repeat(1900));
    }

    @Test
    void shouldTellClientsApart() throws IOException {
        live(3 * SECOND_NS);
        DatagramChannel first = client();
        DatagramChannel second = client();

        send(first, "one");
        send(second, "two");
        send(first, "three");
        live(SECOND_NS);

        assertThat(peers.get(0).port()).isEqualTo(peers.get(2).port()).isNotEqualTo(peers.get(1).port());
        assertThat(received(first)).isEqualTo("echo one");
        assertThat(received(first)).isEqualTo("echo three");
        assertThat(received(second)).isEqualTo("echo two");
    }

    @Test
    void shouldDropWhatComesBeforeTheDeviceHasAnAddress() throws IOException {
        send(client(), "early");
        live(3 * SECOND_NS);

        assertThat(peers).isEmpty();
        assertThat(link.report()).isEqualTo("relay carried 0 datagrams, dropped 1");
    }

    @Test
    void shouldGiveTheFlowThatWasSilentForLongestToANewClient() throws IOException {
        live(3 * SECOND_NS);
        answerAfterNs = NO_ANSWER;
        for (int i = 0; i < UdpRelay.FLOWS; i++) {
            send(client(), "client " + i);
            live(SECOND_NS);
        }
        send(clients.get(0), "client 0 again");
        live(SECOND_NS);

        send(client(), "newcomer");
        live(SECOND_NS);

        assertThat(peers.getLast().text()).isEqualTo("newcomer");
        assertThat(peers.getLast().port()).isEqualTo(peers.get(1).port());
        assertThat(peers.subList(0, UdpRelay.FLOWS)).extracting(Peer::port).doesNotHaveDuplicates();
    }

    @Test
    void shouldForgetAClientAfterItsLifetimeOfSilence() throws IOException {
        live(3 * SECOND_NS);
        DatagramChannel patient = client();
        DatagramChannel forgotten = client();
        answerAfterNs = UdpRelay.FLOW_LIFETIME_NS - SECOND_NS;
        send(patient, "late");
        live(answerAfterNs + SECOND_NS);
        answerAfterNs = UdpRelay.FLOW_LIFETIME_NS + SECOND_NS;
        send(forgotten, "too late");
        live(answerAfterNs + SECOND_NS);

        assertThat(received(patient)).isEqualTo("echo late");
        assertThat(received(forgotten)).isEmpty();
        assertThat(link.report()).isEqualTo("relay carried 3 datagrams, dropped 1");
    }

    @Test
    void shouldSayThatThePortIsTakenAndNameTheOption() throws IOException {
        try (Link other = new LinkChoice.User(hostPort).open(MAC)) {
            assertThatThrownBy(() -> other.carry(0, 5683)).isInstanceOf(BindException.class)
                    .hasMessageStartingWith("UDP port " + hostPort + " ").hasMessageContaining("--udp-port");
        }
    }

    private void asked(UdpDatagram datagram, long atNs) {
        String text = new String(datagram.buffer(), datagram.offset(), datagram.octets(), StandardCharsets.UTF_8);
        Peer peer = new Peer(datagram.sourceHi(), datagram.sourceLo(), datagram.sourcePort(), text);
        peers.add(peer);
        if (answerAfterNs == 0) {
            answer(peer, atNs);
        }
    }

    private void answer(Peer peer, long atNs) {
        byte[] answer = ("echo " + peer.text()).getBytes(StandardCharsets.UTF_8);
        int slot = socket.take(answer.length);
        System.arraycopy(answer, 0, socket.buffer(slot), UdpSocket.PAYLOAD_AT, answer.length);
        assertThat(socket.send(slot, answer.length, 0, peer.hi(), peer.lo(), peer.port(), atNs)).isZero();
    }

    /** Lets virtual time pass as the duty cycle would; a device that answers late does it at the end of its delay. */
    private void live(long forNs) {
        List<Duty> duties = new ArrayList<>(List.of(device));
        duties.addAll(List.of(link.duties()));
        long untilNs = nowNs + forNs;
        long answerNs = answerAfterNs > 0 ? nowNs + answerAfterNs : Deadlines.NEVER;
        while (nowNs <= untilNs) {
            int work = 0;
            for (Duty duty : duties) {
                work += duty.poll(nowNs, 16);
            }
            if (nowNs >= answerNs) {
                answer(peers.getLast(), nowNs);
                answerNs = Deadlines.NEVER;
                work++;
            }
            if (work == 0) {
                long deadlineNs = Math.min(untilNs + 1, answerNs);
                for (Duty duty : duties) {
                    deadlineNs = Math.min(deadlineNs, duty.nextDeadlineNs());
                }
                assertThat(deadlineNs).as("a deadline after a poll without work").isGreaterThan(nowNs);
                nowNs = deadlineNs;
            }
        }
        nowNs = untilNs;
    }

    private DatagramChannel client() throws IOException {
        DatagramChannel client = DatagramChannel.open(StandardProtocolFamily.INET6);
        clients.add(client);
        client.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
        client.connect(new InetSocketAddress(InetAddress.ofLiteral("::1"), hostPort));
        client.configureBlocking(false);
        return client;
    }

    private static void send(DatagramChannel client, String text) throws IOException {
        client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What a client received, empty if nothing. */
    private static String received(DatagramChannel client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(2048);
        client.read(buffer);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (DatagramChannel any = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            any.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            return ((InetSocketAddress) any.getLocalAddress()).getPort();
        }
    }
}
