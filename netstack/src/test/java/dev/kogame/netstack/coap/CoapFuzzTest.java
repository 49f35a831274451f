package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random and mutated messages from a few peers: whatever comes, the answer is a fitting one and the next GET works. */
class CoapFuzzTest {

    private static final int MESSAGES = 100_000;
    private static final List<String> SEEDS = List.of("40 01 0001 b1 'v'", "42 03 0002 abcd b1 'v' 10 ff 'open'",
            "50 02 0003 b1 'v'", "40 00 0004", "70 00 0005", "60 45 0006 44 d5274470 80 ff 'on'", "40 04 0007 b1 'v'",
            "48 01 0008 0102030405060708 bb '.well-known' 04 'core' 44 'rt=a' 21 28",
            "40 03 0009 12 abcd 21 'h' 20 22 1633 41 'v' 11 32 34 'a=bc' 21 3c d4 05 'coap' d1 08 20 ff 'x'*40",
            "51 03 000a aa dd 01 'y'*14 ed 0000 00 'z'*13 ff 00*9",
            // Observe; Block1; Block2; FETCH; the end of a body; Echo; No-Response; a long token; an answer promised
            "41 01 000b aa 60 51 'w'", "41 01 000b aa 61 01 51 'w'", "40 02 000c b1 'w' d1 03 08 ff 'x'*16",
            "40 02 000d b1 'w' d1 03 10 ff 'y'*4", "40 02 000e b1 'w' c1 10", "40 05 000f b1 'w' c0 ff 'z'*30",
            "40 01 0010 b1 'w' c2 0102", "40 01 0011 b1 'w' dc e4 00*12", "50 03 0012 b1 'v' d1 ea 1a ff 'x'",
            "4d 01 0013 20 00*45 b1 'w'", "40 04 0014 b1 'w'", "50 04 0015 b1 'w'");
    private static final String GOLDEN = "40 01 ffff b1 'g'";

    private static final class Golden extends CoapResource {

        private static final byte[] ALIVE = utf8("alive");

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.text(ALIVE);
        }
    }

    /** Can do everything: is observed, takes bodies, has long answers, and promises some. */
    private static final class Busy extends CoapResource {

        private final byte[] state = new byte[3000];
        private int ticket = -1;

        Busy() {
            observable();
            acceptsBody(4000);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.octets(state, 0, request.queryArguments() > 0 ? 3 : state.length);
        }

        @Override
        protected void fetch(CoapRequest request, CoapResponse response) {
            response.octets(request.buffer(), request.payloadAt(), request.payloadOctets()).octets(state, 0, 100);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            state[0]++;
            changed();
            response.octets(request.buffer(), request.payloadAt(), request.payloadOctets()).octets(state, 0, 500);
        }

        @Override
        protected void delete(CoapRequest request, CoapResponse response) {
            ticket = response.later();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7252, 6690})
    void shouldStandWhateverComes(long seed) {
        Random random = new Random(seed);
        byte[] secret = new byte[CoapServer.SECRET_OCTETS];
        random.nextBytes(secret);
        CoapServer server = new CoapServer(CoapConfig.defaults(), random.nextInt(), secret);
        server.add("v", new Valve());
        Busy busy = new Busy();
        server.add("w", busy);
        server.add("g", new Golden());
        server.start();
        Peer peer = new Peer(server);
        byte[] golden = Hex.octets(GOLDEN);
        byte[] alive = Hex.octets("60 45 ffff 44 cddaa772 80 ff 'alive'");
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = random.nextInt(4) == 0 ? noise(random) : mutate(random);
            peer.lo = random.nextInt(12);
            peer.hi = random.nextBoolean() ? 0xfe80L << 48 : 0x2001_0db8L << 32;
            peer.port = 5000 + random.nextInt(3);
            peer.toMulticast = random.nextInt(8) == 0;
            peer.capacity = random.nextInt(4) == 0 ? random.nextInt(200) : 1452;
            peer.nowNs += random.nextLong(2_000_000_000L);
            if (random.nextInt(20) == 0) {
                server.complete(random.nextBoolean() ? busy.ticket : random.nextInt()).octets(busy.state, 0,
                        random.nextInt(busy.state.length));
            }
            String where = "seed %d, message %d: %s".formatted(seed, i, Hex.of(message));
            try {
                fits(peer, message, peer.send(message));
                unasked(random, peer);
            } catch (Throwable failure) {
                throw new AssertionError(where, failure);
            }
            assertThat(server.observers()).as(where).isLessThanOrEqualTo(CoapConfig.Limit.OBSERVERS.byDefault());
            assertThat(server.bodies(peer.nowNs)).as(where).isLessThanOrEqualTo(CoapConfig.Limit.BODIES.byDefault());
            assertThat(server.exchanges(peer.nowNs)).as(where)
                    .isLessThanOrEqualTo(CoapConfig.Limit.EXCHANGES.byDefault());
            peer.toMulticast = false;
            peer.capacity = 1452;
            assertThat(peer.send(golden)).as(where).isEqualTo(alive);
        }
        assertThat(server.dropped(CoapDrop.HANDLER_FAILED)).isZero();
    }

    /** What the server says unasked is well-formed, never ends, and is acknowledged, rejected or lost. */
    private static void unasked(Random random, Peer peer) {
        byte[] b = new byte[1300];
        int turns = 0;
        while (peer.server.dueNs() <= peer.nowNs) {
            assertThat(turns++).as("turns").isLessThan(1000);
            int octets = peer.server.next(b, 7, CoapServer.MAX_MESSAGE_OCTETS, peer.nowNs);
            if (octets == 0) {
                continue;
            }
            assertThat(octets).isLessThanOrEqualTo(CoapServer.MAX_MESSAGE_OCTETS);
            assertThat(CoapMessage.check(b, 7, 7 + octets)).isEqualTo(CoapDrop.OK);
            assertThat(CoapMessage.type(b, 7)).isIn(CoapMessage.CONFIRMABLE, CoapMessage.NON_CONFIRMABLE);
            int answer = random.nextInt(4);
            if (answer < 2) {
                Endpoint to = peer.server.destination();
                byte[] end = {(byte) (answer == 0 ? 0x60 : 0x70), 0, b[7 + 2], b[7 + 3]};
                assertThat(peer.server.answer(end, 0, 4, to.interfaceIndex, to.hi, to.lo, to.port, false, b, 7, 1200,
                        peer.nowNs)).isZero();
            }
        }
    }

    /** What must hold of any answer, RFC 7252 sections 4.2, 4.3, 5.2 and 8.1. */
    private static void fits(Peer peer, byte[] message, byte[] answer) {
        if (answer.length == 0) {
            return;
        }
        assertThat(CoapMessage.check(answer, 0, answer.length)).isEqualTo(CoapDrop.OK);
        if (peer.hi >>> 48 != 0xfe80) {
            assertThat(answer.length).as("C3").isLessThanOrEqualTo(
                    Math.max(CoapConfig.Limit.UNVERIFIED_OCTETS.byDefault(), 3 * message.length));
        }
        int type = CoapMessage.type(answer, 0);
        switch (CoapMessage.type(message, 0)) {
            case CoapMessage.CONFIRMABLE -> {
                assertThat(type).isIn(CoapMessage.ACKNOWLEDGEMENT, CoapMessage.RESET);
                assertThat(CoapMessage.messageId(answer, 0)).isEqualTo(CoapMessage.messageId(message, 0));
                assertThat(peer.toMulticast).isFalse();
            }
            case CoapMessage.NON_CONFIRMABLE -> {
                assertThat(type).isEqualTo(CoapMessage.NON_CONFIRMABLE);
                assertThat(CoapCode.classOf(CoapMessage.code(answer, 0)))
                        .matches(answered -> !peer.toMulticast || answered == CoapCode.SUCCESS);
            }
            default -> throw new AssertionError("an answer to an Acknowledgement or a Reset");
        }
        if (type == CoapMessage.RESET) {
            assertThat(answer).hasSize(CoapMessage.HEADER_OCTETS);
        }
    }

    private static byte[] noise(Random random) {
        byte[] message = new byte[random.nextInt(80)];
        random.nextBytes(message);
        if (message.length > 1 && random.nextBoolean()) {
            message[0] = (byte) (0x40 | message[0] & 0x37);
            message[1] = (byte) (message[1] & 7);
        }
        return message;
    }

    private static byte[] mutate(Random random) {
        byte[] seed = Hex.octets(SEEDS.get(random.nextInt(SEEDS.size())));
        int length = random.nextInt(4) == 0 ? random.nextInt(seed.length + 8) : seed.length;
        byte[] message = Arrays.copyOf(seed, length);
        if (length > 3) {
            message[3] = (byte) random.nextInt();
        }
        for (int flips = random.nextInt(4); flips > 0 && length > 0; flips--) {
            message[random.nextInt(length)] = (byte) random.nextInt();
        }
        return message;
    }
}
