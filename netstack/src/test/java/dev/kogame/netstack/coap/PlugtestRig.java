package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.udp.UdpSocket;

/**
 * Kogame's client and Kogame's server with the resources of the plugtest, each on a stack of its own, over a cable in virtual time.
 * Every message between them is seen, octet by octet, and may be lost.
 *
 * <pre>{@code
 * rig.ask(rig.get("test")).told("2.05 'hello' last");
 * rig.wire("> 48 01 M1 T1 b4 'test'", "< 68 45 M1 T1 44 E1 80 ff 'hello'");
 * }</pre>
 *
 * {@code M1}, {@code T1} and {@code E1} stand for a Message ID, a token of 8 octets and an entity-tag of 4, the same wherever they
 * stand; {@code ..} for anything up to the end. A lost message has an {@code x} behind its direction.
 */
final class PlugtestRig {

    static final long SECOND_NS = 1_000_000_000L;

    private static final int BUDGET = 16;
    private static final int RAW_PORT = 40_000;
    /** Behind the headers of Ethernet, IPv6 and UDP. */
    private static final int COAP_AT = 14 + 40 + 8;
    private static final int UDP = 17;
    private static final Pattern NAME = Pattern.compile("'[^']*'|\\b([MTE])\\d+\\b|\\.\\.");
    private static final Map<String, Integer> NAMED_DIGITS = Map.of("M", 4, "T", 16, "E", 8);

    final CoapClient client = new CoapClient(8, new byte[CoapClient.SECRET_OCTETS]);
    final CoapServer server = new CoapServer(0x7000);
    final PlugtestSite site = new PlugtestSite(server);
    private final VirtualCable cable = new VirtualCable(2013, 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L);
    private final NetStack near = new NetStack(StackConfig.defaults().withSeed(1), new Wire(cable.end(0)));
    private final NetStack far = new NetStack(StackConfig.defaults().withSeed(2), cable.end(1));
    private final List<String> wire = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Map<String, String> named = new HashMap<>();
    private final UdpSocket raw;
    private String losses = "";
    private long hi;
    private long lo;
    long nowNs;

    /** The client's end of the cable. */
    private final class Wire implements EthernetPort {
        private final EthernetPort end;

        Wire(EthernetPort end) {
            this.end = end;
        }

        /** Writes a message down; whether it is lost. */
        private boolean note(char direction, byte[] frame, int at, int octets) {
            boolean coap = octets > COAP_AT && frame[at + 20] == UDP && (port(frame, at + 54) == CoapServer.PORT
                    || port(frame, at + 56) == CoapServer.PORT);
            if (!coap) {
                return false;
            }
            boolean lost = losses.startsWith("x");
            losses = losses.isEmpty() ? losses : losses.substring(1);
            // The frame may be padded: the UDP header tells the length.
            int length = port(frame, at + 58) - 8;
            wire.add(direction + (lost ? "x " : " ")
                    + Hex.of(Arrays.copyOfRange(frame, at + COAP_AT, at + COAP_AT + length)));
            return lost;
        }

        private static int port(byte[] b, int at) {
            return (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
        }

        @Override
        public int receive(byte[] frame, int at, int capacity, long now) {
            int octets = end.receive(frame, at, capacity, now);
            while (octets > 0 && note('<', frame, at, octets)) {
                octets = end.receive(frame, at, capacity, now);
            }
            return octets;
        }

        @Override
        public int transmit(byte[] frame, int at, int octets, long now) {
            return note('>', frame, at, octets) ? SENT : end.transmit(frame, at, octets, now);
        }

        @Override
        public int poll(long now) {
            return end.poll(now);
        }

        @Override
        public long nextDeadlineNs() {
            return end.nextDeadlineNs();
        }

        @Override
        public boolean linkUp() {
            return end.linkUp();
        }

        @Override
        public long macAddress() {
            return end.macAddress();
        }

        @Override
        public void joinGroup(long group) {
            end.joinGroup(group);
        }

        @Override
        public void leaveGroup(long group) {
            end.leaveGroup(group);
        }
    }

    PlugtestRig() {
        far.onAddressChange((_, addressHi, addressLo, state) -> {
            if (state == AddressState.PREFERRED) {
                hi = addressHi;
                lo = addressLo;
            }
        });
        server.start(far.udp(CoapServer.PORT, server));
        client.start(near.udp(49_153, client));
        raw = near.udp(RAW_PORT, (_, _) -> {});
        pass(5);
        assertThat(hi).isNotZero();
    }

    // --- requests ---------------------------------------------------------------------------------------------------------

    ClientRequest get(String path) {
        return client.get(0, hi, lo, CoapServer.PORT).path(path);
    }

    ClientRequest put(String path, String text) {
        return client.put(0, hi, lo, CoapServer.PORT).path(path).contentFormat(ContentFormat.TEXT_PLAIN)
                .payload(CoapResource.utf8(text));
    }

    ClientRequest post(String path, String text) {
        return client.post(0, hi, lo, CoapServer.PORT).path(path).contentFormat(ContentFormat.TEXT_PLAIN)
                .payload(CoapResource.utf8(text));
    }

    ClientRequest delete(String path) {
        return client.delete(0, hi, lo, CoapServer.PORT).path(path);
    }

    /** Asks, and lets the two talk for as long as that takes no time. */
    PlugtestRig ask(ClientRequest request) {
        send(request);
        return this;
    }

    /** The same, and answers the number of the request. */
    int send(ClientRequest request) {
        int id = request.send((response, _) -> told.add(ClientRig.line(response)), nowNs);
        assertThat(id).isNotNegative();
        settle();
        return id;
    }

    /** Sends a message of the test's own to the server. */
    PlugtestRig raw(String vector) {
        byte[] message = Hex.octets(vector);
        int slot = raw.take();
        System.arraycopy(message, 0, raw.buffer(slot), UdpSocket.PAYLOAD_AT, message.length);
        assertThat(raw.send(slot, message.length, 0, hi, lo, CoapServer.PORT, nowNs)).isNotNegative();
        settle();
        return this;
    }

    /** Lets the server answer what it owes at {@code /separate}. */
    PlugtestRig complete() {
        server.complete(site.separate.ticket).text(CoapResource.utf8("later"));
        settle();
        return this;
    }

    /** Of the messages to come, loses those under an {@code x}. */
    PlugtestRig losing(String pattern) {
        losses = pattern;
        return this;
    }

    // --- what is seen -----------------------------------------------------------------------------------------------------

    /** The client's handler was told this, and nothing else before. */
    PlugtestRig told(String... lines) {
        assertThat(told).containsExactly(lines);
        told.clear();
        return this;
    }

    /** These messages were on the wire, and no others. */
    PlugtestRig wire(String... vectors) {
        assertThat(wire).as("messages").hasSameSizeAs(vectors);
        for (int i = 0; i < vectors.length; i++) {
            compare(wire.get(i), vectors[i]);
        }
        wire.clear();
        return this;
    }

    /** What the handler was told, which is forgotten. */
    List<String> takeTold() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    /** The messages on the wire, which are forgotten, for {@link #compare}. */
    List<String> takeMessages() {
        List<String> taken = List.copyOf(wire);
        wire.clear();
        return taken;
    }

    /** What a name stands for, in hex digits. */
    String named(String name) {
        return named.get(name);
    }

    /** How many messages were on the wire, which are forgotten. */
    int messages() {
        int count = wire.size();
        wire.clear();
        return count;
    }

    /** A message reads as a vector says. */
    void compare(String message, String vector) {
        int blank = vector.indexOf(' ');
        StringBuilder wanted = new StringBuilder(vector.substring(0, blank + 1));
        StringBuilder plain = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher part = NAME.matcher(vector);
        int at = blank;
        while (part.find(at)) {
            plain.append(vector, at, part.start());
            at = part.end();
            if (part.group().startsWith("'")) {
                plain.append(part.group());
                continue;
            }
            wanted.append(Hex.plain(plain.toString()));
            plain.setLength(0);
            String name = part.group();
            if (name.equals("..")) {
                wanted.append(".*");
            } else if (named.containsKey(name)) {
                wanted.append(named.get(name));
            } else {
                wanted.append("(?<").append(name).append(">[0-9a-f]{").append(NAMED_DIGITS.get(part.group(1)))
                        .append("})");
                names.add(name);
            }
        }
        wanted.append(Hex.plain(plain.append(vector.substring(at)).toString()));
        Matcher matcher = Pattern.compile(wanted.toString()).matcher(message);
        assertThat(message).as(vector).matches(wanted.toString());
        assertThat(matcher.matches()).isTrue();
        names.forEach(name -> named.put(name, matcher.group(name)));
    }

    // --- time -------------------------------------------------------------------------------------------------------------

    /** Lets time pass, stopping at every deadline. */
    PlugtestRig pass(long seconds) {
        long untilNs = nowNs + seconds * SECOND_NS;
        settle();
        long nextNs = nextDeadlineNs();
        while (nextNs <= untilNs) {
            nowNs = Math.max(nowNs, nextNs);
            settle();
            nextNs = nextDeadlineNs();
        }
        nowNs = untilNs;
        settle();
        return this;
    }

    private long nextDeadlineNs() {
        return Math.min(Math.min(near.nextDeadlineNs(), far.nextDeadlineNs()),
                Math.min(client.nextDeadlineNs(), server.nextDeadlineNs()));
    }

    private void settle() {
        int polls = 0;
        while (near.poll(nowNs, BUDGET) + far.poll(nowNs, BUDGET) + client.poll(nowNs, BUDGET)
                + server.poll(nowNs, BUDGET) > 0) {
            assertThat(polls++).as("never comes to rest").isLessThan(100_000);
        }
        assertThat(nextDeadlineNs()).as("nothing to do, and a deadline in the past").isGreaterThan(nowNs)
                .isLessThanOrEqualTo(Deadlines.NEVER);
    }
}
