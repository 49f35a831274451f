package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FETCH, PATCH and iPATCH, RFC 8132: codes 0.05, 0.06, 0.07. */
class MethodsTest {

    private static final class Record extends CoapResource {

        private final byte[] fields = {'a', 'b', 'c'};
        private int turns;

        Record() {
            observable();
            serves(ContentFormat.TEXT_PLAIN);
            accepts(ContentFormat.TEXT_PLAIN);
            fetches(ContentFormat.OCTET_STREAM);
            patches(ContentFormat.JSON_PATCH, ContentFormat.MERGE_PATCH);
        }

        @Override
        protected void fetch(CoapRequest request, CoapResponse response) {
            response.contentFormat(ContentFormat.TEXT_PLAIN).octet(fields[request.payloadNumber(2)]);
        }

        /** Index and value; index 9 is in conflict with what there is. */
        @Override
        protected void patch(CoapRequest request, CoapResponse response) {
            turns++;
            int field = request.buffer()[request.payloadAt()] - '0';
            if (field == 9) {
                response.error(CoapCode.CONFLICT);
                return;
            }
            fields[field] = request.buffer()[request.payloadAt() + 1];
            changed();
        }

        @Override
        protected void ipatch(CoapRequest request, CoapResponse response) {
            patch(request, response);
        }
    }

    private final Record fields = new Record();
    private final Peer peer = peer();

    private Peer peer() {
        CoapServer server = new CoapServer(CoapConfig.defaults(), 0x7000, new byte[CoapServer.SECRET_OCTETS]);
        server.add("r", fields);
        server.start();
        return new Peer(server);
    }

    @Test
    void shouldPatch() {
        for (int i = 0; i < 2; i++) {
            assertThat(peer.send("40 06 0001 b1 'r' ff '1x'")).isEqualTo(Hex.plain("60 44 0001"));
            assertThat(peer.send("40 07 0002 b1 'r' ff '2y'")).isEqualTo(Hex.plain("60 44 0002"));
            assertThat(peer.send("40 06 0003 b1 'r' ff '9z'")).isEqualTo(Hex.plain("60 89 0003"));
        }
        assertThat(fields.turns).isEqualTo(3);
        assertThat(fields.fields).asString().isEqualTo("axy");
    }

    @ParameterizedTest
    @CsvSource({"05, 2a, 45", "05, 33, 8f", "06, 33, 44", "07, 34, 44", "06, 00, 8f", "07, 2a, 8f", "03, 33, 8f"})
    void shouldRefuseFormatsByMethod(String method, String format, String code) {
        assertThat(peer.send("40 %s 0001 b1 'r' 11 %s ff '1'".formatted(method, format))).startsWith("60" + code);
    }

    @Test
    void shouldObserveByFetch() {
        // Observe 0 in a FETCH whose payload asks for field 1
        assertThat(peer.send("41 05 0001 aa 60 51 'r' ff '1'")).startsWith("6145").endsWith(Hex.plain("60 ff 'b'"));
        peer.send("40 06 0002 b1 'r' ff '1x'");
        assertThat(peer.next()).startsWith(Hex.plain("41 45 7000 aa")).endsWith(Hex.plain("60 ff 'x'"));
    }
}
