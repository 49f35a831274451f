package dev.kogame.apps.firmware;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import dev.kogame.apps.console.ConsoleChoice;

/**
 * How apps are run, as a person says it on a command line.
 *
 * @param board {@code sim}, {@code host} or {@code pi}
 * @param link {@code user}, {@code tap:NAME}, {@code packet:IFACE}, or nothing for the board's own
 * @param udpPort of the first device, where the link user carries one
 * @param macAddress of the first device; none for the configuration's, or the board's own
 * @param life how long to live; without end if it is not there
 * @param capture where the frames are written
 * @param stats whether to tell at the end what happened
 * @param config a file for {@link ConfigFile}
 * @param stateFolder where apps keep what must outlive a restart
 * @param view {@code lines} or {@code live}; if it is not there, what suits the terminal
 */
public record Options(String board, Optional<String> link, int udpPort, ConsoleChoice console, OptionalLong macAddress,
        Optional<Duration> life, Optional<Path> capture, boolean stats, Optional<Path> config,
        Optional<Path> stateFolder, Optional<String> view) {

    private static final int DEFAULT_UDP_PORT = 5683;
    private static final String STATS = "--stats";
    private static final List<String> WITH_VALUE = List.of("--board", "--link", "--udp-port", "--console", "--mac",
            "--for", "--capture", "--config", "--state", "--view");
    private static final List<String> VIEWS = List.of("live", "lines");

    /** Refuses what makes no sense by itself. */
    public Options {
        if (view.isPresent() && !VIEWS.contains(view.get())) {
            throw new IllegalArgumentException("unknown view '" + view.get() + "': there are live and lines");
        }
    }

    /**
     * Reads a command line: {@code --board pi}, {@code --board=pi}.
     *
     * @throws IllegalArgumentException if it makes no sense, in a sentence that says what would
     */
    public static Options parse(String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (Iterator<String> words = List.of(arguments).iterator(); words.hasNext();) {
            String word = words.next();
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (word.equals(STATS)) {
                values.put(STATS, "");
            } else if (!WITH_VALUE.contains(name)) {
                throw new IllegalArgumentException("unknown option '" + word + "': there are "
                        + String.join(", ", WITH_VALUE) + " and " + STATS);
            } else if (equals < 0 && !words.hasNext()) {
                throw new IllegalArgumentException(name + " needs a value behind it");
            } else {
                values.put(name, equals < 0 ? words.next() : word.substring(equals + 1));
            }
        }
        return of(values);
    }

    private static Options of(Map<String, String> values) {
        Optional<String> mac = Optional.ofNullable(values.get("--mac"));
        return new Options(values.getOrDefault("--board", "sim"), Optional.ofNullable(values.get("--link")),
                port(values.get("--udp-port")),
                ConsoleChoice.parse(values.getOrDefault("--console", "stdin")),
                mac.isPresent() ? OptionalLong.of(MacAddresses.parse(mac.get())) : OptionalLong.empty(),
                Optional.ofNullable(values.get("--for")).map(Durations::parse), path(values.get("--capture")),
                values.containsKey(STATS), path(values.get("--config")), path(values.get("--state")),
                Optional.ofNullable(values.get("--view")));
    }

    private static int port(String text) {
        try {
            return text == null ? DEFAULT_UDP_PORT : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--udp-port '" + text + "' is no number", e);
        }
    }

    private static Optional<Path> path(String text) {
        return Optional.ofNullable(text).map(Path::of);
    }

    /** What a person may say, for an app of this name. */
    static String help(String app) {
        return """
                Usage: %s [OPTION]...
                  --board BOARD     sim: a model of the ENC28J60 (default). host: no chip. pi: a Raspberry Pi
                  --link LINK       user: a router in this process (default). tap:NAME: the Linux kernel.
                                    packet:IFACE: the Ethernet of an interface
                  --udp-port PORT   the port of [::1] that the link user carries to the app (5683)
                  --console CONSOLE stdin (default), unix:PATH or none
                  --mac MAC         its Ethernet address
                  --for TIME        ends after this time: 500ms, 30s, 10m or 2h
                  --capture FILE    writes every frame to FILE, as pcapng
                  --config FILE     properties of the stack, of the app, and how the board pi is wired
                  --state FOLDER    where the app keeps what must outlive a restart
                  --view VIEW       lines (default), or live: a view that is kept up to date
                  --stats           at the end, prints traffic, drops and the budget of memory""".formatted(app);
    }

    /** The keyboard belongs to the live view, where there is one. */
    ConsoleChoice console(boolean live) {
        return live && console.equals(ConsoleChoice.STANDARD) ? ConsoleChoice.NONE : console;
    }

    /** @param suits whether a live view would suit what is run */
    boolean isLive(boolean suits) {
        return view.isPresent() ? view.get().equals("live") : suits && Terminal.isHere();
    }
}
