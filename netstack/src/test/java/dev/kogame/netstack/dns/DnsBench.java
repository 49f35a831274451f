package dev.kogame.netstack.dns;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u16;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.udp.UnpredictableNumbers;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * A resolver on a stack in the lab. Its servers are fe80::2, fe80::3 ... of which the test plays all. The numbers that nobody predicts
 * are known here, because the secret is.
 */
final class DnsBench implements DnsServerList {

    static final String NAME = "lamp.example";
    /** The question for its AAAA records, behind the header. */
    static final String QUESTION = "04 6c616d70 07 6578616d706c65 00 001c 0001";
    private static final byte[] SECRET = new byte[16];

    final Lab lab = Lab.ready();
    /** Where names of one label are looked for. */
    final List<String> domains = new ArrayList<>();
    final DnsResolver resolver = new DnsResolver(this, new Domains(), SECRET);
    final List<String> told = new ArrayList<>();
    private final UnpredictableNumbers numbers = new UnpredictableNumbers(SECRET);
    private final List<String> servers = new ArrayList<>();
    private int identifier;
    private int port;

    private final class Domains implements DnsDomainList {
        @Override
        public int count() {
            return domains.size();
        }

        @Override
        public byte[] name(int i) {
            return DnsName.encode(domains.get(i));
        }

        @Override
        public int octets(int i) {
            return name(i).length;
        }
    }

    DnsBench(int servers) {
        resolver.start(lab.stack().udp(50000, resolver));
        for (int station = 2; station < 2 + servers; station++) {
            this.servers.add("fe80::" + station);
            lab.send(solicitation("fe80::" + station, GROUP, OWN, sourceLinkLayerAddress(station)).by(station))
                    .forget();
        }
        confirm();
    }

    /** Keeps the stack from asking whether the servers are still there. */
    private void confirm() {
        for (int station = 2; station < 6; station++) {
            String address = "fe80::" + station;
            lab.send(advertisement(address, OWN, "SO", address, targetLinkLayerAddress(station)).by(station));
        }
    }

    List<String> servers() {
        return servers;
    }

    @Override
    public int count() {
        return servers.size();
    }

    @Override
    public long hi(int i) {
        return Packet.hi(servers.get(i));
    }

    @Override
    public long lo(int i) {
        return Packet.lo(servers.get(i));
    }

    @Override
    public int interfaceIndex(int i) {
        return 0;
    }

    boolean resolve(String name) {
        boolean begun = resolver.resolve(DnsName.encode(name), this::note, lab.nowNs());
        lab.after(0);
        return begun;
    }

    private void note(DnsAnswer answer, long nowNs) {
        StringBuilder line = new StringBuilder(nowNs / 1_000_000 + " ms " + answer.outcome());
        for (int i = 0; i < answer.count(); i++) {
            line.append(' ').append(Ipv6Address.text(answer.hi(i), answer.lo(i)));
        }
        told.add(line.toString());
    }

    /** The query for {@link #NAME} must have been sent now to a server. */
    DnsBench expectQueryTo(int station) {
        confirm();
        return expectQueryToOneWhoIsNotConfirmed(station);
    }

    DnsBench expectQueryToOneWhoIsNotConfirmed(int station) {
        return expectQuery(station, hex(QUESTION));
    }

    /** The query for the addresses of a name must have been sent now to a server. Answers its question in hex. */
    String expectQueryFor(String name, int station) {
        confirm();
        byte[] question = join(DnsName.encode(name), hex("001c 0001"));
        expectQuery(station, question);
        return HexFormat.of().formatHex(question);
    }

    private DnsBench expectQuery(int station, byte[] question) {
        identifier = numbers.next16();
        port = 1024 + numbers.next16() % 64512;
        lab.expect("UDP " + OWN + " " + port + " > fe80::" + station + " 53 hop 64 data " + (12 + question.length),
                station);
        byte[] query = Arrays.copyOfRange(lab.lastFrame(), 62, lab.lastFrame().length);
        byte[] expected = join(u16(identifier), hex("0100 0001 0000 0000 0000"), question);
        if (!Arrays.equals(query, expected)) {
            throw new AssertionError("query " + HexFormat.of().formatHex(query));
        }
        return this;
    }

    int identifier() {
        return identifier;
    }

    int port() {
        return port;
    }

    /** Passes time; the resolver has its turns. */
    DnsBench at(long timeNs) {
        for (long next = resolver.nextDeadlineNs(); next <= timeNs; next = resolver.nextDeadlineNs()) {
            lab.at(next - 1);
            if (resolver.poll(lab.nowNs(), 16) != 0) {
                throw new AssertionError("the resolver worked before its deadline " + next);
            }
            lab.at(next);
            resolver.poll(lab.nowNs(), 16);
            lab.after(0);
        }
        lab.at(timeNs);
        return this;
    }

    /** A server answers the last query; flags and what follows the counts in hex, the identifier is right. */
    DnsBench answer(int station, String flags, String counts, String behindHeader) {
        return datagram(station, 53, port, join(u16(identifier), hex(flags + counts + "00000000" + behindHeader)));
    }

    DnsBench datagram(int station, int fromPort, int toPort, byte[] payload) {
        lab.send(Packet.from("fe80::" + station).to(OWN).by(station).udp(fromPort, toPort, payload));
        return this;
    }
}
