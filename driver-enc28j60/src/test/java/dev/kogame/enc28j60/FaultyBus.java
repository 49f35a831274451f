package dev.kogame.enc28j60;

import dev.kogame.board.SpiBus;

/** A bus whose runs can fail, or that answers with a line that is stuck; it also watches what the driver asks for. */
final class FaultyBus implements SpiBus {
    /** What becomes of the run that fails: nothing of it, all before the place of the break, or all of it. */
    enum Break {
        REFUSED, CUT, CARRIED_OUT
    }

    static final int EIO = -5;
    private static final int DMAST = 0x20;

    private final SpiBus bus;
    private final int[] command = new int[MAX_CYCLES];
    private final byte[][] data = new byte[MAX_CYCLES][];
    private final int[] at = new int[MAX_CYCLES];
    private final int[] octets = new int[MAX_CYCLES];
    private final boolean[] reading = new boolean[MAX_CYCLES];
    private final byte[] inline = new byte[MAX_CYCLES];
    private int queued;
    private long cyclesLeft = Long.MAX_VALUE;
    private Break how = Break.CUT;
    private int errno = EIO;
    private boolean dmaStarted;
    private int stuckAt = -1;
    private boolean dead;

    FaultyBus(SpiBus bus) {
        this.bus = bus;
    }

    /** Lets {@code cycles} more cycles through, then breaks one run before its next cycle. */
    void breakAfter(long cycles) {
        breakAfter(cycles, Break.CUT, EIO);
    }

    /** The same, where the run with the cycle after {@code cycles} more fails in the way {@code how}. */
    void breakAfter(long cycles, Break how, int errno) {
        cyclesLeft = cycles;
        this.how = how;
        this.errno = errno;
    }

    boolean broke() {
        return cyclesLeft == Long.MAX_VALUE;
    }

    /** Every octet read is this one; nothing reaches the chip. -1 mends it. */
    void stuckAt(int octet) {
        stuckAt = octet;
    }

    /** Whether the chip was ever told to use its DMA. */
    boolean dmaStarted() {
        return dmaStarted;
    }

    /** Every run fails. */
    void dead(boolean dead) {
        this.dead = dead;
    }

    @Override
    public void command(int octet) {
        queue(octet, inline, 0, 0, false);
    }

    @Override
    public void write(int octet, int value) {
        inline[queued] = (byte) value;
        queue(octet, inline, queued, 1, false);
    }

    @Override
    public void write(int octet, byte[] from, int from0, int count) {
        queue(octet, from, from0, count, false);
    }

    @Override
    public void read(int octet, byte[] into, int into0, int count) {
        queue(octet, into, into0, count, true);
    }

    private void queue(int octet, byte[] buffer, int start, int count, boolean read) {
        command[queued] = octet;
        data[queued] = buffer;
        at[queued] = start;
        octets[queued] = count;
        reading[queued] = read;
        queued++;
    }

    @Override
    public int run() {
        int runs = queued;
        queued = 0;
        if (dead) {
            return EIO;
        }
        boolean breaks = cyclesLeft < runs;
        int carriedOut = !breaks || how == Break.CARRIED_OUT ? runs : how == Break.CUT ? (int) cyclesLeft : 0;
        for (int i = 0; i < carriedOut; i++) {
            pass(i);
        }
        cyclesLeft = breaks ? Long.MAX_VALUE : cyclesLeft == Long.MAX_VALUE ? cyclesLeft : cyclesLeft - runs;
        int outcome = breaks && carriedOut == 0 ? OK : bus.run();
        return breaks ? errno : outcome;
    }

    private void pass(int i) {
        if (stuckAt >= 0) {
            for (int n = 0; reading[i] && n < octets[i]; n++) {
                data[i][at[i] + n] = (byte) stuckAt;
            }
        } else if (reading[i]) {
            bus.read(command[i], data[i], at[i], octets[i]);
        } else if (octets[i] == 0) {
            bus.command(command[i]);
        } else {
            boolean sets = command[i] == 0x5F || command[i] == 0x9F;
            dmaStarted |= sets && (data[i][at[i]] & DMAST) != 0;
            bus.write(command[i], data[i], at[i], octets[i]);
        }
    }
}
