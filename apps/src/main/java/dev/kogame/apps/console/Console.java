package dev.kogame.apps.console;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;

import dev.kogame.apps.Device;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;

/**
 * A device's console: its own thread, and its turns on the device's thread, where the commands run. Opened before the device runs, closed
 * after. While nobody types a turn allocates nothing.
 */
public final class Console implements Duty, AutoCloseable {

    private final Device device;
    private final Exchange exchange = new Exchange();
    private final Session session = new Session(exchange, this::wake, this::quit);
    private final Commands commands;
    private final Closeable door;
    private final Thread thread;
    private Activity activity;
    private boolean closed;

    private Console(Device device, Optional<UnixDoor> unix) {
        this.device = device;
        commands = new Commands(device, exchange);
        door = unix.<Closeable>map(each -> each).orElse(() -> {});
        Runnable sessions = unix.<Runnable>map(each -> () -> each.serve(session)).orElse(this::standard);
        thread = Thread.ofPlatform().daemon().name("console").unstarted(sessions);
    }

    /**
     * Opens a console of a device.
     *
     * @return nothing for the choice of none
     * @throws IOException if the socket cannot be made; the message says why and what to do
     */
    public static Optional<Console> open(ConsoleChoice choice, Device device) throws IOException {
        if (!choice.wanted()) {
            return Optional.empty();
        }
        Optional<UnixDoor> unix = choice.socket().isPresent()
                ? Optional.of(UnixDoor.open(choice.socket().get()))
                : Optional.empty();
        Console console = new Console(device, unix);
        console.begin();
        return Optional.of(console);
    }

    private void begin() {
        device.add(this);
        thread.start();
    }

    /** One conversation, until standard input ends; if it is not there, none. The app goes on. */
    private void standard() {
        try {
            // Not System.out, the lock of which the device's thread takes when it prints: it must not wait for a slow reader of ours.
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

    /** On the console's thread, which may still sit in a read when the device is closed: then there is nobody to wake. */
    private synchronized void wake() {
        if (!closed) {
            device.wake();
        }
    }

    private synchronized void quit() {
        if (!closed) {
            device.stop();
        }
    }

    /** Takes the console away, before the device is closed; on a Unix domain socket its file, too. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
        }
        thread.interrupt();
        door.close();
    }
}
