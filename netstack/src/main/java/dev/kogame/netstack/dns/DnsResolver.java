package dev.kogame.netstack.dns;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.udp.UnpredictableNumbers;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Octets;

/**
 * Finds the IPv6 addresses of a name, one query at a time.
 *
 * <p>The servers are asked in turn, each for 2 s in the first round, 4 s in the second and 8 s in the third, every query with a new
 * identifier and from a new port (RFC 5452 section 9.2). A server that fails, refuses or sends nonsense makes room for the next one at
 * once. One thread; allocates nothing after {@link #start}.
 */
public final class DnsResolver implements UdpHandler, Duty {

    /** How many addresses an answer holds; further ones are left out. */
    public static final int MAX_ADDRESSES = 8;
    /** The fewest octets of a secret. */
    public static final int SECRET_OCTETS = UnpredictableNumbers.SECRET_OCTETS;

    static final int SERVER_PORT = 53;
    private static final int PACKET_TOO_BIG = 2;
    static final int ROUNDS = 3;
    /** RFC 1035 section 4.2.1 recommends two to five seconds at least. */
    static final long FIRST_WAIT_NS = 2_000_000_000L;

    /** RFC 5452 section 9.2: as many ports as there are, beside those that are reserved. */
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 65536 - FIRST_PORT;
    private static final int MAX_PORT_DRAWS = 8;

    private static final byte[] NO_OCTETS = {};
    private static final DnsDomainList NO_DOMAINS = new DnsDomainList() {
        @Override
        public int count() {
            return 0;
        }

        @Override
        public byte[] name(int i) {
            return NO_OCTETS;
        }

        @Override
        public int octets(int i) {
            return 0;
        }
    };

    private final DnsServerList servers;
    private final DnsDomainList domains;
    private final UnpredictableNumbers numbers;
    private final AnswerSection section = new AnswerSection();
    private final DnsAnswer answer = new DnsAnswer(MAX_ADDRESSES);
    private final byte[] name = new byte[DnsName.MAX_OCTETS];
    private final byte[] asked = new byte[DnsName.MAX_OCTETS];
    private final long[] drops = new long[DnsDrop.MALFORMED.ordinal() + 1];
    private UdpSocket socket;
    private int nameOctets;
    /** Of the one label that is looked for in the domains, with its length; 0 if the name has more. */
    private int labelOctets;
    /** The domain to look in next; the root stands behind the last. */
    private int domain;
    private DnsHandler handler;
    private int identifier;
    private int server;
    private int round;
    private int failedInRound;
    private int unsentInRound;
    private long serverHi;
    private long serverLo;
    private int serverInterface;
    private long deadlineNs = Deadlines.NEVER;

    /**
     * @param servers the servers to ask
     * @param secret makes identifiers and ports unpredictable: at least {@link #SECRET_OCTETS} from a good source, copied
     * @throws IllegalArgumentException if the secret is too short
     */
    public DnsResolver(DnsServerList servers, byte[] secret) {
        this(servers, NO_DOMAINS, secret);
    }

    /**
     * A resolver that looks for names of one label in the domains of a list, and last as they are.
     *
     * @throws IllegalArgumentException if the secret is too short
     */
    public DnsResolver(DnsServerList servers, DnsDomainList domains, byte[] secret) {
        this.servers = servers;
        this.domains = domains;
        numbers = new UnpredictableNumbers(secret);
    }

    /** Begins to work on a socket whose handler this is. Its port will change with every query. */
    @Boot
    public void start(UdpSocket on) {
        socket = on;
    }

    /**
     * Asks for the addresses of a name.
     *
     * @param encoded the name as {@link DnsName#encode} gives it, copied
     * @param to told the end of the query, which may be before this returns
     * @return false if a query is under way already: nothing happens then, and nobody is told
     */
    public boolean resolve(byte[] encoded, DnsHandler to, long nowNs) {
        if (handler != null) {
            return false;
        }
        System.arraycopy(encoded, 0, name, 0, encoded.length);
        nameOctets = encoded.length;
        // RFC 1536 section 6. Deviation: a name with dots is whole, and never looked for in other domains.
        labelOctets = encoded.length == encoded[0] + 2 ? encoded.length - 1 : 0;
        domain = 0;
        nextName();
        handler = to;
        begin(nowNs);
        return true;
    }

    /** Asks for the name from the first server on. */
    private void begin(long nowNs) {
        server = 0;
        round = 0;
        failedInRound = 0;
        unsentInRound = 0;
        ask(nowNs);
    }

    /** Makes a name of the label and the next domain that has room for it. Answers whether there was one. */
    private boolean nextName() {
        int count = domains.count();
        while (labelOctets > 0 && domain <= count) {
            int i = domain++;
            int octets = i < count ? domains.octets(i) : 1;
            if (labelOctets + octets <= DnsName.MAX_OCTETS) {
                if (i < count) {
                    System.arraycopy(domains.name(i), 0, name, labelOctets, octets);
                } else {
                    name[labelOctets] = 0;
                }
                nameOctets = labelOctets + octets;
                return true;
            }
        }
        return false;
    }

    /** Whether a query is under way. */
    public boolean busy() {
        return handler != null;
    }

    /** How many datagrams were not taken for an answer, for one reason. */
    public long drops(DnsDrop reason) {
        return drops[reason.ordinal()];
    }

    /** Asks the next server if the one asked last did not answer in time. */
    @Override
    public int poll(long nowNs, int budget) {
        if (nowNs < deadlineNs) {
            return 0;
        }
        server++;
        ask(nowNs);
        return 1;
    }

    @Override
    public long nextDeadlineNs() {
        return deadlineNs;
    }

    /** Sends a query to the next server that one can be sent to, or ends. */
    private void ask(long nowNs) {
        // Every pass goes on to a later server or round, or leaves.
        while (true) {
            int count = servers.count();
            if (count == 0) {
                end(DnsOutcome.NO_SERVER, nowNs);
                return;
            }
            if (server >= count) {
                if (++round == ROUNDS || failedInRound + unsentInRound >= count) {
                    end(verdict(), nowNs);
                    return;
                }
                server = 0;
                failedInRound = 0;
                unsentInRound = 0;
            }
            if (send(nowNs) == Drop.OK) {
                deadlineNs = nowNs + (FIRST_WAIT_NS << round);
                return;
            }
            unsentInRound++;
            server++;
        }
    }

    private DnsOutcome verdict() {
        if (failedInRound > 0) {
            return DnsOutcome.SERVER_FAILURE;
        }
        return unsentInRound >= servers.count() ? DnsOutcome.UNREACHABLE : DnsOutcome.NO_ANSWER;
    }

    private int send(long nowNs) {
        serverHi = servers.hi(server);
        serverLo = servers.lo(server);
        serverInterface = servers.interfaceIndex(server);
        int slot = socket.take();
        if (slot < 0) {
            return Drop.NO_FRAME_SLOT.code;
        }
        identifier = numbers.next16();
        drawPort();
        int end = DnsMessage.writeQuery(socket.buffer(slot), UdpSocket.PAYLOAD_AT, identifier, name, nameOctets);
        return socket.send(slot, end - UdpSocket.PAYLOAD_AT, serverInterface, serverHi, serverLo, SERVER_PORT, nowNs);
    }

    private void drawPort() {
        for (int draws = 0; draws < MAX_PORT_DRAWS; draws++) {
            // 65,536 is not a multiple of the number of ports: the first 1024 come twice as often, which costs nobody anything.
            if (socket.localPort(FIRST_PORT + numbers.next16() % PORTS)) {
                return;
            }
        }
    }

    @Override
    public void received(UdpDatagram datagram, long nowNs) {
        if (handler == null) {
            drop(DnsDrop.UNASKED);
            return;
        }
        if (datagram.sourceLo() != serverLo || datagram.sourceHi() != serverHi
                || datagram.sourcePort() != SERVER_PORT
                || serverInterface >= 0 && datagram.interfaceIndex() != serverInterface) {
            drop(DnsDrop.SERVER);
            return;
        }
        byte[] b = datagram.buffer();
        int at = datagram.offset();
        int end = at + datagram.octets();
        if (end - at < DnsMessage.HEADER_OCTETS) {
            drop(DnsDrop.LENGTH);
            return;
        }
        if (Octets.get16(b, at + DnsMessage.ID) != identifier) {
            drop(DnsDrop.IDENTIFIER);
            return;
        }
        int flags = DnsMessage.flags(b, at);
        if ((flags & (DnsMessage.QR | DnsMessage.OPCODE)) != DnsMessage.QR) {
            drop(DnsDrop.NOT_A_RESPONSE);
            return;
        }
        int answers = questionEnd(b, at, end);
        if (answers < 0) {
            drop(DnsDrop.QUESTION);
            return;
        }
        // Whatever the server answers, it has read the query: the identifier and the port are in no other place.
        socket.confirmReachable(datagram, nowNs);
        response(b, at, answers, end, flags, nowNs);
    }

    /** A server that cannot be reached makes room for the next one; Packet Too Big cannot be about a query. */
    @Override
    public void failed(int type, int code, int interfaceIndex, long hi, long lo, int port, long nowNs) {
        if (handler != null && type != PACKET_TOO_BIG && lo == serverLo && hi == serverHi && port == SERVER_PORT) {
            failed(nowNs);
        }
    }

    /** Where the one question ends, if it is ours, or -1. */
    private int questionEnd(byte[] b, int at, int end) {
        int question = at + DnsMessage.HEADER_OCTETS;
        int octets = DnsName.expand(b, at, question, end, asked);
        int fixed = DnsName.skip(b, question, end);
        boolean ours = Octets.get16(b, at + DnsMessage.QDCOUNT) == 1 && octets > 0 && fixed > 0
                && fixed + DnsMessage.QUESTION_OCTETS <= end && DnsName.same(asked, octets, name, nameOctets)
                && Octets.get16(b, fixed) == DnsMessage.TYPE_AAAA
                && Octets.get16(b, fixed + 2) == DnsMessage.CLASS_IN;
        return ours ? fixed + DnsMessage.QUESTION_OCTETS : -1;
    }

    private void response(byte[] b, int at, int answers, int end, int flags, long nowNs) {
        int code = flags & DnsMessage.RCODE;
        if (code != DnsMessage.NO_ERROR && code != DnsMessage.NAME_ERROR) {
            failed(nowNs);
            return;
        }
        if ((flags & DnsMessage.TC) != 0) {
            // Deviation: RFC 1123 section 6.1.3.2 asks again over TCP, which is not there yet.
            end(DnsOutcome.TRUNCATED, nowNs);
            return;
        }
        if (code == DnsMessage.NAME_ERROR) {
            end(DnsOutcome.NAME_ERROR, nowNs);
            return;
        }
        answer.clear();
        int found = section.read(b, at, answers, end, name, nameOctets, answer);
        if (found > 0) {
            end(DnsOutcome.ADDRESSES, nowNs);
        } else if (found == AnswerSection.MALFORMED) {
            drop(DnsDrop.MALFORMED);
            failed(nowNs);
        } else if ((flags & DnsMessage.RA) == 0) {
            // A server that does not recurse knows nothing and says so with an empty answer.
            failed(nowNs);
        } else {
            end(DnsOutcome.NO_DATA, nowNs);
        }
    }

    private void failed(long nowNs) {
        failedInRound++;
        server++;
        ask(nowNs);
    }

    private void end(DnsOutcome outcome, long nowNs) {
        if ((outcome == DnsOutcome.NAME_ERROR || outcome == DnsOutcome.NO_DATA) && nextName()) {
            begin(nowNs);
            return;
        }
        if (outcome != DnsOutcome.ADDRESSES) {
            answer.clear();
        }
        answer.outcome(outcome);
        DnsHandler to = handler;
        handler = null;
        deadlineNs = Deadlines.NEVER;
        to.resolved(answer, nowNs);
    }

    private void drop(DnsDrop reason) {
        drops[reason.ordinal()]++;
    }
}
