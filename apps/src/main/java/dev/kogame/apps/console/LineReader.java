package dev.kogame.apps.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads lines of bounded length from whoever types, or sends. Not more than a buffer is ever held of them. One thread. */
final class LineReader {

    /** No command is longer. */
    static final int MAX_LINE_OCTETS = 512;

    private final InputStream in;
    private final byte[] line = new byte[MAX_LINE_OCTETS];
    private boolean tooLong;

    /** @param in best a buffered one */
    LineReader(InputStream in) {
        this.in = in;
    }

    /**
     * The next line, without its line break and the blanks around it, or null at the end. Of a line that is too long the beginning, see
     * {@link #tooLong}. The last line needs no line break.
     */
    String next() throws IOException {
        int octets = 0;
        tooLong = false;
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                return text(octets);
            }
            if (octets < line.length) {
                line[octets++] = (byte) octet;
            } else {
                tooLong = true;
            }
        }
        return octets == 0 ? null : text(octets);
    }

    /** Whether the line just read was longer than {@link #MAX_LINE_OCTETS}. */
    boolean tooLong() {
        return tooLong;
    }

    private String text(int octets) {
        return new String(line, 0, octets, StandardCharsets.UTF_8).strip();
    }
}
