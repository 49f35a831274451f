package dev.kogame.netstack.senml;

import java.nio.charset.StandardCharsets;

import dev.kogame.board.Boot;
import dev.kogame.netstack.data.DataReader;

/** The fields of a record in the order they are written, and their labels. RFC 8428 sections 4.3 and 6. */
final class SenmlLabel {

    static final int BASE_NAME = 0;
    static final int BASE_TIME = 1;
    static final int BASE_UNIT = 2;
    static final int BASE_VERSION = 3;
    static final int BASE_VALUE = 4;
    static final int BASE_SUM = 5;
    static final int NAME = 6;
    static final int UNIT = 7;
    static final int TIME = 8;
    static final int VALUE = 9;
    static final int STRING_VALUE = 10;
    static final int BOOLEAN_VALUE = 11;
    static final int DATA_VALUE = 12;
    static final int SUM = 13;
    static final int UPDATE_TIME = 14;
    static final int COUNT = 15;

    /** What {@link #read} answers for a label that is not known. */
    static final int UNKNOWN = -1;

    private static final byte[][] JSON = names("bn", "bt", "bu", "bver", "bv", "bs", "n", "u", "t", "v", "vs", "vb",
            "vd", "s", "ut");
    private static final int[] CBOR = {-2, -3, -4, -1, -5, -6, 0, 1, 6, 2, 3, 4, 8, 5, 7};

    private SenmlLabel() {
    }

    @Boot
    private static byte[][] names(String... names) {
        byte[][] octets = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            octets[i] = names[i].getBytes(StandardCharsets.US_ASCII);
        }
        return octets;
    }

    static byte[] json(int field) {
        return JSON[field];
    }

    static int cbor(int field) {
        return CBOR[field];
    }

    /** The field whose key the reader has just read, or {@link #UNKNOWN}. */
    static int read(DataReader reader) {
        boolean text = reader.item() == DataReader.TEXT;
        for (int field = 0; field < COUNT; field++) {
            if (text ? reader.isText(JSON[field]) : reader.integer() == CBOR[field]) {
                return field;
            }
        }
        return UNKNOWN;
    }
}
