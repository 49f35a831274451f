package dev.kogame.netstack.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** A data item in memory, for tests: made up, written and read. */
public sealed interface Item {

    record Whole(long value) implements Item {}

    record Real(double value) implements Item {}

    record Text(String value) implements Item {}

    record Bytes(String hex) implements Item {}

    record Bool(boolean value) implements Item {}

    record Null() implements Item {}

    record Other() implements Item {}

    record Sequence(List<Item> elements) implements Item {}

    record Pairs(List<Item> keysAndValues) implements Item {}

    int LONGEST_TEXT = 4096;

    /** Reads a whole payload; null if the reader does not take it. */
    static Item readAll(DataReader reader, byte[] payload) {
        // Not from the array's first octet to its last: the window must hold.
        byte[] wide = new byte[payload.length + 7];
        Arrays.fill(wide, (byte) '1');
        System.arraycopy(payload, 0, wide, 3, payload.length);
        reader.begin(wide, 3, 3 + payload.length);
        reader.next();
        Item item = read(reader);
        return item != null && reader.finish() ? item : null;
    }

    private static Item read(DataReader reader) {
        return switch (reader.item()) {
            case DataReader.INTEGER -> new Whole(reader.integer());
            case DataReader.NUMBER -> new Real(reader.number());
            case DataReader.TEXT -> text(reader);
            case DataReader.BYTES -> {
                byte[] into = new byte[LONGEST_TEXT];
                yield new Bytes(HexFormat.of().formatHex(into, 0, reader.copyText(into, 0, LONGEST_TEXT)));
            }
            case DataReader.BOOLEAN -> new Bool(reader.bool());
            case DataReader.NULL -> new Null();
            case DataReader.OTHER -> new Other();
            case DataReader.ARRAY, DataReader.MAP -> {
                boolean map = reader.item() == DataReader.MAP;
                List<Item> items = new ArrayList<>();
                while (reader.next() > DataReader.END) {
                    Item each = read(reader);
                    if (each == null) {
                        yield null;
                    }
                    items.add(each);
                }
                yield reader.item() != DataReader.END ? null : map ? new Pairs(items) : new Sequence(items);
            }
            default -> null;
        };
    }

    private static Item text(DataReader reader) {
        byte[] into = new byte[LONGEST_TEXT + 2];
        int octets = reader.copyText(into, 1, LONGEST_TEXT);
        byte[] text = Arrays.copyOfRange(into, 1, 1 + octets);
        if (!reader.isText(text) || reader.isText(Arrays.copyOf(text, octets + 1))
                || octets > 0 && (reader.isText(Arrays.copyOf(text, octets - 1))
                        || reader.copyText(into, 0, octets - 1) != -1)) {
            throw new AssertionError("isText and copyText do not agree about " + new String(text));
        }
        return new Text(new String(text, StandardCharsets.UTF_8));
    }

    /** Writes this item; arrays and maps of a length that is told or not. */
    default void write(DataWriter writer, boolean told) {
        switch (this) {
            case Whole(long value) -> writer.integer(value);
            case Real(double value) -> writer.number(value);
            case Text(String value) -> writer.text(value.getBytes(StandardCharsets.UTF_8));
            case Bytes(String hex) -> writer.bytes(HexFormat.of().parseHex(hex), 0, hex.length() / 2);
            case Bool(boolean value) -> writer.bool(value);
            case Null() -> writer.nothing();
            case Other() -> throw new AssertionError("no writer has a method for it");
            case Sequence(List<Item> elements) -> {
                writer.array(told ? elements.size() : DataWriter.UNKNOWN);
                elements.forEach(each -> each.write(writer, told));
                writer.end();
            }
            case Pairs(List<Item> items) -> {
                writer.map(told ? items.size() / 2 : DataWriter.UNKNOWN);
                items.forEach(each -> each.write(writer, told));
                writer.end();
            }
        }
    }

    /** This item as Jackson reads it. */
    static Item of(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> new Whole(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new Real(parser.getDoubleValue());
            case VALUE_STRING, FIELD_NAME -> new Text(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Bool(parser.getBooleanValue());
            case VALUE_NULL -> new Null();
            case START_ARRAY, START_OBJECT -> {
                boolean map = parser.currentToken() == JsonToken.START_OBJECT;
                List<Item> items = new ArrayList<>();
                while (!parser.nextToken().isStructEnd()) {
                    items.add(of(parser));
                }
                yield map ? new Pairs(items) : new Sequence(items);
            }
            default -> throw new AssertionError(parser.currentToken());
        };
    }

    /** Has Jackson write this item. */
    default void write(JsonGenerator generator) throws IOException {
        switch (this) {
            case Whole(long value) -> generator.writeNumber(value);
            case Real(double value) -> generator.writeNumber(value);
            case Text(String value) -> generator.writeString(value);
            case Bool(boolean value) -> generator.writeBoolean(value);
            case Sequence(List<Item> elements) -> {
                generator.writeStartArray();
                for (Item each : elements) {
                    each.write(generator);
                }
                generator.writeEndArray();
            }
            case Pairs(List<Item> items) -> {
                generator.writeStartObject();
                for (int i = 0; i < items.size(); i += 2) {
                    generator.writeFieldName(((Text) items.get(i)).value());
                    items.get(i + 1).write(generator);
                }
                generator.writeEndObject();
            }
            case Null() -> generator.writeNull();
            default -> throw new AssertionError("JSON has no " + this);
        }
    }

    /** Reads a payload to its end, however wrong it is, and sees that there is one: every step reads an octet, or closes. */
    static void endsSoon(DataReader reader, byte[] payload) {
        reader.begin(payload, 0, payload.length);
        byte[] into = new byte[8];
        int steps = 0;
        while (reader.next() > DataReader.DONE) {
            boolean text = reader.item() == DataReader.TEXT || reader.item() == DataReader.BYTES;
            if (text && reader.copyText(into, 0, into.length) > into.length || ++steps > 2 * payload.length) {
                throw new AssertionError("step " + steps + " of " + HexFormat.of().formatHex(payload));
            }
        }
        int end = reader.item();
        reader.skip();
        if (reader.item() != end || reader.nextKey() || reader.nextMap() || reader.finish()
                && end < DataReader.DONE) {
            throw new AssertionError("no end of " + HexFormat.of().formatHex(payload));
        }
    }

    /** Any item that both formats have, not deeper than a reader goes. */
    static Arbitrary<Item> any() {
        return any(4).withoutEdgeCases();
    }

    private static Arbitrary<Item> any(int depth) {
        Arbitrary<Item> leaf = Arbitraries.oneOf(Arbitraries.longs().map(Whole::new), reals(), texts(),
                Arbitraries.of(true, false).map(Bool::new), Arbitraries.just(new Null()));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<Item> inner = any(depth - 1);
        Arbitrary<Item> sequence = inner.list().ofMaxSize(4).map(Sequence::new);
        Arbitrary<Item> pairs = Combinators.combine(texts(), inner).as(List::of).list().ofMaxSize(4)
                .map(list -> new Pairs(list.stream().flatMap(List::stream).toList()));
        return Arbitraries.frequencyOf(Tuple.of(3, leaf), Tuple.of(1, sequence),
                Tuple.of(1, pairs));
    }

    private static Arbitrary<Item> texts() {
        return Arbitraries.strings().ofMaxLength(20).filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text))
                .map(Text::new);
    }

    /** Not whole ones: JSON does not tell 1.0 from 1. Nor so small ones that {@link Decimal} may be wrong about their last bit. */
    private static Arbitrary<Item> reals() {
        return Arbitraries.oneOf(Arbitraries.longs().map(Double::longBitsToDouble),
                Arbitraries.doubles().between(-1e6, 1e6), Arbitraries.integers().map(whole -> whole / 1000.0))
                .filter(value -> Double.isFinite(value) && Math.rint(value) != value && Math.abs(value) > 1e-290)
                .map(Real::new);
    }
}
