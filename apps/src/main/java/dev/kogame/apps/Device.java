package dev.kogame.apps;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kogame.apps.link.Link;
import dev.kogame.apps.link.LinkChoice;
import dev.kogame.board.Clock;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;
import dev.kogame.board.sim.TerminalLamp;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.dns.DnsResolver;
import dev.kogame.netstack.dns.DnsServerList;
import dev.kogame.netstack.nd.AddressListener;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * A device put together: a board on a link, with a stack of its own and one thread.
 *
 * <pre>{@code
 * try (Device device = Device.open(plan)) {
 *     app.start(device);
 *     device.run(Deadlines.NEVER);
 * }
 * }</pre>
 *
 * <p>One thread, except {@link #stop}. After {@code run} began nothing here allocates, except to tell what became of the chip.
 */
public final class Device implements AutoCloseable {

    /** The Ethernet address of a device that nobody gave one, and that has no board to make one of. */
    public static final long DEFAULT_MAC = 0x02_4b_6f_67_61_01L;

    /** Where the resolver's socket begins; it takes another port for every query. RFC 6335 section 6: the first dynamic one. */
    private static final int FIRST_CLIENT_PORT = 49152;

    /**
     * What a device is made of.
     *
     * @param macAddress its own, first octet in bits 47..40; none for {@link #DEFAULT_MAC}, or on a Raspberry Pi for one made of
     *        its serial number
     * @param capture where every frame on its cable is written as pcapng, if anywhere
     * @param nameServers whom to ask for the addresses of names, before the servers that routers announce
     * @param terminal where the lamp of a board without one is shown
     * @param news told {@code link up}, {@code link down} and why the chip cannot be started, on the device's thread
     */
    public record Plan(BoardChoice board, OptionalLong macAddress, StackConfig stack, NameServers nameServers,
            Optional<Path> capture, PrintStream terminal, Consumer<String> news) {}

    private final Clock clock;
    private final Board board;
    private final Link link;
    private final Capture capture;
    private final DnsResolver resolver;
    private final DutyCycle cycle;
    private final List<AddressListener> listeners = new ArrayList<>();
    private NetStack stack;
    private LogLevel logLevel = LogLevel.INFO;

    /** The turn of whichever stack there is. */
    private final class StackTurn implements Duty {
        @Override
        public int poll(long nowNs, int budget) {
            return stack.poll(nowNs, budget);
        }

        @Override
        public long nextDeadlineNs() {
            return stack.nextDeadlineNs();
        }
    }

    /** The servers of the configuration, then those that routers announced. */
    private final class KnownServers implements DnsServerList {
        private final NameServers named;

        KnownServers(NameServers named) {
            this.named = named;
        }

        @Override
        public int count() {
            return named.count() + stack.dnsServers().count();
        }

        @Override
        public long hi(int i) {
            return i < named.count() ? named.hi(i) : stack.dnsServers().hi(i - named.count());
        }

        @Override
        public long lo(int i) {
            return i < named.count() ? named.lo(i) : stack.dnsServers().lo(i - named.count());
        }

        @Override
        public int interfaceIndex(int i) {
            return i < named.count()
                    ? named.interfaceIndex(i)
                    : stack.dnsServers().interfaceIndex(i - named.count());
        }
    }

    private Device(Plan plan, Clock clock, Board board, Capture capture) {
        this.clock = clock;
        this.board = board;
        this.capture = capture;
        link = board.link();
        stack = new NetStack(plan.stack(), board.port());
        stack.onAddressChange(this::addressChanged);
        byte[] secret = new byte[DnsResolver.SECRET_OCTETS];
        new SecureRandom().nextBytes(secret);
        resolver = new DnsResolver(new KnownServers(plan.nameServers()), secret);
        resolver.start(stack.udp(FIRST_CLIENT_PORT, resolver));
        cycle = new DutyCycle(clock, link.idle(), link::wake, board.duties(new StackTurn()).toArray(Duty[]::new));
        cycle.add(resolver);
    }

    /**
     * Puts a device together and plugs it in. Nothing happens until {@link #run}.
     *
     * @throws IOException if this machine refuses; the message says why and what to do
     * @throws IllegalArgumentException if the plan makes no sense
     */
    public static Device open(Plan plan) throws IOException {
        Clock clock = Clock.monotonic();
        Capture capture = new Capture(plan.capture(), clock);
        try {
            Board board = board(plan, capture);
            try {
                return new Device(plan, clock, board, capture);
            } catch (RuntimeException e) {
                board.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            capture.close();
            throw e;
        }
    }

    /** By instanceof: the first switch over patterns costs a start 5 ms. */
    private static Board board(Plan plan, Capture capture) throws IOException {
        if (plan.board() instanceof BoardChoice.Pi(PiConfig config)) {
            return new PiBoard(config, plan.macAddress(), capture, plan.news());
        }
        if (plan.board() instanceof BoardChoice.Sim(LinkChoice link)) {
            return plugIn(plan, link, capture);
        }
        return plugIn(plan, ((BoardChoice.Host) plan.board()).link(), capture);
    }

    private static Board plugIn(Plan plan, LinkChoice choice, Capture capture) throws IOException {
        long macAddress = plan.macAddress().orElse(DEFAULT_MAC);
        Link link = choice.open(macAddress);
        try {
            EthernetPort cable = capture.of(link.port());
            Lamp lamp = new TerminalLamp(plan.terminal());
            return plan.board() instanceof BoardChoice.Sim
                    ? new SimBoard(link, cable, lamp, macAddress, plan.news())
                    : new HostBoard(link, cable, lamp);
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /** The device's stack: where an app opens its sockets. Another one after {@link #reboot}. */
    public NetStack stack() {
        return stack;
    }

    /** Finds the addresses of names. */
    public DnsResolver resolver() {
        return resolver;
    }

    /**
     * Starts the stack anew, see {@link NetStack#restart}; apps keep their state and sockets. On the device's thread, while nobody
     * holds a frame slot. Allocates.
     */
    public void reboot(long nowNs) {
        stack = stack.restart(nowNs);
    }

    /** How much is told unasked. On the device's thread. */
    public LogLevel logLevel() {
        return logLevel;
    }

    /** Chooses how much is told unasked. On the device's thread. */
    public void logLevel(LogLevel level) {
        logLevel = level;
    }

    /** Gives something of the app's a turn behind the stack's; before the device runs. */
    public void add(Duty duty) {
        cycle.add(duty);
    }

    /** Ends a sleep of the device's thread: there is something new for a duty. Any thread, until the device is closed. */
    public void wake() {
        link.wake();
    }

    /** The device's lamp. */
    public Lamp lamp() {
        return board.lamp();
    }

    /** Tells a listener of every change of an address, before the device runs or while it does, on its thread. */
    public void onAddressChange(AddressListener listener) {
        listeners.add(listener);
    }

    private void addressChanged(int interfaceIndex, long hi, long lo, AddressState state) {
        if (state == AddressState.PREFERRED && Ipv6Address.scope(hi, lo) == Ipv6Address.SCOPE_GLOBAL) {
            link.reachable(hi, lo);
        }
        for (AddressListener listener : listeners) {
            listener.addressChanged(interfaceIndex, hi, lo, state);
        }
    }

    /**
     * Lives until its time is up or {@link #stop} is called.
     *
     * @param forNs how long, at least 1; {@link Deadlines#NEVER} for no end
     */
    public void run(long forNs) {
        cycle.run(Deadlines.after(clock.nowNs(), forNs));
    }

    /** Lets {@link #run} return soon. Any thread, until the device is closed. */
    public void stop() {
        cycle.stop();
    }

    /** Lets a link that carries a UDP port of the device to this machine carry this one; before the device runs. */
    public void carry(int udpPort) {
        link.carry(udpPort);
    }

    /** Where on this machine the carried port is found, such as {@code [::1]:5683}; empty if the link carries none. */
    public String carriedTo() {
        return link.carriedTo();
    }

    /** What happened, in lines for a person: traffic, drops by reason, what the driver met, and what the link did. */
    public String report() {
        return Stream.of(stack.counters(0).report(), board.report(), link.report()).filter(text -> !text.isEmpty())
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** Unplugs the device. Not while it runs. */
    @Override
    public void close() throws IOException {
        capture.close();
        board.close();
    }
}
