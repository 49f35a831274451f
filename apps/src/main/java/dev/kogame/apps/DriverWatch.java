package dev.kogame.apps;

import java.util.function.Consumer;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.enc28j60.Enc28j60;
import dev.kogame.enc28j60.Enc28j60Event;

/**
 * Tells a person what becomes of the chip: {@code link up}, {@code link down}, and why it cannot be started, once each time that
 * changes. Has its turn behind the stack, in whose turn the driver has its own. Allocates only to tell something.
 */
final class DriverWatch implements Duty {

    private final Enc28j60 driver;
    private final Consumer<String> news;
    private boolean linkUp;
    private long failedStarts;
    private String fault = "";

    DriverWatch(Enc28j60 driver, Consumer<String> news) {
        this.driver = driver;
        this.news = news;
    }

    @Override
    public int poll(long nowNs, int budget) {
        if (driver.linkUp() != linkUp) {
            linkUp = !linkUp;
            fault = "";
            news.accept(linkUp ? "link up" : "link down");
        }
        long failed = driver.counters().of(Enc28j60Event.START_FAILED);
        if (failed != failedStarts) {
            failedStarts = failed;
            tellFault();
        }
        return 0;
    }

    /** A chip that is not there fails the same way again and again. */
    private void tellFault() {
        String now = driver.fault();
        if (!now.equals(fault)) {
            fault = now;
            news.accept(now);
        }
    }

    /** Nothing happens to the driver outside the stack's turn. */
    @Override
    public long nextDeadlineNs() {
        return Deadlines.NEVER;
    }
}
