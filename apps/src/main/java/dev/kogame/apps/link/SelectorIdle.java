package dev.kogame.apps.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Idle;

/**
 * Sleeps until a channel of a selector has something to say or the deadline is reached, to the next full millisecond. For links
 * made of this machine's own sockets, on any system. Unlike the stack it may allocate a little.
 */
final class SelectorIdle implements Idle {

    private static final long NS_PER_MS = 1_000_000;

    private final Selector selector;

    SelectorIdle(Selector selector) {
        this.selector = selector;
    }

    @Override
    public void idle(int workCount, long nowNs, long deadlineNs) {
        if (workCount > 0 || deadlineNs <= nowNs) {
            return;
        }
        try {
            if (deadlineNs == Deadlines.NEVER) {
                selector.select();
            } else {
                // Rounded up: waking before the deadline would only mean sleeping again.
                selector.select((deadlineNs - nowNs - 1) / NS_PER_MS + 1);
            }
            // Whoever owns a channel reads it at its next poll; the keys only end the sleep.
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new UncheckedIOException("waiting for this machine's sockets failed: " + e.getMessage(), e);
        }
    }

    /** Ends the sleep, or the next one if there is none; from any thread. */
    void wake() {
        selector.wakeup();
    }
}
