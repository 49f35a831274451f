package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import dev.kogame.enc28j60.TimedRig.Cost;
import dev.kogame.enc28j60.chip.SpiTiming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What frames cost on the bus, here and with the accesses of Linux. */
class BusCostTest {
    private static final SpiTiming BUS = SpiTiming.PI_4.at(20_000_000);
    private static final int WARM_UP = 20;
    private static final int REPETITIONS = 101;

    /** Of eight, each run depends on what the one before read: is there more, how much, the packets, how many those were. */
    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"1,   60,  5,   80, 2", //
            "    1, 1514,  6, 1535, 2", //
            "    8,   60, 16,  600, 4"})
    void shouldReceiveWithFewCycles(int frames, int octets, long selects, long clocked, long runs) {
        TimedRig rig = TimedRig.ours(BUS);
        expectAtMost(new Cost(selects, clocked, runs), typical(rig, () -> rig.receiveCost(frames, octets)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"60, 8, 75, 2", "1514, 8, 1530, 2"})
    void shouldTransmitWithFewCycles(int octets, long selects, long clocked, long runs) {
        TimedRig rig = TimedRig.ours(BUS);
        expectAtMost(new Cost(selects, clocked, runs), typical(rig, () -> rig.transmitCost(octets)));
    }

    /** Nothing that the driver remembers of the last frame's length helps it here. */
    @Test
    void shouldTransmitWithFewCyclesWhenLengthsAlternate() {
        TimedRig rig = TimedRig.ours(BUS);
        rig.transmitCost(300);
        for (int i = 0; i < REPETITIONS; i++) {
            expectAtMost(new Cost(8, 75, 2), rig.transmitCost(60));
            expectAtMost(new Cost(8, 1530, 2), rig.transmitCost(1514));
        }
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"1, 60, 17, 102", "1, 1514, 17, 1556", "8, 60, 80, 704"})
    void shouldReceiveWithTheAccessesCountedForLinux(int frames, int octets, long selects, long clocked) {
        TimedRig rig = TimedRig.linux(BUS);
        // Each access is a call of its own.
        expectAlways(new Cost(selects, clocked, selects), rig, () -> rig.receiveCost(frames, octets));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"60, 18, 95", "1514, 18, 1549"})
    void shouldTransmitWithTheAccessesCountedForLinux(int octets, long selects, long clocked) {
        TimedRig rig = TimedRig.linux(BUS);
        expectAlways(new Cost(selects, clocked, selects), rig, () -> rig.transmitCost(octets));
    }

    private static void expectAtMost(Cost bound, Cost cost) {
        assertThat(cost.selects()).as("chip-select cycles").isPositive().isLessThanOrEqualTo(bound.selects());
        assertThat(cost.octets()).as("octets").isPositive().isLessThanOrEqualTo(bound.octets());
        assertThat(cost.runs()).as("runs").isPositive().isLessThanOrEqualTo(bound.runs());
    }

    private static void expectAlways(Cost exactly, TimedRig rig, Supplier<Cost> measurement) {
        assertThat(measured(rig, measurement)).allSatisfy(cost -> assertThat(cost).isEqualTo(exactly));
    }

    /** The median: now and then a flag that the chip misreports (erratum 6) has the driver ask again. */
    private static Cost typical(TimedRig rig, Supplier<Cost> measurement) {
        List<Cost> costs = measured(rig, measurement);
        costs.sort(Comparator.comparingLong(Cost::octets));
        return costs.get(REPETITIONS / 2);
    }

    private static List<Cost> measured(TimedRig rig, Supplier<Cost> measurement) {
        for (int i = 0; i < WARM_UP; i++) {
            measurement.get();
        }
        List<Cost> costs = new ArrayList<>();
        for (int i = 0; i < REPETITIONS; i++) {
            costs.add(measurement.get());
        }
        assertThat(rig.chip.describeViolations()).isEqualTo("no violation");
        return costs;
    }
}
