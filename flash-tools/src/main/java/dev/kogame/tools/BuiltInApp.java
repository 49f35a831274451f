package dev.kogame.tools;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.kogame.apps.App;
import dev.kogame.apps.lightbulb.Lightbulb;
import dev.kogame.netstack.coap.CoapServer;

/** The apps that {@code kogame run} knows by name. */
enum BuiltInApp {
    LIGHTBULB(Lightbulb.PATH, device -> {
        CoapServer server = new CoapServer(new SecureRandom().nextInt());
        new Lightbulb(device.lamp()).install(server);
        server.start(device.stack().udp(CoapServer.PORT, server));
    });

    private final String path;
    private final App app;

    BuiltInApp(String path, App app) {
        this.path = path;
        this.app = app;
    }

    /**
     * Reads the name of an app.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static BuiltInApp parse(String text) {
        return Arrays.stream(values()).filter(app -> app.text().equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown app '" + text + "': there is "
                        + Arrays.stream(values()).map(BuiltInApp::text).collect(Collectors.joining(", "))));
    }

    App app() {
        return app;
    }

    /** The path of its main resource. */
    String path() {
        return path;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
