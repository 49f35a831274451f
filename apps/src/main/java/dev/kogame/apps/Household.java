package dev.kogame.apps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kogame.apps.link.Link;
import dev.kogame.apps.link.LinkChoice;
import dev.kogame.board.Clock;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.sim.CapturePort;
import dev.kogame.netstack.StackConfig;

/**
 * Devices on one link, a single one most of the time, and the one thread that gives all of them their turns.
 *
 * <pre>{@code
 * try (Household household = Household.open(plan, List.of("lamp"), view)) {
 *     app.start(household.devices().getFirst());
 *     household.ready();
 *     household.run(Deadlines.NEVER);
 * }
 * }</pre>
 *
 * <p>One thread, except {@link #stop} and {@link #wake}. After {@code run} began nothing here allocates, except to tell what became of
 * a chip.
 */
public final class Household implements AutoCloseable {

    /** The Ethernet address of a first device that nobody gave one, and that has no board to make one of. */
    public static final long DEFAULT_MAC = 0x02_4b_6f_67_61_01L;

    /** How many devices one link takes. */
    public static final int MOST_DEVICES = 8;

    /**
     * What all devices are made of.
     *
     * @param macAddress the first device's own, first octet in bits 47..40; none for {@link #DEFAULT_MAC}, or on a Raspberry Pi for
     *        one made of its serial number. The device counted i from 0 has it with 2i added without carry (exclusive or)
     * @param nameServers whom to ask for the addresses of names, before the servers that routers announce
     * @param capture where every frame on the cable is written as pcapng, if anywhere
     * @param settings what a person told apps, by key
     * @param stateFolder the folder for what apps keep over a restart, if they are to keep anything
     */
    public record Plan(BoardChoice board, OptionalLong macAddress, StackConfig stack, NameServers nameServers,
            Optional<Path> capture, Map<String, String> settings, Optional<Path> stateFolder) {

        /** Devices of that board with nothing told beside. */
        public Plan(BoardChoice board, StackConfig stack) {
            this(board, OptionalLong.empty(), stack, NameServers.NONE, Optional.empty(), Map.of(), Optional.empty());
        }
    }

    private final Clock clock = Clock.monotonic();
    private final Plan plan;
    private final View view;
    private final List<Device> devices = new ArrayList<>();
    private final Set<String> knownSettings = new HashSet<>();
    private Optional<CapturePort> capture = Optional.empty();
    private Optional<Duty> watch = Optional.empty();
    private Link link;
    private DutyCycle cycle;

    private Household(Plan plan, View view) {
        this.plan = plan;
        this.view = view;
    }

    /**
     * Puts devices together and plugs them in. Nothing happens until {@link #run}.
     *
     * @param names one for each device, at most {@link #MOST_DEVICES}, no two alike
     * @throws IOException if this machine refuses; the message says why and what to do
     * @throws IllegalArgumentException if the plan makes no sense
     */
    public static Household open(Plan plan, List<String> names, View view) throws IOException {
        if (names.isEmpty() || names.size() > MOST_DEVICES) {
            throw new IllegalArgumentException(names.size() + " devices were named: 1 to " + MOST_DEVICES
                    + " have room on one link");
        }
        Household household = new Household(plan, view);
        try {
            household.plugIn(names);
            household.giveTurns();
            return household;
        } catch (IOException | RuntimeException e) {
            household.close();
            throw e;
        }
    }

    /** By instanceof: the first switch over patterns costs a start 5 ms. */
    private void plugIn(List<String> names) throws IOException {
        if (plan.board() instanceof BoardChoice.Pi(PiConfig config)) {
            requireOne(names);
            PiBoard board = new PiBoard(config, plan.macAddress(), news(0));
            link = board.link();
            add(names.getFirst(), board, captured(board.port()));
        } else {
            plugInto(plan.board() instanceof BoardChoice.Sim(LinkChoice choice)
                    ? choice
                    : ((BoardChoice.Host) plan.board()).link(), names);
        }
    }

    private static void requireOne(List<String> names) {
        if (names.size() > 1) {
            throw new IllegalArgumentException("a Raspberry Pi is one device, and " + names.size()
                    + " were named: name one, or leave --board out");
        }
    }

    private void plugInto(LinkChoice choice, List<String> names) throws IOException {
        boolean watched = names.size() > 1 && plan.capture().isPresent();
        long[] macAddresses = new long[names.size() + (watched ? 1 : 0)];
        for (int i = 0; i < macAddresses.length; i++) {
            macAddresses[i] = macAddress(i);
        }
        link = choice.open(macAddresses);
        for (int i = 0; i < names.size(); i++) {
            EthernetPort cable = names.size() == 1 ? captured(link.port(i)) : link.port(i);
            Board board = plan.board() instanceof BoardChoice.Sim
                    ? new SimBoard(cable, view.lamp(names.get(i)), macAddresses[i], news(i))
                    : new HostBoard(cable, view.lamp(names.get(i)));
            add(names.get(i), board, board.port());
        }
        if (watched) {
            // The cable is a hub: an end of its own sees every frame, once.
            watch = Optional.of(new CableWatch(captured(link.port(names.size()))));
        }
    }

    /** Never carries into another octet, and never changes the lowest bit, which the link's own router has another of. */
    private long macAddress(int device) {
        return plan.macAddress().orElse(DEFAULT_MAC) ^ 2L * device;
    }

    private Consumer<String> news(int device) {
        return text -> devices.get(device).tellOfChip(text);
    }

    private EthernetPort captured(EthernetPort port) throws IOException {
        if (plan.capture().isEmpty()) {
            return port;
        }
        CapturePort capturing = CapturePort.open(plan.capture().get(), "kogame", port,
                CapturePort.originEpochNs(clock));
        capture = Optional.of(capturing);
        return capturing;
    }

    private void add(String name, Board board, EthernetPort port) {
        Device device = new Device(this, devices.size(), name, board, port, plan, view);
        devices.add(device);
    }

    private void giveTurns() {
        cycle = new DutyCycle(clock, link.idle(), link::wake);
        for (Device device : devices) {
            add(device.duties());
        }
        if (watch.isPresent()) {
            cycle.add(watch.get());
        }
    }

    /** In the order of their names. */
    public List<Device> devices() {
        return List.copyOf(devices);
    }

    Link link() {
        return link;
    }

    Optional<String> setting(String key) {
        knownSettings.add(key);
        return Optional.ofNullable(plan.settings().get(key));
    }

    private void add(List<Duty> several) {
        for (Duty duty : several) {
            cycle.add(duty);
        }
    }

    /** Gives something a turn behind the devices'; before they run. */
    public void add(Duty duty) {
        cycle.add(duty);
    }

    /** Ends a sleep of the devices' thread: there is something new for a duty. Any thread, until the household is closed. */
    public void wake() {
        link.wake();
    }

    /**
     * All apps are started: their servers begin, and settings that nobody asked for are refused.
     *
     * @throws IllegalArgumentException if a setting is there that no app asked for
     */
    public void ready() {
        for (String key : plan.settings().keySet()) {
            if (!knownSettings.contains(key)) {
                throw new IllegalArgumentException("unknown key '" + key + "': "
                        + (knownSettings.isEmpty()
                                ? "no app here knows one"
                                : "the apps here know " + String.join(", ", new TreeSet<>(knownSettings))));
            }
        }
        for (Device device : devices) {
            device.ready();
        }
        add(List.of(link.duties()));
    }

    /**
     * Lives until its time is up or {@link #stop} is called; after {@link #ready}.
     *
     * @param forNs how long, at least 1; {@link Deadlines#NEVER} for no end
     */
    public void run(long forNs) {
        cycle.run(Deadlines.after(clock.nowNs(), forNs));
    }

    /** Lets {@link #run} return soon. Any thread, until the household is closed. */
    public void stop() {
        cycle.stop();
    }

    /** What happened, in lines for a person: of each device, and of the link. */
    public String report() {
        boolean alone = devices.size() == 1;
        return Stream.concat(devices.stream().map(device -> (alone ? "" : device.name() + ":" + System.lineSeparator())
                + device.report()), Stream.of(link.report())).filter(text -> !text.isEmpty())
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** Unplugs the devices. Not while they run. */
    @Override
    public void close() throws IOException {
        capture.ifPresent(CapturePort::close);
        if (link != null) {
            link.close();
        }
    }
}
