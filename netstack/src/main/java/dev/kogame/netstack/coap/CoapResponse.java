package dev.kogame.netstack.coap;

import java.util.Arrays;

import dev.kogame.netstack.wire.OctetSink;

/**
 * The answer a {@link CoapResource} fills in. It begins as the plain success of its method (2.05 for GET and FETCH, 2.02 for DELETE,
 * 2.04 for the others) without a payload; a handler that is content with that writes nothing.
 *
 * <p>A handler writes its whole representation, however long, every time it is asked. The answer keeps the block that the client asked
 * for, counts the octets in front of it and behind it, and computes an entity-tag over all of them: so transfers in blocks (RFC 7959)
 * and validation (RFC 7252 section 5.6.2) cost neither memory nor a line of the handler's. A representation of up to 1024 octets that
 * the client did not ask to be cut leaves in one piece.
 *
 * <p>What is kept is written straight into the frame that will be sent. One view serves all answers and is the handler's only until it
 * returns. Allocates nothing.
 */
public final class CoapResponse implements OctetSink {

    /** The least room an answer needs: the longest head with a block of 16 octets. */
    static final int MIN_OCTETS = 160;
    /** Octets of Location-Path and Location-Query options, each with one octet in front that says its length. */
    static final int LOCATION_OCTETS = 64;
    /** What {@link #observe} takes for no Observe option. */
    static final int NO_OBSERVE = -1;

    /** ETag, Content-Format, Max-Age, Block2, Size2 and the payload marker at their longest. */
    private static final int OPTIONS_OCTETS = 9 + 3 + 6 + 5 + 6 + 1;
    private static final int OBSERVE_OCTETS = 4;
    private static final int BLOCK1_OCTETS = 5;
    /** What the heads of Location options may take beyond one octet for each. */
    private static final int LOCATION_HEADS_OCTETS = 8;
    private static final int ECHO_OCTETS = 3 + Echo.OCTETS;

    private static final byte[] NOWHERE = new byte[0];
    private static final long NO_MAX_AGE = -1;
    private static final long NO_SIZE = -1;
    private static final long MAX_MAX_AGE_SECONDS = 0xffff_ffffL;
    /** FNV-1a of 32 bits: two representations that differ in one octet never have the same. */
    private static final int FNV_BASIS = 0x811c_9dc5;
    private static final int FNV_PRIME = 0x0100_0193;
    private static final int MAX_DIGITS = 20;

    private final OptionWriter writer = new OptionWriter();
    private final byte[] digits = new byte[MAX_DIGITS];
    private final byte[] etag = new byte[Long.BYTES];
    private final byte[] echo = new byte[Echo.OCTETS];
    private final byte[] token = new byte[CoapMessage.MAX_TOKEN_OCTETS];
    private final byte[] location = new byte[LOCATION_OCTETS];

    private byte[] buffer = NOWHERE;
    private int at;
    private int tokenOctets;
    /** Where all of the representation is kept beside the block, as far as it fits. */
    private byte[] whole = NOWHERE;
    private CoapRequest request = new CoapRequest();
    private SeparateResponses separate;
    private boolean promised;
    private boolean refused;
    private int limit;
    /** What the head takes at most, a location not included, and what fits behind it. */
    private int headOctets;
    private int room;
    /** What is kept of the representation, where it is kept, and the size exponent of the block it is, or becomes if there is more. */
    private int windowFrom;
    private int windowOctets;
    private int windowSzx;
    private int payloadAt;
    private boolean block2Asked;

    private int code;
    private int contentFormat;
    private long maxAgeSeconds;
    private boolean hasEtag;
    private int etagOctets;
    private int locationPathOctets;
    private int locationOctets;
    private boolean overflowed;
    private int observe;
    private int block1;
    private long size1;
    private boolean hasEcho;
    private boolean demandsEcho;

    /** The octets written so far, and their hash. */
    private int total;
    private int hash;

    CoapResponse() {
    }

    /**
     * Begins an answer in {@code b[messageAt, messageAt + capacity)}.
     *
     * @param capacity the most octets the whole message may have, at least {@link #MIN_OCTETS}
     * @param to whose token the answer echoes and whose Block2 option chooses the block to be kept
     */
    void begin(byte[] b, int messageAt, int capacity, CoapRequest to) {
        buffer = b;
        at = messageAt;
        request = to;
        tokenOctets = CoapMessage.tokenOctets(to.buffer(), to.at());
        System.arraycopy(to.buffer(), CoapMessage.tokenAt(to.buffer(), to.at()), token, 0, tokenOctets);
        hasEcho = false;
        demandsEcho = false;
        block1 = BlockOption.ABSENT;
        whole = NOWHERE;
        separate = null;
        promised = false;
        refused = false;
        limit(capacity);
        clear();
    }

    /** Allows the whole message no more than {@code octets}, and keeps a smaller block if need be. Before anything is written. */
    void limit(int octets) {
        limit = at + octets;
        headOctets = CoapMessage.HEADER_OCTETS + CoapOption.extraOctets(CoapOption.nibble(tokenOctets)) + tokenOctets
                + OPTIONS_OCTETS
                + (request.observe() == CoapRequest.NO_NUMBER ? 0 : OBSERVE_OCTETS)
                + (request.block1() == BlockOption.ABSENT ? 0 : BLOCK1_OCTETS) + (hasEcho ? ECHO_OCTETS : 0);
        room = Math.min(octets - headOctets, BlockOption.MAX_BLOCK_OCTETS);
        int block2 = request.block2();
        block2Asked = block2 != BlockOption.ABSENT;
        if (block2Asked) {
            windowSzx = Math.min(BlockOption.largest(room), BlockOption.szx(block2));
            windowFrom = BlockOption.position(block2);
            windowOctets = BlockOption.octets(windowSzx);
        } else {
            openWindow();
        }
        // At the end of the room, so that the head can grow until it meets what is kept.
        payloadAt = limit - windowOctets;
    }

    /** Keeps what fits; if that is not all, then the largest block of it. */
    private void openWindow() {
        windowSzx = BlockOption.largest(room);
        windowFrom = 0;
        windowOctets = room;
    }

    private void clear() {
        code = CoapCode.EMPTY;
        contentFormat = ContentFormat.NONE;
        maxAgeSeconds = NO_MAX_AGE;
        hasEtag = false;
        locationPathOctets = 0;
        locationOctets = 0;
        observe = NO_OBSERVE;
        size1 = NO_SIZE;
        overflowed = false;
        total = 0;
        hash = FNV_BASIS;
    }

    /** Sets the response code, one of class 2, 4 or 5; any other becomes 5.00, for no message may carry it as an answer. */
    public CoapResponse code(int responseCode) {
        boolean possible = responseCode == (responseCode & 0xff) && !CoapCode.isReservedClass(responseCode)
                && CoapCode.classOf(responseCode) != CoapCode.REQUEST;
        code = possible ? responseCode : CoapCode.INTERNAL_SERVER_ERROR;
        return this;
    }

    /** Says what format the payload has, a number of {@link ContentFormat}. */
    public CoapResponse contentFormat(int format) {
        contentFormat = format >= 0 && format <= ContentFormat.MAX ? format : ContentFormat.NONE;
        return this;
    }

    /** Says for how many seconds the answer may be kept, 0 to 2^32 - 1. Without it, 60. RFC 7252 section 5.10.5. */
    public CoapResponse maxAge(long seconds) {
        maxAgeSeconds = Math.clamp(seconds, 0, MAX_MAX_AGE_SECONDS);
        return this;
    }

    /**
     * Names this representation, for example by the version of what it shows: two that differ must have different tags. Without it the
     * tag is a hash of the representation, which is as good and costs the reading of it. RFC 7252 section 5.10.6.
     */
    public CoapResponse etag(long tag) {
        hasEtag = true;
        setEtag(tag, Math.max(1, CoapOption.uintOctets(tag)));
        return this;
    }

    private void setEtag(long tag, int octets) {
        etagOctets = octets;
        for (int i = 0; i < etagOctets; i++) {
            etag[i] = (byte) (tag >>> 8 * (etagOctets - 1 - i));
        }
    }

    /**
     * Appends a segment to the path of what was created, for 2.01. Before the first {@link #locationQuery}. All of path and query may
     * take 64 octets, and one per part; more makes the answer 5.00. RFC 7252 section 5.10.7.
     */
    public CoapResponse locationPath(byte[] segment) {
        appendLocation(segment);
        locationPathOctets = locationOctets;
        return this;
    }

    /** Appends an argument to the query of what was created. */
    public CoapResponse locationQuery(byte[] argument) {
        appendLocation(argument);
        return this;
    }

    private void appendLocation(byte[] part) {
        if (part.length >= LOCATION_OCTETS - locationOctets) {
            overflowed = true;
            return;
        }
        location[locationOctets] = (byte) part.length;
        System.arraycopy(part, 0, location, locationOctets + 1, part.length);
        locationOctets += 1 + part.length;
    }

    /** Appends these octets to a payload of text/plain. The array is only read. */
    public CoapResponse text(byte[] utf8) {
        return contentFormat(ContentFormat.TEXT_PLAIN).octets(utf8, 0, utf8.length);
    }

    /** Appends a number in decimal digits to a payload of text/plain. */
    public CoapResponse number(long value) {
        contentFormat(ContentFormat.TEXT_PLAIN);
        return decimal(value);
    }

    /** Appends {@code length} octets of {@code b} to the payload; they are only read. Its format is left as it was. */
    @Override
    public CoapResponse octets(byte[] b, int from, int length) {
        int h = hash;
        for (int i = from; i < from + length; i++) {
            h = (h ^ b[i] & 0xff) * FNV_PRIME;
        }
        hash = h;
        if (length <= whole.length - total) {
            System.arraycopy(b, from, whole, total, length);
        }
        int first = Math.max(total, windowFrom);
        int end = Math.min(total + length, windowEnd());
        if (first < end) {
            System.arraycopy(b, from + first - total, buffer, payloadAt + first - windowFrom, end - first);
        }
        total += length;
        return this;
    }

    /** Appends the low 8 bits to the payload. Its format is left as it was. */
    @Override
    public CoapResponse octet(int value) {
        hash = (hash ^ value & 0xff) * FNV_PRIME;
        if (total >= windowFrom && total < windowEnd()) {
            buffer[payloadAt + total - windowFrom] = (byte) value;
        }
        if (total < whole.length) {
            whole[total] = (byte) value;
        }
        total++;
        return this;
    }

    /**
     * Makes the answer an error: what was written so far is dropped, and the payload is a sentence for the engineer at the other
     * end. RFC 7252 section 5.5.2.
     *
     * @param errorCode of class 4 or 5
     * @param diagnostic UTF-8, only read; may be empty
     */
    public CoapResponse error(int errorCode, byte[] diagnostic) {
        return error(errorCode).octets(diagnostic, 0, diagnostic.length);
    }

    /** Makes the answer an error that needs no words. */
    public CoapResponse error(int errorCode) {
        clear();
        block2Asked = false;
        openWindow();
        payloadAt = limit - windowOctets;
        return code(errorCode);
    }

    /** Appends a number in decimal digits, whatever the format. */
    CoapResponse decimal(long value) {
        // Counting down instead of up has room for the most negative number.
        long rest = value > 0 ? -value : value;
        int from = MAX_DIGITS;
        do {
            digits[--from] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            digits[--from] = '-';
        }
        return octets(digits, from, MAX_DIGITS - from);
    }

    /**
     * Allows an answer to a client that has not shown where it is no more than {@code octets}: what is cut bears an Echo option with
     * {@link Echo#OCTETS} octets of {@code value}.
     */
    void limit(int octets, byte[] value) {
        System.arraycopy(value, 0, echo, 0, Echo.OCTETS);
        hasEcho = true;
        limit(octets);
    }

    /** Makes the answer 4.01 with an Echo option, RFC 9175 section 2.3. */
    void challenge(byte[] value) {
        System.arraycopy(value, 0, echo, 0, Echo.OCTETS);
        hasEcho = true;
        demandsEcho = true;
        error(CoapCode.UNAUTHORIZED);
    }

    /** Keeps all of the representation that fits in an array, too. */
    void keepIn(byte[] draft) {
        whole = draft;
    }

    /** How many octets the representation has. */
    int total() {
        return total;
    }

    /** Lets the handler answer later. */
    void mayBeLater(SeparateResponses by) {
        separate = by;
    }

    /**
     * Answers later: what stands here is not sent, but an empty acknowledgement. Once the answer is known, and before the server's next
     * turn, {@link CoapServer#complete} gives a response to fill in for the ticket.
     *
     * <pre>{@code
     * protected void post(CoapRequest request, CoapResponse response) {
     *     ticket = response.later();
     *     motor.open();
     * }
     *
     * void opened() { // the motor has stopped
     *     server.complete(ticket).text(OPEN);
     * }
     * }</pre>
     *
     * If too many answers are owed already, this one becomes 5.03 and the ticket stands for nothing. It is forgotten after 247 seconds.
     * An observer, or a group, cannot be answered later.
     *
     * @return the ticket, negative if it stands for nothing
     */
    public int later() {
        int ticket = separate == null || request.toMulticast() || promised
                ? SeparateResponses.NONE
                : separate.promise(request, code, limit - at);
        if (ticket == SeparateResponses.NONE) {
            refused = true;
            error(CoapCode.SERVICE_UNAVAILABLE).maxAge(1);
        }
        promised = ticket != SeparateResponses.NONE;
        return ticket;
    }

    /** Whether a handler has promised the answer for later. */
    boolean isLater() {
        return promised;
    }

    boolean isRefusedLater() {
        return refused;
    }

    /** Puts a Block1 option into whatever the answer becomes. */
    void block1(int value) {
        block1 = value;
    }

    /** Says how large a body may be, or {@link #NO_SIZE}. */
    CoapResponse size1(long octets) {
        size1 = octets;
        return this;
    }

    /** Puts in a sequence number, or {@link #NO_OBSERVE}. */
    void observe(int sequence) {
        observe = sequence;
    }

    int code() {
        return code;
    }

    /** The format of the representation, even if the client has it already. */
    int contentFormat() {
        return contentFormat;
    }

    boolean hasOverflowed() {
        return overflowed;
    }

    boolean hasPayload() {
        return total > 0;
    }

    private int windowEnd() {
        return windowFrom + windowOctets;
    }

    /** Whether the representation goes on behind the block that was kept. */
    boolean hasMore() {
        return total > windowEnd();
    }

    /** Whether the block asked for begins behind the end of the representation. */
    boolean isBehindEnd() {
        return windowFrom > 0 && windowFrom >= total;
    }

    /** Whether the entity-tag is the one of an option. */
    boolean hasTag(byte[] b, int option) {
        if (!hasEtag || etagOctets != CoapOption.octets(b, option)) {
            return false;
        }
        int valueAt = CoapOption.valueAt(b, option);
        return Arrays.equals(etag, 0, etagOctets, b, valueAt, valueAt + etagOctets);
    }

    /** Gives a 2.05 that the handler did not tag the hash of what was written. */
    void tag() {
        if (!hasEtag && code == CoapCode.CONTENT && total > 0) {
            hasEtag = true;
            // Of two formats, neither may be taken for the other.
            setEtag((hash ^ contentFormat) * FNV_PRIME, Integer.BYTES);
        }
    }

    /** Makes a 2.05 a 2.03: the client has this representation. RFC 7252 section 5.9.1.3. */
    void validate() {
        code = CoapCode.VALID;
        total = 0;
        block2Asked = false;
        openWindow();
        payloadAt = limit - windowOctets;
    }

    /** Puts the head in front of the payload and answers the octets of the message. */
    int finish(int type, int messageId) {
        if (headOctets + locationOctets + LOCATION_HEADS_OCTETS > (total > 0 ? payloadAt : limit) - at
                && locationOctets > 0) {
            error(CoapCode.INTERNAL_SERVER_ERROR);
        }
        int kept = Math.clamp(total - windowFrom, 0, hasMore() ? BlockOption.octets(windowSzx) : windowOctets);
        boolean error = CoapCode.classOf(code) != CoapCode.SUCCESS;
        boolean block2 = !error && (hasMore() || block2Asked && total > 0);
        writer.begin(buffer, CoapMessage.writeHead(buffer, at, type, code, messageId, token, 0, tokenOctets));
        if (hasEtag) {
            writer.opaque(CoapOption.ETAG, etag, 0, etagOctets);
        }
        if (observe != NO_OBSERVE) {
            writer.uint(CoapOption.OBSERVE, observe);
        }
        writeLocation(CoapOption.LOCATION_PATH, 0, locationPathOctets);
        if (contentFormat != ContentFormat.NONE && code != CoapCode.VALID) {
            writer.uint(CoapOption.CONTENT_FORMAT, contentFormat);
        }
        if (maxAgeSeconds != NO_MAX_AGE) {
            writer.uint(CoapOption.MAX_AGE, maxAgeSeconds);
        }
        writeLocation(CoapOption.LOCATION_QUERY, locationPathOctets, locationOctets);
        if (block2) {
            writer.uint(CoapOption.BLOCK2, BlockOption.of(windowFrom >> windowSzx + 4, hasMore(), windowSzx));
        }
        if (block1 != BlockOption.ABSENT) {
            writer.uint(CoapOption.BLOCK1, block1);
        }
        if (block2 && windowFrom == 0) {
            writer.uint(CoapOption.SIZE2, total);
        }
        if (size1 != NO_SIZE) {
            writer.uint(CoapOption.SIZE1, size1);
        }
        if (hasEcho && (block2 || demandsEcho)) {
            writer.opaque(CoapOption.ECHO, echo, 0, Echo.OCTETS);
        }
        int next = writer.at();
        if (kept > 0) {
            buffer[next++] = (byte) CoapOption.PAYLOAD_MARKER;
            System.arraycopy(buffer, payloadAt, buffer, next, kept);
            next += kept;
        }
        return next - at;
    }

    private void writeLocation(int option, int from, int to) {
        int part = from;
        while (part < to) {
            int octets = location[part];
            writer.opaque(option, location, part + 1, octets);
            part += 1 + octets;
        }
    }
}
