package dev.kogame.apps.sensor;

/** A room that is not there: around 21 °C, warmer and colder with the day, the heating and the draught. The same seed, the same room. */
public final class SimulatedRoom implements Source {

    private static final double MINUTE_NS = 60e9;
    private static final double MEAN_MILLI = 21_000;
    /** The day, the heating's cycle, the draught: how much in thousandths of a degree, and how long one wave takes in minutes. */
    private static final double[] SWING_MILLI = {1800, 600, 150};
    private static final double[] PERIOD_MINUTES = {24 * 60, 47, 7};

    private final double[] phase = new double[SWING_MILLI.length];

    /** A room; the seed says at which hour it begins. */
    public SimulatedRoom(long seed) {
        for (int i = 0; i < phase.length; i++) {
            phase[i] = 2 * Math.PI * Math.floorMod(seed * (7919 + i), 1000) / 1000;
        }
    }

    @Override
    public int milliCelsius(long nowNs) {
        double milli = MEAN_MILLI;
        for (int i = 0; i < phase.length; i++) {
            milli += SWING_MILLI[i] * Math.sin(2 * Math.PI * (nowNs / MINUTE_NS / PERIOD_MINUTES[i]) + phase[i]);
        }
        return (int) Math.round(milli);
    }
}
