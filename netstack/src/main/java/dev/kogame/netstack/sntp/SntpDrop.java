package dev.kogame.netstack.sntp;

/** Why a datagram to the client's port did not set the clock. Each reason has one counter. */
public enum SntpDrop {
    /** Nothing was asked, or the answer had come already. */
    UNASKED,
    /** From another address, port or interface than was asked. */
    SERVER,
    /** Shorter than a header. */
    LENGTH,
    /** Not the number that was sent comes back: an old answer, or a forged one. */
    ORIGIN,
    /** Not an answer of a server, or of another version. */
    MODE,
    /** The server asks for silence, or for less: RFC 5905 section 7.4. It was obeyed. */
    KISS_OF_DEATH,
    /** The server says that its own clock is not synchronized. */
    UNSYNCHRONIZED,
    /** A time that cannot be: zero, sent before it was received, or longer under way than the answer took. */
    TIME
}
