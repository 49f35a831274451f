package dev.kogame.netstack.coap;

import dev.kogame.netstack.wire.OctetSink;

/**
 * The answer a {@link CoapResource} fills in. It begins as the plain success of its method (2.05 for GET, 2.04 for PUT and POST,
 * 2.02 for DELETE) without a payload; a handler that is content with that writes nothing.
 *
 * <p>The payload is written straight into the frame that will be sent. One view serves all answers and is the handler's only
 * until it returns. If more is written than fits, the client is told 5.00. Allocates nothing.
 */
public final class CoapResponse implements OctetSink {

    /** Room in front of the payload for the longest header: token, Content-Format, Max-Age, payload marker. */
    static final int HEAD_OCTETS = CoapMessage.MAX_HEAD_OCTETS + 2 * CoapOption.MAX_UINT_OCTETS + 1;
    /** The least room an answer needs: a head, and a short diagnostic. */
    static final int MIN_OCTETS = 128;

    private static final long NO_MAX_AGE = -1;
    private static final long MAX_MAX_AGE_SECONDS = 0xffff_ffffL;

    private byte[] buffer = new byte[0];
    private int at;
    private int payloadAt;
    private int payloadEnd;
    private int limit;
    private int code;
    private int contentFormat;
    private long maxAgeSeconds;
    private boolean overflowed;

    CoapResponse() {
    }

    /** Begins an answer in {@code b[messageAt, messageAt + capacity)}, capacity at least {@link #MIN_OCTETS}. */
    void begin(byte[] b, int messageAt, int capacity) {
        buffer = b;
        at = messageAt;
        payloadAt = messageAt + HEAD_OCTETS;
        limit(capacity);
        clear(CoapCode.EMPTY);
    }

    /** Allows the whole message no more than {@code octets}. */
    void limit(int octets) {
        limit = at + octets;
    }

    private void clear(int newCode) {
        code = newCode;
        contentFormat = ContentFormat.NONE;
        maxAgeSeconds = NO_MAX_AGE;
        payloadEnd = payloadAt;
        overflowed = false;
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
        if (length > limit - payloadEnd) {
            overflowed = true;
            return this;
        }
        System.arraycopy(b, from, buffer, payloadEnd, length);
        payloadEnd += length;
        return this;
    }

    /** Appends the low 8 bits to the payload. Its format is left as it was. */
    @Override
    public CoapResponse octet(int value) {
        if (payloadEnd == limit) {
            overflowed = true;
            return this;
        }
        buffer[payloadEnd++] = (byte) value;
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
        clear(CoapCode.EMPTY);
        return code(errorCode).octets(diagnostic, 0, diagnostic.length);
    }

    /** Makes the answer an error that needs no words. */
    public CoapResponse error(int errorCode) {
        clear(CoapCode.EMPTY);
        return code(errorCode);
    }

    /** Appends a number in decimal digits, whatever the format. */
    CoapResponse decimal(long value) {
        // Counting down instead of up has room for the most negative number.
        long rest = value > 0 ? -value : value;
        int digits = 1;
        for (long r = rest / 10; r != 0; r /= 10) {
            digits++;
        }
        int length = value < 0 ? digits + 1 : digits;
        if (length > limit - payloadEnd) {
            overflowed = true;
            return this;
        }
        for (int i = payloadEnd + length - 1; digits > 0; i--, digits--) {
            buffer[i] = (byte) ('0' - rest % 10);
            rest /= 10;
        }
        if (value < 0) {
            buffer[payloadEnd] = '-';
        }
        payloadEnd += length;
        return this;
    }

    int code() {
        return code;
    }

    boolean hasOverflowed() {
        return overflowed;
    }

    boolean hasPayload() {
        return payloadEnd > payloadAt;
    }

    /**
     * Puts the head in front of the payload.
     *
     * @param request whose token is echoed
     * @return the octets of the message
     */
    int finish(int type, int messageId, CoapRequest request) {
        int next = CoapMessage.writeHead(buffer, at, type, code, messageId, request.buffer(),
                CoapMessage.tokenAt(request.buffer(), request.at()),
                CoapMessage.tokenOctets(request.buffer(), request.at()));
        int number = 0;
        if (contentFormat != ContentFormat.NONE) {
            next = CoapOption.writeUint(buffer, next, CoapOption.CONTENT_FORMAT - number, contentFormat);
            number = CoapOption.CONTENT_FORMAT;
        }
        if (maxAgeSeconds != NO_MAX_AGE) {
            next = CoapOption.writeUint(buffer, next, CoapOption.MAX_AGE - number, maxAgeSeconds);
        }
        if (hasPayload()) {
            buffer[next++] = (byte) CoapOption.PAYLOAD_MARKER;
            System.arraycopy(buffer, payloadAt, buffer, next, payloadEnd - payloadAt);
            next += payloadEnd - payloadAt;
        }
        return next - at;
    }
}
