package dev.kogame.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kogame.board.linux.Needed;

/** A program on a pseudo terminal of its own, made by script(1) of util-linux, with a person's keys. Any thread. */
final class PseudoTerminal implements AutoCloseable {

    private final Process script;
    private final StringBuilder recording = new StringBuilder();
    private boolean over;

    PseudoTerminal(List<String> command) throws IOException {
        Needed.program("script", "bsdutils");
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        ProcessBuilder builder = new ProcessBuilder("script", "-qefc", "exec " + line, "/dev/null");
        builder.environment().put("LC_ALL", "C.UTF-8");
        script = builder.start();
        Thread.ofPlatform().daemon().start(this::record);
    }

    private void record() {
        try (InputStream out = script.getInputStream()) {
            byte[] piece = new byte[4096];
            for (int octets = out.read(piece); octets >= 0; octets = out.read(piece)) {
                add(new String(piece, 0, octets, ISO_8859_1));
            }
        } catch (IOException e) {
            add("[cut off: " + e.getMessage() + "]");
        }
        synchronized (this) {
            over = true;
            notifyAll();
        }
    }

    private synchronized void add(String octets) {
        recording.append(octets);
        notifyAll();
    }

    /** All that was written to the terminal so far. */
    synchronized String recording() {
        // A character may be cut in two between pieces, so they are put together as octets.
        return new String(recording.toString().getBytes(ISO_8859_1), UTF_8);
    }

    /** Presses a key. */
    void press(char key) {
        try {
            OutputStream keyboard = script.getOutputStream();
            keyboard.write(key);
            keyboard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the terminal shows, as soon as it is as expected. */
    Screen await(String what, Predicate<Screen> expected, Duration patience) {
        long untilNs = System.nanoTime() + patience.toNanos();
        synchronized (this) {
            while (true) {
                Screen screen = Screen.of(recording());
                if (expected.test(screen)) {
                    return screen;
                }
                long leftNs = untilNs - System.nanoTime();
                if (leftNs <= 0 || over) {
                    throw new AssertionError((over ? "it ended" : patience + " passed") + " without " + what + ":\n"
                            + screen);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, leftNs);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted while waiting for " + what, e);
                }
            }
        }
    }

    /** The program's exit status, when it has ended. */
    int awaitEnd(Duration patience) throws InterruptedException {
        if (!script.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError(patience + " passed and it still runs:\n" + Screen.of(recording()));
        }
        return script.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(script.descendants(), Stream.of(script.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
