package dev.kogame.netstack.coap;

/** Told what became of a request. Called from the stack's thread; must not block, throw or allocate. */
@FunctionalInterface
public interface ResponseHandler {

    /**
     * A response arrived, or the request ended without one. Called once for a plain request; several times for an observation, for a
     * group, and for a body handed up block by block. The last time {@link ClientResponse#isLast()} is true. May send or cancel
     * requests.
     *
     * @param response borrowed until return
     */
    void answered(ClientResponse response, long nowNs);
}
