package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.Peer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Version, type and token length | code | Message ID | options | marker and payload. */
class RequestLayerTest {

    private final Valve valve = new Valve();
    private final Peer peer = Valve.peer(valve);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            2.05 GET                                     | 40 01 0001 b1 'v'                      | 60 45 0001 44 f07912cd 80 ff 'shut'
            2.04 PUT                                     | 40 03 0001 b1 'v' ff 'open'            | 60 44 0001
            2.04 POST with an answer                     | 40 02 0001 b1 'v'                      | 60 44 0001 c0 ff '1'
            4.04 no such path                            | 40 01 0001 b1 'w'                      | 60 84 0001
            4.04 longer segment                          | 40 01 0001 b2 'vv'                     | 60 84 0001
            4.04 one segment more                        | 40 01 0001 b1 'v' 01 'v'               | 60 84 0001
            4.04 empty segment behind                    | 40 01 0001 b1 'v' 00                   | 60 84 0001
            4.04 the root                                | 40 01 0001                             | 60 84 0001
            4.04 other case                              | 40 01 0001 b1 'V'                      | 60 84 0001
            4.05 method not there                        | 40 04 0001 b1 'v'                      | 60 85 0001
            4.05 FETCH, not there                        | 40 05 0001 b1 'v'                      | 60 85 0001
            4.05 PATCH, not there                        | 40 06 0001 b1 'v'                      | 60 85 0001
            4.05 iPATCH, not there                       | 40 07 0001 b1 'v'                      | 60 85 0001
            4.05 unknown method 0.08                     | 40 08 0001 b1 'v'                      | 60 85 0001
            4.05 unknown method 0.31, no such path       | 40 1f 0001 b1 'w'                      | 60 85 0001
            2.05 Accept what there is                    | 40 01 0001 b1 'v' 60                   | 60 45 0001 44 f07912cd 80 ff 'shut'
            2.05 Accept with leading zeros               | 40 01 0001 b1 'v' 62 0000              | 60 45 0001 44 f07912cd 80 ff 'shut'
            4.06 Accept JSON                             | 40 01 0001 b1 'v' 61 32                | 60 86 0001
            2.04 PUT, whatever it accepts                | 40 03 0001 b1 'v' 61 32 ff 'open'      | 60 44 0001
            2.04 PUT as text                             | 40 03 0001 b1 'v' 10 ff 'open'         | 60 44 0001
            4.15 PUT as JSON                             | 40 03 0001 b1 'v' 11 32 ff 'open'      | 60 8f 0001
            4.02 Accept of three octets                  | 40 01 0001 b1 'v' 63 000000            | 60 82 0001 ff 'critical option 17'
            4.02 Accept twice                            | 40 01 0001 b1 'v' 60 00                | 60 82 0001 ff 'critical option 17'
            4.02 Uri-Host empty                          | 40 01 0001 30 81 'v'                   | 60 82 0001 ff 'critical option 3'
            4.02 unknown critical 9                      | 40 01 0001 90 21 'v'                   | 60 82 0001 ff 'critical option 9'
            4.02 unknown critical 65001, path unknown    | 40 01 0001 b1 'w' e0 fcd1              | 60 82 0001 ff 'critical option 65001'
            2.05 Block2 of what fits in it               | 40 01 0001 b1 'v' c1 06                | 60 45 0001 44 f07912cd 80 b1 06 51 04 ff 'shut'
            4.00 Block2 of exponent 7                    | 40 01 0001 b1 'v' c1 07                | 60 80 0001
            4.02 Block2 of four octets                   | 40 01 0001 b1 'v' c4 00000000          | 60 82 0001 ff 'critical option 23'
            4.02 Block1 in GET                           | 40 01 0001 b1 'v' d1 03 06             | 60 82 0001 ff 'critical option 27'
            4.00 Hop-Limit 0                             | 40 01 0001 b1 'v' 51 00                | 60 80 0001
            2.05 Hop-Limit                               | 40 01 0001 b1 'v' 51 10                | 60 45 0001 44 f07912cd 80 ff 'shut'
            2.04 Block1, the only one                    | 40 03 0001 b1 'v' d1 03 06 ff 'open'   | 60 44 0001 d1 0e 06
            4.00 Block1 that does not fill its size      | 40 03 0001 b1 'v' d1 03 0e ff 'open'   | 60 80 0001 d1 0e 0e
            4.00 Block1 of exponent 7                    | 40 03 0001 b1 'v' d1 03 07 ff 'open'   | 60 80 0001
            4.02 Uri-Path of 256                         | 40 01 0001 bd f3 'v'*256               | 60 82 0001 ff 'critical option 11'
            2.05 unknown elective 2                      | 40 01 0001 21 00 91 'v'                | 60 45 0001 44 f07912cd 80 ff 'shut'
            2.05 unknown elective 65000                  | 40 01 0001 b1 'v' e1 fcd0 00           | 60 45 0001 44 f07912cd 80 ff 'shut'
            2.05 Observe                                 | 40 01 0001 60 51 'v'                   | 60 45 0001 44 f07912cd 80 ff 'shut'
            2.04 Content-Format of three octets ignored  | 40 03 0001 b1 'v' 13 000032 ff 'open'  | 60 44 0001
            2.04 second Content-Format ignored           | 40 03 0001 b1 'v' 10 01 32 ff 'open'   | 60 44 0001
            2.05 Uri-Host and Uri-Port                   | 40 01 0001 34 'lamp' 42 1633 41 'v'    | 60 45 0001 44 f07912cd 80 ff 'shut'
            2.05 Uri-Query                               | 40 01 0001 b1 'v' 43 'a=b' 01 'c'      | 60 45 0001 44 f07912cd 80 ff 'shut'
            2.05 ETag of the client                      | 40 01 0001 42 abcd 71 'v'              | 60 45 0001 44 f07912cd 80 ff 'shut'
            5.05 Proxy-Uri                               | 40 01 0001 dc 16 'coap://[::1]'        | 60 a5 0001
            5.05 Proxy-Scheme                            | 40 01 0001 b1 'v' d4 0f 'coap'         | 60 a5 0001
            4.02 Proxy-Uri empty                         | 40 01 0001 d0 16                       | 60 82 0001 ff 'critical option 35'
            2.04 If-Match, any                           | 40 03 0001 10 a1 'v' ff 'open'         | 60 44 0001
            4.12 If-Match, a tag                         | 40 03 0001 12 abcd a1 'v' ff 'open'    | 60 8c 0001
            2.04 If-Match, a tag or any                  | 40 03 0001 12 abcd 00 a1 'v' ff 'open' | 60 44 0001
            4.12 If-None-Match                           | 40 03 0001 50 61 'v' ff 'open'         | 60 8c 0001
            4.04 If-Match, no such path                  | 40 03 0001 12 abcd a1 'w' ff 'open'    | 60 84 0001
            2.05 payload of GET ignored                  | 40 01 0001 b1 'v' 11 32 ff '{}'        | 60 45 0001 44 f07912cd 80 ff 'shut'
            """)
    void shouldAnswer(String name, String request, String response) {
        assertThat(peer.send(request)).isEqualTo(Hex.plain(response));
    }

    @Test
    void shouldNotCallTheHandlerOfARefusedRequest() {
        peer.send("40 03 0001 12 abcd a1 'v' ff 'open'");
        peer.send("40 03 0002 b1 'v' 11 32 ff 'open'");
        peer.send("40 03 0003 b1 'v' d1 03 0f ff 'open'");
        peer.send("40 03 0004 b1 'v' d4 0f 'coap' ff 'open'");
        assertThat(valve.turns).isZero();
        assertThat(peer.server.exchanges(0)).isZero();
    }

    @Test
    void shouldIgnoreNonConfirmableWithUnknownCriticalOption() {
        assertThat(peer.send("50 01 0001 90 21 'v'")).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(CoapDrop.CRITICAL_OPTION)).isOne();
        assertThat(valve.gets).isZero();
    }

    @Test
    void shouldAnswerErrorsToNonConfirmableInNonConfirmable() {
        assertThat(peer.send("50 01 0001 b1 'w'")).isEqualTo(Hex.plain("50 84 7000"));
    }

    @Test
    void shouldAnswer500ForAHandlerThatThrows() {
        assertThat(peer.send("40 03 0001 b1 'v' ff 'fail'")).isEqualTo(Hex.plain("60 a0 0001"));
        assertThat(peer.server.dropped(CoapDrop.HANDLER_FAILED)).isOne();
        assertThat(peer.server.lastFailure()).get().extracting(Throwable::getMessage).isEqualTo("the valve is stuck");
        assertThat(peer.send("40 01 0002 b1 'v'")).isEqualTo(Hex.plain("60 45 0002 44 f07912cd 80 ff 'shut'"));
    }

    @Test
    void shouldAnswer500ForAHandlerThatWritesTooMuch() {
        assertThat(peer.send("40 03 0001 b1 'v' ff 'flood'")).isEqualTo(Hex.plain("60 a0 0001"));
        assertThat(peer.server.dropped(CoapDrop.ANSWER_TOO_LARGE)).isOne();
    }
}
