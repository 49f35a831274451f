package dev.kogame.apps.node;

import dev.kogame.board.Boot;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;

/** Sends every datagram back, RFC 862. */
final class Echo implements UdpHandler {

    private final Node node;
    private UdpSocket socket;

    Echo(Node node) {
        this.node = node;
    }

    @Boot
    void open(NetStack stack) {
        socket = stack.udp(Node.ECHO_PORT, this);
    }

    @Override
    public void received(UdpDatagram request, long nowNs) {
        if (!node.admits(request)) {
            return;
        }
        int slot = socket.take(request.octets());
        if (slot >= 0) {
            System.arraycopy(request.buffer(), request.offset(), socket.buffer(slot), UdpSocket.PAYLOAD_AT,
                    request.octets());
            socket.reply(slot, request.octets(), request, nowNs);
        }
    }
}
