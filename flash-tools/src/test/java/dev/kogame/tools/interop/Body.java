package dev.kogame.tools.interop;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bodies for block-wise transfers. */
final class Body {

    private static final int UNIT_OCTETS = 16;

    private Body() {
    }

    /** A body of any length in which every sixteen octets tell where they belong. */
    static byte[] pattern(int octets) {
        StringBuilder whole = new StringBuilder();
        for (int unit = 0; unit * UNIT_OCTETS < octets; unit++) {
            whole.append("%015d\n".formatted(unit));
        }
        return Arrays.copyOf(whole.toString().getBytes(StandardCharsets.US_ASCII), octets);
    }

    static boolean isPattern(byte[] octets) {
        return octets.length >= UNIT_OCTETS && Arrays.equals(octets, pattern(octets.length));
    }

    /** How an answer tells of its payload. */
    static String describe(byte[] payload) {
        if (payload.length == 0) {
            return "";
        }
        return isPattern(payload)
                ? " pattern=" + payload.length
                : " payload=" + new String(payload, StandardCharsets.UTF_8);
    }
}
