package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.Peer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests to a group, RFC 7252 section 8 and RFC 7390, and answers nobody wants, RFC 7967. */
class GroupTest {

    private final Valve valve = new Valve();

    @Test
    void shouldAnswerAtARandomMoment() {
        Peer peer = Valve.peer(valve, CoapConfig.defaults().with(CoapConfig.Limit.GROUP_SIZE, 1000));
        peer.toMulticast = true;
        // 15 octets times 1000 devices over 100 kB/s
        long leisureNs = 150_000_000;
        long leastNs = Long.MAX_VALUE;
        long mostNs = 0;
        for (int i = 0; i < 200; i++) {
            long askedNs = peer.nowNs;
            assertThat(peer.send("50 01 0001 b1 'v'")).isEqualTo(SILENCE);
            assertThat(peer.await()).endsWith(Hex.plain("ff 'shut'"));
            leastNs = Math.min(leastNs, peer.nowNs - askedNs);
            mostNs = Math.max(mostNs, peer.nowNs - askedNs);
        }
        assertThat(mostNs).isBetween(leisureNs * 9 / 10, leisureNs);
        assertThat(leastNs).isLessThan(leisureNs / 10);
    }

    @Test
    void shouldLetFewAnswersWait() {
        Peer peer = Valve.peer(valve, CoapConfig.defaults());
        peer.toMulticast = true;
        for (int i = 0; i < 100; i++) {
            peer.send("50 01 %04x b1 'v'".formatted(i));
        }
        assertThat(peer.await()).isNotEmpty();
        assertThat(peer.await()).isNotEmpty();
        assertThat(peer.await()).isEqualTo(SILENCE);
    }

    /** No-Response: delta 247 after Uri-Path, 241 after Uri-Query; its bits are 2 for 2.xx, 8 for 4.xx, 16 for 5.xx. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            nothing said                | 50 01 0001 b1 'v'                  | 50 45 7000 44 f07912cd 80 ff 'shut'
            interested in all           | 50 01 0001 b1 'v' d0 ea            | 50 45 7000 44 f07912cd 80 ff 'shut'
            no successes                | 50 01 0001 b1 'v' d1 ea 02         | ""
            no client errors            | 50 01 0001 b1 'v' d1 ea 08         | 50 45 7000 44 f07912cd 80 ff 'shut'
            no client errors            | 50 01 0001 b1 'w' d1 ea 08         | ""
            no successes                | 50 01 0001 b1 'w' d1 ea 02         | 50 84 7000
            no server errors            | 50 03 0001 b1 'v' d1 ea 10 ff 'fail' | ""
            nothing at all              | 50 01 0001 b1 'v' d1 ea 1a         | ""
            Confirmable: acknowledged   | 40 01 0001 b1 'v' d1 ea 1a         | 60 00 0001
            Confirmable PUT             | 40 03 0001 b1 'v' d1 ea 02 ff 'x'  | 60 00 0001
            two octets: ignored         | 50 01 0001 b1 'v' d2 ea 001a       | 50 45 7000 44 f07912cd 80 ff 'shut'
            """)
    void shouldNotSayWhatNobodyWantsToHear(String name, String request, String answer) {
        assertThat(Valve.peer(valve).send(request)).isEqualTo(Hex.plain(answer));
    }

    @Test
    void shouldTellAGroupMemberWhatItAsksToHear() {
        // RFC 7967 section 2.1: interest in errors overrides the silence of section 8.2 of RFC 7252
        Peer peer = Valve.peer(valve);
        peer.toMulticast = true;
        assertThat(peer.send("50 01 0001 b1 'w'")).isEqualTo(SILENCE);
        assertThat(peer.send("50 01 0002 b1 'w' d1 ea 02")).isEqualTo(Hex.plain("50 84 7000"));
        assertThat(peer.send("50 01 0003 b1 'v' d1 ea 02")).isEqualTo(SILENCE);
    }

    @Test
    void shouldActOnceThoughNobodyWantsToHear() {
        Peer peer = Valve.peer(valve);
        for (int i = 0; i < 3; i++) {
            assertThat(peer.send("40 03 0001 b1 'v' d1 ea 1a ff 'open'")).isEqualTo(Hex.plain("60 00 0001"));
        }
        assertThat(valve.turns).isOne();
    }
}
