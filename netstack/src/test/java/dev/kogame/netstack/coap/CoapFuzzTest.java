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
            "51 03 000a aa dd 01 'y'*14 ed 0000 00 'z'*13 ff 00*9");
    private static final String GOLDEN = "40 01 ffff b1 'g'";

    private static final class Golden extends CoapResource {

        private static final byte[] ALIVE = utf8("alive");

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.text(ALIVE);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7252, 6690})
    void shouldStandWhateverComes(long seed) {
        Random random = new Random(seed);
        CoapServer server = new CoapServer(random.nextInt());
        server.add("v", new Valve());
        server.add("g", new Golden());
        server.start();
        Peer peer = new Peer(server);
        byte[] golden = Hex.octets(GOLDEN);
        byte[] alive = Hex.octets("60 45 ffff 44 cddaa772 80 ff 'alive'");
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = random.nextInt(4) == 0 ? noise(random) : mutate(random);
            peer.lo = random.nextInt(12);
            peer.port = 5000 + random.nextInt(3);
            peer.toMulticast = random.nextInt(8) == 0;
            peer.capacity = random.nextInt(4) == 0 ? random.nextInt(200) : 1452;
            peer.nowNs += random.nextLong(2_000_000_000L);
            String where = "seed %d, message %d: %s".formatted(seed, i, Hex.of(message));
            try {
                fits(peer, message, peer.send(message));
            } catch (Throwable failure) {
                throw new AssertionError(where, failure);
            }
            assertThat(server.exchanges(peer.nowNs)).as(where)
                    .isLessThanOrEqualTo(CoapConfig.Limit.EXCHANGES.byDefault());
            peer.toMulticast = false;
            peer.capacity = 1452;
            assertThat(peer.send(golden)).as(where).isEqualTo(alive);
        }
        assertThat(server.dropped(CoapDrop.HANDLER_FAILED)).isZero();
    }

    /** What must hold of any answer, RFC 7252 sections 4.2, 4.3, 5.2 and 8.1. */
    private static void fits(Peer peer, byte[] message, byte[] answer) {
        if (answer.length == 0) {
            return;
        }
        assertThat(CoapMessage.check(answer, 0, answer.length)).isEqualTo(CoapDrop.OK);
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
