package dev.kogame.board.linux;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A network namespace of its own for a test: a Linux host with nothing but a loopback interface, which is up. What runs in it
 * is ended and the namespace deleted at {@link #close}, and also when the JVM of the test ends early. For tests marked
 * {@link NeedsNetworkNamespaces}.
 *
 * <p>The JVM of the test stays outside; what must be inside runs as a process.
 */
public final class NetworkNamespace implements AutoCloseable {
    /**
     * What no program started here needs. A small heap has no room for it: of each library on the class path the Java machine keeps
     * the directory, and those of the test libraries take more than two megabytes.
     */
    private static final Pattern TEST_LIBRARY = Pattern
            .compile("/(junit|opentest4j|apiguardian|assertj|net/bytebuddy|tngtech|fasterxml|californium|jspecify)/");

    /** How long {@link #exec} waits for a command. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final List<Background> running = new ArrayList<>();
    private final Thread atEnd = new Thread(this::remove);

    /** A command that has ended: its exit code and what it printed. */
    public record Ended(int exitCode, String stdout, String stderr) {}

    /** Makes a namespace with a name that nobody else has. */
    public NetworkNamespace() {
        name = "kogame-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        runOk(List.of("ip", "netns", "add", name));
        Runtime.getRuntime().addShutdownHook(atEnd);
        execOk("ip", "link", "set", "lo", "up");
    }

    /** The name {@code ip netns} knows it by. */
    public String name() {
        return name;
    }

    /**
     * Runs a command inside and waits for its end.
     *
     * @throws AssertionError if it runs longer than {@link #PATIENCE}
     */
    public Ended exec(String... command) {
        return run(inside(List.of(command)));
    }

    /**
     * Runs a command inside that must succeed, and answers its standard output.
     *
     * @throws AssertionError if its exit code is not 0, with all it printed
     */
    public String execOk(String... command) {
        return runOk(inside(List.of(command)));
    }

    /** Starts a command inside that runs until it ends by itself, is closed, or the namespace is. */
    public Background start(String... command) {
        return start(List.of(command));
    }

    /** Starts a main class of the test's class path inside, on the test's own JDK, as {@link #start(String...)} does. */
    public Background startJava(List<String> jvmOptions, Class<?> main, String... arguments) {
        return start(java(jvmOptions, main, arguments));
    }

    /** The command that runs a main class of the test's class path on the test's own JDK, with native access allowed. */
    public static List<String> java(List<String> jvmOptions, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(jvmOptions);
        command.add("-classpath");
        command.add(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !TEST_LIBRARY.matcher(entry).find()).collect(Collectors.joining(File.pathSeparator)));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private Background start(List<String> command) {
        Background background = new Background(inside(command));
        running.add(background);
        return background;
    }

    private List<String> inside(List<String> command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", name));
        inside.addAll(command);
        return inside;
    }

    private static Ended run(List<String> command) {
        try (Background background = new Background(command)) {
            int exitCode = background.awaitEnd(PATIENCE);
            return new Ended(exitCode, background.stdout(), background.stderr());
        }
    }

    private static String runOk(List<String> command) {
        Ended ended = run(command);
        if (ended.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + ended);
        }
        return ended.stdout();
    }

    /** Ends what was started inside, the last first, and deletes the namespace. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atEnd);
        remove();
    }

    private void remove() {
        running.reversed().forEach(Background::close);
        runOk(List.of("ip", "netns", "del", name));
    }
}
