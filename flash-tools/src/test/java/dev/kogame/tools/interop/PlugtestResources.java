package dev.kogame.tools.interop;

import java.util.Arrays;

import dev.kogame.netstack.coap.CoapRequest;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapResponse;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.coap.ContentFormat;

/** The resources that ETSI's CoAP plugtests ask for, by their names there. */
final class PlugtestResources {

    private PlugtestResources() {
    }

    static void install(CoapServer server) {
        server.add("test", new Text("test", "hello"));
        server.add("seg1/seg2/seg3", new Text("segments", "deep"));
        server.add("link1", new Text("Type1 Type2", "one"));
        server.add("link2", new Text("Type2 Type3", "two"));
        server.add("link3", new Text("Type1 Type3", "three"));
    }

    /** A text that PUT and POST replace and DELETE empties. */
    private static class Text extends CoapResource {

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
            take(request);
        }

        @Override
        protected void post(CoapRequest request, CoapResponse response) {
            take(request);
        }

        @Override
        protected void delete(CoapRequest request, CoapResponse response) {
            text = new byte[0];
        }

        private void take(CoapRequest request) {
            text = Arrays.copyOfRange(request.buffer(), request.payloadAt(),
                    request.payloadAt() + request.payloadOctets());
        }
    }
}
