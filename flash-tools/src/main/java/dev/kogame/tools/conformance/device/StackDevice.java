package dev.kogame.tools.conformance.device;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.kogame.board.EthernetPort;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.dns.DnsAnswer;
import dev.kogame.netstack.dns.DnsDomainList;
import dev.kogame.netstack.dns.DnsHandler;
import dev.kogame.netstack.dns.DnsName;
import dev.kogame.netstack.dns.DnsResolver;
import dev.kogame.netstack.dns.DnsServerList;
import dev.kogame.netstack.icmp6.EchoHandler;
import dev.kogame.netstack.nd.DnsSearchList;
import dev.kogame.netstack.nd.DnsServers;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import dev.kogame.netstack.nd.RoutingTable;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.tools.conformance.packet.Address;

/** Our own stack on a virtual cable, in virtual time: hours pass in no time, and the same seed gives the same packets. */
public class StackDevice implements Device {

    private static final long MAC = 0x02_4b_6f_67_61_01L;
    private static final long SECOND_MAC = 0x02_4b_6f_67_61_02L;
    private static final int BUDGET = 64;
    private static final int NAMED_OCTETS = 8;
    /** Shorter than any two pings are apart that a case asks for, so that no request waits for ever. */
    private static final long PATIENCE_NS = 1_000_000_000;
    /** Where the resolver's socket begins; it takes another port for every query. */
    private static final int CLIENT_PORT = 49_152;
    /** More polls at one moment than any stack that comes to rest needs. */
    private static final int RESTLESS = 100_000;

    /** The cable shows what comes back. */
    private static final EchoHandler UNHEARD = new EchoHandler() {
        @Override
        public void replied(int request, long hi, long lo, int dataOctets, int hopLimit, long roundTripNs) {
        }

        @Override
        public void failed(int request, int type, int code, long hi, long lo) {
        }

        @Override
        public void timedOut(int request) {
        }
    };

    private final Function<Long, StackConfig> config;
    private final UnaryOperator<EthernetPort> decoration;
    private final Set<Ability> abilities;
    private final byte[] buffer = new byte[EthernetPort.MAX_FRAME_OCTETS];
    private VirtualCable cable;
    private VirtualCable secondCable;
    private NetStack stack;
    private DnsResolver resolver;
    private Identifiers identifiers = Identifiers.EUI64;
    private Address second;
    private long seed;
    private long nowNs;
    private final long[] foundHi = new long[DnsResolver.MAX_ADDRESSES];
    private final long[] foundLo = new long[DnsResolver.MAX_ADDRESSES];

    /**
     * A device that has just been switched on.
     *
     * @param config its configuration, from the seed of one start
     * @param decoration stands between stack and cable, so that a test can break what the stack sends
     * @param abilities what it lets cases ask for
     */
    public StackDevice(Function<Long, StackConfig> config, UnaryOperator<EthernetPort> decoration,
            Set<Ability> abilities) {
        this.config = config;
        this.decoration = decoration;
        this.abilities = abilities;
        switchOn();
    }

    public StackDevice(Function<Long, StackConfig> config, UnaryOperator<EthernetPort> decoration) {
        this(config, decoration, EnumSet.allOf(Ability.class));
    }

    public StackDevice() {
        this(StackDevice::strictHost, port -> port);
    }

    /** The host of 2010 that the cases describe: identifiers made of the Ethernet address. */
    public static StackConfig strictHost(long seed) {
        return StackConfig.defaults().withSeed(seed).withInterfaceIdentifier(InterfaceIdentifier.Kind.EUI64)
                .with(Limit.WAITING_PER_NEIGHBOR, 4).with(Limit.NEIGHBORS, 32);
    }

    @Override
    public long mac() {
        return MAC;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public void send(byte[] frame) {
        cable.end(1).transmit(frame, 0, frame.length, nowNs);
    }

    @Override
    public Frame receive(long untilNs) {
        for (int polls = 0; polls < RESTLESS; polls++) {
            int octets = cable.end(1).receive(buffer, 0, buffer.length, nowNs);
            if (octets > 0) {
                return new Frame(nowNs, Arrays.copyOf(buffer, octets));
            }
            while (secondCable.end(1).receive(buffer, 0, buffer.length, nowNs) > 0) {
                // Nobody is there.
            }
            if (poll(stack, nowNs) + resolver.poll(nowNs, BUDGET) > 0) {
                continue;
            }
            long nextNs = Math.min(stack.nextDeadlineNs(), resolver.nextDeadlineNs());
            if (nextNs > untilNs) {
                nowNs = Math.max(nowNs, untilNs);
                return null;
            }
            if (nextNs > nowNs) {
                polls = 0;
                nowNs = nextNs;
            }
        }
        throw new IllegalStateException("the stack never comes to rest at " + nowNs + " ns");
    }

    /** Gives the stack its turn, and answers the work it did. A test may measure what the stack takes for it. */
    protected int poll(NetStack its, long atNs) {
        return its.poll(atNs, BUDGET);
    }

    @Override
    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }

    @Override
    public void reboot() {
        switchOn();
    }

    private void switchOn() {
        cable = new VirtualCable(seed, MAC, 0);
        secondCable = new VirtualCable(seed, SECOND_MAC, 0);
        EthernetPort port = decoration.apply(cable.end(0));
        StackConfig own = config.apply(++seed);
        if (identifiers != Identifiers.EUI64) {
            own = own.withInterfaceIdentifier(InterfaceIdentifier.Kind.valueOf(identifiers.name()));
        }
        if (second == null) {
            stack = new NetStack(own, port);
        } else {
            stack = new NetStack(own.with(Limit.FRAME_SLOTS, 2 * own.get(Limit.FRAME_SLOTS)), port, secondCable.end(0));
            stack.addAddress(1, second.hi(), second.lo());
        }
        byte[] secret = ByteBuffer.allocate(DnsResolver.SECRET_OCTETS).putLong(seed).array();
        resolver = new DnsResolver(new Servers(stack.dnsServers()), new Domains(stack.dnsSearchList()), secret);
        resolver.start(stack.udp(CLIENT_PORT, resolver));
    }

    /** The servers that routers announced and DHCPv6 told of. */
    private record Servers(DnsServers servers) implements DnsServerList {

        @Override
        public int count() {
            return servers.count();
        }

        @Override
        public long hi(int i) {
            return servers.hi(i);
        }

        @Override
        public long lo(int i) {
            return servers.lo(i);
        }

        @Override
        public int interfaceIndex(int i) {
            return servers.interfaceIndex(i);
        }
    }

    /** The domains, likewise. */
    private record Domains(DnsSearchList domains) implements DnsDomainList {

        @Override
        public int count() {
            return domains.count();
        }

        @Override
        public byte[] name(int i) {
            return domains.name(i);
        }

        @Override
        public int octets(int i) {
            return domains.octets(i);
        }
    }

    @Override
    public void ping(Address to, int octets) {
        ping(to.hi(), to.lo(), octets);
    }

    private void ping(long hi, long lo, int octets) {
        // The tester is on the first interface, which is all that tells where a link-local address is.
        int on = Ipv6Address.isLinkLocal(hi) || Ipv6Address.isMulticast(hi) ? 0 : RoutingTable.ANY;
        int outcome = stack.echoRequester().send(on, hi, lo, octets, PATIENCE_NS, UNHEARD, nowNs);
        if (outcome < 0) {
            throw new IllegalStateException(
                    "the stack does not send an Echo Request to " + new Address(hi, lo) + ": drop "
                            + outcome);
        }
    }

    @Override
    public void pingName(String name) {
        lookUp(name, this::resolved);
    }

    private void lookUp(String name, DnsHandler to) {
        if (!resolver.resolve(DnsName.encode(name), to, nowNs)) {
            throw new IllegalStateException("the device still resolves the name before '" + name + "'");
        }
    }

    private void resolved(DnsAnswer answer, long atNs) {
        for (int i = 0; i < answer.count(); i++) {
            foundHi[i] = answer.hi(i);
            foundLo[i] = answer.lo(i);
        }
        stack.destinationOrder().sort(RoutingTable.ANY, foundHi, foundLo, answer.count());
        if (answer.count() > 0) {
            ping(foundHi[0], foundLo[0], NAMED_OCTETS);
        }
    }

    @Override
    public void identifiers(Identifiers kind) {
        identifiers = kind;
    }

    @Override
    public void secondInterface(Address address) {
        second = address;
    }

    @Override
    public void listen(Address group, boolean joined) {
        if (joined) {
            stack.joinGroup(0, group.hi(), group.lo());
        } else {
            stack.leaveGroup(0, group.hi(), group.lo());
        }
    }

    @Override
    public void resolve(String name) {
        lookUp(name, (_, _) -> {
            // The cable shows what the device does with the answer.
        });
    }

    @Override
    public void link(boolean up) {
        cable.link(up);
    }

    @Override
    public void release() {
        stack.releaseAddresses(0, nowNs);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
