package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a client is and whether its request is fresh, RFC 9175 section 2. {@code /l} is long, {@code /f} wants freshness. */
class EchoTest {

    private static final class Long2000 extends CoapResource {
        private static final byte[] TEXT = utf8("0123456789".repeat(200));

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.text(TEXT);
        }
    }

    private static final class Lock extends CoapResource {
        private int turns;

        Lock() {
            demandsFreshness(10);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.number(turns);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            turns++;
        }
    }

    private final Lock lock = new Lock();
    private final Peer peer = peer(CoapConfig.defaults());

    private Peer peer(CoapConfig config) {
        CoapServer server = new CoapServer(config, 0x7000, new byte[CoapServer.SECRET_OCTETS]);
        server.add("l", new Long2000());
        server.add("f", lock);
        server.start();
        return new Peer(server);
    }

    @BeforeEach
    void comeFromAfar() {
        peer.hi = 0x2001_0db8_0000_0000L;
    }

    /** The value of the Echo option in an answer, in hex digits, or nothing. */
    private static String echo(byte[] answer) {
        int number = 0;
        for (int option = CoapMessage.optionsAt(answer, 0); CoapMessage.isOption(answer, option,
                answer.length); option = CoapOption.next(answer, option)) {
            number += CoapOption.delta(answer, option);
            if (number == CoapOption.ECHO) {
                return Hex.of(Arrays.copyOfRange(answer, CoapOption.valueAt(answer, option),
                        CoapOption.next(answer, option)));
            }
        }
        return "";
    }

    @Test
    void c3ShouldSendStrangersNoMoreThanTheyPaidFor() {
        byte[] answer = peer.send(Hex.octets("40 01 0001 b1 'l'"));
        assertThat(answer).hasSizeLessThanOrEqualTo(136);
        assertThat(echo(answer)).hasSize(24);
        // Block2 0/1/64: everything can be had, block by block
        assertThat(Hex.of(answer)).contains(Hex.plain("b1 0a 52 07d0"));
        assertThat(peer.send(Hex.octets("40 01 0002 b1 'l' c2 01e2"))).hasSizeLessThanOrEqualTo(136);
        for (String core : new String[] {"40 01 0003 bb '.well-known' 04 'core'", "50 01 0004 b1 'l' d6 0f 'x'*6",
                "40 01 0005 b1 'l' 4d 1f 'x'*44"}) {
            byte[] request = Hex.octets(core.replace("d6 0f", "46"));
            assertThat(peer.send(request).length).isLessThanOrEqualTo(Math.max(136, 3 * request.length));
        }
        assertThat(echo(peer.send(Hex.octets("40 01 0006 b1 'f'")))).as("short answers bear none").isEmpty();
    }

    @Test
    void shouldTrustWhoEchoes() {
        String value = echo(peer.send(Hex.octets("40 01 0001 b1 'l'")));
        // Echo: delta 241 after Uri-Path
        assertThat(peer.send(Hex.octets("40 01 0002 b1 'l' dc e4 " + value))).hasSizeGreaterThan(1024);
        assertThat(peer.send(Hex.octets("40 01 0003 b1 'l'"))).as("for a while").hasSizeGreaterThan(1024);
        peer.port++;
        assertThat(peer.send(Hex.octets("40 01 0004 b1 'l'"))).as("at any port").hasSizeGreaterThan(1024);
        peer.lo++;
        assertThat(peer.send(Hex.octets("40 01 0005 b1 'l' dc e4 " + value))).as("no other host")
                .hasSizeLessThanOrEqualTo(136);
        peer.lo--;
        peer.after(Echo.LIFETIME_SECONDS);
        assertThat(peer.send(Hex.octets("40 01 0006 b1 'l'"))).as("no longer").hasSizeLessThanOrEqualTo(136);
        peer.nowNs += 1_000_000_000L;
        assertThat(peer.send(Hex.octets("40 01 0007 b1 'l' dc e4 " + value))).as("an old value")
                .hasSizeLessThanOrEqualTo(136);
    }

    @Test
    void shouldNotTrustAValueOfItsOwnMaking() {
        String value = echo(peer.send(Hex.octets("40 01 0001 b1 'l'")));
        for (int i = 0; i < Echo.OCTETS; i++) {
            byte[] forged = Hex.octets(value);
            forged[i] ^= 1;
            assertThat(peer.send(Hex.octets("40 01 0002 b1 'l' dc e4 " + Hex.of(forged))))
                    .hasSizeLessThanOrEqualTo(136);
        }
        assertThat(peer.send(Hex.octets("40 01 0003 b1 'l' d8 e4 " + value.substring(0, 16)))).hasSizeLessThanOrEqualTo(
                136);
    }

    @Test
    void shouldNotLimitNeighborsOrWhomItIsToldNotTo() {
        peer.hi = 0xfe80L << 48;
        assertThat(peer.send(Hex.octets("40 01 0001 b1 'l'"))).hasSizeGreaterThan(1024);
        Peer other = new EchoTest().peer(CoapConfig.defaults().with(CoapConfig.Limit.UNVERIFIED_OCTETS, 1152));
        other.hi = 0x2001_0db8_0000_0000L;
        assertThat(other.send(Hex.octets("40 01 0001 b1 'l'"))).hasSizeGreaterThan(1024);
    }

    @Test
    void shouldDemandFreshness() {
        byte[] challenge = peer.send(Hex.octets("40 03 0001 b1 'f' ff 'x'"));
        // 4.01, Echo: delta 252
        assertThat(Hex.of(challenge)).startsWith(Hex.plain("60 81 0001 dc ef"));
        String value = echo(challenge);
        assertThat(lock.turns).isZero();
        assertThat(peer.send("40 03 0002 b1 'f' dc e4 " + value + " ff 'x'")).isEqualTo(Hex.plain("60 44 0002"));
        assertThat(peer.send("40 03 0003 b1 'f' dc e4 " + value + " ff 'x'")).isEqualTo(Hex.plain("60 44 0003"));
        peer.after(11);
        assertThat(peer.send("40 03 0004 b1 'f' dc e4 " + value + " ff 'x'")).startsWith(Hex.plain("60 81 0004 dc ef"));
        assertThat(lock.turns).isEqualTo(2);
        assertThat(peer.send("40 01 0005 b1 'f'")).startsWith(Hex.plain("60 45 0005"));
        assertThat(peer.server.dropped(CoapDrop.NOT_FRESH)).isEqualTo(2);
    }

    @Test
    void shouldRememberALimitedNumberOfHosts() {
        int hosts = CoapConfig.Limit.VERIFIED_HOSTS.byDefault();
        for (int host = 0; host <= hosts; host++) {
            peer.lo = host;
            peer.nowNs++;
            String value = echo(peer.send(Hex.octets("40 01 0001 b1 'l'")));
            peer.send(Hex.octets("40 01 0002 b1 'l' dc e4 " + value));
        }
        assertThat(peer.send(Hex.octets("40 01 0003 b1 'l'"))).hasSizeGreaterThan(1024);
        peer.lo = 0;
        assertThat(peer.send(Hex.octets("40 01 0004 b1 'l'"))).as("the first gave way").hasSizeLessThanOrEqualTo(136);
    }

    @Test
    void shouldRefuseWrongUse() {
        assertThatThrownBy(() -> new CoapServer(CoapConfig.defaults(), 0, new byte[8])).hasMessageContaining(
                "can be guessed: give it 16");
        assertThatThrownBy(() -> new Long2000().demandsFreshness(0)).hasMessageContaining("give 1 to 300");
    }
}
