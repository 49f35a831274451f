package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupFilterTest {
    private static final long ALL_NODES = 0x33_33_00_00_00_01L;
    private static final long ALL_ROUTERS = 0x33_33_00_00_00_02L;
    private static final long BROADCAST = 0xFF_FF_FF_FF_FF_FFL;

    private final Rig rig = Rig.up(true);
    private int number;

    private boolean hears(long destination) {
        int before = rig.received;
        rig.farEnd.offer(Rig.frame(new byte[60], destination, 60, number++), 60);
        rig.run(Rig.MS);
        return rig.received > before;
    }

    /** Vectors computed by independent implementations of the same hash. */
    @ParameterizedTest
    @CsvSource({"333300000001,51", "333300000002,8", "333300000016,52", "3333000000fb,50", "333300010002,16",
            "3333ff000001,45", "3333ff123456,23", "01005e000001,63", "ffffffffffff,62"})
    void shouldHash(String address, int bit) {
        assertThat(GroupFilter.hash(Long.parseLong(address, 16))).isEqualTo(bit);
    }

    @Test
    void shouldHearItselfEverybodyAndJoinedGroupsOnly() {
        assertThat(hears(Rig.MAC)).isTrue();
        assertThat(hears(BROADCAST)).isTrue();
        assertThat(hears(Rig.MAC + 1)).isFalse();
        assertThat(hears(ALL_NODES)).isFalse();
        rig.driver.joinGroup(ALL_NODES);
        assertThat(hears(ALL_NODES)).isTrue();
        assertThat(hears(ALL_ROUTERS)).isFalse();
        rig.driver.leaveGroup(ALL_NODES);
        rig.run(Rig.MS);
        assertThat(hears(ALL_NODES)).isFalse();
        rig.expectNoViolation();
    }

    @Test
    void shouldKeepABitThatTwoGroupsShare() {
        long other = ALL_NODES + 1;
        while (GroupFilter.hash(other) != GroupFilter.hash(ALL_NODES)) {
            other++;
        }
        rig.driver.joinGroup(ALL_NODES);
        rig.driver.joinGroup(other);
        rig.driver.leaveGroup(other);
        rig.run(Rig.MS);
        assertThat(hears(ALL_NODES)).isTrue();
        rig.driver.leaveGroup(ALL_NODES);
        rig.driver.leaveGroup(ALL_NODES);
        rig.run(Rig.MS);
        assertThat(hears(ALL_NODES)).isFalse();
    }

    @Test
    void shouldHearAGroupBeforeAnythingIsSentAboutIt() {
        rig.driver.joinGroup(ALL_NODES);
        assertThat(rig.driver.nextDeadlineNs()).isLessThanOrEqualTo(rig.nowNs);
        rig.transmit(Rig.frame(new byte[60], ALL_ROUTERS, 60, 1), 60);
        rig.farEnd.offer(Rig.frame(new byte[60], ALL_NODES, 60, 2), 60);
        // The whole answer arrives before the driver has another turn.
        for (int i = 0; i < 10; i++) {
            rig.nowNs += 50_000;
            rig.chip.poll(rig.nowNs, 8);
        }
        rig.run(Rig.MS);
        assertThat(rig.received).isEqualTo(1);
    }

    @Test
    void shouldKeepGroupsOverARestart() {
        rig.driver.joinGroup(ALL_NODES);
        rig.run(Rig.MS);
        rig.chip.powerCycle();
        rig.run(1_100 * Rig.MS);
        rig.awaitLink();
        assertThat(hears(ALL_NODES)).isTrue();
    }
}
