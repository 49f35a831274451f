package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.TransmitFault;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private final byte[] sent = Rig.frame(new byte[1514], Rig.MAC, 1514, 1);

    private void offer(Rig rig, int octets, int count) {
        for (int i = 0; i < count; i++) {
            rig.farEnd.offer(sent, octets);
        }
    }

    private void expectTraffic(Rig rig, long withinNs) {
        rig.farEnd.offer(sent, 300);
        int before = rig.received;
        rig.run(withinNs);
        assertThat(rig.received).as("frames in: %s", rig.driver.counters()).isGreaterThan(before);
        assertThat(rig.lastOctets).isEqualTo(300);
        assertThat(Arrays.mismatch(sent, 0, 300, rig.frame, 0, 300)).isEqualTo(-1);
        int out = rig.farEnd.sent();
        assertThat(rig.transmit(sent, 60)).isEqualTo(EthernetPort.SENT);
        rig.run(withinNs);
        assertThat(rig.farEnd.sent()).as("frames out: %s", rig.driver.counters()).isGreaterThan(out);
    }

    @Test
    void shouldNotCutOffAFrameOnItsWayOutWhenTheReceiverIsRestarted() {
        Rig rig = Rig.up(true);
        offer(rig, 80, 2);
        rig.run(Rig.MS);
        rig.reading = false;
        offer(rig, 80, 1);
        for (int i = 0; i < 3; i++) {
            rig.nowNs += 100_000;
            rig.chip.poll(rig.nowNs, 8);
        }
        rig.chip.poke(2 * 90 + 1, 0x7F);
        assertThat(rig.transmit(sent, 1514)).isEqualTo(EthernetPort.SENT);
        rig.reading = true;
        rig.run(3 * Rig.MS);
        assertThat(rig.count(Enc28j60Event.RESYNC)).isEqualTo(1);
        assertThat(rig.farEnd.sent()).isEqualTo(1);
    }

    @Test
    void shouldCountTheFrameThatARestartCutsOff() {
        Rig rig = Rig.up(true);
        assertThat(rig.transmit(sent, 1514)).isEqualTo(EthernetPort.SENT);
        rig.bus.breakAfter(0);
        offer(rig, 80, 1);
        rig.run(3 * Rig.MS);
        assertThat(rig.count(Enc28j60Event.RESYNC)).isEqualTo(1);
        assertThat(rig.count(Enc28j60Event.TRANSMIT_ABORTED)).isEqualTo(1);
        expectTraffic(rig, 3 * Rig.MS);
    }

    @Test
    void shouldStartAnewWhenRestartingTheReceiverDoesNotHelp() {
        Rig rig = Rig.up(true);
        for (int i = 0; i < 9; i++) {
            rig.reading = false;
            offer(rig, 80, 1);
            rig.nowNs += 200_000;
            rig.chip.poll(rig.nowNs, 8);
            rig.nowNs += 200_000;
            rig.chip.poll(rig.nowNs, 8);
            rig.chip.poke(1, 0x7F);
            rig.reading = true;
            rig.run(Rig.MS);
        }
        rig.awaitLink();
        assertThat(rig.count(Enc28j60Event.START)).isEqualTo(2);
        expectTraffic(rig, 2 * Rig.MS);
    }

    @Test
    void shouldGiveAFrameUpAfterSixteenLateCollisions() {
        Rig rig = Rig.up(false);
        rig.chip.faults().transmit(TransmitFault.LATE_COLLISION, 17);
        rig.transmit(sent, 100);
        rig.run(20 * Rig.MS);
        assertThat(rig.farEnd.sent()).isZero();
        assertThat(rig.count(Enc28j60Event.TRANSMIT_RETRIED)).isEqualTo(16);
        assertThat(rig.count(Enc28j60Event.TRANSMIT_ABORTED)).isEqualTo(1);
        expectTraffic(rig, 2 * Rig.MS);
    }

    /** Its status vector is read in the middle of a packet of which only the head has been read. */
    @Test
    void shouldReceiveOnWhereItStoodWhenAnAbortComesBetween() {
        Rig rig = Rig.up(false);
        rig.reading = false;
        offer(rig, 700, 2);
        rig.run(3 * Rig.MS);
        rig.chip.faults().transmit(TransmitFault.EXCESSIVE_COLLISIONS, 1);
        rig.transmit(sent, 100);
        rig.run(Rig.MS);
        assertThat(rig.transmit(sent, 100)).isEqualTo(EthernetPort.SENT);
        assertThat(rig.count(Enc28j60Event.TRANSMIT_ABORTED)).isEqualTo(1);
        for (int i = 0; i < 2; i++) {
            assertThat(rig.driver.receive(rig.frame, 0, 1514, rig.nowNs)).isEqualTo(700);
            assertThat(Arrays.mismatch(sent, 0, 700, rig.frame, 0, 700)).isEqualTo(-1);
        }
        rig.reading = true;
        expectTraffic(rig, 2 * Rig.MS);
        assertThat(rig.count(Enc28j60Event.RESYNC)).isZero();
    }

    @Test
    void shouldComeBackAfterTheBusWasGoneForAWhile() {
        Rig rig = Rig.up(true);
        rig.bus.dead(true);
        offer(rig, 100, 10);
        rig.run(3_000 * Rig.MS);
        assertThat(rig.driver.linkUp()).isFalse();
        rig.bus.dead(false);
        rig.run(6_000 * Rig.MS);
        rig.awaitLink();
        expectTraffic(rig, 2 * Rig.MS);
    }
}
