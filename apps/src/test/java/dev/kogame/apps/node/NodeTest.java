package dev.kogame.apps.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 862, 863 and 864, asked by a second stack on the same cable, in virtual time. */
class NodeTest {

    private static final long PREFIX_HI = 0x2001_0db8_0000_0000L;
    private static final int CLIENT_PORT = 40000;

    private final VirtualCable cable = new VirtualCable(1, 0x0200_0000_0001L, 0x0200_0000_0002L);
    private final NetStack stack = new NetStack(config(), cable.end(0));
    private final NetStack asker = new NetStack(config().with(Limit.UDP_SOCKETS, 16), cable.end(1));
    private final Node node = Node.open(stack);
    private final List<String> answers = new ArrayList<>();
    private UdpSocket client;
    private long nowNs;

    private static StackConfig config() {
        return StackConfig.defaults().withSeed(1).with(Limit.INITIAL_DELAY_MS, 0);
    }

    @BeforeEach
    void meet() {
        stack.addAddress(0, PREFIX_HI, 1);
        asker.addAddress(0, PREFIX_HI, 2);
        client = open(CLIENT_PORT);
        live(5_000);
    }

    private UdpSocket open(int port) {
        return asker.udp(port, (datagram, _) -> answers.add(datagram.sourcePort() + " " + new String(datagram.buffer(),
                datagram.offset(), datagram.octets(), StandardCharsets.ISO_8859_1)));
    }

    @Test
    void shouldSendBackWhatItIsSent() {
        String longest = "x".repeat(UdpSocket.MAX_PAYLOAD_OCTETS);
        ask(client, "hello", 7);
        ask(client, "", 7);
        ask(client, longest, 7);

        assertThat(answers).containsExactly("7 hello", "7 ", "7 " + longest);
    }

    @Test
    void shouldThrowAwayWhatTheDiscardServiceGets() {
        ask(client, "hello", 9);
        ask(client, "again", 9);

        assertThat(answers).isEmpty();
        assertThat(node.discarded()).isEqualTo(2);
        assertThat(stack.counters(0).drops(Drop.UDP_PORT)).isZero();
    }

    @Test
    void shouldGenerateOneLineForEachDatagramEachBeginningOneCharacterFurther() {
        for (int i = 0; i < 96; i++) {
            ask(client, "whatever", 19);
        }

        assertThat(answers).hasSize(96);
        assertThat(answers.get(0)).isEqualTo(
                "19  !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n");
        assertThat(answers.get(1)).startsWith("19 !\"#").endsWith("efgh\r\n");
        assertThat(answers.get(94)).startsWith("19 ~ !\"");
        assertThat(answers.get(95)).isEqualTo(answers.get(0));
        assertThat(answers).allSatisfy(line -> assertThat(line.length() - 3).isEqualTo(CharacterGenerator.LINE_OCTETS));
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 9, 19, 53, 1023})
    void shouldNotAnswerAPortOfAnotherService(int port) {
        UdpSocket service = open(port);
        ask(service, "loop", 7);
        ask(service, "loop", 19);

        assertThat(answers).isEmpty();
        assertThat(node.refused()).isEqualTo(2);
    }

    @Test
    void shouldAnswerTheFirstPortOfClients() {
        ask(open(1024), "first", 7);

        assertThat(answers).containsExactly("7 first");
        assertThat(node.refused()).isZero();
    }

    @Test
    void shouldNotAnswerAGroup() {
        send(client, "smurf", Ipv6Address.ALL_NODES_HI, Ipv6Address.ALL_NODES_LO, 7);
        send(client, "smurf", Ipv6Address.ALL_NODES_HI, Ipv6Address.ALL_NODES_LO, 19);

        assertThat(answers).isEmpty();
        assertThat(node.refused()).isEqualTo(2);
    }

    @Test
    void shouldDropADatagramAndGoOnWhenAllSlotsAreTaken() {
        ask(client, "before", 7);
        UdpSocket greedy = stack.udp(9999, (_, _) -> {});
        List<Integer> slots = new ArrayList<>();
        for (int slot = greedy.take(); slot >= 0; slot = greedy.take()) {
            slots.add(slot);
        }
        ask(client, "lost", 7);
        ask(client, "lost", 19);
        slots.forEach(greedy::cancel);
        ask(client, "found", 7);

        assertThat(answers).containsExactly("7 before", "7 found");
        stack.audit();
    }

    private void ask(UdpSocket from, String text, int port) {
        send(from, text, PREFIX_HI, 1, port);
    }

    private void send(UdpSocket from, String text, long hi, long lo, int port) {
        byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        int slot = from.take();
        System.arraycopy(payload, 0, from.buffer(slot), UdpSocket.PAYLOAD_AT, payload.length);
        assertThat(from.send(slot, payload.length, 0, hi, lo, port, nowNs)).isEqualTo(Drop.OK);
        live(10);
    }

    private void live(long ms) {
        long untilNs = nowNs + ms * 1_000_000;
        while (nowNs < untilNs) {
            if (stack.poll(nowNs, 16) + asker.poll(nowNs, 16) == 0) {
                nowNs = Math.min(untilNs, Math.min(stack.nextDeadlineNs(), asker.nextDeadlineNs()));
            }
        }
    }
}
