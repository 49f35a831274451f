package dev.kogame.netstack.senml;

import dev.kogame.netstack.cbor.CborReader;
import dev.kogame.netstack.data.DataReader;
import dev.kogame.netstack.json.Base64Url;
import dev.kogame.netstack.json.JsonReader;

/**
 * Reads a SenML pack, RFC 8428, record by record with the base fields applied.
 *
 * <pre>{@code
 * reader.beginJson(b, from, to);
 * while (reader.next()) {
 *     if (reader.isName(TEMPERATURE) && reader.kind() == SenmlReader.NUMBER) {
 *         celsius = reader.value();
 *     }
 * }
 * if (!reader.finish()) {
 *     // No pack, or one that is not to be used: nothing that was read may be kept.
 * }
 * }</pre>
 *
 * Fields that it does not know it passes over, unless their label ends with an underscore: then it must not use the pack (section 4.4),
 * nor if its version is above 10. A pack without records is one. One thread; allocates nothing after construction.
 */
public final class SenmlReader {

    /** How long a name may be with its base name, and a unit, and a value that is a text or octets. */
    public static final int MAX_NAME_OCTETS = 128;
    public static final int MAX_UNIT_OCTETS = 32;
    public static final int MAX_VALUE_OCTETS = 256;

    /** The record has no value, only a sum or base fields. */
    public static final int NONE = 0;
    /** The value is a number. */
    public static final int NUMBER = 1;
    /** The value is a text. */
    public static final int STRING = 2;
    /** The value is true or false. */
    public static final int BOOLEAN = 3;
    /** The value is octets. */
    public static final int DATA = 4;

    private static final int VERSION = 10;
    /** Whatever a double can be without being infinite. */
    private static final double LARGEST = Double.MAX_VALUE;

    private final JsonReader json = new JsonReader();
    private final CborReader cbor = new CborReader();
    private final byte[] label = new byte[MAX_NAME_OCTETS];
    private final byte[] name = new byte[MAX_NAME_OCTETS];
    private final byte[] ownName = new byte[MAX_NAME_OCTETS];
    private final byte[] baseUnit = new byte[MAX_UNIT_OCTETS];
    private final byte[] unit = new byte[MAX_UNIT_OCTETS];
    private final byte[] octets = new byte[MAX_VALUE_OCTETS];
    /** The numbers of a record, and the base ones that stay, by field. */
    private final double[] number = new double[SenmlLabel.COUNT];
    private DataReader reader = json;
    private boolean entered;
    private boolean baseSum;
    private int fields;
    private int baseNameOctets;
    private int nameOctets;
    private int baseUnitOctets;
    private int unitOctets;
    private int valueOctets;
    private boolean flag;
    private int kind;

    /** A reader without a pack, until one of the two beginnings. */
    public SenmlReader() {
    }

    /** Begins to read the JSON in {@code b[from, to)}, which is borrowed until {@link #finish}. */
    public void beginJson(byte[] b, int from, int to) {
        begin(json, b, from, to);
    }

    /** Begins to read the CBOR in {@code b[from, to)}, which is borrowed until {@link #finish}. */
    public void beginCbor(byte[] b, int from, int to) {
        begin(cbor, b, from, to);
    }

    private void begin(DataReader with, byte[] b, int from, int to) {
        reader = with;
        reader.begin(b, from, to);
        entered = false;
        baseSum = false;
        baseNameOctets = 0;
        baseUnitOctets = 0;
        for (int field = 0; field < SenmlLabel.COUNT; field++) {
            number[field] = 0;
        }
    }

    /** Reads the next record: false if there is none, or something is wrong. */
    public boolean next() {
        if (!entered) {
            entered = true;
            reader.enterArray();
        }
        if (!reader.nextMap()) {
            return false;
        }
        fields = 0;
        nameOctets = 0;
        unitOctets = 0;
        kind = NONE;
        for (int field = SenmlLabel.NAME; field < SenmlLabel.COUNT; field++) {
            number[field] = 0;
        }
        while (reader.nextKey()) {
            int field = SenmlLabel.read(reader);
            if (field == SenmlLabel.UNKNOWN) {
                passOver();
            } else if ((fields >>> field & 1) != 0) {
                reader.reject();
            } else {
                fields |= 1 << field;
                content(field);
            }
        }
        return reader.item() == DataReader.END && resolve();
    }

    /** Whether the whole pack was read, and may be used. */
    public boolean finish() {
        return entered && reader.finish();
    }

    private void passOver() {
        int length = reader.item() == DataReader.TEXT ? reader.copyText(label, 0, label.length) : 0;
        if (length < 0 || length > 0 && label[length - 1] == '_') {
            reader.reject();
            return;
        }
        reader.skip();
    }

    private void content(int field) {
        switch (field) {
            case SenmlLabel.BASE_NAME -> baseNameOctets = reader.nextText(name, 0, name.length);
            // Beside the base name, which may come behind it: they are joined when the record is over.
            case SenmlLabel.NAME -> nameOctets = reader.nextText(ownName, 0, ownName.length);
            case SenmlLabel.BASE_UNIT -> baseUnitOctets = reader.nextText(baseUnit, 0, baseUnit.length);
            case SenmlLabel.UNIT -> unitOctets = reader.nextText(unit, 0, unit.length);
            case SenmlLabel.BASE_VERSION -> reader.nextInteger(1, VERSION);
            case SenmlLabel.STRING_VALUE -> {
                kind(STRING);
                valueOctets = reader.nextText(octets, 0, octets.length);
            }
            case SenmlLabel.BOOLEAN_VALUE -> {
                kind(BOOLEAN);
                flag = reader.nextBoolean();
            }
            case SenmlLabel.DATA_VALUE -> {
                kind(DATA);
                data();
            }
            case SenmlLabel.VALUE -> {
                kind(NUMBER);
                number[field] = reader.nextNumber(-LARGEST, LARGEST);
            }
            default -> number[field] = reader.nextNumber(-LARGEST, LARGEST);
        }
    }

    /** RFC 8428 section 4.2: one value at most. */
    private void kind(int of) {
        if (kind != NONE) {
            reader.reject();
        }
        kind = of;
    }

    private void data() {
        int item = reader.next();
        boolean base64 = reader == json;
        if (item != (base64 ? DataReader.TEXT : DataReader.BYTES)) {
            reader.reject();
            return;
        }
        valueOctets = reader.copyText(octets, 0, octets.length);
        if (base64 && valueOctets > 0) {
            valueOctets = Base64Url.decode(octets, 0, valueOctets);
        }
        if (valueOctets < 0) {
            reader.reject();
        }
    }

    /** RFC 8428 section 4.6. */
    private boolean resolve() {
        baseSum |= (fields >>> SenmlLabel.BASE_SUM & 1) != 0;
        int length = baseNameOctets + nameOctets;
        if (length > name.length) {
            reader.reject();
            return false;
        }
        System.arraycopy(ownName, 0, name, baseNameOctets, nameOctets);
        nameOctets = length;
        if (unitOctets == 0) {
            System.arraycopy(baseUnit, 0, unit, 0, baseUnitOctets);
            unitOctets = baseUnitOctets;
        }
        if ((kind != NONE || hasSum()) && !isNameWellFormed()) {
            reader.reject();
            return false;
        }
        return true;
    }

    /** RFC 8428 section 4.5.1. */
    private boolean isNameWellFormed() {
        for (int i = 0; i < nameOctets; i++) {
            int c = name[i];
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            boolean punctuation = c == '-' || c == ':' || c == '.' || c == '/' || c == '_';
            if (!alphanumeric && (i == 0 || !punctuation)) {
                return false;
            }
        }
        return nameOctets > 0;
    }

    /** What kind of value the record has. */
    public int kind() {
        return kind;
    }

    /** The value if it is a {@link #NUMBER}. */
    public double value() {
        return number[SenmlLabel.BASE_VALUE] + number[SenmlLabel.VALUE];
    }

    /** The value if it is a {@link #BOOLEAN}. */
    public boolean booleanValue() {
        return flag;
    }

    /** How many octets the value has if it is a {@link #STRING} or {@link #DATA}; they are {@link #valueOctet}. */
    public int valueOctets() {
        return valueOctets;
    }

    /** One of the {@link #valueOctets}, 0 to 255. */
    public int valueOctet(int i) {
        return octets[i] & 0xff;
    }

    /** Whether the record has a sum. */
    public boolean hasSum() {
        return baseSum || (fields >>> SenmlLabel.SUM & 1) != 0;
    }

    /** The sum. */
    public double sum() {
        return number[SenmlLabel.BASE_SUM] + number[SenmlLabel.SUM];
    }

    /** When it was measured, in seconds: below 2^28 relative to now, otherwise since 1970. RFC 8428 section 4.5.3. */
    public double time() {
        return number[SenmlLabel.BASE_TIME] + number[SenmlLabel.TIME];
    }

    /** In how many seconds at most there will be another value; 0 if that is not said. */
    public double updateTime() {
        return number[SenmlLabel.UPDATE_TIME];
    }

    /** Whether this is the record's name, with its base name in front. */
    public boolean isName(byte[] ascii) {
        return same(name, nameOctets, ascii);
    }

    /** Whether this is the record's unit; an empty one is none. */
    public boolean isUnit(byte[] ascii) {
        return same(unit, unitOctets, ascii);
    }

    private static boolean same(byte[] b, int length, byte[] other) {
        boolean same = length == other.length;
        for (int i = 0; same && i < length; i++) {
            same = b[i] == other[i];
        }
        return same;
    }
}
