package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.Revision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StartTest {
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldStartEveryRevisionInBothDuplexModes(Revision revision) {
        for (boolean fullDuplex : new boolean[] {false, true}) {
            Rig rig = new Rig(revision, fullDuplex, 3);
            assertThat(rig.driver.linkUp()).isFalse();
            assertThat(rig.driver.nextDeadlineNs()).isZero();
            rig.run(100 * Rig.MS);
            assertThat(rig.driver.linkUp()).isTrue();
            assertThat(rig.driver.fault()).isEmpty();
            assertThat(rig.count(Enc28j60Event.START)).isEqualTo(1);
            assertThat(rig.driver.macAddress()).isEqualTo(Rig.MAC);
            rig.expectNoViolation();
        }
    }

    /** Chip first is better, but not needed. */
    @Test
    void shouldStartWhenTheDriverHasItsTurnBeforeTheChip() {
        Rig rig = new Rig();
        for (int i = 0; i < 200 && !rig.driver.linkUp(); i++) {
            rig.driver.poll(rig.nowNs);
            rig.chip.poll(rig.nowNs, 8);
            rig.nowNs = Math.max(rig.nowNs, Math.min(rig.driver.nextDeadlineNs(), rig.chip.nextDeadlineNs()));
        }
        assertThat(rig.driver.linkUp()).isTrue();
        assertThat(rig.count(Enc28j60Event.START_FAILED)).isZero();
        rig.expectNoViolation();
    }

    @Test
    void shouldNotTakeFramesBeforeTheLinkIsUp() {
        Rig rig = new Rig();
        byte[] frame = new byte[60];
        assertThat(rig.driver.transmit(frame, 0, 60, 0)).isEqualTo(EthernetPort.FAILED);
        assertThat(rig.driver.receive(rig.frame, 0, 1514, 0)).isEqualTo(EthernetPort.NONE);
        rig.chip.link(false);
        rig.run(100 * Rig.MS);
        assertThat(rig.driver.transmit(frame, 0, 60, rig.nowNs)).isEqualTo(EthernetPort.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"0x07,0x07"})
    void shouldSayThatNoChipAnswersAndComeUpWhenOneDoes(int octet, String seen) {
        Rig rig = new Rig();
        rig.bus.stuckAt(octet);
        rig.run(20_000 * Rig.MS);
        assertThat(rig.driver.linkUp()).isFalse();
        assertThat(rig.driver.fault()).startsWith("No ENC28J60 answers: EREVID reads " + seen);
        assertThat(rig.count(Enc28j60Event.START_FAILED)).as("tries, by a growing pause").isBetween(8L, 14L);
        rig.bus.stuckAt(-1);
        rig.run(6_000 * Rig.MS);
        assertThat(rig.driver.linkUp()).isTrue();
        assertThat(rig.driver.fault()).isEmpty();
        rig.expectNoViolation();
    }

    @Test
    void shouldSayThatTheBusFails() {
        Rig rig = new Rig();
        rig.bus.dead(true);
        rig.run(1_000 * Rig.MS);
        assertThat(rig.driver.fault()).contains("errno 5");
        rig.bus.dead(false);
        rig.awaitLink();
    }

    @Test
    void shouldSayThatThePhyStaysBusy() {
        Rig rig = new Rig();
        rig.chip.faults().miiStuck(true);
        rig.run(1_000 * Rig.MS);
        assertThat(rig.driver.fault()).contains("PHY does not answer");
        rig.chip.faults().miiStuck(false);
        rig.awaitLink();
    }

    @Test
    void shouldStartWhereverTheBusBreaks() {
        for (int cycle = 0; cycle < 300; cycle++) {
            Rig rig = new Rig();
            rig.bus.breakAfter(cycle);
            rig.run(300 * Rig.MS);
            assertThat(rig.driver.linkUp()).as("after a break at cycle %d: %s", cycle, rig.driver.counters()).isTrue();
        }
    }
}
