package dev.kogame.netstack.cbor;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.StringJoiner;

import dev.kogame.netstack.data.DataReader;

/** Writes what a reader reads in diagnostic notation, RFC 8949 section 8, without the marks of indefinite lengths. */
final class Diagnostic {

    private final CborReader reader = new CborReader();

    /** An item in words, or {@code error} and its number. */
    String of(byte[] payload) {
        reader.begin(payload, 0, payload.length);
        reader.next();
        String text = item();
        return reader.finish() ? text : "error " + reader.item();
    }

    private String item() {
        long tag = reader.tag();
        String text = untagged();
        if (tag == 2 || tag == 3) {
            BigInteger bignum = new BigInteger(1, HexFormat.of().parseHex(text.substring(2, text.length() - 1)));
            return (tag == 2 ? bignum : bignum.not()).toString();
        }
        return tag == CborReader.NO_TAG ? text : Long.toUnsignedString(tag) + "(" + text + ")";
    }

    private String untagged() {
        return switch (reader.item()) {
            case DataReader.INTEGER -> Long.toString(reader.integer());
            case DataReader.NUMBER -> number();
            case DataReader.TEXT -> '"' + escaped(octets()) + '"';
            case DataReader.BYTES -> "h'" + HexFormat.of().formatHex(octets()) + "'";
            case DataReader.BOOLEAN -> Boolean.toString(reader.bool());
            case DataReader.NULL -> "null";
            case DataReader.OTHER -> reader.argument() == 23 ? "undefined" : "simple(" + reader.argument() + ")";
            case DataReader.ARRAY -> {
                StringJoiner elements = new StringJoiner(", ", "[", "]");
                while (reader.next() > DataReader.END) {
                    elements.add(item());
                }
                yield elements.toString();
            }
            case DataReader.MAP -> {
                StringJoiner pairs = new StringJoiner(", ", "{", "}");
                while (reader.next() > DataReader.END) {
                    String key = item();
                    reader.next();
                    pairs.add(key + ": " + item());
                }
                yield pairs.toString();
            }
            default -> "nothing";
        };
    }

    private String number() {
        double value = reader.number();
        if (value == 0x1p64 || value == -0x1p64) {
            BigInteger argument = new BigInteger(Long.toUnsignedString(reader.argument()));
            return (value > 0 ? argument : argument.not()).toString();
        }
        return Double.toString(value);
    }

    private byte[] octets() {
        byte[] into = new byte[1024];
        return Arrays.copyOf(into, reader.copyText(into, 0, into.length));
    }

    private static String escaped(byte[] utf8) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(utf8, StandardCharsets.UTF_8).toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else {
                text.append(c < 0x7f ? Character.toString(c) : "\\u%04x".formatted((int) c));
            }
        }
        return text.toString();
    }
}
