package dev.kogame.apps.lightswitch;

import dev.kogame.board.Button;
import dev.kogame.board.Duty;

/** Looks at a push button often enough to miss no press of a finger. */
final class PushButton implements Duty {

    /** A press lasts 80 ms and more. */
    static final long DISTANCE_NS = 20_000_000L;

    private final Button button;
    private final LightSwitch lightSwitch;
    private boolean pressed;
    private long dueNs;

    PushButton(Button button, LightSwitch lightSwitch) {
        this.button = button;
        this.lightSwitch = lightSwitch;
    }

    @Override
    public int poll(long nowNs, int budget) {
        if (nowNs < dueNs) {
            return 0;
        }
        dueNs = nowNs + DISTANCE_NS;
        boolean now = button.pressed(nowNs);
        if (now && !pressed) {
            lightSwitch.press(LightSwitch.ALL, nowNs);
        }
        pressed = now;
        return 1;
    }

    @Override
    public long nextDeadlineNs() {
        return dueNs;
    }
}
