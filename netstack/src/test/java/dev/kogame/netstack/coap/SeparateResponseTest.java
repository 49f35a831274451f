package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.Peer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Answers given later, RFC 7252 section 5.2.2. {@code /d} answers GET and POST when it is told to. */
class SeparateResponseTest {

    private static final byte[] OPEN = CoapResource.utf8("open");

    private static final class Door extends CoapResource {

        private int ticket = 12_345;
        private int asked;

        Door() {
            observable();
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            asked++;
            ticket = response.later();
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            asked++;
            ticket = response.later();
        }
    }

    private final Door door = new Door();
    private final Peer peer = peer();

    private Peer peer() {
        CoapServer server = new CoapServer(CoapConfig.defaults(), 0x7000, new byte[CoapServer.SECRET_OCTETS]);
        server.add("d", door);
        server.start();
        return new Peer(server);
    }

    @Test
    void shouldAcknowledgeAtOnceAndAnswerLater() {
        // CON GET -> empty ACK; later CON 2.05 with the token, until it is acknowledged
        assertThat(peer.send("42 01 0001 abcd b1 'd'")).isEqualTo(Hex.plain("60 00 0001"));
        assertThat(peer.next()).isEqualTo(SILENCE);
        peer.after(100);
        peer.server.complete(door.ticket).text(OPEN);
        String answer = peer.next();
        assertThat(answer).startsWith(Hex.plain("42 45 7000 abcd 44")).endsWith(Hex.plain("80 ff 'open'"));
        assertThat(peer.await()).isEqualTo(answer);
        assertThat(peer.send("60 00 7000")).isEqualTo(SILENCE);
        assertThat(peer.await()).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(CoapDrop.ACKNOWLEDGEMENT)).isZero();
        assertThat(peer.server.dropped(CoapDrop.SEPARATE_RESPONSE_LOST)).isZero();
    }

    @Test
    void shouldAskTheHandlerOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(peer.send("42 02 0001 abcd b1 'd'")).isEqualTo(Hex.plain("60 00 0001"));
            assertThat(peer.send("42 01 0002 abce b1 'd'")).isEqualTo(Hex.plain("60 00 0002"));
        }
        assertThat(door.asked).isEqualTo(2);
    }

    @Test
    void shouldAnswerNonConfirmableInKind() {
        assertThat(peer.send("52 02 0001 abcd b1 'd'")).isEqualTo(SILENCE);
        peer.server.complete(door.ticket).error(CoapCode.CONFLICT, OPEN);
        assertThat(peer.next()).isEqualTo(Hex.plain("52 89 7000 abcd ff 'open'"));
        assertThat(peer.await()).isEqualTo(SILENCE);
    }

    @Test
    void shouldStopWhenRejected() {
        peer.send("42 01 0001 abcd b1 'd'");
        peer.server.complete(door.ticket).text(OPEN);
        peer.next();
        peer.send("70 00 7000");
        assertThat(peer.await()).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(CoapDrop.RESET)).isZero();
    }

    @Test
    void shouldGiveUpWhatNobodyAcknowledges() {
        peer.send("42 01 0001 abcd b1 'd'");
        peer.server.complete(door.ticket).text(OPEN);
        int sent = 0;
        while (!peer.await().isEmpty()) {
            sent++;
        }
        assertThat(sent).isEqualTo(1 + Retransmission.MAX_RETRANSMIT);
        assertThat(peer.server.dropped(CoapDrop.SEPARATE_RESPONSE_LOST)).isOne();
    }

    @Test
    void shouldForgetWhatIsNeverAnswered() {
        peer.send("42 01 0001 abcd b1 'd'");
        int old = door.ticket;
        assertThat(peer.await()).isEqualTo(SILENCE);
        assertThat(peer.nowNs).isEqualTo(Deduplication.EXCHANGE_LIFETIME_NS);
        peer.server.complete(old).text(OPEN);
        assertThat(peer.await()).isEqualTo(SILENCE);
        peer.send("42 01 0002 abcd b1 'd'");
        peer.server.complete(old).text(OPEN);
        assertThat(peer.next()).as("an old ticket").isEqualTo(SILENCE);
    }

    @Test
    void shouldSay503WhenTooMuchIsOwed() {
        peer.send("40 01 0001 b1 'd'");
        peer.send("40 01 0002 b1 'd'");
        // 5.03, Max-Age 1
        assertThat(peer.send("40 01 0003 b1 'd'")).isEqualTo(Hex.plain("60 a3 0003 d1 01 01"));
        assertThat(door.ticket).isNegative();
        peer.server.complete(door.ticket).text(OPEN);
        assertThat(peer.next()).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(CoapDrop.SEPARATE_RESPONSES_FULL)).isOne();
    }

    @Test
    void shouldNotLetAGroupOrAnObserverWait() {
        peer.toMulticast = true;
        assertThat(peer.send("50 01 0001 b1 'd'")).isEqualTo(SILENCE);
        assertThat(door.ticket).isNegative();
        peer.toMulticast = false;
        assertThat(peer.send("40 01 0002 60 51 'd'")).isEqualTo(Hex.plain("60 00 0002"));
        assertThat(peer.server.observers()).isZero();
    }
}
