package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.ClientRig.SECOND_NS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7959 and Request-Tag, what a client does. Blocks are written NUM/M/octets in the comments. */
class ClientBlocksTest {

    private static final byte[] ALPHABET = CoapResource
            .utf8("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/");
    private static final byte[] EIGHTY = CoapResource.utf8("0123456789abcdef".repeat(5));

    private final ClientRig rig = new ClientRig();

    // --- Block2: the body of the response ---------------------------------------------------------------------------------

    /** RFC 7959 figure 2, with blocks of 16 octets. */
    @Test
    void shouldHandABodyUpBlockByBlock() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN d1 0a 08 ff 'a'*16").told("2.05 '" + "a".repeat(16)
                + "' more");
        rig.expect("48 01 MID TOKEN b1 'v' c1 10").reply("68 45 MID TOKEN d1 0a 18 ff 'b'*16")
                .told("2.05 '" + "b".repeat(16) + "' at 16 more");
        rig.expect("48 01 MID TOKEN b1 'v' c1 20").reply("68 45 MID TOKEN d1 0a 20 ff 'c'").told("2.05 'c' at 32 last");
        rig.pass(300 * SECOND_NS).quiet();
        assertThat(rig.client.underWay()).isZero();
    }

    @Test
    void shouldPutABodyTogether() {
        byte[] body = new byte[64];
        rig.send(rig.get().path("v").accept(40).into(body));
        rig.expect("48 01 MID TOKEN b1 'v' 61 28").reply("68 45 MID TOKEN d1 0a 08 51 21 ff 'a'*16");
        rig.expect("48 01 MID TOKEN b1 'v' 61 28 61 10").reply("68 45 MID TOKEN d1 0a 18 ff 'b'*16").told();
        rig.expect("48 01 MID TOKEN b1 'v' 61 28 61 20").reply("68 45 MID TOKEN d1 0a 20 ff 'c'")
                .told("2.05 'aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbc' last");
    }

    @Test
    void shouldPutASmallBodyThereToo() {
        byte[] body = new byte[4];
        boolean[] there = new boolean[1];
        rig.get().into(body).send((response, nowNs) -> there[0] = response.buffer() == body, rig.nowNs);
        rig.settle();
        rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN ff 'four'");
        assertThat(there[0]).isTrue();
        assertThat(body).asString().isEqualTo("four");
        rig.send(rig.get().into(body));
        rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN ff 'fiver'").told("BODY_TOO_LARGE last");
        // What went wrong is told whatever its length.
        rig.send(rig.get().into(body));
        rig.expect("48 01 MID TOKEN").reply("68 84 MID TOKEN ff 'no such thing'").told("4.04 'no such thing' last");
    }

    /** RFC 7959 figure 3: early negotiation; the server may want less. */
    @Test
    void shouldAskForABlockSizeAndGoDownWithTheServer() {
        rig.send(rig.get().path("v").blockSize(64));
        rig.expect("48 01 MID TOKEN b1 'v' c1 02").reply("68 45 MID TOKEN d1 0a 09 ff 'a'*32");
        rig.expect("48 01 MID TOKEN b1 'v' c1 11").reply("68 45 MID TOKEN d1 0a 11 ff 'b'");
        assertThat(rig.takeTold()).hasSize(2);
    }

    @Test
    void shouldBeginAnewWhenTheBodyChanges() {
        byte[] body = new byte[64];
        rig.send(rig.get().path("v").into(body));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN 41 01 d1 06 08 ff 'a'*16");
        rig.expect("48 01 MID TOKEN b1 'v' c1 10").reply("68 45 MID TOKEN 41 02 d1 06 18 ff 'b'*16").told();
        rig.expect("48 01 MID TOKEN b1 'v' c0").reply("68 45 MID TOKEN 41 02 d1 06 08 ff 'c'*16");
        rig.expect("48 01 MID TOKEN b1 'v' c1 10").reply("68 45 MID TOKEN 41 02 d1 06 10 ff 'b'")
                .told("2.05 'ccccccccccccccccb' last");
    }

    @Test
    void shouldGiveUpOnABodyThatChangesAgainAndAgain() {
        rig.send(rig.get().into(new byte[64]));
        rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN 41 01 d1 06 08 ff 'a'*16");
        for (int version = 2; version <= 4; version++) {
            rig.expect("48 01 MID TOKEN d1 0a 10").reply("68 45 MID TOKEN 41 0" + version + " d1 06 18 ff 'b'*16");
            rig.expect("48 01 MID TOKEN d0 0a").reply("68 45 MID TOKEN 41 0" + version + " d1 06 08 ff 'c'*16").told();
        }
        rig.expect("48 01 MID TOKEN d1 0a 10").reply("68 45 MID TOKEN 41 09 d1 06 18 ff 'b'*16")
                .told("BLOCKS_DO_NOT_FIT last").quiet();
    }

    /** The gap, the wrong length, the reserved size, another format, an ETag that is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"d1 0a 28 ff 'b'*16", "d1 0a 18 ff 'b'*15", "d1 0a 18 ff 'b'*17", "d1 0a 17 ff 'b'*16",
            "d1 0a 19 ff 'b'*32"})
    void shouldNotPutTogetherWhatDoesNotFit(String second) {
        rig.send(rig.get().into(new byte[64]));
        rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN d1 0a 08 ff 'a'*16");
        rig.expect("48 01 MID TOKEN d1 0a 10").reply("68 45 MID TOKEN " + second).told("BLOCKS_DO_NOT_FIT last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c1 32 b1 18 ff 'b'*16", "41 01 d1 06 18 ff 'b'*16"})
    void shouldNotMixRepresentations(String second) {
        rig.send(rig.get().into(new byte[64]));
        rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN d1 0a 08 ff 'a'*16");
        rig.expect("48 01 MID TOKEN d1 0a 10").reply("68 45 MID TOKEN " + second).told();
        rig.expect("48 01 MID TOKEN d0 0a");
    }

    @Test
    void shouldNotWriteBeyondTheArray() {
        byte[] body = new byte[40];
        rig.send(rig.get().into(body));
        rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN d1 0a 08 ff 'a'*16");
        rig.expect("48 01 MID TOKEN d1 0a 10").reply("68 45 MID TOKEN d1 0a 18 ff 'a'*16");
        rig.expect("48 01 MID TOKEN d1 0a 20").reply("68 45 MID TOKEN d1 0a 28 ff 'a'*16").told("BODY_TOO_LARGE last");
        assertThat(rig.client.underWay()).isZero();
    }

    @Test
    void shouldTellOfAnErrorInTheMiddle() {
        rig.send(rig.get().into(new byte[64]));
        rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN d1 0a 08 ff 'a'*16");
        rig.expect("48 01 MID TOKEN d1 0a 10").reply("68 84 MID TOKEN").told("4.04 last");
        rig.send(rig.get().into(new byte[64]));
        rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN d1 0a 08 ff 'a'*16");
        rig.expect("48 01 MID TOKEN d1 0a 10").passUntilTold().told("TIMEOUT last");
    }

    @Test
    void shouldStopWhenTheHandlerCancels() {
        int[] id = new int[1];
        id[0] = rig.get().send((response, nowNs) -> {
            rig.tell(response);
            rig.client.cancel(id[0], nowNs);
        }, rig.nowNs);
        rig.settle();
        rig.expect("48 01 MID TOKEN").reply("68 45 MID TOKEN d1 0a 08 ff 'a'*16").told("2.05 'aaaaaaaaaaaaaaaa' more");
        rig.pass(100 * SECOND_NS).quiet();
        assertThat(rig.client.underWay()).isZero();
    }

    @Test
    void shouldFetchBlocksOfSeparateResponses() {
        rig.send(rig.get().into(new byte[64]));
        rig.expect("48 01 MID TOKEN").reply("60 00 MID").reply("48 45 7001 TOKEN d1 0a 08 ff 'a'*16");
        rig.expect("60 00 7001");
        rig.expect("48 01 MID TOKEN d1 0a 10").reply("60 00 MID").reply("48 45 7002 TOKEN d1 0a 10 ff 'b'")
                .told("2.05 'aaaaaaaaaaaaaaaab' last");
    }

    // --- Block1: the body of the request ----------------------------------------------------------------------------------

    /** RFC 7959 figure 7. Size1 is in the first block, the Request-Tag in all. */
    @Test
    void shouldSendABodyInBlocks() {
        rig.send(rig.put().path("v").blockSize(32).body(EIGHTY, 0, EIGHTY.length));
        String tag = tag("48 03 MID TOKEN b1 'v' c1 01 41 09 d1 14 50 d2 db TAG ff '0123456789abcdef'*2");
        rig.reply("68 5f MID TOKEN d1 0e 09").told();
        rig.expect("48 03 MID TOKEN b1 'v' c1 01 41 19 d2 fc " + tag + " ff '0123456789abcdef'*2");
        rig.reply("68 5f MID TOKEN d1 0e 19");
        rig.expect("48 03 MID TOKEN b1 'v' c1 01 41 21 d2 fc " + tag + " ff '0123456789abcdef'");
        rig.reply("68 44 MID TOKEN d1 0e 21").told("2.04 last");
    }

    /** What is written for TAG in an expectation is learnt. */
    private String tag(String vector) {
        String before = vector.substring(0, vector.indexOf("TAG")).replace("MID", "0000").replace("TOKEN", "00*8");
        int place = Hex.plain(before).length();
        String tag = rig.peek().substring(place, place + 4);
        rig.expect(vector.replace("TAG", tag));
        return tag;
    }

    /** RFC 7959 figure 8: the server wants a quarter of the size from the second block on. */
    @Test
    void shouldGoDownToTheServersBlockSize() {
        rig.send(rig.put().blockSize(64).body(EIGHTY, 0, EIGHTY.length));
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 0a").reply("68 5f MID TOKEN d1 0e 08");
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 40").reply("68 44 MID TOKEN d1 0e 40").told("2.04 last");
    }

    @Test
    void shouldSendOneMessageWhereOneWillDo() {
        rig.send(rig.put().body(EIGHTY, 1, 64).blockSize(64));
        rig.expect("48 03 MID TOKEN d1 0a 02 ff '123456789abcdef0'*4").reply("68 44 MID TOKEN").told("2.04 last");
        byte[] large = new byte[1024];
        rig.send(rig.put().body(large, 0, 1024));
        rig.expect("48 03 MID TOKEN ff 00*1024").reply("68 44 MID TOKEN").told("2.04 last");
    }

    @Test
    void shouldBeginTheBodyAnewWhenTheServerLostABlock() {
        rig.send(rig.put().blockSize(64).body(EIGHTY, 0, EIGHTY.length));
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 0a").reply("68 5f MID TOKEN d1 0e 0a");
        for (int restart = 0; restart < 3; restart++) {
            rig.expectStart("48 03 MID TOKEN d1 0a 02 41 12").reply("68 88 MID TOKEN").told();
            rig.expectStart("48 03 MID TOKEN d1 0a 02 41 0a").reply("68 5f MID TOKEN d1 0e 0a");
        }
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 12").reply("68 88 MID TOKEN").told("4.08 last");
    }

    @Test
    void shouldUseAnotherRequestTagForAnotherBody() {
        rig.send(rig.put().blockSize(64).body(EIGHTY, 0, EIGHTY.length));
        String first = tag("48 03 MID TOKEN d1 0a 02 41 0a d1 14 50 d2 db TAG ff '0123456789abcdef'*4");
        rig.reply("68 88 MID TOKEN");
        String second = tag("48 03 MID TOKEN d1 0a 02 41 0a d1 14 50 d2 db TAG ff '0123456789abcdef'*4");
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void shouldTrySmallerBlocksWhenTheEntityIsTooLarge() {
        // With a block size: that one.
        rig.send(rig.put().blockSize(64).body(EIGHTY, 0, EIGHTY.length));
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 0a").reply("68 8d MID TOKEN d1 0e 00");
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 08").reply("68 8d MID TOKEN d1 0e 00").told("4.13 last");
        // In one message: Block1 may do.
        rig.send(rig.put().payload(EIGHTY));
        rig.expectStart("48 03 MID TOKEN ff '0123'").reply("68 8d MID TOKEN");
        rig.expectStart("48 03 MID TOKEN d1 0e 0a").reply("68 8d MID TOKEN").told("4.13 last");
        // Larger than the server takes at all.
        long[] size1 = new long[1];
        rig.put().payload(EIGHTY).send((response, nowNs) -> size1[0] = response.size1(), rig.nowNs);
        rig.settle();
        rig.expectStart("48 03 MID TOKEN ff '0123'").reply("68 8d MID TOKEN d1 2f 40").quiet();
        assertThat(size1[0]).isEqualTo(64);
    }

    /** RFC 7959 section 2.3: a server without memory acts on every block by itself. */
    @Test
    void shouldGoOnWithAServerThatActsOnEveryBlock() {
        rig.send(rig.put().blockSize(64).body(EIGHTY, 0, EIGHTY.length));
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 0a").reply("68 44 MID TOKEN d1 0e 02").told();
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 12").reply("68 44 MID TOKEN d1 0e 12").told("2.04 last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"68 5f MID TOKEN", "68 5f MID TOKEN d1 0e 1a", "68 5f MID TOKEN d1 0e 0f"})
    void shouldNotGoOnAfterAnAnswerToAnotherBlock(String vector) {
        rig.send(rig.put().blockSize(64).body(EIGHTY, 0, EIGHTY.length));
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 0a").reply(vector).told("BLOCKS_DO_NOT_FIT last");
    }

    @Test
    void shouldEndABodyWithTheServersRefusal() {
        rig.send(rig.put().blockSize(64).body(EIGHTY, 0, EIGHTY.length));
        rig.expectStart("48 03 MID TOKEN d1 0a 02 41 0a").reply("68 85 MID TOKEN d1 0e 0a").told("4.05 last").quiet();
    }

    /** RFC 7959 figure 11. */
    @Test
    void shouldSendOneBodyAndFetchAnother() {
        byte[] body = new byte[64];
        rig.send(rig.post().blockSize(64).body(EIGHTY, 0, EIGHTY.length).into(body));
        rig.expectStart("48 02 MID TOKEN d1 0a 02 41 0a").reply("68 5f MID TOKEN d1 0e 0a");
        rig.expectStart("48 02 MID TOKEN d1 0a 02 41 12").reply("68 44 MID TOKEN d1 0a 08 41 12 ff 'a'*16").told();
        String tag = tag("48 02 MID TOKEN d1 0a 10 e2 0000 TAG");
        assertThat(tag).hasSize(4);
        rig.reply("68 44 MID TOKEN d1 0a 10 ff 'b'").told("2.04 'aaaaaaaaaaaaaaaab' last");
    }

    /** Doing it again from the first block would do it twice. */
    @Test
    void shouldNotRepeatAPostWhoseResponseChanges() {
        rig.send(rig.post().payload(ALPHABET).into(new byte[64]));
        rig.expectStart("48 02 MID TOKEN ff").reply("68 44 MID TOKEN 41 01 d1 06 08 ff 'a'*16");
        rig.expect("48 02 MID TOKEN d1 0a 10").reply("68 44 MID TOKEN 41 02 d1 06 10 ff 'a'")
                .told("BLOCKS_DO_NOT_FIT last");
    }

    /** The payload of FETCH says what is fetched, RFC 8132 section 2. */
    @Test
    void shouldRepeatThePayloadOfFetchForEveryBlock() {
        rig.send(rig.client.fetch(0, rig.hi, rig.lo, CoapServer.PORT).payload(Hex.octets("'[1]'")));
        rig.expect("48 05 MID TOKEN ff '[1]'").reply("68 45 MID TOKEN d1 0a 08 ff 'a'*16");
        rig.expect("48 05 MID TOKEN d1 0a 10 ff '[1]'");
    }
}
