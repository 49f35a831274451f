package dev.kogame.enc28j60;

import org.junit.jupiter.api.Test;

/** Nothing goes wrong. */
class RandomTrafficTest {
    private static final long MS = Rig.MS;

    @Test
    void shouldCarryRandomTrafficBothWaysWithoutLossOrViolation() {
        new Row("no fault", 8 * MS).trials(50, trial -> {
            Rig rig = trial.traffic();
            for (int i = 0; i < 100; i++) {
                rig.reading = trial.random.nextInt(4) > 0;
                rig.run(trial.random.nextInt(600_000));
            }
            rig.reading = true;
            trial.recovers();
            trial.counted(Enc28j60Event.RECEIVE_OVERRUN, 0);
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }
}
