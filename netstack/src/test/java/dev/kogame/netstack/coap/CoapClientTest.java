package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.ClientRig.SECOND_NS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7252, what a client does. Version, type and token length | code | Message ID | token | options | marker and payload. */
class CoapClientTest {

    private final ClientRig rig = new ClientRig();

    // --- requests ---------------------------------------------------------------------------------------------------------

    @Test
    void shouldWriteOptionsInOrderWhateverTheOrderTheyAreGivenIn() {
        rig.send(rig.put().query("b=2").accept(ContentFormat.JSON).path("a/light").contentFormat(ContentFormat.CBOR)
                .query("a").option(CoapOption.URI_HOST, Hex.octets("'kogame'"), 0, 6).octet('x')
                .octets(Hex.octets("'yz'"), 0, 2));
        rig.expect("48 03 MID TOKEN 36 'kogame' 81 'a' 05 'light' 11 3c 33 'b=2' 01 'a' 21 32 ff 'xyz'");
    }

    @ParameterizedTest
    @CsvSource({"GET, 1", "POST, 2", "PUT, 3", "DELETE, 4", "FETCH, 5", "PATCH, 6", "IPATCH, 7"})
    void shouldHaveEveryMethod(String name, int code) {
        ClientRequest request = switch (name) {
            case "GET" -> rig.get();
            case "POST" -> rig.post();
            case "PUT" -> rig.put();
            case "DELETE" -> rig.client.delete(0, rig.hi, rig.lo, CoapServer.PORT);
            case "FETCH" -> rig.client.fetch(0, rig.hi, rig.lo, CoapServer.PORT);
            case "PATCH" -> rig.client.patch(0, rig.hi, rig.lo, CoapServer.PORT);
            default -> rig.client.iPatch(0, rig.hi, rig.lo, CoapServer.PORT);
        };
        rig.send(request.path("v"));
        rig.expect("48 0" + code + " MID TOKEN b1 'v'");
    }

    @Test
    void shouldEncodePathsAsUtf8() {
        rig.send(rig.get().path("grün/水/😀/\uD83D"));
        rig.expect("48 01 MID TOKEN b5 67 72 c3bc 6e 03 e6b0b4 04 f09f9880 01 3f");
    }

    @Test
    void shouldUseAnotherTokenAndMessageIdForEveryRequest() {
        List<String> tokens = new ArrayList<>();
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rig.send(rig.get());
            rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN");
            tokens.add(rig.token());
            ids.add(Integer.parseInt(rig.mid(), 16));
        }
        assertThat(tokens).doesNotHaveDuplicates();
        for (int i = 1; i < ids.size(); i++) {
            assertThat(ids.get(i)).isEqualTo(ids.get(i - 1) + 1 & 0xffff);
        }
    }

    @Test
    void shouldRefuseWhatDoesNotFitOrIsNotTheAppsToSet() {
        ResponseHandler never = (response, nowNs) -> {
            throw new AssertionError("told of a request that was refused");
        };
        assertThat(rig.get().path("x".repeat(256)).send(never, rig.nowNs)).isEqualTo(ClientRequest.TOO_LONG);
        assertThat(rig.get().path("x".repeat(200)).query("y".repeat(60)).send(never, rig.nowNs))
                .isEqualTo(ClientRequest.TOO_LONG);
        assertThat(rig.put().payload(new byte[257]).send(never, rig.nowNs)).isEqualTo(ClientRequest.TOO_LONG);
        assertThat(rig.get().option(CoapOption.BLOCK2, 6).send(never, rig.nowNs)).isEqualTo(ClientRequest.WRONG);
        assertThat(rig.get().option(CoapOption.OBSERVE, 0).send(never, rig.nowNs)).isEqualTo(ClientRequest.WRONG);
        assertThat(rig.get().blockSize(100).send(never, rig.nowNs)).isEqualTo(ClientRequest.WRONG);
        assertThat(rig.get().option(65_536, 0).send(never, rig.nowNs)).isEqualTo(ClientRequest.WRONG);
        rig.pass(SECOND_NS).quiet();
        assertThat(rig.client.underWay()).isZero();
    }

    @Test
    void shouldRefuseToBeUsedWrongly() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CoapClient(0, new byte[16]))
                .withMessageContaining("1 to 256");
        assertThatIllegalArgumentException().isThrownBy(() -> new CoapClient(1, new byte[15]))
                .withMessageContaining("can be guessed");
        assertThatIllegalStateException().isThrownBy(() -> rig.client.start(null)).withMessageContaining("already");
        assertThatIllegalStateException()
                .isThrownBy(() -> new CoapClient(1, new byte[16]).get(0, 0, 1, 5683).send((r, n) -> {}, 0))
                .withMessageContaining("start it first");
    }

    // --- responses --------------------------------------------------------------------------------------------------------

    @Test
    void shouldTakeAPiggybackedResponse() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN c0 ff 'shut'").told("2.05 'shut' last");
        rig.pass(300 * SECOND_NS).quiet();
        assertThat(rig.client.underWay()).isZero();
    }

    @Test
    void shouldReadTheOptionsOfAResponse() {
        List<String> read = new ArrayList<>();
        rig.get().path("v").send((response, nowNs) -> {
            read.add(response.contentFormat() + " " + response.maxAgeSeconds() + " " + response.size2() + " "
                    + response.payloadNumber(100) + " " + response.payloadNumber(41));
            int location = response.option(CoapOption.LOCATION_PATH);
            read.add(new String(response.message(), CoapOption.valueAt(response.message(), location),
                    CoapOption.octets(response.message(), location)));
            read.add("" + response.option(CoapOption.LOCATION_QUERY));
        }, rig.nowNs);
        rig.settle();
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 41 MID TOKEN 83 'new' 41 32 21 05 e1 0001 'x' ff '42'");
        assertThat(read).containsExactly("50 5 -1 42 -1", "new", "-1");
    }

    @Test
    void shouldTakeASeparateResponseAfterAnEmptyAcknowledgement() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("60 00 MID");
        rig.pass(100 * SECOND_NS).quiet();
        rig.reply("48 45 7001 TOKEN ff 'shut'").told("2.05 'shut' last").expect("60 00 7001");
    }

    @Test
    void shouldTakeASeparateResponseWhoseAcknowledgementWasLost() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("48 45 7001 TOKEN ff 'shut'").told("2.05 'shut' last");
        rig.expect("60 00 7001");
        rig.pass(300 * SECOND_NS).quiet();
    }

    @Test
    void shouldAcknowledgeASeparateResponseAgainButHandItUpOnce() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("48 45 7001 TOKEN ff 'shut'").told("2.05 'shut' last");
        rig.expect("60 00 7001");
        rig.pass(3 * SECOND_NS).reply("48 45 7001 TOKEN ff 'shut'").expect("60 00 7001");
        rig.pass(5 * SECOND_NS).reply("48 45 7001 TOKEN ff 'shut'").expect("60 00 7001");
        rig.told();
        assertThat(rig.client.dropped(ClientDrop.DUPLICATE)).isEqualTo(2);
        // Another message with the token that nobody waits for any more.
        rig.reply("48 45 7002 TOKEN ff 'shut'").expect("70 00 7002").told();
        // After EXCHANGE_LIFETIME the Message ID means something else.
        rig.pass(300 * SECOND_NS).reply("48 45 7001 TOKEN ff 'shut'").expect("70 00 7001");
    }

    @Test
    void shouldTakeANonConfirmableResponseToAConfirmableRequest() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("60 00 MID").reply("58 45 7001 TOKEN ff 'shut'")
                .told("2.05 'shut' last").quiet();
    }

    @Test
    void shouldEndWithResetAndNotRepeat() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("70 00 MID").told("RESET last");
        rig.pass(100 * SECOND_NS).quiet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"68 45 0000 TOKEN", "68 45 MID 0011223344556677", "60 45 MID", "67 45 MID 00112233445566",
            "48 45 7001 0011223344556677", "58 45 7001 0011223344556677", "68 01 MID TOKEN", "60 00 0000", "70 00 0000",
            "78 45 MID TOKEN", "60 45 MID f0", "28 45 MID TOKEN", "60 45", "68 45 MID TOKEN ff", "68 20 MID TOKEN"})
    void shouldNotTakeForItsResponseWhatIsNone(String vector) {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'");
        String mid = rig.mid();
        String token = rig.token();
        rig.reply(vector).told();
        assertThat(rig.client.underWay()).isOne();
        while (rig.heardCount() > 0) {
            rig.expect("70 00 7001");
        }
        rig.about(mid, token).reply("68 45 MID TOKEN ff 'shut'").told("2.05 'shut' last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"68 45 MID TOKEN ff 'shut'", "60 00 MID", "70 00 MID", "58 45 7001 TOKEN ff 'shut'"})
    void shouldIgnoreAnotherEndpoint(String vector) {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").replyFromAnotherPort(vector).told();
        rig.pass(3 * SECOND_NS).expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN").told("2.05 last");
        assertThat(rig.client.dropped(ClientDrop.UNMATCHED_ACKNOWLEDGEMENT)
                + rig.client.dropped(ClientDrop.UNMATCHED_RESPONSE)).isOne();
    }

    @Test
    void shouldRejectWhatOnlyAServerCouldAnswer() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'");
        rig.reply("40 00 7001").expect("70 00 7001").reply("40 01 7002 b1 'v'").expect("70 00 7002");
        rig.reply("40 20 7003").expect("70 00 7003").reply("40 45 7004 ff").expect("70 00 7004");
        rig.reply("50 00 7005").reply("50 01 7006 b1 'v'").reply("50 45 7007 ff").quiet();
        assertThat(rig.client.dropped(ClientDrop.PING)).isOne();
        assertThat(rig.client.dropped(ClientDrop.REQUEST)).isEqualTo(2);
        assertThat(rig.client.dropped(ClientDrop.NON_EMPTY)).isOne();
        assertThat(rig.client.dropped(ClientDrop.MALFORMED)).isEqualTo(3);
    }

    /** RFC 7252 section 5.4.1. 0x4d is 9 + 0x34: option 65 is critical, 64 is not. */
    @Test
    void shouldRejectAResponseWithAnUnknownCriticalOption() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN d0 34").told("UNKNOWN_OPTION last").quiet();
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("48 45 7001 TOKEN d0 34").told("UNKNOWN_OPTION last");
        rig.expect("70 00 7001");
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("58 45 7002 TOKEN d0 34").told("UNKNOWN_OPTION last").quiet();
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN d0 33").told("2.05 last");
        // A second Block2, and one of four octets, are as good as unknown.
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN d0 0a 00").told("UNKNOWN_OPTION last");
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN d4 0a 00000000").told("UNKNOWN_OPTION last");
    }

    // --- repetition and time ----------------------------------------------------------------------------------------------

    @Test
    void shouldRepeatTheVerySameMessageFourTimesAndGiveUp() {
        long startNs = rig.nowNs;
        rig.send(rig.put().path("v").payload(Hex.octets("'open'")));
        rig.expect("48 03 MID TOKEN b1 'v' ff 'open'");
        String mid = rig.mid();
        String token = rig.token();
        rig.pass(100 * SECOND_NS);
        long firstNs = rig.heardNs() - startNs;
        assertThat(firstNs).isBetween(2 * SECOND_NS, 3 * SECOND_NS);
        for (int repetition = 1; repetition <= 4; repetition++) {
            assertThat(rig.heardNs() - startNs).isEqualTo(firstNs * ((1 << repetition) - 1));
            rig.expect("48 03 " + mid + token + " b1 'v' ff 'open'");
        }
        rig.quiet().told("TIMEOUT last");
        assertThat(rig.client.underWay()).isZero();
    }

    @Test
    void shouldWaitForASeparateResponseNoLongerThanExchangeLifetime() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("60 00 MID");
        rig.pass(247 * SECOND_NS - 1).told();
        rig.pass(1).told("TIMEOUT last");
        rig.reply("48 45 7001 TOKEN ff 'shut'").expect("70 00 7001");
    }

    @Test
    void shouldGiveUpWhenItsOwnTimeIsOver() {
        rig.send(rig.get().path("v").within(SECOND_NS / 2));
        rig.expect("48 01 MID TOKEN b1 'v'");
        rig.pass(SECOND_NS / 2 - 1).told();
        rig.pass(1).told("TIMEOUT last");
        rig.pass(100 * SECOND_NS).quiet();
    }

    @Test
    void shouldTellNothingOfACancelledRequest() {
        int id = rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'");
        rig.client.cancel(id, rig.nowNs);
        rig.pass(100 * SECOND_NS).quiet().reply("68 45 MID TOKEN ff 'shut'").told();
        int next = rig.send(rig.get().path("v"));
        rig.client.cancel(id, rig.nowNs);
        assertThat(next).as("the same slot has another number").isNotEqualTo(id);
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN").told("2.05 last");
    }

    @Test
    void shouldSendNonConfirmableOnce() {
        rig.send(rig.get().path("v").nonConfirmable());
        rig.expect("58 01 MID TOKEN b1 'v'");
        rig.pass(100 * SECOND_NS).quiet().reply("58 45 7001 TOKEN ff 'shut'").told("2.05 'shut' last");
        rig.reply("58 45 7001 TOKEN ff 'shut'").told();
        rig.send(rig.get().path("v").nonConfirmable());
        rig.expect("58 01 MID TOKEN b1 'v'").reply("70 00 MID").told("RESET last");
        rig.send(rig.get().path("v").nonConfirmable());
        rig.expect("58 01 MID TOKEN b1 'v'").pass(145 * SECOND_NS - 1).told().pass(1).told("TIMEOUT last");
    }

    // --- congestion control -----------------------------------------------------------------------------------------------

    /** NSTART 1, RFC 7252 section 4.7. */
    @Test
    void shouldAskOneThingAtATimeOfAServer() {
        rig.send(rig.get().path("a"));
        rig.send(rig.get().path("b"));
        rig.send(rig.get().path("c"));
        rig.expect("48 01 MID TOKEN b1 'a'").quiet().reply("68 45 MID TOKEN").told("2.05 last");
        // An empty Acknowledgement ends what is outstanding.
        rig.expect("48 01 MID TOKEN b1 'b'").quiet().reply("60 00 MID");
        String mid = rig.mid();
        String token = rig.token();
        rig.expect("48 01 MID TOKEN b1 'c'").reply("68 44 MID TOKEN").told("2.04 last");
        rig.about(mid, token).reply("48 45 7001 TOKEN").told("2.05 last");
    }

    @Test
    void shouldNotLetOneServerHoldUpAnother() {
        rig.send(rig.get().path("a"));
        rig.send(rig.client.get(0, rig.hi, rig.lo, 5684).path("b"));
        rig.expect("48 01 MID TOKEN b1 'a'").expect("48 01 MID TOKEN b1 'b'");
    }

    @Test
    void shouldSendWhatWaitedWhenTheOneBeforeEndsHoweverItEnds() {
        rig.send(rig.get().path("a"));
        rig.send(rig.get().path("b").within(200 * SECOND_NS));
        int third = rig.send(rig.get().path("c"));
        rig.send(rig.get().path("d"));
        rig.expect("48 01 MID TOKEN b1 'a'");
        rig.passUntilTold().told("TIMEOUT last");
        for (int i = 0; i < 4; i++) {
            rig.expect("48 01 MID TOKEN b1 'a'");
        }
        rig.expect("48 01 MID TOKEN b1 'b'").reply("70 00 MID").told("RESET last");
        rig.expect("48 01 MID TOKEN b1 'c'");
        rig.client.cancel(third, rig.nowNs);
        rig.settle();
        rig.expect("48 01 MID TOKEN b1 'd'");
    }

    /** PROBING_RATE: a Non-confirmable request of 14 octets holds up the next one to a silent server for 14 s. */
    @Test
    void shouldProbeASilentServerWithOneOctetASecond() {
        for (int i = 0; i < 4; i++) {
            rig.send(rig.get().path("v").nonConfirmable());
        }
        rig.expect("58 01 MID TOKEN b1 'v'").quiet();
        rig.pass(14 * SECOND_NS - 1).quiet().pass(1).expect("58 01 MID TOKEN b1 'v'").quiet();
        // One that answers may be asked again at once.
        rig.reply("58 45 7001 TOKEN").told("2.05 last").expect("58 01 MID TOKEN b1 'v'");
    }

    /** Whoever loses patience sooner is held up no less. */
    @Test
    void shouldProbeASilentServerNoFasterWhenRequestsAreGivenUp() {
        rig.send(rig.get().path("v").nonConfirmable().within(SECOND_NS));
        rig.expect("58 01 MID TOKEN b1 'v'").pass(SECOND_NS).told("TIMEOUT last");
        assertThat(rig.client.underWay()).isZero();
        int second = rig.send(rig.get().path("v").nonConfirmable());
        rig.pass(13 * SECOND_NS - 1).quiet().pass(1).expect("58 01 MID TOKEN b1 'v'");
        rig.client.cancel(second, rig.nowNs);
        rig.send(rig.get().path("v"));
        rig.pass(14 * SECOND_NS - 1).quiet().pass(1).expect("48 01 MID TOKEN b1 'v'").told();
    }

    @Test
    void shouldRefuseMoreRequestsThanItHasRoomFor() {
        for (int i = 0; i < 8; i++) {
            rig.send(rig.get().path("v"));
        }
        assertThat(rig.get().path("v").send((response, nowNs) -> {}, rig.nowNs)).isEqualTo(ClientRequest.NO_ROOM);
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN").told("2.05 last");
        rig.send(rig.get().path("v"));
    }

    @Test
    void shouldTimeOutWhatWaitsForItsTurn() {
        rig.send(rig.get().path("a"));
        rig.send(rig.get().path("b").within(10 * SECOND_NS));
        rig.pass(10 * SECOND_NS);
        assertThat(rig.takeTold()).hasSize(1);
        assertThat(rig.client.underWay()).isOne();
    }

    // --- errors -----------------------------------------------------------------------------------------------------------

    @Test
    void shouldEndWhenThePortIsUnreachable() {
        rig.send(rig.client.get(0, rig.hi, rig.lo, 9999).path("v"));
        rig.pass(SECOND_NS).told("UNREACHABLE last");
    }

    @Test
    void shouldNotBelieveErrorsThatDoNotQuoteTheRequest() {
        rig.send(rig.get().path("v"));
        byte[] quoted = Hex.octets("48 01 0000 0000000000000000 b1 'v'");
        rig.client.failed(1, 4, 0, rig.hi, rig.lo, CoapServer.PORT, quoted, 0, quoted.length, rig.nowNs);
        rig.client.failed(1, 4, 0, rig.hi, rig.lo, CoapServer.PORT, quoted, 0, 0, rig.nowNs);
        rig.expect("48 01 MID TOKEN b1 'v'").told();
        byte[] real = Hex.octets("48 01 " + rig.mid() + rig.token());
        rig.client.failed(3, 0, 0, rig.hi, rig.lo, CoapServer.PORT, real, 0, real.length, rig.nowNs);
        rig.client.failed(1, 4, 0, rig.hi, rig.lo, 9, real, 0, real.length, rig.nowNs);
        rig.client.failed(1, 4, 0, rig.hi, rig.lo + 1, CoapServer.PORT, real, 0, real.length, rig.nowNs);
        rig.client.failed(1, 4, 0, rig.hi, rig.lo, CoapServer.PORT, real, 0, real.length - 1, rig.nowNs);
        rig.told();
        rig.client.failed(1, 4, 0, rig.hi, rig.lo, CoapServer.PORT, real, 0, real.length, rig.nowNs);
        rig.told("UNREACHABLE last");
        assertThat(rig.client.dropped(ClientDrop.UNMATCHED_ERROR)).isEqualTo(6);
    }

    @Test
    void shouldSayThatThereIsNoWay() {
        rig.send(rig.client.get(-1, 0x2001_0db8_0000_0000L, 1, CoapServer.PORT).path("v").nonConfirmable());
        rig.told("UNREACHABLE last");
        rig.send(rig.client.get(-1, 0x2001_0db8_0000_0000L, 1, CoapServer.PORT).path("v"));
        rig.told().pass(100 * SECOND_NS).told("UNREACHABLE last");
        assertThat(rig.client.dropped(ClientDrop.SEND_FAILED)).isEqualTo(6);
    }

    @Test
    void shouldLetAHandlerAskTheNextThing() {
        rig.get().path("a").send((first, nowNs) -> {
            rig.tell(first);
            rig.get().path("b").send((second, laterNs) -> rig.tell(second), nowNs);
        }, rig.nowNs);
        rig.settle();
        rig.expect("48 01 MID TOKEN b1 'a'").reply("68 45 MID TOKEN ff 'one'").told("2.05 'one' last");
        rig.expect("48 01 MID TOKEN b1 'b'").reply("68 45 MID TOKEN ff 'two'").told("2.05 'two' last");
    }

    /** RFC 7252 section 4.4: no Message ID twice within EXCHANGE_LIFETIME. */
    @Test
    void shouldHoldBackRatherThanUseAMessageIdTwice() {
        MessageIds ids = new MessageIds(0xabcd);
        long nowNs = 5;
        int given = 0;
        while (ids.freeNs() <= nowNs) {
            ids.next(nowNs);
            given++;
        }
        assertThat(given).isBetween(65_536 - 4096, 65_536);
        assertThat(ids.freeNs()).isEqualTo(nowNs + 247 * SECOND_NS);
        assertThat(ids.next(ids.freeNs())).isBetween(0, 0xffff);
    }
}
