package dev.kogame.netstack.coap;

/** What a {@link ClientResponse} tells: there is a response, or why there is none. */
public enum ClientOutcome {
    /** A response, whatever its code: look at {@link ClientResponse#code()}. */
    RESPONSE,
    /** Nobody acknowledged the request, or no response came in time. */
    TIMEOUT,
    /** The server sent a Reset: it lacks context to process the message, RFC 7252 section 4.2. */
    RESET,
    /** An ICMPv6 error came back about the request, or the stack has no way to send it. */
    UNREACHABLE,
    /** The time for answers of a group is over; whoever answered was handed up before. */
    GROUP_OVER,
    /** The request was sent, and asked with No-Response for no answer. RFC 7967. */
    NO_RESPONSE_WANTED,
    /** The response has a critical option that this client does not know, so it was rejected. RFC 7252 section 5.4.1. */
    UNKNOWN_OPTION,
    /** The body of the response does not fit into the array given for it. */
    BODY_TOO_LARGE,
    /** Blocks do not add up to a body, or it changed again and again while they were fetched. RFC 7959. */
    BLOCKS_DO_NOT_FIT
}
