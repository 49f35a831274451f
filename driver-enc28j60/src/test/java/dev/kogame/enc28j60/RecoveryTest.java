package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.Revision;
import dev.kogame.enc28j60.chip.TransmitFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** The host stalls for longer than the ring lasts. */
    @ParameterizedTest
    @ValueSource(longs = {5, 20, 500})
    void shouldDrainCountAndGoOnAfterAnOverflow(long stallMs) {
        Rig rig = Rig.up(true);
        offer(rig, 1514, 400);
        rig.round();
        rig.nowNs += stallMs * Rig.MS;
        rig.run(700 * Rig.MS);
        assertThat(rig.received + rig.chip.overruns()).isEqualTo(400);
        if (stallMs > 5) {
            assertThat(rig.chip.overruns()).isPositive();
            assertThat(rig.count(Enc28j60Event.RECEIVE_OVERRUN)).isPositive();
            assertThat(rig.lastError).isEqualTo(EthernetPort.RECEIVE_OVERRUN);
        }
        // After the longest stall nothing comes any more, which a deaf receiver would look like.
        assertThat(rig.count(Enc28j60Event.RESYNC)).isLessThanOrEqualTo(stallMs == 500 ? 1 : 0);
        expectTraffic(rig, 2 * Rig.MS);
        rig.expectNoViolation();
    }

    @Test
    void shouldSkipARingFullOfRuntsAndGoOn() {
        Rig rig = Rig.up(true);
        byte[] runt = new byte[18];
        System.arraycopy(sent, 0, runt, 0, 14);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(runt, 0, 14);
        for (int i = 0; i < 4; i++) {
            runt[14 + i] = (byte) (crc.getValue() >> 8 * i);
        }
        for (int i = 0; i < 300; i++) {
            rig.chip.receiveRaw(runt, 0, 18);
            rig.nowNs += 100_000;
            rig.chip.poll(rig.nowNs, 8);
        }
        int room = ReceiveRing.LAST / (6 + 18);
        assertThat(rig.chip.overruns()).isEqualTo(300 - room);
        rig.run(10 * Rig.MS);
        assertThat(rig.count(Enc28j60Event.RECEIVE_DAMAGED)).isEqualTo(room);
        assertThat(rig.count(Enc28j60Event.RESYNC)).isZero();
        expectTraffic(rig, 2 * Rig.MS);
    }

    /** Each of the header's bits in turn: what cannot be right is not believed. */
    @Test
    void shouldRestartTheReceiverWhenAHeaderMakesNoSense() {
        for (int bit = 0; bit < 48; bit++) {
            Rig rig = Rig.up(true);
            rig.reading = false;
            offer(rig, 80, 3);
            for (int i = 0; i < 10; i++) {
                rig.nowNs += 100_000;
                rig.chip.poll(rig.nowNs, 8);
            }
            rig.chip.poke(bit / 8, rig.chip.peek(bit / 8) ^ 1 << bit % 8);
            rig.reading = true;
            rig.run(Rig.MS);
            // Bits of the status vector that only describe the frame do no harm.
            boolean describes = bit >= 32 && bit != 33 && bit != 35 && bit != 47;
            assertThat(rig.count(Enc28j60Event.RESYNC)).as("bit %d", bit).isEqualTo(describes ? 0 : 1);
            assertThat(rig.driver.linkUp()).isTrue();
            expectTraffic(rig, 2 * Rig.MS);
            rig.expectNoViolation();
        }
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldResetATransmitterThatNeverEnds(boolean fullDuplex) {
        Rig rig = Rig.up(fullDuplex);
        rig.chip.transmitFault(TransmitFault.STALL, 1);
        assertThat(rig.transmit(sent, 1514)).isEqualTo(EthernetPort.SENT);
        rig.run(100 * Rig.MS);
        assertThat(rig.count(Enc28j60Event.TRANSMIT_STUCK)).isEqualTo(1);
        assertThat(rig.driver.linkUp()).isTrue();
        expectTraffic(rig, 2 * Rig.MS);
        assertThat(rig.count(Enc28j60Event.TRANSMIT_STUCK)).isEqualTo(1);
        rig.expectNoViolation();
    }

    @ParameterizedTest
    @EnumSource(value = TransmitFault.class, names = {"LATE_COLLISION", "FALSE_COLLISION"})
    void shouldSendAgainAfterALateCollision(TransmitFault fault) {
        Rig rig = Rig.up(false);
        rig.chip.transmitFault(fault, 1);
        byte[] frame = Rig.frame(new byte[1514], rig.farEnd.macAddress(), 777, 5);
        assertThat(rig.transmit(frame, 777)).isEqualTo(EthernetPort.SENT);
        rig.run(10 * Rig.MS);
        assertThat(rig.count(Enc28j60Event.TRANSMIT_RETRIED)).isEqualTo(1);
        byte[] seen = new byte[2048];
        assertThat(rig.farEnd.take(seen)).isEqualTo(777);
        assertThat(Arrays.mismatch(frame, 0, 777, seen, 0, 777)).isEqualTo(-1);
        expectTraffic(rig, 2 * Rig.MS);
        rig.expectNoViolation();
    }

    @Test
    void shouldGiveAFrameUpAfterSixteenLateCollisions() {
        Rig rig = Rig.up(false);
        rig.chip.transmitFault(TransmitFault.LATE_COLLISION, 17);
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
        rig.chip.transmitFault(TransmitFault.EXCESSIVE_COLLISIONS, 1);
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

    /** Erratum 9. */
    @Test
    void shouldNotHearItselfInHalfDuplex() {
        Rig rig = Rig.up(false);
        for (int i = 0; i < 40; i++) {
            rig.transmit(sent, 60);
            rig.run(Rig.MS);
        }
        assertThat(rig.farEnd.sent()).isEqualTo(40);
        assertThat(rig.received).isZero();
    }

    @Test
    void shouldCountAFrameThatCollidedTooOften() {
        Rig rig = Rig.up(false);
        rig.chip.transmitFault(TransmitFault.EXCESSIVE_COLLISIONS, 1);
        rig.transmit(sent, 100);
        rig.run(Rig.MS);
        assertThat(rig.count(Enc28j60Event.TRANSMIT_ABORTED)).isEqualTo(1);
        expectTraffic(rig, 2 * Rig.MS);
    }

    @Test
    void shouldConfigureAChipAnewThatLostItsSupply() {
        Rig rig = Rig.up(true);
        rig.chip.powerCycle();
        rig.run(1_100 * Rig.MS);
        rig.awaitLink();
        assertThat(rig.count(Enc28j60Event.CONFIGURATION_LOST)).isEqualTo(1);
        assertThat(rig.count(Enc28j60Event.START)).isEqualTo(2);
        expectTraffic(rig, 2 * Rig.MS);
    }

    @Test
    void shouldFindWaitingPacketsWithoutTheInterruptLine() {
        Rig rig = Rig.up(true);
        rig.lineStuck = 0;
        offer(rig, 100, 1);
        rig.run(1_100 * Rig.MS);
        assertThat(rig.received).isEqualTo(1);
        assertThat(rig.count(Enc28j60Event.MISSED_INTERRUPT)).isEqualTo(1);
    }

    @Test
    void shouldNeitherSpinNorInventFramesWhenTheInterruptLineIsStuck() {
        Rig rig = Rig.up(true);
        offer(rig, 60, 100);
        rig.run(20 * Rig.MS);
        assertThat(rig.received).isEqualTo(100);
        rig.lineStuck = 1;
        rig.run(500 * Rig.MS);
        assertThat(rig.received).isEqualTo(100);
        assertThat(rig.count(Enc28j60Event.SPURIOUS_INTERRUPT)).isBetween(400L, 600L);
        expectTraffic(rig, 3 * Rig.MS);
    }

    @Test
    void shouldStartAnewWhenThePhyStopsAnswering() {
        Rig rig = Rig.up(true);
        rig.chip.miiStuck(true);
        rig.run(1_500 * Rig.MS);
        assertThat(rig.driver.linkUp()).isFalse();
        assertThat(rig.driver.fault()).contains("PHY does not answer");
        rig.chip.miiStuck(false);
        rig.awaitLink();
        expectTraffic(rig, 2 * Rig.MS);
    }

    /** One run fails, at every cycle of a stretch of traffic both ways that includes a link change and a check-up. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldCarryTrafficAgainWhereverTheBusBreaks(Revision revision) {
        for (int cycle = 0; cycle < 160; cycle++) {
            Rig rig = new Rig(revision, false, cycle);
            rig.awaitLink();
            rig.driver.joinGroup(0x33_33_00_00_00_01L);
            rig.bus.breakAfter(cycle);
            for (int i = 0; i < 3; i++) {
                offer(rig, 60 + 500 * i, 2);
                rig.transmit(sent, 60 + 400 * i);
                rig.run(3 * Rig.MS);
            }
            rig.chip.link(false);
            rig.run(Rig.MS);
            rig.chip.link(true);
            rig.run(1_100 * Rig.MS);
            assertThat(rig.bus.broke()).isTrue();
            rig.awaitLink();
            expectTraffic(rig, 3 * Rig.MS);
            rig.expectNoViolation();
        }
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
