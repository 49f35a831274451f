package dev.kogame.apps.console;

/** A command that takes its time. On the device's thread. */
interface Activity {

    /** Does what is due. Answers whether the command has ended; its answer has its last line then. */
    boolean poll(long nowNs);

    /** When {@link #poll} must be called again, or {@link dev.kogame.board.Deadlines#NEVER}. */
    long nextDeadlineNs();
}
