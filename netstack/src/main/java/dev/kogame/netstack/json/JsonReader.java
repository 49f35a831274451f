package dev.kogame.netstack.json;

import java.util.Arrays;

import dev.kogame.netstack.data.DataReader;
import dev.kogame.netstack.data.Decimal;
import dev.kogame.netstack.data.Utf8;

/**
 * Reads one JSON value, RFC 8259, with all that is in it.
 *
 * <p>A number without fraction and exponent that fits in 64 bits is the item {@link #INTEGER}, any other {@link #NUMBER}, which may be
 * infinite if its exponent is too large. {@link #mantissa} and {@link #exponent} have it as it was written, up to 18 digits at least.
 */
public final class JsonReader extends DataReader {

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL_VALUE = {'n', 'u', 'l', 'l'};
    private static final int NONE = -1;
    private static final int HEX = 16;
    /** A backslash, a u and four digits. */
    private static final int ESCAPE_OCTETS = 6;

    /** Far beyond what a double can be, and further than any number of digits in a payload leads back. */
    private static final int EXPONENT_LIMIT = 1_000_000_000;

    private final Decimal decimal = new Decimal();
    private int mapMask;
    private boolean started;
    /** Nothing of the innermost array or map has been read yet. */
    private boolean first;
    /** A key has been read, and a colon must follow. */
    private boolean colon;
    private int textAt;
    private int textEnd;
    private boolean escaped;
    private long mantissa;
    private int exponent;
    /** The mantissa has no room for more digits. */
    private boolean full;

    /** A reader without a payload, until {@link #begin}. */
    public JsonReader() {
    }

    @Override
    protected void restart() {
        started = false;
        first = false;
        colon = false;
        mapMask = 0;
    }

    /** The digits of the number read last, as a number with its sign, without those that 64 bits have no room for. */
    public long mantissa() {
        return mantissa;
    }

    /** The power of 10 that {@link #mantissa} is to be multiplied by, within a thousand millions. */
    public int exponent() {
        return exponent;
    }

    @Override
    protected int read() {
        skipBlanks();
        if (depth == 0) {
            if (started) {
                return at == end ? DONE : MALFORMED;
            }
            started = true;
            return readValue();
        }
        boolean inMap = (mapMask >>> depth - 1 & 1) != 0;
        if (colon) {
            colon = false;
            if (look() != ':') {
                return MALFORMED;
            }
            at++;
            skipBlanks();
            return readValue();
        }
        if (look() == (inMap ? '}' : ']')) {
            at++;
            depth--;
            first = false;
            return END;
        }
        if (!first) {
            if (look() != ',') {
                return MALFORMED;
            }
            at++;
            skipBlanks();
        }
        first = false;
        if (inMap) {
            colon = true;
            return look() == '"' ? readText() : MALFORMED;
        }
        return readValue();
    }

    /** The next octet, or {@link #NONE}. */
    private int look() {
        return at < end ? b[at] & 0xff : NONE;
    }

    /** RFC 8259 section 2. */
    private void skipBlanks() {
        while (at < end && (b[at] == ' ' || b[at] == '\t' || b[at] == '\n' || b[at] == '\r')) {
            at++;
        }
    }

    private int readValue() {
        return switch (look()) {
            case '{' -> open(1);
            case '[' -> open(0);
            case '"' -> readText();
            case 't' -> literal(TRUE, BOOLEAN);
            case 'f' -> literal(FALSE, BOOLEAN);
            case 'n' -> literal(NULL_VALUE, NULL);
            default -> readNumber();
        };
    }

    private int open(int map) {
        if (depth == MAX_DEPTH) {
            return TOO_DEEP;
        }
        at++;
        mapMask = mapMask & ~(1 << depth) | map << depth;
        depth++;
        first = true;
        return map == 0 ? ARRAY : MAP;
    }

    private int literal(byte[] name, int item) {
        int to = at + name.length;
        if (to > end || !Arrays.equals(b, at, to, name, 0, name.length)) {
            return MALFORMED;
        }
        at = to;
        bool = name == TRUE;
        return item;
    }

    /** RFC 8259 section 6. */
    private int readNumber() {
        boolean negative = look() == '-';
        at += negative ? 1 : 0;
        mantissa = 0;
        exponent = 0;
        full = false;
        int whole = at;
        exponent = digits();
        if (at == whole || b[whole] == '0' && at > whole + 1) {
            return MALFORMED;
        }
        boolean plain = !full;
        if (look() == '.') {
            int fraction = ++at;
            int dropped = digits();
            if (at == fraction) {
                return MALFORMED;
            }
            exponent -= at - fraction - dropped;
            plain = false;
        }
        if (look() == 'e' || look() == 'E') {
            at++;
            if (!readExponent()) {
                return MALFORMED;
            }
            plain = false;
        }
        if (!negative) {
            if (mantissa == Long.MIN_VALUE) {
                mantissa /= 10;
                exponent++;
                plain = false;
            }
            mantissa = -mantissa;
        }
        integer = mantissa;
        if (plain) {
            return INTEGER;
        }
        number = mantissa == 0 && negative ? -0.0 : decimal.toDouble(mantissa, exponent);
        return NUMBER;
    }

    /** Reads digits into the mantissa, which is negative because that has room for one more: how many it had no room for. */
    private int digits() {
        int dropped = 0;
        while (at < end && b[at] >= '0' && b[at] <= '9') {
            int digit = b[at++] - '0';
            full |= mantissa < Long.MIN_VALUE / 10
                    || mantissa == Long.MIN_VALUE / 10 && digit > -(Long.MIN_VALUE % 10);
            if (full) {
                dropped++;
            } else {
                mantissa = mantissa * 10 - digit;
            }
        }
        return dropped;
    }

    private boolean readExponent() {
        boolean minus = look() == '-';
        at += minus || look() == '+' ? 1 : 0;
        int from = at;
        long value = 0;
        while (at < end && b[at] >= '0' && b[at] <= '9') {
            value = Math.min(value * 10 + b[at] - '0', EXPONENT_LIMIT);
            at++;
        }
        exponent = Math.clamp(exponent + (minus ? -value : value), -EXPONENT_LIMIT, EXPONENT_LIMIT);
        return at > from;
    }

    /** RFC 8259 section 7, and the UTF-8 of section 8.1. */
    private int readText() {
        textAt = ++at;
        escaped = false;
        while (at < end && b[at] != '"') {
            int octets = b[at] == '\\' ? escape(at) : character(at);
            if (octets == 0) {
                return MALFORMED;
            }
            at += octets;
        }
        if (at >= end) {
            return MALFORMED;
        }
        textEnd = at++;
        return TEXT;
    }

    private int character(int i) {
        return (b[i] & 0xff) < ' ' ? 0 : Utf8.sequence(b, i, end);
    }

    /** The octets of the escape at {@code i}, or 0 if it is none; both of a pair of surrogates are one. */
    private int escape(int i) {
        escaped = true;
        if (i + 1 >= end) {
            return 0;
        }
        if (b[i + 1] != 'u') {
            return simpleEscape(b[i + 1]) == NONE ? 0 : 2;
        }
        int unit = hex(i);
        if (unit == NONE || Character.isLowSurrogate((char) unit)) {
            return 0;
        }
        if (!Character.isHighSurrogate((char) unit)) {
            return ESCAPE_OCTETS;
        }
        int low = hex(i + ESCAPE_OCTETS);
        return low != NONE && Character.isLowSurrogate((char) low) ? 2 * ESCAPE_OCTETS : 0;
    }

    private static int simpleEscape(int letter) {
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> NONE;
        };
    }

    /** The 16 bits of the escape with four hexadecimal digits at {@code i}, or {@link #NONE}. */
    private int hex(int i) {
        if (ESCAPE_OCTETS > end - i || b[i] != '\\' || b[i + 1] != 'u') {
            return NONE;
        }
        int unit = 0;
        for (int k = i + 2; k < i + ESCAPE_OCTETS; k++) {
            // Character.digit would take the digits of other scripts, but an octet is none of them.
            int digit = Character.digit(b[k], HEX);
            if (digit < 0) {
                return NONE;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** The character of the escape at {@code i}, which was checked before. */
    private int unescaped(int i) {
        if (b[i + 1] != 'u') {
            return simpleEscape(b[i + 1]);
        }
        char unit = (char) hex(i);
        return Character.isHighSurrogate(unit)
                ? Character.toCodePoint(unit, (char) hex(i + ESCAPE_OCTETS))
                : unit;
    }

    @Override
    public boolean isText(byte[] utf8) {
        if (item() != TEXT) {
            return false;
        }
        if (!escaped) {
            return Arrays.equals(b, textAt, textEnd, utf8, 0, utf8.length);
        }
        return walk(utf8, 0, utf8.length, false) == utf8.length;
    }

    @Override
    public int copyText(byte[] into, int intoAt, int capacity) {
        if (escaped) {
            return walk(into, intoAt, capacity, true);
        }
        int octets = textEnd - textAt;
        if (octets > capacity) {
            return NONE;
        }
        System.arraycopy(b, textAt, into, intoAt, octets);
        return octets;
    }

    /**
     * Puts the octets of the text one by one into an array, or compares them with it.
     *
     * @return how many they are, or {@link #NONE} if they are more than the array has or others than it has
     */
    private int walk(byte[] other, int from, int capacity, boolean copy) {
        int count = 0;
        int i = textAt;
        while (i < textEnd) {
            boolean escape = b[i] == '\\';
            int character = escape ? unescaped(i) : b[i] & 0xff;
            int octets = escape ? Utf8.octets(character) : 1;
            if (octets > capacity - count) {
                return NONE;
            }
            for (int k = 0; k < octets; k++) {
                byte octet = (byte) (escape ? Utf8.octet(character, k) : character);
                if (copy) {
                    other[from + count] = octet;
                } else if (other[from + count] != octet) {
                    return NONE;
                }
                count++;
            }
            i += escape ? escape(i) : 1;
        }
        return count;
    }
}
