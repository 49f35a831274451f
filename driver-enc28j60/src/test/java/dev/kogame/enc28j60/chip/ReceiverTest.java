package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.CRC32;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiverTest {
    private static final long START = 100_000_000;
    private static final String OWN = "020000000001";

    private final Queue medium = new Queue();
    private final Enc28j60Chip chip = new Enc28j60Chip(medium);
    private final Host host = new Host(chip);
    private long nowNs = START;

    @BeforeEach
    void configure() {
        chip.poll(1_000_000, 8);
        host.configure(0x19FF, 0xA1, true);
        host.bfs(0x1B, 0xC0);
        poll(START);
        assertThat(host.phyRead(0x11) & 0x0400).as("LSTAT").isNotZero();
        host.bank(0);
    }

    private void poll(long atNs) {
        nowNs = atNs;
        while (chip.poll(nowNs, 8) > 0) {
            // Until it has nothing more to do.
        }
    }

    private static byte[] frame(String destination, int octets) {
        byte[] frame = new byte[octets];
        byte[] address = java.util.HexFormat.of().parseHex(destination);
        System.arraycopy(address, 0, frame, 0, 6);
        frame[12] = (byte) 0x86;
        frame[13] = (byte) 0xDD;
        for (int i = 14; i < octets; i++) {
            frame[i] = (byte) i;
        }
        return frame;
    }

    private static byte[] withFcs(byte[] frame) {
        CRC32 crc = new CRC32();
        crc.update(frame);
        byte[] whole = Arrays.copyOf(frame, frame.length + 4);
        for (int i = 0; i < 4; i++) {
            whole[frame.length + i] = (byte) (crc.getValue() >> 8 * i);
        }
        return whole;
    }

    private void receive(byte[] frame) {
        medium.coming.add(frame);
        poll(nowNs + 10_000);
        poll(nowNs + 3_000_000);
    }

    private int packets() {
        host.bank(1);
        int count = host.rcr(0x19);
        host.bank(0);
        return count;
    }

    @Test
    void shouldWriteHeaderFrameAndCheckSequence() {
        byte[] frame = frame(OWN, 61);
        receive(frame);
        byte[] image = host.rbm(6 + 65);
        // Next packet 0x0048 (71 made even), 65 octets, received OK and type above 1500.
        assertThat(Arrays.copyOf(image, 6)).containsExactly(0x48, 0x00, 65, 0, (byte) 0xC0, 0x00);
        assertThat(Arrays.copyOfRange(image, 6, 71)).isEqualTo(withFcs(frame));
        assertThat(host.word(0x0E)).isEqualTo(0x0048);
        assertThat(packets()).isEqualTo(1);
    }

    @Test
    void shouldPadShortFramesAsTheFarEndDoes() {
        receive(frame(OWN, 20));
        byte[] image = host.rbm(6 + 64);
        assertThat(image[2]).isEqualTo((byte) 64);
        assertThat(Arrays.copyOfRange(image, 6, 70)).isEqualTo(withFcs(Arrays.copyOf(frame(OWN, 20), 60)));
    }

    @Test
    void shouldTakeTheFramesWireTime() {
        medium.coming.add(frame(OWN, 1514));
        medium.coming.add(frame(OWN, 60));
        poll(nowNs + 1);
        assertThat(host.rcr(0x1D) & 0x04).as("RXBUSY").isNotZero();
        long busyNs = (8 + 1514 + 4) * 800;
        long endNs = chip.nextDeadlineNs();
        assertThat(endNs - nowNs).isBetween(busyNs - 20_000, busyNs + 20_000);
        // The questions themselves take a few microseconds.
        poll(endNs - 20_000);
        assertThat(packets()).isZero();
        poll(endNs);
        assertThat(packets()).isEqualTo(1);
        assertThat(medium.coming).hasSize(1);
        long freeNs = chip.nextDeadlineNs();
        assertThat(freeNs - endNs).isBetween(0L, 9_600L);
        poll(freeNs);
        assertThat(medium.coming).isEmpty();
        poll(chip.nextDeadlineNs());
        poll(chip.nextDeadlineNs());
        assertThat(packets()).isEqualTo(2);
        assertThat(chip.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
    }

    /** A stalled host finds what the wire would have brought meanwhile, not more. */
    @Test
    void shouldReceiveAtWireSpeedWhileNobodyPolls() {
        host.bank(1);
        host.wcr(0x18, 0);
        for (int i = 0; i < 50; i++) {
            medium.coming.add(frame(OWN, 60));
        }
        poll(nowNs + 1);
        long wireNs = (8 + 64 + 12) * 800;
        chip.poll(nowNs + 10 * wireNs + 1, 1);
        assertThat(medium.coming).hasSizeGreaterThan(45);
        poll(nowNs + 10 * wireNs + 1);
        assertThat(medium.coming).hasSize(39);
        assertThat(packets()).isEqualTo(10);
    }

    @Test
    void shouldNotHangOnAMediumThatOnlyFails() {
        medium.failing = true;
        assertThat(chip.poll(nowNs + 1_000, 8)).isEqualTo(1);
        assertThat(host.rcr(0x1B)).isEqualTo(0xC0);
        assertThat(chip.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
        medium.failing = false;
        receive(frame(OWN, 60));
        assertThat(packets()).isEqualTo(1);
    }

    @Test
    void shouldHoldTheInterruptLineWhilePacketsWait() {
        assertThat(chip.asserted()).isFalse();
        receive(frame(OWN, 60));
        receive(frame(OWN, 60));
        assertThat(chip.asserted()).isTrue();
        assertThat(host.rcr(0x1D) & 0x80).as("ESTAT.INT").isNotZero();
        host.bfs(0x1E, 0x40);
        assertThat(chip.asserted()).isTrue();
        host.bfs(0x1E, 0x40);
        assertThat(chip.asserted()).isFalse();
        host.bfs(0x1E, 0x40);
        assertThat(packets()).isZero();
        receive(frame(OWN, 60));
        host.bfc(0x1B, 0x80);
        assertThat(chip.asserted()).isFalse();
        host.bfs(0x1B, 0x80);
        assertThat(chip.asserted()).isTrue();
    }

    /** Erratum 6. */
    @Test
    void shouldLieNowAndThenInPktif() {
        for (int i = 0; i < 200; i++) {
            assertThat(host.rcr(0x1C) & 0x40).isZero();
        }
        receive(frame(OWN, 60));
        int seen = 0;
        for (int i = 0; i < 200; i++) {
            seen += host.rcr(0x1C) >> 6 & 1;
        }
        assertThat(seen).isBetween(150, 199);
    }

    @Test
    void shouldLoseWhatFindsNoRoomAndGoOnAfterwards() {
        for (int i = 0; i < 5; i++) {
            receive(frame(OWN, 1514));
        }
        assertThat(packets()).isEqualTo(4);
        assertThat(host.rcr(0x1C) & 0x01).as("RXERIF").isEqualTo(1);
        assertThat(host.rcr(0x1D) & 0x40).as("BUFER").isNotZero();
        assertThat(chip.overruns()).isEqualTo(1);
        host.bfc(0x1C, 0x01);
        host.bfc(0x1D, 0x40);
        assertThat(host.rcr(0x1C) & 0x01).isZero();
        assertThat(host.rcr(0x1D) & 0x40).isZero();
        host.word(0x0C, 1524 - 1);
        host.bfs(0x1E, 0x40);
        receive(frame(OWN, 1514));
        assertThat(packets()).isEqualTo(4);
        assertThat(chip.overruns()).isEqualTo(1);
        // The fifth wrapped: 5 × 1524 - 6656 = 964.
        assertThat(host.word(0x0E)).isEqualTo(964);
    }

    @Test
    void shouldStopCountingAt255Packets() {
        byte[] runt = withFcs(frame(OWN, 14));
        for (int i = 0; i < 255; i++) {
            chip.receiveRaw(runt, 0, runt.length);
            poll(nowNs + 1_000_000);
        }
        assertThat(packets()).isEqualTo(255);
        assertThat(chip.overruns()).isZero();
        chip.receiveRaw(runt, 0, runt.length);
        poll(nowNs + 1_000_000);
        assertThat(packets()).isEqualTo(255);
        assertThat(chip.overruns()).isEqualTo(1);
    }

    @Test
    void shouldRejectFramesBelow18OctetsAndAboveMamxfl() {
        byte[] runt = withFcs(frame(OWN, 14));
        chip.receiveRaw(runt, 1, 17);
        poll(nowNs + 1_000_000);
        byte[] giant = withFcs(frame(OWN, 1515));
        chip.receiveRaw(giant, 0, giant.length);
        poll(nowNs + 3_000_000);
        assertThat(packets()).isZero();
        chip.receiveRaw(runt, 0, 18);
        poll(nowNs + 1_000_000);
        assertThat(packets()).isEqualTo(1);
    }

    @Test
    void shouldKeepAFrameWithAWrongCheckSequenceOnlyWithoutCrcen() {
        byte[] broken = withFcs(frame(OWN, 60));
        broken[30] ^= 1;
        chip.receiveRaw(broken, 0, broken.length);
        poll(nowNs + 1_000_000);
        assertThat(packets()).isZero();
        host.bank(1);
        host.wcr(0x18, 0x81);
        chip.receiveRaw(broken, 0, broken.length);
        poll(nowNs + 1_000_000);
        assertThat(packets()).isEqualTo(1);
        // CRC error instead of received OK.
        assertThat(host.rbm(6)[4]).isEqualTo((byte) 0x50);
    }

    /** Destination, type, bits 31..16 of the status vector. */
    @ParameterizedTest
    @CsvSource({"020000000001,86DD,0x00C0", "FFFFFFFFFFFF,0806,0x02C0", "333300000001,86DD,0x01C0",
            "020000000001,8100,0x40C0", "020000000001,0100,0x00A0", "020000000001,002E,0x0080",
            "020000000001,0010,0x0080"})
    void shouldDescribeTheFrameInTheStatusVector(String destination, String type, int status) {
        host.bank(1);
        host.wcr(0x18, 0);
        byte[] frame = frame(destination, 60);
        System.arraycopy(java.util.HexFormat.of().parseHex(type), 0, frame, 12, 2);
        receive(frame);
        byte[] header = host.rbm(6);
        assertThat(header[4] & 0xFF | (header[5] & 0xFF) << 8).isEqualTo(status);
    }

    @Test
    void shouldObeyPauseFramesAndKeepThemOnlyWithPassall() {
        byte[] pause = frame("0180C2000001", 60);
        System.arraycopy(new byte[] {(byte) 0x88, 0x08, 0x00, 0x01, 0x00, 0x64}, 0, pause, 12, 6);
        host.bank(1);
        host.wcr(0x18, 0);
        host.bank(2);
        host.wcr(0x00, 0x0D);
        medium.coming.add(pause);
        poll(nowNs + 10_000);
        poll(nowNs + 100_000);
        assertThat(packets()).isZero();
        host.word(0x06, 0x1A3C);
        host.bfs(0x1F, 0x08);
        long endNs = chip.nextDeadlineNs();
        assertThat(endNs - nowNs).isBetween(100 * 51_200L - 100_000, 100 * 51_200L + 100_000);
        host.bank(2);
        host.wcr(0x00, 0x03);
        receive(pause);
        assertThat(packets()).isEqualTo(1);
        assertThat(host.rbm(6)[5]).as("multicast, control, pause").isEqualTo((byte) 0x19);
    }

    @Test
    void shouldForgetThePacketInProgressButNoPointerWhenReset() {
        receive(frame(OWN, 60));
        medium.coming.add(frame(OWN, 60));
        poll(nowNs + 10_000);
        host.bfs(0x1F, 0x40);
        host.bfs(0x1F, 0x04);
        assertThat(host.rcr(0x1F) & 0x04).as("RXEN while RXRST").isZero();
        host.bfc(0x1F, 0x40);
        host.bfs(0x1F, 0x04);
        poll(nowNs + 1_000_000);
        assertThat(packets()).isEqualTo(1);
        assertThat(host.word(0x0E)).isEqualTo(70);
        receive(frame(OWN, 60));
        assertThat(packets()).isEqualTo(2);
        assertThat(host.word(0x0E)).isEqualTo(140);
    }

    @Test
    void shouldHearNothingWithoutLinkOrWhileReceivingIsOff() {
        chip.link(false);
        receive(frame(OWN, 60));
        assertThat(medium.coming).isEmpty();
        chip.link(true);
        poll(nowNs + Phy.LINK_UP_NS - 10_000_000);
        receive(frame(OWN, 60));
        assertThat(packets()).isZero();
        poll(nowNs + Phy.LINK_UP_NS);
        host.bfc(0x1F, 0x04);
        receive(frame(OWN, 60));
        assertThat(packets()).isZero();
        host.bfs(0x1F, 0x04);
        receive(frame(OWN, 60));
        assertThat(packets()).isEqualTo(1);
    }

    /** ERXFCON, destination, whether it is kept. 33:33:00:00:00:01 hashes to 51, which the test sets in EHT6. */
    @ParameterizedTest
    @CsvSource({"0xA0,020000000001,true", "0xA0,020000000002,false", "0xA0,FFFFFFFFFFFF,false",
            "0x21,FFFFFFFFFFFF,true",
            "0x21,333300000001,false", "0x22,333300000001,true", "0x22,FFFFFFFFFFFF,true", "0x22,020000000001,false",
            "0x24,333300000001,true", "0x24,333300000002,false", "0x24,FFFFFFFFFFFF,false", "0x20,020000000077,true",
            "0x00,020000000077,true", "0xA1,333300000001,false", "0xE6,333300000001,false", "0x66,333300000001,true",
            "0x66,333300000016,false", "0xC0,020000000001,true"})
    void shouldFilter(int filters, String destination, boolean kept) {
        host.bank(1);
        host.wcr(0x18, filters);
        host.wcr(0x06, 1 << 3);
        receive(frame(destination, 60));
        assertThat(packets()).isEqualTo(kept ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"333300000001,51", "333300000002,8", "333300000016,52", "3333000000fb,50", "333300010002,16",
            "3333ff000001,45", "3333ff123456,23", "01005e000001,63", "ffffffffffff,62"})
    void shouldHashAddresses(String address, int index) {
        assertThat(ReceiveFilter.hash(java.util.HexFormat.of().parseHex(address), 0)).isEqualTo(index);
    }

    /** Erratum 14, seen as the driver sees it: a broken next packet pointer. */
    @Test
    void shouldCorruptAHeaderNowAndThenAfterAnEvenErxrdpt() {
        int corrupt = 0;
        int at = 0;
        for (int i = 0; i < 40; i++) {
            receive(frame(OWN, 60));
            host.word(0x00, at);
            byte[] header = host.rbm(6);
            int next = (at + 70) % 0x1A00;
            corrupt += (header[0] & 0xFF | (header[1] & 0xFF) << 8) == next ? 0 : 1;
            at = next;
            host.word(0x0C, at);
            host.bfs(0x1E, 0x40);
        }
        assertThat(corrupt).isBetween(5, 35);
        assertThat(chip.violations(Violation.EVEN_RECEIVE_POINTER)).isEqualTo(40);
    }
}
