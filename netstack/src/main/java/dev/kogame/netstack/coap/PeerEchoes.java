package dev.kogame.netstack.coap;

/**
 * The Echo value that each of a few servers gave last, to be given back to it and nobody else: RFC 9175 section 2.3.
 *
 * <p>A fixed table; who was heard longest ago gives way. One thread; allocates nothing after construction.
 */
final class PeerEchoes {

    static final int CAPACITY = 8;
    /** What {@link #find} answers for a server that gave none. */
    static final int NONE = -1;
    static final int MAX_OCTETS = 40;

    private final int[] interfaceIndex = new int[CAPACITY];
    private final long[] hi = new long[CAPACITY];
    private final long[] lo = new long[CAPACITY];
    private final int[] port = new int[CAPACITY];
    private final long[] heard = new long[CAPACITY];
    private final int[] octets = new int[CAPACITY];
    private final byte[] values = new byte[CAPACITY * MAX_OCTETS];
    private long clock;

    /** The entry of the server that an exchange is with, or {@link #NONE}. */
    int find(ClientExchange exchange) {
        for (int i = 0; i < CAPACITY; i++) {
            if (octets[i] > 0
                    && exchange.isWith(interfaceIndex[i], hi[i], lo[i], port[i])) {
                return i;
            }
        }
        return NONE;
    }

    /** Keeps the value of the response's server, replacing an older one. */
    void keep(ClientResponse response) {
        int entry = 0;
        for (int i = 0; i < CAPACITY; i++) {
            if (octets[i] > 0 && lo[i] == response.sourceLo() && hi[i] == response.sourceHi()
                    && port[i] == response.sourcePort() && interfaceIndex[i] == response.interfaceIndex()) {
                entry = i;
                break;
            }
            if (heard[i] < heard[entry]) {
                entry = i;
            }
        }
        interfaceIndex[entry] = response.interfaceIndex();
        hi[entry] = response.sourceHi();
        lo[entry] = response.sourceLo();
        port[entry] = response.sourcePort();
        heard[entry] = ++clock;
        octets[entry] = CoapOption.octets(response.message(), response.echoAt());
        System.arraycopy(response.message(), CoapOption.valueAt(response.message(), response.echoAt()), values,
                entry * MAX_OCTETS, octets[entry]);
    }

    /** Writes the option with the value of an entry. */
    void write(int entry, OptionWriter writer) {
        writer.opaque(CoapOption.ECHO, values, entry * MAX_OCTETS, octets[entry]);
    }
}
