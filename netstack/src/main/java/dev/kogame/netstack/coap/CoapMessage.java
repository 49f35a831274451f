package dev.kogame.netstack.coap;

import dev.kogame.netstack.wire.Octets;

/**
 * A CoAP message in a datagram, RFC 7252 section 3, with the longer tokens of RFC 8974 section 2.1.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Ver| T |  TKL  |      Code     |          Message ID           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Token Length (extended: 1 octet if TKL is 13, 2 if it is 14)
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Token (if any) ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   Options (if any) ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |1 1 1 1 1 1 1 1|    Payload (if any) ...
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * {@link #check} is the gate: after it answered {@link CoapDrop#OK} no accessor here or in {@link CoapOption} can leave the
 * message. The options are walked in place:
 *
 * <pre>{@code
 * int number = 0;
 * for (int option = optionsAt(b, at); isOption(b, option, end); option = CoapOption.next(b, option)) {
 *     number += CoapOption.delta(b, option);
 *     ...
 * }
 * }</pre>
 *
 * Allocates nothing.
 */
public final class CoapMessage {

    public static final int VERSION_TYPE_TOKEN_LENGTH = 0;
    public static final int CODE = 1;
    public static final int MESSAGE_ID = 2;
    public static final int HEADER_OCTETS = 4;
    /** The longest token that this room works with; the gate lets longer ones through, so that they can be refused by name. */
    public static final int MAX_TOKEN_OCTETS = 64;

    /** Type: must be acknowledged. */
    public static final int CONFIRMABLE = 0;
    /** Type: must not be acknowledged. */
    public static final int NON_CONFIRMABLE = 1;
    /** Type: answers a Confirmable message. */
    public static final int ACKNOWLEDGEMENT = 2;
    /** Type: says that the message was of no use to its receiver. */
    public static final int RESET = 3;

    private static final int VERSION_1 = 1;
    /** TKL: reserved, RFC 8974 section 2.1. */
    private static final int TKL_RESERVED = 15;

    private CoapMessage() {
    }

    /**
     * Whether {@code b[at, end)} is a message.
     *
     * @return {@link CoapDrop#OK} or the code of a {@link CoapDrop}. Whatever it is, unless it is {@link CoapDrop#TOO_SHORT} or
     *         {@link CoapDrop#VERSION}, type and Message ID may be read to reject the message
     */
    public static int check(byte[] b, int at, int end) {
        if (end - at < HEADER_OCTETS) {
            return CoapDrop.TOO_SHORT.code;
        }
        if ((b[at] & 0xff) >>> 6 != VERSION_1) {
            return CoapDrop.VERSION.code;
        }
        if (tkl(b, at) == TKL_RESERVED) {
            return CoapDrop.TOKEN_LENGTH.code;
        }
        if (code(b, at) == CoapCode.EMPTY) {
            // RFC 7252 section 4.1: neither a token nor anything behind the Message ID.
            return tkl(b, at) == 0 && end - at == HEADER_OCTETS ? CoapDrop.OK : CoapDrop.EMPTY_WITH_OCTETS.code;
        }
        if (CoapCode.isReservedClass(code(b, at))) {
            return CoapDrop.CODE_CLASS.code;
        }
        if (tokenAt(b, at) > end || optionsAt(b, at) > end) {
            return CoapDrop.TOKEN_TRUNCATED.code;
        }
        return checkOptions(b, optionsAt(b, at), end);
    }

    /** Every turn moves on by at least one octet, so the datagram's length bounds the loop. */
    private static int checkOptions(byte[] b, int at, int end) {
        int number = 0;
        int option = at;
        while (option < end) {
            if ((b[option] & 0xff) == CoapOption.PAYLOAD_MARKER) {
                return end - option > 1 ? CoapDrop.OK : CoapDrop.PAYLOAD_EMPTY.code;
            }
            int deltaNibble = CoapOption.deltaNibble(b, option);
            int lengthNibble = CoapOption.lengthNibble(b, option);
            if (deltaNibble == CoapOption.RESERVED || lengthNibble == CoapOption.RESERVED) {
                return CoapDrop.OPTION_NIBBLE.code;
            }
            int valueAt = option + 1 + CoapOption.extraOctets(deltaNibble) + CoapOption.extraOctets(lengthNibble);
            if (valueAt > end || CoapOption.octets(b, option) > end - valueAt) {
                return CoapDrop.OPTION_TRUNCATED.code;
            }
            number += CoapOption.delta(b, option);
            if (number > CoapOption.MAX_NUMBER) {
                return CoapDrop.OPTION_NUMBER.code;
            }
            option = CoapOption.next(b, option);
        }
        return CoapDrop.OK;
    }

    /** {@link #CONFIRMABLE}, {@link #NON_CONFIRMABLE}, {@link #ACKNOWLEDGEMENT} or {@link #RESET}. */
    public static int type(byte[] b, int at) {
        return b[at] >>> 4 & 3;
    }

    /** 0 to 65804; anything that fits in a datagram, and only after the gate. */
    public static int tokenOctets(byte[] b, int at) {
        return CoapOption.extended(b, at + HEADER_OCTETS, tkl(b, at));
    }

    /** Where the token begins. */
    public static int tokenAt(byte[] b, int at) {
        return at + HEADER_OCTETS + CoapOption.extraOctets(tkl(b, at));
    }

    private static int tkl(byte[] b, int at) {
        return b[at] & 0xf;
    }

    /** See {@link CoapCode}. */
    public static int code(byte[] b, int at) {
        return Octets.get8(b, at + CODE);
    }

    /** 0 to 65535. */
    public static int messageId(byte[] b, int at) {
        return Octets.get16(b, at + MESSAGE_ID);
    }

    /** Where the first option, the payload marker or the end of the message is. */
    public static int optionsAt(byte[] b, int at) {
        return tokenAt(b, at) + tokenOctets(b, at);
    }

    /** Whether an option begins at {@code option}, rather than the payload or the end of the message. */
    public static boolean isOption(byte[] b, int option, int end) {
        return option < end && (b[option] & 0xff) != CoapOption.PAYLOAD_MARKER;
    }

    /**
     * Writes the header and the extended length of the token, if it has one.
     *
     * @return where the token goes
     */
    static int writeHeader(byte[] b, int at, int type, int tokenOctets, int code, int messageId) {
        int tkl = CoapOption.nibble(tokenOctets);
        b[at] = (byte) (VERSION_1 << 6 | type << 4 | tkl);
        b[at + CODE] = (byte) code;
        Octets.put16(b, at + MESSAGE_ID, messageId);
        return CoapOption.writeExtended(b, at + HEADER_OCTETS, tkl, tokenOctets);
    }

    /**
     * Writes the header and a token that is copied from elsewhere.
     *
     * @return where the first option goes
     */
    static int writeHead(byte[] b, int at, int type, int code, int messageId, byte[] token, int tokenAt,
            int tokenOctets) {
        int next = writeHeader(b, at, type, tokenOctets, code, messageId);
        System.arraycopy(token, tokenAt, b, next, tokenOctets);
        return next + tokenOctets;
    }
}
