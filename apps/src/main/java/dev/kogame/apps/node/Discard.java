package dev.kogame.apps.node;

import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;

/** Throws every datagram away and answers none, RFC 863. */
final class Discard implements UdpHandler {

    static final int PORT = 9;

    private long datagrams;

    @Override
    public void received(UdpDatagram datagram, long nowNs) {
        datagrams++;
    }

    long datagrams() {
        return datagrams;
    }
}
