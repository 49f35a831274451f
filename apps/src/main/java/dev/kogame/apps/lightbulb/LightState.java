package dev.kogame.apps.lightbulb;

/** What a light is told to be. */
final class LightState {

    static final int FULL_PERCENT = 100;
    static final int MAX_TRANSITION_MS = 3_600_000;

    /** Whether it is lit. */
    boolean on;
    /** How bright it is when it is lit, 1 to 100 %. */
    int level = FULL_PERCENT;
    /** How long a change takes, 0 to {@link #MAX_TRANSITION_MS}. */
    int transitionMs;

    void set(LightState other) {
        on = other.on;
        level = other.level;
        transitionMs = other.transitionMs;
    }

    boolean is(LightState other) {
        return on == other.on && level == other.level && transitionMs == other.transitionMs;
    }

    /** The brightness that is wanted: 0 if it is off. */
    int percent() {
        return on ? level : 0;
    }

    /** Wants a brightness; of 0 the level is not changed, so that it comes back with the light. */
    void percent(int wanted) {
        on = wanted > 0;
        level = on ? wanted : level;
    }
}
