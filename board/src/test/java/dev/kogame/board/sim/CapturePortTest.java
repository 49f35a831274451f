package dev.kogame.board.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.linux.Allocation;
import dev.kogame.board.linux.Needed;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class CapturePortTest {
    private static final long ONE = 0x02_00_00_00_00_01L;
    private static final long TWO = 0x02_00_00_00_00_02L;
    private static final HexFormat HEX = HexFormat.of();
    /** From 02:00:00:00:00:02 to 02:00:00:00:00:01, EtherType for local experiments, one octet. */
    private static final byte[] SHORT_FRAME = HEX.parseHex("020000000001" + "020000000002" + "88b5" + "ab");

    @TempDir
    private Path folder;
    private final VirtualCable cable = new VirtualCable(1, ONE, TWO);
    private final byte[] buffer = new byte[EthernetPort.MAX_FRAME_OCTETS];

    @Test
    void shouldWriteTheBlocksOfTheFormatOctetByOctet() throws IOException {
        Path path = folder.resolve("golden.pcapng");
        try (PcapngFile file = new PcapngFile(path, "hw", "os 1", "lamp0", 0x02_03_04_05_06_07L)) {
            file.packet(SHORT_FRAME, 0, SHORT_FRAME.length, 0x0123_4567_89ab_cdefL, PcapngFile.INBOUND);
            file.packet(SHORT_FRAME, 0, SHORT_FRAME.length - 1, 1, PcapngFile.OUTBOUND);
        }
        String expected = String.join("",
                // Section header: type, length, byte order magic, version 1.0, section length not given.
                "0a0d0d0a" + "3c000000" + "4d3c2b1a" + "0100" + "0000" + "ffffffffffffffff",
                // shb_hardware "hw", shb_os "os 1", shb_userappl "Kogame", end of options, length again.
                "0200" + "0200" + "68770000", "0300" + "0400" + "6f732031", "0400" + "0600" + "4b6f67616d650000",
                "0000" + "0000", "3c000000",
                // Interface description: type, length, LINKTYPE_ETHERNET, reserved, snap length 1514.
                "01000000" + "38000000" + "0100" + "0000" + "ea050000",
                // if_name "lamp0", if_MACaddr, if_tsresol 10^-9, end of options, length again.
                "0200" + "0500" + "6c616d7030000000", "0600" + "0600" + "0203040506070000",
                "0900" + "0100" + "09000000",
                "0000" + "0000", "38000000",
                // Enhanced packet: type, length, interface 0, time stamp high and low, captured and original length 15.
                "06000000" + "3c000000" + "00000000" + "67452301" + "efcdab89" + "0f000000" + "0f000000",
                "020000000001" + "020000000002" + "88b5" + "ab" + "00",
                // epb_flags: inbound; end of options, length again.
                "0200" + "0400" + "01000000", "0000" + "0000", "3c000000",
                // The same of 14 octets, one nanosecond after 1970, outbound.
                "06000000" + "3c000000" + "00000000" + "00000000" + "01000000" + "0e000000" + "0e000000",
                "020000000001" + "020000000002" + "88b5" + "0000", "0200" + "0400" + "02000000", "0000" + "0000",
                "3c000000");
        assertThat(HEX.formatHex(Files.readAllBytes(path))).isEqualTo(expected);
    }

    @Test
    void shouldGiveTsharkTheFramesWithTimesAndDirections() throws IOException, InterruptedException {
        Needed.program("tshark", "tshark");
        Path path = folder.resolve("both.pcapng");
        // 2026-01-01 00:00:00 UTC
        long originEpochNs = 1_767_225_600_000_000_000L;
        try (CapturePort port = CapturePort.open(path, "lamp0", cable.end(0), originEpochNs)) {
            cable.end(1).transmit(SHORT_FRAME, 0, SHORT_FRAME.length, 0);
            assertThat(port.receive(buffer, 0, buffer.length, 5)).isEqualTo(SHORT_FRAME.length);
            assertThat(port.receive(buffer, 0, buffer.length, 6)).isEqualTo(EthernetPort.NONE);
            buffer[12] = (byte) 0x88;
            buffer[13] = (byte) 0xb6;
            assertThat(port.transmit(buffer, 0, EthernetPort.MAX_FRAME_OCTETS, 1_500_000_007))
                    .isEqualTo(EthernetPort.SENT);
            cable.link(false);
            assertThat(port.transmit(buffer, 0, 60, 1_600_000_000)).isEqualTo(EthernetPort.FAILED);

            // Not closed yet: this is what a crash would leave.
            assertThat(tshark(path)).containsExactly("1767225600.000000005,0x00000001,15,0x88b5,lamp0",
                    "1767225601.500000007,0x00000002,1514,0x88b6,lamp0");
        }
    }

    private static List<String> tshark(Path path) throws IOException, InterruptedException {
        Process tshark = new ProcessBuilder("tshark", "-r", path.toString(), "-T", "fields", "-E", "separator=,", "-e",
                "frame.time_epoch", "-e", "frame.packet_flags_direction", "-e", "frame.len", "-e", "eth.type", "-e",
                "frame.interface_name").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> lines = tshark.inputReader().readAllLines();
        assertThat(tshark.waitFor()).isZero();
        return lines;
    }

    @Test
    void shouldPassEverythingElseThrough() throws IOException {
        cable.impair(Impairment.NONE.withLatencyNs(77));
        try (CapturePort port = CapturePort.open(folder.resolve("pass.pcapng"), "lamp0", cable.end(0), 0)) {
            assertThat(port.macAddress()).isEqualTo(ONE);
            assertThat(port.linkUp()).isTrue();
            cable.end(1).transmit(SHORT_FRAME, 0, SHORT_FRAME.length, 0);
            assertThat(port.nextDeadlineNs()).isEqualTo(77);
            assertThat(port.poll(77)).isZero();
            assertThat(port.receive(buffer, 3, buffer.length - 3, 77)).isEqualTo(SHORT_FRAME.length);
            assertThat(Arrays.copyOfRange(buffer, 3, 3 + SHORT_FRAME.length)).isEqualTo(SHORT_FRAME);
            cable.link(false);
            assertThat(port.linkUp()).isFalse();
        }
    }

    @Test
    void shouldAllocateNothingPerFrame() throws IOException {
        try (CapturePort port = CapturePort.open(folder.resolve("many.pcapng"), "lamp0", cable.end(0), 0)) {
            assertThat(Allocation.leastOctetsOfBlocks(() -> exchange(port))).isZero();
        }
    }

    private void exchange(CapturePort port) {
        for (int i = 0; i < 1000; i++) {
            cable.end(1).transmit(SHORT_FRAME, 0, SHORT_FRAME.length, i);
            port.receive(buffer, 0, buffer.length, i);
            port.transmit(buffer, 0, EthernetPort.MAX_FRAME_OCTETS, i);
            cable.end(1).receive(buffer, 0, buffer.length, i);
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void shouldStopWithOneSentenceAndPassFramesOnWhenTheFileFails() throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Path path = folder.resolve("fails.pcapng");
        try (CapturePort port = CapturePort.open(path, "lamp0", cable.end(0), 0)) {
            long atStart = Files.size(path);
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            // An interrupted thread cannot write to a file channel: the nearest failure that every machine has.
            Thread.currentThread().interrupt();
            assertThat(port.transmit(SHORT_FRAME, 0, SHORT_FRAME.length, 0)).isEqualTo(EthernetPort.SENT);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(port.transmit(SHORT_FRAME, 0, SHORT_FRAME.length, 1)).isEqualTo(EthernetPort.SENT);
            assertThat(Files.size(path)).isEqualTo(atStart);
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).hasSize(1)
                .allMatch(line -> line.startsWith("the capture to " + path + " has stopped"));
        assertThat(cable.end(1).receive(buffer, 0, buffer.length, 1)).isEqualTo(SHORT_FRAME.length);
        assertThat(cable.end(1).receive(buffer, 0, buffer.length, 1)).isEqualTo(SHORT_FRAME.length);
    }

    @Test
    void shouldSayWhyAFileCannotBeMade() {
        Path path = folder.resolve("missing").resolve("x.pcapng");
        assertThatThrownBy(() -> CapturePort.open(path, "lamp0", cable.end(0), 0)).isInstanceOf(IOException.class)
                .hasMessage("cannot write the capture file " + path + ": its folder does not exist; make it first");
    }

    @Test
    void shouldSayThatTheDiskIsFull() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "there is no /dev/full on this system");
        assertThatThrownBy(() -> CapturePort.open(full, "lamp0", cable.end(0), 0)).isInstanceOf(IOException.class)
                .hasMessageContaining("cannot write the capture file /dev/full: No space left on device");
    }
}
