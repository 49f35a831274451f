package dev.kogame.apps.console;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a device's console is, as a person names it.
 *
 * @param wanted whether there is one at all
 * @param socket the file of a Unix domain socket, for one client at a time; none for standard input and output
 */
public record ConsoleChoice(boolean wanted, Optional<Path> socket) {

    /** On standard input and output, if there are. */
    public static final ConsoleChoice STANDARD = new ConsoleChoice(true, Optional.empty());

    /** Nowhere. */
    public static final ConsoleChoice NONE = new ConsoleChoice(false, Optional.empty());

    /** On a Unix domain socket. */
    public static ConsoleChoice unix(Path path) {
        return new ConsoleChoice(true, Optional.of(path));
    }

    /**
     * Reads {@code stdin}, {@code unix:PATH} or {@code none}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static ConsoleChoice parse(String text) {
        if (text.equals("stdin")) {
            return STANDARD;
        }
        if (text.equals("none")) {
            return NONE;
        }
        if (text.startsWith("unix:") && text.length() > "unix:".length()) {
            try {
                return unix(Path.of(text.substring("unix:".length())));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("'" + text + "' does not name a file", e);
            }
        }
        throw new IllegalArgumentException("unknown console '" + text + "': there are stdin, unix:PATH and none");
    }
}
