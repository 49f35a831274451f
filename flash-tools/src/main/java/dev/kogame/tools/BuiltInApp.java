package dev.kogame.tools;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.kogame.apps.App;
import dev.kogame.apps.lightbulb.Lightbulb;
import dev.kogame.apps.node.Node;
import dev.kogame.netstack.coap.CoapServer;

/** The apps that {@code kogame run} knows by name. */
enum BuiltInApp {
    /** A lamp that listens to CoAP. */
    LIGHTBULB("coap", CoapServer.PORT, "/" + Lightbulb.PATH, device -> {
        CoapServer server = new CoapServer(new SecureRandom().nextInt());
        new Lightbulb(device.lamp()).install(server);
        server.start(device.stack().udp(CoapServer.PORT, server));
        device.add(server);
    }),
    /** The bare host with UDP echo, discard and chargen. */
    NODE("udp", Node.ECHO_PORT, "", device -> Node.open(device.stack()));

    private final String scheme;
    private final int udpPort;
    private final String path;
    private final App app;

    BuiltInApp(String scheme, int udpPort, String path, App app) {
        this.scheme = scheme;
        this.udpPort = udpPort;
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
                .orElseThrow(() -> new IllegalArgumentException("unknown app '" + text + "': there are "
                        + Arrays.stream(values()).map(BuiltInApp::text).collect(Collectors.joining(", "))));
    }

    App app() {
        return app;
    }

    /** The port of the device that a link carries, if it carries one. */
    int udpPort() {
        return udpPort;
    }

    /**
     * What a client is told to reach.
     *
     * @param authority where the app's port is found, such as {@code [::1]:5683}
     */
    String uri(String authority) {
        return scheme + "://" + authority + path;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
