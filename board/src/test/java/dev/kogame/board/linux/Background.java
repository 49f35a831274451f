package dev.kogame.board.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that runs beside a test, with what it prints. Ended by its handle, together with the processes it started, never by
 * a name. Any thread.
 */
public final class Background implements AutoCloseable {
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(3);

    private final List<String> command;
    private final Process process;
    private final Object lock = new Object();
    private final StringBuilder stdout = new StringBuilder();
    private final StringBuilder stderr = new StringBuilder();
    private int openStreams = 2;

    /** Starts a command of this machine. */
    public Background(List<String> command) {
        this.command = List.copyOf(command);
        try {
            process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
        Thread.ofPlatform().daemon().start(() -> gather(process.inputReader(), stdout));
        Thread.ofPlatform().daemon().start(() -> gather(process.errorReader(), stderr));
    }

    private void gather(BufferedReader from, StringBuilder into) {
        try (from) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                synchronized (lock) {
                    into.append(line).append('\n');
                    lock.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (lock) {
                into.append("[cut off: ").append(e.getMessage()).append("]\n");
            }
        } finally {
            synchronized (lock) {
                openStreams--;
                lock.notifyAll();
            }
        }
    }

    /** The process, to signal it or to ask for its pid. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** The complete lines that it printed to standard output so far. */
    public String stdout() {
        synchronized (lock) {
            return stdout.toString();
        }
    }

    /** The complete lines that it printed to standard error so far. */
    public String stderr() {
        synchronized (lock) {
            return stderr.toString();
        }
    }

    /**
     * Waits until it printed {@code text} to either, and answers the first line that holds it.
     *
     * @throws AssertionError if that takes longer than {@code patience}, or the process ends without it; with all it printed
     */
    public String awaitOutput(String text, Duration patience) {
        long untilNs = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (true) {
                Optional<String> found = Stream.concat(stdout.toString().lines(), stderr.toString().lines())
                        .filter(line -> line.contains(text)).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                if (openStreams == 0) {
                    throw new AssertionError("it ended without \"" + text + "\": " + this);
                }
                awaitNews(untilNs, " passed without \"" + text + "\": ", patience);
            }
        }
    }

    /**
     * Waits for its end, and answers its exit code; {@link #stdout} and {@link #stderr} are complete then.
     *
     * @throws AssertionError if that takes longer than {@code patience}, with all it printed
     */
    public int awaitEnd(Duration patience) {
        long untilNs = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (openStreams > 0) {
                awaitNews(untilNs, " passed and it still runs: ", patience);
            }
        }
        if (!endsWithin(patience)) {
            throw new AssertionError(patience + " passed and it still runs, silent: " + this);
        }
        return process.exitValue();
    }

    private void awaitNews(long untilNs, String complaint, Duration patience) {
        long leftNs = untilNs - System.nanoTime();
        if (leftNs <= 0) {
            throw new AssertionError(patience + complaint + this);
        }
        try {
            TimeUnit.NANOSECONDS.timedWait(lock, leftNs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + this, e);
        }
    }

    private boolean endsWithin(Duration patience) {
        try {
            return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while ending " + this, e);
        }
    }

    /** Ends it and what it started: asks first (SIGTERM), then forces. Returns once it is gone. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        if (!endsWithin(PATIENCE_AT_END)) {
            process.destroyForcibly();
            endsWithin(PATIENCE_AT_END);
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** The command and all it printed. */
    @Override
    public String toString() {
        return String.join(" ", command) + "\nstdout:\n" + stdout() + "stderr:\n" + stderr();
    }
}
