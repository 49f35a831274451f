package dev.kogame.apps.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A conversation with one person or client: reads a line, hands it over, writes the answer. On the console's own thread. */
final class Session {

    private final Exchange exchange;
    private final Runnable wake;
    private final Runnable quit;

    /**
     * @param wake wakes the device's thread
     * @param quit lets the device end; called when the answer to {@code quit} is written
     */
    Session(Exchange exchange, Runnable wake, Runnable quit) {
        this.exchange = exchange;
        this.wake = wake;
        this.quit = quit;
    }

    /**
     * Goes on until the input ends or {@code quit} is said. Empty lines have no answer.
     *
     * @throws IOException if one of the streams fails: the client is gone
     */
    void converse(InputStream in, OutputStream out) throws IOException, InterruptedException {
        LineReader lines = new LineReader(in);
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (lines.tooLong()) {
                write(out, "error: the line is longer than " + LineReader.MAX_LINE_OCTETS + " octets\n");
            } else if (!line.isEmpty()) {
                ask(line, out);
                if (line.equals(Commands.QUIT)) {
                    quit.run();
                    return;
                }
            }
        }
    }

    private void ask(String line, OutputStream out) throws IOException, InterruptedException {
        exchange.ask(line);
        wake.run();
        try {
            for (String answer = exchange.take(); !answer.isEmpty(); answer = exchange.take()) {
                write(out, answer);
            }
        } catch (IOException e) {
            exchange.abandon();
            wake.run();
            exchange.awaitEnd();
            throw e;
        }
    }

    private static void write(OutputStream out, String lines) throws IOException {
        out.write(lines.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
