package dev.kogame.tools;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.kogame.apps.App;
import dev.kogame.apps.firmware.Firmware.NamedApp;
import dev.kogame.apps.lightbulb.Lightbulb;
import dev.kogame.apps.lightswitch.LightSwitch;
import dev.kogame.apps.node.Node;
import dev.kogame.apps.sensor.SensorApp;

/** The apps that {@code kogame run} knows by name. */
enum BuiltInApp {
    /** A lamp that listens to CoAP. */
    LIGHTBULB,
    /** Finds the lamps of its link and toggles them. */
    SWITCH,
    /** A thermometer that speaks SenML over CoAP. */
    SENSOR,
    /** The bare host with UDP echo, discard and chargen. */
    NODE;

    /**
     * Reads the name of an app.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static BuiltInApp parse(String text) {
        for (BuiltInApp app : values()) {
            if (app.text().equals(text)) {
                return app;
            }
        }
        throw new IllegalArgumentException("unknown app '" + text + "': there are "
                + Arrays.stream(values()).map(BuiltInApp::text).collect(Collectors.joining(", ")));
    }

    NamedApp named() {
        return new NamedApp(text(), app());
    }

    private App app() {
        return switch (this) {
            case LIGHTBULB -> Lightbulb::start;
            case SWITCH -> LightSwitch::start;
            case SENSOR -> SensorApp::start;
            case NODE -> device -> {
                Node.open(device.stack());
                device.offer("udp", Node.ECHO_PORT, "");
            };
        };
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
