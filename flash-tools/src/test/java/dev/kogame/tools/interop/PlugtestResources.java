package dev.kogame.tools.interop;

import java.util.Arrays;
import java.util.function.Consumer;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.netstack.coap.CoapCode;
import dev.kogame.netstack.coap.CoapRequest;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapResponse;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.coap.ContentFormat;

/** The resources that ETSI's CoAP plugtests ask for, by their names there. */
final class PlugtestResources {

    /** The body of the block-wise transfers. */
    static final int LARGE_OCTETS = 65_536;

    private PlugtestResources() {
    }

    /** @param duties takes what needs a turn of its own */
    static void install(CoapServer server, Consumer<Duty> duties) {
        Separate separate = new Separate(server);
        duties.accept(separate);
        server.add("separate", separate);
        server.add("large-update", new Updated());
        server.add("echo", new Guarded());
        server.add("test", new Text("test", "hello"));
        server.add("seg1/seg2/seg3", new Text("segments", "deep"));
        server.add("validate", new Text("validated", "one"));
        server.add("create1", new Created());
        server.add("link1", new Text("Type1 Type2", "one"));
        server.add("link2", new Text("Type2 Type3", "two"));
        server.add("link3", new Text("Type1 Type3", "three"));
        server.add("query", new Query());
        server.add("fetch", new Fetched());
        server.add("large", new Large());
        server.add("obs", new Observable());
    }

    private static byte[] payload(CoapRequest request) {
        return Arrays.copyOfRange(request.buffer(), request.payloadAt(), request.payloadAt() + request.payloadOctets());
    }

    /** A text that PUT and POST replace and DELETE empties. */
    private static final class Text extends CoapResource {

        private byte[] text;

        Text(String type, String text) {
            this.text = utf8(text);
            resourceType(type);
            serves(ContentFormat.TEXT_PLAIN);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.text(text);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            text = payload(request);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            text = payload(request);
        }

        @Override
        protected void delete(CoapRequest request, CoapResponse response) {
            text = new byte[0];
        }
    }

    /** There only between a PUT and a DELETE. */
    private static final class Created extends CoapResource {

        private static final byte[] NOTHING = {};

        private byte[] text = NOTHING;

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            if (text.length == 0) {
                response.error(CoapCode.NOT_FOUND);
            } else {
                response.text(text);
            }
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            if (text.length == 0) {
                response.code(CoapCode.CREATED);
            }
            text = payload(request);
        }

        @Override
        protected void delete(CoapRequest request, CoapResponse response) {
            text = NOTHING;
        }
    }

    /** Says which arguments it knows it was asked with. */
    private static final class Query extends CoapResource {

        private static final byte[] FIRST = utf8("first=1");
        private static final byte[] SECOND = utf8("second=2");
        private static final byte[] BOTH = utf8("first=1 second=2");

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            if (request.hasQuery(FIRST) && request.hasQuery(SECOND)) {
                response.text(BOTH);
            }
        }
    }

    /** Repeats what it was asked. */
    private static final class Fetched extends CoapResource {

        private static final byte[] ASKED = utf8("asked ");

        @Override
        protected void fetch(CoapRequest request, CoapResponse response) {
            response.text(ASKED).octets(request.buffer(), request.payloadAt(), request.payloadOctets());
        }
    }

    /** A long text that stays as it is. */
    private static final class Large extends CoapResource {

        private final byte[] body = Body.pattern(LARGE_OCTETS);

        Large() {
            resourceType("block");
            serves(ContentFormat.TEXT_PLAIN);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.etag(1).text(body);
        }
    }

    /** A text that can be observed. */
    private static final class Observable extends CoapResource {

        private byte[] text = utf8("first");

        Observable() {
            resourceType("observable");
            serves(ContentFormat.TEXT_PLAIN);
            observable();
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.text(text);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            text = payload(request);
            changed();
        }
    }

    /** A long text that PUT replaces. */
    private static final class Updated extends CoapResource {

        private byte[] body = {};

        Updated() {
            resourceType("block");
            serves(ContentFormat.TEXT_PLAIN);
            acceptsBody(LARGE_OCTETS);
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.text(body);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            body = payload(request);
        }
    }

    /** Changes only for who proves that he asks now. */
    private static final class Guarded extends CoapResource {

        Guarded() {
            demandsFreshness(10);
        }

        @Override
        protected void put(CoapRequest request, CoapResponse response) {
            // There is nothing to change.
        }
    }

    /** Answers half a second later. */
    private static final class Separate extends CoapResource implements Duty {

        private static final byte[] LATER = utf8("later");
        private static final long DELAY_NS = 500_000_000L;

        private final CoapServer server;
        private int ticket;
        private long dueNs = Deadlines.NEVER;

        Separate(CoapServer server) {
            this.server = server;
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            ticket = response.later();
            dueNs = request.receivedNs() + DELAY_NS;
        }

        @Override
        public int poll(long nowNs, int budget) {
            if (nowNs < dueNs) {
                return 0;
            }
            dueNs = Deadlines.NEVER;
            server.complete(ticket).text(LATER);
            return 1;
        }

        @Override
        public long nextDeadlineNs() {
            return dueNs;
        }
    }
}
