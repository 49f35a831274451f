package dev.kogame.apps.link;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;

/**
 * Carries datagrams between a UDP port of this machine's loopback address and a port of the device, by way of the router's stack.
 *
 * <p>Each client of this machine is a flow with a UDP port of its own on the router, so that the device sees as many peers as
 * there are clients and answers find their way back. The flows are a fixed table. A new client takes the flow that was silent for
 * longest; after {@link #FLOW_LIFETIME_NS} of silence the device can no longer reach a client, as behind any stateful middlebox
 * (RFC 4787 section 4.3 recommends five minutes).
 *
 * <p>What cannot be carried is dropped and counted, as a network would. One thread.
 */
final class UdpRelay implements Duty, AutoCloseable {

    /** How many clients are told apart at a time. */
    static final int FLOWS = 32;
    static final long FLOW_LIFETIME_NS = 300_000_000_000L;

    /** The router's ports of the flows, at the start of the dynamic ports of RFC 6335 section 6. */
    private static final int FIRST_ROUTER_PORT = 49152;

    private final DatagramChannel channel;
    private final ByteBuffer fromHost;
    private final ByteBuffer toHost;
    private final Flow[] flows = new Flow[FLOWS];
    private final int devicePort;
    private long deviceHi;
    private long deviceLo;
    private boolean deviceKnown;
    private long carried;
    private long dropped;

    /** One client. */
    private final class Flow implements UdpHandler {
        private final UdpSocket socket;
        private SocketAddress client;
        private long lastNs = -1;

        Flow(NetStack router, int routerPort) {
            socket = router.udp(routerPort, this);
        }

        @Override
        public void received(UdpDatagram datagram, long nowNs) {
            if (lastNs < 0 || nowNs - lastNs >= FLOW_LIFETIME_NS || !isDevice(datagram)) {
                dropped++;
                return;
            }
            lastNs = nowNs;
            toHost.clear().put(datagram.buffer(), datagram.offset(), datagram.octets()).flip();
            try {
                count(channel.send(toHost, client) > 0);
            } catch (IOException e) {
                dropped++;
            }
        }
    }

    /**
     * @param router the stack that reaches the device, with room for {@link #FLOWS} sockets
     * @param hostPort the port of [::1] of this machine
     * @param devicePort the port of the device
     * @param flowsBefore how many flows other relays have on that router
     * @param selector told when the host's port has something to read
     * @throws IOException if the port cannot be had; the message says why and what to do
     */
    UdpRelay(NetStack router, int hostPort, int devicePort, int flowsBefore, Selector selector) throws IOException {
        this.devicePort = devicePort;
        channel = DatagramChannel.open(StandardProtocolFamily.INET6);
        try {
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), hostPort));
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            channel.close();
            throw e instanceof BindException ? explain(hostPort, e) : e;
        }
        for (int i = 0; i < FLOWS; i++) {
            flows[i] = new Flow(router, FIRST_ROUTER_PORT + flowsBefore + i);
        }
        int longest = flows[0].socket.maxPayloadOctets();
        fromHost = ByteBuffer.allocateDirect(longest + 1);
        toHost = ByteBuffer.allocateDirect(longest);
    }

    /** Java tells a port in use from a missing address only by the words of the system. */
    private static BindException explain(int port, IOException e) {
        BindException explained = new BindException(
                "UDP port " + port + " of this machine's address ::1 cannot be had ("
                        + e.getMessage() + "): stop the program that uses it, or name another port with --udp-port");
        explained.initCause(e);
        return explained;
    }

    /** The address at which the device is reached from now on. */
    void device(long hi, long lo) {
        deviceHi = hi;
        deviceLo = lo;
        deviceKnown = true;
    }

    @Override
    public int poll(long nowNs, int budget) {
        int work = 0;
        while (work < budget) {
            fromHost.clear();
            SocketAddress client;
            try {
                client = channel.receive(fromHost);
            } catch (IOException e) {
                dropped++;
                break;
            }
            if (client == null) {
                break;
            }
            work++;
            count(forward(client, nowNs));
        }
        return work;
    }

    /** Only a datagram wakes a relay: a flow's age is looked at when it is used. */
    @Override
    public long nextDeadlineNs() {
        return Deadlines.NEVER;
    }

    private boolean forward(SocketAddress client, long nowNs) {
        int octets = fromHost.flip().remaining();
        if (!deviceKnown || octets == fromHost.capacity()) {
            // The one octet more that the buffer has tells a datagram that was cut off.
            return false;
        }
        Flow flow = flowOf(client);
        int slot = flow.socket.take(octets);
        if (slot < 0) {
            return false;
        }
        flow.client = client;
        flow.lastNs = nowNs;
        fromHost.get(flow.socket.buffer(slot), UdpSocket.PAYLOAD_AT, octets);
        return flow.socket.send(slot, octets, 0, deviceHi, deviceLo, devicePort, nowNs) >= 0;
    }

    private Flow flowOf(SocketAddress client) {
        Flow silent = flows[0];
        for (int i = 0; i < FLOWS; i++) {
            if (client.equals(flows[i].client)) {
                return flows[i];
            }
            if (flows[i].lastNs < silent.lastNs) {
                silent = flows[i];
            }
        }
        return silent;
    }

    private boolean isDevice(UdpDatagram datagram) {
        return datagram.sourceHi() == deviceHi && datagram.sourceLo() == deviceLo
                && datagram.sourcePort() == devicePort;
    }

    private void count(boolean wasCarried) {
        if (wasCarried) {
            carried++;
        } else {
            dropped++;
        }
    }

    /** A line for a person. */
    String report() {
        return "relay carried " + carried + " datagrams, dropped " + dropped;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
