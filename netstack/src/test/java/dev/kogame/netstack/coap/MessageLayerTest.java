package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.Peer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Version, type and token length | code | Message ID | token | options | marker and payload. */
class MessageLayerTest {

    private final Valve valve = new Valve();
    private final Peer peer = Valve.peer(valve);

    @Test
    void shouldPiggybackTheAnswerOnTheAcknowledgement() {
        // CON GET /v, token ab cd -> ACK 2.05, same Message ID and token, Content-Format 0
        assertThat(peer.send("42 01 1234 abcd b1 'v'"))
                .isEqualTo(Hex.plain("62 45 1234 abcd 44 f07912cd 80 ff 'shut'"));
    }

    @Test
    void shouldEchoTokensOfEveryLength() {
        for (int octets = 0; octets <= CoapMessage.MAX_TOKEN_OCTETS; octets++) {
            assertThat(peer.send("4" + token("01 1234", octets) + " b1 'v'"))
                    .isEqualTo(Hex.plain("6" + token("45 1234", octets) + " 44 f07912cd 80 ff 'shut'"));
        }
    }

    @Test
    void shouldRefuseATokenTooLongByNameAndNotWithReset() {
        // RFC 8974 section 2.2.2: 4.00 and the token
        assertThat(peer.send("4" + token("01 1234", 65) + " b1 'v'"))
                .isEqualTo(Hex.plain("6" + token("80 1234", 65)));
        assertThat(peer.send("5" + token("03 1235", 1400) + " b1 'v' ff 'open'"))
                .isEqualTo(Hex.plain("5" + token("80 7000", 1400)));
        peer.toMulticast = true;
        assertThat(peer.send("5" + token("01 1236", 65) + " b1 'v'")).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(CoapDrop.TOKEN_TOO_LONG)).isEqualTo(3);
        assertThat(valve.turns).isZero();
    }

    /** Token length | code and Message ID | its extended length | token. */
    private static String token(String codeAndMessageId, int octets) {
        String head = octets < 13
                ? "%x %s".formatted(octets, codeAndMessageId)
                : octets < 269
                        ? "d %s %02x".formatted(codeAndMessageId, octets - 13)
                        : "e %s %04x".formatted(codeAndMessageId, octets - 269);
        return octets == 0 ? head : head + " c3*" + octets;
    }

    @Test
    void shouldAnswerNonConfirmableWithOwnMessageIds() {
        // NON GET /v -> NON 2.05, Message IDs 0x7000, 0x7001 of the server
        assertThat(peer.send("51 01 1234 aa b1 'v'")).isEqualTo(Hex.plain("51 45 7000 aa 44 f07912cd 80 ff 'shut'"));
        assertThat(peer.send("51 01 1235 bb b1 'v'")).isEqualTo(Hex.plain("51 45 7001 bb 44 f07912cd 80 ff 'shut'"));
    }

    @Test
    void shouldBeginMessageIdsAgainAfter65535() {
        CoapServer server = new CoapServer(0xffff_ffff);
        server.add("v", valve);
        server.start();
        Peer other = new Peer(server);
        assertThat(other.send("50 01 1234 b1 'v'")).startsWith("5045ffff");
        assertThat(other.send("50 01 1235 b1 'v'")).startsWith("50450000");
    }

    @Test
    void shouldAnswerPingWithReset() {
        assertThat(peer.send("40 00 beef")).isEqualTo(Hex.plain("70 00 beef"));
        assertThat(peer.server.dropped(CoapDrop.PING)).isOne();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            NON_EMPTY_CODE  | 50 00 1234
            ACKNOWLEDGEMENT | 60 00 1234
            ACKNOWLEDGEMENT | 60 45 1234 ff 'off'
            ACKNOWLEDGEMENT | 60 01 1234 b1 'v'
            RESET           | 70 00 1234
            RESET           | 70 03 1234 b1 'v' ff 'open'
            RESPONSE        | 50 45 1234 ff 'off'
            """)
    void shouldIgnoreAndCount(CoapDrop reason, String vector) {
        assertThat(peer.send(vector)).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(reason)).isOne();
        assertThat(valve.turns).isZero();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            TOKEN_LENGTH      | 01 1234 00*15               | f
            TOKEN_TRUNCATED   | 01 1234 aa                  | 2
            EMPTY_WITH_OCTETS | 00 1234 aa                  | 1
            CODE_CLASS        | 20 1234                     | 0
            CODE_CLASS        | c0 1234                     | 0
            CODE_CLASS        | e0 1234                     | 0
            OPTION_NIBBLE     | 01 1234 f0                  | 0
            OPTION_TRUNCATED  | 01 1234 b5 'v'              | 0
            OPTION_NUMBER     | 01 1234 e0 ffff             | 0
            PAYLOAD_EMPTY     | 03 1234 b1 'v' ff           | 0
            """)
    void shouldResetMalformedConfirmableAndIgnoreOthers(CoapDrop reason, String rest, String tokenLength) {
        assertThat(peer.send("4" + tokenLength + rest)).isEqualTo(Hex.plain("70 00 1234"));
        assertThat(peer.send("5" + tokenLength + rest)).isEqualTo(SILENCE);
        assertThat(peer.send("6" + tokenLength + rest)).isEqualTo(SILENCE);
        assertThat(peer.send("7" + tokenLength + rest)).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(reason)).isEqualTo(4);
        peer.toMulticast = true;
        assertThat(peer.send("4" + tokenLength + rest)).isEqualTo(SILENCE);
        assertThat(peer.send("5" + tokenLength + rest)).isEqualTo(SILENCE);
    }

    @Test
    void shouldResetAnUnexpectedConfirmableResponse() {
        assertThat(peer.send("40 45 1234 ff 'off'")).isEqualTo(Hex.plain("70 00 1234"));
        assertThat(peer.server.dropped(CoapDrop.RESPONSE)).isOne();
    }

    @Test
    void shouldIgnoreOtherVersionsAndStumps() {
        assertThat(peer.send("80 01 1234 b1 'v'")).isEqualTo(SILENCE);
        assertThat(peer.send("00 01 1234 b1 'v'")).isEqualTo(SILENCE);
        assertThat(peer.send("40 01 12")).isEqualTo(SILENCE);
        assertThat(peer.send("")).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(CoapDrop.VERSION)).isEqualTo(2);
        assertThat(peer.server.dropped(CoapDrop.TOO_SHORT)).isEqualTo(2);
    }

    @Test
    void shouldAnswerGroupsOnlyWithSomethingUseful() {
        peer.toMulticast = true;
        assertThat(peer.send("50 01 0001 b1 'v'")).isEqualTo(Hex.plain("50 45 7000 44 f07912cd 80 ff 'shut'"));
        // 4.04, 4.05, 4.06, 4.02, and 2.04 without a payload
        assertThat(peer.send("50 01 0002 b1 'w'")).isEqualTo(SILENCE);
        assertThat(peer.send("50 04 0003 b1 'v'")).isEqualTo(SILENCE);
        assertThat(peer.send("50 01 0004 b1 'v' 61 28")).isEqualTo(SILENCE);
        assertThat(peer.send("50 01 0005 90 21 'v'")).isEqualTo(SILENCE);
        assertThat(peer.send("50 03 0006 b1 'v' ff 'open'")).isEqualTo(SILENCE);
        assertThat(valve.state).asString().isEqualTo("open");
        assertThat(peer.server.dropped(CoapDrop.GROUP_ANSWER)).isEqualTo(4);
        assertThat(peer.server.dropped(CoapDrop.CRITICAL_OPTION)).isOne();
    }

    @Test
    void shouldIgnoreConfirmableToAGroup() {
        peer.toMulticast = true;
        assertThat(peer.send("40 01 1234 b1 'v'")).isEqualTo(SILENCE);
        assertThat(peer.send("40 03 1234 b1 'v' ff 'open'")).isEqualTo(SILENCE);
        assertThat(peer.send("40 00 1234")).isEqualTo(SILENCE);
        assertThat(valve.turns).isZero();
        assertThat(peer.server.dropped(CoapDrop.CONFIRMABLE_TO_GROUP)).isEqualTo(3);
    }

    @Test
    void shouldStaySilentWithoutRoomForAnAnswer() {
        peer.capacity = CoapResponse.MIN_OCTETS - 1;
        assertThat(peer.send("40 03 1234 b1 'v' ff 'open'")).isEqualTo(SILENCE);
        assertThat(valve.turns).isZero();
        peer.capacity = CoapResponse.MIN_OCTETS;
        assertThat(peer.send("40 03 1234 b1 'v' ff 'open'")).isEqualTo(Hex.plain("60 44 1234"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveEachReasonItsOwnCode(CoapDrop reason) {
        assertThat(reason.code).isNegative();
        assertThat(CoapDrop.at(CoapDrop.index(reason.code))).isEqualTo(reason);
    }
}
