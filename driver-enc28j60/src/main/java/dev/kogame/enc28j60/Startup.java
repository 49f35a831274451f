package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.ECON2;
import static dev.kogame.enc28j60.Registers.ECON2_PWRSV;

/**
 * From a chip in any state to one that is configured: wake it, reset it, configure it, each after the wait it needs.
 *
 * <p>Errata 2 and 19 make the order: a sleeping chip ignores a reset, so it is woken first, and after the reset CLKRDY proves
 * nothing, so the time is waited out. A failed start is tried again after a pause that doubles up to five seconds.
 */
final class Startup {
    private static final int WAITING = 0;
    private static final int WAKING = 1;
    private static final int RESETTING = 2;
    private static final int DONE = 3;

    /** After power save the clock needs 300 µs. */
    private static final long WAKE_NS = 500_000;
    /** Erratum 2: 1 ms after a reset, with a margin of as much again. */
    private static final long RESET_NS = 2_000_000;
    private static final long SHORTEST_PAUSE_NS = 50_000_000;
    private static final long LONGEST_PAUSE_NS = 5_000_000_000L;

    private final ChipAccess chip;
    private final Configuration configuration;
    private final Fault fault;
    private final Enc28j60Counters counters;
    private int state = WAITING;
    private long stepNs;
    private long pauseNs = SHORTEST_PAUSE_NS;

    Startup(ChipAccess chip, Configuration configuration, Fault fault, Enc28j60Counters counters) {
        this.chip = chip;
        this.configuration = configuration;
        this.fault = fault;
        this.counters = counters;
    }

    /** Whether the chip is configured. */
    boolean done() {
        return state == DONE;
    }

    /** When the next step is due; only while not {@link #done}. */
    long deadlineNs() {
        return stepNs;
    }

    /** Begins again at the next poll. */
    void again(long nowNs) {
        state = WAITING;
        stepNs = nowNs;
    }

    /** Takes the step that is due, if one is; whether it did. */
    boolean poll(long nowNs) {
        if (state == DONE || nowNs < stepNs) {
            return false;
        }
        switch (state) {
            case WAITING -> {
                chip.forgetBank();
                chip.clearBits(ECON2, ECON2_PWRSV);
                proceed(WAKING, WAKE_NS, nowNs);
            }
            case WAKING -> {
                chip.systemReset();
                proceed(RESETTING, RESET_NS, nowNs);
            }
            default -> configure(nowNs);
        }
        return true;
    }

    private void proceed(int following, long waitNs, long nowNs) {
        if (chip.run() < 0) {
            fault.is(Fault.BUS, 0, 0, chip.errno());
            failed(nowNs);
            return;
        }
        state = following;
        stepNs = nowNs + waitNs;
    }

    private void configure(long nowNs) {
        if (!configuration.apply()) {
            failed(nowNs);
            return;
        }
        counters.count(Enc28j60Event.START);
        fault.clear();
        state = DONE;
        pauseNs = SHORTEST_PAUSE_NS;
    }

    private void failed(long nowNs) {
        counters.count(Enc28j60Event.START_FAILED);
        state = WAITING;
        stepNs = nowNs + pauseNs;
        pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
    }
}
