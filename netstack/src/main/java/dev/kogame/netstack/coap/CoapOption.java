package dev.kogame.netstack.coap;

import dev.kogame.netstack.wire.Octets;

/**
 * One option of a message, RFC 7252 section 3.1, and the numbers of section 5.10 and of the RFCs that came later. OSCORE (9, RFC
 * 8613) and the Q-Block options (19 and 31, RFC 9177) are not among them: both are critical, so a request that needs them is refused.
 *
 * <pre>
 *   0   1   2   3   4   5   6   7
 * +---------------+---------------+
 * | Option Delta  | Option Length |   1 octet
 * +---------------+---------------+
 * /    Option Delta (extended)    /   0 to 2 octets
 * +-------------------------------+
 * /    Option Length (extended)   /   0 to 2 octets
 * +-------------------------------+
 * /         Option Value          /   0 or more octets
 * +-------------------------------+
 * </pre>
 *
 * Accessors take the place of an option's first octet in a message that went through {@link CoapMessage#check}; then they
 * cannot leave it. Allocates nothing.
 */
public final class CoapOption {

    public static final int IF_MATCH = 1;
    public static final int URI_HOST = 3;
    public static final int ETAG = 4;
    public static final int IF_NONE_MATCH = 5;
    /** RFC 7641 */
    public static final int OBSERVE = 6;
    public static final int URI_PORT = 7;
    public static final int LOCATION_PATH = 8;
    public static final int URI_PATH = 11;
    public static final int CONTENT_FORMAT = 12;
    public static final int MAX_AGE = 14;
    public static final int URI_QUERY = 15;
    /** RFC 8768 */
    public static final int HOP_LIMIT = 16;
    public static final int ACCEPT = 17;
    public static final int LOCATION_QUERY = 20;
    /** RFC 7959 */
    public static final int BLOCK2 = 23;
    /** RFC 7959 */
    public static final int BLOCK1 = 27;
    /** RFC 7959 */
    public static final int SIZE2 = 28;
    public static final int PROXY_URI = 35;
    public static final int PROXY_SCHEME = 39;
    public static final int SIZE1 = 60;
    /** RFC 9175 */
    public static final int ECHO = 252;
    /** RFC 7967 */
    public static final int NO_RESPONSE = 258;
    /** RFC 9175 */
    public static final int REQUEST_TAG = 292;

    /** The octet that ends the options and begins the payload. */
    static final int PAYLOAD_MARKER = 0xff;
    /** Numbers have 16 bits, RFC 7252 section 12.2. */
    static final int MAX_NUMBER = 65_535;
    /** Nibble: one octet follows with the value less 13. */
    static final int EXTENDED_8 = 13;
    /** Nibble: two octets follow with the value less 269. */
    static final int EXTENDED_16 = 14;
    /** Nibble: reserved. */
    static final int RESERVED = 15;
    /** The longest option {@link #writeUint} writes: one octet, two of delta, four of value. */
    static final int MAX_UINT_OCTETS = 7;

    private static final int EXTENDED_8_BASE = 13;
    private static final int EXTENDED_16_BASE = 269;

    private CoapOption() {
    }

    /** What this option's number exceeds the number of the option before by. */
    public static int delta(byte[] b, int at) {
        return extended(b, at + 1, deltaNibble(b, at));
    }

    /** The octets of the value. */
    public static int octets(byte[] b, int at) {
        return extended(b, at + 1 + extraOctets(deltaNibble(b, at)), lengthNibble(b, at));
    }

    /** Where the value begins. */
    public static int valueAt(byte[] b, int at) {
        return at + 1 + extraOctets(deltaNibble(b, at)) + extraOctets(lengthNibble(b, at));
    }

    /** Where the next option, the payload marker or the end of the message is. */
    public static int next(byte[] b, int at) {
        return valueAt(b, at) + octets(b, at);
    }

    /** The value as an unsigned integer; leading zeros are allowed. At most 7 octets. RFC 7252 section 3.2. */
    public static long uint(byte[] b, int at) {
        long value = 0;
        int end = next(b, at);
        for (int i = valueAt(b, at); i < end; i++) {
            value = value << 8 | b[i] & 0xff;
        }
        return value;
    }

    /** Whether the value is these octets. */
    public static boolean valueEquals(byte[] b, int at, byte[] value) {
        return octets(b, at) == value.length && startsWith(b, valueAt(b, at), value);
    }

    /** Whether a receiver that does not know the option must refuse the message. RFC 7252 section 5.4.6. */
    public static boolean isCritical(int number) {
        return (number & 1) != 0;
    }

    /** Whether requests that differ in the option may share a cached answer. RFC 7252 section 5.4.6. */
    static boolean isNoCacheKey(int number) {
        return (number & 0x1e) == 0x1c;
    }

    /** Whether the option may occur more than once. RFC 7252 table 4, RFC 9175 table 2. */
    static boolean isRepeatable(int number) {
        return switch (number) {
            case IF_MATCH, ETAG, LOCATION_PATH, URI_PATH, URI_QUERY, LOCATION_QUERY, REQUEST_TAG -> true;
            default -> false;
        };
    }

    /**
     * Whether the option means something in a request and its value has a length that table 4 of RFC 7252, or the RFC that defines it,
     * allows. If not, it is treated as unrecognised, section 5.4.3.
     */
    static boolean isRecognised(int number, int octets) {
        return switch (number) {
            case IF_MATCH -> octets <= 8;
            case URI_HOST, PROXY_SCHEME -> octets >= 1 && octets <= 255;
            case ETAG -> octets >= 1 && octets <= 8;
            case IF_NONE_MATCH -> octets == 0;
            case URI_PORT, CONTENT_FORMAT, ACCEPT -> octets <= 2;
            case URI_PATH, URI_QUERY -> octets <= 255;
            case PROXY_URI -> octets >= 1 && octets <= 1034;
            case OBSERVE, BLOCK1, BLOCK2 -> octets <= 3;
            case SIZE1, SIZE2 -> octets <= 4;
            case HOP_LIMIT -> octets == 1;
            case ECHO -> octets >= 1 && octets <= 40;
            case NO_RESPONSE -> octets <= 1;
            case REQUEST_TAG -> octets <= 8;
            default -> false;
        };
    }

    /**
     * Writes an option whose value is an unsigned integer of 32 bits in as few octets as possible, RFC 7252 section 3.2.
     *
     * @param delta 0 to {@link #MAX_NUMBER}
     * @return where the next option goes; at most {@link #MAX_UINT_OCTETS} later
     */
    static int writeUint(byte[] b, int at, int delta, long value) {
        int octets = uintOctets(value);
        int next = writeHead(b, at, delta, octets);
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
            b[next++] = (byte) (value >>> shift);
        }
        return next;
    }

    /** How few octets hold an unsigned integer: none for 0. */
    static int uintOctets(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
    }

    /**
     * Writes delta and length of an option.
     *
     * @return where its value goes; at most 5 octets later
     */
    static int writeHead(byte[] b, int at, int delta, int octets) {
        int deltaNibble = nibble(delta);
        int lengthNibble = nibble(octets);
        b[at] = (byte) (deltaNibble << 4 | lengthNibble);
        return writeExtended(b, writeExtended(b, at + 1, deltaNibble, delta), lengthNibble, octets);
    }

    /** The nibble that stands for a delta, a length, or the length of a token (RFC 8974 section 2.1). */
    static int nibble(int value) {
        if (value < EXTENDED_8_BASE) {
            return value;
        }
        return value < EXTENDED_16_BASE ? EXTENDED_8 : EXTENDED_16;
    }

    /** Writes the octets that a nibble says follow, and answers where they end. */
    static int writeExtended(byte[] b, int at, int nibble, int value) {
        switch (nibble) {
            case EXTENDED_8 -> b[at] = (byte) (value - EXTENDED_8_BASE);
            case EXTENDED_16 -> Octets.put16(b, at, value - EXTENDED_16_BASE);
            default -> {
                // The nibble is the value.
            }
        }
        return at + extraOctets(nibble);
    }

    static int deltaNibble(byte[] b, int at) {
        return b[at] >>> 4 & 0xf;
    }

    static int lengthNibble(byte[] b, int at) {
        return b[at] & 0xf;
    }

    /** How many octets a nibble says follow for its value. */
    static int extraOctets(int nibble) {
        return switch (nibble) {
            case EXTENDED_8 -> 1;
            case EXTENDED_16 -> 2;
            default -> 0;
        };
    }

    /** Whether {@code prefix} stands at {@code at}, which has room for it. */
    static boolean startsWith(byte[] b, int at, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (b[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** The value that a nibble and the octets behind it, at {@code at}, stand for. */
    static int extended(byte[] b, int at, int nibble) {
        return switch (nibble) {
            case EXTENDED_8 -> EXTENDED_8_BASE + (b[at] & 0xff);
            case EXTENDED_16 -> EXTENDED_16_BASE + Octets.get16(b, at);
            default -> nibble;
        };
    }
}
