package dev.kogame.apps.sensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.kogame.apps.Device;
import dev.kogame.apps.NameServers;
import dev.kogame.board.Thermometer;
import dev.kogame.board.pi4j.PiHeader;
import dev.kogame.board.pi4j.ThermometerChip;
import dev.kogame.netstack.sntp.SntpClient;
import dev.kogame.netstack.sntp.SntpServer;
import dev.kogame.netstack.sntp.UtcClock;
import dev.kogame.netstack.udp.UnpredictableNumbers;

/** Puts a {@link Sensor} on a device, as the settings say that its README lists. */
public final class SensorApp {

    private static final String THERMOMETER = "sensor.thermometer";
    private static final String PERIOD = "sensor.seconds";
    private static final String KEPT = "sensor.history";
    private static final String TIME_SERVER = "sensor.timeServer";
    private static final int DEFAULT_PERIOD_SECONDS = 10;
    private static final int MOST_PERIOD_SECONDS = 86_400;
    private static final int DEFAULT_KEPT = 96;
    private static final int MOST_KEPT = 1_000;
    /** Behind that of the resolver; it changes with every request. */
    private static final int FIRST_PORT = 49_153;
    /** What Linux shows of a board that is described by a device tree, as a Raspberry Pi is and a PC is not. */
    private static final Path DEVICE_TREE = Path.of("/proc/device-tree/model");
    private static final int I2C_BUS = 1;

    private SensorApp() {
    }

    /**
     * Opens the sensor.
     *
     * @throws IOException if the thermometer cannot be opened
     * @throws IllegalArgumentException if a setting makes no sense
     */
    public static void start(Device device) throws IOException {
        int period = number(device, PERIOD, DEFAULT_PERIOD_SECONDS, MOST_PERIOD_SECONDS);
        int kept = number(device, KEPT, DEFAULT_KEPT, MOST_KEPT);
        Sensor sensor = new Sensor(source(device), period, kept, name(device), utc(device));
        device.serve(Sensor.TEMPERATURE_PATH, sensor.temperature());
        device.serve(Sensor.HISTORY_PATH, sensor.history());
        device.add(sensor);
        device.shows(sensor::text);
    }

    private static int number(Device device, String key, int otherwise, int most) {
        Optional<String> text = device.setting(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.get().matches("[1-9][0-9]{0,8}") || Integer.parseInt(text.get()) > most) {
            throw new IllegalArgumentException(
                    key + " '" + text.get() + "' is no whole number between 1 and " + most);
        }
        return Integer.parseInt(text.get());
    }

    /** RFC 9039 section 4.1: a device's name by its MAC address, made an EUI-64, and a component of it. */
    private static String name(Device device) {
        long mac = device.stack().mac(0);
        return "urn:dev:mac:%06xfffe%06x_temperature".formatted(mac >>> 24, mac & 0xff_ffff);
    }

    private static Source source(Device device) throws IOException {
        String text = device.setting(THERMOMETER).orElse(Files.exists(DEVICE_TREE) ? "zone" : "room");
        String[] words = text.split(":");
        return switch (words[0]) {
            case "room" -> new SimulatedRoom(device.stack().mac(0));
            case "zone" -> of(ThermalZone.open(words.length > 1 ? Path.of(words[1]) : ThermalZone.DEFAULT));
            case "tmp102", "mcp9808", "lm75" -> of(chip(text, words));
            default -> throw new IllegalArgumentException(THERMOMETER + " '" + text
                    + "' is not room, zone, zone:FILE, tmp102, mcp9808 or lm75, the chips with :BUS:ADDRESS if need be");
        };
    }

    private static Source of(Thermometer thermometer) {
        return _ -> thermometer.milliCelsius();
    }

    private static Thermometer chip(String text, String[] words) throws IOException {
        ThermometerChip chip = ThermometerChip.valueOf(words[0].toUpperCase(Locale.ROOT));
        try {
            int bus = words.length > 1 ? Integer.decode(words[1]) : I2C_BUS;
            int address = words.length > 2 ? Integer.decode(words[2]) : chip.address();
            // Open for as long as the process is.
            return PiHeader.open().thermometer(chip, bus, address);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    THERMOMETER + " '" + text + "' is not like " + words[0] + ":1:0x48, bus and address", e);
        }
    }

    private static UtcClock utc(Device device) {
        Optional<String> text = device.setting(TIME_SERVER);
        if (text.isEmpty()) {
            return UtcClock.UNSET;
        }
        SntpClient client = new SntpClient(servers(text.get()), secret());
        client.start(device.stack().udp(FIRST_PORT, client));
        device.add(client);
        return client;
    }

    private static List<SntpServer> servers(String text) {
        try {
            return NameServers.parse(text).servers().stream()
                    .map(server -> new SntpServer(server.interfaceIndex(), server.hi(), server.lo())).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(TIME_SERVER + ": " + e.getMessage(), e);
        }
    }

    private static byte[] secret() {
        byte[] secret = new byte[UnpredictableNumbers.SECRET_OCTETS];
        new SecureRandom().nextBytes(secret);
        return secret;
    }
}
