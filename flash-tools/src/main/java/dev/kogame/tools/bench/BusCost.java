package dev.kogame.tools.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.SpiTiming;

/**
 * What a frame costs on the bus, measured at the model of the chip.
 *
 * <p>Receiving: from the moment the frames wait and the interrupt line is asserted until nothing more comes of them. Sending: from
 * idle until the driver knows that the slot is free again, its own later question included.
 */
final class BusCost {

    private static final long MS = 1_000_000;
    private static final int WARM_UP = 20;
    private static final int REPETITIONS = 101;
    /** Longer than the watchdog of a transmission and what a measurement takes. */
    private static final long QUIET_NS = 300 * MS;
    private static final long LINK_NS = 3_000 * MS;

    private final VirtualDevice device;
    private final byte[] frame = new byte[EthernetPort.MAX_FRAME_OCTETS];
    private final Drain drain;

    BusCost(SpiTiming bus) {
        device = new VirtualDevice(bus);
        drain = new Drain(device.driver());
        device.add(drain);
        device.run(LINK_NS);
    }

    /** All repetitions of a measurement, the cheapest first. */
    List<Cost> receive(int frames, int octets) {
        return repeat(() -> receiveOnce(frames, octets));
    }

    /** All repetitions of a measurement, each behind a frame of {@code before} octets that does not count; the cheapest first. */
    List<Cost> transmit(int octets, int before) {
        return repeat(() -> {
            transmitOnce(before);
            return transmitOnce(octets);
        });
    }

    private List<Cost> repeat(Supplier<Cost> measurement) {
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; i < WARM_UP + REPETITIONS; i++) {
            Cost cost = measurement.get();
            if (i >= WARM_UP) {
                costs.add(cost);
            }
        }
        device.expectCleanRun();
        costs.sort(Comparator.comparingLong(Cost::octets).thenComparingLong(Cost::selects));
        return costs;
    }

    private Cost receiveOnce(int frames, int octets) {
        awaitQuiet();
        long framesBefore = drain.frames();
        device.farEnd().offerEmptyPackets(frames, octets);
        device.stall(20 * MS);
        if (!device.chip().asserted()) {
            throw new IllegalStateException("frames wait and the chip does not say so");
        }
        Cost before = device.cost();
        device.run(20 * MS);
        if (drain.frames() - framesBefore != frames || device.chip().asserted()) {
            throw new IllegalStateException("of " + frames + " frames " + (drain.frames() - framesBefore) + " came");
        }
        return device.cost().minus(before);
    }

    private Cost transmitOnce(int octets) {
        awaitQuiet();
        Cost before = device.cost();
        long sentBefore = device.chip().framesSent();
        if (device.driver().transmit(frame, 0, octets, device.now()) != EthernetPort.SENT) {
            throw new IllegalStateException("an idle driver does not take a frame");
        }
        device.run(QUIET_NS / 2);
        if (device.chip().framesSent() - sentBefore != 1) {
            throw new IllegalStateException("the frame was not sent");
        }
        return device.cost().minus(before);
    }

    /** An idle driver's next deadline is its check-up, which is no cost of a frame. */
    private void awaitQuiet() {
        while (device.driver().nextDeadlineNs() - device.now() < QUIET_NS) {
            device.run(QUIET_NS);
        }
    }
}
