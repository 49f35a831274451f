package dev.kogame.netstack.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.kogame.netstack.data.DataReader;
import dev.kogame.netstack.data.Item;
import dev.kogame.netstack.wire.OctetWindow;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private static final JsonFactory JACKSON = JsonFactory.builder().build();
    private static final JsonFactory ESCAPING = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final JsonReader reader = new JsonReader();
    private final JsonWriter writer = new JsonWriter();

    private byte[] written(Item item) {
        byte[] b = new byte[65_536];
        OctetWindow window = new OctetWindow().begin(b, 0, b.length);
        item.write(writer.begin(window), false);
        assertThat(window.overflowed()).isFalse();
        return Arrays.copyOf(b, window.length());
    }

    private Item read(String json) {
        return Item.readAll(reader, json.getBytes(UTF_8));
    }

    @Test
    void shouldReadTheExamplesOfTheStandard() {
        // RFC 8259 section 13.
        assertThat(read("""
                {
                  "Image": {
                      "Width":  800,
                      "Height": 600,
                      "Title":  "View from 15th Floor",
                      "Thumbnail": {
                          "Url":    "http://www.example.com/image/481989943",
                          "Height": 125,
                          "Width":  100
                      },
                      "Animated" : false,
                      "IDs": [116, 943, 234, 38793]
                    }
                }
                """)).isInstanceOf(Item.Pairs.class).asString().contains("Thumbnail", "Whole[value=38793]");
        assertThat(read("""
                [{"precision": "zip", "Latitude":  37.7668, "Longitude": -122.3959, "Zip": "94107"}]"""))
                .asString().contains("Real[value=-122.3959]");
        assertThat(read("\"Hello world!\"")).isEqualTo(new Item.Text("Hello world!"));
        assertThat(read("\"\\uD834\\uDD1E\"")).isEqualTo(new Item.Text("\uD834\uDD1E"));
        assertThat(read("42")).isEqualTo(new Item.Whole(42));
        assertThat(read("true")).isEqualTo(new Item.Bool(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[", "]", "{", "}", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
            "{1:2}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{,}", "[1}", "{\"a\":1]", "01", "-", "-01", "+1", ".5", "1.",
            "1.e1",
            "1e", "1e+", "0x1", "1_000", "NaN", "Infinity", "-Infinity", "tru", "True", "nul", "falsey", "truefalse",
            "'a'",
            "\"a", "\"\\", "\"\\a\"", "\"\\u12\"", "\"\\u123g\"", "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800\\u0041\"",
            "\"\\uD800x\"", "\"\t\"", "\"\n\"", "[1] 2", "[1]]", "{\"a\":1}}", "//1", "[1/**/]", "\uFEFF1", "\u00a01",
            "[\"a\":1]",
            "{\"a\":1:2}", "{\"a\",1}", "1 2"})
    void shouldRefuseWhatIsNotJson(String json) {
        assertThat(read(json)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22c32822", "22ff22", "22eda08022", "22c08022", "22f490808022", "22c322", "22e282"})
    void shouldRefuseTextThatIsNotUtf8(String octets) {
        assertThat(Item.readAll(reader, HexFormat.of().parseHex(octets))).isNull();
    }

    @Test
    void shouldUnescape() {
        assertThat(read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u6C34\\u0000\""))
                .isEqualTo(new Item.Text("\"\\/\b\f\n\r\t\u00e9\u6c34\0"));
    }

    @Test
    void shouldTellWholeNumbersOf64BitsFromOthers() {
        assertThat(read("9223372036854775807")).isEqualTo(new Item.Whole(Long.MAX_VALUE));
        assertThat(read("-9223372036854775808")).isEqualTo(new Item.Whole(Long.MIN_VALUE));
        assertThat(read("9223372036854775808")).isEqualTo(new Item.Real(0x1p63));
        assertThat(read("-9223372036854775809")).isEqualTo(new Item.Real(-0x1p63));
        assertThat(read("123456789012345678901234567890")).isEqualTo(new Item.Real(123456789012345678901234567890.0));
        assertThat(read("0.12345678901234567890123456789")).isEqualTo(new Item.Real(0.12345678901234567890123456789));
        assertThat(read("9223372036854775809.5")).isEqualTo(new Item.Real(9223372036854775809.5));
        assertThat(read("-0.0")).isEqualTo(new Item.Real(-0.0));
        assertThat(read("1e400")).isEqualTo(new Item.Real(Double.POSITIVE_INFINITY));
        assertThat(read("1e-99999999999999999999")).isEqualTo(new Item.Real(0));
        assertThat(read("0e99999999999999999999")).isEqualTo(new Item.Real(0));
    }

    @Property(tries = 5000)
    void shouldReadEveryNumberAsTheClassLibraryDoes(@ForAll("numbers") String number) {
        Item item = read(number);
        double expected = Double.parseDouble(number);
        if (item instanceof Item.Whole(long value)) {
            assertThat(new BigDecimal(value)).isEqualByComparingTo(new BigDecimal(number));
        } else {
            assertThat(((Item.Real) item).value()).isBetween(Math.nextDown(expected), Math.nextUp(expected));
            assertThat(new BigDecimal(number).stripTrailingZeros().precision() > 17
                    || ((Item.Real) item).value() == expected).isTrue();
        }
    }

    @Provide
    Arbitrary<String> numbers() {
        Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25);
        Arbitrary<String> whole = digits.map(text -> text.replaceFirst("^0+(?=.)", ""));
        Arbitrary<String> exponent = Arbitraries.integers().between(-200, 200).map(e -> "e" + e);
        return Arbitraries.oneOf(whole, whole.map(text -> "-" + text),
                whole.flatMap(left -> digits.map(right -> left + "." + right)),
                whole.flatMap(left -> digits.flatMap(right -> exponent.map(power -> left + "." + right + power))));
    }

    @Test
    void shouldRefuseNestingOfDepth100() {
        for (String opening : List.of("[", "{\"a\":", "[{\"a\":")) {
            byte[] nested = opening.repeat(100).getBytes(UTF_8);
            reader.begin(nested, 0, nested.length);
            reader.skip();
            assertThat(reader.item()).isEqualTo(DataReader.TOO_DEEP);
        }
        assertThat(read("[".repeat(DataReader.MAX_DEPTH) + "]".repeat(DataReader.MAX_DEPTH))).isNotNull();
    }

    @Test
    void shouldWriteOctetsAsBase64ForUrls() {
        // RFC 4648 section 10, without padding, and the two digits that differ.
        List<String> vectors = List.of("", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy");
        for (int i = 0; i < vectors.size(); i++) {
            assertThat(new String(
                    written(new Item.Bytes(HexFormat.of().formatHex("foobar".substring(0, i).getBytes(UTF_8)))),
                    UTF_8)).isEqualTo('"' + vectors.get(i) + '"');
        }
        assertThat(new String(written(new Item.Bytes("fbefbeffff")), UTF_8)).isEqualTo("\"----__8\"");
    }

    @Property
    void shouldReadBase64AsTheClassLibraryDoes(@ForAll @Size(max = 40) byte[] octets) {
        byte[] digits = Base64.getUrlEncoder().withoutPadding().encode(octets);

        int length = Base64Url.decode(digits, 0, digits.length);

        assertThat(Arrays.copyOf(digits, length)).isEqualTo(octets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AAAAA", "A=", "A+", "A/", "AB", "AAB", "A A"})
    void shouldRefuseOtherDigits(String digits) {
        assertThat(Base64Url.decode(digits.getBytes(UTF_8), 0, digits.length())).isEqualTo(-1);
    }

    @Property(tries = 2000)
    void shouldReadWhatItWrote(@ForAll("items") Item item) {
        assertThat(Item.readAll(reader, written(item))).isEqualTo(item);
    }

    @Property(tries = 1000)
    void shouldWriteWhatJacksonReads(@ForAll("items") Item item) throws IOException {
        try (JsonParser parser = JACKSON.createParser(written(item))) {
            parser.nextToken();
            assertThat(Item.of(parser)).isEqualTo(item);
            assertThat(parser.nextToken()).isNull();
        }
    }

    @Property(tries = 1000)
    void shouldReadWhatJacksonWrites(@ForAll("items") Item item, @ForAll boolean escaping, @ForAll boolean pretty)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = (escaping ? ESCAPING : JACKSON).createGenerator(out)) {
            if (pretty) {
                generator.useDefaultPrettyPrinter();
            }
            item.write(generator);
        }
        assertThat(Item.readAll(reader, out.toByteArray())).isEqualTo(item);
    }

    @Test
    void shouldWriteNothingForNoNumber() {
        assertThat(new String(written(new Item.Real(Double.NaN)), UTF_8)).isEqualTo("null");
        assertThat(new String(written(new Item.Real(Double.NEGATIVE_INFINITY)), UTF_8)).isEqualTo("null");
    }

    @Property(tries = 20_000)
    void shouldEndWhateverItIsGiven(@ForAll("garbage") String garbage) {
        Item.endsSoon(reader, garbage.getBytes(ISO_8859_1));
    }

    @Provide
    Arbitrary<String> garbage() {
        return Arbitraries.strings().withChars("[]{}:,\"\\u0123de+-.truefalsn \t\u00c3\u00a9\u0000").ofMaxLength(40);
    }

    @Property(tries = 3000)
    void shouldJudgeAsJacksonWhateverBecameOfAnItem(@ForAll("items") Item item,
            @ForAll @IntRange(max = 10_000) int where, @ForAll("octets") int octet) {
        byte[] json = written(item);
        json[where % json.length] = (byte) octet;
        Item.endsSoon(reader, json);
        String text = new String(json, UTF_8);
        // Jackson lets surrogates stand alone.
        if (!text.contains("\\u")) {
            // Where there is a zero octet Jackson guesses that the text is UTF-16.
            boolean expected = text.indexOf(0) < 0 && jacksonTakes(json);
            assertThat(Item.readAll(reader, json) != null).as(text).isEqualTo(expected);
        }
    }

    @Provide
    Arbitrary<Integer> octets() {
        return Arbitraries.of("[]{}:,\"\\u0123de+-.truefalsn \t\u0000".chars().boxed().toList());
    }

    private static boolean jacksonTakes(byte[] json) {
        try (JsonParser parser = JACKSON.createParser(json)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            // It reads numbers and texts when it is asked for them.
            try (JsonParser again = JACKSON.createParser(json)) {
                while (again.nextToken() != null) {
                    again.getText();
                }
            }
            return parser.nextToken() == null && parser.currentToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    @Provide
    Arbitrary<Item> items() {
        return Item.any();
    }
}
