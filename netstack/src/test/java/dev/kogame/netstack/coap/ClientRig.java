package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;

/**
 * A client on a stack, and the test speaking for the server on another one, over a cable in virtual time.
 *
 * <pre>{@code
 * rig.send(rig.get().path("v"));
 * rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN ff 'shut'").told("2.05 'shut' last");
 * }</pre>
 *
 * {@code MID} and {@code TOKEN} stand for those of the message that was expected last. The client is polled at its deadlines, and
 * one nanosecond before each, where it must have nothing to do.
 */
final class ClientRig {

    static final long SECOND_NS = 1_000_000_000L;
    static final long GROUP_HI = 0xff02_0000_0000_0000L;
    static final long GROUP_LO = 0xfd;

    private static final int BUDGET = 16;
    private static final int OTHER_PORT = 5684;

    private record Heard(long atNs, byte[] message) {
        @Override
        public String toString() {
            return atNs / 1e9 + " s: " + Hex.of(message);
        }
    }

    final VirtualCable cable = new VirtualCable(7252, 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L);
    final NetStack near = new NetStack(StackConfig.defaults().withSeed(1), cable.end(0));
    final NetStack far = new NetStack(StackConfig.defaults().withSeed(2), cable.end(1));
    final CoapClient client;
    private final UdpSocket server;
    private final UdpSocket other;
    private final Deque<Heard> heard = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private byte[] last = {};
    private String mid = "";
    private String token = "";
    private int clientPort;
    private long clientHi;
    private long clientLo;
    long hi;
    long lo;
    long nowNs;

    ClientRig() {
        this(8);
    }

    ClientRig(int requests) {
        client = new CoapClient(requests, new byte[CoapClient.SECRET_OCTETS]);
        server = far.udp(CoapServer.PORT, (datagram, now) -> {
            heard.add(new Heard(now, Arrays.copyOfRange(datagram.buffer(), datagram.offset(),
                    datagram.offset() + datagram.octets())));
            clientHi = datagram.sourceHi();
            clientLo = datagram.sourceLo();
            clientPort = datagram.sourcePort();
        });
        other = far.udp(OTHER_PORT, (datagram, now) -> heard.add(new Heard(now,
                Arrays.copyOfRange(datagram.buffer(), datagram.offset(), datagram.offset() + datagram.octets()))));
        far.onAddressChange((interfaceIndex, addressHi, addressLo, state) -> {
            if (state == AddressState.PREFERRED) {
                hi = addressHi;
                lo = addressLo;
            }
        });
        far.joinGroup(0, GROUP_HI, GROUP_LO);
        client.start(near.udp(49_153, client));
        pass(5 * SECOND_NS);
        assertThat(hi).isNotZero();
    }

    // --- the client's side ------------------------------------------------------------------------------------------------

    ClientRequest get() {
        return client.get(0, hi, lo, CoapServer.PORT);
    }

    ClientRequest put() {
        return client.put(0, hi, lo, CoapServer.PORT);
    }

    ClientRequest post() {
        return client.post(0, hi, lo, CoapServer.PORT);
    }

    ClientRequest group() {
        return client.get(0, GROUP_HI, GROUP_LO, CoapServer.PORT);
    }

    /** Sends it, which must not fail. */
    int send(ClientRequest request) {
        int id = request.send((response, now) -> told.add(line(response)), nowNs);
        assertThat(id).isNotNegative();
        settle();
        return id;
    }

    /** Hands {@code told} the line that a handler of the test's own was told. */
    void tell(ClientResponse response) {
        told.add(line(response));
    }

    static String line(ClientResponse response) {
        StringBuilder line = new StringBuilder();
        if (response.outcome() != ClientOutcome.RESPONSE) {
            line.append(response.outcome());
        } else {
            line.append(response.code() >> 5).append('.').append("%02d".formatted(response.code() & 31));
            if (response.payloadOctets() > 0) {
                line.append(" '").append(new String(response.buffer(), response.payloadAt(), response.payloadOctets(),
                        StandardCharsets.UTF_8)).append('\'');
            }
            line.append(response.payloadOffset() > 0 ? " at " + response.payloadOffset() : "");
            line.append(response.hasMore() ? " more" : "");
            line.append(response.isObserving() ? " observing" : "");
        }
        return line.append(response.isLast() ? " last" : "").toString();
    }

    /** The handler was told this, and nothing before. */
    ClientRig told(String... lines) {
        assertThat(told).containsExactly(lines);
        told.clear();
        return this;
    }

    List<String> takeTold() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    // --- the server's side ------------------------------------------------------------------------------------------------

    /** The next message the server heard reads so. */
    ClientRig expect(String vector) {
        assertThat(heard).as("nothing heard instead of %s", vector).isNotEmpty();
        learn(heard.poll());
        assertThat(Hex.of(last)).as(vector).isEqualTo(Hex.plain(filled(vector)));
        return this;
    }

    /** The next message the server heard begins so. */
    ClientRig expectStart(String vector) {
        learn(heard.poll());
        assertThat(Hex.of(last)).as(vector).startsWith(Hex.plain(filled(vector)));
        return this;
    }

    /** The digits of the message that is to be expected next. */
    String peek() {
        return Hex.of(heard.peek().message());
    }

    private void learn(Heard next) {
        last = next.message();
        mid = HexFormat.of().formatHex(last, 2, 4);
        if ((last[0] & 0xf) == 8) {
            token = HexFormat.of().formatHex(last, 4, 12);
        }
    }

    /** When the next message was heard. */
    long heardNs() {
        return heard.peek().atNs();
    }

    /** The server heard nothing more. */
    ClientRig quiet() {
        assertThat(heard).isEmpty();
        return this;
    }

    int heardCount() {
        return heard.size();
    }

    String mid() {
        return mid;
    }

    String token() {
        return token;
    }

    /** Takes the registers back to those of an earlier message. */
    ClientRig about(String earlierMid, String earlierToken) {
        mid = earlierMid;
        token = earlierToken;
        return this;
    }

    /** The server sends this. */
    ClientRig reply(String vector) {
        return from(server, vector);
    }

    /** Another endpoint sends this. */
    ClientRig replyFromAnotherPort(String vector) {
        return from(other, vector);
    }

    /** The server sends this, or something like it. */
    ClientRig replyMangled(String vector, SplittableRandom random) {
        byte[] message = Hex.octets(filled(vector));
        for (int changes = random.nextInt(4) == 0 ? random.nextInt(4) : 0; changes > 0; changes--) {
            message[random.nextInt(message.length)] = (byte) random.nextInt();
        }
        return from(server, Arrays.copyOf(message, random.nextInt(10) == 0
                ? random.nextInt(message.length)
                : message.length));
    }

    /** The server sends this to a group of its link. */
    ClientRig replyToGroup(String vector, long groupLo) {
        clientHi = GROUP_HI;
        clientLo = groupLo;
        return reply(vector);
    }

    private ClientRig from(UdpSocket socket, String vector) {
        return from(socket, Hex.octets(filled(vector)));
    }

    private ClientRig from(UdpSocket socket, byte[] message) {
        int slot = socket.take();
        System.arraycopy(message, 0, socket.buffer(slot), UdpSocket.PAYLOAD_AT, message.length);
        assertThat(socket.send(slot, message.length, 0, clientHi, clientLo, clientPort, nowNs)).isEqualTo(Drop.OK);
        settle();
        return this;
    }

    private String filled(String vector) {
        return vector.replace("MID", mid).replace("TOKEN", token);
    }

    // --- time -------------------------------------------------------------------------------------------------------------

    ClientRig pass(long durationNs) {
        long untilNs = nowNs + durationNs;
        settle();
        while (true) {
            long clientNs = client.nextDeadlineNs();
            long nextNs = Math.min(clientNs, Math.min(near.nextDeadlineNs(), far.nextDeadlineNs()));
            if (nextNs > untilNs || nextNs == Deadlines.NEVER) {
                break;
            }
            if (nextNs == clientNs && nextNs - 1 > nowNs) {
                assertThat(client.poll(nextNs - 1, BUDGET)).as("work before the deadline").isZero();
            }
            nowNs = Math.max(nowNs, nextNs);
            settle();
        }
        nowNs = untilNs;
        settle();
        return this;
    }

    /** Lets time pass until the handler is told something. */
    ClientRig passUntilTold() {
        while (told.isEmpty()) {
            pass(SECOND_NS / 10);
        }
        return this;
    }

    /** Lets time pass until the server hears something. */
    ClientRig passUntilHeard() {
        while (heard.isEmpty()) {
            pass(SECOND_NS / 10);
        }
        return this;
    }

    /** Lets time pass until nothing is under way. */
    ClientRig passUntilIdle() {
        while (client.underWay() > 0) {
            pass(SECOND_NS / 10);
        }
        return this;
    }

    /** Lets everybody do what is to be done now. */
    void settle() {
        int idle = 0;
        for (int polls = 0; idle == 0; polls++) {
            assertThat(polls).as("never comes to rest").isLessThan(10_000);
            if (near.poll(nowNs, BUDGET) + far.poll(nowNs, BUDGET) + client.poll(nowNs, BUDGET) == 0) {
                idle++;
            }
        }
        assertThat(client.nextDeadlineNs()).as("nothing to do, and a deadline in the past").isGreaterThan(nowNs);
        near.audit();
        far.audit();
    }
}
