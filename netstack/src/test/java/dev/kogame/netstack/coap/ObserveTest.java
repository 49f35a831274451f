package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.Peer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.Test;

/**
 * RFC 7641 in virtual time. {@code /o} is a number in text, {@code 4t 01 MMMM token 60 51 'o'} observes it (Observe 0, Uri-Path), and a
 * notification is CON or NON, Message ID of the server, token, Observe, Content-Format 0; its ETag is not compared.
 */
class ObserveTest {

    private static final long SECOND_NS = 1_000_000_000L;

    private static final class Level extends CoapResource {

        private static final byte[] STEP = utf8("step=");
        private static final byte[] PMIN = utf8("pmin=");

        private int level;
        private int format = ContentFormat.TEXT_PLAIN;
        private int code = CoapCode.CONTENT;

        Level() {
            observable();
        }

        void level(int to) {
            level = to;
            changed();
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            if (code != CoapCode.CONTENT) {
                response.error(code);
                return;
            }
            response.number(level).contentFormat(format);
        }

        @Override
        protected long observedValue() {
            return level;
        }

        @Override
        protected long notifyInNs(Observation observer) {
            int step = observer.request().queryNumber(STEP, 1000);
            int pmin = observer.request().queryNumber(PMIN, 1000);
            if (!observer.isChanged() || Math.abs(level - observer.value()) < step) {
                return Deadlines.NEVER;
            }
            return pmin == CoapRequest.NO_NUMBER ? 0 : Math.max(0, pmin * SECOND_NS - observer.quietNs());
        }
    }

    private Level level = new Level();
    private Peer peer = peer(CoapConfig.defaults());

    private Peer peer(CoapConfig config) {
        CoapServer server = new CoapServer(config, 0x7000, new byte[16]);
        server.add("o", level);
        server.start();
        return new Peer(server);
    }

    /** A message without its ETag. */
    private static String bare(String message) {
        int options = 8 + 2 * Integer.parseInt(message.substring(1, 2), 16);
        if (message.length() > options && message.startsWith("44", options)) {
            // ETag of four octets; what follows is Observe (delta 2, then 6) or Content-Format (delta 8, then 12).
            String delta = message.substring(options + 10, options + 11);
            String next = delta.equals("2") ? "6" : "c";
            return message.substring(0, options) + next + message.substring(options + 11);
        }
        return message;
    }

    private void observe(String token) {
        assertThat(bare(peer.send("41 01 0001 " + token + " 60 51 'o'")))
                .startsWith(Hex.plain("61 45 0001" + token + "61"));
    }

    private String ack(String notification) {
        return peer.send("60 00 " + notification.substring(4, 8));
    }

    @Test
    void shouldTellAnObserverOfAChange() {
        // ACK 2.05 | token | Observe 1 | Content-Format 0 | payload
        assertThat(bare(peer.send("41 01 0001 aa 60 51 'o'"))).isEqualTo(Hex.plain("61 45 0001 aa 61 01 60 ff '0'"));
        assertThat(peer.next()).isEqualTo(SILENCE);
        level.level(7);
        assertThat(peer.server.dueNs()).isLessThanOrEqualTo(peer.nowNs);
        // CON 2.05 | Message ID of the server | token | Observe 2
        assertThat(bare(peer.next())).isEqualTo(Hex.plain("41 45 7000 aa 61 02 60 ff '7'"));
        assertThat(peer.next()).isEqualTo(SILENCE);
        assertThat(peer.send("60 00 7000")).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(CoapDrop.ACKNOWLEDGEMENT)).isZero();
        peer.after(3600);
        assertThat(peer.next()).isEqualTo(SILENCE);
    }

    @Test
    void shouldConfirmTheFirstAndTheLastOfABurst() {
        observe("aa");
        level.level(1);
        String first = peer.next();
        assertThat(first).startsWith("41");
        peer.nowNs += SECOND_NS / 10;
        level.level(2);
        assertThat(peer.next()).as("one under way at a time").isEqualTo(SILENCE);
        ack(first);
        assertThat(bare(peer.await())).isEqualTo(Hex.plain("51 45 7001 aa 61 03 60 ff '2'"));
        level.level(3);
        assertThat(peer.next()).as("a round trip of 100 ms between two").isEqualTo(SILENCE);
        level.level(4);
        long sentNs = peer.nowNs;
        assertThat(bare(peer.await())).isEqualTo(Hex.plain("51 45 7002 aa 61 04 60 ff '4'"));
        assertThat(peer.nowNs - sentNs).isEqualTo(SECOND_NS / 10);
        sentNs = peer.nowNs;
        assertThat(bare(peer.await())).as("the last once more").isEqualTo(Hex.plain("41 45 7003 aa 61 05 60 ff '4'"));
        assertThat(peer.nowNs - sentNs).isEqualTo(Observers.QUIET_NS);
        peer.send("60 00 7003");
        peer.after(100);
        assertThat(peer.next()).isEqualTo(SILENCE);
    }

    @Test
    void shouldConfirmEveryNth() {
        int most = CoapConfig.Limit.NOTIFICATIONS_UNCONFIRMED.byDefault();
        observe("aa");
        level.level(1);
        ack(peer.next());
        for (int i = 0; i < most; i++) {
            level.level(2 + i);
            assertThat(peer.await()).startsWith("51");
        }
        level.level(100);
        assertThat(peer.await()).startsWith("41");
    }

    @Test
    void shouldAskOnceADayWhetherAnybodyIsThere() {
        observe("aa");
        assertThat(bare(peer.await())).isEqualTo(Hex.plain("41 45 7000 aa 61 02 60 ff '0'"));
        assertThat(peer.nowNs).isEqualTo(Observers.CONFIRM_NS);
        peer.send("60 00 7000");
        assertThat(bare(peer.await())).isEqualTo(Hex.plain("41 45 7001 aa 61 03 60 ff '0'"));
        assertThat(peer.nowNs).isEqualTo(2 * Observers.CONFIRM_NS);
    }

    @Test
    void shouldRepeatTheSameMessageAndThenForgetTheObserver() {
        observe("aa");
        level.level(1);
        String first = peer.next();
        for (int i = 0; i < Retransmission.MAX_RETRANSMIT; i++) {
            assertThat(peer.await()).isEqualTo(first);
        }
        assertThat(peer.await()).isEqualTo(SILENCE);
        assertThat(peer.server.observers()).isZero();
        assertThat(peer.nowNs).isLessThanOrEqualTo(Retransmission.MAX_TRANSMIT_WAIT_NS);
        assertThat(peer.server.dropped(CoapDrop.OBSERVER_SILENT)).isOne();
    }

    @Test
    void shouldRepeatWithTheNewestState() {
        observe("aa");
        level.level(1);
        peer.next();
        level.level(2);
        level.level(3);
        // RFC 7641 section 4.5.2: another Message ID, a later sequence number, the same count of repetitions
        assertThat(bare(peer.await())).isEqualTo(Hex.plain("41 45 7001 aa 61 03 60 ff '3'"));
        assertThat(peer.await()).startsWith(Hex.plain("41 45 7001"));
        level.level(4);
        assertThat(bare(peer.await())).isEqualTo(Hex.plain("41 45 7002 aa 61 04 60 ff '4'"));
        assertThat(peer.await()).startsWith(Hex.plain("41 45 7002"));
        assertThat(peer.await()).as("the fifth is not sent").isEqualTo(SILENCE);
        assertThat(peer.server.observers()).isZero();
    }

    @Test
    void shouldForgetAnObserverThatResets() {
        observe("aa");
        level.level(1);
        peer.next();
        peer.send("70 00 7000");
        assertThat(peer.server.observers()).isZero();
        level.level(2);
        assertThat(peer.await()).isEqualTo(SILENCE);
        assertThat(peer.server.dropped(CoapDrop.RESET)).isZero();
    }

    @Test
    void shouldIgnoreTheResetOfSomebodyElse() {
        observe("aa");
        level.level(1);
        peer.next();
        peer.port++;
        peer.send("70 00 7000");
        peer.send("60 00 7000");
        peer.port--;
        peer.send("70 00 7001");
        assertThat(peer.server.observers()).isOne();
        assertThat(peer.server.dropped(CoapDrop.RESET)).isEqualTo(2);
        assertThat(peer.server.dropped(CoapDrop.ACKNOWLEDGEMENT)).isOne();
    }

    @Test
    void shouldForgetAnObserverThatSaysSo() {
        observe("aa");
        observe("bb");
        // Observe 1 with the token bb
        assertThat(bare(peer.send("41 01 0002 bb 61 01 51 'o'"))).isEqualTo(Hex.plain("61 45 0002 bb c0 ff '0'"));
        assertThat(peer.server.observers()).isOne();
        // A GET with the token and without Observe is no deregistration.
        peer.send("41 01 0003 aa b1 'o'");
        assertThat(peer.server.observers()).isOne();
        level.level(1);
        assertThat(peer.next()).startsWith(Hex.plain("41 45 7000 aa"));
    }

    @Test
    void shouldKeepOneEntryPerEndpointAndToken() {
        observe("aa");
        observe("aa");
        assertThat(peer.server.observers()).isOne();
        peer.port++;
        observe("aa");
        assertThat(peer.server.observers()).isEqualTo(2);
    }

    @Test
    void shouldTellOneHostOneThingAtATime() {
        observe("aa");
        observe("bb");
        level.level(1);
        String first = peer.next();
        assertThat(peer.next()).isEqualTo(SILENCE);
        ack(first);
        String second = peer.await();
        assertThat(second.substring(8, 10)).isNotEqualTo(first.substring(8, 10));
        ack(second);
        peer.after(100);
        assertThat(peer.next()).isEqualTo(SILENCE);
    }

    @Test
    void shouldEndWithAnError() {
        observe("aa");
        level.code = CoapCode.NOT_FOUND;
        level.changed();
        // CON 4.04, no Observe
        String error = peer.next();
        assertThat(error).isEqualTo(Hex.plain("41 84 7000 aa"));
        assertThat(peer.await()).isEqualTo(error);
        ack(error);
        assertThat(peer.server.observers()).isZero();
    }

    @Test
    void shouldEndWhenTheFormatChanges() {
        observe("aa");
        level.format = ContentFormat.JSON;
        level.level(1);
        assertThat(peer.next()).isEqualTo(Hex.plain("41 86 7000 aa"));
    }

    @Test
    void shouldNotRegisterWhereNothingCanBeObserved() {
        level.code = CoapCode.NOT_FOUND;
        assertThat(peer.send("41 01 0001 aa 60 51 'o'")).isEqualTo(Hex.plain("61 84 0001 aa"));
        level.code = CoapCode.CONTENT;
        assertThat(bare(peer.send("41 01 0002 aa 61 02 51 'o'"))).isEqualTo(Hex.plain("61 45 0002 aa c0 ff '0'"));
        // Observe of four octets: an elective option that is ignored
        assertThat(bare(peer.send("41 01 0003 aa 64 00000000 51 'o'"))).isEqualTo(Hex.plain("61 45 0003 aa c0 ff '0'"));
        peer.toMulticast = true;
        peer.send("51 01 0004 aa 60 51 'o'");
        assertThat(peer.server.observers()).isZero();
    }

    @Test
    void shouldAnswerPlainlyToARequestTooLongToKeep() {
        String tooLong = "41 01 0001 aa 60 51 'o' 4d 4a 'x'*87";
        assertThat(bare(peer.send(tooLong.replace("4a", "49").replace("87", "86"))))
                .contains(Hex.plain("aa 61 01 60 ff"));
        assertThat(bare(peer.send(tooLong))).contains(Hex.plain("aa c0 ff"));
        assertThat(peer.server.observers()).as("the shorter one was replaced").isZero();
        assertThat(peer.server.dropped(CoapDrop.OBSERVERS_FULL)).isOne();
    }

    @Test
    void shouldHonourThresholdAndMinimumPeriod() {
        // Uri-Query step=5 and pmin=60
        peer.send("41 01 0001 aa 60 51 'o' 46 'step=5' 07 'pmin=60'");
        level.level(4);
        assertThat(peer.await()).as("once a day").startsWith("41");
        assertThat(peer.nowNs).isEqualTo(Observers.CONFIRM_NS);
        peer.send("60 00 7000");
        level.level(8);
        level.level(9);
        assertThat(bare(peer.await())).endsWith(Hex.plain("ff '9'"));
        assertThat(peer.nowNs).isEqualTo(Observers.CONFIRM_NS + 60 * SECOND_NS);
    }

    @Test
    void shouldSendTheFirstBlock() {
        // Block2 0/0/16 in the registration, and a representation of 1 octet: the option is there, for the size was asked for
        assertThat(bare(peer.send("41 01 0001 aa 60 51 'o' c0"))).isEqualTo(
                Hex.plain("61 45 0001 aa 61 01 60 b0 51 01 ff '0'"));
        level.level(12);
        assertThat(bare(peer.next())).isEqualTo(Hex.plain("41 45 7000 aa 61 02 60 b0 51 02 ff '12'"));
    }

    @Test
    void shouldSayValidForATagOfTheRegistration() {
        String tag = peer.send("40 01 0001 b1 'o'").substring(8, 18);
        assertThat(peer.send("41 01 0001 aa " + tag + " 20 51 'o'"))
                .isEqualTo(Hex.plain("61 43 0001 aa " + tag + " 21 01"));
        level.level(1);
        assertThat(peer.next()).startsWith(Hex.plain("41 45 7000 aa"));
        peer.send("60 00 7000");
        level.level(0);
        assertThat(peer.await()).isEqualTo(Hex.plain("51 43 7001 aa " + tag + " 21 03"));
    }

    @Test
    void shouldNotLetOneHostTakeTheList() {
        int quota = CoapConfig.Limit.OBSERVERS_PER_HOST.byDefault();
        for (int i = 0; i < quota + 5; i++) {
            peer.port++;
            observe("aa");
        }
        assertThat(peer.server.observers()).isEqualTo(quota);
    }

    @Test
    void c4ShouldNeverPushOutWhoHasAcknowledged() {
        level = new Level();
        peer = peer(CoapConfig.defaults().with(CoapConfig.Limit.OBSERVERS, 4));
        for (int host = 1; host <= 4; host++) {
            peer.lo = host;
            observe("aa");
        }
        level.changed();
        confirmAll();
        for (int host = 100; host < 1100; host++) {
            peer.lo = host;
            assertThat(bare(peer.send("41 01 0001 aa 60 51 'o'"))).startsWith(Hex.plain("61 45 0001 aa c0"));
        }
        assertThat(peer.server.observers()).isEqualTo(4);
        assertThat(peer.server.dropped(CoapDrop.OBSERVERS_FULL)).isEqualTo(1000);
    }

    /** Acknowledges whatever comes, for whomever it is. */
    private void confirmAll() {
        byte[] b = new byte[1200];
        while (peer.server.dueNs() <= peer.nowNs) {
            if (peer.server.next(b, 0, b.length, peer.nowNs) > 0) {
                peer.lo = peer.server.destination().lo;
                peer.send("60 00 %04x".formatted(CoapMessage.messageId(b, 0)));
            }
        }
    }

    @Test
    void shouldFindOutWhoIsNotThereOnceTheListFills() {
        for (int host = 1; host <= 16; host++) {
            peer.lo = host;
            peer.nowNs++;
            observe("aa");
        }
        // The ninth and later are asked at once; nobody answers, and a newcomer takes the place of the oldest who said nothing.
        byte[] b = new byte[1200];
        int asked = 0;
        while (peer.server.dueNs() <= peer.nowNs) {
            asked += peer.server.next(b, 0, b.length, peer.nowNs) > 0 ? 1 : 0;
        }
        assertThat(asked).isEqualTo(8);
        peer.lo = 17;
        observe("aa");
        assertThat(peer.server.observers()).isEqualTo(16);
        while (peer.server.dueNs() <= 200 * SECOND_NS) {
            peer.nowNs = Math.max(peer.nowNs, peer.server.dueNs());
            peer.server.next(b, 0, b.length, peer.nowNs);
        }
        assertThat(peer.server.observers()).as("those who have not been asked").isEqualTo(7);
    }

    @Test
    void shouldRefuseOneResourceOnTwoServers() {
        CoapServer other = new CoapServer(0);
        assertThatThrownBy(() -> other.add("o", level)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("belongs to one server");
    }

    @Test
    void shouldRefuseSizesOutOfRange() {
        assertThatThrownBy(() -> CoapConfig.defaults().with(CoapConfig.Limit.OBSERVERS, 5000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("observers 5000 is not between 0 and 4096");
        assertThat(CoapConfig.defaults().budget(1024)).contains("for observers");
    }
}
