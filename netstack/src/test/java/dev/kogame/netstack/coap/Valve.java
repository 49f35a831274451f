package dev.kogame.netstack.coap;

import java.util.Arrays;

/** A resource that remembers what was put, counts its turns and can be told to misbehave. */
final class Valve extends CoapResource {

    private static final byte[] FAIL = utf8("fail");
    private static final byte[] FLOOD = utf8("flood");

    byte[] state = utf8("shut");
    int turns;
    int gets;

    Valve() {
        resourceType("valve");
        serves(ContentFormat.TEXT_PLAIN, ContentFormat.CBOR);
        accepts(ContentFormat.TEXT_PLAIN);
    }

    @Override
    protected void get(CoapRequest request, CoapResponse response) {
        gets++;
        response.text(state);
    }

    @Override
    protected void put(CoapRequest request, CoapResponse response) {
        turns++;
        if (request.payloadEquals(FAIL)) {
            throw new IllegalStateException("the valve is stuck");
        }
        if (request.payloadEquals(FLOOD)) {
            response.text(new byte[CoapConfig.Limit.LONG_ANSWER_OCTETS.byDefault() + 1]);
            return;
        }
        state = Arrays.copyOfRange(request.buffer(), request.payloadAt(),
                request.payloadAt() + request.payloadOctets());
    }

    @Override
    protected void post(CoapRequest request, CoapResponse response) {
        turns++;
        response.number(turns);
    }

    /** A started server with a valve at {@code /v} whose Message IDs begin at 0x7000, and that answers groups at once. */
    static Peer peer(Valve valve) {
        return peer(valve, CoapConfig.defaults().with(CoapConfig.Limit.GROUP_SIZE, 0));
    }

    static Peer peer(Valve valve, CoapConfig config) {
        CoapServer server = new CoapServer(config, 0x7000, new byte[CoapServer.SECRET_OCTETS]);
        server.add("v", valve);
        server.start();
        return new Peer(server);
    }
}
