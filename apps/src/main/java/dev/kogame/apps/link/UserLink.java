package dev.kogame.apps.link;

import java.io.IOException;
import java.nio.channels.Selector;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Idle;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;

/**
 * A router in this process on the other end of a cable in memory: it announces the prefix 2001:db8:1::/64 (of RFC 3849, for
 * documentation) and relays one UDP port of the device to this machine. Needs no privilege, on any system.
 */
final class UserLink implements Link {

    private static final long PREFIX_HI = 0x2001_0db8_0001_0000L;

    /** With room for a burst of clients while the device's address is being resolved. */
    private static final StackConfig ROUTER = StackConfig.defaults().advertising(PREFIX_HI)
            .with(Limit.UDP_SOCKETS, UdpRelay.FLOWS).with(Limit.WAITING_PER_NEIGHBOR, 16).with(Limit.FRAME_SLOTS, 64);

    private final int hostPort;
    private final VirtualCable cable;
    private final Selector selector;
    private final SelectorIdle idle;
    private final NetStack router;
    private final UdpRelay relay;

    private UserLink(long macAddress, int hostPort, Selector selector) throws IOException {
        this.hostPort = hostPort;
        this.selector = selector;
        idle = new SelectorIdle(selector);
        // The router's address differs from the device's, whatever that is.
        cable = new VirtualCable(0, macAddress, macAddress ^ 1);
        router = new NetStack(ROUTER, cable.end(1));
        router.addAddress(0, PREFIX_HI, 1);
        relay = new UdpRelay(router, hostPort, selector);
    }

    static UserLink open(long macAddress, int hostPort) throws IOException {
        Selector selector = Selector.open();
        try {
            return new UserLink(macAddress, hostPort, selector);
        } catch (IOException e) {
            selector.close();
            throw e;
        }
    }

    @Override
    public EthernetPort port() {
        return cable.end(0);
    }

    @Override
    public Duty[] duties() {
        return new Duty[] {router, relay};
    }

    @Override
    public Idle idle() {
        return idle;
    }

    @Override
    public void wake() {
        idle.wake();
    }

    @Override
    public void reachable(long hi, long lo) {
        relay.device(hi, lo);
    }

    @Override
    public void carry(int devicePort) {
        relay.devicePort(devicePort);
    }

    @Override
    public String carriedTo() {
        return "[::1]:" + hostPort;
    }

    @Override
    public String report() {
        return relay.report();
    }

    @Override
    public void close() throws IOException {
        relay.close();
        selector.close();
    }
}
