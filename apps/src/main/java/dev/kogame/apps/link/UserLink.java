package dev.kogame.apps.link;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Idle;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;

/**
 * A router in this process on the last end of a cable in memory: it announces the prefix 2001:db8:1::/64 (of RFC 3849, for
 * documentation) and relays one UDP port of each device to this machine. Needs no privilege, on any system.
 */
final class UserLink implements Link {

    private static final long PREFIX_HI = 0x2001_0db8_0001_0000L;

    /** With room for a burst of clients while a device's address is being resolved. */
    private static final StackConfig ROUTER = StackConfig.defaults().advertising(PREFIX_HI)
            .with(Limit.WAITING_PER_NEIGHBOR, 16).with(Limit.FRAME_SLOTS, 64);
    private static final int NEIGHBORS_PER_DEVICE = 4;

    private final int firstHostPort;
    private final VirtualCable cable;
    private final Selector selector;
    private final SelectorIdle idle;
    private final NetStack router;
    /** One for each device; none where no port is carried. */
    private final List<Optional<UdpRelay>> relays = new ArrayList<>();

    private UserLink(int firstHostPort, Selector selector, long... macAddresses) {
        this.firstHostPort = firstHostPort;
        this.selector = selector;
        idle = new SelectorIdle(selector);
        int devices = macAddresses.length;
        long[] ends = Arrays.copyOf(macAddresses, devices + 1);
        // The devices' addresses have the first one's lowest bit, so this is none of them.
        ends[devices] = macAddresses[0] ^ 1;
        cable = new VirtualCable(0, ends);
        router = new NetStack(ROUTER.with(Limit.UDP_SOCKETS, devices * UdpRelay.FLOWS).with(Limit.NEIGHBORS,
                Math.max(ROUTER.get(Limit.NEIGHBORS), devices * NEIGHBORS_PER_DEVICE)), cable.end(devices));
        router.addAddress(0, PREFIX_HI, 1);
        for (int i = 0; i < devices; i++) {
            relays.add(Optional.empty());
        }
    }

    static UserLink open(int firstHostPort, long... macAddresses) throws IOException {
        Selector selector = Selector.open();
        try {
            return new UserLink(firstHostPort, selector, macAddresses);
        } catch (RuntimeException e) {
            selector.close();
            throw e;
        }
    }

    @Override
    public EthernetPort port(int device) {
        return cable.end(device);
    }

    /** The router, and the relays there are. */
    @Override
    public Duty[] duties() {
        List<Duty> duties = new ArrayList<>(List.of(router));
        for (Optional<UdpRelay> relay : relays) {
            if (relay.isPresent()) {
                duties.add(relay.get());
            }
        }
        return duties.toArray(Duty[]::new);
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
    public void reachable(int device, long hi, long lo) {
        relays.get(device).ifPresent(relay -> relay.device(hi, lo));
    }

    @Override
    public String carry(int device, int devicePort) throws IOException {
        int hostPort = firstHostPort + device;
        relays.set(device,
                Optional.of(new UdpRelay(router, hostPort, devicePort, device * UdpRelay.FLOWS, selector)));
        return "[::1]:" + hostPort;
    }

    @Override
    public String report() {
        return relays.stream().flatMap(Optional::stream).map(UdpRelay::report)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    @Override
    public void close() throws IOException {
        for (Optional<UdpRelay> relay : relays) {
            if (relay.isPresent()) {
                relay.get().close();
            }
        }
        selector.close();
    }
}
