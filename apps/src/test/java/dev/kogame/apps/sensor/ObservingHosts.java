package dev.kogame.apps.sensor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.coap.CoapMessage;
import dev.kogame.netstack.coap.CoapOption;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Octets;

/**
 * Many observers of {@code /temperature} in text: a stack with several addresses, each of them a host to the sensor, and on each the same
 * ports. An observer asks until it is answered, acknowledges, knows old from new (RFC 7641 section 3.4), and keeps the newest state.
 * Allocates nothing after construction.
 */
final class ObservingHosts implements Duty {

    static final int FIRST_PORT = 40_000;
    static final long PREFIX_HI = 0xfd00_0000_0000_0000L;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long ASK_AGAIN_NS = 3 * SECOND_NS;
    private static final int OBSERVE = 6;
    private static final int MAX_TEXT = 16;
    private static final int CONTENT = 2 << 5 | 5;

    private final NetStack stack;
    private final long sensorLo;
    private final int hosts;
    private final byte[] query;
    private final Port[] ports;
    private final boolean[] registered;
    private final int[] sequence;
    private final long[] heardNs;
    private final byte[][] text;
    private final int[] textOctets;
    private long askNs;
    private int asking;
    private long notifications;
    private long stale;

    /** All observers of one port, by the address that a datagram came to. */
    private final class Port implements UdpHandler {
        private final int index;
        private UdpSocket socket;

        Port(int index) {
            this.index = index;
        }

        @Override
        public void received(UdpDatagram datagram, long nowNs) {
            int host = (int) datagram.destinationLo() - 1;
            if (host >= 0 && host < hosts) {
                heard(index * hosts + host, datagram, nowNs, socket);
            }
        }
    }

    /** @param query of all requests, such as {@code st=0.5}; empty for none */
    ObservingHosts(EthernetPort end, long sensorLo, int hosts, int portsEach, String query) {
        this.sensorLo = sensorLo;
        this.hosts = hosts;
        this.query = query.getBytes(US_ASCII);
        stack = new NetStack(StackConfig.defaults().withSeed(2).with(Limit.UDP_SOCKETS, portsEach)
                .with(Limit.ADDRESSES, hosts + 4).with(Limit.FRAME_SLOTS, 96).with(Limit.TRANSMIT_QUEUE, 64)
                .with(Limit.GROUPS, hosts + 8), end);
        for (int host = 0; host < hosts; host++) {
            stack.addAddress(0, PREFIX_HI, host + 1);
        }
        ports = new Port[portsEach];
        for (int i = 0; i < portsEach; i++) {
            ports[i] = new Port(i);
            ports[i].socket = stack.udp(FIRST_PORT + i, ports[i]);
        }
        registered = new boolean[size()];
        sequence = new int[size()];
        heardNs = new long[size()];
        text = new byte[size()][MAX_TEXT];
        textOctets = new int[size()];
    }

    int size() {
        return hosts * ports.length;
    }

    /** The state that an observer has been told last. */
    String state(int observer) {
        return new String(text[observer], 0, textOctets[observer], US_ASCII);
    }

    /** Whether all have this state. */
    boolean haveAll(byte[] state, int octets) {
        for (int i = 0; i < text.length; i++) {
            if (!Arrays.equals(text[i], 0, textOctets[i], state, 0, octets)) {
                return false;
            }
        }
        return true;
    }

    /** How many states were told, answers to the requests included. */
    long notifications() {
        return notifications;
    }

    /** How many came too late to count, or twice. */
    long stale() {
        return stale;
    }

    NetStack stack() {
        return stack;
    }

    @Override
    public int poll(long nowNs, int budget) {
        int work = stack.poll(nowNs, budget);
        return nowNs < askNs ? work : work + askOne(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(stack.nextDeadlineNs(), askNs);
    }

    /** Asks for the next one that is not registered: one after the other, and from the beginning after a while. */
    private int askOne(long nowNs) {
        while (asking < registered.length && registered[asking]) {
            asking++;
        }
        if (asking == registered.length) {
            asking = 0;
            boolean all = true;
            for (int i = 0; i < registered.length; i++) {
                all &= registered[i];
            }
            askNs = all ? Deadlines.NEVER : nowNs + ASK_AGAIN_NS;
            return 1;
        }
        ask(asking++, nowNs);
        askNs = nowNs + 10_000_000;
        return 1;
    }

    private void ask(int observer, long nowNs) {
        UdpSocket socket = ports[observer / hosts].socket;
        int slot = socket.take();
        if (slot < 0) {
            return;
        }
        byte[] b = socket.buffer(slot);
        int at = UdpSocket.PAYLOAD_AT;
        b[at] = 0x42;
        b[at + 1] = 1;
        Octets.put16(b, at + 2, observer * 256 + (int) (nowNs / SECOND_NS) % 256);
        Octets.put16(b, at + 4, observer);
        int next = at + 6;
        b[next++] = OBSERVE << 4;
        next = option(b, next, 5, TEMPERATURE);
        if (query.length > 0) {
            next = option(b, next, 4, query);
        }
        // Accept: text/plain.
        b[next++] = (byte) ((query.length > 0 ? 2 : 6) << 4);
        socket.sendFrom(slot, next - at, PREFIX_HI, observer % hosts + 1, 0, PREFIX_HI, sensorLo, CoapServer.PORT,
                nowNs);
    }

    private static final byte[] TEMPERATURE = Sensor.TEMPERATURE_PATH.getBytes(US_ASCII);

    private static int option(byte[] b, int at, int delta, byte[] value) {
        b[at] = (byte) (delta << 4 | value.length);
        System.arraycopy(value, 0, b, at + 1, value.length);
        return at + 1 + value.length;
    }

    private void heard(int observer, UdpDatagram datagram, long nowNs, UdpSocket socket) {
        byte[] b = datagram.buffer();
        int at = datagram.offset();
        int end = at + datagram.octets();
        if (CoapMessage.check(b, at, end) != 0) {
            throw new AssertionError("not a message");
        }
        if (CoapMessage.type(b, at) == CoapMessage.CONFIRMABLE) {
            acknowledge(b, at, datagram, nowNs, socket);
        }
        if (CoapMessage.code(b, at) != CONTENT || Octets.get16(b, at + 4) != observer) {
            throw new AssertionError("not a state for observer " + observer);
        }
        int number = 0;
        int observe = -1;
        int option = CoapMessage.optionsAt(b, at);
        for (; CoapMessage.isOption(b, option, end); option = CoapOption.next(b, option)) {
            number += CoapOption.delta(b, option);
            if (number == OBSERVE) {
                observe = (int) CoapOption.uint(b, option);
            }
        }
        notifications++;
        if (registered[observer] && !isNewer(observer, observe, nowNs)) {
            stale++;
            return;
        }
        registered[observer] |= observe >= 0;
        sequence[observer] = observe;
        heardNs[observer] = nowNs;
        textOctets[observer] = Math.min(MAX_TEXT, end - option - 1);
        System.arraycopy(b, option + 1, text[observer], 0, textOctets[observer]);
    }

    /** RFC 7641 section 3.4. */
    private boolean isNewer(int observer, int number, long nowNs) {
        int last = sequence[observer];
        return last < number && number - last < 1 << 23 || last > number && last - number > 1 << 23
                || nowNs > heardNs[observer] + 128 * SECOND_NS;
    }

    private static void acknowledge(byte[] b, int at, UdpDatagram datagram, long nowNs, UdpSocket socket) {
        int slot = socket.take();
        if (slot < 0) {
            return;
        }
        byte[] ack = socket.buffer(slot);
        ack[UdpSocket.PAYLOAD_AT] = 0x60;
        ack[UdpSocket.PAYLOAD_AT + 1] = 0;
        Octets.put16(ack, UdpSocket.PAYLOAD_AT + 2, CoapMessage.messageId(b, at));
        socket.reply(slot, CoapMessage.HEADER_OCTETS, datagram, nowNs);
    }
}
