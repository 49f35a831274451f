package dev.kogame.netstack.coap;

/** Why the CoAP client did nothing with a message, or could not send one. Each reason has one counter. */
public enum ClientDrop {
    /** No CoAP message. A Confirmable one is rejected with Reset, RFC 7252 section 4.2. */
    MALFORMED,
    /** A message to a group that this host listens to: a client has no business with it. */
    TO_GROUP,
    /** A request: there is no server behind a client's port. Rejected with Reset if Confirmable. */
    REQUEST,
    /** An empty Confirmable message, "CoAP ping": answered with Reset. */
    PING,
    /** An empty Non-confirmable message. */
    NON_EMPTY,
    /** An Acknowledgement or Reset of no message under way, or one that carries what it must not. */
    UNMATCHED_ACKNOWLEDGEMENT,
    /** A response to nothing that was asked, or not from whom it was asked. */
    UNMATCHED_RESPONSE,
    /** A response seen before: acknowledged again, not handed up again. */
    DUPLICATE,
    /** A notification that was sent before one that arrived already, RFC 7641 section 3.4. */
    OLD_NOTIFICATION,
    /** A response with an unknown critical option. */
    CRITICAL_OPTION,
    /** An ICMPv6 error that does not quote a request under way. */
    UNMATCHED_ERROR,
    /** No frame slot was free: the message is as good as lost. */
    NO_FRAME_SLOT,
    /** The stack would not send the message. */
    SEND_FAILED
}
