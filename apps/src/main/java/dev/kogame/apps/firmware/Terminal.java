package dev.kogame.apps.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The terminal this process runs on, with keys told one by one instead of by lines. By stty(1), which every Unix has: a library for it
 * would weigh more than the apps.
 */
final class Terminal implements AutoCloseable {

    private static final long PATIENCE_S = 5;
    /** Signals stay: ctrl-C ends the process. */
    private static final String KEY_BY_KEY = "-icanon -echo min 1";

    private final String settings;

    private Terminal(String settings) {
        this.settings = settings;
    }

    /** Whether input and output are a terminal, and the process is the one in its foreground. */
    static boolean isHere() {
        return System.console() != null && System.console().isTerminal() && isInForeground();
    }

    /** By proc(5) of Linux: the process group and that of the terminal; elsewhere nobody knows. */
    private static boolean isInForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            // The name of the program, in brackets, may hold blanks.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[2].equals(fields[5]);
        } catch (IOException noLinux) {
            return true;
        }
    }

    /**
     * Has keys told one by one, and not shown.
     *
     * @throws IOException if there is no terminal to be had
     */
    static Terminal takeKeys() throws IOException {
        Terminal terminal = new Terminal(stty("-g"));
        stty(KEY_BY_KEY);
        return terminal;
    }

    /** Gives the terminal back as it was. */
    @Override
    public void close() throws IOException {
        stty(settings);
    }

    private static String stty(String arguments) throws IOException {
        Process stty = new ProcessBuilder("sh", "-c", "exec stty " + arguments)
                .redirectInput(ProcessBuilder.Redirect.INHERIT).redirectErrorStream(true).start();
        try (var said = stty.inputReader()) {
            String text = said.readAllAsString().strip();
            if (!stty.waitFor(PATIENCE_S, TimeUnit.SECONDS) || stty.exitValue() != 0) {
                throw new IOException("the live view needs a terminal for its keys (stty: " + text
                        + "): leave --view out, or say --view lines");
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for keys", e);
        }
    }
}
