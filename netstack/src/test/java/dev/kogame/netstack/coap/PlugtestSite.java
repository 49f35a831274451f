package dev.kogame.netstack.coap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The resources that ETSI's plugtest asks for, by their names there. */
final class PlugtestSite {

    static final int LARGE_OCTETS = 1280;

    final Text test = new Text("hello");
    final Separate separate = new Separate();
    final Text observed = new Text("first");
    private final byte[] large = new byte[LARGE_OCTETS];

    PlugtestSite(CoapServer server) {
        for (int i = 0; i < LARGE_OCTETS; i++) {
            large[i] = (byte) ('a' + i / 16 % 26);
        }
        server.add("test", test);
        server.add("seg1/seg2/seg3", new Text("deep"));
        server.add("query", new Query());
        server.add("validate", new Text("one"));
        server.add("create1", new Text(""));
        server.add("location-query", new Located());
        server.add("multi-format", new Formats());
        server.add("large", new Large(large));
        server.add("obs", observed);
        server.add("separate", separate);
        server.add("large-update", new Updated());
        server.add("large-create", new Created());
        server.add("large-post", new Posted());
        server.add("path", new Path());
        server.add("path/sub1", new Text("sub"));
        server.add("path/sub2", new Text("sub"));
        server.add("link1", new Link("Type1 Type2", "If1", 8));
        server.add("link2", new Link("Type2 Type3", "If2", 32));
        server.add("link3", new Link("Type1 Type3", "foo", 64));
    }

    String large() {
        return new String(large, StandardCharsets.US_ASCII);
    }

    /** A text, absent while it is empty. */
    static final class Text extends CoapResource {
        private byte[] text;
        private int format = ContentFormat.TEXT_PLAIN;

        Text(String text) {
            this.text = utf8(text);
            observable();
        }

        /** Changes it without a request. */
        void set(String newText) {
            text = utf8(newText);
            changed();
        }

        /** From now on in another format. */
        void format(int newFormat) {
            format = newFormat;
            changed();
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            if (text.length == 0) {
                response.error(CoapCode.NOT_FOUND);
                return;
            }
            response.contentFormat(format).octets(text, 0, text.length);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            if (text.length == 0) {
                response.code(CoapCode.CREATED);
            }
            take(request);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            take(request);
            response.code(CoapCode.CREATED).locationPath(LOCATION1).locationPath(LOCATION2).locationPath(LOCATION3);
        }

        @Override
        protected void delete(CoapRequest request, CoapResponse response) {
            text = new byte[0];
            changed();
        }

        private void take(CoapRequest request) {
            text = Arrays.copyOfRange(request.buffer(), request.payloadAt(),
                    request.payloadAt() + request.payloadOctets());
            changed();
        }
    }

    private static final byte[] LOCATION1 = CoapResource.utf8("location1");
    private static final byte[] LOCATION2 = CoapResource.utf8("location2");
    private static final byte[] LOCATION3 = CoapResource.utf8("location3");
    private static final byte[] FIRST = CoapResource.utf8("first=1");
    private static final byte[] SECOND = CoapResource.utf8("second=2");
    private static final byte[] BOTH = CoapResource.utf8("both");

    private static final class Query extends CoapResource {
        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            if (request.hasQuery(FIRST) && request.hasQuery(SECOND)) {
                response.text(BOTH);
            }
        }
    }

    private static final class Located extends CoapResource {
        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            response.code(CoapCode.CREATED).locationQuery(FIRST).locationQuery(SECOND);
        }
    }

    private static final class Formats extends CoapResource {
        private static final byte[] TEXT = utf8("text");
        private static final byte[] XML = utf8("<x/>");
        private static final int APPLICATION_XML = 41;

        Formats() {
            serves(ContentFormat.TEXT_PLAIN, APPLICATION_XML);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            if (request.accept() == APPLICATION_XML) {
                response.contentFormat(APPLICATION_XML).octets(XML, 0, XML.length);
            } else {
                response.text(TEXT);
            }
        }
    }

    private static final class Large extends CoapResource {
        private final byte[] body;

        Large(byte[] body) {
            this.body = body;
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.etag(0x01020304).text(body);
        }
    }

    /** Answers when the test says so. */
    static final class Separate extends CoapResource {
        int ticket;

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            ticket = response.later();
        }
    }

    /** A long text that PUT replaces. */
    private static final class Updated extends CoapResource {
        private byte[] body = {};

        Updated() {
            acceptsBody(2 * LARGE_OCTETS);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.text(body);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            body = Arrays.copyOfRange(request.buffer(), request.payloadAt(),
                    request.payloadAt() + request.payloadOctets());
        }
    }

    /** Says where it put a long text. */
    private static final class Created extends CoapResource {
        Created() {
            acceptsBody(2 * LARGE_OCTETS);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            response.code(CoapCode.CREATED).locationPath(LOCATION1);
        }
    }

    /** Answers a long text with the same. */
    private static final class Posted extends CoapResource {
        Posted() {
            acceptsBody(2 * LARGE_OCTETS);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            response.contentFormat(ContentFormat.TEXT_PLAIN).octets(request.buffer(), request.payloadAt(),
                    request.payloadOctets());
        }
    }

    private static final class Path extends CoapResource {
        private static final byte[] LINKS = utf8("</path/sub1>,</path/sub2>");

        Path() {
            serves(ContentFormat.LINK_FORMAT);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.contentFormat(ContentFormat.LINK_FORMAT).octets(LINKS, 0, LINKS.length);
        }
    }

    private static final class Link extends CoapResource {
        Link(String types, String description, int octets) {
            resourceType(types);
            interfaceDescription(description);
            maximumSize(octets);
        }
    }
}
