package dev.kogame.netstack.senml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import dev.kogame.netstack.cbor.CborReader;
import dev.kogame.netstack.data.Item;
import dev.kogame.netstack.json.JsonReader;
import dev.kogame.netstack.wire.OctetWindow;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SenmlTest {

    private static final byte[] DEVICE = ascii("urn:dev:ow:10e2073a0108006:");
    private static final byte[] CURRENT = ascii("current");
    /** RFC 8428 section 6. */
    private static final String EXAMPLE = """
            87 a7 21 78 1b 75 72 6e 3a 64 65 76 3a 6f 77 3a
            31 30 65 32 30 37 33 61 30 31 30 38 30 30 36 3a
            22 fb 41 d3 03 a1 5b 00 10 62 23 61 41 20 05 00
            67 76 6f 6c 74 61 67 65 01 61 56 02 fb 40 5e 06
            66 66 66 66 66 a3 00 67 63 75 72 72 65 6e 74 06
            24 02 fb 3f f3 33 33 33 33 33 33 a3 00 67 63 75
            72 72 65 6e 74 06 23 02 fb 3f f4 cc cc cc cc cc
            cd a3 00 67 63 75 72 72 65 6e 74 06 22 02 fb 3f
            f6 66 66 66 66 66 66 a3 00 67 63 75 72 72 65 6e
            74 06 21 02 f9 3e 00 a3 00 67 63 75 72 72 65 6e
            74 06 20 02 fb 3f f9 99 99 99 99 99 9a a3 00 67
            63 75 72 72 65 6e 74 06 00 02 fb 3f fb 33 33 33
            33 33 33""";

    private final SenmlWriter writer = new SenmlWriter();
    private final SenmlReader reader = new SenmlReader();
    private final byte[] b = new byte[4096];
    private final OctetWindow window = new OctetWindow();

    private static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] hex(String octets) {
        return HexFormat.of().parseHex(octets.replaceAll("\\s", ""));
    }

    private SenmlWriter json(int records) {
        return writer.beginJson(window.begin(b, 0, b.length), records);
    }

    private SenmlWriter cbor(int records) {
        return writer.beginCbor(window.begin(b, 0, b.length), records);
    }

    private byte[] end() {
        writer.end();
        return Arrays.copyOf(b, window.length());
    }

    private String text() {
        return new String(end(), UTF_8);
    }

    private void voltageAndCurrent() {
        writer.baseName(DEVICE).baseTime(1276020076001L, -3).baseUnit(ascii("A")).baseVersion(5).name(ascii("voltage"))
                .unit(ascii("V")).value(1201, -1).record();
        for (int i = 0; i < 6; i++) {
            // The example writes the time of the last one, though it is zero.
            writer.name(CURRENT).time(i - 5, 0).value(12 + i, -1).record();
        }
    }

    @Test
    void shouldWriteTheExampleInCborToTheOctet() {
        cbor(7);
        voltageAndCurrent();

        byte[] pack = end();

        // The example has a label's value behind the time, as here.
        assertThat(HexFormat.of().formatHex(pack)).isEqualTo(HexFormat.of().formatHex(hex(EXAMPLE)));
    }

    @Test
    void shouldWriteTheExamplesInJson() {
        json(1).name(ascii("urn:dev:ow:10e2073a01080063")).unit(ascii("Cel")).value(231, -1).record();
        assertThat(text()).isEqualTo("[{\"n\":\"urn:dev:ow:10e2073a01080063\",\"u\":\"Cel\",\"v\":23.1}]");

        json(7);
        voltageAndCurrent();
        assertThat(text()).startsWith("[{\"bn\":\"urn:dev:ow:10e2073a0108006:\",\"bt\":1276020076.001,\"bu\":\"A\","
                + "\"bver\":5,\"n\":\"voltage\",\"u\":\"V\",\"v\":120.1},{\"n\":\"current\",\"t\":-5,\"v\":1.2},")
                .endsWith("{\"n\":\"current\",\"t\":0,\"v\":1.7}]");

        // Section 5.1.5.
        json(4).baseName(ascii("urn:dev:ow:10e2073a01080063:")).name(ascii("temp")).unit(ascii("Cel")).value(23.1)
                .record().name(ascii("label")).stringValue(ascii("Machine Room"), 0, 12).record().name(ascii("open"))
                .booleanValue(false).record().name(ascii("nfc-reader")).dataValue(hex("6869200a"), 0, 4).record();
        assertThat(text())
                .isEqualTo("[{\"bn\":\"urn:dev:ow:10e2073a01080063:\",\"n\":\"temp\",\"u\":\"Cel\",\"v\":23.1},"
                        + "{\"n\":\"label\",\"vs\":\"Machine Room\"},{\"n\":\"open\",\"vb\":false},"
                        + "{\"n\":\"nfc-reader\",\"vd\":\"aGkgCg\"}]");
    }

    @Test
    void shouldWriteAllOtherFields() {
        json(1).name(CURRENT).sum(5, 1).updateTime(25, -1).record();
        assertThat(text()).isEqualTo("[{\"n\":\"current\",\"s\":50,\"ut\":2.5}]");
        cbor(1).name(CURRENT).dataValue(new byte[] {1, 2, 3}, 1, 2).record();
        assertThat(end()).isEqualTo(hex("81 a2 00 67 63757272656e74 08 42 0203"));
        json(1).name(CURRENT).value(Double.NaN).record();
        assertThat(text()).isEqualTo("[{\"n\":\"current\"}]");
    }

    private record Read(String name, String unit, double time, Object value) {}

    /** All records of a pack, or none if it is not to be used. */
    private List<Read> read(byte[] pack, boolean cbor) {
        if (cbor) {
            reader.beginCbor(pack, 0, pack.length);
        } else {
            reader.beginJson(pack, 0, pack.length);
        }
        List<Read> records = new ArrayList<>();
        while (reader.next()) {
            records.add(new Read(known("urn:dev:ow:10e2073a0108006:voltage", "urn:dev:ow:10e2073a0108006:current",
                    "urn:dev:ow:10e2073a01080063:temp", "2001:db8::1/humidity"), reader.isUnit(ascii("A")) ? "A" : "?",
                    reader.time(), value()));
        }
        return reader.finish() ? records : List.of();
    }

    private List<Read> read(String json) {
        return read(json.getBytes(UTF_8), false);
    }

    private String known(String... names) {
        return Arrays.stream(names).filter(name -> reader.isName(ascii(name))).findFirst().orElse("?");
    }

    private Object value() {
        return switch (reader.kind()) {
            case SenmlReader.NUMBER -> reader.value();
            case SenmlReader.BOOLEAN -> reader.booleanValue();
            case SenmlReader.STRING, SenmlReader.DATA -> {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < reader.valueOctets(); i++) {
                    text.append((char) reader.valueOctet(i));
                }
                yield text.toString();
            }
            default -> reader.hasSum() ? "sum " + reader.sum() : "none";
        };
    }

    @Test
    void shouldApplyBaseFields() {
        List<Read> records = read(hex(EXAMPLE), true);

        assertThat(records).hasSize(7);
        assertThat(records.getFirst()).isEqualTo(
                new Read("urn:dev:ow:10e2073a0108006:voltage", "?", 1276020076.001, 120.1));
        assertThat(records.get(1)).isEqualTo(
                new Read("urn:dev:ow:10e2073a0108006:current", "A", 1276020071.001, 1.2));
        json(7);
        voltageAndCurrent();
        assertThat(read(end(), false)).isEqualTo(records);
    }

    @Test
    void shouldReadOtherKindsOfValues() {
        assertThat(read("""
                [{"bn":"urn:dev:ow:10e2073a01080063:","n":"temp","u":"Cel","v":23.1},
                 {"n":"label","vs":"Machine Room"}, {"n":"open","vb":true}, {"n":"nfc-reader","vd":"aGkgCg"},
                 {"bs":2,"n":"x","s":3},{"n":"y","bv":10,"v":-1},{"n":"z"}]""").stream().map(Read::value))
                .containsExactly(23.1, "Machine Room", true, "hi \n", "sum 5.0", 9.0, "sum 2.0");
        assertThat(read(hex("81 a2 00 61 61 08 42 6869"), true)).extracting(Read::value).containsExactly("hi");
    }

    @Test
    void shouldTakeTheBaseNameOfOneAndTheBaseTimeOfAnotherRecord() {
        // RFC 8428 section 5.1.6; and the fields of a record may come in any order.
        assertThat(read("""
                [{"bn":"2001:db8::2/","bt":1.320078429e+09,"n":"temperature","u":"Cel","v":25.2},
                 {"n":"humidity","u":"%RH","v":30},
                 {"v":12.3,"n":"temperature","u":"Cel","bn":"2001:db8::1/"},
                 {"n":"humidity","u":"%RH","v":67}]""")).last()
                .isEqualTo(new Read("2001:db8::1/humidity", "?", 1320078429, 67.0));
    }

    @Test
    void shouldTakeADecimalFractionForANumber() {
        assertThat(read(hex("81 a2 00 61 61 02 c4 82 21 19 6ab3"), true)).extracting(Read::value)
                .containsExactly(273.15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "1", "[1]", "[[]]", "[{\"n\":\"a\",\"v\":1}", "[{\"n\":\"a\",\"v\":\"1\"}]",
            "[{\"n\":\"a\",\"v\":1e999}]", "[{\"n\":\"a\",\"v\":1,\"vb\":true}]", "[{\"n\":\"a\",\"v\":1,\"v\":2}]",
            "[{\"v\":1}]", "[{\"n\":\"-a\",\"v\":1}]", "[{\"n\":\"a b\",\"v\":1}]", "[{\"n\":\"\\u00e4\",\"v\":1}]",
            "[{\"bver\":11,\"n\":\"a\",\"v\":1}]", "[{\"bver\":0,\"n\":\"a\",\"v\":1}]",
            "[{\"n\":\"a\",\"v\":1,\"new_\":2}]",
            "[{\"n\":\"a\",\"vd\":\"aGkgC\"}]", "[{\"n\":\"a\",\"vd\":\"a+==\"}]", "[{\"n\":\"a\",\"vb\":1}]",
            "[{\"n\":\"a\",\"t\":null,\"v\":1}]", "[{\"n\":\"a\",\"v\":1}] []"})
    void shouldRefuseWhatIsNoPack(String json) {
        assertThat(read(json)).isEmpty();
        assertThat(reader.finish()).isFalse();
    }

    @Test
    void shouldPassOverFieldsThatItDoesNotKnow() {
        assertThat(read("[{\"n\":\"a\",\"v\":1,\"new\":[{\"v\":2}],\"_\\u0061\":0}]")).hasSize(1);
        assertThat(read(hex("81 a3 00 61 61 02 01 18 63 82 f6 9f ff"), true)).hasSize(1);
    }

    /** Rows C7 and C8 of what broke other stacks: nesting of depth 100, indefinite arrays, 64 bits and more, no UTF-8, NaN. */
    @ParameterizedTest
    @ValueSource(strings = {"81 a2 00 61 61 1863", "9f", "9f9f9f", "9b ffffffffffffffff", "81 bb 7fffffffffffffff",
            "81 a2 00 61 61 02 f97e00", "81 a2 00 61 61 02 fb7ff0000000000000", "81 a2 00 61 ff 02 01",
            "81 a2 00 61 61 03 62 c328", "81 a2 00 61 61 03 7b7fffffffffffffff", "81 a2 00 61 61 20 1bffffffffffffffff",
            "81 a2 00 61 61 20 3bffffffffffffffff", "81 bf 00 61 61 02 ff", "81 a2 00 61 61 08 5f 41"})
    void shouldRefuseWhatBrokeOthers(String octets) {
        byte[] pack = hex(octets);
        assertThat(read(pack, true)).isEmpty();
        assertThat(reader.finish()).isFalse();
        byte[] deep = hex("81a2006161 1863" + "81".repeat(100) + "00");
        assertThat(read(deep, true)).isEmpty();
        assertThat(reader.finish()).isFalse();
    }

    @Test
    void shouldReadIndefiniteArraysAndMaps() {
        assertThat(read(hex("9f bf 00 61 61 02 01 ff ff"), true)).hasSize(1);
    }

    @Test
    void shouldRefuseTextsThatAreTooLong() {
        assertThat(read("[{\"n\":\"" + "a".repeat(SenmlReader.MAX_NAME_OCTETS) + "\",\"v\":1}]")).hasSize(1);
        assertThat(read("[{\"n\":\"" + "a".repeat(SenmlReader.MAX_NAME_OCTETS + 1) + "\",\"v\":1}]")).isEmpty();
        assertThat(read("[{\"bn\":\"" + "a".repeat(100) + "\",\"n\":\"" + "a".repeat(29) + "\",\"v\":1}]")).isEmpty();
        assertThat(read("[{\"n\":\"a\",\"vs\":\"" + "a".repeat(SenmlReader.MAX_VALUE_OCTETS + 1) + "\"}]")).isEmpty();
    }

    @Property(tries = 3000)
    void shouldEndWhateverBecameOfAPack(@ForAll boolean cbor, @ForAll @IntRange(max = 10_000) int where,
            @ForAll byte octet) {
        if (cbor) {
            cbor(7);
        } else {
            json(7);
        }
        voltageAndCurrent();
        byte[] pack = end();
        pack[where % pack.length] = octet;
        Item.endsSoon(cbor ? new CborReader() : new JsonReader(), pack);

        List<Read> records = read(pack, cbor);

        assertThat(records.size()).isIn(0, 7);
    }
}
