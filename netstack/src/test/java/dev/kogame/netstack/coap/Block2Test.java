package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Representations in blocks, RFC 7959, asked for and cut unasked. Resource {@code /b} gives its octets as application/octet-stream. */
class Block2Test {

    /** Writes a representation in pieces of all kinds. */
    private static final class Blob extends CoapResource {

        private byte[] state = new byte[0];
        private int gets;
        private boolean tagged;

        Blob() {
            serves(ContentFormat.OCTET_STREAM);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            gets++;
            response.contentFormat(ContentFormat.OCTET_STREAM);
            if (tagged) {
                response.etag(0x1234);
            }
            int piece = 1;
            for (int from = 0; from < state.length; from += piece, piece = piece * 3 % 701) {
                piece = Math.min(piece, state.length - from);
                if (piece == 1) {
                    response.octet(state[from]);
                } else {
                    response.octets(state, from, piece);
                }
            }
        }
    }

    private final Blob blob = new Blob();
    private final Peer peer = peer(blob);

    private static Peer peer(Blob blob) {
        CoapServer server = new CoapServer(0x7000);
        server.add("b", blob);
        server.start();
        return new Peer(server);
    }

    private static byte[] random(int octets) {
        byte[] b = new byte[octets];
        new Random(7959).nextBytes(b);
        return b;
    }

    @Test
    void shouldLeaveWholeWhatFits() {
        blob.state = random(1024);
        byte[] answer = peer.send(Hex.octets("40 01 0001 b1 'b'"));
        // ACK 2.05 | ETag of 4 | Content-Format 42 | payload
        assertThat(Hex.of(answer)).startsWith(Hex.plain("60 45 0001 44")).contains(Hex.plain("81 2a ff"))
                .endsWith(Hex.of(blob.state)).hasSize(2 * (4 + 5 + 2 + 1 + 1024));
    }

    @Test
    void shouldCutWhatDoesNotFit() {
        blob.state = random(1025);
        String answer = peer.send("40 01 0001 b1 'b'");
        // ... Block2 0/1/1024 | Size2 1025 | payload
        assertThat(answer).contains(Hex.plain("81 2a b1 0e 52 0401 ff")).endsWith(
                Hex.of(Arrays.copyOf(blob.state, 1024)));
        // Block2 1/0/1024: one octet is left, and Size2 was said
        assertThat(peer.send("40 01 0002 b1 'b' c1 16")).contains(Hex.plain("81 2a b1 16 ff")).endsWith(
                Hex.of(Arrays.copyOfRange(blob.state, 1024, 1025)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void shouldGiveAllOfItInBlocksOfAnySize(int szx) {
        for (int octets : new int[] {1, 15, 16, 17, 1023, 1024, 1025, 4096, 65_536}) {
            blob.state = random(octets);
            assertThat(fetch(szx, 0)).as("%d octets", octets).isEqualTo(blob.state);
        }
    }

    @Test
    void shouldGoOnInSmallerBlocks() {
        // RFC 7959 figure 4, late negotiation: the first of 1024, the others of 64
        blob.state = random(5000);
        assertThat(fetch(6, 4)).isEqualTo(blob.state);
    }

    /** Gets the representation block by block; all must bear the same tag. */
    private byte[] fetch(int szx, int less) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Set<String> tags = new HashSet<>();
        int size = szx;
        boolean more = true;
        while (more) {
            int asked = BlockOption.of(body.size() >> size + 4, false, size);
            byte[] answer = peer.send(Hex.octets("40 01 0001 b1 'b' c3 %06x".formatted(asked)));
            assertThat(CoapMessage.code(answer, 0)).isEqualTo(CoapCode.CONTENT);
            int number = 0;
            int option = CoapMessage.optionsAt(answer, 0);
            int block2 = -1;
            while (CoapMessage.isOption(answer, option, answer.length)) {
                number += CoapOption.delta(answer, option);
                if (number == CoapOption.ETAG) {
                    tags.add(Hex.of(Arrays.copyOfRange(answer, option, CoapOption.next(answer, option))));
                }
                block2 = number == CoapOption.BLOCK2 ? (int) CoapOption.uint(answer, option) : block2;
                option = CoapOption.next(answer, option);
            }
            assertThat(BlockOption.szx(block2)).isEqualTo(size);
            assertThat(BlockOption.position(block2)).isEqualTo(body.size());
            more = BlockOption.more(block2);
            int octets = answer.length - option - 1;
            assertThat(octets).isLessThanOrEqualTo(BlockOption.octets(size));
            assertThat(!more || octets == BlockOption.octets(size)).isTrue();
            body.write(answer, option + 1, octets);
            size = Math.max(0, szx - less);
        }
        assertThat(tags).hasSize(1);
        return body.toByteArray();
    }

    @ParameterizedTest(name = "{0} octets, {1}")
    @CsvSource({"64, c1 40", "0, c1 16", "65, c1 54", "1000, c3 fffff6", "1000, c3 fffff0"})
    void shouldRefuseABlockBehindTheEnd(int octets, String block2) {
        blob.state = random(octets);
        assertThat(peer.send("40 01 0001 b1 'b' " + block2)).isEqualTo(Hex.plain("60 80 0001 ff 'no such block'"));
    }

    @Test
    void shouldUseSmallerBlocksWhereThereIsLessRoom() {
        blob.state = random(3000);
        peer.capacity = 200;
        // Block2 1/0/1024 asked; given from the same octet on: 8/1/128
        assertThat(peer.send("40 01 0001 b1 'b' c1 16")).contains(Hex.plain("81 2a b1 8b ff")).endsWith(
                Hex.of(Arrays.copyOfRange(blob.state, 1024, 1024 + 128)));
        peer.capacity = CoapResponse.MIN_OCTETS;
        assertThat(peer.send("4d 01 0001 33 00*64 b1 'b'")).contains(Hex.plain("81 2a b1 09 52 0bb8 ff")).endsWith(
                Hex.of(Arrays.copyOf(blob.state, 32)));
    }

    @Test
    void shouldKeepTheTagOfTheResource() {
        blob.state = random(40);
        blob.tagged = true;
        // ETag 1234 | Content-Format 42 | Block2 1/1/16
        assertThat(peer.send("40 01 0001 b1 'b' c1 10")).startsWith(Hex.plain("60 45 0001 42 1234 81 2a b1 18 ff"));
        // 2.03 for the client who has it, whichever block it asks for
        assertThat(peer.send("40 01 0002 42 1234 71 'b'")).isEqualTo(Hex.plain("60 43 0002 42 1234"));
        assertThat(peer.send("40 01 0003 41 55 02 1234 71 'b' c1 10")).isEqualTo(Hex.plain("60 43 0003 42 1234"));
        assertThat(peer.send("40 01 0004 42 1235 71 'b'")).startsWith(Hex.plain("60 45 0004"));
        assertThat(peer.send("40 01 0005 43 001234 71 'b'")).startsWith(Hex.plain("60 45 0005"));
    }

    @Test
    void shouldTagByWhatIsWritten() {
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < 256; i++) {
            blob.state = new byte[] {(byte) i};
            tags.add(peer.send("40 01 0001 b1 'b'").substring(8, 18));
            blob.state = new byte[] {0, 0, (byte) i};
            tags.add(peer.send("40 01 0001 b1 'b'").substring(8, 18));
        }
        assertThat(tags).hasSize(512);
        blob.state = new byte[0];
        assertThat(peer.send("40 01 0001 b1 'b'")).isEqualTo(Hex.plain("60 45 0001 c1 2a"));
    }

    @Test
    void shouldNotCutErrors() {
        CoapServer server = new CoapServer(0);
        server.add("e", new CoapResource() {
            @Override
            protected void get(CoapRequest request, CoapResponse response) {
                response.octets(new byte[2000], 0, 2000).error(CoapCode.NOT_FOUND, utf8("somewhere in another place"));
            }
        });
        server.start();
        assertThat(new Peer(server).send("40 01 0001 b1 'e' c1 50"))
                .isEqualTo(Hex.plain("60 84 0001 ff 'somewhere in another place'"));
    }
}
