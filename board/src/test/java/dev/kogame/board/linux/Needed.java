package dev.kogame.board.linux;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine: without it the test is skipped, or fails where nothing may be skipped. */
public final class Needed {

    /** With this environment variable set to {@code required} no test that needs the network of Linux is skipped. */
    public static final String SWITCH = "KOGAME_TAP";

    private Needed() {
    }

    /** Whether what is missing makes a test fail instead of skipping it. */
    public static boolean required() {
        return "required".equals(System.getenv(SWITCH));
    }

    /** Skips or fails the running test unless the program can be found on the PATH. */
    public static void program(String name, String debianPackage) {
        if (onPath(name)) {
            return;
        }
        String sentence = "this test runs " + name + ", which is not on the PATH: install it (Debian package "
                + debianPackage
                + ")";
        if (required()) {
            Assertions.fail(sentence);
        }
        Assumptions.abort(sentence);
    }

    /** Whether the program can be found on the PATH. */
    static boolean onPath(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
