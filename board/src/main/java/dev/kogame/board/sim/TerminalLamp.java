package dev.kogame.board.sim;

import java.io.PrintStream;
import java.nio.charset.Charset;

import dev.kogame.board.Lamp;

/**
 * A lamp on the terminal: one line for each change, such as {@code lamp ● on 40 %} or {@code lamp ○ off}, in plain ASCII where
 * the terminal knows no more. The first level is shown even if it is off. Allocates nothing after construction.
 */
public final class TerminalLamp implements Lamp {
    private static final int FULL_PERCENT = 100;
    private static final int UNKNOWN = -1;

    private final PrintStream out;
    /** A line for each level, ready to be written. */
    private final byte[][] lines = new byte[FULL_PERCENT + 1][];
    private int shown = UNKNOWN;

    /** @param out where the lines go; stays the caller's */
    public TerminalLamp(PrintStream out) {
        this(out, "");
    }

    /**
     * A lamp among others.
     *
     * @param out where the lines go; stays the caller's
     * @param prefix what each line begins with
     */
    public TerminalLamp(PrintStream out, String prefix) {
        this.out = out;
        Charset charset = out.charset();
        boolean drawn = charset.newEncoder().canEncode("●○");
        lines[0] = line(prefix + (drawn ? "lamp ○ off" : "lamp ( ) off"), charset);
        for (int percent = 1; percent <= FULL_PERCENT; percent++) {
            lines[percent] = line(prefix + (drawn ? "lamp ● on " : "lamp (*) on ") + percent + " %", charset);
        }
    }

    private static byte[] line(String text, Charset charset) {
        return (text + System.lineSeparator()).getBytes(charset);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the level is not 0 to 100
     */
    @Override
    public void level(int percent) {
        if (percent < 0 || percent > FULL_PERCENT) {
            throw new IllegalArgumentException("a lamp has no level of " + percent + " %: give 0 to " + FULL_PERCENT);
        }
        if (percent == shown) {
            return;
        }
        shown = percent;
        out.write(lines[percent], 0, lines[percent].length);
        out.flush();
    }
}
