package dev.kogame.board;

/** A thermometer. */
@FunctionalInterface
public interface Thermometer {

    /** {@link #milliCelsius}: the thermometer does not answer. Below the absolute zero, so that no temperature looks like it. */
    int NO_ANSWER = Integer.MIN_VALUE;

    /** The temperature in thousandths of a degree Celsius, or {@link #NO_ANSWER}. May block while the bus carries it. */
    int milliCelsius();
}
