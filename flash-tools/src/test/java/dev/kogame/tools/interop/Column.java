package dev.kogame.tools.interop;

/** A column of the table of features and peers: who is at the other end, and which of the two is Kogame's. */
enum Column {
    LIBCOAP_CLIENT("libcoap's client", Peer.LIBCOAP, true), CALIFORNIUM_CLIENT("Californium's client", Peer.CALIFORNIUM,
            true), NPM_CLIENT("npm coap's client", Peer.NPM, true), LIBCOAP_SERVER("libcoap's server", Peer.LIBCOAP,
                    false), CALIFORNIUM_SERVER("Californium's server", Peer.CALIFORNIUM,
                            false), NPM_SERVER("npm coap's server", Peer.NPM, false);

    private final String title;
    private final Peer peer;
    private final boolean ourServer;

    Column(String title, Peer peer, boolean ourServer) {
        this.title = title;
        this.peer = peer;
        this.ourServer = ourServer;
    }

    String title() {
        return title;
    }

    Peer peer() {
        return peer;
    }

    /** Whether the peer asks Kogame's server, rather than Kogame's client the peer's server. */
    boolean ourServer() {
        return ourServer;
    }
}
