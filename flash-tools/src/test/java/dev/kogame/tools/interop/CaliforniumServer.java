package dev.kogame.tools.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.UdpMulticastConnector;
import org.eclipse.californium.elements.config.Configuration;

/** The resources of ETSI's CoAP plugtests on Californium. */
final class CaliforniumServer {

    private static final int LARGE_OCTETS = 65_536;
    private static final int BLOCK_OCTETS = 1024;
    private static final int SEPARATE_MS = 500;
    /** So that an observer that was lost registers again soon. */
    private static final int MAX_AGE_SECONDS = 5;
    private static final byte[] ECHO = {1, 2, 3, 4, 5, 6, 7, 8};

    private CaliforniumServer() {
    }

    /** @param arguments the interface on which it hears the group All CoAP Nodes */
    public static void main(String[] arguments) throws IOException {
        Configuration configuration = CaliforniumClient.configuration(BLOCK_OCTETS);
        // Otherwise it leaves a file with its settings where it is started.
        Configuration.setStandard(configuration);
        UDPConnector connector = new UDPConnector(new InetSocketAddress("::", CoAP.DEFAULT_COAP_PORT), configuration);
        UdpMulticastConnector group = new UdpMulticastConnector.Builder()
                // Not the unspecified address: what is sent to this host alone would come here as well.
                .setLocalAddress(InetAddress.getByName("ff02::fd%" + arguments[0]), CoAP.DEFAULT_COAP_PORT)
                .addMulticastGroup(InetAddress.getByName("ff02::fd"), NetworkInterface.getByName(arguments[0]))
                .setMulticastReceiver(true).build();
        group.setReuseAddress(true);
        connector.setReuseAddress(true);
        connector.addMulticastReceiver(group);
        CoapServer server = new CoapServer(configuration);
        server.addEndpoint(CoapEndpoint.builder().setConfiguration(configuration).setConnector(connector).build());
        CoapResource segments = new CoapResource("seg1", false);
        segments.add(new CoapResource("seg2", false).add(new Text("seg3", "segments", "deep")));
        server.add(new Text("test", "test", "hello"), segments, new Text("link1", "Type1 Type2", "one"),
                new Text("link2", "Type2 Type3", "two"), new Text("link3", "Type1 Type3", "three"), new Query(),
                new Large(), new Text("large-update", "block", ""), new Separate(), new Observable(), new Validated(),
                new Created(), new Fetched(), new Guarded());
        server.start();
        System.out.println("ready");
    }

    /** A text that PUT and POST replace and DELETE empties. */
    private static final class Text extends CoapResource {
        private byte[] text;

        Text(String name, String type, String text) {
            super(name);
            this.text = text.getBytes(StandardCharsets.UTF_8);
            for (String each : type.split(" ")) {
                getAttributes().addResourceType(each);
            }
            getAttributes().addContentType(MediaTypeRegistry.TEXT_PLAIN);
        }

        @Override
        public void handleGET(CoapExchange exchange) {
            exchange.respond(ResponseCode.CONTENT, text, MediaTypeRegistry.TEXT_PLAIN);
        }

        @Override
        public void handlePUT(CoapExchange exchange) {
            text = exchange.getRequestPayload();
            exchange.respond(ResponseCode.CHANGED);
        }

        @Override
        public void handlePOST(CoapExchange exchange) {
            handlePUT(exchange);
        }

        @Override
        public void handleDELETE(CoapExchange exchange) {
            text = new byte[0];
            exchange.respond(ResponseCode.DELETED);
        }
    }

    private static final class Query extends CoapResource {
        Query() {
            super("query");
        }

        @Override
        public void handleGET(CoapExchange exchange) {
            exchange.respond(String.join(" ", exchange.getRequestOptions().getUriQuery()));
        }
    }

    private static final class Large extends CoapResource {
        Large() {
            super("large");
            getAttributes().addResourceType("block");
            getAttributes().setMaximumSizeEstimate(LARGE_OCTETS);
        }

        @Override
        public void handleGET(CoapExchange exchange) {
            exchange.respond(ResponseCode.CONTENT, Body.pattern(LARGE_OCTETS), MediaTypeRegistry.TEXT_PLAIN);
        }
    }

    private static final class Separate extends CoapResource {
        private final ScheduledExecutorService later = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

        Separate() {
            super("separate");
        }

        @Override
        public void handleGET(CoapExchange exchange) {
            exchange.accept();
            later.schedule(() -> exchange.respond("later"), SEPARATE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private static final class Observable extends CoapResource {
        private String state = "first";

        Observable() {
            super("obs");
            setObservable(true);
            setObserveType(Type.CON);
            getAttributes().setObservable();
            getAttributes().addResourceType("observable");
        }

        @Override
        public void handleGET(CoapExchange exchange) {
            exchange.setMaxAge(MAX_AGE_SECONDS);
            exchange.respond(state);
        }

        @Override
        public void handlePUT(CoapExchange exchange) {
            state = exchange.getRequestText();
            exchange.respond(ResponseCode.CHANGED);
            changed();
        }
    }

    private static final class Validated extends CoapResource {
        private String text = "one";
        private byte version = 1;

        Validated() {
            super("validate");
        }

        private byte[] etag() {
            return new byte[] {(byte) 0x8e, version};
        }

        @Override
        public void handleGET(CoapExchange exchange) {
            exchange.setETag(etag());
            if (holds(exchange.getRequestOptions().getETags())) {
                exchange.respond(ResponseCode.VALID);
            } else {
                exchange.respond(text);
            }
        }

        @Override
        public void handlePUT(CoapExchange exchange) {
            List<byte[]> wanted = exchange.getRequestOptions().getIfMatch();
            if (!wanted.isEmpty() && !holds(wanted) && wanted.stream().noneMatch(each -> each.length == 0)) {
                exchange.respond(ResponseCode.PRECONDITION_FAILED);
                return;
            }
            text = exchange.getRequestText();
            version++;
            exchange.respond(ResponseCode.CHANGED);
        }

        private boolean holds(List<byte[]> etags) {
            return etags.stream().anyMatch(each -> Arrays.equals(each, etag()));
        }
    }

    private static final class Created extends CoapResource {
        private String text = "";

        Created() {
            super("create1");
        }

        @Override
        public void handleGET(CoapExchange exchange) {
            if (text.isEmpty()) {
                exchange.respond(ResponseCode.NOT_FOUND);
            } else {
                exchange.respond(text);
            }
        }

        @Override
        public void handlePUT(CoapExchange exchange) {
            if (!text.isEmpty() && exchange.getRequestOptions().hasIfNoneMatch()) {
                exchange.respond(ResponseCode.PRECONDITION_FAILED);
                return;
            }
            ResponseCode done = text.isEmpty() ? ResponseCode.CREATED : ResponseCode.CHANGED;
            text = exchange.getRequestText();
            exchange.respond(done);
        }

        @Override
        public void handleDELETE(CoapExchange exchange) {
            text = "";
            exchange.respond(ResponseCode.DELETED);
        }
    }

    private static final class Fetched extends CoapResource {
        Fetched() {
            super("fetch");
        }

        @Override
        public void handleFETCH(CoapExchange exchange) {
            exchange.respond("asked " + exchange.getRequestText());
        }
    }

    /** Answers only to a client that proves to be at its address. */
    private static final class Guarded extends CoapResource {
        Guarded() {
            super("echo");
        }

        @Override
        public void handleGET(CoapExchange exchange) {
            Option echo = exchange.getRequestOptions().getOtherOption(StandardOptionRegistry.ECHO);
            if (echo != null && Arrays.equals(echo.getValue(), ECHO)) {
                exchange.respond("fresh");
                return;
            }
            Response response = new Response(ResponseCode.UNAUTHORIZED);
            response.getOptions().addOption(new Option(StandardOptionRegistry.ECHO, ECHO));
            exchange.respond(response);
        }
    }
}
