package dev.kogame.netstack.senml;

import dev.kogame.netstack.cbor.CborWriter;
import dev.kogame.netstack.data.DataWriter;
import dev.kogame.netstack.json.JsonWriter;
import dev.kogame.netstack.wire.OctetSink;

/**
 * Writes a SenML pack, RFC 8428: for every record its fields in any order, then {@link #record}.
 *
 * <p>Numbers are best given as decimals, {@code value(231, -1)} for 23.1: in JSON they then stand as they are. Arrays that are given are
 * borrowed until {@code record}, and only read. One thread; allocates nothing after construction.
 */
public final class SenmlWriter {

    private final CborWriter cborWriter = new CborWriter();
    private final JsonWriter jsonWriter = new JsonWriter();
    private final byte[][] octets = new byte[SenmlLabel.COUNT][];
    private final int[] octetsAt = new int[SenmlLabel.COUNT];
    private final int[] length = new int[SenmlLabel.COUNT];
    private final long[] mantissa = new long[SenmlLabel.COUNT];
    private final int[] exponent = new int[SenmlLabel.COUNT];
    private DataWriter writer = jsonWriter;
    private boolean cbor;
    private boolean flag;
    private double real;
    private boolean isReal;
    private int present;

    /** A writer without a pack, until one of the two beginnings. */
    public SenmlWriter() {
    }

    /** Begins a pack in JSON of that many records, application/senml+json. */
    public SenmlWriter beginJson(OctetSink sink, int records) {
        cbor = false;
        return begin(jsonWriter, sink, records);
    }

    /** Begins a pack in CBOR of that many records, application/senml+cbor. */
    public SenmlWriter beginCbor(OctetSink sink, int records) {
        cbor = true;
        return begin(cborWriter, sink, records);
    }

    private SenmlWriter begin(DataWriter with, OctetSink sink, int records) {
        writer = with;
        present = 0;
        writer.begin(sink).array(records);
        return this;
    }

    /** What stands in front of the names from this record on. */
    public SenmlWriter baseName(byte[] ascii) {
        return octets(SenmlLabel.BASE_NAME, ascii, 0, ascii.length);
    }

    /** What is added to the times from this record on, in seconds; 2^28 or more is a time since 1970, section 4.5.3. */
    public SenmlWriter baseTime(long seconds, int powerOfTen) {
        return decimal(SenmlLabel.BASE_TIME, seconds, powerOfTen);
    }

    /** The unit from this record on. */
    public SenmlWriter baseUnit(byte[] ascii) {
        return octets(SenmlLabel.BASE_UNIT, ascii, 0, ascii.length);
    }

    /** The version of the format, if it is not 10; in the first record. */
    public SenmlWriter baseVersion(int version) {
        return decimal(SenmlLabel.BASE_VERSION, version, 0);
    }

    /** The name, of letters, digits and {@code -:./_}; with the base name in front it tells the sensor from all others. */
    public SenmlWriter name(byte[] ascii) {
        return octets(SenmlLabel.NAME, ascii, 0, ascii.length);
    }

    /** The unit, a name of section 12.1: {@code Cel}, {@code %RH}. */
    public SenmlWriter unit(byte[] ascii) {
        return octets(SenmlLabel.UNIT, ascii, 0, ascii.length);
    }

    /** When it was measured, in seconds times a power of ten: added to the base time; alone it is relative to now. */
    public SenmlWriter time(long seconds, int powerOfTen) {
        return decimal(SenmlLabel.TIME, seconds, powerOfTen);
    }

    /** The value, {@code number} times 10 to the power of {@code powerOfTen}. */
    public SenmlWriter value(long number, int powerOfTen) {
        isReal = false;
        return decimal(SenmlLabel.VALUE, number, powerOfTen);
    }

    /** The value; left out if it is infinite or none (NaN), for SenML has no such values. */
    public SenmlWriter value(double number) {
        real = number;
        isReal = true;
        return Double.isFinite(number) ? decimal(SenmlLabel.VALUE, 0, 0) : this;
    }

    /** The value, a text in UTF-8. */
    public SenmlWriter stringValue(byte[] utf8, int from, int count) {
        return octets(SenmlLabel.STRING_VALUE, utf8, from, count);
    }

    /** The value, true or false. */
    public SenmlWriter booleanValue(boolean value) {
        flag = value;
        present |= 1 << SenmlLabel.BOOLEAN_VALUE;
        return this;
    }

    /** The value, some octets. */
    public SenmlWriter dataValue(byte[] data, int from, int count) {
        return octets(SenmlLabel.DATA_VALUE, data, from, count);
    }

    /** The integral of the value over time, in its unit times seconds. */
    public SenmlWriter sum(long number, int powerOfTen) {
        return decimal(SenmlLabel.SUM, number, powerOfTen);
    }

    /** In how many seconds at most there will be another value. */
    public SenmlWriter updateTime(long seconds, int powerOfTen) {
        return decimal(SenmlLabel.UPDATE_TIME, seconds, powerOfTen);
    }

    /** Writes a record of the fields given since the last one. */
    public SenmlWriter record() {
        writer.map(Integer.bitCount(present));
        for (int field = 0; field < SenmlLabel.COUNT; field++) {
            if ((present >>> field & 1) != 0) {
                label(field);
                content(field);
            }
        }
        writer.end();
        present = 0;
        return this;
    }

    /** Ends the pack. */
    public void end() {
        writer.end();
    }

    private SenmlWriter octets(int field, byte[] b, int from, int count) {
        octets[field] = b;
        octetsAt[field] = from;
        length[field] = count;
        present |= 1 << field;
        return this;
    }

    private SenmlWriter decimal(int field, long number, int powerOfTen) {
        mantissa[field] = number;
        exponent[field] = powerOfTen;
        present |= 1 << field;
        return this;
    }

    private void label(int field) {
        if (cbor) {
            writer.integer(SenmlLabel.cbor(field));
        } else {
            writer.text(SenmlLabel.json(field));
        }
    }

    private void content(int field) {
        switch (field) {
            case SenmlLabel.BASE_NAME, SenmlLabel.BASE_UNIT, SenmlLabel.NAME, SenmlLabel.UNIT,
                    SenmlLabel.STRING_VALUE ->
                writer.text(octets[field], octetsAt[field], length[field]);
            case SenmlLabel.DATA_VALUE -> writer.bytes(octets[field], octetsAt[field], length[field]);
            case SenmlLabel.BOOLEAN_VALUE -> writer.bool(flag);
            default -> {
                if (field == SenmlLabel.VALUE && isReal) {
                    writer.number(real);
                } else {
                    writer.decimal(mantissa[field], exponent[field]);
                }
            }
        }
    }
}
