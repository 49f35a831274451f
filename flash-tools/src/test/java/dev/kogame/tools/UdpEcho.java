package dev.kogame.tools;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Random;

import dev.kogame.apps.DutyCycle;
import dev.kogame.board.Deadlines;
import dev.kogame.board.linux.PollIdle;
import dev.kogame.board.linux.Tap;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Ipv6Address;

/** A stack on a TAP that sends every datagram to its port 7 back, and the client that asks it to. */
final class UdpEcho {

    private static final int PORT = 7;
    private static final int PATIENCE_MS = 2000;

    private UdpSocket socket;

    private UdpEcho() {
    }

    /** @param arguments the TAP's name to be the server on it; or the server's address and the octets of datagrams to send it */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 1) {
            new UdpEcho().serve(arguments[0]);
        } else {
            ask(arguments);
        }
    }

    private void serve(String name) throws IOException {
        Tap tap = Tap.open(name, 0x024b_6f67_6102L);
        NetStack stack = new NetStack(StackConfig.defaults().with(Limit.LARGE_PACKET_OCTETS, 65_575), tap);
        stack.onAddressChange((interfaceIndex, hi, lo, state) -> {
            if (state == AddressState.PREFERRED) {
                System.out.println("address " + Ipv6Address.text(hi, lo) + " preferred");
            }
        });
        socket = stack.udp(PORT, (datagram, nowNs) -> {
            int slot = socket.take(datagram.octets());
            if (slot >= 0) {
                System.arraycopy(datagram.buffer(), datagram.offset(), socket.buffer(slot), UdpSocket.PAYLOAD_AT,
                        datagram.octets());
                socket.reply(slot, datagram.octets(), datagram, nowNs);
            }
        });
        new DutyCycle(System::nanoTime, new PollIdle(tap), () -> {}, stack).run(Deadlines.NEVER);
    }

    private static void ask(String[] arguments) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6);
                Selector selector = Selector.open()) {
            channel.connect(new InetSocketAddress(arguments[0], PORT));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            for (int i = 1; i < arguments.length; i++) {
                byte[] octets = new byte[Integer.parseInt(arguments[i])];
                new Random(i).nextBytes(octets);
                channel.write(ByteBuffer.wrap(octets));
                selector.select(PATIENCE_MS);
                selector.selectedKeys().clear();
                ByteBuffer in = ByteBuffer.allocate(65_535);
                boolean came = channel.read(in) > 0;
                System.out.println(
                        arguments[i] + (came && in.flip().equals(ByteBuffer.wrap(octets)) ? " same" : " lost"));
            }
        }
    }
}
