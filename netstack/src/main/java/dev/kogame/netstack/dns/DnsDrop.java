package dev.kogame.netstack.dns;

/** Why a datagram to the resolver's port was not taken for the answer. Each reason has one counter. */
public enum DnsDrop {
    /** Nothing was asked, or the answer had come already. */
    UNASKED,
    /** From another address, port or interface than was asked. */
    SERVER,
    /** Shorter than a header. */
    LENGTH,
    /** Another identifier than the query's. */
    IDENTIFIER,
    /** A query, or an operation other than a standard query. */
    NOT_A_RESPONSE,
    /** Another question than was asked, or not one. */
    QUESTION,
    /** The right answer by all that was checked, but its records make no sense; the next server is asked. */
    MALFORMED
}
