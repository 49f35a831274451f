package dev.kogame.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

import dev.kogame.apps.console.ConsoleChoice;
import dev.kogame.apps.firmware.Durations;
import dev.kogame.apps.firmware.Firmware;
import dev.kogame.apps.firmware.Firmware.NamedApp;
import dev.kogame.apps.firmware.MacAddresses;
import dev.kogame.apps.firmware.Options;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs an app on a board, or several on as many boards, until its time is up or the process is told to end. */
@Command(name = "run", sortOptions = false, description = "Runs an app on a board, or several, until the time is up or it is told to end (ctrl-C).")
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The app: lightbulb, switch, sensor, or node: the bare host with UDP echo, discard and chargen. "
            + "Several stand for as many devices on one cable.")
    private List<String> apps;

    @Option(names = "--board", paramLabel = "BOARD", defaultValue = "sim", description = "sim: a model of the ENC28J60 with its real driver (default). host: no chip, the stack sits directly on "
            + "the link. pi: a Raspberry Pi with an ENC28J60 on its SPI, wired as --config says.")
    private String board;

    @Option(names = "--link", paramLabel = "LINK", description = "user: a router in this process, which carries a UDP port of [::1] to the device, without any "
            + "privilege (default). tap:NAME: the Linux kernel on the other end; the TAP is made if there is none. "
            + "packet:IFACE: the Ethernet of an interface, on which the device is one more station; root. The board pi takes none.")
    private Optional<String> link;

    @Option(names = "--udp-port", paramLabel = "PORT", defaultValue = "5683", description = "The port that the link user carries to the device (default: ${DEFAULT-VALUE}); "
            + "a second device has the next, and so on.")
    private int udpPort;

    @Option(names = "--console", paramLabel = "CONSOLE", converter = ConsoleName.class, defaultValue = "stdin", description = "Where commands are typed, help among them; with several devices behind the name of one. stdin: here "
            + "(default, but not in a live view). unix:PATH: on a Unix domain socket, for one "
            + "client at a time. none: nowhere.")
    private ConsoleChoice console;

    @Option(names = "--mac", paramLabel = "MAC", converter = MacAddress.class, description = "Its Ethernet address (default: what --config says, else 02:4b:6f:67:61:01, on the "
            + "board pi one made of its serial number). Of several devices the first one's; "
            + "the next have it with 2, 4, 6 and so on added without carry.")
    private Optional<Long> macAddress;

    @Option(names = "--for", paramLabel = "TIME", converter = LengthOfTime.class, description = "Ends after this time: 500ms, 30s, 10m or 2h.")
    private Optional<Duration> duration;

    @Option(names = "--capture", paramLabel = "FILE", description = "Writes every frame on the cable to FILE, as pcapng.")
    private Optional<Path> capture;

    @Option(names = "--stats", description = "At the end, prints traffic, drops by reason, and the budget of memory.")
    private boolean stats;

    @Option(names = "--config", paramLabel = "FILE", description = "Properties of the stack, such as capacities of its tables, of apps, and how the board pi is wired.")
    private Optional<Path> config;

    @Option(names = "--state", paramLabel = "FOLDER", description = "Where apps keep what must outlive a restart, in a file for each device (default: nowhere).")
    private Optional<Path> state;

    @Option(names = "--view", paramLabel = "VIEW", description = "lines: what happens, line by line. live: a view of all devices, kept up to date, whose keys go to "
            + "apps (default for several devices on a terminal).")
    private Optional<String> view;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help and ends.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        firmware().run();
        return 0;
    }

    private Firmware firmware() throws IOException {
        try {
            OptionalLong mac = macAddress.isPresent() ? OptionalLong.of(macAddress.get()) : OptionalLong.empty();
            // No streams: the first one would cost a start, and its heap, more than the device's tables.
            List<NamedApp> named = new ArrayList<>();
            for (String app : apps) {
                named.add(BuiltInApp.parse(app).named());
            }
            Options options = new Options(board, link, udpPort, console, mac, duration, capture, stats, config, state,
                    view);
            return Firmware.open(options, named);
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

    /** Reads a MAC address. */
    static final class MacAddress implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return MacAddresses.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a length of time. */
    static final class LengthOfTime implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
