package dev.kogame.netstack.cbor;

import dev.kogame.netstack.data.DataWriter;
import dev.kogame.netstack.data.Decimal;
import dev.kogame.netstack.wire.OctetSink;
import dev.kogame.netstack.wire.OctetWindow;
import dev.kogame.netstack.wire.Octets;

/** Writes one CBOR data item in its preferred serialization: every number in its shortest form, RFC 8949 section 4.1. */
public final class CborWriter implements DataWriter {

    private static final int HEAD_OCTETS = 9;

    private final byte[] head = new byte[HEAD_OCTETS];
    private final Decimal decimal = new Decimal();
    private OctetSink sink = new OctetWindow();
    private int depth;
    private long indefiniteMask;

    /** A writer without a sink, until {@link #begin}. */
    public CborWriter() {
    }

    @Override
    public CborWriter begin(OctetSink into) {
        sink = into;
        depth = 0;
        return this;
    }

    @Override
    public CborWriter array(int elements) {
        return open(CborReader.ITEMS, elements);
    }

    @Override
    public CborWriter map(int pairs) {
        return open(CborReader.PAIRS, pairs);
    }

    private CborWriter open(int major, int count) {
        long bit = 1L << depth++;
        if (count == UNKNOWN) {
            indefiniteMask |= bit;
            sink.octet(major << 5 | CborReader.INDEFINITE);
        } else {
            indefiniteMask &= ~bit;
            head(major, count);
        }
        return this;
    }

    @Override
    public CborWriter end() {
        depth = depth > 0 ? depth - 1 : 0;
        if ((indefiniteMask >>> depth & 1) != 0) {
            sink.octet(CborReader.BREAK);
        }
        return this;
    }

    @Override
    public CborWriter text(byte[] utf8, int from, int length) {
        head(CborReader.TEXT_STRING, length);
        sink.octets(utf8, from, length);
        return this;
    }

    @Override
    public CborWriter bytes(byte[] octets, int from, int length) {
        head(CborReader.BYTE_STRING, length);
        sink.octets(octets, from, length);
        return this;
    }

    @Override
    public CborWriter integer(long value) {
        if (value < 0) {
            head(CborReader.NEGATIVE, -1 - value);
        } else {
            head(CborReader.UNSIGNED, value);
        }
        return this;
    }

    /** The shortest float that has the same value, section 4.1; every NaN is the same one, section 4.2.2. */
    @Override
    public CborWriter number(double value) {
        float single = (float) value;
        if (single != value && value == value) {
            sink.octet(CborReader.SIMPLE << 5 | CborReader.EIGHT_OCTETS);
            Octets.put64(head, 0, Double.doubleToLongBits(value));
            sink.octets(head, 0, Long.BYTES);
            return this;
        }
        short half = Float.floatToFloat16(single);
        if (Float.float16ToFloat(half) != single && value == value) {
            sink.octet(CborReader.SIMPLE << 5 | CborReader.FOUR_OCTETS);
            Octets.put32(head, 0, Float.floatToIntBits(single));
            sink.octets(head, 0, Integer.BYTES);
            return this;
        }
        sink.octet(CborReader.SIMPLE << 5 | CborReader.TWO_OCTETS);
        sink.octet(half >>> 8).octet(half);
        return this;
    }

    /** A whole number of 64 bits stays one, RFC 8428 section 6; any other becomes a float. */
    @Override
    public CborWriter decimal(long mantissa, int exponent) {
        long whole = mantissa;
        int power = exponent;
        while (power < 0 && whole % 10 == 0 && whole != 0) {
            whole /= 10;
            power++;
        }
        while (power > 0 && Math.abs(whole) <= Long.MAX_VALUE / 10) {
            whole *= 10;
            power--;
            if (whole == 0) {
                power = 0;
            }
        }
        return power == 0 || whole == 0 ? integer(whole) : number(decimal.toDouble(whole, power));
    }

    @Override
    public CborWriter bool(boolean value) {
        sink.octet(CborReader.SIMPLE << 5 | (value ? CborReader.TRUE : CborReader.FALSE));
        return this;
    }

    @Override
    public CborWriter nothing() {
        sink.octet(CborReader.SIMPLE << 5 | CborReader.NULL_VALUE);
        return this;
    }

    /** The initial octet and the argument in as few octets as will do; the argument is one without sign. */
    private void head(int major, long argument) {
        int information;
        if (argument >= 0 && argument < CborReader.ONE_OCTET) {
            sink.octet(major << 5 | (int) argument);
            return;
        }
        if (argument >>> 8 == 0) {
            information = CborReader.ONE_OCTET;
            head[1] = (byte) argument;
        } else if (argument >>> 16 == 0) {
            information = CborReader.TWO_OCTETS;
            Octets.put16(head, 1, (int) argument);
        } else if (argument >>> 32 == 0) {
            information = CborReader.FOUR_OCTETS;
            Octets.put32(head, 1, (int) argument);
        } else {
            information = CborReader.EIGHT_OCTETS;
            Octets.put64(head, 1, argument);
        }
        head[0] = (byte) (major << 5 | information);
        sink.octets(head, 0, 1 + (1 << information - CborReader.ONE_OCTET));
    }
}
