package dev.kogame.apps.console;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a device's console is, as a person names it. */
public sealed interface ConsoleChoice {

    /** On standard input and output, if there are. */
    record Standard() implements ConsoleChoice {}

    /** On a Unix domain socket, for one client at a time. */
    record UnixSocket(Path path) implements ConsoleChoice {}

    /** Nowhere. */
    record None() implements ConsoleChoice {}

    /**
     * Reads {@code stdin}, {@code unix:PATH} or {@code none}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static ConsoleChoice parse(String text) {
        if (text.equals("stdin")) {
            return new Standard();
        }
        if (text.equals("none")) {
            return new None();
        }
        if (text.startsWith("unix:") && text.length() > "unix:".length()) {
            try {
                return new UnixSocket(Path.of(text.substring("unix:".length())));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("'" + text + "' does not name a file", e);
            }
        }
        throw new IllegalArgumentException("unknown console '" + text + "': there are stdin, unix:PATH and none");
    }
}
