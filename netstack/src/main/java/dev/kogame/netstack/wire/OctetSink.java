package dev.kogame.netstack.wire;

/**
 * Takes octets one behind the other: a payload in the making, for the writers of data formats.
 *
 * <p>Whoever writes has no use for an answer in between: a sink that has no more room keeps that to itself until the end, when its
 * owner asks it.
 */
public interface OctetSink {

    /** Appends {@code length} octets of {@code b}; they are only read. */
    OctetSink octets(byte[] b, int from, int length);

    /** Appends the low 8 bits. */
    OctetSink octet(int value);
}
