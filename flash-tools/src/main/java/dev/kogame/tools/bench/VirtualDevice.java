package dev.kogame.tools.bench;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.apps.DutyCycle;
import dev.kogame.board.Duty;
import dev.kogame.enc28j60.Enc28j60;
import dev.kogame.enc28j60.Enc28j60Config;
import dev.kogame.enc28j60.chip.ChipOptions;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import dev.kogame.enc28j60.chip.SpiTiming;

/**
 * The driver behind a bus, with the chip, a cable and a far station, run by a device's own duty cycle in virtual time. Only the bus
 * and the wire take time; the processor and waking up take none. Half duplex, as a device has it.
 */
final class VirtualDevice {

    private static final int MOST_TURNS_WITHOUT_TIME = 100_000;

    private final FarStation farEnd = new FarStation();
    private final Enc28j60Chip chip;
    private final Enc28j60 driver;
    private final List<Duty> duties = new ArrayList<>();
    private long nowNs;
    private int turnsWithoutTime;

    VirtualDevice(SpiTiming bus) {
        chip = new Enc28j60Chip(ChipOptions.DEFAULTS.with(bus), farEnd);
        farEnd.wireClock(chip::nowNs);
        driver = new Enc28j60(chip, chip, Enc28j60Config.halfDuplex(FarStation.DEVICE_MAC));
        duties.add(chip);
    }

    /** Puts something on the driver or beside it that gets its turn after those added before. */
    void add(Duty duty) {
        duties.add(duty);
    }

    FarStation farEnd() {
        return farEnd;
    }

    Enc28j60 driver() {
        return driver;
    }

    Enc28j60Chip chip() {
        return chip;
    }

    /** The time, the bus accesses made so far included. */
    long now() {
        nowNs = Math.max(nowNs, chip.nowNs());
        return nowNs;
    }

    private void idle(int work, long pollNs, long deadlineNs) {
        long beforeNs = now();
        if (work == 0) {
            nowNs = Math.max(nowNs, deadlineNs);
        }
        turnsWithoutTime = nowNs > beforeNs || beforeNs > pollNs ? 0 : turnsWithoutTime + 1;
        if (turnsWithoutTime > MOST_TURNS_WITHOUT_TIME) {
            throw new IllegalStateException("the duty cycle spins at " + nowNs + " ns: " + driver.counters());
        }
    }

    /** Runs the duty cycle for a time, and to the end of the turn that begins in it. */
    void run(long durationNs) {
        new DutyCycle(this::now, this::idle, () -> {}, duties.toArray(Duty[]::new)).run(now() + durationNs);
    }

    /** Lets time pass for the chip and the wire alone: the device's thread does not get its turn. */
    void stall(long durationNs) {
        long endNs = now() + durationNs;
        while (nowNs < endNs) {
            if (chip.poll(nowNs, DutyCycle.BUDGET) == 0) {
                nowNs = Math.min(endNs, Math.max(nowNs + 1, chip.nextDeadlineNs()));
            }
        }
        chip.poll(nowNs, DutyCycle.BUDGET);
    }

    /** What the bus has done so far. */
    Cost cost() {
        return new Cost(chip.spiCycles(), chip.spiOctets(), chip.spiRuns());
    }

    /** @throws IllegalStateException if the driver broke a rule of the data sheet */
    void expectCleanRun() {
        if (chip.violations() > 0) {
            throw new IllegalStateException("the driver broke the data sheet: " + chip.describeViolations());
        }
    }
}
