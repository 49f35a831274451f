package dev.kogame.board.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import dev.kogame.board.Boot;
import dev.kogame.board.SpiBus;

/**
 * A chip select of a SPI bus of Linux, {@code /dev/spidevB.C}, in mode 0 with words of 8 bits.
 *
 * <p>The queued cycles run as one {@code SPI_IOC_MESSAGE(n)}. Each is one transfer, command octet and data together, so nothing
 * can come between them; all but the last ask for the chip select to rise behind them (cs_change), the last one rises by itself
 * at the end of the message.
 *
 * <p>The kernel copies a message through a buffer of {@code spidev.bufsiz} octets for each direction, in which every transfer
 * begins at a multiple of ARCH_DMA_MINALIGN, 128 octets on aarch64. So a read of 1 octet takes 128. Cycles that do not fit
 * together run as several messages, each as long as fits: the chip sees the same cycles in the same order, another chip on the
 * bus may be served in between, and it costs another call of the kernel, 12 to 20 µs. With {@code spidev.bufsiz=8192} on the
 * kernel's command line everything that can be queued is one message.
 *
 * <p>One thread. After {@link #open} nothing allocates, failures included.
 */
public final class Spidev implements SpiBus, AutoCloseable {
    private static final Path BUFSIZ_FILE = Path.of("/sys/module/spidev/parameters/bufsiz");
    private static final int DEFAULT_BUFSIZ = 4096;
    private static final int LONGEST_CYCLE_OCTETS = 1 + MAX_OCTETS;
    /** The largest ARCH_DMA_MINALIGN of the machines we run on; x86-64 has 8. */
    private static final int TRANSFER_ALIGNMENT = 128;
    private static final int MOST_BUFFER_OCTETS = MAX_OCTETS + MAX_CYCLES * TRANSFER_ALIGNMENT;
    private static final int BITS_PER_WORD = 8;
    private static final byte DESELECT = 1;
    private static final byte[] NOTHING = {};

    private final String path;
    private final int speedHz;
    private final int bufsiz;
    private int descriptor;

    /** What write cycles send. */
    private final MemorySegment sent;
    /** What read cycles send: the command octets, and between runs nothing but 0. */
    private final MemorySegment asked;
    /** What read cycles receive, at the index of their command octet. */
    private final MemorySegment received;
    private final MemorySegment transfers;
    /** The transfers from each cycle on, for messages that do not start with the first. */
    private final MemorySegment[] transfersFrom = new MemorySegment[MAX_CYCLES];

    private final int[] cycleAt = new int[MAX_CYCLES + 1];
    private final byte[][] into = new byte[MAX_CYCLES][];
    private final int[] intoAt = new int[MAX_CYCLES];
    private final int[] intoOctets = new int[MAX_CYCLES];
    private int cycles;

    Spidev(String path, int descriptor, int speedHz, int bufsiz) {
        this.path = path;
        this.descriptor = descriptor;
        this.speedHz = speedHz;
        this.bufsiz = bufsiz;
        // Collected, not closed: no late call can find its memory freed.
        Arena arena = Arena.ofAuto();
        sent = arena.allocate(MAX_OCTETS + MAX_CYCLES, Long.BYTES);
        asked = arena.allocate(MAX_OCTETS + MAX_CYCLES, Long.BYTES);
        received = arena.allocate(MAX_OCTETS + MAX_CYCLES, Long.BYTES);
        transfers = arena.allocate(MAX_CYCLES * (long) LinuxAbi.SPI_TRANSFER_OCTETS, Long.BYTES);
        for (int i = 0; i < MAX_CYCLES; i++) {
            transfersFrom[i] = transfers.asSlice(i * (long) LinuxAbi.SPI_TRANSFER_OCTETS);
            into[i] = NOTHING;
        }
    }

    /**
     * Opens a chip select for this process and sets its mode, word and clock. Nothing is sent yet.
     *
     * @param path such as {@code /dev/spidev0.0}: bus 0, chip select 0
     * @param speedHz the clock in Hz that the kernel may use at most; what the wire gets is the next rate below it that the
     *     controller can make, which Linux tells nobody
     * @throws IllegalArgumentException if the clock is not above 0
     * @throws IllegalStateException if {@code spidev.bufsiz} is too small for the longest cycle
     * @throws UnsupportedOperationException if this is not a Linux we know
     * @throws SystemCallException if the kernel refuses; the message says what to do
     */
    @Boot
    public static Spidev open(String path, int speedHz) throws SystemCallException {
        return open(path, speedHz, BUFSIZ_FILE);
    }

    @Boot
    static Spidev open(String path, int speedHz, Path bufsizFile) throws SystemCallException {
        if (speedHz <= 0) {
            throw new IllegalArgumentException(
                    "a SPI bus has no clock of " + speedHz + " Hz: give at least 1, for example 20000000");
        }
        Linux.require("a SPI bus");
        int descriptor = NativeCalls.open(path, LinuxAbi.O_RDWR | LinuxAbi.O_CLOEXEC);
        if (descriptor < 0) {
            throw new SystemCallException("open", path, -descriptor, mendOfOpen(path, -descriptor));
        }
        try {
            int noted = configure(path, descriptor, speedHz);
            // Linked now, so that a failure later allocates nothing.
            NativeCalls.lastErrno();
            return new Spidev(path, descriptor, noted, bufsiz(bufsizFile));
        } catch (SystemCallException | RuntimeException e) {
            NativeCalls.close(descriptor);
            throw e;
        }
    }

    @Boot
    private static int configure(String path, int descriptor, int speedHz) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(Integer.BYTES, Integer.BYTES);
            value.set(JAVA_BYTE, 0, (byte) LinuxAbi.SPI_MODE_0);
            set(path, descriptor, "SPI_IOC_WR_MODE", LinuxAbi.SPI_IOC_WR_MODE, value);
            value.set(JAVA_BYTE, 0, (byte) BITS_PER_WORD);
            set(path, descriptor, "SPI_IOC_WR_BITS_PER_WORD", LinuxAbi.SPI_IOC_WR_BITS_PER_WORD, value);
            value.set(JAVA_INT, 0, speedHz);
            set(path, descriptor, "SPI_IOC_WR_MAX_SPEED_HZ", LinuxAbi.SPI_IOC_WR_MAX_SPEED_HZ, value);
            set(path, descriptor, "SPI_IOC_RD_MODE", LinuxAbi.SPI_IOC_RD_MODE, value);
            int mode = value.get(JAVA_BYTE, 0);
            if (mode != LinuxAbi.SPI_MODE_0) {
                throw new IllegalStateException(path + " stays in mode " + mode + " where mode 0 was set: "
                        + "take the overlay for this chip select out of config.txt, dtparam=spi=on is enough");
            }
            set(path, descriptor, "SPI_IOC_RD_MAX_SPEED_HZ", LinuxAbi.SPI_IOC_RD_MAX_SPEED_HZ, value);
            return value.get(JAVA_INT, 0);
        }
    }

    @Boot
    private static void set(String path, int descriptor, String name, long request, MemorySegment value)
            throws SystemCallException {
        int result = NativeCalls.ioctl(descriptor, request, value);
        if (result < 0) {
            String mend = -result == LinuxAbi.ENOTTY
                    ? "this is no spidev; give one such as /dev/spidev0.0"
                    : "its controller may not do this; give another clock or another bus";
            throw new SystemCallException("ioctl " + name, path, -result, mend);
        }
    }

    @Boot
    static int bufsiz(Path file) {
        int bufsiz;
        try {
            bufsiz = Integer.parseUnsignedInt(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            bufsiz = DEFAULT_BUFSIZ;
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException("cannot tell how long a message of spidev may be: " + file
                    + " holds no number to be read (" + e.getMessage() + ")", e);
        }
        if (bufsiz < rounded(LONGEST_CYCLE_OCTETS)) {
            throw new IllegalStateException("a message of spidev may have " + bufsiz + " octets and needs "
                    + rounded(LONGEST_CYCLE_OCTETS) + ": put spidev.bufsiz=8192 on the kernel's command line ("
                    + "/boot/firmware/cmdline.txt) and restart");
        }
        return bufsiz;
    }

    @Boot
    private static String mendOfOpen(String path, int errno) {
        return switch (errno) {
            case LinuxAbi.ENOENT, LinuxAbi.ENXIO, LinuxAbi.ENODEV -> "switch the bus on with dtparam=spi=on in "
                    + "/boot/firmware/config.txt and restart; an overlay such as enc28j60 takes the chip select away, "
                    + "so leave it out";
            case LinuxAbi.EACCES, LinuxAbi.EPERM ->
                "let your user in with: sudo usermod -aG spi $USER, and log in again";
            default -> "look at: ls -l " + path;
        };
    }

    private static int rounded(int octets) {
        return (octets + TRANSFER_ALIGNMENT - 1) / TRANSFER_ALIGNMENT * TRANSFER_ALIGNMENT;
    }

    @Override
    public void command(int command) {
        queue(command, 0, false);
    }

    @Override
    public void write(int command, int value) {
        int at = queue(command, 1, false);
        sent.set(JAVA_BYTE, at + 1, (byte) value);
    }

    /** {@inheritDoc} Copied at once. */
    @Override
    public void write(int command, byte[] from, int at, int octets) {
        int cycle = queue(command, octets, false);
        MemorySegment.copy(from, at, sent, JAVA_BYTE, cycle + 1, octets);
    }

    /** {@inheritDoc} While the data comes in, 0 goes out. */
    @Override
    public void read(int command, byte[] buffer, int at, int octets) {
        int cycle = cycles;
        queue(command, octets, true);
        into[cycle] = buffer;
        intoAt[cycle] = at;
        intoOctets[cycle] = octets;
    }

    /** Appends a cycle and answers the index of its command octet. */
    private int queue(int command, int octets, boolean reading) {
        int at = cycleAt[cycles];
        if (cycles == MAX_CYCLES || octets > MAX_OCTETS - (at - cycles)) {
            throw overfull(octets);
        }
        MemorySegment out = reading ? asked : sent;
        out.set(JAVA_BYTE, at, (byte) command);
        long transfer = cycles * (long) LinuxAbi.SPI_TRANSFER_OCTETS;
        transfers.set(JAVA_LONG, transfer + LinuxAbi.SPI_TRANSFER_TX_BUF, out.address() + at);
        transfers.set(JAVA_LONG, transfer + LinuxAbi.SPI_TRANSFER_RX_BUF, reading ? received.address() + at : 0);
        transfers.set(JAVA_INT, transfer + LinuxAbi.SPI_TRANSFER_LEN, 1 + octets);
        transfers.set(JAVA_BYTE, transfer + LinuxAbi.SPI_TRANSFER_CS_CHANGE, DESELECT);
        intoOctets[cycles] = 0;
        cycles++;
        cycleAt[cycles] = at + 1 + octets;
        return at;
    }

    @Boot
    private IllegalStateException overfull(int octets) {
        return new IllegalStateException(cycles + " cycles with " + (cycleAt[cycles] - cycles)
                + " octets wait and one of " + octets + " does not fit: run takes at most " + MAX_CYCLES
                + " cycles with " + MAX_OCTETS + " octets, so run before queueing more");
    }

    /** {@inheritDoc} What was read is handed over only if all of it ran. */
    @Override
    public int run() {
        int outcome = OK;
        for (int first = 0; first < cycles && outcome == OK;) {
            int end = endOfMessage(first);
            outcome = runMessage(first, end);
            first = end;
        }
        for (int i = 0; i < cycles; i++) {
            asked.set(JAVA_BYTE, cycleAt[i], (byte) 0);
            if (outcome == OK && intoOctets[i] > 0) {
                MemorySegment.copy(received, JAVA_BYTE, cycleAt[i] + 1, into[i], intoAt[i], intoOctets[i]);
            }
            into[i] = NOTHING;
        }
        cycles = 0;
        return outcome;
    }

    /** The cycle behind the last that fits into one message with {@code first}. Each sends, so sending is what fills first. */
    private int endOfMessage(int first) {
        int octets = 0;
        int end = first;
        while (end < cycles) {
            octets += rounded(cycleAt[end + 1] - cycleAt[end]);
            if (octets > bufsiz) {
                break;
            }
            end++;
        }
        return end;
    }

    private int runMessage(int first, int end) {
        transfers.set(JAVA_BYTE, (end - 1) * (long) LinuxAbi.SPI_TRANSFER_OCTETS + LinuxAbi.SPI_TRANSFER_CS_CHANGE,
                (byte) 0);
        long size = (end - first) * (long) LinuxAbi.SPI_TRANSFER_OCTETS;
        int octets = NativeCalls.control(descriptor,
                LinuxAbi.SPI_IOC_MESSAGE | size << LinuxAbi.SPI_IOC_SIZE_SHIFT,
                transfersFrom[first]);
        if (octets < 0) {
            return -NativeCalls.lastErrno();
        }
        return octets == cycleAt[end] - cycleAt[first] ? OK : -LinuxAbi.EIO;
    }

    /** The clock in Hz that the kernel noted as the most it may use. */
    public int speedHz() {
        return speedHz;
    }

    /** The octets that the kernel takes in one message, 128 for every begun 128 of a cycle. */
    public int bufsiz() {
        return bufsiz;
    }

    /** A sentence part for people, such as {@code /dev/spidev0.0, mode 0, at most 20000000 Hz, bufsiz 4096}. */
    @Boot
    @Override
    public String toString() {
        return path + ", mode 0, at most " + speedHz + " Hz, bufsiz " + bufsiz
                + (bufsiz < MOST_BUFFER_OCTETS ? " (8192 would do)" : "");
    }

    /** Gives the chip select up; afterwards {@link #run} answers a negated EBADF. For the thread of the bus. */
    @Boot
    @Override
    public void close() {
        if (descriptor >= 0) {
            NativeCalls.close(descriptor);
            descriptor = -1;
        }
    }
}
