package dev.kogame.netstack.json;

import dev.kogame.netstack.data.DataWriter;
import dev.kogame.netstack.data.Decimal;
import dev.kogame.netstack.wire.OctetSink;
import dev.kogame.netstack.wire.OctetWindow;

/** Writes one JSON value, RFC 8259, without blanks. */
public final class JsonWriter implements DataWriter {

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL_VALUE = {'n', 'u', 'l', 'l'};
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final Decimal decimal = new Decimal();
    private OctetSink sink = new OctetWindow();
    private int depth;
    /** For each open array or map, by depth: whether it is a map, whether something stands in it, whether a key waits for its value. */
    private long mapMask;
    private long filledMask;
    private long keyMask;

    /** A writer without a sink, until {@link #begin}. */
    public JsonWriter() {
    }

    @Override
    public JsonWriter begin(OctetSink into) {
        sink = into;
        depth = 0;
        mapMask = 0;
        filledMask = 0;
        keyMask = 0;
        return this;
    }

    /** Puts what must stand between the last item and the next one. */
    private void separate() {
        if (depth == 0) {
            return;
        }
        long bit = 1L << depth - 1;
        if ((keyMask & bit) != 0) {
            sink.octet(':');
            keyMask &= ~bit;
            return;
        }
        if ((filledMask & bit) != 0) {
            sink.octet(',');
        }
        filledMask |= bit;
        keyMask |= mapMask & bit;
    }

    @Override
    public JsonWriter array(int elements) {
        separate();
        sink.octet('[');
        mapMask &= ~(1L << depth);
        return opened();
    }

    @Override
    public JsonWriter map(int pairs) {
        separate();
        sink.octet('{');
        mapMask |= 1L << depth;
        return opened();
    }

    private JsonWriter opened() {
        filledMask &= ~(1L << depth);
        keyMask &= ~(1L << depth);
        depth++;
        return this;
    }

    @Override
    public JsonWriter end() {
        depth = depth > 0 ? depth - 1 : 0;
        sink.octet((mapMask >>> depth & 1) != 0 ? '}' : ']');
        return this;
    }

    @Override
    public JsonWriter text(byte[] utf8, int from, int length) {
        separate();
        sink.octet('"');
        int plain = from;
        int to = from + length;
        for (int i = from; i < to; i++) {
            int octet = utf8[i] & 0xff;
            if (octet < ' ' || octet == '"' || octet == '\\') {
                sink.octets(utf8, plain, i - plain);
                escape(octet);
                plain = i + 1;
            }
        }
        sink.octets(utf8, plain, to - plain).octet('"');
        return this;
    }

    private void escape(int octet) {
        sink.octet('\\');
        switch (octet) {
            case '"', '\\' -> sink.octet(octet);
            case '\n' -> sink.octet('n');
            case '\r' -> sink.octet('r');
            case '\t' -> sink.octet('t');
            default -> sink.octet('u').octet('0').octet('0').octet(HEX[octet >>> 4]).octet(HEX[octet & 0xf]);
        }
    }

    @Override
    public JsonWriter bytes(byte[] octets, int from, int length) {
        separate();
        sink.octet('"');
        Base64Url.write(octets, from, length, sink);
        sink.octet('"');
        return this;
    }

    @Override
    public JsonWriter integer(long value) {
        separate();
        decimal.write(value, sink);
        return this;
    }

    @Override
    public JsonWriter number(double value) {
        if (Double.isFinite(value)) {
            separate();
            decimal.write(value, sink);
            return this;
        }
        return nothing();
    }

    @Override
    public JsonWriter decimal(long mantissa, int exponent) {
        separate();
        decimal.write(mantissa, exponent, sink);
        return this;
    }

    @Override
    public JsonWriter bool(boolean value) {
        return word(value ? TRUE : FALSE);
    }

    @Override
    public JsonWriter nothing() {
        return word(NULL_VALUE);
    }

    private JsonWriter word(byte[] word) {
        separate();
        sink.octets(word, 0, word.length);
        return this;
    }
}
