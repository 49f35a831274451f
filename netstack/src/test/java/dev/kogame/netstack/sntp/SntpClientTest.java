package dev.kogame.netstack.sntp;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.udp.UnpredictableNumbers;
import dev.kogame.netstack.wire.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client whose servers, fe80::2 and so on, are the test. */
class SntpClientTest {

    private static final byte[] SECRET = new byte[16];
    /** 2026-01-01T00:00:00Z, when the monotonic clock showed 0. */
    private static final long EPOCH_NS = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() * 1_000_000_000L;
    private static final long UNIX_TO_NTP = 2_208_988_800L;

    private final Lab lab = Lab.ready();
    private final UnpredictableNumbers numbers = new UnpredictableNumbers(SECRET);
    private SntpClient client;
    private long origin;
    private int port;

    private void start(int servers) {
        List<SntpServer> list = new ArrayList<>();
        for (int station = 2; station < 2 + servers; station++) {
            list.add(new SntpServer(0, 0xfe80_0000_0000_0000L, station));
            lab.send(solicitation("fe80::" + station, GROUP, OWN, sourceLinkLayerAddress(station)).by(station))
                    .forget();
        }
        client = new SntpClient(list, SECRET);
        client.start(lab.stack().udp(50000, client));
    }

    /** Runs to the client's next request, which must go to a station at that time. */
    private void expectRequest(long atNs, int station) {
        assertThat(Math.max(client.nextDeadlineNs(), lab.nowNs())).isEqualTo(atNs);
        if (atNs > lab.nowNs()) {
            lab.at(atNs - 1);
            assertThat(client.poll(lab.nowNs(), 16)).isZero();
            lab.at(atNs);
        }
        for (int each = 2; each < 6; each++) {
            String address = "fe80::" + each;
            lab.send(advertisement(address, OWN, "SO", address, targetLinkLayerAddress(each)).by(each));
        }
        client.poll(lab.nowNs(), 16);
        lab.after(0);
        origin = numbers.next64();
        port = 1024 + numbers.next16() % 64512;
        lab.expect("UDP " + OWN + " " + port + " > fe80::" + station + " 123 hop 64 data 48", station);
        byte[] request = Arrays.copyOfRange(lab.lastFrame(), 62, 110);
        assertThat(request[0]).isEqualTo((byte) 0x23);
        assertThat(Octets.get64(request, 40)).isEqualTo(origin);
        for (int i = 1; i < 40; i++) {
            assertThat(request[i]).isZero();
        }
    }

    private static long timestamp(long unixNs) {
        long seconds = Math.floorDiv(unixNs, 1_000_000_000L);
        long fraction = ((unixNs - seconds * 1_000_000_000L << 32) + 999_999_999) / 1_000_000_000L;
        return (seconds + UNIX_TO_NTP << 32) + fraction;
    }

    /** An answer of stratum 2, received and sent at these moments of UTC. */
    private byte[] answer(long receiveNs, long transmitNs) {
        byte[] b = new byte[48];
        b[0] = 0x24;
        b[1] = 2;
        Octets.put64(b, 24, origin);
        Octets.put64(b, 32, timestamp(receiveNs));
        Octets.put64(b, 40, timestamp(transmitNs));
        return b;
    }

    private byte[] answer() {
        return answer(EPOCH_NS + lab.nowNs(), EPOCH_NS + lab.nowNs());
    }

    private void send(int station, byte[] payload) {
        lab.send(Packet.from("fe80::" + station).to(OWN).by(station).udp(123, port, payload));
    }

    private SntpDrop dropped() {
        List<SntpDrop> reasons = Arrays.stream(SntpDrop.values()).filter(reason -> client.drops(reason) > 0).toList();
        assertThat(reasons).hasSize(1);
        return reasons.getFirst();
    }

    @Test
    void shouldTellUtcFromTheMonotonicClock() {
        start(1);
        assertThat(client.isSet()).isFalse();
        expectRequest(s(20), 2);

        // 30 ms there, 5 ms at the server, 10 ms back: wrong by half of the difference.
        lab.after(45_000_000);
        send(2, answer(EPOCH_NS + s(20) + 30_000_000, EPOCH_NS + s(20) + 35_000_000));

        assertThat(client.isSet()).isTrue();
        assertThat(client.delayNs()).isBetween(39_999_990L, 40_000_010L);
        assertThat(client.utcNs(s(100)) - EPOCH_NS - s(100)).isBetween(9_999_990L, 10_000_010L);
        assertThat(client.answers()).isOne();
    }

    @Test
    void shouldBackOffUntilSomebodyAnswersAndFromThenOnAskRarely() {
        start(2);
        expectRequest(s(20), 2);
        expectRequest(s(35), 3);
        expectRequest(s(65), 2);
        expectRequest(s(125), 3);
        expectRequest(s(245), 2);
        send(2, answer());
        expectRequest(s(245 + 64), 2);
        send(2, answer());
        expectRequest(s(245 + 64 + 128), 2);
        send(2, answer());
        expectRequest(s(245 + 64 + 128 + 256), 2);
        // The one that answered is silent: the next.
        expectRequest(s(245 + 64 + 128 + 256 + 256), 3);
        send(3, answer());
        expectRequest(s(245 + 64 + 128 + 256 + 256 + 1024), 3);
        send(3, answer());
        expectRequest(s(245 + 64 + 128 + 256 + 256 + 2048), 3);
        assertThat(client.answers()).isEqualTo(5);
    }

    @Test
    void shouldTakeOneAnswerOnly() {
        start(1);
        expectRequest(s(20), 2);
        send(2, answer());
        long offsetNs = client.offsetNs();

        send(2, answer(EPOCH_NS, EPOCH_NS));

        assertThat(client.offsetNs()).isEqualTo(offsetNs);
        assertThat(dropped()).isEqualTo(SntpDrop.UNASKED);
    }

    @Test
    void shouldWaitOnWhenSomebodyElseAnswers() {
        start(1);
        expectRequest(s(20), 2);

        send(3, answer());
        assertThat(dropped()).isEqualTo(SntpDrop.SERVER);
        lab.send(Packet.from("fe80::2").to(OWN).by(2).udp(124, port, answer()));
        assertThat(client.drops(SntpDrop.SERVER)).isEqualTo(2);
        assertThat(client.isSet()).isFalse();

        send(2, answer());
        assertThat(client.isSet()).isTrue();
    }

    /** Octet, value: what an answer must not have, and what becomes of it. */
    @ParameterizedTest
    @CsvSource({"0, 23, MODE", "0, 25, MODE", "0, 1c, MODE", "0, e4, UNSYNCHRONIZED", "1, 10, UNSYNCHRONIZED",
            "1, ff, UNSYNCHRONIZED", "5, 20, UNSYNCHRONIZED", "9, 10, UNSYNCHRONIZED", "8, 80, UNSYNCHRONIZED",
            "31, ff, ORIGIN",
            "35, ff, TIME", "1, 00, KISS_OF_DEATH"})
    void shouldRefuse(int octet, String value, SntpDrop reason) {
        start(1);
        expectRequest(s(20), 2);
        byte[] answer = answer();
        answer[octet] = octet == 31 ? (byte) ~answer[octet] : (byte) Integer.parseInt(value, 16);

        send(2, answer);

        assertThat(dropped()).isEqualTo(reason);
        assertThat(client.isSet()).isFalse();
    }

    @Test
    void shouldRefuseTimesThatCannotBe() {
        start(1);
        expectRequest(s(20), 2);
        byte[] zero = answer();
        Octets.put64(zero, 40, 0);
        send(2, zero);
        assertThat(dropped()).isEqualTo(SntpDrop.TIME);

        expectRequest(s(35), 2);
        // Held for longer than question and answer took.
        send(2, answer(EPOCH_NS + s(35), EPOCH_NS + s(36)));
        assertThat(client.drops(SntpDrop.TIME)).isEqualTo(2);

        expectRequest(s(65), 2);
        send(2, Arrays.copyOf(answer(), 47));
        assertThat(client.drops(SntpDrop.LENGTH)).isOne();
        send(2, Arrays.copyOf(answer(), 68));
        assertThat(client.isSet()).as("extension fields are passed over").isTrue();
    }

    private byte[] kiss(String code) {
        byte[] b = answer(0, 0);
        b[0] = (byte) 0xe4;
        b[1] = 0;
        for (int i = 0; i < 4; i++) {
            b[12 + i] = (byte) code.charAt(i);
        }
        return b;
    }

    @ParameterizedTest
    @ValueSource(strings = {"DENY", "RSTR"})
    void shouldNeverAskAgainWhoSaysSo(String code) {
        start(2);
        expectRequest(s(20), 2);
        send(2, kiss(code));
        expectRequest(s(35), 3);
        expectRequest(s(65), 3);
        send(3, kiss(code));

        client.poll(s(125), 16);

        assertThat(client.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
        lab.at(s(126)).quiet();
    }

    @Test
    void shouldAskLessWhoSaysRate() {
        start(1);
        expectRequest(s(20), 2);
        send(2, kiss("RATE"));
        client.poll(s(35), 16);
        expectRequest(s(80), 2);
        send(2, kiss("RATE"));
        client.poll(client.nextDeadlineNs(), 16);
        expectRequest(s(200), 2);
        send(2, answer());
        expectRequest(s(320), 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XABC", "INIT", "STEP", "ACST"})
    void shouldPassOverOtherKisses(String code) {
        start(1);
        expectRequest(s(20), 2);
        send(2, kiss(code));
        expectRequest(s(35), 2);
    }

    @Test
    void shouldNotObeyAKissThatAnybodyCouldSend() {
        start(1);
        expectRequest(s(20), 2);
        byte[] forged = kiss("DENY");
        Octets.put64(forged, 24, origin + 1);
        send(2, forged);
        assertThat(dropped()).isEqualTo(SntpDrop.ORIGIN);
        expectRequest(s(35), 2);
    }

    @Test
    void shouldTryAgainSoonWhileThereIsNoAddress() {
        Lab fresh = new Lab(Lab.config());
        client = new SntpClient(List.of(new SntpServer(-1, 0x2001_0db8_0000_0000L, 1)), SECRET);
        client.start(fresh.stack().udp(50000, client));

        client.poll(0, 16);

        assertThat(client.nextDeadlineNs()).isEqualTo(SntpClient.UNSENT_INTERVAL_NS);
    }

    @Test
    void shouldReadTimestampsOfBothEras() {
        // RFC 5905 figure 4: the first day of Unix, and the end of the first era.
        assertThat(NtpTimestamp.unixNs(2_208_988_800L << 32)).isZero();
        assertThat(utc(0xffff_ffffL << 32)).isEqualTo("2036-02-07T06:28:15Z");
        assertThat(utc(0)).isEqualTo("2036-02-07T06:28:16Z");
        assertThat(utc(1L << 31 | 0x1_0000_0000L)).isEqualTo("2036-02-07T06:28:17.500Z");
        assertThat(utc(0x8000_0000_0000_0000L)).isEqualTo("1968-01-20T03:14:08Z");
        assertThat(utc(0x7fff_ffff_ffff_ffffL)).isEqualTo("2104-02-26T09:42:24Z");
        // Section 7.3 of RFC 5905 counts in 232 picoseconds.
        assertThat(NtpTimestamp.unixNs(2_208_988_800L << 32 | 0x4000_0000L)).isEqualTo(250_000_000);
    }

    private static String utc(long timestamp) {
        long ns = NtpTimestamp.unixNs(timestamp);
        return Instant.ofEpochSecond(Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L)).toString();
    }

    @Test
    void shouldRefuseToBeBuiltWithoutAServerOrWithAShortSecret() {
        assertThatThrownBy(() -> new SntpClient(List.of(), SECRET)).hasMessageContaining("between 1 and 8");
        assertThatThrownBy(() -> new SntpClient(List.of(new SntpServer(0, 0, 1)), new byte[8]))
                .hasMessageContaining("can be guessed");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldStandWhateverIsAnswered(long seed) {
        Random random = new Random(seed);
        start(2);
        int station = 2;
        for (int i = 0; i < 120; i++) {
            long atNs = Math.max(client.nextDeadlineNs(), lab.nowNs());
            lab.at(atNs);
            client.poll(atNs, 16);
            lab.after(0).forget();
            byte[] noise = answer();
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                noise[random.nextInt(24)] = (byte) random.nextInt();
            }
            send(station, Arrays.copyOf(noise, random.nextInt(60)));
            station = 5 - station;
            lab.forget();
        }
        lab.stack().audit();
        assertThat(client.nextDeadlineNs()).as("seed %d", seed).isGreaterThanOrEqualTo(lab.nowNs());
    }
}
