package dev.kogame.tools;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;

import dev.kogame.apps.lightbulb.Lightbulb;
import dev.kogame.netstack.coap.CoapServer;

/** A lightbulb's server on a socket of this machine: a process that starts at once, to be killed. */
final class LightServer {

    private static final int OCTETS = 1500;

    private LightServer() {
    }

    /** Prints its port, and serves until it is killed. */
    public static void main(String[] args) throws IOException {
        CoapServer server = new CoapServer(0);
        server.add(Lightbulb.PATH, Lightbulb.remembering(_ -> {}, Path.of(args[0])));
        server.start();
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            System.out.println("port " + ((InetSocketAddress) channel.getLocalAddress()).getPort());
            serve(server, channel);
        }
    }

    private static void serve(CoapServer server, DatagramChannel channel) throws IOException {
        byte[] request = new byte[OCTETS];
        byte[] response = new byte[OCTETS];
        ByteBuffer in = ByteBuffer.wrap(request);
        while (true) {
            SocketAddress client = channel.receive(in.clear());
            int port = ((InetSocketAddress) client).getPort();
            int octets = server.answer(request, 0, in.position(), 0, 0, 1, port, false, response, 0, OCTETS,
                    System.nanoTime() & Long.MAX_VALUE);
            channel.send(ByteBuffer.wrap(response, 0, octets), client);
        }
    }
}
