package dev.kogame.tools.conformance.script;

import static dev.kogame.tools.conformance.packet.Field.AUTONOMOUS;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION_PORT;
import static dev.kogame.tools.conformance.packet.Field.DUID;
import static dev.kogame.tools.conformance.packet.Field.IAID;
import static dev.kogame.tools.conformance.packet.Field.IA_OPTIONS;
import static dev.kogame.tools.conformance.packet.Field.IPV6_ADDRESS;
import static dev.kogame.tools.conformance.packet.Field.MANAGED;
import static dev.kogame.tools.conformance.packet.Field.OTHER;
import static dev.kogame.tools.conformance.packet.Field.PREFERRED_LIFETIME;
import static dev.kogame.tools.conformance.packet.Field.PREF_VALUE;
import static dev.kogame.tools.conformance.packet.Field.SEARCHLIST;
import static dev.kogame.tools.conformance.packet.Field.SECONDS;
import static dev.kogame.tools.conformance.packet.Field.SERVERS;
import static dev.kogame.tools.conformance.packet.Field.SOURCE_PORT;
import static dev.kogame.tools.conformance.packet.Field.STATUS_CODE;
import static dev.kogame.tools.conformance.packet.Field.STATUS_MESSAGE;
import static dev.kogame.tools.conformance.packet.Field.T1;
import static dev.kogame.tools.conformance.packet.Field.T2;
import static dev.kogame.tools.conformance.packet.Field.TARGET;
import static dev.kogame.tools.conformance.packet.Field.TRANSACTION_ID;
import static dev.kogame.tools.conformance.packet.Field.VALID_LIFETIME;
import static dev.kogame.tools.conformance.packet.Kind.ADVERTISE;
import static dev.kogame.tools.conformance.packet.Kind.CLIENT_IDENTIFIER;
import static dev.kogame.tools.conformance.packet.Kind.CONFIRM;
import static dev.kogame.tools.conformance.packet.Kind.DECLINE;
import static dev.kogame.tools.conformance.packet.Kind.DNS_SERVERS;
import static dev.kogame.tools.conformance.packet.Kind.DOMAIN_LIST;
import static dev.kogame.tools.conformance.packet.Kind.IA_ADDRESS;
import static dev.kogame.tools.conformance.packet.Kind.IA_NA;
import static dev.kogame.tools.conformance.packet.Kind.INFORMATION_REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.NEIGHBOR_ADVERTISEMENT;
import static dev.kogame.tools.conformance.packet.Kind.REBIND;
import static dev.kogame.tools.conformance.packet.Kind.RELEASE;
import static dev.kogame.tools.conformance.packet.Kind.RENEW;
import static dev.kogame.tools.conformance.packet.Kind.REPLY;
import static dev.kogame.tools.conformance.packet.Kind.REQUEST;
import static dev.kogame.tools.conformance.packet.Kind.SERVER_IDENTIFIER;
import static dev.kogame.tools.conformance.packet.Kind.SERVER_PREFERENCE;
import static dev.kogame.tools.conformance.packet.Kind.SOLICIT;
import static dev.kogame.tools.conformance.packet.Kind.STATUS_CODE_OPTION;
import static dev.kogame.tools.conformance.packet.Kind.UDP;
import static dev.kogame.tools.conformance.packet.Octets.hex;
import static dev.kogame.tools.conformance.script.Messages.advertisement;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.prefix;
import static dev.kogame.tools.conformance.script.Messages.probe;
import static dev.kogame.tools.conformance.script.Messages.routerAdvertisement;
import static dev.kogame.tools.conformance.script.Messages.slla;
import static dev.kogame.tools.conformance.script.Messages.solicitation;
import static dev.kogame.tools.conformance.script.Messages.tlla;
import static dev.kogame.tools.conformance.script.Node.TN1;
import static dev.kogame.tools.conformance.script.Node.TR1;
import static dev.kogame.tools.conformance.script.Setup.TOLERANCE_S;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Dhcp6Options;
import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;

/**
 * The tester as the DHCPv6 server of the link, and as TR1, which sends the client there. It answers the message that it heard last, to
 * whom it came from. What it says, and when, a case decides. One thread.
 */
public final class Dhcp6Server {

    /** All_DHCP_Relay_Agents_and_Servers, RFC 8415 section 7.1. */
    public static final Address ALL_SERVERS = Address.of("ff02::1:2");
    public static final int CLIENT_PORT = 546;
    public static final int SERVER_PORT = 547;
    /** Its DUID, of its link-layer address and a time. */
    public static final byte[] ID = hex("0001 0001 2a4b6f67 00000000a0a0");
    /** What it leases, in the prefix of the link. */
    public static final Address LEASED = new Address(Node.PREFIX.hi(), 0x4b6f_0001L);
    public static final Address ANOTHER = new Address(Node.PREFIX.hi(), 0x4b6f_0002L);
    /** What it says of the times of a lease where a case says nothing: T1, T2, preferred and valid lifetime. */
    public static final long T1_S = 50;
    public static final long T2_S = 80;
    public static final long PREFERRED_S = 100;
    public static final long VALID_S = 200;

    /** Status codes, RFC 8415 section 21.13. */
    public static final int SUCCESS = 0;
    public static final int UNSPEC_FAIL = 1;
    public static final int NO_ADDRS_AVAIL = 2;
    public static final int NO_BINDING = 3;
    public static final int NOT_ON_LINK = 4;
    public static final int USE_MULTICAST = 5;

    /** SOL_MAX_DELAY, CNF_MAX_DELAY, INF_MAX_DELAY: how long the first message of an exchange may be put off. */
    public static final double MAX_DELAY_S = 1;
    /** A timeout of IRT 1 s, with RAND. */
    public static final double LONGEST_FIRST_RT_S = 1.1;
    /** Until duplicate address detection of an address has begun, at random within a second, and ended. */
    public static final double DETECTION_S = 2;

    private final Tester t;
    private final List<Received> exchange = new ArrayList<>();
    private Received heard;
    private double saidS;

    private Dhcp6Server(Tester t) {
        this.t = t;
    }

    // --- the states that cases begin in ---------------------------------------------------------------------------------

    /** A device that has just started, and hears TR1 set the flags named, of M and O. */
    public static Dhcp6Server start(Tester t, String flags) throws IOException {
        Setup.start(t);
        Dhcp6Server server = new Dhcp6Server(t);
        server.flags(flags);
        return server;
    }

    /** TR1 sets flags. The prefix it announces says who is on the link; addresses come from the server. */
    public void flags(String flags) throws IOException {
        t.send(routerAdvertisement(TR1, 9000).with(MANAGED, flags.contains("M") ? 1 : 0)
                .with(OTHER, flags.contains("O") ? 1 : 0).then(slla(TR1.mac()))
                .then(prefix(Node.PREFIX, 0xffff_ffffL, 0xffff_ffffL).with(AUTONOMOUS, 0)));
    }

    /** The device looks for servers. */
    public static Dhcp6Server solicited(Tester t) throws IOException {
        Dhcp6Server server = start(t, "M");
        server.expect(SOLICIT, MAX_DELAY_S + TOLERANCE_S);
        return server;
    }

    /** It asks this one for the address that it was offered. */
    public static Dhcp6Server requested(Tester t) throws IOException {
        Dhcp6Server server = solicited(t);
        server.offer();
        return server;
    }

    /** Offers the address, and waits until it is asked for. */
    public void offer(Layer... more) throws IOException {
        say(message(ADVERTISE).then(lease()).then(more));
        expect(REQUEST, LONGEST_FIRST_RT_S + TOLERANCE_S);
    }

    /** It has the address, for good, and T1 and T2 are far away. */
    public static Dhcp6Server leased(Tester t, Layer... more) throws IOException {
        return leased(t, 50_000, 80_000, 100_000, 200_000, more);
    }

    /** It has the address, which is found to be no duplicate. Time has passed for that. */
    public static Dhcp6Server leased(Tester t, long t1, long t2, long preferred, long valid, Layer... more)
            throws IOException {
        Dhcp6Server server = requested(t);
        server.lease(t1, t2, preferred, valid, more);
        return server;
    }

    /** Gives what was asked for, and waits until it is in use. */
    public void lease(long t1, long t2, long preferred, long valid, Layer... more) throws IOException {
        say(message(REPLY).then(association(t1, t2, address(LEASED, preferred, valid))).then(more));
        t.expect(probe(LEASED), MAX_DELAY_S + TOLERANCE_S);
        t.pause(DETECTION_S);
    }

    /** It renews its lease, at T1. */
    public static Dhcp6Server renewing(Tester t, Layer... more) throws IOException {
        return renewing(t, T2_S, PREFERRED_S, VALID_S, more);
    }

    public static Dhcp6Server renewing(Tester t, long t2, long preferred, long valid, Layer... more)
            throws IOException {
        Dhcp6Server server = leased(t, T1_S, t2, preferred, valid, more);
        server.expectAt(server.saidS + T1_S, RENEW);
        return server;
    }

    /** It rebinds its lease, at T2, since nobody renewed it. */
    public static Dhcp6Server rebinding(Tester t, Layer... more) throws IOException {
        return rebinding(t, PREFERRED_S, VALID_S, more);
    }

    public static Dhcp6Server rebinding(Tester t, long preferred, long valid, Layer... more) throws IOException {
        Dhcp6Server server = renewing(t, T2_S, preferred, valid, more);
        server.expectAt(server.saidS + T2_S, REBIND);
        return server;
    }

    /** It comes back to its link, and asks whether its address is right there. */
    public static Dhcp6Server confirming(Tester t, Layer... more) throws IOException {
        Dhcp6Server server = leased(t, more);
        server.relink();
        return server;
    }

    /** The device loses its link for a while. */
    public void relink() throws IOException {
        t.link(false);
        t.pause(2);
        t.link(true);
        // Its link-local address must be found unique again before.
        expect(CONFIRM, DETECTION_S + MAX_DELAY_S + TOLERANCE_S);
    }

    /** It was told to give its address back. */
    public static Dhcp6Server releasing(Tester t) throws IOException {
        Dhcp6Server server = leased(t);
        t.release();
        server.expect(RELEASE, TOLERANCE_S);
        return server;
    }

    /** It found that TN1 has the address that it was given. */
    public static Dhcp6Server declining(Tester t) throws IOException {
        Dhcp6Server server = requested(t);
        server.say(server.message(REPLY).then(server.lease()));
        t.expect(probe(LEASED), MAX_DELAY_S + TOLERANCE_S);
        t.send(advertisement(TN1.linkLocal(), Address.ALL_NODES, LEASED, "O").then(tlla(TN1.mac())));
        // How soon, RFC 8415 does not say.
        server.expect(DECLINE, Tester.REPLY_S);
        return server;
    }

    /** It asks for everything but addresses. */
    public static Dhcp6Server informing(Tester t) throws IOException {
        Dhcp6Server server = start(t, "O");
        server.expect(INFORMATION_REQUEST, MAX_DELAY_S + TOLERANCE_S);
        return server;
    }

    // --- what it hears --------------------------------------------------------------------------------------------------

    /** A message from the device to all servers, with these options among its own. */
    public Packet to(Kind message, Layer... options) {
        return Packet.ip(t.nut(), ALL_SERVERS).then(UDP).with(DESTINATION_PORT, SERVER_PORT).then(message)
                .then(options);
    }

    /** Expects a message to all servers within a time from now. */
    public Received expect(Kind message, double withinS, Layer... options) throws IOException {
        return expect(to(message, options), withinS);
    }

    /** Expects a message to whomever within a time from now. */
    public Received expect(Packet message, double withinS) throws IOException {
        Received came = t.expect(message, withinS);
        if (heard == null || transactionId() != (Long) came.packet().message().get(TRANSACTION_ID)) {
            exchange.clear();
        }
        heard = came;
        exchange.add(came);
        return came;
    }

    /** Expects a message of any kind within a time from now: the next one. */
    public Received expectAny(double withinS) throws IOException {
        return expect(Packet.ip(t.nut(), ALL_SERVERS).then(UDP).with(DESTINATION_PORT, SERVER_PORT), withinS);
    }

    /** Expects a message until a time of the case. */
    public Received expectUntil(double timeS, Kind message) throws IOException {
        return expect(message, timeS - t.nowS());
    }

    /** Expects a message at a time of the case, give or take what a timer may be late. */
    public Received expectAt(double timeS, Kind message, Layer... options) throws IOException {
        expect(message, timeS + TOLERANCE_S - t.nowS(), options);
        require(heard.atS() >= timeS - TOLERANCE_S,
                String.format(Locale.ROOT, "expected not before %.3f s: %s", timeS, heard));
        return heard;
    }

    /** Expects that the device sends no such message for a time, to whomever. */
    public void expectNo(Kind message, double duringS) throws IOException {
        t.expectNothing(Packet.ip().then(UDP).then(message), duringS);
    }

    /** Expects that the device sends no message at all for a time. */
    public void expectNone(double duringS) throws IOException {
        t.expectNothing(Packet.ip().then(UDP).with(DESTINATION_PORT, SERVER_PORT), duringS);
    }

    /** Expects the message heard last again, so many times, when section 15 says so. Answers all of them. */
    public List<Received> expectAgain(int times) throws IOException {
        return Backoff.of(heard.packet().message().kind()).expect(this, times);
    }

    /** The message heard last, and those that it repeats, in order. */
    public List<Received> exchange() {
        return List.copyOf(exchange);
    }

    /** The message heard last. */
    public Received heard() {
        return heard;
    }

    public long transactionId() {
        return (Long) heard.packet().message().get(TRANSACTION_ID);
    }

    /** The IA of the message heard last. */
    public Layer heardAssociation() {
        return heard.packet().layer(IA_NA);
    }

    /** The DUID by which the client calls itself. */
    public byte[] client() {
        return (byte[]) heard.packet().layer(CLIENT_IDENTIFIER).get(DUID);
    }

    public void require(boolean holds, String sentence) {
        t.require(holds, sentence);
    }

    // --- what it says ---------------------------------------------------------------------------------------------------

    /** An answer to the message heard last, with what every answer has: its transaction id and both identifiers. */
    public Packet message(Kind kind) {
        return answer(kind, server(ID), client(client()));
    }

    /** An answer to the message heard last, with its transaction id and these options alone. */
    public Packet answer(Kind kind, Layer... options) {
        return bare(kind).with(TRANSACTION_ID, transactionId()).then(options);
    }

    /** A message to the device with nothing in it. */
    public Packet bare(Kind kind) {
        return Packet.ip(TR1.linkLocal(), t.nut()).then(UDP).with(SOURCE_PORT, SERVER_PORT)
                .with(DESTINATION_PORT, CLIENT_PORT).then(kind);
    }

    /** Says it now. */
    public void say(Packet message) throws IOException {
        t.send(message);
        saidS = t.nowS();
    }

    /** Answers the message heard last. */
    public void reply(Layer... options) throws IOException {
        say(message(REPLY).then(options));
    }

    /** When it spoke last, in seconds of the case. */
    public double saidS() {
        return saidS;
    }

    // --- options --------------------------------------------------------------------------------------------------------

    /** The IA of the message heard last, with the times and the lease that go without saying. */
    public Layer lease() {
        return association(T1_S, T2_S, address(LEASED, PREFERRED_S, VALID_S));
    }

    /** The IA of the message heard last. */
    public Layer association(long t1, long t2, Layer... options) {
        return Layer.of(IA_NA).with(IAID, heardAssociation().get(IAID)).with(T1, t1).with(T2, t2)
                .with(IA_OPTIONS, Dhcp6Options.octets(options));
    }

    public static Layer address(Address address, long preferredS, long validS) {
        return Layer.of(IA_ADDRESS).with(IPV6_ADDRESS, address).with(PREFERRED_LIFETIME, preferredS)
                .with(VALID_LIFETIME, validS);
    }

    public static Layer server(byte[] duid) {
        return Layer.of(SERVER_IDENTIFIER).with(DUID, duid);
    }

    public static Layer client(byte[] duid) {
        return Layer.of(CLIENT_IDENTIFIER).with(DUID, duid);
    }

    public static Layer status(int code) {
        return Layer.of(STATUS_CODE_OPTION).with(STATUS_CODE, code)
                .with(STATUS_MESSAGE, "so it is".getBytes(StandardCharsets.UTF_8));
    }

    public static Layer preference(int value) {
        return Layer.of(SERVER_PREFERENCE).with(PREF_VALUE, value);
    }

    public static Layer seconds(Kind option, long value) {
        return Layer.of(option).with(SECONDS, value);
    }

    public static Layer nameServer(Address address) {
        return Layer.of(DNS_SERVERS).with(SERVERS, address.octets());
    }

    public static Layer searchList(String domain) {
        return Layer.of(DOMAIN_LIST).with(SEARCHLIST, Dns.name(domain));
    }

    // --- whether an address is in use -----------------------------------------------------------------------------------

    /** TN1 pings the address and is answered from there. */
    public void expectUsed(Address address) throws IOException {
        Setup.ping(t, TN1.global(), address);
    }

    /** Nobody answers for the address: neither a ping nor a neighbor that asks for it. */
    public void expectUnused(Address address) throws IOException {
        Packet ping = echoRequest(TN1.global(), address);
        t.send(ping);
        t.expectNothing(echoReply(ping), 1);
        t.send(solicitation(TN1.linkLocal(), address.solicitedNode(), address).then(slla(TN1.mac())));
        t.expectNothing(Packet.ip().then(NEIGHBOR_ADVERTISEMENT).with(TARGET, address), 1);
    }
}
