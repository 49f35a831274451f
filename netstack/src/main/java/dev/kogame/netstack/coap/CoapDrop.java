package dev.kogame.netstack.coap;

import dev.kogame.board.Boot;

/**
 * Why the CoAP server did not answer a message with a response of its own. Each reason has one counter.
 *
 * <p>Inside the room a reason travels as its {@link #code}, a negative int beside {@link #OK}.
 */
public enum CoapDrop {
    /** Less than the header of 4 octets. Silence: there is no Message ID to reset. */
    TOO_SHORT,
    /** A version other than 1. Silence, RFC 7252 section 3. */
    VERSION,
    /** A token length field of 15. Message format error, RFC 8974 section 2.1. */
    TOKEN_LENGTH,
    /** The token reaches beyond the datagram. Message format error. */
    TOKEN_TRUNCATED,
    /** A token longer than {@link CoapMessage#MAX_TOKEN_OCTETS}: answered 4.00, RFC 8974 section 2.2.2. */
    TOKEN_TOO_LONG,
    /** Code 0.00, but a token, an option or a payload follows. Message format error. */
    EMPTY_WITH_OCTETS,
    /** A code of class 1, 3, 6 or 7. */
    CODE_CLASS,
    /** An option delta or length of 15 that is no payload marker. Message format error. */
    OPTION_NIBBLE,
    /** An option reaches beyond the datagram. Message format error. */
    OPTION_TRUNCATED,
    /** The deltas add up to more than 65535. Message format error. */
    OPTION_NUMBER,
    /** A payload marker with nothing behind it. Message format error. */
    PAYLOAD_EMPTY,
    /** An empty Confirmable message, "CoAP ping": answered with Reset. */
    PING,
    /** An empty Non-confirmable message. */
    NON_EMPTY_CODE,
    /** An Acknowledgement that nothing of ours waits for. */
    ACKNOWLEDGEMENT,
    /** A Reset that rejects nothing of ours. */
    RESET,
    /** A response, though nothing was asked. */
    RESPONSE,
    /** A Confirmable message to a group. Silence, RFC 7252 section 8.1. */
    CONFIRMABLE_TO_GROUP,
    /** A Confirmable request seen before: its answer was sent again. */
    DUPLICATE_CONFIRMABLE,
    /** A Non-confirmable request seen before: silence. */
    DUPLICATE_NON_CONFIRMABLE,
    /** A Non-confirmable request with a critical option this server does not know. Silence, RFC 7252 section 5.4.1. */
    CRITICAL_OPTION,
    /** An answer to a group request that had nothing useful to say: an error, or no payload. RFC 7252 section 8.2. */
    GROUP_ANSWER,
    /** The table of exchanges was full of others' recent requests: answered 5.03. */
    EXCHANGES_FULL,
    /** There was no place for another body in blocks: answered 5.03. */
    BODIES_FULL,
    /** A block without those before it: answered 4.08. */
    BODY_INCOMPLETE,
    /** A body longer than the resource takes: answered 4.13. */
    BODY_TOO_LARGE,
    /** The client did not want to hear this class of answer, RFC 7967. */
    NO_RESPONSE,
    /** A group request came while too many answers to others waited: silence. */
    GROUP_ANSWERS_FULL,
    /** A handler wanted to answer later, and too many do already: answered 5.03. */
    SEPARATE_RESPONSES_FULL,
    /** A handler did not answer in time what it had promised to, or nobody acknowledged it. */
    SEPARATE_RESPONSE_LOST,
    /** The resource wants fresh requests, RFC 9175: answered 4.01 with Echo. */
    NOT_FRESH,
    /** Nobody could be entered into the list of observers: answered without Observe. */
    OBSERVERS_FULL,
    /** An observer did not acknowledge a notification: taken off the list. */
    OBSERVER_SILENT,
    /** A handler wrote more than an answer may hold: answered 5.00. */
    ANSWER_TOO_LARGE,
    /** A handler failed with an exception: answered 5.00. */
    HANDLER_FAILED,
    /** No frame slot was free, so the request was left for its repetition. */
    NO_FRAME_SLOT,
    /** The stack would not send the answer. */
    SEND_FAILED;

    /** What the gate answers when it lets a message through. */
    public static final int OK = 0;

    private static final CoapDrop[] REASONS = values();

    /** This reason on the packet path: negative, and different for each reason. */
    public final int code = -1 - ordinal();

    /** How many reasons there are. */
    public static int count() {
        return REASONS.length;
    }

    /** The place of a {@link #code} among the reasons, 0 to {@code count() - 1}. */
    public static int index(int code) {
        return -1 - code;
    }

    /** The reason at a place, for reports. */
    @Boot
    public static CoapDrop at(int index) {
        return REASONS[index];
    }
}
