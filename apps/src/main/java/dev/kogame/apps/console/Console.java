package dev.kogame.apps.console;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;

import dev.kogame.apps.Household;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;

/**
 * The console of a household: its own thread, and its turns on the devices' thread, where the commands run. Opened before the devices
 * run, closed after. Where there are several, a command begins with the name of the one it is for. While nobody types a turn allocates
 * nothing.
 */
public final class Console implements Duty, AutoCloseable {

    private final Household household;
    private final Exchange exchange = new Exchange();
    private final Session session = new Session(exchange, this::wake, this::quit);
    private final Commands commands;
    private final Closeable door;
    private final Thread thread;
    private Activity activity;
    private boolean closed;

    private Console(Household household, Optional<UnixDoor> unix) {
        this.household = household;
        commands = new Commands(household.devices(), exchange);
        door = unix.<Closeable>map(each -> each).orElse(() -> {});
        Runnable sessions = unix.<Runnable>map(each -> () -> each.serve(session)).orElse(this::standard);
        thread = Thread.ofPlatform().daemon().name("console").unstarted(sessions);
    }

    /**
     * Opens a console.
     *
     * @return nothing for the choice of none
     * @throws IOException if the socket cannot be made; the message says why and what to do
     */
    public static Optional<Console> open(ConsoleChoice choice, Household household) throws IOException {
        if (!choice.wanted()) {
            return Optional.empty();
        }
        Optional<UnixDoor> unix = choice.socket().isPresent()
                ? Optional.of(UnixDoor.open(choice.socket().get()))
                : Optional.empty();
        Console console = new Console(household, unix);
        console.begin();
        return Optional.of(console);
    }

    private void begin() {
        household.add(this);
        thread.start();
    }

    /** One conversation, until standard input ends; if it is not there, none. The app goes on. */
    private void standard() {
        try {
            // Not System.out, the lock of which the devices' thread takes when it prints: it must not wait for a slow reader of ours.
            // Not closed either, since the app goes on to print there.
            session.converse(System.in, new FileOutputStream(FileDescriptor.out));
        } catch (IOException closedOrOfATerminalInTheBackground) {
            // Nobody is there to be told.
            return;
        } catch (InterruptedException theDeviceHasEnded) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int poll(long nowNs, int budget) {
        if (activity != null) {
            if (!activity.poll(nowNs)) {
                return 0;
            }
            activity = null;
            return 1;
        }
        String line = exchange.poll();
        if (line == null) {
            return 0;
        }
        activity = commands.execute(line, nowNs).orElse(null);
        return 1;
    }

    @Override
    public long nextDeadlineNs() {
        return activity == null ? Deadlines.NEVER : activity.nextDeadlineNs();
    }

    /** On the console's thread, which may still sit in a read when the household is closed: then there is nobody to wake. */
    private synchronized void wake() {
        if (!closed) {
            household.wake();
        }
    }

    private synchronized void quit() {
        if (!closed) {
            household.stop();
        }
    }

    /** Takes the console away, before the household is closed; on a Unix domain socket its file, too. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
        }
        thread.interrupt();
        door.close();
    }
}
