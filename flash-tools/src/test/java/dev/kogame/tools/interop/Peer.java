package dev.kogame.tools.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Other people's CoAP, as a program of ours around their library that reads a {@link Script}. */
enum Peer {
    /** Debian's libcoap, in C. */
    LIBCOAP {
        @Override
        void prepare() {
            Needed.program("gcc", "gcc");
            need(Path.of("/usr/include/coap3/coap.h"), "Debian package libcoap3-dev");
            for (String program : List.of("client", "server")) {
                compile(program);
            }
        }

        private void compile(String program) {
            try (Background compiler = new Background(List.of("gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-o",
                    BUILT.resolve(program).toString(), SOURCES.resolve("libcoap/" + program + ".c").toString(),
                    "-lcoap-3-notls"))) {
                Assertions.assertEquals(0, compiler.awaitEnd(PATIENCE), compiler::toString);
            }
        }

        @Override
        List<String> command(String role) {
            return List.of(BUILT.resolve(role).toString());
        }
    },
    /** Eclipse Californium, in Java. */
    CALIFORNIUM {
        @Override
        void prepare() {
            // It is on the class path of the tests.
        }

        @Override
        List<String> command(String role) {
            String main = role.equals("client") ? "CaliforniumClient" : "CaliforniumServer";
            return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1", "-classpath", System.getProperty("java.class.path"),
                    Peer.class.getPackageName() + "." + main);
        }
    },
    /** The package coap of npm, in JavaScript. */
    NPM {
        @Override
        void prepare() {
            Needed.program("node", "nodejs");
            need(BUILT.resolve("npm/node_modules/coap/package.json"),
                    "what flash-tools/src/test/interop/install-npm.sh installs");
        }

        @Override
        List<String> command(String role) {
            return List.of("env", "KOGAME_NPM=" + BUILT.resolve("npm"), "node",
                    SOURCES.resolve("npm/" + role + ".js").toString());
        }
    };

    private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(60);
    private static final Path SOURCES = Path.of("src/test/interop").toAbsolutePath();
    /** Where programs and packages are built, and what the tests leave. */
    static final Path BUILT = Path.of("target/interop").toAbsolutePath();

    /** Skips or fails the running test if something is missing, and builds what must be built. */
    abstract void prepare();

    /** The command of its {@code client} or {@code server}, but for arguments. */
    abstract List<String> command(String role);

    /** The same with arguments. */
    String[] command(String role, String... arguments) {
        List<String> command = new ArrayList<>(command(role));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    /** Makes room for what is built. */
    static void makeRoom() {
        try {
            Files.createDirectories(BUILT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void need(Path file, String what) {
        if (Files.exists(file)) {
            return;
        }
        String sentence = "this test needs " + file + ", which is not there: get " + what;
        if (Needed.required()) {
            Assertions.fail(sentence);
        }
        Assumptions.abort(sentence);
    }
}
