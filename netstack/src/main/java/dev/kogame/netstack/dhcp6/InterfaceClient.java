package dev.kogame.netstack.dhcp6;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.DnsSearchList;
import dev.kogame.netstack.nd.DnsServers;
import dev.kogame.netstack.nd.RouterDiscovery;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * The client on one interface: a state machine whose states are the exchanges of RFC 8415 section 18.2 and the times between them.
 *
 * <p>Nothing is sent without a link and a link-local address that is known to be unique (section 13.1); what is due then waits for them.
 * Messages are multicast; those to one server go to it alone if it said that they may and there is an address it can answer to. One
 * thread; allocates nothing after construction.
 */
final class InterfaceClient {

    // Between exchanges; in one, the state is the type of its message.
    private static final int IDLE = 0;
    private static final int BOUND = -1;
    private static final int INFORMED = -2;
    private static final int RELEASED = -3;

    private static final int NOTHING = 0;
    private static final int INFORMATION = 1;
    private static final int ADDRESSES = 2;

    private static final long SECOND_NS = 1_000_000_000L;
    /** SOL_MAX_DELAY, CNF_MAX_DELAY, INF_MAX_DELAY, section 7.6 like all that follow. */
    private static final long MAX_DELAY_NS = SECOND_NS;
    /** SOL_TIMEOUT and all others but two. */
    private static final long TIMEOUT_NS = SECOND_NS;
    /** REN_TIMEOUT, REB_TIMEOUT. */
    private static final long EXTEND_TIMEOUT_NS = 10 * SECOND_NS;
    /** REN_MAX_RT, REB_MAX_RT. */
    private static final long EXTEND_MAX_RT_NS = 600 * SECOND_NS;
    private static final long REQ_MAX_RT_NS = 30 * SECOND_NS;
    private static final int REQ_MAX_RC = 10;
    private static final long CNF_MAX_RT_NS = 4 * SECOND_NS;
    private static final long CNF_MAX_RD_NS = 10 * SECOND_NS;
    /** REL_MAX_RC, DEC_MAX_RC. */
    private static final int GIVE_UP_MAX_RC = 4;
    /** The defaults of SOL_MAX_RT and INF_MAX_RT. */
    private static final long MAX_RT_NS = 3600 * SECOND_NS;
    /** What sections 21.24 and 21.25 let a server set them to. */
    private static final long LEAST_MAX_RT_S = 60;
    private static final long MOST_MAX_RT_S = 86_400;
    private static final long IRT_DEFAULT_S = 86_400;
    private static final long IRT_MINIMUM_S = 600;
    private static final long INFINITY_S = 0xffff_ffffL;
    /** How long discovery waits after a server refused or what it gave was no good: section 14.1 leaves the rate to the client. */
    private static final long AFTER_REFUSAL_NS = 10 * SECOND_NS;

    private static final int MAX_PREFERENCE = 255;

    private final Interface in;
    private final AddressTable addresses;
    private final Leases leases;
    private final RouterDiscovery routers;
    private final DnsServers dnsServers;
    private final DnsSearchList dnsSearchList;
    private final UdpSocket socket;
    private final byte[] duid;
    private final SplittableRandom random;
    private final Retransmission retransmission;
    private final LeasingServer server = new LeasingServer();
    private final AddressList offers = new AddressList(Leases.MAX_ADDRESSES);
    /** The preference of the best offer, or -1. */
    private int preference = -1;
    private int state = IDLE;
    private int wanted = NOTHING;
    private int transactionId;
    private long refreshNs = Deadlines.NEVER;
    private long solMaxRtNs = MAX_RT_NS;
    private long infMaxRtNs = MAX_RT_NS;

    InterfaceClient(Interface in, AddressTable addresses, Leases leases, RouterDiscovery routers, DnsServers dnsServers,
            DnsSearchList dnsSearchList, UdpSocket socket, byte[] duid, SplittableRandom random) {
        this.in = in;
        this.addresses = addresses;
        this.leases = leases;
        this.routers = routers;
        this.dnsServers = dnsServers;
        this.dnsSearchList = dnsSearchList;
        this.socket = socket;
        this.duid = duid;
        this.random = random;
        retransmission = new Retransmission(random);
    }

    // --- what begins exchanges ------------------------------------------------------------------------------------------

    void linkUp(long nowNs) {
        leases.givenUp().clear();
        if (leases.held().count() > 0) {
            exchange(Dhcp6Message.CONFIRM, randomDelayNs(), nowNs);
        } else if (state != IDLE) {
            begin(0, nowNs);
        }
    }

    void release(long nowNs) {
        if (state == Dhcp6Message.RELEASE) {
            return;
        }
        leases.givenUp().clear();
        while (leases.held().count() > 0) {
            leases.giveUp(leases.held().count() - 1);
        }
        if (leases.givenUp().count() > 0) {
            exchange(Dhcp6Message.RELEASE, 0, nowNs);
        } else {
            rest(RELEASED);
        }
    }

    int poll(long nowNs) {
        int work = 0;
        int now = routers.managed(in.index())
                ? ADDRESSES
                : routers.otherConfiguration(in.index()) ? INFORMATION : NOTHING;
        if (now != wanted) {
            wanted = now;
            flagsChanged(nowNs);
            work++;
        }
        if (leases.held().count() > 0 && leases.review()) {
            leasesChanged(nowNs);
            work++;
        }
        if (nextDeadlineNs() <= nowNs) {
            due(nowNs);
            work++;
        }
        return work;
    }

    /** What was leased stays leased and is renewed; what is not begun, or not finished, follows the flags. */
    private void flagsChanged(long nowNs) {
        if (state == RELEASED || leases.held().count() > 0 || state == Dhcp6Message.DECLINE
                || state == INFORMED && wanted != ADDRESSES) {
            return;
        }
        begin(0, nowNs);
    }

    /** Begins anew, as the flags say, without any lease. */
    private void begin(long delayNs, long nowNs) {
        leases.withdrawAll();
        server.forget();
        switch (wanted) {
            case ADDRESSES -> exchange(Dhcp6Message.SOLICIT, delayNs + randomDelayNs(), nowNs);
            case INFORMATION -> exchange(Dhcp6Message.INFORMATION_REQUEST, delayNs + randomDelayNs(), nowNs);
            default -> {
                information(duid, 0, 0);
                rest(IDLE);
            }
        }
    }

    private void leasesChanged(long nowNs) {
        if (leases.givenUp().count() > 0) {
            exchange(Dhcp6Message.DECLINE, 0, nowNs);
        } else if (leases.held().count() == 0) {
            begin(0, nowNs);
        }
    }

    private void due(long nowNs) {
        switch (state) {
            case BOUND -> exchange(Dhcp6Message.RENEW, 0, nowNs);
            case INFORMED -> begin(0, nowNs);
            default -> {
                if (state == Dhcp6Message.RENEW && nowNs >= leases.t2Ns()) {
                    exchange(Dhcp6Message.REBIND, 0, nowNs);
                } else if (state == Dhcp6Message.SOLICIT && preference >= 0) {
                    exchange(Dhcp6Message.REQUEST, 0, nowNs);
                } else if (retransmission.failed(nowNs)) {
                    failed(nowNs);
                } else {
                    transmit(nowNs);
                }
            }
        }
    }

    /** Nobody answered as often or as long as was to be asked. */
    private void failed(long nowNs) {
        switch (state) {
            // Section 18.2.3: the leases are used as they are.
            case Dhcp6Message.CONFIRM -> rest(BOUND);
            case Dhcp6Message.DECLINE -> declined(nowNs);
            case Dhcp6Message.RELEASE -> rest(RELEASED);
            default -> begin(0, nowNs);
        }
    }

    private void declined(long nowNs) {
        leases.givenUp().clear();
        if (leases.held().count() > 0) {
            rest(BOUND);
        } else {
            begin(AFTER_REFUSAL_NS, nowNs);
        }
    }

    private void exchange(int type, long delayNs, long nowNs) {
        state = type;
        // Section 16.1: a new one for each exchange, the same for its retransmissions.
        transactionId = random.nextInt(1 << 24);
        switch (type) {
            case Dhcp6Message.SOLICIT -> {
                preference = -1;
                retransmission.start(TIMEOUT_NS, solMaxRtNs, 0, 0, delayNs, nowNs);
            }
            case Dhcp6Message.REQUEST ->
                retransmission.start(TIMEOUT_NS, REQ_MAX_RT_NS, REQ_MAX_RC, 0, delayNs, nowNs);
            case Dhcp6Message.CONFIRM ->
                retransmission.start(TIMEOUT_NS, CNF_MAX_RT_NS, 0, CNF_MAX_RD_NS, delayNs, nowNs);
            // The end of a Renew is T2, that of a Rebind the end of the last lease.
            case Dhcp6Message.RENEW, Dhcp6Message.REBIND ->
                retransmission.start(EXTEND_TIMEOUT_NS, EXTEND_MAX_RT_NS, 0, 0, delayNs, nowNs);
            case Dhcp6Message.INFORMATION_REQUEST ->
                retransmission.start(TIMEOUT_NS, infMaxRtNs, 0, 0, delayNs, nowNs);
            default -> retransmission.start(TIMEOUT_NS, 0, GIVE_UP_MAX_RC, 0, delayNs, nowNs);
        }
    }

    private void rest(int between) {
        state = between;
        retransmission.stop();
    }

    private long randomDelayNs() {
        return random.nextLong(MAX_DELAY_NS);
    }

    long nextDeadlineNs() {
        if (!in.up() || addresses.linkLocal(in.index()) == AddressTable.NONE) {
            return Deadlines.NEVER;
        }
        return switch (state) {
            case BOUND -> leases.t1Ns();
            case INFORMED -> refreshNs;
            case Dhcp6Message.RENEW -> Math.min(retransmission.dueNs(), leases.t2Ns());
            default -> retransmission.dueNs();
        };
    }

    // --- what is sent ---------------------------------------------------------------------------------------------------

    private void transmit(long nowNs) {
        int slot = socket.take();
        if (slot >= 0) {
            int octets = write(socket.buffer(slot), UdpSocket.PAYLOAD_AT, nowNs) - UdpSocket.PAYLOAD_AT;
            boolean alone = alone();
            int outcome = socket.send(slot, octets, in.index(), alone ? server.hi() : Dhcp6Message.ALL_SERVERS_HI,
                    alone ? server.lo() : Dhcp6Message.ALL_SERVERS_LO, Dhcp6Message.SERVER_PORT, nowNs);
            if (alone && outcome != Drop.OK) {
                server.multicastOnly();
            }
        }
        // One that could not leave is as good as lost.
        retransmission.sent(state == Dhcp6Message.SOLICIT, nowNs);
    }

    /** Section 18.2: whether the message goes to its server alone, from an address that the server can answer to. */
    private boolean alone() {
        if (!toOneServer() || !server.reachable()) {
            return false;
        }
        int scope = Ipv6Address.scope(server.hi(), server.lo());
        for (int entry = 0; entry < addresses.capacity(); entry++) {
            if (addresses.used(entry) && addresses.interfaceOf(entry).index() == in.index() && addresses.assigned(entry)
                    && Ipv6Address.scope(addresses.hi(entry), addresses.lo(entry)) >= scope) {
                return true;
            }
        }
        return false;
    }

    /** Confirm, Rebind and Information-request are for every server, as Solicit is. */
    private boolean toOneServer() {
        return state == Dhcp6Message.REQUEST || state == Dhcp6Message.RENEW || state == Dhcp6Message.DECLINE
                || state == Dhcp6Message.RELEASE;
    }

    private int write(byte[] b, int from, long nowNs) {
        Octets.put32(b, from, state << 24 | transactionId);
        int at = Dhcp6Message.identifier(b, from + Dhcp6Message.OPTIONS, Dhcp6Message.OPTION_CLIENTID, duid,
                duid.length);
        if (toOneServer()) {
            at = server.write(b, at);
        } else if (state == Dhcp6Message.SOLICIT) {
            at = Dhcp6Message.option(b, at, Dhcp6Message.OPTION_RAPID_COMMIT, 0);
        }
        at = Dhcp6Message.option(b, at, Dhcp6Message.OPTION_ELAPSED_TIME, 2);
        Octets.put16(b, at, retransmission.elapsed(nowNs));
        return association(b, optionRequest(b, at + 2));
    }

    /** Section 21.7: what the server is asked to tell, if it is to tell anything. */
    private int optionRequest(byte[] b, int at) {
        if (state == Dhcp6Message.CONFIRM || state == Dhcp6Message.DECLINE || state == Dhcp6Message.RELEASE) {
            return at;
        }
        boolean information = state == Dhcp6Message.INFORMATION_REQUEST;
        int data = Dhcp6Message.option(b, at, Dhcp6Message.OPTION_ORO, information ? 8 : 6);
        Octets.put16(b, data, Dhcp6Message.OPTION_DNS_SERVERS);
        Octets.put16(b, data + 2, Dhcp6Message.OPTION_DOMAIN_LIST);
        if (information) {
            Octets.put16(b, data + 4, Dhcp6Message.OPTION_INFORMATION_REFRESH_TIME);
            Octets.put16(b, data + 6, Dhcp6Message.OPTION_INF_MAX_RT);
            return data + 8;
        }
        Octets.put16(b, data + 4, Dhcp6Message.OPTION_SOL_MAX_RT);
        return data + 6;
    }

    /** The IA_NA with the addresses that the message is about; T1, T2 and lifetimes are the server's to say. */
    private int association(byte[] b, int at) {
        if (state == Dhcp6Message.INFORMATION_REQUEST) {
            return at;
        }
        int data = Dhcp6Message.option(b, at, Dhcp6Message.OPTION_IA_NA, 0);
        Octets.put32(b, data, leases.iaid());
        Octets.put64(b, data + 4, 0);
        int end = data + 12;
        switch (state) {
            case Dhcp6Message.SOLICIT -> {
                // Any address will do.
            }
            case Dhcp6Message.REQUEST ->
                end = leases.held().count() > 0 ? leases.held().write(b, end) : offers.write(b, end);
            case Dhcp6Message.DECLINE, Dhcp6Message.RELEASE -> end = leases.givenUp().write(b, end);
            default -> end = leases.held().write(b, end);
        }
        Octets.put16(b, at + 2, end - data);
        return end;
    }

    // --- what is received -----------------------------------------------------------------------------------------------

    /** A message whose options fit arrived. Answers OK or the code of a drop, not counted. */
    int received(byte[] b, int at, int end, long nowNs) {
        int type = Dhcp6Message.type(b, at);
        int options = at + Dhcp6Message.OPTIONS;
        boolean awaited = state > IDLE && retransmission.sent() > 0
                && (type == Dhcp6Message.REPLY || type == Dhcp6Message.ADVERTISE && state == Dhcp6Message.SOLICIT);
        if (!awaited || Dhcp6Message.transactionId(b, at) != transactionId || !forUs(b, options, end)) {
            return Drop.DHCPV6_DISCARDED.code;
        }
        // Sections 18.2.9 and 18.2.10: whatever the status.
        solMaxRtNs = maxRtNs(b, options, end, Dhcp6Message.OPTION_SOL_MAX_RT, solMaxRtNs);
        infMaxRtNs = maxRtNs(b, options, end, Dhcp6Message.OPTION_INF_MAX_RT, infMaxRtNs);
        if (state == Dhcp6Message.SOLICIT) {
            retransmission.maxNs(solMaxRtNs);
        } else if (state == Dhcp6Message.INFORMATION_REQUEST) {
            retransmission.maxNs(infMaxRtNs);
        }
        return type == Dhcp6Message.ADVERTISE
                ? advertise(b, options, end, nowNs)
                : reply(b, options, end, nowNs);
    }

    /** Sections 16.3 and 16.10: a server that says who it is answers this client. */
    private boolean forUs(byte[] b, int options, int end) {
        int from = Dhcp6Message.find(b, options, end, Dhcp6Message.OPTION_SERVERID);
        int to = Dhcp6Message.find(b, options, end, Dhcp6Message.OPTION_CLIENTID);
        if (from == Dhcp6Message.NONE || Dhcp6Message.octets(b, from) > Dhcp6Message.MAX_DUID_OCTETS
                || to == Dhcp6Message.NONE || Dhcp6Message.octets(b, to) != duid.length) {
            return false;
        }
        for (int i = 0; i < duid.length; i++) {
            if (b[to + Dhcp6Message.DATA + i] != duid[i]) {
                return false;
            }
        }
        return true;
    }

    private static long maxRtNs(byte[] b, int options, int end, int code, long beforeNs) {
        int option = Dhcp6Message.find(b, options, end, code);
        if (option == Dhcp6Message.NONE) {
            return beforeNs;
        }
        long seconds = Octets.get32Unsigned(b, option + Dhcp6Message.DATA);
        return seconds < LEAST_MAX_RT_S || seconds > MOST_MAX_RT_S ? beforeNs : seconds * SECOND_NS;
    }

    /** Section 18.2.9: the best offer is kept until the first timeout has passed; later, and with preference 255, it is taken at once. */
    private int advertise(byte[] b, int options, int end, long nowNs) {
        int ia = Dhcp6Message.identityAssociation(b, options, end, leases.iaid());
        if (ia == Dhcp6Message.NONE || !Leases.timesOk(b, ia)
                || Dhcp6Message.status(b, options, end) != Dhcp6Message.SUCCESS
                || status(b, ia) != Dhcp6Message.SUCCESS || !Leases.offers(b, ia)) {
            return Drop.DHCPV6_DISCARDED.code;
        }
        int option = Dhcp6Message.find(b, options, end, Dhcp6Message.OPTION_PREFERENCE);
        int offered = option == Dhcp6Message.NONE ? 0 : Octets.get8(b, option + Dhcp6Message.DATA);
        if (offered > preference) {
            preference = offered;
            Leases.offered(b, ia, offers);
            server.identified(b, options, end);
        }
        if (preference == MAX_PREFERENCE || retransmission.sent() > 1) {
            exchange(Dhcp6Message.REQUEST, 0, nowNs);
        }
        return Drop.OK;
    }

    private static int status(byte[] b, int ia) {
        return Dhcp6Message.status(b, ia + Dhcp6Message.IA_OPTIONS, Dhcp6Message.next(b, ia));
    }

    /** Section 18.2.10. */
    private int reply(byte[] b, int options, int end, long nowNs) {
        int status = Dhcp6Message.status(b, options, end);
        switch (state) {
            // Whatever the status, section 18.2.10.2.
            case Dhcp6Message.RELEASE -> rest(RELEASED);
            case Dhcp6Message.DECLINE -> declined(nowNs);
            case Dhcp6Message.CONFIRM -> {
                if (status == Dhcp6Message.NOT_ON_LINK) {
                    begin(0, nowNs);
                } else if (status == Dhcp6Message.SUCCESS) {
                    rest(BOUND);
                }
            }
            case Dhcp6Message.INFORMATION_REQUEST -> {
                if (status == Dhcp6Message.SUCCESS) {
                    information(b, options, end);
                    refresh(b, options, end, nowNs);
                    rest(INFORMED);
                }
            }
            case Dhcp6Message.SOLICIT -> {
                if (Dhcp6Message.find(b, options, end, Dhcp6Message.OPTION_RAPID_COMMIT) == Dhcp6Message.NONE) {
                    return Drop.DHCPV6_DISCARDED.code;
                }
                leased(status, b, options, end, nowNs);
            }
            default -> leased(status, b, options, end, nowNs);
        }
        return Drop.OK;
    }

    /** Section 21.23. */
    private void refresh(byte[] b, int options, int end, long nowNs) {
        int option = Dhcp6Message.find(b, options, end, Dhcp6Message.OPTION_INFORMATION_REFRESH_TIME);
        long seconds = option == Dhcp6Message.NONE
                ? IRT_DEFAULT_S
                : Octets.get32Unsigned(b, option + Dhcp6Message.DATA);
        refreshNs = seconds == INFINITY_S
                ? Deadlines.NEVER
                : nowNs + Math.max(seconds, IRT_MINIMUM_S) * SECOND_NS;
    }

    /**
     * A Reply to a Solicit with rapid commit, Request, Renew or Rebind, section 18.2.10.1. What a server could not do now is asked for
     * again when the message is due, as if it had not answered.
     */
    private void leased(int messageStatus, byte[] b, int options, int end, long nowNs) {
        int ia = Dhcp6Message.identityAssociation(b, options, end, leases.iaid());
        boolean usable = ia != Dhcp6Message.NONE && Leases.timesOk(b, ia);
        int status = messageStatus == Dhcp6Message.SUCCESS && usable ? status(b, ia) : messageStatus;
        if (status == Dhcp6Message.USE_MULTICAST && toOneServer() && server.reachable()) {
            server.multicastOnly();
            retransmission.again(nowNs);
        } else if (status == Dhcp6Message.NO_BINDING
                && (state == Dhcp6Message.RENEW || state == Dhcp6Message.REBIND)) {
            server.identified(b, options, end);
            exchange(Dhcp6Message.REQUEST, 0, nowNs);
        } else if (state == Dhcp6Message.REQUEST && (status == Dhcp6Message.NOT_ON_LINK
                || status == Dhcp6Message.NO_ADDRS_AVAIL || status == Dhcp6Message.NO_BINDING)) {
            begin(AFTER_REFUSAL_NS, nowNs);
        } else if (status == Dhcp6Message.SUCCESS && usable) {
            leases.update(b, ia, nowNs);
            if (leases.held().count() > 0) {
                server.identified(b, options, end);
                server.leased(b, options, end);
                information(b, options, end);
                rest(BOUND);
            } else if (state != Dhcp6Message.SOLICIT) {
                begin(AFTER_REFUSAL_NS, nowNs);
            }
        }
    }

    /** RFC 3646, and RFC 8415 section 18.2.10: what the last Reply does not say any more holds no longer. */
    private void information(byte[] b, int options, int end) {
        int option = Dhcp6Message.find(b, options, end, Dhcp6Message.OPTION_DNS_SERVERS);
        dnsServers.configured(in.index(), b, option + Dhcp6Message.DATA,
                option == Dhcp6Message.NONE ? 0 : Dhcp6Message.octets(b, option));
        option = Dhcp6Message.find(b, options, end, Dhcp6Message.OPTION_DOMAIN_LIST);
        dnsSearchList.configured(in.index(), b, option + Dhcp6Message.DATA,
                option == Dhcp6Message.NONE ? 0 : Dhcp6Message.octets(b, option));
    }
}
