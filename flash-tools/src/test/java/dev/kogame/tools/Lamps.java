package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.NetworkNamespace;

/** Apps as processes of their own, most of them lightbulbs, and how to talk to them. */
final class Lamps {

    /** How long anything may take on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What the launcher gives the Java machine. */
    static final List<String> LAUNCHER_OPTIONS = List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx8m",
            "-XX:TieredStopAtLevel=1");

    private Lamps() {
    }

    /** Runs {@code kogame run lightbulb} on this machine. */
    static Background start(String... options) {
        return start(BuiltInApp.LIGHTBULB, options);
    }

    /** Runs an app on this machine. */
    static Background start(BuiltInApp app, String... options) {
        return new Background(NetworkNamespace.java(LAUNCHER_OPTIONS, Kogame.class, arguments(app, options)));
    }

    /** Runs an app in a namespace. */
    static Background start(NetworkNamespace host, BuiltInApp app, String... options) {
        return host.startJava(LAUNCHER_OPTIONS, Kogame.class, arguments(app, options));
    }

    /** Runs {@code kogame run lightbulb} in a namespace, on a Java machine with other options than the launcher's. */
    static Background start(NetworkNamespace host, List<String> jvmOptions, String... options) {
        return host.startJava(jvmOptions, Kogame.class, arguments(BuiltInApp.LIGHTBULB, options));
    }

    private static String[] arguments(BuiltInApp app, String... options) {
        List<String> arguments = new ArrayList<>(List.of("run", app.text()));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    /** The address of a line {@code address … preferred} that begins so. */
    static String preferredAddress(Background lamp, String beginning) {
        String line = lamp.awaitOutput("address " + beginning, PATIENCE);
        assertThat(line).endsWith(" preferred");
        return line.split(" ")[1];
    }

    /** All that a lamp says on its standard error output when nothing is wrong: what became of its chip, where it has one. */
    static String news(String board) {
        return board.equals("sim") ? "link up\n" : "";
    }

    /** The command of libcoap's client. */
    static String[] coapClient(String uri, String... options) {
        List<String> command = new ArrayList<>(List.of("coap-client-notls", "-B", "10", "-m"));
        command.addAll(List.of(options));
        command.add(uri);
        return command.toArray(String[]::new);
    }

    /** A UDP port of ::1 that nobody uses now. */
    static int freePort() {
        try (DatagramChannel any = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            any.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            return ((InetSocketAddress) any.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
