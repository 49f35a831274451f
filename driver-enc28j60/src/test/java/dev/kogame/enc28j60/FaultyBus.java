package dev.kogame.enc28j60;

import dev.kogame.board.SpiBus;

/** A bus that can break in the middle of a run, or answer with a line that is stuck. */
final class FaultyBus implements SpiBus {
    static final int EIO = -5;

    private final SpiBus bus;
    private final int[] command = new int[MAX_CYCLES];
    private final byte[][] data = new byte[MAX_CYCLES][];
    private final int[] at = new int[MAX_CYCLES];
    private final int[] octets = new int[MAX_CYCLES];
    private final boolean[] reading = new boolean[MAX_CYCLES];
    private final byte[] inline = new byte[MAX_CYCLES];
    private int queued;
    private long cyclesLeft = Long.MAX_VALUE;
    private int stuckAt = -1;
    private boolean dead;

    FaultyBus(SpiBus bus) {
        this.bus = bus;
    }

    /** Lets {@code cycles} more cycles through, then breaks one run before its next cycle. */
    void breakAfter(long cycles) {
        cyclesLeft = cycles;
    }

    boolean broke() {
        return cyclesLeft == Long.MAX_VALUE;
    }

    /** Every octet read is this one; nothing reaches the chip. -1 mends it. */
    void stuckAt(int octet) {
        stuckAt = octet;
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
        for (int i = 0; i < runs; i++) {
            if (cyclesLeft == 0) {
                cyclesLeft = Long.MAX_VALUE;
                bus.run();
                return EIO;
            }
            if (cyclesLeft != Long.MAX_VALUE) {
                cyclesLeft--;
            }
            pass(i);
        }
        return bus.run();
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
            bus.write(command[i], data[i], at[i], octets[i]);
        }
    }
}
