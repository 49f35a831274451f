package dev.kogame.netstack.sntp;

import java.util.List;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.udp.UnpredictableNumbers;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Octets;

/**
 * Asks servers for the time, in turn.
 *
 * <pre>{@code
 * SntpClient time = new SntpClient(List.of(new SntpServer(-1, hi, lo)), secret);
 * time.start(stack.udp(49153, time));
 * device.add(time);
 * }</pre>
 *
 * <p>Until the clock is set it asks after 15, 30, 60 ... up to 1024 s, each time the next server; then after 64, 128 ... up to 1024 s
 * the one that answered, and the next one if that does not. A server that says {@code RATE} is asked half as often from then on, one
 * that says {@code DENY} or {@code RSTR} never again. The clock is stepped, not slewed, and a leap second is not announced: it passes as
 * POSIX has it. One thread; allocates nothing after {@link #start}.
 */
public final class SntpClient implements UdpHandler, Duty, UtcClock {

    /** Where servers listen, RFC 5905 section 7.2. */
    public static final int SERVER_PORT = 123;
    /** How many servers make sense. */
    public static final int MAX_SERVERS = 8;

    /** RFC 4330 section 10: under no conditions less. */
    static final long LEAST_INTERVAL_NS = 15_000_000_000L;
    /** RFC 5905 section 7.2, MINPOLL and MAXPOLL are 4 and 17; a small device is content with these. */
    static final long FIRST_SET_INTERVAL_NS = 64_000_000_000L;
    static final long MOST_INTERVAL_NS = 1_024_000_000_000L;
    /** A server that says RATE again and again is asked once in 36 hours, RFC 5905's MAXPOLL. */
    static final long RATE_INTERVAL_NS = 131_072_000_000_000L;
    /** While nothing can be sent, because there is no address yet, trying costs nobody anything. */
    static final long UNSENT_INTERVAL_NS = 1_000_000_000L;

    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 65536 - FIRST_PORT;
    private static final int MAX_PORT_DRAWS = 8;

    private final long[] hi;
    private final long[] lo;
    private final int[] interfaceIndex;
    /** The least interval to each server; {@link Deadlines#NEVER} for one that wants to hear no more. */
    private final long[] leastNs;
    private final long[] askedNs;
    private final UnpredictableNumbers numbers;
    private final long[] drops = new long[SntpDrop.TIME.ordinal() + 1];
    private UdpSocket socket;
    private int server;
    private boolean waiting;
    private long origin;
    private long sentNs;
    private long deadlineNs;
    private long intervalNs = LEAST_INTERVAL_NS;
    private boolean set;
    private long offsetNs;
    private long delayNs;
    private long answers;

    /**
     * A client that has not begun.
     *
     * @param servers whom to ask, 1 to {@link #MAX_SERVERS}
     * @param secret makes ports and timestamps unpredictable: at least {@link UnpredictableNumbers#SECRET_OCTETS} from a good source,
     *            copied
     * @throws IllegalArgumentException if there are too few or too many, or the secret is too short
     */
    public SntpClient(List<SntpServer> servers, byte[] secret) {
        int count = servers.size();
        if (count < 1 || count > MAX_SERVERS) {
            throw new IllegalArgumentException(
                    count + " time servers are not between 1 and " + MAX_SERVERS + ": name that many");
        }
        hi = new long[count];
        lo = new long[count];
        interfaceIndex = new int[count];
        leastNs = new long[count];
        askedNs = new long[count];
        for (int i = 0; i < count; i++) {
            hi[i] = servers.get(i).hi();
            lo[i] = servers.get(i).lo();
            interfaceIndex[i] = servers.get(i).interfaceIndex();
            leastNs[i] = LEAST_INTERVAL_NS;
            askedNs[i] = Long.MIN_VALUE / 2;
        }
        numbers = new UnpredictableNumbers(secret);
    }

    /** Begins to ask, on a socket whose handler this is. Its port will change with every request. */
    @Boot
    public void start(UdpSocket on) {
        socket = on;
    }

    @Override
    public boolean isSet() {
        return set;
    }

    @Override
    public long utcNs(long nowNs) {
        return nowNs + offsetNs;
    }

    /** By how much UTC, in nanoseconds since 1970, is ahead of the monotonic clock. */
    public long offsetNs() {
        return offsetNs;
    }

    /** How long the last question and its answer were under way; the offset is wrong by half of it at most. */
    public long delayNs() {
        return delayNs;
    }

    /** How many answers have set the clock. */
    public long answers() {
        return answers;
    }

    /** How many datagrams did not set the clock, for one reason. */
    public long drops(SntpDrop reason) {
        return drops[reason.ordinal()];
    }

    @Override
    public long nextDeadlineNs() {
        return socket == null ? Deadlines.NEVER : deadlineNs;
    }

    /** Asks, if it is time to. */
    @Override
    public int poll(long nowNs, int budget) {
        if (nowNs < nextDeadlineNs()) {
            return 0;
        }
        if (waiting) {
            // No answer: RFC 4330 section 10, back off and try the next.
            waiting = false;
            server = next(server);
        }
        ask(nowNs);
        return 1;
    }

    private int next(int after) {
        return after + 1 == hi.length ? 0 : after + 1;
    }

    /** Asks the first server, from the present one on, that may be asked now; if none may, waits for the earliest that may. */
    private void ask(long nowNs) {
        long earliestNs = Deadlines.NEVER;
        for (int tried = 0; tried < hi.length; tried++) {
            long mayNs = leastNs[server] == Deadlines.NEVER ? Deadlines.NEVER : askedNs[server] + leastNs[server];
            if (mayNs <= nowNs) {
                send(nowNs);
                return;
            }
            earliestNs = Math.min(earliestNs, mayNs);
            server = next(server);
        }
        deadlineNs = earliestNs;
    }

    private void send(long nowNs) {
        int slot = socket.take();
        int sent = Drop.NO_FRAME_SLOT.code;
        if (slot >= 0) {
            origin = numbers.next64();
            drawPort();
            NtpMessage.writeRequest(socket.buffer(slot), UdpSocket.PAYLOAD_AT, origin);
            sent = socket.send(slot, NtpMessage.OCTETS, interfaceIndex[server], hi[server], lo[server], SERVER_PORT,
                    nowNs);
        }
        if (sent != Drop.OK) {
            server = next(server);
            deadlineNs = nowNs + UNSENT_INTERVAL_NS;
            return;
        }
        waiting = true;
        sentNs = nowNs;
        askedNs[server] = nowNs;
        deadlineNs = nowNs + intervalNs;
        intervalNs = Math.min(intervalNs * 2, MOST_INTERVAL_NS);
    }

    private void drawPort() {
        for (int draws = 0; draws < MAX_PORT_DRAWS; draws++) {
            if (socket.localPort(FIRST_PORT + numbers.next16() % PORTS)) {
                return;
            }
        }
    }

    @Override
    public void received(UdpDatagram datagram, long nowNs) {
        if (!waiting) {
            drop(SntpDrop.UNASKED);
            return;
        }
        if (datagram.sourceLo() != lo[server] || datagram.sourceHi() != hi[server]
                || datagram.sourcePort() != SERVER_PORT
                || interfaceIndex[server] >= 0 && datagram.interfaceIndex() != interfaceIndex[server]) {
            drop(SntpDrop.SERVER);
            return;
        }
        byte[] b = datagram.buffer();
        int at = datagram.offset();
        if (datagram.octets() < NtpMessage.OCTETS) {
            drop(SntpDrop.LENGTH);
            return;
        }
        if (Octets.get64(b, at + NtpMessage.ORIGIN) != origin) {
            drop(SntpDrop.ORIGIN);
            return;
        }
        answered(b, at, nowNs);
    }

    /** The answer is to our question; is it of use? RFC 4330 section 5. */
    private void answered(byte[] b, int at, long nowNs) {
        if (NtpMessage.mode(b, at) != NtpMessage.SERVER || NtpMessage.version(b, at) != NtpMessage.VERSION) {
            drop(SntpDrop.MODE);
            return;
        }
        // Whatever it says, it is the answer: a second one is not waited for.
        waiting = false;
        if (NtpMessage.stratum(b, at) == NtpMessage.KISS) {
            drop(SntpDrop.KISS_OF_DEATH);
            kiss(Octets.get32(b, at + NtpMessage.REFERENCE_ID));
            return;
        }
        if (NtpMessage.leap(b, at) == NtpMessage.LEAP_UNKNOWN || NtpMessage.stratum(b, at) > NtpMessage.MAX_STRATUM
                || NtpMessage.rootDistance(b, at) >= NtpMessage.MAX_DISTANCE) {
            drop(SntpDrop.UNSYNCHRONIZED);
            server = next(server);
            return;
        }
        long receive = Octets.get64(b, at + NtpMessage.RECEIVE);
        long transmit = Octets.get64(b, at + NtpMessage.TRANSMIT);
        long receiveNs = NtpTimestamp.unixNs(receive);
        long transmitNs = NtpTimestamp.unixNs(transmit);
        long heldNs = transmitNs - receiveNs;
        if (receive == 0 || transmit == 0 || heldNs < 0 || heldNs > nowNs - sentNs) {
            drop(SntpDrop.TIME);
            server = next(server);
            return;
        }
        // RFC 5905 section 8, with the monotonic clock in place of the client's.
        long thereNs = receiveNs - sentNs;
        long backNs = transmitNs - nowNs;
        offsetNs = thereNs + (backNs - thereNs) / 2;
        delayNs = nowNs - sentNs - heldNs;
        answers++;
        intervalNs = set ? Math.max(intervalNs, FIRST_SET_INTERVAL_NS) : FIRST_SET_INTERVAL_NS;
        deadlineNs = sentNs + Math.max(intervalNs, leastNs[server]);
        set = true;
    }

    /** RFC 5905 section 7.4. */
    private void kiss(int code) {
        if (code == NtpMessage.DENY || code == NtpMessage.RSTR) {
            leastNs[server] = Deadlines.NEVER;
        } else if (code == NtpMessage.RATE) {
            leastNs[server] = Math.min(Math.max(leastNs[server], intervalNs) * 2, RATE_INTERVAL_NS);
        }
        server = next(server);
    }

    private void drop(SntpDrop reason) {
        drops[reason.ordinal()]++;
    }
}
