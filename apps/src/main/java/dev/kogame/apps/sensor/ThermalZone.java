package dev.kogame.apps.sensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import dev.kogame.board.Thermometer;

/**
 * The thermometer in a processor, as Linux shows it: a file with thousandths of a degree Celsius in decimal digits
 * (Documentation/driver-api/thermal/sysfs-api.rst).
 */
public final class ThermalZone implements Thermometer {

    /** The processor's own on a Raspberry Pi. */
    public static final Path DEFAULT = Path.of("/sys/class/thermal/thermal_zone0/temp");

    private static final int MAX_DIGITS = 7;
    private static final int MAX_OCTETS = 16;

    private final FileChannel file;
    private final ByteBuffer octets = ByteBuffer.allocateDirect(MAX_OCTETS);

    private ThermalZone(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens the file, which stays open.
     *
     * @throws IOException if there is none
     */
    public static ThermalZone open(Path temp) throws IOException {
        try {
            return new ThermalZone(FileChannel.open(temp, StandardOpenOption.READ));
        } catch (IOException e) {
            throw new IOException("there is no thermometer " + temp + ": choose another, or sensor.thermometer=room",
                    e);
        }
    }

    /** Every read from the file's beginning is a new measurement. */
    @Override
    public int milliCelsius() {
        octets.clear();
        try {
            file.read(octets, 0);
        } catch (IOException e) {
            return NO_ANSWER;
        }
        octets.flip();
        return number();
    }

    private int number() {
        boolean negative = octets.hasRemaining() && octets.get(0) == '-';
        int from = negative ? 1 : 0;
        int to = from;
        int value = 0;
        while (to < octets.limit() && to - from < MAX_DIGITS && octets.get(to) >= '0' && octets.get(to) <= '9') {
            value = value * 10 + octets.get(to) - '0';
            to++;
        }
        if (to == from) {
            return NO_ANSWER;
        }
        return negative ? -value : value;
    }
}
