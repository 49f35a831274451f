package dev.kogame.tools;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Asks a lamp for {@code /light} again and again, eight requests at a time, and says how many were answered 2.05. */
final class CoapLoad {

    private static final int WINDOW = 8;
    private static final int PATIENCE_MS = 2000;
    private static final int CONTENT = 0x45;
    private static final byte[] GET_LIGHT = {0x40, 0x01, 0, 0, (byte) 0xb5, 'l', 'i', 'g', 'h', 't'};

    private CoapLoad() {
    }

    /** @param arguments the lamp's address and the number of requests */
    public static void main(String[] arguments) throws IOException {
        int requests = Integer.parseInt(arguments[1]);
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6);
                Selector selector = Selector.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.connect(new InetSocketAddress(arguments[0], 5683));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            System.out.println("answered " + ask(channel, selector, requests) + " of " + requests);
        }
    }

    private static int ask(DatagramChannel channel, Selector selector, int requests) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(GET_LIGHT.length).put(GET_LIGHT);
        ByteBuffer in = ByteBuffer.allocateDirect(64);
        int sent = 0;
        int settled = 0;
        int answered = 0;
        while (settled < requests) {
            while (sent < requests && sent - settled < WINDOW) {
                out.putShort(2, (short) sent++).clear();
                channel.write(out);
            }
            if (selector.select(PATIENCE_MS) == 0) {
                // What is not answered by now is lost.
                settled = sent;
            }
            selector.selectedKeys().clear();
            in.clear();
            while (channel.read(in) > 0) {
                settled++;
                answered += in.get(1) == CONTENT ? 1 : 0;
                in.clear();
            }
        }
        return answered;
    }
}
