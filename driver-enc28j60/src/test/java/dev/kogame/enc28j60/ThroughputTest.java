package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.enc28j60.chip.SpiTiming;
import org.junit.jupiter.api.Test;

/**
 * How many frames the bus of a Raspberry Pi 4 lets through in a second of virtual time. Both drivers pay the same for a run of the
 * bus, though one of them would be inside the kernel, and nothing for the processor and for waking up.
 */
class ThroughputTest {
    private static final SpiTiming BUS = SpiTiming.PI_4.at(20_000_000);
    private static final long WARM_UP_NS = 200_000_000;
    private static final int SECONDS = 2;
    private static final long DURATION_NS = SECONDS * 1_000_000_000L;
    /** Preamble, 1514 octets, frame check sequence and gap at 10 Mb/s. */
    private static final double LONG_FRAMES_PER_SECOND = 812.7;

    @Test
    void shouldCarryFramesFasterThanLinuxDoesAndFillTheWire() {
        double linux60 = received(TimedRig.linux(BUS), 60);
        double linux1514 = received(TimedRig.linux(BUS), 1514);
        double linuxOut = sent(TimedRig.linux(BUS), 1514);
        double ours60 = received(TimedRig.ours(BUS), 60);
        double ours1514 = received(TimedRig.ours(BUS), 1514);
        double oursOut = sent(TimedRig.ours(BUS), 1514);
        String figures = "frames/s, ours and Linux: 60 in %.1f %.1f, 1514 in %.1f %.1f, 1514 out %.1f %.1f"
                .formatted(ours60, linux60, ours1514, linux1514, oursOut, linuxOut);

        assertThat(ours60 / linux60).as(figures).isGreaterThanOrEqualTo(2.5);
        assertThat(ours1514 / LONG_FRAMES_PER_SECOND).as(figures).isBetween(0.97, 1.001);
        assertThat(oursOut / LONG_FRAMES_PER_SECOND).as(figures).isBetween(0.97, 1.001);
    }

    private static double received(TimedRig rig, int octets) {
        rig.flood(octets, WARM_UP_NS);
        long before = rig.received;
        rig.flood(octets, DURATION_NS);
        double rate = (rig.received - before) / (double) SECONDS;
        assertThat(rig.chip.describeViolations()).isEqualTo("no violation");
        return rate;
    }

    private static double sent(TimedRig rig, int octets) {
        rig.send(octets, WARM_UP_NS);
        long before = rig.farEnd.taken();
        rig.send(octets, DURATION_NS);
        double rate = (rig.farEnd.taken() - before) / (double) SECONDS;
        assertThat(rig.chip.describeViolations()).isEqualTo("no violation");
        return rate;
    }
}
