package dev.kogame.netstack.coap;

/** Text as UTF-8, RFC 3629, without an array in between. Allocates nothing. */
final class Utf8 {

    private static final int REPLACEMENT = '?';

    private Utf8() {
    }

    /**
     * Encodes {@code text[from, to)}; half a surrogate pair becomes a question mark.
     *
     * @return the octets written from {@code b[0]} on, or -1 if they do not fit
     */
    static int encode(String text, int from, int to, byte[] b) {
        int at = 0;
        for (int i = from; i < to; i++) {
            int c = text.charAt(i);
            if (Character.isSurrogate((char) c)) {
                boolean pair = Character.isHighSurrogate((char) c) && i + 1 < to
                        && Character.isLowSurrogate(text.charAt(i + 1));
                c = pair ? Character.toCodePoint((char) c, text.charAt(++i)) : REPLACEMENT;
            }
            int octets = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x1_0000 ? 3 : 4;
            if (octets > b.length - at) {
                return -1;
            }
            if (octets == 1) {
                b[at++] = (byte) c;
                continue;
            }
            b[at++] = (byte) (0xf00 >> octets | c >>> 6 * (octets - 1));
            for (int shift = 6 * (octets - 2); shift >= 0; shift -= 6) {
                b[at++] = (byte) (0x80 | c >>> shift & 0x3f);
            }
        }
        return at;
    }
}
