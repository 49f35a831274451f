package dev.kogame.tools.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

import dev.kogame.board.linux.PacketSocket;
import dev.kogame.board.linux.PollIdle;
import dev.kogame.board.linux.SystemCallException;
import dev.kogame.board.linux.Tap;
import dev.kogame.tools.conformance.device.Device;
import dev.kogame.tools.conformance.device.DeviceCommand;
import dev.kogame.tools.conformance.device.DeviceConsole;
import dev.kogame.tools.conformance.device.PortDevice;
import dev.kogame.tools.conformance.device.StackDevice;
import dev.kogame.tools.conformance.device.Verbs;
import dev.kogame.tools.conformance.script.Discovery;

/** A device as it is named on the command line, not opened yet. */
record DeviceChoice(Kind kind, String name, long mac, Optional<String> command, Optional<Path> console) {

    private static final long TESTER_MAC = 0x02_00_00_00_01_00L;

    enum Kind {
        STACK, TAP, PACKET
    }

    /** @throws IllegalArgumentException if it names no device; the message says what does */
    static DeviceChoice parse(String text, Optional<String> mac, Optional<String> command, Optional<String> console) {
        int colon = text.indexOf(':');
        String name = text.substring(colon + 1);
        Kind kind = switch (colon < 0 ? text : text.substring(0, colon)) {
            case "stack" -> Kind.STACK;
            case "tap" -> Kind.TAP;
            case "packet" -> Kind.PACKET;
            default -> throw unknown(text);
        };
        if (kind == Kind.STACK != colon < 0 || name.isEmpty()) {
            throw unknown(text);
        }
        if (command.isPresent() && console.isPresent()) {
            throw new IllegalArgumentException("give --device-command or --device-console, not both");
        }
        return new DeviceChoice(kind, name, mac.map(DeviceChoice::macAddress).orElse(0L), command,
                console.map(DeviceChoice::socket));
    }

    private static Path socket(String text) {
        if (!text.startsWith("unix:") || text.length() == "unix:".length()) {
            throw new IllegalArgumentException("'" + text + "' is no console: write unix: and the path of its socket");
        }
        return Path.of(text.substring("unix:".length()));
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("'" + text + "' is no device: there is stack, tap:NAME, packet:IFACE");
    }

    private static long macAddress(String text) {
        if (!text.matches("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}")) {
            throw new IllegalArgumentException("'" + text
                    + "' is no MAC address: write six octets in hexadecimal, such as 02:00:00:00:00:01");
        }
        return HexFormat.fromHexDigitsToLong(text.replaceAll("[:-]", ""));
    }

    /** Opens it, and finds its Ethernet address if that is not known. */
    Device open() throws IOException {
        if (kind == Kind.STACK) {
            return new StackDevice();
        }
        PortDevice device = port(verbs());
        try {
            device.mac(mac);
            device.mac(mac != 0 ? mac : Discovery.macOf(device));
            return device;
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    private Verbs verbs() throws IOException {
        if (console.isPresent()) {
            return new DeviceConsole(console.get());
        }
        return command.isPresent() ? new DeviceCommand(command.get()) : null;
    }

    private PortDevice port(Verbs verbs) throws SystemCallException {
        if (kind == Kind.PACKET) {
            PacketSocket port = PacketSocket.open(name, TESTER_MAC);
            return new PortDevice(port, new PollIdle(port), port, verbs);
        }
        Tap port = Tap.open(name, TESTER_MAC);
        return new PortDevice(port, new PollIdle(port), port, verbs);
    }
}
