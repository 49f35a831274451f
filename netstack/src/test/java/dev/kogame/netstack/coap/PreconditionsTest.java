package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

/** If-Match, If-None-Match and Location, RFC 7252 sections 5.10.7 and 5.10.8. {@code f07912cd} is the tag of {@code shut} as text. */
class PreconditionsTest {

    /** A note that may not be there, in text or as JSON. */
    private static final class Note extends CoapResource {

        private static final byte[] QUOTE = utf8("\"");

        private byte[] text = new byte[0];
        private boolean there;
        private int puts;

        Note() {
            serves(ContentFormat.TEXT_PLAIN, ContentFormat.JSON);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            if (!there) {
                response.error(CoapCode.NOT_FOUND);
            } else if (request.accept() == ContentFormat.JSON) {
                response.contentFormat(ContentFormat.JSON).octets(QUOTE, 0, 1).octets(text, 0, text.length)
                        .octets(QUOTE, 0, 1);
            } else {
                response.text(text);
            }
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            puts++;
            text = Arrays.copyOfRange(request.buffer(), request.payloadAt(),
                    request.payloadAt() + request.payloadOctets());
            if (!there) {
                response.code(CoapCode.CREATED).locationPath(utf8("n")).locationPath(utf8("a-longer-one"))
                        .locationQuery(utf8("v=1"));
            }
            there = true;
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            for (int i = 0; i < request.payloadNumber(1000); i++) {
                response.locationPath(utf8("1234567"));
            }
            response.code(CoapCode.CREATED);
        }
    }

    private final Note note = new Note();
    private final Peer peer = peer();

    private Peer peer() {
        CoapServer server = new CoapServer(0);
        server.add("n", note);
        server.start();
        return new Peer(server);
    }

    @Test
    void shouldCreateOnceOnly() {
        // If-None-Match: created where there was nothing, refused where there is something
        assertThat(peer.send("40 03 0001 50 61 'n' ff 'shut'")).isEqualTo(
                Hex.plain("60 41 0001 81 'n' 0c 'a-longer-one' c3 'v=1'"));
        assertThat(peer.send("40 03 0002 50 61 'n' ff 'open'")).isEqualTo(Hex.plain("60 8c 0002"));
        assertThat(note.puts).isOne();
        assertThat(note.text).asString().isEqualTo("shut");
    }

    @Test
    void shouldChangeOnlyWhatTheClientKnows() {
        // If-Match on nothing, even the empty one
        assertThat(peer.send("40 03 0001 14 f07912cd a1 'n' ff 'x'")).isEqualTo(Hex.plain("60 8c 0001"));
        assertThat(peer.send("40 03 0002 10 a1 'n' ff 'x'")).isEqualTo(Hex.plain("60 8c 0002"));
        note.there = true;
        note.text = CoapResource.utf8("shut");
        String tag = peer.send("40 01 0003 b1 'n'").substring(10, 18);
        assertThat(tag).isEqualTo("f07912cd");
        assertThat(peer.send("40 03 0004 14 f07912ce a1 'n' ff 'open'")).isEqualTo(Hex.plain("60 8c 0004"));
        assertThat(peer.send("40 03 0005 14 f07912cd a1 'n' ff 'open'")).isEqualTo(Hex.plain("60 44 0005"));
        assertThat(peer.send("40 03 0006 14 f07912cd a1 'n' ff 'open'")).isEqualTo(Hex.plain("60 8c 0006"));
        assertThat(peer.send("40 03 0007 10 a1 'n' ff 'shut'")).isEqualTo(Hex.plain("60 44 0007"));
        assertThat(note.puts).isEqualTo(2);
    }

    @Test
    void shouldTakeTheTagOfAnyFormat() {
        note.there = true;
        note.text = CoapResource.utf8("shut");
        String tag = peer.send("40 01 0001 b1 'n' 61 32").substring(10, 18);
        assertThat(tag).isNotEqualTo("f07912cd");
        assertThat(peer.send("40 03 0002 14 " + tag + " a1 'n' ff 'open'")).isEqualTo(Hex.plain("60 44 0002"));
        assertThat(peer.send("40 03 0003 11 55 04 " + tag + " a1 'n' ff 'open'")).isEqualTo(Hex.plain("60 8c 0003"));
    }

    @Test
    void shouldSay500ForALocationThatDoesNotFit() {
        assertThat(peer.send("40 02 0001 b1 'n' ff '7'")).isEqualTo(
                Hex.plain("60 41 0001 87 '1234567' 07 '1234567' 07 '1234567' 07 '1234567' 07 '1234567' 07 '1234567'"
                        + "07 '1234567'"));
        assertThat(peer.send("40 02 0002 b1 'n' ff '9'")).isEqualTo(Hex.plain("60 a0 0002"));
    }
}
