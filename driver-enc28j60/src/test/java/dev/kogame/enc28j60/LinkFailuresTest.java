package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Field failures of the link: T25. */
class LinkFailuresTest {
    private static final long MS = Rig.MS;
    /** The PHY takes 32 ms to find a link, which is not the driver's doing, and the driver some frames. */
    private static final long LINK_NS = 45 * MS;
    private static final long CHECKUP_NS = 1_000 * MS;

    @Test
    @DisplayName("T25: the cable is pulled and plugged in, once or in a storm")
    void t25ShouldFollowTheCable() {
        new Row("T25", LINK_NS).losing(300, 15).trials(trial -> {
            Rig rig = trial.traffic();
            int times = 1 + trial.random.nextInt(trial.random.nextBoolean() ? 2 : 30);
            long downNs = trial.random.nextInt(3_000_000);
            long upNs = trial.random.nextInt(trial.random.nextBoolean() ? 3_000_000 : 50_000_000);
            trial.faults().flapLink(downNs + 1, upNs + 1, times);
            trial.slowly();
            rig.run(times * (downNs + upNs + 2));
            trial.recovers();
            trial.counted(Enc28j60Event.RESYNC, 0);
            trial.counted(Enc28j60Event.START, 1);
            assertThat(rig.count(Enc28j60Event.LINK_UP)).isEqualTo(1 + rig.count(Enc28j60Event.LINK_DOWN));
            long spurious = rig.count(Enc28j60Event.SPURIOUS_INTERRUPT);
            rig.run(10 * MS);
            assertThat(rig.count(Enc28j60Event.SPURIOUS_INTERRUPT)).as("interrupts for nothing").isEqualTo(spurious);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T25: LINKIF never says anything")
    void t25ShouldNoticeTheLinkWithoutTheInterruptLine() {
        new Row("T25, no interrupt", LINK_NS).losing(320, 320).trials(trial -> {
            Rig rig = trial.traffic();
            rig.lineStuck = 0;
            rig.chip.link(false);
            trial.slowly();
            rig.run(CHECKUP_NS + MS);
            assertThat(rig.driver.linkUp()).isFalse();
            rig.chip.link(true);
            rig.run(CHECKUP_NS + 40 * MS);
            assertThat(rig.driver.linkUp()).isTrue();
            rig.lineStuck = -1;
            trial.recovers();
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }

    @Test
    @DisplayName("T25: LINKIF is never cleared by reading PHIR: a bounded cost, and traffic goes on")
    void t25ShouldCarryTrafficWhileLinkifStays() {
        new Row("T25, LINKIF stays", LINK_NS).losing(100, 5).trials(trial -> {
            Rig rig = trial.traffic();
            trial.faults().phirStuck(true);
            rig.chip.link(false);
            rig.run(MS + trial.moment());
            rig.chip.link(true);
            trial.recovers();
            long cycles = rig.chip.spiCycles();
            rig.run(50 * MS);
            assertThat(rig.chip.spiCycles() - cycles).as("cycles in 50 ms without traffic").isLessThan(50 * 50);
            trial.counted(Enc28j60Event.START, 1);
            trial.noViolation();
        });
    }
}
