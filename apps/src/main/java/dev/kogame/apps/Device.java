package dev.kogame.apps;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.kogame.apps.link.Link;
import dev.kogame.apps.link.LinkChoice;
import dev.kogame.board.Clock;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;
import dev.kogame.board.sim.CapturePort;
import dev.kogame.board.sim.TerminalLamp;
import dev.kogame.enc28j60.Enc28j60;
import dev.kogame.enc28j60.Enc28j60Config;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
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
 * <p>One thread, except {@link #stop}. After {@code run} began nothing here allocates.
 */
public final class Device implements AutoCloseable {

    /**
     * What a device is made of.
     *
     * @param macAddress its own, first octet in bits 47..40
     * @param capture where every frame on its cable is written as pcapng, if anywhere
     * @param terminal where its lamp is shown
     */
    public record Plan(BoardChoice board, LinkChoice link, long macAddress, StackConfig stack, Optional<Path> capture,
            PrintStream terminal) {}

    private final Clock clock = Clock.monotonic();
    private final Link link;
    private final Optional<CapturePort> capture;
    private final NetStack stack;
    private final Lamp lamp;
    private final DutyCycle cycle;
    private final List<AddressListener> listeners = new ArrayList<>();
    private final List<Supplier<String>> reports = new ArrayList<>();

    private Device(Plan plan, Link link) throws IOException {
        this.link = link;
        lamp = new TerminalLamp(plan.terminal());
        capture = plan.capture().isPresent() ? captured(plan.capture().get(), link.port()) : Optional.empty();
        EthernetPort cable = capture.isPresent() ? capture.get() : link.port();
        List<Duty> duties = new ArrayList<>();
        EthernetPort port = cable;
        if (plan.board() == BoardChoice.SIM) {
            // The model has its turn before the driver's, so that what arrived meanwhile is in the chip.
            Enc28j60Chip chip = new Enc28j60Chip(cable);
            Enc28j60 driver = new Enc28j60(chip, chip, Enc28j60Config.halfDuplex(plan.macAddress()));
            duties.add(chip);
            port = driver;
            reports.add(() -> reportOf(chip, driver));
        }
        stack = new NetStack(plan.stack(), port);
        stack.onAddressChange(this::addressChanged);
        reports.addFirst(() -> stack.counters(0).report());
        reports.add(link::report);
        duties.add(stack);
        duties.addAll(List.of(link.duties()));
        cycle = new DutyCycle(clock, link.idle(), link::wake, duties.toArray(Duty[]::new));
    }

    /**
     * Puts a device together and plugs it in. Nothing happens until {@link #run}.
     *
     * @throws IOException if this machine refuses; the message says why and what to do
     * @throws IllegalArgumentException if the plan makes no sense
     */
    public static Device open(Plan plan) throws IOException {
        if (plan.board() == BoardChoice.PI) {
            throw new IOException("the board pi is not there yet: use sim or host");
        }
        Link link = plan.link().open(plan.macAddress());
        try {
            return new Device(plan, link);
        } catch (IOException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    private Optional<CapturePort> captured(Path file, EthernetPort port) throws IOException {
        return Optional.of(CapturePort.open(file, "kogame", port, CapturePort.originEpochNs(clock)));
    }

    /** The device's stack: where an app opens its sockets. */
    public NetStack stack() {
        return stack;
    }

    /** The device's lamp. */
    public Lamp lamp() {
        return lamp;
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

    /** How a client on this machine begins a URI of the device, such as {@code coap://[::1]}; empty if the link does not say. */
    public String invitation() {
        return link.invitation();
    }

    private static String reportOf(Enc28j60Chip chip, Enc28j60 driver) {
        String broken = chip.violations() == 0 ? "no rule of the data sheet broken" : chip.describeViolations();
        String events = driver.counters().toString();
        return "ENC28J60: " + chip.spiCycles() + " SPI cycles of " + chip.spiOctets() + " octets, " + broken
                + (events.isEmpty() ? "" : "; " + events);
    }

    /** What happened, in lines for a person: traffic, drops by reason, what the driver met, and what the link did. */
    public String report() {
        return reports.stream().map(Supplier::get).filter(text -> !text.isEmpty())
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** Unplugs the device. Not while it runs. */
    @Override
    public void close() throws IOException {
        capture.ifPresent(CapturePort::close);
        link.close();
    }
}
