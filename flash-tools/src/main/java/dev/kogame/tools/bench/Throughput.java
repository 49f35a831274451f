package dev.kogame.tools.bench;

import java.util.Arrays;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.enc28j60.chip.SpiTiming;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpSocket;

/**
 * What the whole way from the wire to an app's handler lets through on one bus, and how long it takes: stack, driver, bus and chip.
 * The neighbor is known and the link is old enough that the stack has nothing of its own to say.
 */
final class Throughput {

    private static final long MS = 1_000_000;
    private static final long SECOND_NS = 1_000 * MS;
    /** Router solicitations and reports of groups are over by then. */
    private static final long START_NS = 20 * SECOND_NS;
    private static final long WARM_UP_NS = 200 * MS;
    private static final int MEASURED_SECONDS = 5;
    private static final int ROUND_TRIPS = 51;
    /** Apart, and by no whole number of anything, so that they meet the driver's own deadlines in every way. */
    private static final long APART_NS = 10_137_000;

    private static final int SINK_PORT = 9;
    private static final int ECHO_PORT = 7;
    private static final int SOURCE_PORT = 4001;

    private final VirtualDevice device;
    private final UdpSocket echo;
    private final NetStack stack;
    private final Source source;
    private long received;
    private long handledNs;

    /** An app that sends as fast as the stack takes it. */
    private final class Source implements Duty {
        /** What waits in the stack at most: enough that the driver always finds the next frame. */
        private static final int WINDOW = 4;

        private final UdpSocket socket = stack.udp(SOURCE_PORT, (_, _) -> {});
        private int payloadOctets;
        private boolean on;
        private long handedOver;
        private long sentBefore;

        void on(int frameOctets) {
            payloadOctets = frameOctets - FarStation.SHORTEST_OCTETS;
            handedOver = 0;
            sentBefore = stack.counters(0).sentFrames();
            on = true;
        }

        void off() {
            on = false;
        }

        @Override
        public int poll(long nowNs, int budget) {
            int work = 0;
            while (on && work < budget && handedOver - (stack.counters(0).sentFrames() - sentBefore) < WINDOW) {
                int slot = socket.take();
                if (slot < 0) {
                    break;
                }
                Arrays.fill(socket.buffer(slot), UdpSocket.PAYLOAD_AT, UdpSocket.PAYLOAD_AT + payloadOctets, (byte) 0);
                socket.send(slot, payloadOctets, 0, FarStation.PREFIX_HI, FarStation.LO, FarStation.PORT, nowNs);
                handedOver++;
                work++;
            }
            return work;
        }

        @Override
        public long nextDeadlineNs() {
            return Deadlines.NEVER;
        }
    }

    Throughput(SpiTiming bus) {
        device = new VirtualDevice(bus);
        stack = new NetStack(StackConfig.defaults().withSeed(1).with(Limit.DUPLICATE_ADDRESS_PROBES, 0)
                .with(Limit.INITIAL_DELAY_MS, 0), device.driver());
        stack.addAddress(0, FarStation.PREFIX_HI, FarStation.DEVICE_LO);
        stack.udp(SINK_PORT, (_, _) -> {
            received++;
            handledNs = device.now();
        });
        echo = stack.udp(ECHO_PORT, this::reply);
        source = new Source();
        device.add(stack);
        device.add(source);
        device.run(START_NS);
    }

    private void reply(UdpDatagram datagram, long nowNs) {
        int slot = echo.take();
        if (slot >= 0) {
            System.arraycopy(datagram.buffer(), datagram.offset(), echo.buffer(slot), UdpSocket.PAYLOAD_AT,
                    datagram.octets());
            echo.reply(slot, datagram.octets(), datagram, nowNs);
        }
    }

    /** Datagrams that reach the app in a second while the far station fills the wire with frames of so many octets. */
    double datagramsReceived(int frameOctets) {
        device.farEnd().offerDatagrams(Long.MAX_VALUE, frameOctets, SINK_PORT);
        device.run(WARM_UP_NS);
        long before = received;
        long beforeNs = device.now();
        device.run(MEASURED_SECONDS * SECOND_NS);
        double rate = perSecond(received - before, beforeNs);
        device.farEnd().offerDatagrams(0, frameOctets, SINK_PORT);
        rest();
        return rate;
    }

    /** Datagrams that reach the far station in a second while an app sends as fast as the stack takes them. */
    double datagramsSent(int frameOctets) {
        source.on(frameOctets);
        device.run(WARM_UP_NS);
        long before = device.farEnd().answers();
        long beforeNs = device.now();
        device.run(MEASURED_SECONDS * SECOND_NS);
        double rate = perSecond(device.farEnd().answers() - before, beforeNs);
        source.off();
        rest();
        return rate;
    }

    private double perSecond(long count, long sinceNs) {
        return count * (double) SECOND_NS / (device.now() - sinceNs);
    }

    private void rest() {
        device.run(SECOND_NS);
        device.expectCleanRun();
        stack.audit();
    }

    /** From the last bit of a datagram on the wire to the app's handler, sorted. */
    long[] handlerLatencies(int frameOctets) {
        return measure(() -> device.farEnd().offerDatagrams(1, frameOctets, SINK_PORT), true);
    }

    /** From the first bit of an echo request on the wire to the last bit of the reply, sorted. */
    long[] pingRoundTrips(int frameOctets) {
        return measure(() -> device.farEnd().offerEchoRequests(1, frameOctets), false);
    }

    /** From the first bit of a datagram on the wire to the last bit of what an app's handler replied, sorted. */
    long[] udpRoundTrips(int frameOctets) {
        return measure(() -> device.farEnd().offerDatagrams(1, frameOctets, echo.localPort()), false);
    }

    private long[] measure(Runnable request, boolean toHandler) {
        long[] durations = new long[ROUND_TRIPS];
        FarStation farEnd = device.farEnd();
        for (int i = 0; i < durations.length; i++) {
            long before = received + farEnd.answers();
            request.run();
            device.run(APART_NS);
            if (received + farEnd.answers() != before + 1) {
                throw new IllegalStateException("request " + i + " was not answered");
            }
            durations[i] = toHandler ? handledNs - farEnd.lastBitNs() : farEnd.answeredNs() - farEnd.firstBitNs();
        }
        rest();
        Arrays.sort(durations);
        return durations;
    }

    /** Frames of {@code frameOctets} that the driver alone hands up in a second while the far station fills the wire. */
    static double framesReceived(SpiTiming bus, int frameOctets) {
        VirtualDevice device = new VirtualDevice(bus);
        Drain drain = new Drain(device.driver());
        device.add(drain);
        device.run(START_NS);
        device.farEnd().offerEmptyPackets(Long.MAX_VALUE, frameOctets);
        device.run(WARM_UP_NS);
        long before = drain.frames();
        long beforeNs = device.now();
        device.run(MEASURED_SECONDS * SECOND_NS);
        device.expectCleanRun();
        return (drain.frames() - before) * (double) SECOND_NS / (device.now() - beforeNs);
    }
}
