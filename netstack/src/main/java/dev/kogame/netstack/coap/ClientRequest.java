package dev.kogame.netstack.coap;

import dev.kogame.netstack.data.Utf8;
import dev.kogame.netstack.wire.OctetSink;
import dev.kogame.netstack.wire.OctetWindow;
import dev.kogame.netstack.wire.Octets;

/**
 * A request in the making. There is one such object for each {@link CoapClient}: {@link CoapClient#get} and its sisters set it to a
 * new request, {@link #send} sends it. Between the two nothing else of the client is called. Options may be given in any order.
 * Allocates nothing.
 */
public final class ClientRequest implements OctetSink {

    /** What {@link #send} answers when as many requests are under way as the client has room for. */
    public static final int NO_ROOM = -1;
    /** What {@link #send} answers when options or payload are longer than a request holds, or a segment of the path than 255 octets. */
    public static final int TOO_LONG = -2;
    /** What {@link #send} answers when an option was given that the client sets itself, or a block size that does not exist. */
    public static final int WRONG = -3;

    /** What {@link #send} answers when the client observes the very same already, RFC 7641 section 3.1. */
    public static final int OBSERVED_ALREADY = -4;

    /** What the options of a request take at most, each with 4 octets beside its value. */
    public static final int MAX_OPTION_OCTETS = 256;
    /** The longest payload written in place; a longer one is a {@link #body}. */
    public static final int MAX_PAYLOAD_OCTETS = 256;

    /** What stands before each option's value here: its number and its length. */
    static final int RECORD_HEAD_OCTETS = 4;

    private static final int MAX_SEGMENT_OCTETS = 255;
    private static final int MAX_UINT_OCTETS = 4;
    /** What half a surrogate pair becomes. */
    private static final int HALF_A_PAIR = '?';

    private final CoapClient client;
    private final byte[] records = new byte[MAX_OPTION_OCTETS];
    private final byte[] payload = new byte[MAX_PAYLOAD_OCTETS];
    private final byte[] value = new byte[MAX_SEGMENT_OCTETS];
    private final OctetWindow window = new OctetWindow();
    private final byte[] nowhere = {};
    private int recordsEnd;
    private int problem;
    private int method;
    private int interfaceIndex;
    private long hi;
    private long lo;
    private int port;
    private boolean confirmable;
    private boolean observed;
    private int szx;
    private int noResponse;
    private long withinNs;
    private byte[] body = nowhere;
    private int bodyAt;
    private int bodyOctets;
    private byte[] into = nowhere;

    ClientRequest(CoapClient client) {
        this.client = client;
    }

    ClientRequest begin(int methodCode, int onInterface, long toHi, long toLo, int toPort) {
        method = methodCode;
        interfaceIndex = onInterface;
        hi = toHi;
        lo = toLo;
        port = toPort;
        recordsEnd = 0;
        problem = 0;
        confirmable = true;
        observed = false;
        szx = ClientExchange.NONE;
        noResponse = 0;
        withinNs = Long.MAX_VALUE;
        window.begin(payload, 0, MAX_PAYLOAD_OCTETS);
        body = nowhere;
        into = nowhere;
        return this;
    }

    /** Appends the segments of a path with slashes between, such as {@code sensors/temperature}; nothing for the root. */
    public ClientRequest path(String segments) {
        int from = 0;
        while (from < segments.length()) {
            int to = from;
            while (to < segments.length() && segments.charAt(to) != '/') {
                to++;
            }
            text(CoapOption.URI_PATH, segments, from, to);
            from = to + 1;
        }
        return this;
    }

    /** Appends one argument of the query, such as {@code rt=light}. */
    public ClientRequest query(String argument) {
        return text(CoapOption.URI_QUERY, argument, 0, argument.length());
    }

    /**
     * Path and query as a URI has them, such as {@code /sensors/1?unit=K} with %XX for octets: the target of a link, RFC 6690. One that
     * does not begin with a slash leads elsewhere and is {@link #WRONG}.
     */
    public ClientRequest uri(byte[] b, int at, int octets) {
        int end = at + octets;
        if (octets == 0 || b[at] != '/' || octets > 1 && b[at + 1] == '/') {
            problem = WRONG;
            return this;
        }
        int option = CoapOption.URI_PATH;
        int from = at + 1;
        boolean rootOnly = from == end || b[from] == '?';
        for (int i = from; i <= end; i++) {
            boolean inPath = option == CoapOption.URI_PATH;
            if (i == end || inPath && (b[i] == '/' || b[i] == '?') || !inPath && b[i] == '&') {
                if (!(inPath && rootOnly)) {
                    decoded(option, b, from, i);
                }
                from = i + 1;
                if (i < end && b[i] == '?') {
                    option = CoapOption.URI_QUERY;
                }
            }
        }
        return this;
    }

    private void decoded(int number, byte[] b, int from, int to) {
        int octets = 0;
        for (int i = from; i < to; i++) {
            if (octets == value.length) {
                problem = TOO_LONG;
                return;
            }
            int octet = b[i];
            if (octet == '%') {
                int high = i + 2 < to ? Character.digit(b[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(b[i + 2], 16);
                if (low < 0) {
                    problem = WRONG;
                    return;
                }
                octet = high << 4 | low;
                i += 2;
            }
            value[octets++] = (byte) octet;
        }
        insert(number, value, 0, octets);
    }

    /** The format wanted, a number of {@link ContentFormat}. */
    public ClientRequest accept(int contentFormat) {
        return option(CoapOption.ACCEPT, contentFormat);
    }

    /** The format of the payload, a number of {@link ContentFormat}. */
    public ClientRequest contentFormat(int format) {
        return option(CoapOption.CONTENT_FORMAT, format);
    }

    /** Not acknowledged and not repeated: lost when it is lost. A request to a group always is. */
    public ClientRequest nonConfirmable() {
        confirmable = false;
        return this;
    }

    /** Be told of changes until it is cancelled, RFC 7641; with GET or FETCH, not of a group. Always Confirmable. */
    public ClientRequest observe() {
        observed = true;
        return this;
    }

    /** The size of blocks in both directions: 16, 32, 64, 128, 256, 512 or 1024 octets. */
    public ClientRequest blockSize(int octets) {
        boolean exists = octets >= BlockOption.MIN_BLOCK_OCTETS && octets <= BlockOption.MAX_BLOCK_OCTETS
                && Integer.bitCount(octets) == 1;
        problem = exists ? problem : WRONG;
        szx = exists ? BlockOption.largest(octets) : szx;
        return this;
    }

    /**
     * Gives up after this time, whatever happened; of an observation, until its first response. For a group, the time in which it may
     * answer.
     */
    public ClientRequest within(long durationNs) {
        withinNs = durationNs;
        return this;
    }

    /**
     * Which answers are not wanted, RFC 7967: the sum of {@code 1 << class - 1} of their classes, 2 for 2.xx, 8 for 4.xx, 16 for 5.xx.
     * If none is, the request ends with {@link ClientOutcome#NO_RESPONSE_WANTED} when it is acknowledged; a Non-confirmable one when
     * PROBING_RATE lets the next one go, a second later for each of its octets; to a group at once.
     */
    public ClientRequest noResponse(int classes) {
        noResponse = classes;
        return option(CoapOption.NO_RESPONSE, classes);
    }

    /** The body of the response is put together here, borrowed until the request ends. Without this it is handed up block by block. */
    public ClientRequest into(byte[] whole) {
        into = whole;
        return this;
    }

    /** An option whose value is an unsigned integer of 32 bits. */
    public ClientRequest option(int number, long unsigned) {
        int octets = Math.min(MAX_UINT_OCTETS, CoapOption.uintOctets(unsigned));
        for (int i = 0; i < octets; i++) {
            value[i] = (byte) (unsigned >>> 8 * (octets - 1 - i));
        }
        return insert(number, value, 0, octets);
    }

    /** An option whose value is some octets, copied; for example an ETag, or If-Match. */
    public ClientRequest option(int number, byte[] b, int at, int octets) {
        return insert(number, b, at, octets);
    }

    /** Appends octets to the payload, which are copied. */
    @Override
    public ClientRequest octets(byte[] b, int from, int length) {
        window.octets(b, from, length);
        return this;
    }

    /** Appends the low 8 bits to the payload. */
    @Override
    public ClientRequest octet(int low) {
        window.octet(low);
        return this;
    }

    /** Appends octets to the payload, which are copied. */
    public ClientRequest payload(byte[] b) {
        return octets(b, 0, b.length);
    }

    /** A payload of any length, sent in blocks if it is longer than one. The array is borrowed until the request ends. */
    public ClientRequest body(byte[] b, int at, int octets) {
        body = b;
        bodyAt = at;
        bodyOctets = octets;
        return this;
    }

    /**
     * Sends the request, or has it wait until what was asked of the same server before is answered.
     *
     * @param handler told what becomes of it, never before this returns
     * @return the request's number, at least 0, for {@link CoapClient#cancel}; or {@link #NO_ROOM}, {@link #TOO_LONG},
     *         {@link #WRONG} or {@link #OBSERVED_ALREADY}: then nothing happens, and the handler is not told
     */
    public int send(ResponseHandler handler, long nowNs) {
        if (problem == 0 && window.overflowed()) {
            problem = TOO_LONG;
        }
        return problem < 0 ? problem : client.send(this, handler, nowNs);
    }

    /** Copies what was given to an exchange that is free. */
    void fill(ClientExchange exchange) {
        exchange.ask(method, interfaceIndex, hi, lo, port, confirmable, observed);
        exchange.options(records, recordsEnd);
        if (body == nowhere) {
            exchange.payload(payload, window.length());
        } else {
            exchange.body(body, bodyAt, bodyOctets);
        }
        exchange.blocks(szx, into, into != nowhere);
        exchange.noResponse(noResponse);
    }

    long withinNs() {
        return withinNs;
    }

    private ClientRequest text(int number, String text, int from, int to) {
        int at = 0;
        for (int i = from; i < to; i++) {
            int c = text.charAt(i);
            if (Character.isSurrogate((char) c)) {
                boolean pair = Character.isHighSurrogate((char) c) && i + 1 < to
                        && Character.isLowSurrogate(text.charAt(i + 1));
                c = pair ? Character.toCodePoint((char) c, text.charAt(++i)) : HALF_A_PAIR;
            }
            int octets = Utf8.octets(c);
            if (octets > value.length - at) {
                problem = TOO_LONG;
                return this;
            }
            for (int k = 0; k < octets; k++) {
                value[at++] = (byte) Utf8.octet(c, k);
            }
        }
        return insert(number, value, 0, at);
    }

    /** Puts an option behind those with its number or a lower one. */
    private ClientRequest insert(int number, byte[] b, int at, int octets) {
        if (ClientExchange.isOwn(number) || number < 0 || number > CoapOption.MAX_NUMBER) {
            problem = WRONG;
            return this;
        }
        int needed = RECORD_HEAD_OCTETS + octets;
        if (needed > MAX_OPTION_OCTETS - recordsEnd) {
            problem = problem == 0 ? TOO_LONG : problem;
            return this;
        }
        int place = 0;
        while (place < recordsEnd && Octets.get16(records, place) <= number) {
            place += RECORD_HEAD_OCTETS + Octets.get16(records, place + 2);
        }
        System.arraycopy(records, place, records, place + needed, recordsEnd - place);
        Octets.put16(records, place, number);
        Octets.put16(records, place + 2, octets);
        System.arraycopy(b, at, records, place + RECORD_HEAD_OCTETS, octets);
        recordsEnd += needed;
        return this;
    }
}
