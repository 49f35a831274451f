package dev.kogame.netstack.coap;

import java.util.Arrays;

/**
 * Answers to requests that must not happen again, but are too long for one message: RFC 7959 section 2.7. The first block leaves at once;
 * the others are taken from here, asked for by the same method and options with a Block2 option.
 *
 * <p>A fixed table of complete answers, and the one that is being written. An answer lives until its place is needed: by the same
 * client, or by any once nobody has asked for its blocks for a while.
 */
final class Block2Bodies {

    static final int NONE = -1;

    private static final long IDLE_NS = Retransmission.MAX_TRANSMIT_WAIT_NS;
    private static final long LIFETIME_NS = Deduplication.EXCHANGE_LIFETIME_NS;
    private static final long FREE = -1;

    private final byte[][] body;
    private final Endpoint[] endpoint;
    private final long[] key;
    private final int[] octets;
    private final int[] code;
    private final int[] contentFormat;
    private final long[] lastNs;
    private byte[] draft;

    Block2Bodies(CoapConfig config) {
        int count = config.get(CoapConfig.Limit.LONG_ANSWERS);
        int maxOctets = count == 0 ? 0 : config.get(CoapConfig.Limit.LONG_ANSWER_OCTETS);
        body = new byte[count][maxOctets];
        draft = new byte[maxOctets];
        endpoint = Endpoint.row(count);
        key = new long[count];
        octets = new int[count];
        code = new int[count];
        contentFormat = new int[count];
        lastNs = new long[count];
        Arrays.fill(lastNs, FREE);
    }

    /** Where the answer that is being written is kept as a whole. */
    byte[] draft() {
        return draft;
    }

    /** Keeps what was written: answers whether there is a place for it. */
    boolean keep(CoapRequest request, CoapResponse response, long nowNs) {
        int place = response.total() > draft.length ? NONE : choose(request, nowNs);
        if (place == NONE) {
            return false;
        }
        byte[] before = body[place];
        body[place] = draft;
        draft = before;
        endpoint[place].set(request.source());
        key[place] = request.operation();
        octets[place] = response.total();
        code[place] = response.code();
        contentFormat[place] = response.contentFormat();
        lastNs[place] = nowNs;
        return true;
    }

    private int choose(CoapRequest request, long nowNs) {
        int oldest = NONE;
        for (int place = 0; place < lastNs.length; place++) {
            if (lastNs[place] == FREE || endpoint[place].isSameHost(request.source())) {
                return place;
            }
            oldest = oldest == NONE || lastNs[place] < lastNs[oldest] ? place : oldest;
        }
        return oldest != NONE && nowNs - lastNs[oldest] >= IDLE_NS ? oldest : NONE;
    }

    /** Writes the answer that a request asks for another block of; answers whether there is one. */
    boolean answer(CoapRequest request, CoapResponse response, long nowNs) {
        for (int place = 0; place < lastNs.length; place++) {
            if (lastNs[place] != FREE && nowNs - lastNs[place] < LIFETIME_NS && key[place] == request.operation()
                    && endpoint[place].isSame(request.source())) {
                lastNs[place] = nowNs;
                response.code(code[place]).contentFormat(contentFormat[place]).octets(body[place], 0, octets[place]);
                return true;
            }
        }
        return false;
    }
}
