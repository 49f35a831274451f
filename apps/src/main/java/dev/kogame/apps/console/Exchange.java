package dev.kogame.apps.console;

/**
 * Where a session and the device's thread meet: one line of input goes over, and the lines of its answer come back.
 *
 * <p>The session calls {@link #ask}, then {@link #take} until it is told that the answer is over, or {@link #abandon}. The device's
 * thread calls {@link #poll} at each turn, and {@link #answer} and {@link #end} when it got a line. It never waits here: what a session
 * does not take in time is bounded by {@link #CAPACITY_CHARACTERS}, and further lines are lost and counted.
 */
final class Exchange {

    /** Room for all counters several times over. */
    static final int CAPACITY_CHARACTERS = 1 << 16;

    /** Between {@link #ask} and {@link #poll}. The device's thread looks here at each turn, without a lock. */
    private volatile String line;
    private volatile boolean abandoned;
    private final StringBuilder waiting = new StringBuilder();
    private int lost;
    private boolean over = true;

    // --- the session ----------------------------------------------------------------------------------------------------

    /** Hands a line over; the answer to the one before is over. Wake the device's thread then. */
    void ask(String text) {
        synchronized (this) {
            waiting.setLength(0);
            lost = 0;
            over = false;
            abandoned = false;
        }
        line = text;
    }

    /**
     * Waits for more of the answer and takes it.
     *
     * @return whole lines, each with its line break; none if the answer is over
     */
    synchronized String take() throws InterruptedException {
        while (waiting.isEmpty() && !over) {
            wait();
        }
        String lines = waiting.toString();
        waiting.setLength(0);
        return lines;
    }

    /** Nobody reads the answer any more. Waits until the device's thread has ended it; wake that first. */
    synchronized void awaitEnd() throws InterruptedException {
        while (!over) {
            wait();
        }
    }

    /** Asks the device's thread to end the answer, since nobody reads it. Wake that then. */
    void abandon() {
        abandoned = true;
    }

    // --- the device's thread ----------------------------------------------------------------------------------------------

    /** The line that waits to be executed, or null. Allocates nothing. */
    String poll() {
        String text = line;
        if (text != null) {
            line = null;
        }
        return text;
    }

    /** Whether nobody reads the answer any more. */
    boolean abandoned() {
        return abandoned;
    }

    /** One line of the answer, or several with line breaks between them; none if the text is empty. */
    synchronized void answer(String lines) {
        if (lines.isEmpty()) {
            return;
        }
        if (waiting.length() + lines.length() >= CAPACITY_CHARACTERS) {
            lost += (int) lines.lines().count();
            return;
        }
        waiting.append(lines).append('\n');
        notifyAll();
    }

    /** The last line of the answer: {@code ok}, or an error if the sentence is not empty. */
    synchronized void end(String error) {
        // The last line always finds room.
        if (!error.isEmpty()) {
            waiting.append("error: ").append(error).append('\n');
        } else if (lost > 0) {
            waiting.append("error: ").append(lost).append(" lines were lost, because nobody read them in time\n");
        } else {
            waiting.append("ok\n");
        }
        over = true;
        notifyAll();
    }
}
