package dev.kogame.netstack.data;

/** UTF-8, RFC 3629. Allocates nothing. */
public final class Utf8 {

    private Utf8() {
    }

    /** Whether {@code b[from, to)} is UTF-8: in its shortest form, without surrogates, and whole. RFC 3629 section 4. */
    public static boolean isValid(byte[] b, int from, int to) {
        int i = from;
        while (i < to) {
            int octets = sequence(b, i, to);
            if (octets == 0) {
                return false;
            }
            i += octets;
        }
        return true;
    }

    /** The octets of the character at {@code i}, 1 to 4, or 0 if there is none. */
    public static int sequence(byte[] b, int i, int to) {
        int first = b[i] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int octets = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (octets == 0 || octets > to - i) {
            return 0;
        }
        int second = b[i + 1] & 0xff;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int k = 2; k < octets; k++) {
            if ((b[i + k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return octets;
    }

    /** How many octets a character has, 1 to 4. */
    public static int octets(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_0000 ? 3 : 4;
    }

    /** One octet of a character, the first being 0. */
    public static int octet(int codePoint, int i) {
        int octets = octets(codePoint);
        int bits = codePoint >>> 6 * (octets - 1 - i);
        if (octets == 1) {
            return bits;
        }
        return i > 0 ? 0x80 | bits & 0x3f : 0xf00 >>> octets & 0xff | bits;
    }
}
