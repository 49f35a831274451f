package dev.kogame.tools;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

import dev.kogame.apps.BoardChoice;
import dev.kogame.apps.Device;
import dev.kogame.apps.LogLevel;
import dev.kogame.apps.PiConfig;
import dev.kogame.apps.console.Console;
import dev.kogame.apps.console.ConsoleChoice;
import dev.kogame.board.Deadlines;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.wire.Ipv6Address;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs an app on a board until its time is up or the process is told to end. */
@Command(name = "run", sortOptions = false, description = "Runs an app on a board, until its time is up or it is told to end (ctrl-C).")
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", converter = AppName.class, description = "The app: lightbulb, or node: the bare host with UDP echo, discard and chargen.")
    private BuiltInApp app;

    @Option(names = "--board", paramLabel = "BOARD", defaultValue = "sim", description = "sim: a model of the ENC28J60 with its real driver (default). host: no chip, the stack sits directly on "
            + "the link. pi: a Raspberry Pi with an ENC28J60 on its SPI, wired as --config says.")
    private String board;

    @Option(names = "--link", paramLabel = "LINK", description = "user: a router in this process, which carries a UDP port of [::1] to the device, without any "
            + "privilege (default). tap:NAME: the Linux kernel on the other end; the TAP is made if there is none. "
            + "The board pi takes none.")
    private Optional<String> link;

    @Option(names = "--udp-port", paramLabel = "PORT", defaultValue = "5683", description = "The port that the link user carries to the device (default: ${DEFAULT-VALUE}).")
    private int udpPort;

    @Option(names = "--console", paramLabel = "CONSOLE", converter = ConsoleName.class, defaultValue = "stdin", description = "Where commands are typed, help among them. stdin: here (default). unix:PATH: on a Unix domain socket, for one "
            + "client at a time. none: nowhere.")
    private ConsoleChoice console;

    @Option(names = "--mac", paramLabel = "MAC", converter = MacAddresses.class, description = "Its Ethernet address (default: what --config says, else 02:4b:6f:67:61:01, on the "
            + "board pi one made of its serial number).")
    private Optional<Long> macAddress;

    @Option(names = "--for", paramLabel = "TIME", converter = Durations.class, description = "Ends after this time: 500ms, 30s, 10m or 2h.")
    private Optional<Duration> duration;

    @Option(names = "--capture", paramLabel = "FILE", description = "Writes every frame on the device's cable to FILE, as pcapng.")
    private Optional<Path> capture;

    @Option(names = "--stats", description = "At the end, prints traffic, drops by reason, and the budget of memory.")
    private boolean stats;

    @Option(names = "--config", paramLabel = "FILE", description = "Properties of the stack, such as capacities of its tables, and how the board pi is wired.")
    private Optional<Path> config;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help and ends.")
    private boolean help;

    private Optional<Device> running = Optional.empty();

    @Override
    public Integer call() throws IOException {
        ConfigFile settings = settings();
        PrintStream out = System.out;
        Device.Plan plan = new Device.Plan(boardChoice(settings.pi()), macAddress(settings), settings.stack(),
                settings.nameServers(), capture, out, this::tell);
        Device device = open(plan);
        running = Optional.of(device);
        try (Ending _ = Ending.atSignal(device::stop); device; Closeable _ = console(device)) {
            device.onAddressChange((_, hi, lo, state) -> announce(out, device, hi, lo, state));
            device.carry(app.udpPort());
            app.app().start(device);
            device.run(duration.map(Duration::toNanos).orElse(Deadlines.NEVER));
            if (stats) {
                out.println(device.report());
                out.print("memory of the stack:" + System.lineSeparator() + settings.stack().budget(1));
            }
            out.flush();
        }
        return 0;
    }

    private Device open(Device.Plan plan) throws IOException {
        try {
            return Device.open(plan);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Closeable console(Device device) throws IOException {
        Optional<Console> opened = Console.open(console, device);
        return () -> {
            if (opened.isPresent()) {
                opened.get().close();
            }
        };
    }

    private void announce(PrintStream out, Device device, long hi, long lo, AddressState state) {
        LogLevel level = switch (state) {
            case TENTATIVE -> LogLevel.DEBUG;
            case DUPLICATE -> LogLevel.WARN;
            case OPTIMISTIC, PREFERRED, DEPRECATED, INVALID -> LogLevel.INFO;
        };
        if (device.logLevel().compareTo(level) < 0) {
            return;
        }
        out.println("address " + Ipv6Address.text(hi, lo) + " " + state.name().toLowerCase(Locale.ROOT));
        boolean reachable = state == AddressState.PREFERRED && Ipv6Address.scope(hi, lo) == Ipv6Address.SCOPE_GLOBAL;
        if (reachable && !device.carriedTo().isEmpty()) {
            out.println("reach it at " + app.uri(device.carriedTo()));
        }
    }

    private void tell(String news) {
        if (running.map(Device::logLevel).equals(Optional.of(LogLevel.OFF))) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(news);
        err.flush();
    }

    private OptionalLong macAddress(ConfigFile settings) {
        return macAddress.map(OptionalLong::of).orElse(settings.macAddress());
    }

    private BoardChoice boardChoice(PiConfig pi) {
        try {
            return BoardChoice.parse(board, link, udpPort, pi);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ConfigFile settings() throws IOException {
        if (config.isEmpty()) {
            return ConfigFile.DEFAULTS;
        }
        try {
            return ConfigFile.read(config.get());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Reads where the console is. */
    static final class ConsoleName implements ITypeConverter<ConsoleChoice> {
        @Override
        public ConsoleChoice convert(String text) {
            try {
                return ConsoleChoice.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads the name of an app. */
    static final class AppName implements ITypeConverter<BuiltInApp> {
        @Override
        public BuiltInApp convert(String text) {
            try {
                return BuiltInApp.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
