package dev.kogame.apps.firmware;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import dev.kogame.apps.App;
import dev.kogame.apps.BoardChoice;
import dev.kogame.apps.Household;
import dev.kogame.apps.View;
import dev.kogame.apps.console.Console;
import dev.kogame.board.Deadlines;

/**
 * Apps as a program: each on a device of its own, all on one link, with what the options say.
 *
 * <p>One thread, except that a console, keys, and the end of the process come from others.
 */
public final class Firmware {

    private static final int RUNNING_FAILED = 1;
    private static final int ASKED_WRONGLY = 2;

    private final Options options;
    private final ConfigFile config;
    private final Household household;
    private final Optional<LiveView> liveView;

    /**
     * An app and what it is called.
     *
     * @param name without blanks
     */
    public record NamedApp(String name, App app) {}

    private Firmware(Options options, ConfigFile config, Household household, Optional<LiveView> liveView) {
        this.options = options;
        this.config = config;
        this.household = household;
        this.liveView = liveView;
    }

    /**
     * The whole {@code main} of a program that is one app: reads the options, lives, and ends the process with 0 if all went well, 1 if
     * running failed, 2 if it was asked for wrongly; then with one sentence on the standard error output.
     *
     * @param name of the app, without blanks
     */
    public static void main(String[] args, String name, App app) {
        System.exit(execute(args, new NamedApp(name, app)));
    }

    private static int execute(String[] args, NamedApp app) {
        if (List.of(args).contains("--help")) {
            System.out.println(Options.help(app.name()));
            return 0;
        }
        Firmware firmware;
        try {
            firmware = open(Options.parse(args), List.of(app));
        } catch (IllegalArgumentException e) {
            return fail(app, e.getMessage() + " (see --help)", ASKED_WRONGLY);
        } catch (IOException e) {
            return fail(app, e.getMessage(), RUNNING_FAILED);
        }
        try {
            firmware.run();
            return 0;
        } catch (IOException | RuntimeException e) {
            return fail(app, e.toString(), RUNNING_FAILED);
        }
    }

    private static int fail(NamedApp app, String sentence, int status) {
        System.err.println(app.name() + ": " + sentence);
        return status;
    }

    /**
     * Puts devices together and starts their apps. Devices are called as their apps are, with a number where several have the same:
     * {@code lightbulb-1}.
     *
     * @throws IllegalArgumentException if the options, or the configuration file, make no sense
     * @throws IOException if this machine refuses; the message says why and what to do
     */
    public static Firmware open(Options options, List<NamedApp> apps) throws IOException {
        ConfigFile config = options.config().isPresent()
                ? ConfigFile.read(options.config().get())
                : ConfigFile.DEFAULTS;
        OptionalLong macAddress = options.macAddress().isPresent() ? options.macAddress() : config.macAddress();
        BoardChoice board = BoardChoice.parse(options.board(), options.link(), options.udpPort(), config.pi());
        Household.Plan plan = new Household.Plan(board, macAddress, config.stack(), config.nameServers(),
                options.capture(), config.settings(), options.stateFolder());
        PrintStream out = System.out;
        boolean alone = apps.size() == 1;
        Optional<LiveView> live = options.isLive(!alone) ? Optional.of(new LiveView(out)) : Optional.empty();
        View view = live.isPresent() ? live.get() : new LineView(out, System.err, !alone);
        Household household = Household.open(plan, names(apps), view);
        try {
            for (int i = 0; i < apps.size(); i++) {
                apps.get(i).app().start(household.devices().get(i));
            }
            household.ready();
            return new Firmware(options, config, household, live);
        } catch (IOException | RuntimeException e) {
            household.close();
            throw e;
        }
    }

    private static List<String> names(List<NamedApp> apps) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> counts = new HashMap<>();
        for (NamedApp app : apps) {
            int number = counts.getOrDefault(app.name(), 0) + 1;
            counts.put(app.name(), number);
            names.add(isOneOfSeveral(app, apps) ? app.name() + "-" + number : app.name());
        }
        return names;
    }

    private static boolean isOneOfSeveral(NamedApp app, List<NamedApp> apps) {
        int count = 0;
        for (NamedApp each : apps) {
            count += each.name().equals(app.name()) ? 1 : 0;
        }
        return count > 1;
    }

    /**
     * Lives until its time is up, somebody says quit, or the process is told to end. Once.
     *
     * @throws IOException if the console cannot be opened; the message says why and what to do
     */
    public void run() throws IOException {
        try (household; Ending _ = Ending.atSignal(household::stop)) {
            live();
            if (options.stats()) {
                System.out.println(household.report());
                System.out.print("memory of the stack:" + System.lineSeparator() + config.stack().budget(1));
            }
            System.out.flush();
        }
    }

    private void live() throws IOException {
        Optional<Console> console = Console.open(options.console(liveView.isPresent()), household);
        try {
            if (liveView.isPresent()) {
                liveView.get().begin(household);
            }
            household.run(options.life().isPresent() ? options.life().get().toNanos() : Deadlines.NEVER);
        } finally {
            if (liveView.isPresent()) {
                liveView.get().end();
            }
            if (console.isPresent()) {
                console.get().close();
            }
        }
    }
}
