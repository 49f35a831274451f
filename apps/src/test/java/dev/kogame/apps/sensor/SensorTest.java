package dev.kogame.apps.sensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import dev.kogame.board.Thermometer;
import dev.kogame.netstack.coap.CoapMessage;
import dev.kogame.netstack.coap.CoapOption;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.senml.SenmlReader;
import dev.kogame.netstack.sntp.UtcClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sensor answers, without a network between. */
class SensorTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final int PERIOD = 10;
    private static final int KEPT = 5;
    private static final String NAME = "urn:dev:mac:024b6ffffe676101_temperature";
    private static final int TEXT = 0;
    private static final int SENML_JSON = 110;
    private static final int SENML_CBOR = 112;

    /** UTC that the test sets, or does not. */
    private static final class TestClock implements UtcClock {
        private boolean set;
        private long offsetNs;

        @Override
        public boolean isSet() {
            return set;
        }

        @Override
        public long utcNs(long nowNs) {
            return nowNs + offsetNs;
        }
    }

    private int milliCelsius = 21_530;
    private final TestClock utc = new TestClock();
    private final Sensor sensor = new Sensor(_ -> milliCelsius, PERIOD, KEPT, NAME, utc);
    private final CoapServer server = new CoapServer(0);
    private final byte[] response = new byte[1452];
    private int messageId;
    private long nowNs = 100 * SECOND_NS;
    private int code;
    private int format;
    private boolean more;

    SensorTest() {
        server.add(Sensor.TEMPERATURE_PATH, sensor.temperature());
        server.add(Sensor.HISTORY_PATH, sensor.history());
        server.start();
    }

    private void read(int value) {
        milliCelsius = value;
        nowNs = Math.max(nowNs, sensor.nextDeadlineNs());
        assertThat(sensor.poll(nowNs, 16)).isOne();
    }

    private static void option(ByteArrayOutputStream out, int delta, byte[] value) {
        if (value.length < 13) {
            out.write(delta << 4 | value.length);
        } else {
            out.write(delta << 4 | 13);
            out.write(value.length - 13);
        }
        out.writeBytes(value);
    }

    /** GET: the payload; code and format are noted. */
    private byte[] get(String path, int accept, int block, String... queries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x40, 1, (byte) (++messageId >> 8), (byte) messageId});
        option(out, 11, path.getBytes(UTF_8));
        int number = 11;
        for (String query : queries) {
            option(out, 15 - number, query.getBytes(UTF_8));
            number = 15;
        }
        option(out, 17 - number, accept == 0 ? new byte[0] : new byte[] {(byte) accept});
        if (block >= 0) {
            // Block2, of 64 octets.
            option(out, 23 - 17, new byte[] {(byte) (block << 4 | 2)});
        }
        byte[] request = out.toByteArray();
        int octets = server.answer(request, 0, request.length, 0, 0x2001_0db8_0000_0000L, 1, 40_000, false, response, 0,
                response.length, nowNs);
        return payload(octets);
    }

    private byte[] payload(int octets) {
        assertThat(CoapMessage.check(response, 0, octets)).isZero();
        code = CoapMessage.code(response, 0);
        format = -1;
        more = false;
        int number = 0;
        int at = CoapMessage.optionsAt(response, 0);
        for (; CoapMessage.isOption(response, at, octets); at = CoapOption.next(response, at)) {
            number += CoapOption.delta(response, at);
            if (number == 12) {
                format = (int) CoapOption.uint(response, at);
            } else if (number == 23) {
                more = (CoapOption.uint(response, at) & 8) != 0;
            }
        }
        return at < octets ? Arrays.copyOfRange(response, at + 1, octets) : new byte[0];
    }

    private String text(String path, int accept, String... queries) {
        return new String(get(path, accept, -1, queries), UTF_8);
    }

    /** All blocks of it: who has not shown that it is there gets no more than a small one at a time. */
    private String whole(String path) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int block = 0;
        do {
            whole.writeBytes(get(path, SENML_JSON, block++));
        } while (more);
        return whole.toString(UTF_8);
    }

    private void setUtc(String now) {
        utc.offsetNs = Instant.parse(now).toEpochMilli() * 1_000_000 - nowNs;
        utc.set = true;
    }

    @Test
    void shouldTellTheTemperatureInThreeFormats() {
        read(21_530);

        assertThat(text("temperature", TEXT)).isEqualTo("21.5");
        assertThat(format).isEqualTo(TEXT);
        assertThat(text("temperature", SENML_JSON)).isEqualTo("[{\"n\":\"" + NAME + "\",\"u\":\"Cel\",\"v\":21.5}]");
        assertThat(format).isEqualTo(SENML_JSON);
        assertThat(HexFormat.of().formatHex(get("temperature", SENML_CBOR, -1))).isEqualTo(
                "81a3007828" + HexFormat.of().formatHex(NAME.getBytes(UTF_8)) + "016343656c02f94d60");
        assertThat(format).isEqualTo(SENML_CBOR);
        get("temperature", 50, -1);
        assertThat(code).as("not acceptable").isEqualTo(4 << 5 | 6);
        assertThat(sensor.text()).isEqualTo("21.5 \u00b0C");
    }

    @ParameterizedTest
    @ValueSource(ints = {-10_049, -50, -49, 0, 49, 50, 99_950})
    void shouldRoundToTenths(int milli) {
        read(milli);

        assertThat(Double.parseDouble(text("temperature", TEXT))).isEqualTo(Math.floor(milli / 100.0 + 0.5) / 10);
    }

    @Test
    void shouldTellUtcOnceItIsKnown() {
        read(21_000);
        assertThat(text("temperature", SENML_JSON)).doesNotContain("\"t\"");

        setUtc("2026-01-01T00:00:00.125Z");
        nowNs += 3 * SECOND_NS;

        assertThat(text("temperature", SENML_JSON)).contains("\"t\":1767225600.125,\"v\":21}");
    }

    @Test
    void shouldKeepTheLastReadings() {
        for (int i = 0; i < 7; i++) {
            read(20_000 + i * 100);
        }

        assertThat(whole("history"))
                .isEqualTo("[{\"bn\":\"" + NAME + "\",\"bu\":\"Cel\",\"t\":-40,\"v\":20.2},"
                        + "{\"t\":-30,\"v\":20.3},{\"t\":-20,\"v\":20.4},{\"t\":-10,\"v\":20.5},{\"t\":0,\"v\":20.6}]");
        setUtc("2026-01-01T00:01:00Z");
        assertThat(whole("history")).startsWith("[{\"bn\":\"" + NAME
                + "\",\"bt\":1767225660,\"bu\":\"Cel\",\"t\":-40,\"v\":20.2},{\"t\":-30,");
    }

    @Test
    void shouldGiveTheHistoryInBlocksOfOneAndTheSame() {
        for (int i = 0; i < 7; i++) {
            read(20_000 + i * 100);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int block = 0;
        do {
            whole.writeBytes(get("history", SENML_JSON, block++));
            // Without a new reading nothing changes, though time passes.
            nowNs += SECOND_NS;
        } while (more);
        assertThat(block).isGreaterThan(2);

        SenmlReader reader = new SenmlReader();
        reader.beginJson(whole.toByteArray(), 0, whole.size());
        List<Double> values = new ArrayList<>();
        while (reader.next()) {
            assertThat(reader.isName(NAME.getBytes(UTF_8))).isTrue();
            values.add(reader.value());
        }
        assertThat(reader.finish()).isTrue();
        assertThat(values).containsExactly(20.2, 20.3, 20.4, 20.5, 20.6);
    }

    @Test
    void shouldSayThatItsThermometerDoesNotAnswer() {
        assertThat(text("temperature", TEXT)).isEmpty();
        assertThat(code).isEqualTo(5 << 5 | 3);
        read(20_000);
        read(Thermometer.NO_ANSWER);
        assertThat(text("temperature", TEXT)).isEmpty();
        assertThat(code).isEqualTo(5 << 5 | 3);
        assertThat(whole("history")).contains("\"t\":-10,\"v\":20}");
        read(20_100);
        assertThat(text("temperature", TEXT)).isEqualTo("20.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pmin=x", "pmin=-1", "pmax=0", "pmax=", "gt=warm", "lt=21,5", "st=0", "st=-1", "gt=1e3"})
    void shouldRefuseConditionsThatMakeNoSense(String condition) {
        read(20_000);
        assertThat(text("temperature", TEXT, condition)).startsWith("pmin, pmax: seconds");
        assertThat(code).isEqualTo(4 << 5);
        text("temperature", TEXT, "pmin=10", "pmax=9");
        assertThat(code).isEqualTo(4 << 5);
        assertThat(text("temperature", TEXT, "pmin=0", "pmax=60", "gt=21.5", "lt=-3", "st=0.5", "whatever"))
                .isEqualTo("20");
    }

    @Test
    void shouldReadWhenItIsTimeAndNotMakeUpForWhatItMissed() {
        assertThat(sensor.poll(0, 16)).isOne();
        assertThat(sensor.nextDeadlineNs()).isEqualTo(PERIOD * SECOND_NS);
        assertThat(sensor.poll(PERIOD * SECOND_NS - 1, 16)).isZero();
        assertThat(sensor.poll(PERIOD * SECOND_NS + 3, 16)).isOne();
        assertThat(sensor.nextDeadlineNs()).isEqualTo(2 * PERIOD * SECOND_NS);
        assertThat(sensor.poll(75 * SECOND_NS, 16)).isOne();
        assertThat(sensor.nextDeadlineNs()).isEqualTo(85 * SECOND_NS);
        assertThat(sensor.readings()).isEqualTo(3);
    }

    @Test
    void shouldRefuseToBeBuiltWithoutPeriodOrRoom() {
        assertThatThrownBy(() -> new Sensor(_ -> 0, 0, 1, NAME, utc)).hasMessageContaining("at least 1 of both");
        assertThatThrownBy(() -> new Sensor(_ -> 0, 1, 0, NAME, utc)).hasMessageContaining("at least 1 of both");
    }

    @Test
    void shouldSimulateARoomThatPeopleCouldLiveIn() {
        SimulatedRoom room = new SimulatedRoom(7);
        int before = room.milliCelsius(0);
        for (long minute = 1; minute < 3 * 24 * 60; minute++) {
            int now = room.milliCelsius(minute * 60 * SECOND_NS);
            assertThat(now).isBetween(18_000, 24_000);
            assertThat(Math.abs(now - before)).isLessThan(300);
            before = now;
        }
        assertThat(new SimulatedRoom(7).milliCelsius(5)).isEqualTo(new SimulatedRoom(7).milliCelsius(5));
        assertThat(new SimulatedRoom(8).milliCelsius(5)).isNotEqualTo(new SimulatedRoom(7).milliCelsius(5));
    }

    @Test
    void shouldReadAThermalZone(@TempDir Path folder) throws IOException {
        Path temp = folder.resolve("temp");
        Files.writeString(temp, "48312\n");
        ThermalZone zone = ThermalZone.open(temp);
        assertThat(zone.milliCelsius()).isEqualTo(48_312);
        Files.writeString(temp, "-1500\n");
        assertThat(zone.milliCelsius()).isEqualTo(-1500);
        for (String nothing : List.of("", "\n", "-", "warm")) {
            Files.writeString(temp, nothing);
            assertThat(zone.milliCelsius()).isEqualTo(Thermometer.NO_ANSWER);
        }
        assertThatThrownBy(() -> ThermalZone.open(folder.resolve("none")))
                .hasMessageContaining("sensor.thermometer=room");
    }
}
