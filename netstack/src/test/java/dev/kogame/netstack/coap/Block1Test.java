package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of requests in blocks, RFC 7959 section 2.5, and answers in blocks to them, section 2.7. Resource {@code /b} takes 4096. */
class Block1Test {

    private static final int MOST = 4096;

    /** Keeps what was put; POST answers the payload twice; FETCH answers it once. */
    private static final class Store extends CoapResource {

        private byte[] state = new byte[0];
        private int turns;

        Store(int octets) {
            acceptsBody(octets);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.octets(state, 0, state.length);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            turns++;
            state = payload(request);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            turns++;
            state = payload(request);
            response.contentFormat(ContentFormat.OCTET_STREAM).octets(state, 0, state.length).octets(state, 0,
                    state.length);
        }

        @Override
        protected void fetch(CoapRequest request, CoapResponse response) {
            turns++;
            byte[] asked = payload(request);
            response.octets(asked, 0, asked.length);
        }

        private static byte[] payload(CoapRequest request) {
            return Arrays.copyOfRange(request.buffer(), request.payloadAt(),
                    request.payloadAt() + request.payloadOctets());
        }
    }

    private final Store store = new Store(MOST);
    private final Peer peer = peer(CoapConfig.defaults());
    private int messageId = 1;

    private Peer peer(CoapConfig config) {
        CoapServer server = new CoapServer(config, 0x7000, new byte[CoapServer.SECRET_OCTETS]);
        server.add("b", store);
        server.add("c", new Store(1024));
        server.start();
        return new Peer(server);
    }

    private static byte[] random(int octets) {
        byte[] b = new byte[octets];
        new Random(7959).nextBytes(b);
        return b;
    }

    /** CON, no token | method | Message ID | Uri-Path b | Block1 of three octets | marker | payload. */
    private byte[] block(int method, int num, boolean more, int szx, byte[] payload) {
        byte[] head = Hex.octets("40 %02x %04x b1 'b' d3 03 %06x ff".formatted(method, messageId++,
                BlockOption.of(num, more, szx)));
        byte[] message = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, message, head.length, payload.length);
        return message;
    }

    /** Sends a body block by block; the answer to the last. */
    private String transfer(int method, byte[] body, int szx) {
        int size = BlockOption.octets(szx);
        for (int num = 0;; num++) {
            int from = num * size;
            boolean more = from + size < body.length;
            byte[] message = block(method, num, more, szx,
                    Arrays.copyOfRange(body, from, Math.min(body.length, from + size)));
            String answer = Hex.of(peer.send(message));
            if (!more) {
                return answer;
            }
            // 2.31 with the Block1 option as it came
            assertThat(answer).startsWith("605f").hasSizeLessThanOrEqualTo(2 * 9);
            if (num % 3 == 1) {
                assertThat(Hex.of(peer.send(message))).as("repeated").isEqualTo(answer);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void shouldPutTogetherBlocksOfAnySize(int szx) {
        for (int octets : new int[] {1, 16, 17, 1023, 1024, 1025, MOST}) {
            byte[] body = random(octets);
            store.turns = 0;
            assertThat(transfer(CoapCode.PUT, body, szx)).startsWith("6044");
            assertThat(store.state).isEqualTo(body);
            assertThat(store.turns).isOne();
        }
        assertThat(peer.server.bodies(peer.nowNs)).isZero();
    }

    @Test
    void shouldGoOnInSmallerBlocks() {
        byte[] body = random(1024 + 40);
        peer.send(block(CoapCode.PUT, 0, true, 6, Arrays.copyOf(body, 1024)));
        // 1024 octets are 32 blocks of 32
        peer.send(block(CoapCode.PUT, 32, true, 1, Arrays.copyOfRange(body, 1024, 1056)));
        assertThat(Hex.of(peer.send(block(CoapCode.PUT, 33, false, 1, Arrays.copyOfRange(body, 1056, 1064)))))
                .startsWith("6044");
        assertThat(store.state).isEqualTo(body);
    }

    @Test
    void shouldSayIncompleteToABlockOutOfOrder() {
        peer.send(block(CoapCode.PUT, 0, true, 0, random(16)));
        // 4.08, Block1 2/1/16
        assertThat(Hex.of(peer.send(block(CoapCode.PUT, 2, true, 0, random(16))))).startsWith("6088");
        assertThat(Hex.of(peer.send(block(CoapCode.PUT, 1, true, 0, random(16))))).as("it can go on")
                .startsWith("605f");
        assertThat(Hex.of(peer.send(block(CoapCode.POST, 2, false, 0, random(3))))).as("another method")
                .startsWith("6088");
        peer.port++;
        assertThat(Hex.of(peer.send(block(CoapCode.PUT, 2, false, 0, random(3))))).as("another port")
                .startsWith("6088");
        peer.port--;
        peer.after(247);
        assertThat(Hex.of(peer.send(block(CoapCode.PUT, 2, false, 0, random(3))))).as("too late").startsWith("6088");
        assertThat(store.turns).isZero();
        assertThat(peer.server.dropped(CoapDrop.BODY_INCOMPLETE)).isEqualTo(4);
    }

    @Test
    void shouldTellTransfersApartByOptions() {
        // Content-Format 0 (delta 1), Block1 (delta 15) 0/1/16, Request-Tag (delta 265) 01
        String head = "40 03 %04x b1 'b' 10 d1 02 ";
        peer.send((head + "08 e1 00 fc 01 ff 'a'*16").replace("e1 00 fc", "d1 fc").formatted(1));
        peer.send((head + "08 d1 fc 02 ff 'b'*16").formatted(2));
        // 4.08: no tag at all; tag 1 but as JSON
        assertThat(peer.send((head + "10 ff 'x'").formatted(3))).startsWith("6088");
        assertThat(peer.send("40 03 0004 b1 'b' 11 32 d1 02 10 d1 fc 01 ff 'x'")).startsWith("6088");
        assertThat(peer.send((head + "10 d1 fc 01 ff 'x'").formatted(5))).startsWith("6044");
        assertThat(store.state).asString().isEqualTo("a".repeat(16) + "x");
        assertThat(peer.send((head + "10 d1 fc 02 ff 'x'").formatted(6))).startsWith("6044");
        assertThat(store.state).asString().isEqualTo("b".repeat(16) + "x");
    }

    @Test
    void shouldSayHowLargeABodyMayBe() {
        // Size1 4097 at the start: 4.13, Block1 as it came, Size1 4096
        assertThat(peer.send("40 03 0001 b1 'b' d1 03 08 d2 14 1001 ff 'x'*16"))
                .isEqualTo(Hex.plain("60 8d 0001 d1 0e 08 d2 14 1000"));
        for (int num = 0; num < 4; num++) {
            assertThat(Hex.of(peer.send(block(CoapCode.PUT, num, true, 6, random(1024))))).startsWith("605f");
        }
        assertThat(Hex.of(peer.send(block(CoapCode.PUT, 4, false, 6, random(1))))).startsWith("608d");
        assertThat(store.turns).isZero();
        // The other resource takes no more than a message, in blocks of any size.
        assertThat(peer.send("40 03 0101 b1 'c' d1 03 0e ff 'x'*1024")).startsWith("605f");
        assertThat(peer.send("40 03 0102 b1 'c' d1 03 16 ff 'x'")).startsWith("608d");
    }

    @Test
    void c4ShouldHaveALimitedNumberOfPlaces() {
        for (int host = 1; host <= 10_000; host++) {
            peer.lo = host;
            messageId = 1;
            String answer = Hex.of(peer.send(block(CoapCode.PUT, 0, true, 0, random(16))));
            // 5.03 with Max-Age, for those who come too late
            assertThat(answer).startsWith(host <= 2 ? "605f" : "60a3");
        }
        assertThat(peer.server.bodies(peer.nowNs)).isEqualTo(2);
        assertThat(peer.server.dropped(CoapDrop.BODIES_FULL)).isEqualTo(9998);
        peer.lo = 2;
        peer.port++;
        messageId = 100;
        assertThat(Hex.of(peer.send(block(CoapCode.PUT, 0, true, 0, random(16))))).as("instead of its own").startsWith(
                "605f");
        peer.lo = 5;
        peer.after(93).nowNs++;
        assertThat(Hex.of(peer.send(block(CoapCode.PUT, 0, true, 0, random(16))))).as("instead of an idle one")
                .startsWith("605f");
        peer.lo = 1;
        peer.port--;
        assertThat(Hex.of(peer.send(block(CoapCode.PUT, 1, true, 0, random(16))))).as("which is lost")
                .startsWith("6088");
    }

    @Test
    void shouldActOnceOnARepeatedLastBlock() {
        peer.send(block(CoapCode.POST, 0, true, 0, random(16)));
        byte[] last = block(CoapCode.POST, 1, false, 0, random(4));
        String answer = Hex.of(peer.send(last));
        assertThat(Hex.of(peer.send(last))).isEqualTo(answer).startsWith("6044");
        assertThat(store.turns).isOne();
    }

    @Test
    void shouldAnswerInBlocksWhatMustNotHappenAgain() {
        byte[] body = random(500);
        byte[] twice = Arrays.copyOf(body, 1000);
        System.arraycopy(body, 0, twice, 500, 500);
        String first = transfer(CoapCode.POST, body, 4);
        // 2.04 | Content-Format 42 | Block2 0/1/64 | Block1 1/0/256 | Size2 1000 | the first 64 of 1000
        assertThat(first).contains(Hex.plain("c1 2a b1 0a 41 14 12 03e8 ff"))
                .endsWith(Hex.of(Arrays.copyOf(twice, 64)));
        StringBuilder got = new StringBuilder(Hex.of(Arrays.copyOf(twice, 64)));
        for (int num = 1; got.length() < 2000; num++) {
            String next = peer.send("40 02 %04x b1 'b' c2 %04x".formatted(messageId++, BlockOption.of(num, false, 2)));
            assertThat(next).startsWith("6044");
            got.append(next.substring(next.indexOf("ff", 16) + 2));
        }
        assertThat(got.toString()).isEqualTo(Hex.of(twice));
        assertThat(store.turns).isOne();
        assertThat(peer.send("40 02 0f00 b1 'b' c2 0202")).as("behind the end").startsWith("6080");
        peer.port++;
        assertThat(peer.send("40 02 0f01 b1 'b' c1 12")).as("somebody else").startsWith("6088");
        peer.port--;
        peer.after(247);
        assertThat(peer.send("40 02 0f02 b1 'b' c1 12")).as("too late").startsWith("6088");
        assertThat(store.turns).isOne();
    }

    @Test
    void shouldSay500ForAnAnswerThatCannotBeKept() {
        assertThat(transfer(CoapCode.POST, random(1025), 6)).startsWith("60a0");
        assertThat(peer.server.dropped(CoapDrop.ANSWER_TOO_LARGE)).isOne();
    }

    @Test
    void shouldFetchInBlocksBothWays() {
        byte[] body = random(1500);
        assertThat(transfer(CoapCode.FETCH, body, 5)).startsWith("6045").endsWith(Hex.of(Arrays.copyOf(body, 1024)));
        assertThat(peer.send("40 05 0f00 b1 'b' c1 16")).startsWith("6045")
                .endsWith(Hex.of(Arrays.copyOfRange(body, 1024, 1500)));
        assertThat(store.turns).isOne();
    }

    @Test
    void shouldRefuseABodyThatCannotBe() {
        assertThatThrownBy(() -> new Store(1000)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give 1024 to 1048576");
        assertThatThrownBy(() -> new Store(2 << 20)).isInstanceOf(IllegalArgumentException.class);
    }
}
