package dev.kogame.board;

/**
 * A SPI bus with one chip behind one chip select, as a queue of chip-select cycles that run in one go.
 *
 * <p>A cycle is: chip select falls, one command octet goes out, data goes out or comes in, chip select rises. Cycles are queued
 * with {@link #write} and {@link #read} and run, in order, by {@link #run}; on Linux that is a single
 * {@code SPI_IOC_MESSAGE(n)}. Mode and clock are set when the bus is opened.
 *
 * <p>Buffers are borrowed until {@code run} returns: what is to be written may be read at any time until then, and what is read
 * stands there only afterwards. One thread; allocates nothing.
 */
public interface SpiBus {

    /** What {@link #run} answers when every cycle ran. Everything below 0 is a negated errno. */
    int OK = 0;

    /** The most cycles that may wait for one {@link #run}. */
    int MAX_CYCLES = 32;

    /** The most data octets that all the cycles of one {@link #run} may carry, without their command octets. */
    int MAX_OCTETS = 4096 - MAX_CYCLES;

    /** Queues a cycle of the command octet alone. */
    void command(int command);

    /** Queues a cycle of the command octet and one data octet. */
    void write(int command, int value);

    /** Queues a cycle of the command octet and {@code octets} data octets from {@code from[at]} on. */
    void write(int command, byte[] from, int at, int octets);

    /** Queues a cycle that sends the command octet, then clocks {@code octets} data octets into {@code into[at]} on. */
    void read(int command, byte[] into, int at, int octets);

    /**
     * Runs the queued cycles and empties the queue, whatever the outcome.
     *
     * @return {@link #OK}, or a negated errno; then nothing is known about how many cycles the chip saw
     */
    int run();
}
