package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinkTest {
    private final Rig rig = Rig.up(true);

    private boolean hears() {
        int before = rig.received;
        rig.farEnd.offer(Rig.frame(new byte[60], Rig.MAC, 60, 1), 60);
        rig.run(Rig.MS);
        return rig.received > before;
    }

    @Test
    void shouldFollowTheCableByInterrupt() {
        rig.chip.link(false);
        rig.run(Rig.MS);
        assertThat(rig.driver.linkUp()).isFalse();
        assertThat(hears()).isFalse();
        rig.chip.link(true);
        rig.run(40 * Rig.MS);
        assertThat(rig.driver.linkUp()).isTrue();
        assertThat(hears()).isTrue();
        assertThat(rig.count(Enc28j60Event.LINK_UP)).isEqualTo(2);
        assertThat(rig.count(Enc28j60Event.LINK_DOWN)).isEqualTo(1);
        rig.expectNoViolation();
    }

    @Test
    void shouldFollowTheFarEnd() {
        rig.farEnd.linkUp = false;
        rig.run(2 * Rig.MS);
        rig.chip.poll(rig.nowNs, 8);
        rig.run(2 * Rig.MS);
        assertThat(rig.driver.linkUp()).isFalse();
    }
}
