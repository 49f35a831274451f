package dev.kogame.board.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

import dev.kogame.board.Boot;
import dev.kogame.board.InterruptLine;

/**
 * An active low interrupt line on a GPIO chip of Linux, through the character device's second interface (Linux 5.10).
 *
 * <p>The level decides, and the falling edges that the kernel queues only wake {@link PollIdle}: lost or surplus ones do no
 * harm. The line is pulled up, so a chip that is not there stays silent.
 *
 * <p>One thread. After it is opened nothing allocates or throws.
 */
public final class GpioLine implements InterruptLine, Pollable, AutoCloseable {
    private static final Path DEVICES = Path.of("/dev");
    /** The chips behind the 40-pin header: Raspberry Pi 5, then 4, then 3 and Zero 2 W. */
    private static final List<String> HEADER_CHIPS = List.of("pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835");
    private static final int LAST_LINE_OF_HEADER = 27;
    /** The kernel queues 16 for a line, so one read takes them all. */
    private static final int EVENTS_OCTETS = 16 * LinuxAbi.LINE_EVENT_OCTETS;
    private static final long ONLY_LINE = 1;

    private final String name;
    private final MemorySegment values;
    private final MemorySegment events;
    private int descriptor;

    GpioLine(String name, int descriptor) {
        this.name = name;
        this.descriptor = descriptor;
        // Collected, not closed: no late call can find its memory freed.
        Arena arena = Arena.ofAuto();
        values = arena.allocate(LinuxAbi.LINE_VALUES_OCTETS, Long.BYTES);
        events = arena.allocate(EVENTS_OCTETS, Long.BYTES);
    }

    /**
     * Takes a line for this process, as an input.
     *
     * @param chip the path of a chip, such as {@code /dev/gpiochip0}, or its label, such as {@code pinctrl-rp1}
     * @param line its number on the chip, from 0
     * @throws IllegalArgumentException if the chip has no such line
     * @throws UnsupportedOperationException if this is not a Linux we know
     * @throws SystemCallException if the kernel refuses; the message says what to do
     * @throws IOException if no chip has the label
     */
    @Boot
    public static GpioLine open(String chip, int line) throws IOException {
        Linux.require("a GPIO line");
        return take(chip.startsWith("/") ? GpioChip.open(chip) : GpioChip.find(DEVICES, List.of(chip)), line);
    }

    /**
     * Takes a line of the 40-pin header of a Raspberry Pi, whichever chip is behind it, as an input.
     *
     * @param gpio its GPIO number, 0 to 27; not the number of the pin
     * @throws IllegalArgumentException if the header has no such line
     * @throws UnsupportedOperationException if this is not a Linux we know
     * @throws SystemCallException if the kernel refuses; the message says what to do
     * @throws IOException if this is no Raspberry Pi
     */
    @Boot
    public static GpioLine openOnHeader(int gpio) throws IOException {
        return openOnHeader(DEVICES, gpio);
    }

    @Boot
    static GpioLine openOnHeader(Path devices, int gpio) throws IOException {
        if (gpio < 0 || gpio > LAST_LINE_OF_HEADER) {
            throw new IllegalArgumentException("the header of a Raspberry Pi has no GPIO" + gpio + ": give 0 to "
                    + LAST_LINE_OF_HEADER + ", for example 25, which is pin 22");
        }
        Linux.require("a GPIO line");
        return take(GpioChip.find(devices, HEADER_CHIPS), gpio);
    }

    @Boot
    private static GpioLine take(GpioChip chip, int line) throws SystemCallException {
        try (chip) {
            int descriptor = chip.requestFallingEdges(line);
            int result = NativeCalls.fcntl(descriptor, LinuxAbi.F_SETFL, LinuxAbi.O_NONBLOCK);
            if (result < 0) {
                NativeCalls.close(descriptor);
                throw new SystemCallException("fcntl F_SETFL", chip + " line " + line, -result, "use another line");
            }
            return new GpioLine(chip + " line " + line, descriptor);
        }
    }

    /**
     * {@inheritDoc} False also if the kernel does not tell, because the chip was taken away.
     *
     * <p>While it answers false, what woke the thread is taken off the kernel's queue. While it answers true nothing is, so a
     * thread that sleeps on an asserted line wakes at once and looks again.
     */
    @Override
    public boolean asserted() {
        if (low()) {
            return true;
        }
        // An edge between the look and the read is taken off with the others: only a second look can see what it meant.
        return NativeCalls.read(descriptor, events, EVENTS_OCTETS) > 0 && low();
    }

    private boolean low() {
        values.set(JAVA_LONG, LinuxAbi.LINE_VALUES_MASK, ONLY_LINE);
        return NativeCalls.control(descriptor, LinuxAbi.GPIO_V2_LINE_GET_VALUES_IOCTL, values) >= 0
                && (values.get(JAVA_LONG, LinuxAbi.LINE_VALUES_BITS) & ONLY_LINE) == 0;
    }

    @Override
    public int descriptor() {
        return descriptor;
    }

    /** A sentence part for people, such as {@code /dev/gpiochip0 (pinctrl-bcm2711) line 25}. */
    @Boot
    @Override
    public String toString() {
        return name;
    }

    /** Gives the line up; afterwards it is never asserted. For the thread of the line. */
    @Boot
    @Override
    public void close() {
        if (descriptor >= 0) {
            NativeCalls.close(descriptor);
            descriptor = -1;
        }
    }
}
