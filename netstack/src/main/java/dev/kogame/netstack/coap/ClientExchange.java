package dev.kogame.netstack.coap;

import java.util.Arrays;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * One request of a {@link CoapClient} from {@link ClientRequest#send} to its end: what was asked, how far it got, and the message
 * that is due next, built anew for every transmission. When which message goes out is the client's business. Allocates nothing after
 * construction.
 */
final class ClientExchange {

    /** Nobody's. */
    static final int FREE = 0;
    /** A message is to be sent when nothing else is outstanding with the server. */
    static final int QUEUED = 1;
    /** Sent, and outstanding: neither acknowledged nor answered. RFC 7252 section 4.7. */
    static final int SENT = 2;
    /** Acknowledged, or Non-confirmable and sent long ago: the response is expected, but others need not wait for it. */
    static final int PATIENT = 3;
    /** Sent to a group, which answers for a while. */
    static final int GROUP = 4;
    /** Registered: the server tells of changes. */
    static final int OBSERVING = 5;
    /** Ended without an answer, but what was sent still counts against PROBING_RATE. RFC 7252 section 4.7. */
    static final int LINGERING = 6;

    /** No block size was agreed on. */
    static final int NONE = -1;
    static final int TOKEN_OCTETS = 8;

    private static final int MAX_ETAG_OCTETS = 8;
    private static final int REGISTER = 0;
    private static final int DEREGISTER = 1;
    /** RFC 7967 section 2.1: 2.xx, 4.xx and 5.xx. */
    private static final int ALL_CLASSES = 2 | 8 | 16;
    /** RFC 7641 section 3.4. */
    private static final int HALF_OF_SEQUENCE = 1 << 23;
    private static final long REORDERING_NS = 128_000_000_000L;

    private static final byte[] NOWHERE = {};

    /** Its place in the client's table. */
    final int slot;
    int state = FREE;
    /** Whose turn comes first. */
    long order;
    ResponseHandler handler = (_, _) -> {};
    /** When it is given up. */
    long expiresNs;
    /** When a Non-confirmable message is no longer outstanding. */
    long turnNs;
    /** When a response is no longer expected; of an observation, when it is registered anew. */
    long answerNs;
    int messageId;
    /** Whether a message could be handed to the link at all. */
    boolean sent;
    /** Whether a request was repeated for an Echo already. */
    boolean echoed;
    /** How often the body was begun anew. */
    int restarts;
    boolean registered;
    boolean deregistering;

    private int generation;
    private int interfaceIndex;
    private long hi;
    private long lo;
    private int port;
    private int method;
    private boolean confirmable;
    private boolean group;
    private boolean observe;
    private int noResponse;
    private final byte[] template = new byte[ClientRequest.MAX_OPTION_OCTETS + ClientRequest.MAX_PAYLOAD_OCTETS];
    private int recordsEnd;
    private byte[] body = NOWHERE;
    private int bodyAt;
    private int bodyOctets;

    private long token;
    private long registration;
    private int sequence;
    private long heardNs;

    private boolean inBlocks;
    private int block1Szx;
    /** Where in the body the block begins that is sent. */
    private int sentOffset;
    private int requestTag;

    private int block2Szx;
    /** Whether blocks of the response beyond the first are asked for. */
    private boolean fetching;
    private byte[] into = NOWHERE;
    private boolean whole;
    private int received;
    private final byte[] etag = new byte[MAX_ETAG_OCTETS];
    private int etagOctets;
    private int contentFormat;

    ClientExchange(int slot) {
        this.slot = slot;
    }

    // --- what is asked ---------------------------------------------------------------------------------------------------

    void ask(int methodCode, int onInterface, long toHi, long toLo, int toPort, boolean reliably, boolean observed) {
        method = methodCode;
        interfaceIndex = onInterface;
        hi = toHi;
        lo = toLo;
        port = toPort;
        group = Ipv6Address.isMulticast(toHi);
        observe = observed && !group;
        // RFC 7252 section 8.1: a group is asked by Non-confirmable messages.
        confirmable = (reliably || observe) && !group;
        echoed = false;
        restarts = 0;
        registered = false;
        deregistering = false;
        fetching = false;
        received = 0;
        sent = false;
        turnNs = Deadlines.NEVER;
        answerNs = Deadlines.NEVER;
    }

    void options(byte[] records, int octets) {
        System.arraycopy(records, 0, template, 0, octets);
        recordsEnd = octets;
    }

    void payload(byte[] b, int octets) {
        System.arraycopy(b, 0, template, recordsEnd, octets);
        body(template, recordsEnd, octets);
    }

    void body(byte[] b, int at, int octets) {
        body = b;
        bodyAt = at;
        bodyOctets = octets;
    }

    /** @param szx of both directions, or {@link #NONE} for what the server likes */
    void blocks(int szx, byte[] responseInto, boolean assemble) {
        block1Szx = szx == NONE ? Block.MAX_SZX : szx;
        block2Szx = szx;
        inBlocks = bodyOctets > Block.octets(block1Szx);
        sentOffset = 0;
        into = responseInto;
        whole = assemble;
    }

    void noResponse(int classes) {
        noResponse = classes;
    }

    /** Options that this class sets, so that nobody else may. */
    static boolean isOwn(int number) {
        return switch (number) {
            case CoapOption.OBSERVE, CoapOption.BLOCK1, CoapOption.BLOCK2, CoapOption.SIZE1, CoapOption.ECHO,
                    CoapOption.REQUEST_TAG ->
                true;
            default -> false;
        };
    }

    // --- who it is, and with whom ----------------------------------------------------------------------------------------

    /** The request's number: another one for every use of the slot. */
    int id() {
        return generation << 8 | slot;
    }

    /** Gives the slot back. */
    void free() {
        state = FREE;
        generation = generation + 1 & 0x7f_ffff;
        body = NOWHERE;
        into = NOWHERE;
        registered = false;
    }

    boolean isWith(int onInterface, long peerHi, long peerLo, int peerPort) {
        return lo == peerLo && hi == peerHi && port == peerPort && isOn(onInterface);
    }

    boolean isOn(int onInterface) {
        return interfaceIndex < 0 || onInterface < 0 || interfaceIndex == onInterface;
    }

    boolean isWithSame(ClientExchange other) {
        return isWith(other.interfaceIndex, other.hi, other.lo, other.port);
    }

    /** Whether the other one asks the same of the same server. */
    boolean isSameAs(ClientExchange other) {
        return isWithSame(other) && method == other.method
                && Arrays.equals(template, 0, recordsEnd, other.template, 0, other.recordsEnd)
                && Arrays.equals(body, bodyAt, bodyAt + bodyOctets, other.body, other.bodyAt,
                        other.bodyAt + other.bodyOctets);
    }

    int interfaceIndex() {
        return interfaceIndex;
    }

    long hi() {
        return hi;
    }

    long lo() {
        return lo;
    }

    int port() {
        return port;
    }

    boolean isConfirmable() {
        return confirmable;
    }

    boolean isGroup() {
        return group;
    }

    boolean isObserve() {
        return observe;
    }

    boolean isFetching() {
        return fetching;
    }

    boolean wantsNoResponse() {
        return (noResponse & ALL_CLASSES) == ALL_CLASSES;
    }

    /** Why there was no answer when the time for it is over. */
    ClientOutcome silence() {
        if (!sent) {
            return ClientOutcome.UNREACHABLE;
        }
        if (group) {
            return wantsNoResponse() ? ClientOutcome.NO_RESPONSE_WANTED : ClientOutcome.GROUP_OVER;
        }
        return noResponse != 0 && state != SENT ? ClientOutcome.NO_RESPONSE_WANTED : ClientOutcome.TIMEOUT;
    }

    /** When something is to be done although nothing arrives; retransmission apart. */
    long deadlineNs() {
        return switch (state) {
            case FREE -> Deadlines.NEVER;
            case QUEUED -> expiresNs;
            case SENT -> Math.min(expiresNs, turnNs);
            default -> Math.min(expiresNs, answerNs);
        };
    }

    // --- messages --------------------------------------------------------------------------------------------------------

    /** The next message has this Message ID, and this token unless it must have that of the registration. */
    void identify(int id, long freshToken) {
        messageId = id;
        if (observe && !fetching) {
            // RFC 7641 sections 3.3.1 and 3.6: registered anew and deregistered by the same token.
            registration = registered || deregistering ? registration : freshToken;
            token = registration;
        } else {
            token = freshToken;
        }
    }

    /** Whether a response or notification with a token is for this exchange. */
    boolean expects(byte[] b, int tokenAt, int tokenOctets) {
        if (tokenOctets != TOKEN_OCTETS) {
            return false;
        }
        long its = Octets.get64(b, tokenAt);
        boolean waiting = state == SENT || state == PATIENT || state == GROUP;
        return waiting && its == token || state != FREE && registered && its == registration;
    }

    /** Whether the response just looked at answers the registration, not a request for a block. */
    boolean isNotification(byte[] b, int tokenAt) {
        return registered && Octets.get64(b, tokenAt) == registration;
    }

    /** Whether it expects an answer to a message with this Message ID. */
    boolean sentAs(int id) {
        return (state == SENT || state == PATIENT) && messageId == id;
    }

    /**
     * Writes the message that is due, the same one however often.
     *
     * @param echo the entry of the server's Echo value, or {@link PeerEchoes#NONE}
     * @return where it ends
     */
    int write(byte[] b, int at, OptionWriter writer, PeerEchoes echoes, int echo) {
        int type = confirmable ? CoapMessage.CONFIRMABLE : CoapMessage.NON_CONFIRMABLE;
        int tokenAt = CoapMessage.writeHeader(b, at, type, TOKEN_OCTETS, method, messageId);
        Octets.put64(b, tokenAt, token);
        writer.begin(b, tokenAt + TOKEN_OCTETS);
        int before = 0;
        for (int record = 0; record < recordsEnd;) {
            int number = Octets.get16(template, record);
            int octets = Octets.get16(template, record + 2);
            writeOwn(before, number, writer, echoes, echo);
            writer.opaque(number, template, record + ClientRequest.RECORD_HEAD_OCTETS, octets);
            before = number;
            record += ClientRequest.RECORD_HEAD_OCTETS + octets;
        }
        writeOwn(before, CoapOption.MAX_NUMBER + 1, writer, echoes, echo);
        return writePayload(b, writer.at());
    }

    /** Writes the options of our own with numbers from {@code from} to below {@code to}. */
    private void writeOwn(int from, int to, OptionWriter writer, PeerEchoes echoes, int echo) {
        if (from == to) {
            return;
        }
        if (observe && !fetching && isIn(CoapOption.OBSERVE, from, to)) {
            writer.uint(CoapOption.OBSERVE, deregistering ? DEREGISTER : REGISTER);
        }
        if (block2Szx != NONE && isIn(CoapOption.BLOCK2, from, to)) {
            writer.uint(CoapOption.BLOCK2, Block.value(fetching ? received >>> block2Szx + 4 : 0, false, block2Szx));
        }
        if (inBlocks && !fetching && isIn(CoapOption.BLOCK1, from, to)) {
            writer.uint(CoapOption.BLOCK1, Block.value(sentOffset >>> block1Szx + 4, hasMoreToSend(), block1Szx));
        }
        if (inBlocks && !fetching && sentOffset == 0 && isIn(CoapOption.SIZE1, from, to)) {
            writer.uint(CoapOption.SIZE1, bodyOctets);
        }
        if (echo != PeerEchoes.NONE && isIn(CoapOption.ECHO, from, to)) {
            echoes.write(echo, writer);
        }
        if (inBlocks && isIn(CoapOption.REQUEST_TAG, from, to)) {
            // RFC 9175 section 3.4: the same in the phase of Block2.
            writer.uint(CoapOption.REQUEST_TAG, requestTag);
        }
    }

    private static boolean isIn(int number, int from, int to) {
        return number >= from && number < to;
    }

    private int writePayload(byte[] b, int at) {
        int octets = inBlocks ? Math.min(Block.octets(block1Szx), bodyOctets - sentOffset) : bodyOctets;
        // Blocks of a response are asked for without a body, RFC 7959 section 2.7; but that of FETCH says what is asked for.
        boolean without = fetching && (inBlocks || method != CoapCode.FETCH) || octets == 0;
        if (without) {
            return at;
        }
        b[at] = (byte) CoapOption.PAYLOAD_MARKER;
        System.arraycopy(body, bodyAt + (inBlocks ? sentOffset : 0), b, at + 1, octets);
        return at + 1 + octets;
    }

    // --- the body of the request, RFC 7959 section 2.5 ---------------------------------------------------------------------

    private boolean hasMoreToSend() {
        return bodyOctets - sentOffset > Block.octets(block1Szx);
    }

    /** Begins to send the body, under a tag that tells this attempt from earlier ones. */
    void beginBody(int tag) {
        requestTag = tag;
        sentOffset = 0;
    }

    boolean isInBlocks() {
        return inBlocks;
    }

    /** Whether the response asks for the next block of the body, which then is due. */
    boolean goesOn(ClientResponse response) {
        if (!inBlocks || fetching || !hasMoreToSend() || !response.hasBlock1()
                || CoapCode.classOf(response.code()) != CoapCode.SUCCESS) {
            return false;
        }
        int acknowledged = Block.offset(response.block1());
        if (Block.szx(response.block1()) == Block.RESERVED_SZX
                || acknowledged != sentOffset && Block.num(response.block1()) != sentOffset >>> block1Szx + 4) {
            return false;
        }
        sentOffset += Block.octets(block1Szx);
        block1Szx = Math.min(block1Szx, Block.szx(response.block1()));
        return true;
    }

    /** Whether a 4.13 hints that smaller blocks may do, RFC 7959 section 2.9.3; then the body begins anew with them. */
    boolean shrinks(ClientResponse response) {
        if (fetching || response.code() != CoapCode.REQUEST_ENTITY_TOO_LARGE || response.size1() != NONE
                && response.size1() < bodyOctets) {
            return false;
        }
        int szx;
        if (response.hasBlock1()) {
            szx = Block.szx(response.block1());
        } else if (!inBlocks && bodyOctets > Block.MIN_OCTETS) {
            szx = Block.szxOf(bodyOctets - 1);
        } else {
            return false;
        }
        if (szx >= block1Szx && inBlocks || Block.octets(szx) >= bodyOctets || szx == Block.RESERVED_SZX) {
            return false;
        }
        block1Szx = szx;
        inBlocks = true;
        return true;
    }

    // --- the body of the response, RFC 7959 section 2.4 --------------------------------------------------------------------

    boolean isWhole() {
        return whole;
    }

    byte[] into() {
        return into;
    }

    int received() {
        return received;
    }

    /** Takes the payload of a response that is no block of a larger body. Answers whether there was room. */
    boolean takeAll(ClientResponse response) {
        received = 0;
        return take(response);
    }

    /** A block is the first of its body. */
    void beginResponse(ClientResponse response) {
        received = 0;
        contentFormat = response.contentFormat();
        etagOctets = response.etagAt() == ClientResponse.NONE
                ? 0
                : CoapOption.octets(response.message(), response.etagAt());
        if (etagOctets > 0) {
            System.arraycopy(response.message(), CoapOption.valueAt(response.message(), response.etagAt()), etag, 0,
                    etagOctets);
        }
    }

    /** Whether a later block is of the same representation as the first. */
    boolean isSame(ClientResponse response) {
        byte[] b = response.message();
        int option = response.etagAt();
        if (contentFormat != response.contentFormat()) {
            return false;
        }
        if (option == ClientResponse.NONE || etagOctets == 0) {
            return option == ClientResponse.NONE && etagOctets == 0;
        }
        int valueAt = CoapOption.valueAt(b, option);
        return CoapOption.octets(b, option) == etagOctets
                && Arrays.equals(b, valueAt, valueAt + etagOctets, etag, 0, etagOctets);
    }

    /** Takes the payload of a block. Answers whether there was room for it. */
    boolean take(ClientResponse response) {
        int octets = response.payloadOctets();
        if (whole) {
            if (octets > into.length - received) {
                return false;
            }
            System.arraycopy(response.buffer(), response.payloadAt(), into, received, octets);
        }
        received += octets;
        return true;
    }

    /** The block at {@link #received} is due. */
    void fetch(int szx) {
        block2Szx = szx;
        fetching = true;
    }

    /** The body is due from its first block on. */
    void fetchAgain() {
        received = 0;
        fetching = true;
    }

    /** Whether the request may be repeated to get a consistent body: it changes nothing. RFC 7252 section 5.1, RFC 8132 section 2. */
    boolean isSafe() {
        return method == CoapCode.GET || method == CoapCode.FETCH;
    }

    void fetched() {
        fetching = false;
    }

    // --- observation, RFC 7641 -------------------------------------------------------------------------------------------

    /** The server registered us, and this was its first notification. */
    void register(int sequenceNumber, long nowNs) {
        registered = true;
        expiresNs = Deadlines.NEVER;
        sequence = sequenceNumber;
        heardNs = nowNs;
    }

    /** Whether a notification was sent after the freshest so far, which it then is. Section 3.4. */
    boolean isFresher(int number, long nowNs) {
        boolean fresher = sequence < number && number - sequence < HALF_OF_SEQUENCE
                || sequence > number && sequence - number > HALF_OF_SEQUENCE || nowNs > heardNs + REORDERING_NS;
        if (fresher) {
            sequence = number;
            heardNs = nowNs;
        }
        return fresher;
    }

    /** The same registration is due again, or its end. */
    void renew(boolean end) {
        deregistering = end;
        fetching = false;
        sentOffset = 0;
        received = 0;
        confirmable = true;
    }
}
