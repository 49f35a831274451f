package dev.kogame.netstack.coap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Vectors as people write them: hex digits with blanks anywhere, text between apostrophes, {@code *N} behind an octet or a text
 * for N of them: {@code 40 01 1234 b5 'light' ff 00*3}.
 */
final class Hex {

    private static final Pattern PART = Pattern.compile("(?:'([^']*)'|((?:[0-9a-f]{2})+))(?:\\*(\\d+))?|\\s+");

    private Hex() {
    }

    static byte[] octets(String vector) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        Matcher part = PART.matcher(vector);
        int at = 0;
        while (at < vector.length()) {
            if (!part.find(at) || part.start() != at) {
                throw new IllegalArgumentException("not a vector from character " + at + " on: " + vector);
            }
            at = part.end();
            byte[] value = part.group(1) != null
                    ? part.group(1).getBytes(StandardCharsets.UTF_8)
                    : part.group(2) != null ? HexFormat.of().parseHex(part.group(2)) : new byte[0];
            int times = part.group(3) == null ? 1 : Integer.parseInt(part.group(3));
            for (int i = 0; i < times; i++) {
                octets.writeBytes(value);
            }
        }
        return octets.toByteArray();
    }

    static String of(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    /** The plain digits of a vector, to compare. */
    static String plain(String vector) {
        return of(octets(vector));
    }
}
