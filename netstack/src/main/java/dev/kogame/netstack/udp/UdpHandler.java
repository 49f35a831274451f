package dev.kogame.netstack.udp;

/** What is behind a UDP port. Called from the stack's thread; must not block, throw or allocate. */
@FunctionalInterface
public interface UdpHandler {

    /**
     * A datagram arrived for the port, its checksum checked.
     *
     * @param datagram borrowed until return
     */
    void received(UdpDatagram datagram, long nowNs);
}
