package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

class CoapAllocationTest {

    private static final int REQUESTS = 100_000;
    private static final int ROUNDS = 4;
    private static long notifications;
    private static final String[] MIX = {"40 01 0000 b1 'v'", "50 01 0000 b1 'v'", "41 03 0000 aa b1 'v' 10 ff '42'",
            "50 03 0000 b1 'v' ff '17'", "40 02 0000 b1 'v'", "40 03 0000 b1 'v' ff 'x'*1400", "40 01 0000 b1 'w'",
            "40 04 0000 b1 'v'", "40 09 0000", "40 00 0000", "70 00 0000", "60 45 0000", "40 01 0000 90",
            "50 01 0000 90",
            "40 01 0000 f0", "49 01 0000", "40 20 0000", "80 01 0000", "40 01", "40 01 0000 b1 'v' 61 32",
            "40 03 0000 b1 'v' 11 32 ff '{}'", "40 03 0000 50 61 'v' ff '1'", "40 01 0000 d4 1a 'coap'",
            "40 01 0000 bb '.well-known' 04 'core' 44 'rt=a'", "40 03 0000 b1 'v' 44 'n=12' ff 'much'",
            "41 01 0000 aa 60 51 'v'", "41 01 0000 bb 61 01 51 'v'", "40 02 0000 b1 'v' d1 03 08 ff 'x'*16",
            "40 02 0000 b1 'v' d1 03 10 ff 'y'*4", "40 02 0000 b1 'v' c1 10", "40 01 0000 b1 'v' c1 10",
            "40 05 0000 b1 'v' ff '1'", "40 01 0000 b1 'v' dc e4 00*12", "50 03 0000 b1 'v' d1 ea 1a ff '5'",
            "4d 01 0000 20 00*45 b1 'v'", "4d 01 0000 40 00*77 b1 'v'", "40 03 0000 14 01020304 a1 'v' ff '4'",
            "40 06 0000 b1 'v'", "40 07 0000 b1 'v' ff '1'"};

    private static final class Level extends CoapResource {

        private static final byte[] MUCH = utf8("much");
        private static final byte[] KEY = utf8("n=");
        private static final byte[] TOO_MUCH = new byte[2000];
        private static final byte[] WHY = utf8("a level is 0 to 100");

        private static final byte[] LONG = new byte[700];

        private int level;
        private int ticket;

        Level() {
            observable();
            serves(ContentFormat.TEXT_PLAIN);
            accepts(ContentFormat.TEXT_PLAIN);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.number(level).maxAge(level);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            if (request.payloadEquals(MUCH)) {
                response.octets(TOO_MUCH, 0, TOO_MUCH.length).maxAge(request.queryNumber(KEY, 100));
                return;
            }
            int wanted = request.payloadNumber(100);
            if (wanted == CoapRequest.NO_NUMBER) {
                response.error(CoapCode.BAD_REQUEST, WHY);
                return;
            }
            level = wanted;
            changed();
        }

        @Override
        protected void fetch(CoapRequest request, CoapResponse response) {
            response.octets(LONG, 0, LONG.length);
        }

        @Override
        protected void patch(CoapRequest request, CoapResponse response) {
            ticket = response.later();
        }

        @Override
        protected void ipatch(CoapRequest request, CoapResponse response) {
            response.octets(LONG, 0, LONG.length).code(CoapCode.CREATED).locationPath(WHY);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            response.text(WHY);
        }
    }

    @Test
    void shouldAllocateNothing() {
        CoapServer server = new CoapServer(0);
        Level level = new Level();
        server.add("v", level);
        server.start();
        byte[][] mix = new byte[MIX.length][];
        for (int i = 0; i < mix.length; i++) {
            mix[i] = Hex.octets(MIX[i]);
        }
        byte[] response = new byte[1452];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] allocated = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long answered = run(server, level, mix, response, round * 1_000_000_000_000L);
            allocated[round] = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(answered).isGreaterThan(REQUESTS / 2);
        }
        // What our code allocates, it allocates in every round. HotSpot charges some hundred octets to the thread when it throws
        // compiled code away, which happens in a round here and there.
        assertThat(allocated).contains(0);
        assertThat(allocated[ROUNDS - 1]).isLessThan(1024);
        assertThat(notifications).isGreaterThan(1000);
        assertThat(server.dropped(CoapDrop.DUPLICATE_CONFIRMABLE)).isPositive();
        assertThat(server.dropped(CoapDrop.BODY_INCOMPLETE)).isPositive();
        assertThat(server.dropped(CoapDrop.DUPLICATE_NON_CONFIRMABLE)).isPositive();
        assertThat(server.dropped(CoapDrop.EXCHANGES_FULL)).isPositive();
        assertThat(server.dropped(CoapDrop.ANSWER_TOO_LARGE)).isPositive();
    }

    /** Message IDs come round again and peers are many, so that every branch of the table is walked. */
    private static void acknowledge(CoapServer server, byte[] b, long nowNs) {
        b[0] = 0x60;
        b[1] = 0;
        Endpoint to = server.destination();
        server.answer(b, 0, 4, to.interfaceIndex, to.hi, to.lo, to.port, false, b, 8, b.length - 8, nowNs);
    }

    private static long run(CoapServer server, Level level, byte[][] mix, byte[] response, long startNs) {
        long answered = 0;
        for (int i = 0; i < REQUESTS; i++) {
            byte[] request = mix[i % mix.length];
            request[request.length > 3 ? 3 : 0] = request.length > 3 ? (byte) (i / mix.length) : request[0];
            long nowNs = startNs + i * 3_000_000L;
            int peer = i % 1000 < 500 ? 1 : i / 7;
            int octets = server.answer(request, 0, request.length, 0, 0, peer, 5683, i % 17 == 0, response, 0,
                    response.length, nowNs);
            answered += octets > 0 ? 1 : 0;
            if (i % 64 == 0) {
                server.complete(level.ticket).number(i);
            }
            while (server.dueNs() <= nowNs) {
                int unasked = server.next(response, 0, response.length, nowNs);
                notifications += unasked > 0 ? 1 : 0;
                if (unasked > 0 && i % 3 > 0) {
                    acknowledge(server, response, nowNs);
                }
            }
        }
        return answered;
    }
}
