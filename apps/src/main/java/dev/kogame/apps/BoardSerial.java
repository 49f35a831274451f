package dev.kogame.apps;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The serial number of a Raspberry Pi, and an Ethernet address made of it, which stays the same for the board and differs from
 * the address of the board's own Ethernet.
 */
final class BoardSerial {
    private static final Path ROOT = Path.of("/");
    private static final String DEVICE_TREE = "proc/device-tree/serial-number";
    private static final String CPUINFO = "proc/cpuinfo";
    private static final Pattern SERIAL_LINE = Pattern.compile("(?m)^Serial\\s*:\\s*(\\S+)\\s*$");
    /** What a machine without one shows, QEMU for instance. */
    private static final Pattern NOTHING = Pattern.compile("0*");
    private static final long LOCALLY_ADMINISTERED = 0x02L << 40;
    private static final long GROUP = 0x01L << 40;

    private BoardSerial() {
    }

    /**
     * The address of this machine's board.
     *
     * @throws IOException if the board shows no serial number
     */
    static long macAddress() throws IOException {
        return macAddress(ROOT);
    }

    /** @param root the folder that proc is in */
    static long macAddress(Path root) throws IOException {
        String serial = deviceTree(root.resolve(DEVICE_TREE)).or(() -> cpuinfo(root.resolve(CPUINFO)))
                .orElseThrow(
                        () -> new IOException("neither " + root.resolve(DEVICE_TREE) + " nor " + root.resolve(CPUINFO)
                                + " shows a serial number to make an Ethernet address of: give one with --mac, such as "
                                + "02:00:00:00:00:01"));
        return macAddressOf(serial);
    }

    /**
     * The first 48 bits of the SHA-256 of the serial number, as ASCII in lower case, made locally administered and unicast
     * (IEEE 802, 8.4).
     */
    static long macAddressOf(String serial) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(serial.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
            long first48 = HexFormat.fromHexDigitsToLong(HexFormat.of().formatHex(digest, 0, 6));
            return (first48 | LOCALLY_ADMINISTERED) & ~GROUP;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A property of the device tree ends with a NUL. */
    private static Optional<String> deviceTree(Path file) {
        return read(file).map(text -> text.replace("\0", "").strip()).filter(BoardSerial::tellsSomething);
    }

    private static Optional<String> cpuinfo(Path file) {
        return read(file).map(SERIAL_LINE::matcher).filter(Matcher::find).map(found -> found.group(1))
                .filter(BoardSerial::tellsSomething);
    }

    private static boolean tellsSomething(String serial) {
        return !NOTHING.matcher(serial).matches();
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
