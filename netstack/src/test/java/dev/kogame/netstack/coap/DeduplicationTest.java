package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.Peer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** POST to {@code /v} answers how often it was done: {@code 4t 02 MMMM b1 'v'}. */
class DeduplicationTest {

    private static final int QUOTA = CoapConfig.Limit.EXCHANGES_PER_HOST.byDefault();
    private static final int CAPACITY = CoapConfig.Limit.EXCHANGES.byDefault();

    private final Valve valve = new Valve();
    private final Peer peer = Valve.peer(valve);

    @Test
    void shouldSendTheSameAnswerAgainAndNotActTwice() {
        String first = peer.send("41 02 0001 aa b1 'v'");
        assertThat(first).isEqualTo(Hex.plain("61 44 0001 aa c0 ff '1'"));
        assertThat(peer.after(2).send("41 02 0001 aa b1 'v'")).isEqualTo(first);
        assertThat(peer.after(4).send("41 02 0001 aa b1 'v'")).isEqualTo(first);
        assertThat(valve.turns).isOne();
        assertThat(peer.server.dropped(CoapDrop.DUPLICATE_CONFIRMABLE)).isEqualTo(2);
    }

    @Test
    void shouldActOnceOnAReplayedPut() {
        assertThat(peer.send("40 03 0001 b1 'v' ff 'open'")).isEqualTo(Hex.plain("60 44 0001"));
        assertThat(peer.send("40 03 0002 b1 'v' ff 'shut'")).isEqualTo(Hex.plain("60 44 0002"));
        assertThat(peer.send("40 03 0001 b1 'v' ff 'open'")).isEqualTo(Hex.plain("60 44 0001"));
        assertThat(valve.state).asString().isEqualTo("shut");
        assertThat(valve.turns).isEqualTo(2);
    }

    @Test
    void shouldKeepErrorsOfHandlersToo() {
        assertThat(peer.send("40 03 0001 b1 'v' ff 'fail'")).isEqualTo(Hex.plain("60 a0 0001"));
        assertThat(peer.send("40 03 0001 b1 'v' ff 'fail'")).isEqualTo(Hex.plain("60 a0 0001"));
        assertThat(valve.turns).isOne();
    }

    @Test
    void shouldIgnoreARepeatedNonConfirmable() {
        assertThat(peer.send("50 02 0001 b1 'v'")).isEqualTo(Hex.plain("50 44 7000 c0 ff '1'"));
        assertThat(peer.send("50 02 0001 b1 'v'")).isEqualTo(SILENCE);
        assertThat(valve.turns).isOne();
        assertThat(peer.server.dropped(CoapDrop.DUPLICATE_NON_CONFIRMABLE)).isOne();
    }

    @Test
    void shouldForgetConfirmableAfterExchangeLifetime() {
        peer.send("40 02 0001 b1 'v'");
        peer.after(247).nowNs--;
        assertThat(peer.send("40 02 0001 b1 'v'")).endsWith(Hex.plain("'1'"));
        peer.nowNs++;
        assertThat(peer.send("40 02 0001 b1 'v'")).endsWith(Hex.plain("'2'"));
    }

    @Test
    void shouldForgetNonConfirmableAfterNonLifetime() {
        peer.send("50 02 0001 b1 'v'");
        peer.after(145).nowNs--;
        assertThat(peer.send("50 02 0001 b1 'v'")).isEqualTo(SILENCE);
        peer.nowNs++;
        assertThat(peer.send("50 02 0001 b1 'v'")).endsWith(Hex.plain("'2'"));
    }

    @Test
    void shouldNotLiveLongerForBeingRepeated() {
        peer.send("40 02 0001 b1 'v'");
        peer.after(200).send("40 02 0001 b1 'v'");
        peer.after(47).send("40 02 0001 b1 'v'");
        assertThat(valve.turns).isEqualTo(2);
    }

    @Test
    void shouldTellPeersApartByInterfaceAddressPortAndMessageId() {
        peer.send("40 02 0001 b1 'v'");
        peer.send("40 02 0002 b1 'v'");
        peer.port++;
        peer.send("40 02 0001 b1 'v'");
        peer.lo++;
        peer.send("40 02 0001 b1 'v'");
        peer.hi++;
        peer.send("40 02 0001 b1 'v'");
        peer.interfaceIndex++;
        peer.send("40 02 0001 b1 'v'");
        assertThat(valve.turns).isEqualTo(6);
        peer.send("40 02 0001 b1 'v'");
        assertThat(valve.turns).isEqualTo(6);
    }

    @Test
    void shouldReadAgainOnARepeatedGet() {
        assertThat(peer.send("40 01 0001 b1 'v'")).isEqualTo(Hex.plain("60 45 0001 44 f07912cd 80 ff 'shut'"));
        valve.state = CoapResource.utf8("open");
        assertThat(peer.send("40 01 0001 b1 'v'")).isEqualTo(Hex.plain("60 45 0001 44 872fc86b 80 ff 'open'"));
        assertThat(peer.server.exchanges(0)).isZero();
    }

    @Test
    void shouldNotRememberAMethodThatIsNotThere() {
        for (int id = 0; id < 2 * CAPACITY; id++) {
            assertThat(peer.send("40 04 %04x b1 'v'".formatted(id))).isEqualTo(Hex.plain("60 85 %04x".formatted(id)));
        }
        assertThat(peer.server.exchanges(0)).isZero();
    }

    @Test
    void shouldMakeAPeerGiveUpItsOwnOldest() {
        for (int id = 0; id <= QUOTA; id++) {
            peer.port++;
            post(id);
            peer.nowNs++;
        }
        assertThat(peer.server.exchanges(peer.nowNs)).isEqualTo(QUOTA);
        post(QUOTA);
        peer.port--;
        post(QUOTA - 1);
        assertThat(valve.turns).as("the youngest are remembered").isEqualTo(QUOTA + 1);
        peer.port -= QUOTA - 1;
        post(0);
        assertThat(valve.turns).as("the oldest was given up").isEqualTo(QUOTA + 2);
    }

    @Test
    void shouldSay503WhenFullOfOthersRecentRequests() {
        fill();
        peer.lo = 1000;
        peer.after(10);
        // 5.03, Max-Age: 45 - 10 seconds and one
        assertThat(post(1)).isEqualTo(Hex.plain("60 a3 0001 d1 01 24"));
        assertThat(valve.turns).isEqualTo(CAPACITY);
        assertThat(peer.server.dropped(CoapDrop.EXCHANGES_FULL)).isOne();
        assertThat(peer.send("40 01 0002 b1 'v'")).isEqualTo(Hex.plain("60 45 0002 44 f07912cd 80 ff 'shut'"));
    }

    @Test
    void shouldGiveTheOldestUpOnceItsSenderNoLongerRepeats() {
        fill();
        peer.lo = 1000;
        peer.after(45);
        assertThat(post(1)).isEqualTo(Hex.plain("60 a3 0001 d1 01 01"));
        peer.nowNs++;
        assertThat(post(1)).startsWith(Hex.plain("60 44"));
        assertThat(valve.turns).isEqualTo(CAPACITY + 1);
        assertThat(peer.server.exchanges(peer.nowNs)).isEqualTo(CAPACITY);
    }

    @Test
    void shouldUseExpiredEntriesFirst() {
        // One Non-confirmable exchange in the middle expires long before the others.
        for (int host = 1; host < CAPACITY; host++) {
            peer.lo = host;
            peer.send((host == 5 ? "50" : "40") + " 02 0001 b1 'v'");
        }
        peer.after(146).lo = 1000;
        post(1);
        post(2);
        assertThat(peer.server.exchanges(peer.nowNs)).isEqualTo(CAPACITY);
        for (int host = 1; host < CAPACITY; host++) {
            peer.lo = host;
            if (host != 5) {
                post(1);
            }
        }
        assertThat(valve.turns).as("no Confirmable exchange was given up").isEqualTo(CAPACITY + 1);
    }

    private void fill() {
        for (int host = 1; host <= CAPACITY; host++) {
            peer.lo = host;
            post(1);
        }
    }

    private String post(int messageId) {
        return peer.send("40 02 %04x b1 'v'".formatted(messageId));
    }
}
