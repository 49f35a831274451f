package dev.kogame.apps;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kogame.board.Button;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.dns.DnsDomainList;
import dev.kogame.netstack.dns.DnsResolver;
import dev.kogame.netstack.dns.DnsServerList;
import dev.kogame.netstack.nd.AddressListener;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * A device as its app sees it: a board with a stack of its own. Put together by a {@link Household}, on whose thread everything
 * happens.
 */
public final class Device {

    /** Where the resolver's socket begins; it takes another port for every query. RFC 6335 section 6: the first dynamic one. */
    private static final int FIRST_CLIENT_PORT = 49152;
    /** ff02::fd */
    private static final long ALL_COAP_NODES_HI = 0xff02L << 48;
    private static final long ALL_COAP_NODES_LO = 0xfd;

    private final Household household;
    private final int index;
    private final String name;
    private final Board board;
    private final View view;
    private final Optional<Path> stateFolder;
    private final DnsResolver resolver;
    private final List<AddressListener> listeners = new ArrayList<>();
    private NetStack stack;
    private LogLevel logLevel = LogLevel.INFO;
    private Optional<CoapServer> coap = Optional.empty();
    private String uri = "";
    private Optional<Supplier<String>> status = Optional.empty();
    private Optional<KeyHandler> keys = Optional.empty();
    private String keysHelp = "";

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

    /** The domains that routers announced and DHCPv6 told of. */
    private final class KnownDomains implements DnsDomainList {

        @Override
        public int count() {
            return stack.dnsSearchList().count();
        }

        @Override
        public byte[] name(int i) {
            return stack.dnsSearchList().name(i);
        }

        @Override
        public int octets(int i) {
            return stack.dnsSearchList().octets(i);
        }
    }

    /** @param port the board's, or what stands in front of it */
    Device(Household household, int index, String name, Board board, EthernetPort port, Household.Plan plan,
            View view) {
        this.household = household;
        this.index = index;
        this.name = name;
        this.board = board;
        this.view = view;
        stateFolder = plan.stateFolder();
        // Another seed for each, or all would take the same random delays.
        stack = new NetStack(plan.stack().withSeed(plan.stack().seed() + index), port);
        stack.onAddressChange(this::addressChanged);
        byte[] secret = new byte[DnsResolver.SECRET_OCTETS];
        new SecureRandom().nextBytes(secret);
        resolver = new DnsResolver(new KnownServers(plan.nameServers()), new KnownDomains(), secret);
        resolver.start(stack.udp(FIRST_CLIENT_PORT, resolver));
    }

    List<Duty> duties() {
        List<Duty> duties = new ArrayList<>(board.duties(new StackTurn()));
        duties.add(resolver);
        return duties;
    }

    /** What it is called among the devices of its household. */
    public String name() {
        return name;
    }

    /** The device's stack: where an app opens its sockets. Another one after {@link #reboot}. */
    public NetStack stack() {
        return stack;
    }

    /** Finds the addresses of names. */
    public DnsResolver resolver() {
        return resolver;
    }

    /** The device's lamp. */
    public Lamp lamp() {
        return board.lamp();
    }

    /**
     * Gives a resource to the device's CoAP server, which begins when all apps are started. A person is told the first one's URI.
     *
     * @param path without a slash in front: {@code light}, {@code sensors/temperature}
     * @throws IllegalArgumentException if nobody could ask for the path, or something else is under it already
     */
    public void serve(String path, CoapResource resource) throws IOException {
        if (coap.isEmpty()) {
            coap = Optional.of(new CoapServer(new SecureRandom().nextInt()));
            offer("coap", CoapServer.PORT, "/" + path);
            joinAllCoapNodes();
        }
        coap.get().add(path, resource);
    }

    /** RFC 7252 section 12.8: a server listens to all CoAP nodes of the link. */
    private void joinAllCoapNodes() {
        stack.joinGroup(0, ALL_COAP_NODES_HI, ALL_COAP_NODES_LO);
    }

    /**
     * Listens to the multicast groups that a person set under a key, with commas between, if any; while apps start.
     *
     * @throws IllegalArgumentException if something else than groups stands there
     */
    public void joinGroups(String key) {
        String groups = setting(key).orElse("");
        for (String text : groups.isEmpty() ? new String[0] : groups.split("\\s*,\\s*")) {
            ZonedAddress group;
            try {
                group = ZonedAddress.parse(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
            }
            if (!Ipv6Address.isMulticast(group.hi())) {
                throw new IllegalArgumentException(
                        key + " '" + text + "' is no multicast group: give one such as ff05::1234");
            }
            stack.joinGroup(Math.max(0, group.interfaceIndex()), group.hi(), group.lo());
        }
    }

    /**
     * Lets a person know where to reach the app, and a link that carries a UDP port of each device to this machine carry this one.
     * Once for each device.
     *
     * @param scheme of the URI, such as {@code coap}
     * @param path behind the authority, with its slash; empty if there is none
     * @throws IOException if this machine refuses; the message says why and what to do
     */
    public void offer(String scheme, int udpPort, String path) throws IOException {
        String authority = household.link().carry(index, udpPort);
        uri = authority.isEmpty() ? "" : scheme + "://" + authority + path;
    }

    /** All apps are started. */
    void ready() {
        if (coap.isPresent()) {
            coap.get().start(stack.udp(CoapServer.PORT, coap.get()));
            add(coap.get());
        }
    }

    /** Where a client on this machine reaches the app; empty if there is no such place. */
    public String uri() {
        return uri;
    }

    /** What a person set under a key with a dot in it, such as {@code lightbulb.group}, in the configuration file; while apps start. */
    public Optional<String> setting(String key) {
        return household.setting(key);
    }

    /**
     * The file in which an app keeps what must outlive a restart; none if a person did not say where.
     *
     * @param kind what it holds, the end of the file's name
     */
    public Optional<Path> stateFile(String kind) {
        return stateFolder.map(folder -> folder.resolve(name + "." + kind));
    }

    /**
     * The push button on the pin whose GPIO number a person set under a key, if a person did; while apps start.
     *
     * @throws IllegalArgumentException if that is no number of a pin, or the board has none
     * @throws IOException if the pin cannot be had; the message says why and what to do
     */
    public Optional<Button> button(String key) throws IOException {
        Optional<String> gpio = setting(key);
        if (gpio.isEmpty()) {
            return Optional.empty();
        }
        if (!gpio.get().matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException(key + " '" + gpio.get() + "' is no GPIO number, such as 17");
        }
        return Optional.of(board.button(Integer.parseInt(gpio.get())));
    }

    /** Lets views show what the app's state is, beside the lamp's: {@code 21.5 °C}. Asked again and again, on the device's thread. */
    public void shows(Supplier<String> appStatus) {
        status = Optional.of(appStatus);
    }

    /** The app's state for a person, empty if it has none to show. */
    public String status() {
        return status.isPresent() ? status.get().get() : "";
    }

    /**
     * Lets the app take keys that a person presses in a view, or on the console.
     *
     * @param help what they do, in a few words: {@code t toggles, 1-9 choose}
     */
    public void onKey(String help, KeyHandler handler) {
        keys = Optional.of(handler);
        keysHelp = help;
    }

    /** What keys do here, empty if they do nothing. */
    public String keysHelp() {
        return keysHelp;
    }

    /** A person pressed a key. Answers whether it means something here. */
    public boolean press(char key, long nowNs) {
        return keys.isPresent() && keys.get().pressed(key, nowNs);
    }

    /** Gives something of the app's a turn behind the devices'; before they run. */
    public void add(Duty duty) {
        household.add(duty);
    }

    /**
     * Starts the stack anew, see {@link NetStack#restart}; apps keep their state and sockets. While nobody holds a frame slot.
     * Allocates.
     */
    public void reboot(long nowNs) {
        stack = stack.restart(nowNs);
    }

    /** How much is told unasked. */
    public LogLevel logLevel() {
        return logLevel;
    }

    /** Chooses how much is told unasked. */
    public void logLevel(LogLevel level) {
        logLevel = level;
    }

    /** Tells a person something, if it is of that level or more is to be told. */
    public void tell(LogLevel level, String news) {
        if (logLevel.compareTo(level) >= 0) {
            view.tell(this, news);
        }
    }

    void tellOfChip(String news) {
        if (logLevel != LogLevel.OFF) {
            view.tellOfChip(this, news);
        }
    }

    /** Tells a listener of every change of an address, before the device runs or while it does. */
    public void onAddressChange(AddressListener listener) {
        listeners.add(listener);
    }

    private void addressChanged(int interfaceIndex, long hi, long lo, AddressState change) {
        boolean reachable = change == AddressState.PREFERRED && Ipv6Address.scope(hi, lo) == Ipv6Address.SCOPE_GLOBAL;
        if (reachable) {
            household.link().reachable(index, hi, lo);
        }
        LogLevel level = switch (change) {
            case TENTATIVE -> LogLevel.DEBUG;
            case DUPLICATE -> LogLevel.WARN;
            case OPTIMISTIC, PREFERRED, DEPRECATED, INVALID -> LogLevel.INFO;
        };
        tell(level, "address " + Ipv6Address.text(hi, lo) + " " + change.name().toLowerCase(Locale.ROOT));
        if (reachable && !uri.isEmpty()) {
            tell(level, "reach it at " + uri);
        }
        for (AddressListener listener : listeners) {
            listener.addressChanged(interfaceIndex, hi, lo, change);
        }
    }

    /** What happened, in lines for a person: traffic, drops by reason, what the driver met. */
    public String report() {
        return Stream.of(stack.counters(0).report(), board.report()).filter(text -> !text.isEmpty())
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
