package dev.kogame.board.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;

import dev.kogame.board.Boot;

/**
 * An open GPIO chip, {@code /dev/gpiochipN}, long enough to ask for one of its lines.
 *
 * <p>The numbers of the chips change with the kernel (the header of a Raspberry Pi 5 was gpiochip4 and is gpiochip0), their
 * labels do not, so a chip is better asked for by label.
 */
@Boot
final class GpioChip implements AutoCloseable {
    private static final String CONSUMER = "kogame";

    private final String path;
    private final int descriptor;
    private final String label;
    private final int lines;

    GpioChip(String path, int descriptor, String label, int lines) {
        this.path = path;
        this.descriptor = descriptor;
        this.label = label;
        this.lines = lines;
    }

    /** Opens the chip at a path. */
    static GpioChip open(String path) throws SystemCallException {
        int descriptor = NativeCalls.open(path, LinuxAbi.O_RDWR | LinuxAbi.O_CLOEXEC);
        if (descriptor < 0) {
            throw new SystemCallException("open", path, -descriptor, mendOfOpen(-descriptor));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(LinuxAbi.CHIPINFO_OCTETS, Integer.BYTES);
            int result = NativeCalls.ioctl(descriptor, LinuxAbi.GPIO_GET_CHIPINFO_IOCTL, info);
            if (result < 0) {
                NativeCalls.close(descriptor);
                throw new SystemCallException("ioctl GPIO_GET_CHIPINFO_IOCTL", path, -result,
                        "this is no GPIO chip; give one such as /dev/gpiochip0, or a label such as pinctrl-rp1");
            }
            return new GpioChip(path, descriptor, info.getString(LinuxAbi.CHIPINFO_LABEL),
                    info.get(JAVA_INT, LinuxAbi.CHIPINFO_LINES));
        }
    }

    /**
     * Opens the first chip that has one of the labels.
     *
     * @param devices the folder of the device files, {@code /dev}
     * @throws SystemCallException if there are chips and none may be opened
     * @throws IOException if no chip has one of the labels
     */
    static GpioChip find(Path devices, List<String> labels) throws IOException {
        StringJoiner seen = new StringJoiner(", ");
        List<SystemCallException> refused = new ArrayList<>();
        for (Path path : chips(devices)) {
            try {
                GpioChip chip = open(path.toString());
                if (labels.contains(chip.label)) {
                    return chip;
                }
                seen.add(path + " (" + chip.label + ")");
                chip.close();
            } catch (SystemCallException e) {
                refused.add(e);
            }
        }
        if (!refused.isEmpty()) {
            throw refused.getFirst();
        }
        String wanted = "no GPIO chip is labelled " + String.join(" or ", labels);
        if (seen.length() == 0) {
            throw new IOException(wanted + ", there is no " + devices.resolve("gpiochip*")
                    + " at all: this kernel drives no GPIO chip, so run on a board that has one");
        }
        throw new IOException(wanted + ", only " + seen + ": give the path of the chip that has the line");
    }

    private static List<Path> chips(Path devices) throws IOException {
        List<Path> chips = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(devices, "gpiochip*")) {
            found.forEach(chips::add);
        }
        chips.sort(null);
        return chips;
    }

    private static String mendOfOpen(int errno) {
        return switch (errno) {
            case LinuxAbi.EACCES, LinuxAbi.EPERM ->
                "let your user in with: sudo usermod -aG gpio $USER, and log in again";
            default -> "look at: ls -l /dev/gpiochip*";
        };
    }

    /**
     * Asks for a line as an input whose falling edges are queued, held high by the chip's own resistor while nobody drives it.
     *
     * @return the descriptor of the line; it outlives the chip
     */
    int requestFallingEdges(int line) throws SystemCallException {
        if (line < 0 || line >= lines) {
            throw new IllegalArgumentException(path + " (" + label + ") has no line " + line + ": give 0 to "
                    + (lines - 1));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(LinuxAbi.LINE_REQUEST_OCTETS, Long.BYTES);
            request.set(JAVA_INT, 0, line);
            request.setString(LinuxAbi.LINE_REQUEST_CONSUMER, CONSUMER);
            request.set(JAVA_LONG, LinuxAbi.LINE_REQUEST_FLAGS, LinuxAbi.GPIO_V2_LINE_FLAG_INPUT
                    | LinuxAbi.GPIO_V2_LINE_FLAG_EDGE_FALLING | LinuxAbi.GPIO_V2_LINE_FLAG_BIAS_PULL_UP);
            request.set(JAVA_INT, LinuxAbi.LINE_REQUEST_NUM_LINES, 1);
            int result = NativeCalls.ioctl(descriptor, LinuxAbi.GPIO_V2_GET_LINE_IOCTL, request);
            if (result < 0) {
                throw new SystemCallException("ioctl GPIO_V2_GET_LINE_IOCTL", path + " (" + label + ") line " + line,
                        -result, mendOfRequest(-result, () -> holder(line)));
            }
            return request.get(JAVA_INT, LinuxAbi.LINE_REQUEST_FD);
        }
    }

    /** @param holder who holds the line, asked if that is why */
    static String mendOfRequest(int errno, Supplier<String> holder) {
        return switch (errno) {
            case LinuxAbi.EBUSY -> "the line is held by " + holder.get()
                    + "; stop that, or give another line (an overlay such as enc28j60 must not be loaded)";
            case LinuxAbi.ENXIO -> "this line cannot interrupt; give another";
            case LinuxAbi.EINVAL, LinuxAbi.ENOTTY -> "the kernel must be 5.10 or later";
            default -> "look at: gpioinfo";
        };
    }

    private String holder(int line) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(LinuxAbi.LINEINFO_OCTETS, Long.BYTES);
            info.set(JAVA_INT, LinuxAbi.LINEINFO_OFFSET, line);
            int result = NativeCalls.ioctl(descriptor, LinuxAbi.GPIO_V2_GET_LINEINFO_IOCTL, info);
            String consumer = result < 0 ? "" : info.getString(LinuxAbi.LINEINFO_CONSUMER);
            return consumer.isEmpty() ? "somebody unnamed" : "\"" + consumer + "\"";
        }
    }

    @Override
    public void close() {
        NativeCalls.close(descriptor);
    }

    @Override
    public String toString() {
        return path + " (" + label + ")";
    }
}
