package dev.kogame.netstack.cbor;

import java.util.Arrays;

import dev.kogame.netstack.data.DataReader;
import dev.kogame.netstack.data.Decimal;
import dev.kogame.netstack.data.Utf8;
import dev.kogame.netstack.wire.Octets;

/**
 * Reads one CBOR data item, RFC 8949, with all that is in it.
 *
 * <p>Integers beyond 64 bits with sign are the item {@link #NUMBER}; {@link #argument} has their exact value. Texts and strings of
 * indefinite length are read as one. A decimal fraction (tag 4, section 3.4.4) of integers is the item {@code NUMBER}.
 */
public final class CborReader extends DataReader {

    /** What {@link #tag} answers for an item without a tag. */
    public static final long NO_TAG = -1;

    /** Major types, RFC 8949 section 3.1. */
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTE_STRING = 2;
    static final int TEXT_STRING = 3;
    static final int ITEMS = 4;
    static final int PAIRS = 5;
    static final int TAG = 6;
    static final int SIMPLE = 7;

    /** Additional information, RFC 8949 section 3: the argument follows in 1, 2, 4 or 8 octets, or there is none. */
    static final int ONE_OCTET = 24;
    static final int TWO_OCTETS = 25;
    static final int FOUR_OCTETS = 26;
    static final int EIGHT_OCTETS = 27;
    static final int INDEFINITE = 31;

    static final int FALSE = 20;
    static final int TRUE = 21;
    static final int NULL_VALUE = 22;
    static final int BREAK = 0xff;

    private static final int FIRST_LONG_SIMPLE = 32;
    private static final int DECIMAL_FRACTION = 4;
    private static final int FRACTION_ITEMS = 2;
    /** Far beyond what a double can be. */
    private static final int EXPONENT_LIMIT = 1000;

    private final Decimal decimal = new Decimal();
    /** For each open array or map: how many items are to come or, if that is not known, how many came. */
    private final long[] items = new long[MAX_DEPTH];
    private int mapMask;
    private int indefiniteMask;
    private boolean started;
    private long argument;
    private long tag;
    private int textAt;
    private int textEnd;
    private boolean chunked;

    /** A reader without a payload, until {@link #begin}. */
    public CborReader() {
    }

    @Override
    protected void restart() {
        started = false;
        mapMask = 0;
        indefiniteMask = 0;
    }

    /** The last tag in front of the item, 0 to 2^64 - 1 without sign, or {@link #NO_TAG}. */
    public long tag() {
        return tag;
    }

    /** The item's argument, 64 bits without sign: an integer n, or -1 - n for a negative one. RFC 8949 section 3. */
    public long argument() {
        return argument;
    }

    @Override
    protected int read() {
        tag = NO_TAG;
        if (depth == 0) {
            if (started) {
                return at == end ? DONE : MALFORMED;
            }
            started = true;
            return readItem();
        }
        int inner = depth - 1;
        if ((indefiniteMask >>> inner & 1) == 0) {
            if (items[inner] == 0) {
                depth--;
                return END;
            }
            items[inner]--;
            return readItem();
        }
        if (at < end && (b[at] & 0xff) == BREAK) {
            // RFC 8949 section 3.2.1: a key without a value is not well-formed.
            boolean whole = (mapMask >>> inner & 1) == 0 || (items[inner] & 1) == 0;
            at++;
            depth--;
            return whole ? END : MALFORMED;
        }
        items[inner]++;
        return readItem();
    }

    private int readItem() {
        // Every turn reads one octet at least, or leaves.
        while (true) {
            if (at >= end) {
                return MALFORMED;
            }
            int initial = b[at++] & 0xff;
            int major = initial >>> 5;
            int information = initial & 0x1f;
            if (information == INDEFINITE) {
                return indefinite(major);
            }
            if (!readArgument(information)) {
                return MALFORMED;
            }
            if (major != TAG) {
                return definite(major, information);
            }
            tag = argument;
            if (tag == DECIMAL_FRACTION) {
                int fraction = decimalFraction();
                if (fraction != END) {
                    return fraction;
                }
            }
        }
    }

    /** RFC 8949 section 3: 28 to 30 are not well-formed. */
    private boolean readArgument(int information) {
        int octets = information < ONE_OCTET ? 0 : information > EIGHT_OCTETS ? end : 1 << information - ONE_OCTET;
        if (octets > end - at || information > EIGHT_OCTETS) {
            return false;
        }
        argument = switch (information) {
            case ONE_OCTET -> Octets.get8(b, at);
            case TWO_OCTETS -> Octets.get16(b, at);
            case FOUR_OCTETS -> Octets.get32Unsigned(b, at);
            case EIGHT_OCTETS -> Octets.get64(b, at);
            default -> information;
        };
        at += octets;
        return true;
    }

    private int definite(int major, int information) {
        switch (major) {
            case UNSIGNED -> {
                integer = argument;
                number = unsigned(argument);
                return argument < 0 ? NUMBER : INTEGER;
            }
            case NEGATIVE -> {
                integer = -1 - argument;
                number = -1 - unsigned(argument);
                return argument < 0 ? NUMBER : INTEGER;
            }
            case BYTE_STRING, TEXT_STRING -> {
                if (argument < 0 || argument > end - at) {
                    return MALFORMED;
                }
                chunked = false;
                textAt = at;
                textEnd = at + (int) argument;
                at = textEnd;
                return string(major, textAt, textEnd);
            }
            case ITEMS -> {
                return open(argument, 1, 0, 0);
            }
            case PAIRS -> {
                return open(argument, 2, 1, 0);
            }
            default -> {
                return simple(information);
            }
        }
    }

    private int string(int major, int from, int to) {
        if (major == BYTE_STRING) {
            return BYTES;
        }
        return Utf8.isValid(b, from, to) ? TEXT : MALFORMED;
    }

    /** An item is at least one octet, so that a count beyond the payload's end is known to be wrong at once. */
    private int open(long count, int itemsEach, int map, int indefinite) {
        if (count < 0 || count > (end - at) / itemsEach) {
            return MALFORMED;
        }
        if (depth == MAX_DEPTH) {
            return TOO_DEEP;
        }
        items[depth] = count * itemsEach;
        mapMask = mapMask & ~(1 << depth) | map << depth;
        indefiniteMask = indefiniteMask & ~(1 << depth) | indefinite << depth;
        depth++;
        return map == 0 ? ARRAY : MAP;
    }

    private int simple(int information) {
        switch (information) {
            case FALSE, TRUE -> {
                bool = information == TRUE;
                return BOOLEAN;
            }
            case NULL_VALUE -> {
                return NULL;
            }
            case ONE_OCTET -> {
                // RFC 8949 section 3.3: the lower ones have no second form.
                return argument < FIRST_LONG_SIMPLE ? MALFORMED : OTHER;
            }
            case TWO_OCTETS -> number = Float.float16ToFloat((short) argument);
            case FOUR_OCTETS -> number = Float.intBitsToFloat((int) argument);
            case EIGHT_OCTETS -> number = Double.longBitsToDouble(argument);
            default -> {
                return OTHER;
            }
        }
        return NUMBER;
    }

    private int indefinite(int major) {
        return switch (major) {
            case BYTE_STRING, TEXT_STRING -> chunks(major);
            case ITEMS -> open(0, 1, 0, 1);
            case PAIRS -> open(0, 1, 1, 1);
            default -> MALFORMED;
        };
    }

    /** RFC 8949 section 3.2.3: chunks are definite strings of the same type, each of them valid. */
    private int chunks(int major) {
        chunked = true;
        textAt = at;
        while (at < end && (b[at] & 0xff) != BREAK) {
            int initial = b[at++] & 0xff;
            if (initial >>> 5 != major || !readArgument(initial & 0x1f) || argument < 0 || argument > end - at) {
                return MALFORMED;
            }
            int from = at;
            at += (int) argument;
            if (string(major, from, at) == MALFORMED) {
                return MALFORMED;
            }
        }
        if (at == end) {
            return MALFORMED;
        }
        textEnd = at++;
        return major == BYTE_STRING ? BYTES : TEXT;
    }

    /**
     * Reads an exponent and a mantissa, both integers, as the number they make. RFC 8949 section 3.4.4.
     *
     * @return {@link #NUMBER}, {@link #MALFORMED}, or {@link #END} if it is not of that form and nothing was read
     */
    private int decimalFraction() {
        int start = at;
        if (at == end || b[at++] != (byte) (ITEMS << 5 | FRACTION_ITEMS) || !readInteger()) {
            at = start;
            return END;
        }
        int exponent = Math.clamp(integer, -EXPONENT_LIMIT, EXPONENT_LIMIT);
        if (!readInteger()) {
            at = start;
            return END;
        }
        number = decimal.toDouble(integer, exponent);
        return NUMBER;
    }

    private boolean readInteger() {
        if (at == end) {
            return false;
        }
        int initial = b[at++] & 0xff;
        if (initial >>> 5 > NEGATIVE || !readArgument(initial & 0x1f) || argument < 0) {
            return false;
        }
        integer = initial >>> 5 == NEGATIVE ? -1 - argument : argument;
        return true;
    }

    /** The lowest bit stays in the one that is shifted out, so that rounding sees it. */
    private static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1 | value & 1) * 2.0;
    }

    @Override
    public boolean isText(byte[] utf8) {
        if (item() != TEXT) {
            return false;
        }
        if (!chunked) {
            return Arrays.equals(b, textAt, textEnd, utf8, 0, utf8.length);
        }
        int equal = 0;
        for (int chunk = textAt; chunk < textEnd; chunk = chunkAt(chunk) + chunkOctets(chunk)) {
            int from = chunkAt(chunk);
            int octets = chunkOctets(chunk);
            if (octets > utf8.length - equal || !Arrays.equals(b, from, from + octets, utf8, equal, equal + octets)) {
                return false;
            }
            equal += octets;
        }
        return equal == utf8.length;
    }

    @Override
    public int copyText(byte[] into, int intoAt, int capacity) {
        if (!chunked) {
            int octets = textEnd - textAt;
            if (octets > capacity) {
                return -1;
            }
            System.arraycopy(b, textAt, into, intoAt, octets);
            return octets;
        }
        int copied = 0;
        for (int chunk = textAt; chunk < textEnd; chunk = chunkAt(chunk) + chunkOctets(chunk)) {
            int octets = chunkOctets(chunk);
            if (octets > capacity - copied) {
                return -1;
            }
            System.arraycopy(b, chunkAt(chunk), into, intoAt + copied, octets);
            copied += octets;
        }
        return copied;
    }

    /** Where the octets of a chunk begin that was read before. */
    private int chunkAt(int chunk) {
        int information = b[chunk] & 0x1f;
        return chunk + 1 + (information < ONE_OCTET ? 0 : 1 << information - ONE_OCTET);
    }

    private int chunkOctets(int chunk) {
        return switch (b[chunk] & 0x1f) {
            case ONE_OCTET -> Octets.get8(b, chunk + 1);
            case TWO_OCTETS -> Octets.get16(b, chunk + 1);
            case FOUR_OCTETS -> Octets.get32(b, chunk + 1);
            case EIGHT_OCTETS -> (int) Octets.get64(b, chunk + 1);
            default -> b[chunk] & 0x1f;
        };
    }
}
