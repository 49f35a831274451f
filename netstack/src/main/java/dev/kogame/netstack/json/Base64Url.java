package dev.kogame.netstack.json;

import dev.kogame.netstack.wire.OctetSink;

/** Base64 with the alphabet for URLs and without padding, RFC 4648 section 5: octets in a JSON text. Allocates nothing. */
public final class Base64Url {

    private static final int GROUP_OCTETS = 3;
    private static final int DIGIT_BITS = 6;
    private static final int DIGIT_MASK = 0x3f;

    private Base64Url() {
    }

    static void write(byte[] b, int from, int length, OctetSink sink) {
        int to = from + length;
        for (int i = from; i < to; i += GROUP_OCTETS) {
            int octets = Math.min(GROUP_OCTETS, to - i);
            int group = (b[i] & 0xff) << 16 | (octets > 1 ? (b[i + 1] & 0xff) << 8 : 0)
                    | (octets > 2 ? b[i + 2] & 0xff : 0);
            for (int k = 0; k <= octets; k++) {
                sink.octet(digit(group >>> (GROUP_OCTETS - k) * DIGIT_BITS & DIGIT_MASK));
            }
        }
    }

    /**
     * Turns digits into octets in their own place.
     *
     * @return how many octets then stand at {@code b[from]}, or -1 if {@code b[from, from + length)} are no such digits
     */
    public static int decode(byte[] b, int from, int length) {
        if (length % 4 == 1) {
            return -1;
        }
        int octets = 0;
        int bits = 0;
        int count = 0;
        for (int i = from; i < from + length; i++) {
            int value = value(b[i]);
            if (value < 0) {
                return -1;
            }
            bits = bits << DIGIT_BITS | value;
            count += DIGIT_BITS;
            if (count >= Byte.SIZE) {
                count -= Byte.SIZE;
                b[from + octets++] = (byte) (bits >>> count);
            }
        }
        // RFC 4648 section 3.5: bits left over are zero.
        return (bits & (1 << count) - 1) == 0 ? octets : -1;
    }

    private static int digit(int value) {
        if (value < 26) {
            return 'A' + value;
        }
        if (value < 52) {
            return 'a' + value - 26;
        }
        return value < 62 ? '0' + value - 52 : value == 62 ? '-' : '_';
    }

    private static int value(int digit) {
        if (digit >= 'A' && digit <= 'Z') {
            return digit - 'A';
        }
        if (digit >= 'a' && digit <= 'z') {
            return digit - 'a' + 26;
        }
        if (digit >= '0' && digit <= '9') {
            return digit - '0' + 52;
        }
        return digit == '-' ? 62 : digit == '_' ? 63 : -1;
    }
}
