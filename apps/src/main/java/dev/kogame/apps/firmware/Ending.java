package dev.kogame.apps.firmware;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the main thread end its work when the process is told to end (SIGTERM, SIGINT), and the process answer 0 then: it did what
 * it was told. Closed by the main thread when its work is done, signal or not.
 */
final class Ending implements AutoCloseable {

    private static final long PATIENCE_S = 5;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private Ending(Runnable stop) {
        hook = new Thread(() -> {
            stop.run();
            await();
        }, "ending");
    }

    /** @param stop asks the main thread to end its work, from another thread */
    static Ending atSignal(Runnable stop) {
        Ending ending = new Ending(stop);
        Runtime.getRuntime().addShutdownHook(ending.hook);
        return ending;
    }

    private void await() {
        try {
            if (done.await(PATIENCE_S, TimeUnit.SECONDS)) {
                // The status would otherwise tell the signal.
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            done.countDown();
        }
    }
}
