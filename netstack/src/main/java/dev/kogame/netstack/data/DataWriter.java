package dev.kogame.netstack.data;

import dev.kogame.netstack.wire.OctetSink;

/**
 * Appends the items of one payload to a sink, in their order. A map is its keys and values in turn; its keys are texts, or in CBOR
 * integers, too.
 *
 * <p>Every {@link #array} and {@link #map} needs an {@link #end}, and they may stand in each other {@link DataReader#MAX_DEPTH} deep: a
 * writer does not check what its caller must know. One thread; allocates nothing after construction.
 */
public interface DataWriter {

    /** For {@link #array} and {@link #map}: how many will follow is not known yet. */
    int UNKNOWN = -1;

    /** Begins a payload in a sink, which is borrowed until the next beginning. */
    DataWriter begin(OctetSink sink);

    /** Begins an array of that many elements, or {@link #UNKNOWN}. */
    DataWriter array(int elements);

    /** Begins a map of that many pairs of key and value, or {@link #UNKNOWN}. */
    DataWriter map(int pairs);

    /** Ends the innermost array or map. */
    DataWriter end();

    /** A text in UTF-8, only read. */
    DataWriter text(byte[] utf8, int from, int length);

    /** A text in UTF-8, only read. */
    default DataWriter text(byte[] utf8) {
        return text(utf8, 0, utf8.length);
    }

    /** A string of octets, only read; in JSON a text of base64 for URLs without padding, RFC 4648 section 5. */
    DataWriter bytes(byte[] octets, int from, int length);

    /** A whole number. */
    DataWriter integer(long value);

    /** A number; one that is infinite or none (NaN) becomes null in JSON. */
    DataWriter number(double value);

    /** The number {@code mantissa} times 10 to the power of {@code exponent}; in CBOR the double next to it. */
    DataWriter decimal(long mantissa, int exponent);

    /** True or false. */
    DataWriter bool(boolean value);

    /** Null. */
    DataWriter nothing();
}
