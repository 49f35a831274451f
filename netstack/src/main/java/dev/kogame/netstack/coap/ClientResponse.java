package dev.kogame.netstack.coap;

/**
 * What a {@link ResponseHandler} is told: a view over the datagram that a response came in, or over the array that its body was put
 * together in, or the reason why there is none.
 *
 * <p>One view serves all responses, so nothing read from it, nor its {@link #buffer()}, may be kept after the handler returns; what
 * must last is copied. Allocates nothing.
 */
public final class ClientResponse {

    /** What accessors answer for what is not there. */
    public static final int NONE = -1;

    private static final long DEFAULT_MAX_AGE_SECONDS = 60;
    private static final int MAX_DECIMAL_DIGITS = 10;

    private byte[] message = new byte[0];
    private int at;
    private int end;
    private int interfaceIndex;
    private long sourceHi;
    private long sourceLo;
    private int sourcePort;

    private ClientOutcome outcome = ClientOutcome.TIMEOUT;
    private int request;
    private boolean last;
    private boolean observing;
    private byte[] body = message;
    private int bodyAt;
    private int bodyOctets;
    private int bodyOffset;

    private int contentFormat;
    private int etagAt;
    private int echoAt;
    private int observe;
    private long maxAgeSeconds;
    private int block1;
    private int block2;
    private long size1;
    private long size2;
    private int payloadAt;

    ClientResponse() {
        noMessage();
    }

    /** Looks at a message; its options are unread until {@link #readOptions}. */
    void wrap(byte[] b, int messageAt, int messageEnd) {
        message = b;
        at = messageAt;
        end = messageEnd;
    }

    void source(int onInterface, long hi, long lo, int port) {
        interfaceIndex = onInterface;
        sourceHi = hi;
        sourceLo = lo;
        sourcePort = port;
    }

    /** There is no message to tell of. */
    void noMessage() {
        clearOptions();
        at = NONE;
        payloadAt = 0;
        end = 0;
        wholeMessage();
    }

    private void clearOptions() {
        contentFormat = ContentFormat.NONE;
        etagAt = NONE;
        echoAt = NONE;
        observe = NONE;
        maxAgeSeconds = DEFAULT_MAX_AGE_SECONDS;
        block1 = NONE;
        block2 = NONE;
        size1 = NONE;
        size2 = NONE;
    }

    /**
     * Reads the options of a message that went through the gate, once.
     *
     * @return 0, or the number of the first critical option that this client does not know
     */
    int readOptions() {
        clearOptions();
        int unknownCritical = 0;
        int number = 0;
        int option = CoapMessage.optionsAt(message, at);
        while (CoapMessage.isOption(message, option, end)) {
            int delta = CoapOption.delta(message, option);
            number += delta;
            // RFC 7252 sections 5.4.3 and 5.4.5: one time too many, or a length out of range, is as good as unknown.
            boolean known = isRecognised(number, CoapOption.octets(message, option))
                    && (delta > 0 || number == CoapOption.LOCATION_PATH || number == CoapOption.LOCATION_QUERY);
            if (known) {
                take(number, option);
            } else if (CoapOption.isCritical(number) && unknownCritical == 0) {
                unknownCritical = number;
            }
            option = CoapOption.next(message, option);
        }
        payloadAt = option < end ? option + 1 : end;
        wholeMessage();
        return unknownCritical;
    }

    private static boolean isRecognised(int number, int octets) {
        return switch (number) {
            case CoapOption.ETAG -> octets >= 1 && octets <= 8;
            case CoapOption.LOCATION_PATH, CoapOption.LOCATION_QUERY -> octets <= 255;
            case CoapOption.CONTENT_FORMAT -> octets <= 2;
            case CoapOption.OBSERVE, CoapOption.BLOCK1, CoapOption.BLOCK2 -> octets <= 3;
            case CoapOption.MAX_AGE, CoapOption.SIZE1, CoapOption.SIZE2 -> octets <= 4;
            case CoapOption.ECHO -> octets >= 1 && octets <= PeerEchoes.MAX_OCTETS;
            default -> false;
        };
    }

    private void take(int number, int option) {
        switch (number) {
            case CoapOption.ETAG -> etagAt = option;
            case CoapOption.ECHO -> echoAt = option;
            case CoapOption.CONTENT_FORMAT -> contentFormat = (int) CoapOption.uint(message, option);
            case CoapOption.OBSERVE -> observe = (int) CoapOption.uint(message, option);
            case CoapOption.MAX_AGE -> maxAgeSeconds = CoapOption.uint(message, option);
            case CoapOption.BLOCK1 -> block1 = (int) CoapOption.uint(message, option);
            case CoapOption.BLOCK2 -> block2 = (int) CoapOption.uint(message, option);
            case CoapOption.SIZE1 -> size1 = CoapOption.uint(message, option);
            case CoapOption.SIZE2 -> size2 = CoapOption.uint(message, option);
            default -> {
                // Location-Path and Location-Query are found with option().
            }
        }
    }

    /** The payload is that of the message. */
    private void wholeMessage() {
        body(message, payloadAt, end - payloadAt, 0);
    }

    /** The payload stands somewhere else, or is a part of a body. */
    void body(byte[] b, int from, int octets, int offset) {
        body = b;
        bodyAt = from;
        bodyOctets = octets;
        bodyOffset = offset;
    }

    void told(ClientOutcome what, int requestId, boolean lastTime, boolean observes) {
        outcome = what;
        request = requestId;
        last = lastTime;
        observing = observes;
    }

    /** Whether there is a response, or why not. Without one, only this, {@link #request}, {@link #isLast} and the source count. */
    public ClientOutcome outcome() {
        return outcome;
    }

    /** The request it is about: what {@link ClientRequest#send} answered. */
    public int request() {
        return request;
    }

    /** Whether the handler hears no more of the request. */
    public boolean isLast() {
        return last;
    }

    /** Whether the server will tell of changes, RFC 7641. */
    public boolean isObserving() {
        return observing;
    }

    /** The code, one of {@link CoapCode} such as {@link CoapCode#CONTENT}; {@link CoapCode#EMPTY} if there is no response. */
    public int code() {
        return at == NONE ? CoapCode.EMPTY : CoapMessage.code(message, at);
    }

    /** Whether there is a response that reports success: class 2. */
    public boolean isSuccess() {
        return outcome == ClientOutcome.RESPONSE && CoapCode.classOf(code()) == CoapCode.SUCCESS;
    }

    /** The memory that holds the payload; to be read only. */
    public byte[] buffer() {
        return body;
    }

    /** Where in {@link #buffer()} the payload begins. */
    public int payloadAt() {
        return bodyAt;
    }

    /** The octets of the payload; 0 if there is none. */
    public int payloadOctets() {
        return bodyOctets;
    }

    /** Where in the whole body the payload begins: 0 unless the body is handed up block by block. */
    public int payloadOffset() {
        return bodyOffset;
    }

    /** Whether more of the body follows: later, or in the case of a group when the peer alone is asked. */
    public boolean hasMore() {
        return hasBlock2() && BlockOption.more(block2) && body == message;
    }

    /** Whether the payload is exactly these octets. */
    public boolean payloadEquals(byte[] expected) {
        return bodyOctets == expected.length && CoapOption.startsWith(body, bodyAt, expected);
    }

    /**
     * The payload as a decimal number of ASCII digits: no sign, no blank, no leading zero.
     *
     * @param max the largest number wanted
     * @return 0 to {@code max}, or {@link #NONE}
     */
    public int payloadNumber(int max) {
        if (bodyOctets < 1 || bodyOctets > MAX_DECIMAL_DIGITS || bodyOctets > 1 && body[bodyAt] == '0') {
            return NONE;
        }
        long number = 0;
        for (int i = bodyAt; i < bodyAt + bodyOctets; i++) {
            int digit = body[i] - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            number = number * 10 + digit;
        }
        return number <= max ? (int) number : NONE;
    }

    /** The format of the payload, or {@link ContentFormat#NONE} if the server did not say. */
    public int contentFormat() {
        return contentFormat;
    }

    /** For how many seconds the response is fresh: 60 if the server did not say. RFC 7252 section 5.10.5. */
    public long maxAgeSeconds() {
        return maxAgeSeconds;
    }

    /** The largest body the server takes, as far as a 4.13 says, or {@link #NONE}. RFC 7252 section 5.10.9. */
    public long size1() {
        return size1;
    }

    /** How large the server says the whole body is, or {@link #NONE}. RFC 7959 section 4. */
    public long size2() {
        return size2;
    }

    /**
     * Any option by its number: the place of the first such in {@link #message()}, for the accessors of {@link CoapOption}, or
     * {@link #NONE}.
     */
    public int option(int wanted) {
        if (at == NONE) {
            return NONE;
        }
        int number = 0;
        int option = CoapMessage.optionsAt(message, at);
        while (CoapMessage.isOption(message, option, end)) {
            number += CoapOption.delta(message, option);
            if (number >= wanted) {
                return number == wanted ? option : NONE;
            }
            option = CoapOption.next(message, option);
        }
        return NONE;
    }

    /** The memory that holds the options; to be read only. */
    public byte[] message() {
        return message;
    }

    /** The interface that the response came in on, or the request was for. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** The upper half of the server's address: of a group's member, its own. */
    public long sourceHi() {
        return sourceHi;
    }

    /** The lower half of the server's address. */
    public long sourceLo() {
        return sourceLo;
    }

    /** The server's port. */
    public int sourcePort() {
        return sourcePort;
    }

    boolean hasObserve() {
        return observe != NONE;
    }

    int observe() {
        return observe;
    }

    boolean hasBlock1() {
        return block1 != NONE;
    }

    int block1() {
        return block1;
    }

    boolean hasBlock2() {
        return block2 != NONE;
    }

    int block2() {
        return block2;
    }

    int tokenAt() {
        return CoapMessage.tokenAt(message, at);
    }

    int etagAt() {
        return etagAt;
    }

    int echoAt() {
        return echoAt;
    }
}
