package dev.kogame.apps.sensor;

/** Where readings come from. */
@FunctionalInterface
public interface Source {

    /** The temperature now in thousandths of a degree Celsius, or {@link dev.kogame.board.Thermometer#NO_ANSWER}. */
    int milliCelsius(long nowNs);
}
