package dev.kogame.netstack.coap;

/**
 * A request as a {@link CoapResource} sees it: a view over the datagram it came in.
 *
 * <p>One view serves all requests, so nothing read from it, nor its {@link #buffer()}, may be kept after the handler returns;
 * what must last is copied. Allocates nothing.
 */
public final class CoapRequest {

    /** What {@link #payloadNumber} and {@link #queryNumber} answer when there is no such number. */
    public static final int NO_NUMBER = -1;

    /** What {@link #queryDecimal} answers when there is no such number. */
    public static final long NO_DECIMAL = Long.MIN_VALUE;

    private static final int MAX_DECIMAL_DIGITS = 10;
    private static final int MAX_WHOLE_DIGITS = 9;
    private static final int ABSENT = -1;
    /** FNV-1a of 64 bits. */
    private static final long FNV_BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;

    private byte[] buffer = new byte[0];
    private int at;
    private int end;
    private Endpoint source = new Endpoint();
    private boolean toMulticast;
    private long receivedNs;

    private int pathAt;
    private int pathSegments;
    private int queryAt;
    private int queryArguments;
    private int contentFormat;
    private int accept;
    private int observe;
    private int block1;
    private int block2;
    private int etagAt;
    private int etags;
    private int ifMatchAt;
    private int ifMatches;
    private boolean ifNoneMatch;
    private int noResponse;
    private int echoAt;
    private int hopLimit;
    private int size1;
    private long operation;
    private int unknownCritical;
    private boolean proxied;
    private int payloadAt;

    CoapRequest() {
    }

    /** A request of these octets that nobody sent. */
    CoapRequest(byte[] message) {
        buffer = message;
        end = message.length;
        readOptions();
    }

    /** Looks at the octets of a datagram; its options are unread until {@link #readOptions}. */
    void wrap(byte[] b, int messageAt, int messageEnd, Endpoint from, boolean multicast, long nowNs) {
        buffer = b;
        at = messageAt;
        end = messageEnd;
        source = from;
        toMulticast = multicast;
        receivedNs = nowNs;
    }

    /** Reads the options of a message that went through the gate, once. */
    void readOptions() {
        pathAt = ABSENT;
        pathSegments = 0;
        queryAt = ABSENT;
        queryArguments = 0;
        contentFormat = ContentFormat.NONE;
        accept = ContentFormat.NONE;
        observe = NO_NUMBER;
        block1 = BlockOption.ABSENT;
        block2 = BlockOption.ABSENT;
        etagAt = ABSENT;
        etags = 0;
        ifMatchAt = ABSENT;
        ifMatches = 0;
        ifNoneMatch = false;
        noResponse = NO_NUMBER;
        echoAt = ABSENT;
        proxied = false;
        hopLimit = 1;
        size1 = 0;
        operation = FNV_BASIS ^ method();
        unknownCritical = 0;
        int number = 0;
        int option = CoapMessage.optionsAt(buffer, at);
        while (CoapMessage.isOption(buffer, option, end)) {
            int delta = CoapOption.delta(buffer, option);
            number += delta;
            addToOperation(number, option);
            // RFC 7252 sections 5.4.3 and 5.4.5: one time too many, or a length out of range, is as good as unknown.
            if (delta == 0 && !CoapOption.isRepeatable(number)
                    || !CoapOption.isRecognised(number, CoapOption.octets(buffer, option))) {
                if (CoapOption.isCritical(number) && unknownCritical == 0) {
                    unknownCritical = number;
                }
            } else {
                take(number, option);
            }
            option = CoapOption.next(buffer, option);
        }
        payloadAt = option < end ? option + 1 : end;
        if (block1 != BlockOption.ABSENT && !hasPayload() && unknownCritical == 0) {
            unknownCritical = CoapOption.BLOCK1;
        }
    }

    /** 0, or the number of the first critical option that means nothing here. */
    int unknownCritical() {
        return unknownCritical;
    }

    /** Whether an option has a value that must not be: RFC 7959 section 2.2, RFC 8768 section 3. Such a request is answered 4.00. */
    boolean isUnusable() {
        return block1 != BlockOption.ABSENT && BlockOption.szx(block1) > BlockOption.MAX_SZX
                || block2 != BlockOption.ABSENT && BlockOption.szx(block2) > BlockOption.MAX_SZX || hopLimit == 0;
    }

    /** All options count but blocks and those that are elective and no part of a cache-key: RFC 9175 section 3.3. */
    private void addToOperation(int number, int option) {
        if (number == CoapOption.BLOCK1 || number == CoapOption.BLOCK2 || CoapOption.isNoCacheKey(number)) {
            return;
        }
        long h = (operation ^ number) * FNV_PRIME;
        int end = CoapOption.next(buffer, option);
        for (int i = CoapOption.valueAt(buffer, option); i < end; i++) {
            h = (h ^ buffer[i] & 0xff) * FNV_PRIME;
        }
        operation = (h ^ CoapOption.octets(buffer, option)) * FNV_PRIME;
    }

    /** The same for all blocks of one operation: a hash of method and options. */
    long operation() {
        return operation;
    }

    /** How large the sender says the whole body is, or 0; negative if it is 2 GiB and more. */
    int size1() {
        return size1;
    }

    private void take(int number, int option) {
        switch (number) {
            case CoapOption.URI_PATH -> {
                pathAt = pathSegments == 0 ? option : pathAt;
                pathSegments++;
            }
            case CoapOption.URI_QUERY -> {
                queryAt = queryArguments == 0 ? option : queryAt;
                queryArguments++;
            }
            case CoapOption.CONTENT_FORMAT -> contentFormat = (int) CoapOption.uint(buffer, option);
            case CoapOption.ACCEPT -> accept = (int) CoapOption.uint(buffer, option);
            case CoapOption.ETAG -> {
                etagAt = etags == 0 ? option : etagAt;
                etags++;
            }
            case CoapOption.IF_MATCH -> {
                ifMatchAt = ifMatches == 0 ? option : ifMatchAt;
                ifMatches++;
            }
            case CoapOption.OBSERVE -> observe = (int) CoapOption.uint(buffer, option);
            case CoapOption.BLOCK1 -> block1 = (int) CoapOption.uint(buffer, option);
            case CoapOption.BLOCK2 -> block2 = (int) CoapOption.uint(buffer, option);
            case CoapOption.NO_RESPONSE -> noResponse = (int) CoapOption.uint(buffer, option);
            case CoapOption.ECHO -> echoAt = option;
            case CoapOption.SIZE1 -> size1 = (int) CoapOption.uint(buffer, option);
            case CoapOption.HOP_LIMIT -> hopLimit = (int) CoapOption.uint(buffer, option);
            case CoapOption.IF_NONE_MATCH -> ifNoneMatch = true;
            case CoapOption.PROXY_URI, CoapOption.PROXY_SCHEME -> proxied = true;
            default -> {
                // Uri-Host and Uri-Port: one server answers to all its names. Size2 is said anyway.
            }
        }
    }

    /** The method, {@link CoapCode#GET} to {@link CoapCode#IPATCH}. */
    public int method() {
        return CoapMessage.code(buffer, at);
    }

    /** The memory the request lies in; borrowed until the handler returns, and only to be read. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where in {@link #buffer()} the payload begins. */
    public int payloadAt() {
        return payloadAt;
    }

    /**
     * The octets of the payload; 0 if there is none. GET and DELETE are not defined to have one, so theirs is ignored, RFC 7252
     * section 5.5.
     */
    public int payloadOctets() {
        return hasPayload() ? end - payloadAt : 0;
    }

    /** Whether the payload is exactly these octets. */
    public boolean payloadEquals(byte[] expected) {
        return payloadOctets() == expected.length && CoapOption.startsWith(buffer, payloadAt, expected);
    }

    /**
     * The payload as a decimal number of ASCII digits: no sign, no blank, no leading zero.
     *
     * @param max the largest number wanted
     * @return 0 to {@code max}, or {@link #NO_NUMBER}
     */
    public int payloadNumber(int max) {
        return decimal(payloadAt, payloadAt + payloadOctets(), max);
    }

    /** The format of the payload, or {@link ContentFormat#NONE} if the client did not say. */
    public int contentFormat() {
        return contentFormat;
    }

    /** The format the client wants the answer in, or {@link ContentFormat#NONE} if any will do. */
    public int accept() {
        return accept;
    }

    /** How many Uri-Query arguments the request has. */
    public int queryArguments() {
        return queryArguments;
    }

    /** Whether one of the Uri-Query arguments is exactly these octets, for example {@code dim} or {@code unit=K}. */
    public boolean hasQuery(byte[] argument) {
        int option = queryAt;
        for (int i = 0; i < queryArguments; i++) {
            if (CoapOption.valueEquals(buffer, option, argument)) {
                return true;
            }
            option = CoapOption.next(buffer, option);
        }
        return false;
    }

    /**
     * The number behind a key among the Uri-Query arguments.
     *
     * @param key what the argument begins with, the equals sign included: {@code pmin=}
     * @param max the largest number wanted
     * @return 0 to {@code max}, or {@link #NO_NUMBER} if no argument has the key or what follows it is not such a number
     */
    public int queryNumber(byte[] key, int max) {
        int option = query(key);
        return option == ABSENT
                ? NO_NUMBER
                : decimal(CoapOption.valueAt(buffer, option) + key.length, CoapOption.next(buffer, option), max);
    }

    /** Whether a Uri-Query argument begins with these octets, the equals sign included. */
    public boolean hasQueryKey(byte[] key) {
        return query(key) != ABSENT;
    }

    /**
     * The number with a sign and a fraction behind a key among the Uri-Query arguments: {@code -3}, {@code 21.5}.
     *
     * @param key what the argument begins with, the equals sign included: {@code gt=}
     * @param places how many decimal places are wanted, 0 to 6; further ones are cut off
     * @return the number times 10 to the power of {@code places}, or {@link #NO_DECIMAL} if no argument has the key or what follows it
     *         is no such number of at most 9 digits before the point
     */
    public long queryDecimal(byte[] key, int places) {
        int option = query(key);
        if (option == ABSENT) {
            return NO_DECIMAL;
        }
        int from = CoapOption.valueAt(buffer, option) + key.length;
        int to = CoapOption.next(buffer, option);
        boolean negative = from < to && buffer[from] == '-';
        int at = negative ? from + 1 : from;
        int point = at;
        while (point < to && buffer[point] != '.') {
            point++;
        }
        if (point == at || point - at > MAX_WHOLE_DIGITS || point == to - 1) {
            return NO_DECIMAL;
        }
        long value = 0;
        for (int i = at; i < to; i++) {
            int digit = buffer[i] - '0';
            if (i != point && (digit < 0 || digit > 9)) {
                return NO_DECIMAL;
            }
            if (i != point && i <= point + places) {
                value = value * 10 + digit;
            }
        }
        for (int i = Math.max(0, to - 1 - point); i < places; i++) {
            value *= 10;
        }
        return negative ? -value : value;
    }

    /** The first Uri-Query argument that begins so, or {@link #ABSENT}. */
    private int query(byte[] key) {
        int option = queryAt;
        for (int i = 0; i < queryArguments; i++) {
            int valueAt = CoapOption.valueAt(buffer, option);
            int next = CoapOption.next(buffer, option);
            if (next - valueAt >= key.length && CoapOption.startsWith(buffer, valueAt, key)) {
                return option;
            }
            option = next;
        }
        return ABSENT;
    }

    /** The interface the request came in on. */
    public int interfaceIndex() {
        return source.interfaceIndex;
    }

    /** The upper half of the client's address. */
    public long sourceHi() {
        return source.hi;
    }

    /** The lower half of the client's address. */
    public long sourceLo() {
        return source.lo;
    }

    /** The client's UDP port. */
    public int sourcePort() {
        return source.port;
    }

    /** Whether the request was sent to a group. Then an error or an empty answer is not sent, RFC 7252 section 8.2. */
    public boolean toMulticast() {
        return toMulticast;
    }

    /** When the request arrived, monotonic nanoseconds. */
    public long receivedNs() {
        return receivedNs;
    }

    Endpoint source() {
        return source;
    }

    int at() {
        return at;
    }

    int end() {
        return end;
    }

    int type() {
        return CoapMessage.type(buffer, at);
    }

    int messageId() {
        return CoapMessage.messageId(buffer, at);
    }

    /** Uri-Path options stand side by side: the first of them, if there are {@link #pathSegments()}. */
    int pathAt() {
        return pathAt;
    }

    int pathSegments() {
        return pathSegments;
    }

    /** Uri-Query options stand side by side: the first of them, if there are {@link #queryArguments()}. */
    int queryAt() {
        return queryAt;
    }

    /** Whether the request is one for a forward proxy, RFC 7252 section 5.7.2. */
    boolean isProxied() {
        return proxied;
    }

    /** The Observe option, or {@link #NO_NUMBER}. RFC 7641 section 2. */
    int observe() {
        return observe;
    }

    /** The Block1 option, or {@link BlockOption#ABSENT}. */
    int block1() {
        return block1;
    }

    /** The Block2 option, or {@link BlockOption#ABSENT}. */
    int block2() {
        return block2;
    }

    /** The No-Response option, or {@link #NO_NUMBER}. RFC 7967 section 2. */
    int noResponse() {
        return noResponse;
    }

    /** Where the Echo option is, or a negative number. */
    int echoAt() {
        return echoAt;
    }

    boolean hasIfNoneMatch() {
        return ifNoneMatch;
    }

    boolean hasIfMatch() {
        return ifMatches > 0;
    }

    /** Whether one of the If-Match options is empty, which any representation matches. RFC 7252 section 5.10.8.1. */
    boolean ifMatchesAny() {
        int option = ifMatchAt;
        for (int i = 0; i < ifMatches; i++) {
            if (CoapOption.octets(buffer, option) == 0) {
                return true;
            }
            option = CoapOption.next(buffer, option);
        }
        return false;
    }

    /** Whether one of the If-Match options names this representation. */
    boolean ifMatches(CoapResponse representation) {
        return anyTag(ifMatchAt, ifMatches, representation);
    }

    /** Whether one of the ETag options names this representation. */
    boolean hasTagOf(CoapResponse representation) {
        return anyTag(etagAt, etags, representation);
    }

    private boolean anyTag(int from, int count, CoapResponse representation) {
        int option = from;
        for (int i = 0; i < count; i++) {
            if (representation.hasTag(buffer, option)) {
                return true;
            }
            option = CoapOption.next(buffer, option);
        }
        return false;
    }

    /** Has the request ask for another format for a while: to learn the tag of another representation. */
    void accept(int format) {
        accept = format;
    }

    private boolean hasPayload() {
        return method() != CoapCode.GET && method() != CoapCode.DELETE;
    }

    private int decimal(int from, int to, int max) {
        int digits = to - from;
        if (digits < 1 || digits > MAX_DECIMAL_DIGITS || digits > 1 && buffer[from] == '0') {
            return NO_NUMBER;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9) {
                return NO_NUMBER;
            }
            number = number * 10 + digit;
        }
        return number <= max ? (int) number : NO_NUMBER;
    }
}
