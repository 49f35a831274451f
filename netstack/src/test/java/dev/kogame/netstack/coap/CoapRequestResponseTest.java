package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a handler can read and write. */
class CoapRequestResponseTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            '0'             | 0
            '7'             | 7
            '100'           | 100
            '101'           | -1
            '4294967297'    | -1
            '99999999999'   | -1
            '007'           | -1
            '00'            | -1
            '-1'            | -1
            '+1'            | -1
            ' 1'            | -1
            '1 '            | -1
            '1.0'           | -1
            '1e1'           | -1
            'NaN'           | -1
            31 00           | -1
            d9a1            | -1
            2f              | -1
            3a              | -1
            """)
    void shouldReadThePayloadAsANumber(String payload, int number) {
        int[] read = new int[1];
        handling((request, response) -> read[0] = request.payloadNumber(100)).send("40 03 0001 b1 'h' ff " + payload);
        assertThat(read[0]).isEqualTo(number);
    }

    @Test
    void shouldReadNoNumberFromNoPayload() {
        int[] read = new int[1];
        handling((request, response) -> read[0] = request.payloadNumber(100)).send("40 03 0001 b1 'h'");
        assertThat(read[0]).isEqualTo(CoapRequest.NO_NUMBER);
    }

    @Test
    void shouldGiveThePayloadWhereItLies() {
        String[] read = new String[1];
        handling((request, response) -> {
            assertThat(request.payloadEquals(CoapResource.utf8("open"))).isTrue();
            assertThat(request.payloadEquals(CoapResource.utf8("ope"))).isFalse();
            assertThat(request.payloadEquals(CoapResource.utf8("opened"))).isFalse();
            assertThat(request.contentFormat()).isEqualTo(ContentFormat.JSON);
            assertThat(request.accept()).isEqualTo(ContentFormat.CBOR);
            assertThat(request.method()).isEqualTo(CoapCode.PUT);
            read[0] = new String(request.buffer(), request.payloadAt(), request.payloadOctets(),
                    StandardCharsets.UTF_8);
        }).send("40 03 0001 b1 'h' 11 32 51 3c ff 'open'");
        assertThat(read[0]).isEqualTo("open");
    }

    @Test
    void shouldReadTheQuery() {
        int[] calls = new int[1];
        handling((request, response) -> {
            calls[0]++;
            assertThat(request.queryArguments()).isEqualTo(3);
            assertThat(request.hasQuery(CoapResource.utf8("dim"))).isTrue();
            assertThat(request.hasQuery(CoapResource.utf8("di"))).isFalse();
            assertThat(request.hasQuery(CoapResource.utf8("pmin=10"))).isTrue();
            assertThat(request.queryNumber(CoapResource.utf8("pmin="), 60)).isEqualTo(10);
            assertThat(request.queryNumber(CoapResource.utf8("pmin="), 9)).isEqualTo(CoapRequest.NO_NUMBER);
            assertThat(request.queryNumber(CoapResource.utf8("pmax="), 60)).isEqualTo(CoapRequest.NO_NUMBER);
            assertThat(request.queryNumber(CoapResource.utf8("gt="), 60)).isEqualTo(CoapRequest.NO_NUMBER);
        }).send("40 03 0001 b1 'h' 43 'dim' 07 'pmin=10' 03 'gt='");
        assertThat(calls[0]).isOne();
    }

    @ParameterizedTest
    @CsvSource({"gt=21.5, 215", "gt=-3, -30", "gt=0, 0", "gt=21.57, 215", "gt=-0.05, 0", "gt=999999999.9, 9999999999",
            "gt=1000000000, -", "gt=, -", "gt=-, -", "gt=., -", "gt=1., -", "gt=.5, -", "gt=1.x, -", "gt=1.5.5, -",
            "gt=+1, -",
            "gt=1e3, -", "lt=1, -"})
    void shouldReadANumberWithAFractionInTheQuery(String query, String tenths) {
        byte[] key = CoapResource.utf8("gt=");
        long[] number = new long[1];
        boolean[] has = new boolean[1];
        handling((request, response) -> {
            number[0] = request.queryDecimal(key, 1);
            has[0] = request.hasQueryKey(key);
        }).send("40 03 0001 b1 'h' 4" + (query.length() < 13
                ? Integer.toHexString(query.length())
                : "d 0"
                        + Integer.toHexString(query.length() - 13))
                + " '" + query + "'");
        assertThat(number[0]).isEqualTo(tenths.equals("-") ? CoapRequest.NO_DECIMAL : Long.parseLong(tenths));
        assertThat(has[0]).isEqualTo(query.startsWith("gt="));
    }

    @Test
    void shouldFindNoQueryWhereThereIsNone() {
        boolean[] found = {true};
        handling((request, response) -> found[0] = request.hasQuery(new byte[0])
                || request.queryNumber(new byte[0], 9) != CoapRequest.NO_NUMBER).send("40 03 0001 b1 'h' ff '1'");
        assertThat(found[0]).isFalse();
    }

    @Test
    void shouldTellWhoAskedAndWhen() {
        int[] calls = new int[1];
        Peer peer = handling((request, response) -> {
            calls[0]++;
            assertThat(request.interfaceIndex()).isEqualTo(2);
            assertThat(request.sourceHi()).isEqualTo(0xfe80L << 48);
            assertThat(request.sourceLo()).isEqualTo(7);
            assertThat(request.sourcePort()).isEqualTo(61_616);
            assertThat(request.toMulticast()).isTrue();
            assertThat(request.receivedNs()).isEqualTo(5_000_000_000L);
        });
        peer.interfaceIndex = 2;
        peer.hi = 0xfe80L << 48;
        peer.lo = 7;
        peer.port = 61_616;
        peer.toMulticast = true;
        peer.after(5).send("50 03 0001 b1 'h'");
        assertThat(calls[0]).isOne();
    }

    @ParameterizedTest
    @CsvSource({"0, '0'", "7, '7'", "-7, '-7'", "100, '100'", "-100, '-100'",
            "9223372036854775807, '9223372036854775807'",
            "-9223372036854775808, '-9223372036854775808'"})
    void shouldWriteNumbers(long value, String digits) {
        assertThat(handling((request, response) -> response.number(value)).send("40 03 0001 b1 'h'"))
                .isEqualTo(Hex.plain("60 44 0001 c0 ff '" + digits + "'"));
    }

    @Test
    void shouldPutOptionsInOrderWhateverTheHandlersOrder() {
        assertThat(handling((request, response) -> response.octets(new byte[] {(byte) 0xa0}, 0, 1).maxAge(5)
                .contentFormat(ContentFormat.CBOR).code(CoapCode.CREATED)).send("40 03 0001 b1 'h'"))
                .isEqualTo(Hex.plain("60 41 0001 c1 3c 21 05 ff a0"));
    }

    @Test
    void shouldBringMaxAgeIntoRange() {
        assertThat(handling((request, response) -> response.maxAge(0)).send("40 03 0001 b1 'h'"))
                .isEqualTo(Hex.plain("60 44 0001 d0 01"));
        assertThat(handling((request, response) -> response.maxAge(-5)).send("40 03 0001 b1 'h'"))
                .isEqualTo(Hex.plain("60 44 0001 d0 01"));
        assertThat(handling((request, response) -> response.maxAge(Long.MAX_VALUE)).send("40 03 0001 b1 'h'"))
                .isEqualTo(Hex.plain("60 44 0001 d4 01 ffffffff"));
    }

    @Test
    void shouldDropWhatWasWrittenWhenItBecomesAnError() {
        assertThat(handling((request, response) -> response.text(CoapResource.utf8("half")).maxAge(9)
                .error(CoapCode.BAD_REQUEST, CoapResource.utf8("why"))).send("40 03 0001 b1 'h'"))
                .isEqualTo(Hex.plain("60 80 0001 ff 'why'"));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "31", "32", "96", "192", "255", "256", "-1", "-96"})
    void shouldAnswer500InsteadOfACodeNoResponseMayHave(int code) {
        assertThat(handling((request, response) -> response.code(code)).send("40 03 0001 b1 'h'"))
                .isEqualTo(Hex.plain("60 a0 0001"));
    }

    @Test
    void shouldFillTheAnswerToTheLastOctet() {
        // A header of 4 octets, no token, and 30 octets for the longest options.
        int room = CoapConfig.Limit.ANSWER_OCTETS.byDefault() - 34;
        assertThat(handling((request, response) -> response.octets(new byte[room], 0, room)).send("40 03 0001 b1 'h'"))
                .isEqualTo(Hex.plain("60 44 0001 ff 00*" + room));
        assertThat(handling((request, response) -> response.octets(new byte[room + 1], 0, room + 1))
                .send("40 03 0001 b1 'h'")).as("Block2 0/1/64, Size2 127")
                .isEqualTo(Hex.plain("60 44 0001 d1 0a 0a 51 7f ff 00*64"));
        assertThat(handling((request, response) -> response.octets(new byte[room], 0, room).number(1))
                .send("40 03 0001 b1 'h'")).isEqualTo(Hex.plain("60 44 0001 c0 b1 0a 51 7f ff 00*64"));
    }

    private static Peer handling(BiConsumer<CoapRequest, CoapResponse> handler) {
        CoapServer server = new CoapServer(0);
        server.add("h", new CoapResource() {
            @Override
            protected void put(CoapRequest request, CoapResponse response) {
                handler.accept(request, response);
            }
        });
        server.start();
        return new Peer(server);
    }
}
