package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.board.Deadlines;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.udp.UdpSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server on a stack, asked by another stack over a cable, in virtual time. */
class CoapOverUdpTest {

    private static final int BUDGET = 16;
    private static final int CLIENT_PORT = 40_000;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long ALL_NODES_HI = 0xff02_0000_0000_0000L;
    private static final long ALL_NODES_LO = 1;

    private final VirtualCable cable = new VirtualCable(7252, 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L);
    private final StackConfig config = StackConfig.defaults().withSeed(7252).with(Limit.FRAME_SLOTS, 6)
            .with(Limit.TRANSMIT_QUEUE, 2);
    private final NetStack board = new NetStack(config, cable.end(0));
    private final NetStack laptop = new NetStack(config, cable.end(1));
    private final Valve valve = new Valve();
    private final CoapServer server = new CoapServer(0x7000);
    private final List<String> answers = new ArrayList<>();
    private final UdpSocket client = laptop.udp(CLIENT_PORT,
            (datagram, nowNs) -> {
                answers.add(Hex.of(Arrays.copyOfRange(datagram.buffer(), datagram.offset(),
                        datagram.offset() + datagram.octets())));
                answeredBy = datagram.sourceLo();
            });
    private long boardHi;
    private long boardLo;
    private long answeredBy;
    private long nowNs;

    @BeforeEach
    void start() {
        board.onAddressChange((interfaceIndex, hi, lo, state) -> {
            if (state == AddressState.PREFERRED) {
                boardHi = hi;
                boardLo = lo;
            }
        });
        server.add("v", valve);
        server.start(board.udp(CoapServer.PORT, server));
        run(5 * SECOND_NS);
        assertThat(boardHi).isEqualTo(0xfe80L << 48);
    }

    @AfterEach
    void shouldHaveGivenUpAllSlots() {
        run(30 * SECOND_NS);
        board.audit();
        laptop.audit();
        assertThat(server.dropped(CoapDrop.SEND_FAILED)).isZero();
    }

    @Test
    void shouldAnswer() {
        ask("41 01 0001 aa b1 'v'");
        ask("40 03 0002 b1 'v' ff 'open'");
        ask("40 03 0002 b1 'v' ff 'open'");
        ask("40 00 0003");
        ask("70 00 0004");
        ask("50 01 0005 b1 'v'");
        assertThat(answers).containsExactly(Hex.plain("61 45 0001 aa 44 f07912cd 80 ff 'shut'"),
                Hex.plain("60 44 0002"),
                Hex.plain("60 44 0002"), Hex.plain("70 00 0003"), Hex.plain("50 45 7000 44 872fc86b 80 ff 'open'"));
        assertThat(valve.turns).isOne();
    }

    @Test
    void shouldAnswerAGroupFromItsOwnAddress() {
        send("50 01 0001 b1 'v'", ALL_NODES_HI, ALL_NODES_LO);
        send("40 01 0002 b1 'v'", ALL_NODES_HI, ALL_NODES_LO);
        send("50 01 0003 b1 'w'", ALL_NODES_HI, ALL_NODES_LO);
        assertThat(answers).containsExactly(Hex.plain("50 45 7000 44 f07912cd 80 ff 'shut'"));
        assertThat(answeredBy).isEqualTo(boardLo);
    }

    @Test
    void shouldLeaveARequestToItsRepetitionWhenAllSlotsAreTaken() {
        UdpSocket hog = board.udp(9, (datagram, now) -> {});
        List<Integer> slots = new ArrayList<>();
        ask("40 01 0001 b1 'v'");
        for (int slot = hog.take(); slot >= 0; slot = hog.take()) {
            slots.add(slot);
        }
        ask("40 03 0002 b1 'v' ff 'open'");
        assertThat(answers).hasSize(1);
        assertThat(valve.turns).isZero();
        assertThat(server.dropped(CoapDrop.NO_FRAME_SLOT)).isOne();
        slots.forEach(hog::cancel);
        ask("40 03 0002 b1 'v' ff 'open'");
        assertThat(answers).hasSize(2).last().isEqualTo(Hex.plain("60 44 0002"));
        assertThat(valve.turns).isOne();
    }

    private void ask(String vector) {
        send(vector, boardHi, boardLo);
    }

    private void send(String vector, long hi, long lo) {
        byte[] message = Hex.octets(vector);
        int slot = client.take();
        System.arraycopy(message, 0, client.buffer(slot), UdpSocket.PAYLOAD_AT, message.length);
        assertThat(client.send(slot, message.length, 0, hi, lo, CoapServer.PORT, nowNs)).isZero();
        run(SECOND_NS);
    }

    /** Lets both stacks do everything that is due until then. */
    private void run(long durationNs) {
        long endNs = nowNs + durationNs;
        while (nowNs <= endNs) {
            while (board.poll(nowNs, BUDGET) + server.poll(nowNs, BUDGET) + laptop.poll(nowNs, BUDGET) > 0) {
                laptop.audit();
            }
            long nextNs = Math.min(server.nextDeadlineNs(), Math.min(board.nextDeadlineNs(), laptop.nextDeadlineNs()));
            nowNs = nextNs == Deadlines.NEVER ? endNs + 1 : Math.max(nextNs, nowNs + 1);
        }
        nowNs = endNs;
    }
}
