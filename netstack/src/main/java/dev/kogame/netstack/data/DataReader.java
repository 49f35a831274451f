package dev.kogame.netstack.data;

/**
 * Pulls the items of one payload out of octets, in their order. A map is its keys and values in turn.
 *
 * <p>The first thing that is wrong ends the reading: from then on every {@link #next} answers the same error, {@link #nextKey} and
 * {@link #nextMap} answer false, and so does {@link #finish}. So a caller reads on as if all were well and asks once at the end. What
 * has been read before may be used only if {@code finish} says so.
 *
 * <p>Work and memory are bounded by the window, nesting by {@link #MAX_DEPTH}. One thread; allocates nothing after construction.
 */
public abstract class DataReader {

    /** How many arrays and maps may be open at a time. */
    public static final int MAX_DEPTH = 16;

    /** The payload is over, and was one whole item. */
    public static final int DONE = 0;
    /** The innermost open array or map is over. Every item has a larger number, every error a smaller one than {@link #DONE}. */
    public static final int END = 1;
    /** An array begins; its elements follow up to its {@link #END}. */
    public static final int ARRAY = 2;
    /** A map begins; keys and values follow in turn up to its {@link #END}. */
    public static final int MAP = 3;
    /** A text in UTF-8, checked: see {@link #isText} and {@link #copyText}. */
    public static final int TEXT = 4;
    /** A string of octets, which only CBOR has: see {@link #copyText}. */
    public static final int BYTES = 5;
    /** A whole number of 64 bits with sign: see {@link #integer}. */
    public static final int INTEGER = 6;
    /** Any other number, which may be infinite or none (NaN) in CBOR and infinite in JSON: see {@link #number}. */
    public static final int NUMBER = 7;
    /** True or false: see {@link #bool}. */
    public static final int BOOLEAN = 8;
    /** Null. */
    public static final int NULL = 9;
    /** Undefined, or a simple value without a name, which only CBOR has. */
    public static final int OTHER = 10;

    /** Error: the octets are not of the format, or too few or too many. */
    public static final int MALFORMED = -1;
    /** Error: an array or map in more than {@link #MAX_DEPTH} others. */
    public static final int TOO_DEEP = -2;
    /** Error: another item than was asked for. */
    public static final int UNEXPECTED = -3;
    /** Error: a number outside of what was asked for, or a text too long. */
    public static final int OUT_OF_RANGE = -4;

    /** Beyond, not every whole number is a double. */
    private static final double EXACT = 1L << 53;

    /** The payload is {@code b[at, end)}; {@code at} is the first octet not read. */
    protected byte[] b = new byte[0];
    protected int at;
    protected int end;
    /** How many arrays and maps are open. */
    protected int depth;
    /** The value of the item {@link #INTEGER}. */
    protected long integer;
    /** The value of the item {@link #NUMBER}. */
    protected double number;
    /** The value of the item {@link #BOOLEAN}. */
    protected boolean bool;

    private int item = MALFORMED;

    /** A reader without a payload, until {@link #begin}. */
    protected DataReader() {
    }

    /** Begins to read the payload {@code payload[from, to)}, which is borrowed until the next beginning and only read. */
    public final void begin(byte[] payload, int from, int to) {
        b = payload;
        at = from;
        end = to;
        depth = 0;
        item = DONE;
        restart();
    }

    /** Forgets what is left of an earlier payload. */
    protected abstract void restart();

    /** Reads on: answers an item, {@link #END}, {@link #DONE} or an error. Not called after an error. */
    protected abstract int read();

    /** Whether the item {@link #TEXT} is exactly this text. */
    public abstract boolean isText(byte[] utf8);

    /**
     * Copies the item {@link #TEXT} or {@link #BYTES}.
     *
     * @return its octets, or -1 if it has more than {@code capacity}; what stands in {@code into} then is of no use
     */
    public abstract int copyText(byte[] into, int intoAt, int capacity);

    /** Reads on: answers an item, {@link #END}, {@link #DONE} or, negative and from then on always, an error. */
    public final int next() {
        if (item >= DONE) {
            item = read();
        }
        return item;
    }

    /** What {@link #next} answered last. */
    public final int item() {
        return item;
    }

    /** The value of the item {@link #INTEGER}. */
    public final long integer() {
        return integer;
    }

    /** The value of the item {@link #NUMBER} or {@link #INTEGER}, to the precision of a double. */
    public final double number() {
        return item == INTEGER ? integer : number;
    }

    /** The value of the item {@link #BOOLEAN}. */
    public final boolean bool() {
        return bool;
    }

    /** Reads on to the beginning of a map; anything else is an error. */
    public final void enterMap() {
        expect(MAP);
    }

    /** Reads on to the beginning of an array; anything else is an error. */
    public final void enterArray() {
        expect(ARRAY);
    }

    /**
     * Reads on to the next key of a map, a text or an integer.
     *
     * @return false if there is none because the map is over, or something is wrong
     */
    public final boolean nextKey() {
        int key = next();
        if (key != TEXT && key != INTEGER) {
            fail(key, END);
            return false;
        }
        return true;
    }

    /**
     * Reads on to the next map in an array of nothing but maps.
     *
     * @return false if there is none because the array is over, or something is wrong
     */
    public final boolean nextMap() {
        int next = next();
        if (next != MAP) {
            fail(next, END);
        }
        return next == MAP;
    }

    /** Reads on to a boolean; anything else is an error, and then the answer is false. */
    public final boolean nextBoolean() {
        return expect(BOOLEAN) && bool;
    }

    /**
     * Reads on to a whole number; anything else is an error, and then the answer is {@code least}. A number like 40.0 is whole, too:
     * there are clients that know no other ones.
     */
    public final long nextInteger(long least, long most) {
        int next = next();
        if (next == NUMBER && Math.rint(number) == number && Math.abs(number) <= EXACT) {
            integer = (long) number;
            next = INTEGER;
        }
        if (next != INTEGER) {
            fail(next, next == NUMBER ? OUT_OF_RANGE : UNEXPECTED);
            return least;
        }
        if (integer < least || integer > most) {
            item = OUT_OF_RANGE;
            return least;
        }
        return integer;
    }

    /** Reads on to a number; anything else is an error, and so is one out of range or none; then the answer is {@code least}. */
    public final double nextNumber(double least, double most) {
        int next = next();
        if (next != INTEGER && next != NUMBER) {
            fail(next, UNEXPECTED);
            return least;
        }
        double value = number();
        if (!(value >= least && value <= most)) {
            item = OUT_OF_RANGE;
            return least;
        }
        return value;
    }

    /**
     * Reads on to a text and copies it; anything else is an error, and so is a longer one.
     *
     * @return its octets; 0 after an error
     */
    public final int nextText(byte[] into, int intoAt, int capacity) {
        if (!expect(TEXT)) {
            return 0;
        }
        int octets = copyText(into, intoAt, capacity);
        if (octets < 0) {
            item = OUT_OF_RANGE;
            return 0;
        }
        return octets;
    }

    /** Passes the next item over, with all that is in it. */
    public final void skip() {
        int outside = depth;
        int next = next();
        // Every turn reads at least one octet, or leaves.
        while (next >= END && depth > outside) {
            next = next();
        }
    }

    /** Makes what was read an error: {@link #UNEXPECTED}, for reasons that only the caller knows. */
    public final void reject() {
        fail(item, UNEXPECTED);
    }

    /** Whether the payload is over, and nothing was wrong. */
    public final boolean finish() {
        return next() == DONE;
    }

    private boolean expect(int wanted) {
        int next = next();
        if (next != wanted) {
            fail(next, UNEXPECTED);
        }
        return next == wanted;
    }

    /** An item that was not asked for is an error, unless there is one already, or the end is as good. */
    private void fail(int found, int error) {
        if (found < DONE || found == END && error == END) {
            return;
        }
        item = error == END ? UNEXPECTED : error;
    }
}
