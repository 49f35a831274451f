package dev.kogame.board.linux;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

/** Counts what a thread allocates. */
public final class Allocation {
    private static final int BLOCKS = 8;

    private Allocation() {
    }

    /**
     * Runs a block of many calls several times and answers the octets that the thread allocated in the thriftiest run.
     *
     * <p>Above 0 if a call allocates. Now and then the JVM itself allocates some octets on the thread when it compiles code anew;
     * that happens in one run and not in the next.
     */
    public static long leastOctetsOfBlocks(Runnable block) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < BLOCKS; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            block.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
