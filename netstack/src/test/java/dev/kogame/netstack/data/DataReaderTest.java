package dev.kogame.netstack.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;

import dev.kogame.netstack.cbor.CborReader;
import dev.kogame.netstack.cbor.CborWriter;
import dev.kogame.netstack.json.JsonReader;
import dev.kogame.netstack.json.JsonWriter;
import dev.kogame.netstack.wire.OctetWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state of a lamp in both formats, as the description of the package has it. */
class DataReaderTest {

    private static final byte[] ON = "on".getBytes(UTF_8);
    private static final byte[] LEVEL = "level".getBytes(UTF_8);
    private static final byte[] NAME = "name".getBytes(UTF_8);

    private final JsonReader json = new JsonReader();
    private final CborReader cbor = new CborReader();
    private boolean on;
    private int level;
    private double share;
    private int nameOctets;
    private final byte[] name = new byte[4];

    private boolean read(DataReader reader, byte[] b) {
        reader.begin(b, 0, b.length);
        reader.enterMap();
        while (reader.nextKey()) {
            if (reader.isText(ON)) {
                on = reader.nextBoolean();
            } else if (reader.isText(LEVEL)) {
                level = (int) reader.nextInteger(0, 100);
            } else if (reader.isText(NAME)) {
                nameOctets = reader.nextText(name, 0, name.length);
            } else if (reader.isText(new byte[] {'s'})) {
                share = reader.nextNumber(0, 1);
            } else {
                reader.skip();
            }
        }
        return reader.finish();
    }

    private boolean read(String payload) {
        return payload.startsWith("{") || payload.startsWith("[")
                ? read(json, payload.getBytes(UTF_8))
                : read(cbor, HexFormat.of().parseHex(payload));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"on\":true,\"level\":40}", " { \"level\" : 40.0 , \"o\\u006e\" : true } ",
            "{\"level\":4e1,\"what\":[1,{\"on\":false},[]],\"on\":true}", "a2626f6ef5656c6576656c1828",
            "bf7f616f616eff f5 656c6576656c f95100 6477686174 82 9fff a1626f6ef4 ff", "a2 0183010203 626f6ef5"})
    void shouldReadALamp(String payload) {
        level = 40;
        assertThat(read(payload.startsWith(" ")
                ? payload.strip()
                : payload.startsWith("{")
                        ? payload
                        : payload.replace(" ", "")))
                .isTrue();
        assertThat(on).isTrue();
        assertThat(level).isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"level\":101} | -4", "{\"level\":-1} | -4", "{\"level\":40.5} | -4",
            "{\"level\":9223372036854775808} | -4", "{\"level\":1e999} | -4", "{\"level\":\"40\"} | -3",
            "{\"level\":null} | -3", "{\"on\":1} | -3", "{\"on\":\"true\"} | -3", "[] | -3", "{\"s\":1.01} | -4",
            "{\"s\":false} | -3", "{\"name\":\"house\"} | -4", "{\"name\":7} | -3", "{\"level\":0 | -1", "{} 1 | -1",
            "a1656c6576656c 1bffffffffffffffff | -4", "a1656c6576656c 3bffffffffffffffff | -4",
            "a1656c6576656c f97e00 | -4", "a1656c6576656c f97c00 | -4", "a16173 f97e00 | -4",
            "a16173 fb7ff8000000000000 | -4",
            "a16173 faff800000 | -4", "a1656c6576656c f5 | -3", "a1f5f5 | -3", "a1644e414d45 41ff 00 | -1",
            "a1646e616d65 4101 | -3", "a1626f6e | -1"})
    void shouldRefuseWhatIsNoLamp(String payload, int why) {
        boolean text = payload.startsWith("{") || payload.startsWith("[");
        String octets = text ? payload : payload.replace(" ", "");

        assertThat(read(octets)).isFalse();

        assertThat(on).isFalse();
        assertThat(level).isZero();
        assertThat(share).isZero();
        assertThat(text ? json.item() : cbor.item()).isEqualTo(why);
    }

    @Test
    void shouldReadATextAndAShare() {
        assertThat(read("{\"name\":\"h\\u00f6f\",\"s\":1}")).isTrue();
        assertThat(new String(name, 0, nameOctets, UTF_8)).isEqualTo("h\u00f6f");
        assertThat(share).isEqualTo(1);
    }

    @Test
    void shouldGoOnWithTheNextPayloadAfterAnError() {
        assertThat(read("{\"on\":")).isFalse();
        assertThat(read("{\"on\":true}")).isTrue();
        assertThat(read("a1")).isFalse();
        assertThat(read("a1626f6ef5")).isTrue();
    }

    @Test
    void shouldHaveNothingToReadBeforeItsBeginning() {
        assertThat(new JsonReader().finish()).isFalse();
        assertThat(new CborReader().next()).isNegative();
    }

    @Test
    void shouldWriteALampInBothFormats() {
        byte[] b = new byte[64];
        OctetWindow window = new OctetWindow();

        lamp(new JsonWriter(), window.begin(b, 0, b.length));
        assertThat(new String(b, 0, window.length(), UTF_8)).isEqualTo("{\"on\":true,\"level\":40,\"s\":[0.5,null]}");

        lamp(new CborWriter(), window.begin(b, 0, b.length));
        assertThat(HexFormat.of().formatHex(b, 0, window.length()))
                .isEqualTo("a3626f6ef5656c6576656c18286173" + "82f93800f6");
    }

    private static void lamp(DataWriter writer, OctetWindow window) {
        writer.begin(window).map(3).text(ON).bool(true).text(LEVEL).integer(40).text(new byte[] {'s'}).array(2)
                .number(0.5).nothing().end().end();
    }
}
