package dev.kogame.apps.node;

import dev.kogame.board.Boot;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;

/**
 * Answers every datagram with one line of characters, RFC 864: the 95 printable ones of ASCII in a ring, 72 of them in a line, each
 * line beginning one further. What the datagram said is ignored.
 *
 * <p>The RFC lets an answer have up to 512 characters. Like inetd's it has one line, 74 octets, so that a request with a forged
 * source gains its sender little.
 */
final class CharacterGenerator implements UdpHandler {

    static final int PORT = 19;
    static final int LINE_OCTETS = 74;

    private static final int CHARACTERS = 72;
    private static final int FIRST = ' ';
    private static final int RING = '~' - FIRST + 1;

    private final Node node;
    private UdpSocket socket;
    private int beginning;

    CharacterGenerator(Node node) {
        this.node = node;
    }

    @Boot
    void open(NetStack stack) {
        socket = stack.udp(PORT, this);
    }

    @Override
    public void received(UdpDatagram request, long nowNs) {
        if (!node.admits(request)) {
            return;
        }
        int slot = socket.take();
        if (slot >= 0) {
            byte[] b = socket.buffer(slot);
            for (int i = 0; i < CHARACTERS; i++) {
                b[UdpSocket.PAYLOAD_AT + i] = (byte) (FIRST + (beginning + i) % RING);
            }
            b[UdpSocket.PAYLOAD_AT + CHARACTERS] = '\r';
            b[UdpSocket.PAYLOAD_AT + CHARACTERS + 1] = '\n';
            beginning = (beginning + 1) % RING;
            socket.reply(slot, LINE_OCTETS, request, nowNs);
        }
    }
}
