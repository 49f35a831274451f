package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.sim.Impairment;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.nd.AddressState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client asks our server over a cable that loses, repeats and overtakes one frame in five. */
class ClientServerTest {

    private static final int BUDGET = 16;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long GROUP_HI = 0xff02_0000_0000_0000L;
    private static final long GROUP_LO = 0xfd;

    /** POST adds one, GET tells how often that was; may be observed. */
    private static final class Counter extends CoapResource {
        private int count;

        Counter() {
            resourceType("counter");
            observable();
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.number(count);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            count++;
            changed();
            response.number(count);
        }
    }

    /** A body of several blocks. */
    private static final class Text extends CoapResource {
        private static final byte[] BODY = body();

        private static byte[] body() {
            byte[] body = new byte[3000];
            for (int i = 0; i < body.length; i++) {
                body[i] = (byte) ('a' + i % 23);
            }
            return body;
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.octets(BODY, 0, BODY.length);
        }
    }

    /** Keeps what was put last, of any length. */
    private static final class Sink extends CoapResource {
        private byte[] kept = {};
        private int puts;

        Sink() {
            acceptsBody(3000);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            puts++;
            kept = Arrays.copyOfRange(request.buffer(), request.payloadAt(),
                    request.payloadAt() + request.payloadOctets());
        }
    }

    /** Answers later, and only to a request that is known to be new. */
    private static final class Door extends CoapResource {
        private static final byte[] OPEN = utf8("open");
        private final List<Integer> tickets = new ArrayList<>();
        private int posts;

        Door() {
            demandsFreshness(60);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            posts++;
            tickets.add(response.later());
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    private final List<String> told = new ArrayList<>();
    private final byte[] into = new byte[4096];
    private final Counter counter = new Counter();
    private final Sink sink = new Sink();
    private final Door door = new Door();
    private VirtualCable cable;
    private NetStack near;
    private NetStack far;
    private CoapClient client;
    private CoapServer server;
    private long hi;
    private long lo;
    private long nowNs;
    private int answered;

    private void start(long seed) {
        cable = new VirtualCable(seed, 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L);
        near = new NetStack(StackConfig.defaults().withSeed(seed), cable.end(0));
        far = new NetStack(StackConfig.defaults().withSeed(-seed), cable.end(1));
        byte[] secret = new byte[16];
        secret[0] = (byte) seed;
        client = new CoapClient(8, secret);
        client.start(near.udp(49_153, client));
        server = new CoapServer(CoapConfig.defaults(), 1, secret);
        server.add("counter", counter);
        server.add("text", new Text());
        server.add("sink", sink);
        server.add("door", door);
        server.start(far.udp(CoapServer.PORT, server));
        far.joinGroup(0, GROUP_HI, GROUP_LO);
        far.onAddressChange((interfaceIndex, addressHi, addressLo, state) -> {
            if (state == AddressState.PREFERRED) {
                hi = addressHi;
                lo = addressLo;
            }
        });
        run(nowNs + 5 * SECOND_NS);
        assertThat(hi).isNotZero();
    }

    private void run(long untilNs) {
        while (true) {
            int work = near.poll(nowNs, BUDGET) + far.poll(nowNs, BUDGET) + client.poll(nowNs, BUDGET)
                    + server.poll(nowNs, BUDGET);
            if (work > 0) {
                continue;
            }
            if (nowNs >= untilNs) {
                return;
            }
            long nextNs = Math.min(Math.min(near.nextDeadlineNs(), far.nextDeadlineNs()),
                    Math.min(client.nextDeadlineNs(), server.nextDeadlineNs()));
            nowNs = Math.min(untilNs, Math.max(nowNs + 1, nextNs));
        }
    }

    private void runUntilDone() {
        long endNs = nowNs + 600 * SECOND_NS;
        while (client.underWay() > 0 && nowNs < endNs) {
            run(nowNs + SECOND_NS / 10);
        }
        assertThat(client.underWay()).isZero();
    }

    private ClientRequest ask(int method, String path) {
        return client.request(method, 0, hi, lo, CoapServer.PORT).path(path);
    }

    private void send(ClientRequest request) {
        assertThat(request.send((response, now) -> told.add(ClientRig.line(response)), nowNs)).isNotNegative();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDoEverythingOnceOverABadCable(long seed) {
        start(seed);
        cable.impair(new Impairment(200_000, 200_000, 200_000, 0, SECOND_NS / 1000, SECOND_NS / 20));
        int done = 0;
        for (int i = 0; i < 10; i++) {
            told.clear();
            send(ask(CoapCode.POST, "counter"));
            send(ask(CoapCode.GET, "counter"));
            runUntilDone();
            boolean lost = told.contains("TIMEOUT last");
            if (!lost) {
                done++;
                assertThat(told).as("seed %d", seed).containsExactly("2.04 '" + counter.count + "' last",
                        "2.05 '" + counter.count + "' last");
            }
        }
        assertThat(counter.count).as("seed %d: each POST happened once, however often it was sent", seed)
                .isBetween(done, 10);
        assertThat(done).as("seed %d", seed).isGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFetchABodyInBlocksOverABadCable(long seed) {
        start(seed);
        cable.impair(new Impairment(100_000, 200_000, 200_000, 0, SECOND_NS / 1000, SECOND_NS / 20));
        for (int size = 64; size <= 1024; size *= 4) {
            told.clear();
            Arrays.fill(into, (byte) 0);
            send(ask(CoapCode.GET, "text").into(into).blockSize(size));
            runUntilDone();
            assertThat(told).as("seed %d, blocks of %d", seed, size).hasSize(1);
            assertThat(told.getFirst()).startsWith("2.05");
            assertThat(Arrays.copyOf(into, Text.BODY.length)).isEqualTo(Text.BODY);
        }
    }

    /** An Echo, an empty Acknowledgement, and some time later a Confirmable response. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldProveThatItIsFreshAndWaitForASeparateResponseOverABadCable(long seed) {
        start(seed);
        cable.impair(new Impairment(100_000, 200_000, 200_000, 0, SECOND_NS / 1000, SECOND_NS / 20));
        for (int i = 0; i < 3; i++) {
            told.clear();
            send(ask(CoapCode.POST, "door"));
            for (int waited = 0; door.tickets.isEmpty(); waited++) {
                assertThat(waited).as("seed %d: nothing came", seed).isLessThan(1000);
                run(nowNs + SECOND_NS / 10);
            }
            run(nowNs + 5 * SECOND_NS);
            server.complete(door.tickets.removeFirst()).text(Door.OPEN);
            runUntilDone();
            assertThat(told).as("seed %d", seed).containsExactly("2.04 'open' last");
        }
        assertThat(door.posts).as("seed %d: each once", seed).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldPutABodyInBlocksOverABadCable(long seed) {
        start(seed);
        cable.impair(new Impairment(100_000, 200_000, 200_000, 0, SECOND_NS / 1000, SECOND_NS / 20));
        int octets = 1900;
        for (int size = 64; size <= 1024; size *= 4) {
            told.clear();
            send(ask(CoapCode.PUT, "sink").body(Text.BODY, size, octets).blockSize(size));
            runUntilDone();
            assertThat(told).as("seed %d, blocks of %d", seed, size).containsExactly("2.04 last");
            assertThat(sink.kept).isEqualTo(Arrays.copyOfRange(Text.BODY, size, size + octets));
        }
        assertThat(sink.puts).as("seed %d: each body once", seed).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldEndUpWithTheServersStateOverABadCable(long seed) {
        start(seed);
        send(ask(CoapCode.GET, "counter").observe());
        run(nowNs + SECOND_NS);
        assertThat(told).containsExactly("2.05 '0' observing");
        cable.impair(new Impairment(200_000, 200_000, 200_000, 0, SECOND_NS / 1000, SECOND_NS / 20));
        for (int i = 0; i < 30; i++) {
            counter.count++;
            counter.changed();
            run(nowNs + 5 * SECOND_NS);
        }
        run(nowNs + 300 * SECOND_NS);
        assertThat(told.getLast()).as("seed %d: %s", seed, told).isEqualTo("2.05 '30' observing");
        List<Integer> counts = told.stream().map(line -> Integer.parseInt(line.split("'")[1])).toList();
        assertThat(counts).as("seed %d: never back to an older state", seed).isSorted();
    }

    @Test
    void shouldDiscoverAGroup() {
        start(1);
        send(client.get(0, GROUP_HI, GROUP_LO, CoapServer.PORT).path(".well-known/core").query("rt=counter"));
        send(client.get(0, GROUP_HI, GROUP_LO, CoapServer.PORT).path(".well-known/core").query("rt=lamp"));
        runUntilDone();
        assertThat(told).hasSize(3).contains("GROUP_OVER last");
        assertThat(told.getFirst()).startsWith("2.05 '</counter>;rt=\"counter\"");
    }

    @Test
    void shouldDeregisterAtTheServer() {
        start(1);
        int id = ask(CoapCode.GET, "counter").observe().send((response, now) -> told.add(ClientRig.line(response)),
                nowNs);
        run(nowNs + SECOND_NS);
        assertThat(server.observers()).isOne();
        client.cancel(id, nowNs);
        run(nowNs + SECOND_NS);
        assertThat(server.observers()).isZero();
        int forgotten = ask(CoapCode.GET, "counter").observe().send(
                (response, now) -> told.add(ClientRig.line(response)),
                nowNs);
        run(nowNs + SECOND_NS);
        client.forget(forgotten, nowNs);
        counter.changed();
        run(nowNs + 10 * SECOND_NS);
        assertThat(server.observers()).isZero();
        assertThat(told).containsExactly("2.05 '0' observing", "2.05 '0' observing");
    }

    /** Requests, observation, blocks and groups, with loss and what follows from it: 0 octets. */
    @Test
    void shouldAllocateNothing() {
        start(3);
        cable.impair(new Impairment(50_000, 50_000, 50_000, 0, SECOND_NS / 1000, SECOND_NS / 20));
        ResponseHandler counting = (response, now) -> answered++;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] allocated = new long[6];
        for (int round = 0; round < allocated.length; round++) {
            answered = 0;
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 400; i++) {
                ask(CoapCode.POST, "counter").send(counting, nowNs);
                ask(CoapCode.GET, "text").into(into).blockSize(256).send(counting, nowNs);
                ask(CoapCode.GET, "text").nonConfirmable().send(counting, nowNs);
                int observation = ask(CoapCode.GET, "counter").observe().within(SECOND_NS).send(counting, nowNs);
                client.get(0, GROUP_HI, GROUP_LO, CoapServer.PORT).path("counter").within(SECOND_NS).send(counting,
                        nowNs);
                ask(CoapCode.PUT, "nothing").body(into, 0, 3000).send(counting, nowNs);
                run(nowNs + 20 * SECOND_NS);
                client.cancel(observation, nowNs);
            }
            allocated[round] = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(answered).isGreaterThan(1000);
            run(nowNs + 300 * SECOND_NS);
        }
        // HotSpot charges some hundred octets to the thread when it throws compiled code away, in a round here and there.
        assertThat(allocated).contains(0);
        assertThat(allocated[allocated.length - 1]).isLessThan(1024);
    }
}
