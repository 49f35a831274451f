package dev.kogame.board.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.kogame.board.Deadlines;
import dev.kogame.board.SpiBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told whose machine has no SPI bus or GPIO chip where they look for one. Nothing here has met a real one. */
@EnabledOnOs(OS.LINUX)
class PiDevicesTest {
    /** The kernel lets nobody write there, root neither. */
    private static final String FORBIDDEN = "/proc/sys/kernel/ostype";

    @TempDir
    Path folder;

    @Test
    void shouldSayHowToSwitchTheBusOn() {
        assertThatThrownBy(() -> Spidev.open(folder.resolve("spidev0.0").toString(), 20_000_000))
                .isInstanceOf(SystemCallException.class).hasMessageContaining("errno 2")
                .hasMessageContaining("dtparam=spi=on");
    }

    @Test
    void shouldSayWhichGroupMayUseTheBus() {
        assertThatThrownBy(() -> Spidev.open(FORBIDDEN, 20_000_000)).isInstanceOf(SystemCallException.class)
                .hasMessage(
                        "open on " + FORBIDDEN + " failed with errno 13 (Permission denied): let your user in with: "
                                + "sudo usermod -aG spi $USER, and log in again");
    }

    @Test
    void shouldSayHowToSwitchOnADeviceWithNothingBehindIt() throws IOException {
        Path socket = folder.resolve("spidev0.0");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(socket));
            assertThatThrownBy(() -> Spidev.open(socket.toString(), 20_000_000)).isInstanceOf(SystemCallException.class)
                    .hasMessageContaining("errno 6 ").hasMessageContaining("dtparam=spi=on");
        }
    }

    @Test
    void shouldSayWhereToLookWhenThePathIsAFolder() {
        assertThatThrownBy(() -> Spidev.open(folder.toString(), 20_000_000)).isInstanceOf(SystemCallException.class)
                .hasMessageContaining("errno 21 (Is a directory): look at: ls -l " + folder);
    }

    @Test
    void shouldSayThatAFileIsNoSpidev() throws IOException {
        Path file = Files.createFile(folder.resolve("spidev0.0"));
        assertThatThrownBy(() -> Spidev.open(file.toString(), 20_000_000)).isInstanceOf(SystemCallException.class)
                .hasMessageContaining("SPI_IOC_WR_MODE").hasMessageContaining("errno 25 ")
                .hasMessageContaining("no spidev");
    }

    /** A bus whose device was swapped under it: every message is refused, and what was read before stays as it was. */
    @Test
    void shouldAnswerTheErrnoOfARefusedMessageAndEmptyTheQueue() {
        Spidev bus = new Spidev("/dev/null", NativeCalls.open("/dev/null", LinuxAbi.O_RDWR), 20_000_000, 4096);
        byte[] into = {7, 7, 7};
        for (int i = 0; i < 3; i++) {
            bus.command(0xFF);
            bus.write(0x40, 1);
            bus.read(0x3A, into, 0, 3);
            assertThat(bus.run()).isEqualTo(-LinuxAbi.ENOTTY);
            assertThat(bus.run()).isEqualTo(SpiBus.OK);
        }
        assertThat(into).containsOnly(7);

        bus.close();
        bus.command(0xFF);
        assertThat(bus.run()).isEqualTo(-9);
    }

    @Test
    void shouldAllocateNothingWhileMessagesAreRefused() {
        try (Spidev bus = new Spidev("/dev/null", NativeCalls.open("/dev/null", LinuxAbi.O_RDWR), 20_000_000, 4096)) {
            byte[] into = new byte[64];
            assertThat(Allocation.leastOctetsOfBlocks(() -> {
                for (int i = 0; i < 2000; i++) {
                    bus.write(0x7A, into, 0, 64);
                    bus.read(0x3A, into, 0, 64);
                    bus.run();
                }
            })).isZero();
        }
    }

    @Test
    void shouldRefuseMoreThanOneRunTakes() {
        try (Spidev bus = new Spidev("/dev/null", NativeCalls.open("/dev/null", LinuxAbi.O_RDWR), 20_000_000, 4096)) {
            byte[] data = new byte[SpiBus.MAX_OCTETS];
            bus.write(0x7A, data, 0, SpiBus.MAX_OCTETS);
            assertThatThrownBy(() -> bus.write(0x7A, 1)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("at most 32 cycles with 4064 octets");
            bus.run();
            for (int i = 0; i < SpiBus.MAX_CYCLES; i++) {
                bus.command(0xFF);
            }
            assertThatThrownBy(() -> bus.command(0xFF)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldTakeTheKernelsLimitForOneMessage() throws IOException {
        assertThat(Spidev.bufsiz(Files.writeString(folder.resolve("bufsiz"), "8192\n"))).isEqualTo(8192);
        assertThat(Spidev.bufsiz(folder.resolve("none"))).isEqualTo(4096);
    }

    @Test
    void shouldRefuseALimitThatTheLongestCycleWouldRunInto() throws IOException {
        Path file = Files.writeString(folder.resolve("bufsiz"), "4095\n");
        assertThatThrownBy(() -> Spidev.bufsiz(file)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("4095").hasMessageContaining("needs 4096")
                .hasMessageContaining("spidev.bufsiz=8192");
        Files.writeString(file, "many\n");
        assertThatThrownBy(() -> Spidev.bufsiz(file)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void shouldSayThatADeviceIsNoSpidev() {
        assertThatThrownBy(() -> Spidev.open("/dev/null", 20_000_000)).isInstanceOf(SystemCallException.class)
                .hasMessageContaining("/dev/null").hasMessageContaining("no spidev");
    }

    @Test
    void shouldRefuseAClockThatIsNone() {
        assertThatThrownBy(() -> Spidev.open("/dev/spidev0.0", 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 Hz");
    }

    @Test
    void shouldSayThatADeviceIsNoGpioChip() throws IOException {
        Path file = Files.createFile(folder.resolve("gpiochip0"));
        assertThatThrownBy(() -> GpioLine.open("/dev/null", 25)).isInstanceOf(IOException.class)
                .hasMessageContaining("/dev/null");
        assertThatThrownBy(() -> GpioLine.open(file.toString(), 25)).isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void shouldSayWhichGroupMayUseTheGpioChip() throws IOException {
        Files.createSymbolicLink(folder.resolve("gpiochip0"), Path.of(FORBIDDEN));
        String sentence = " failed with errno 13 (Permission denied): let your user in with: sudo usermod -aG gpio $USER, "
                + "and log in again";
        assertThatThrownBy(() -> GpioLine.open(FORBIDDEN, 25)).isInstanceOf(SystemCallException.class)
                .hasMessage("open on " + FORBIDDEN + sentence);
        assertThatThrownBy(() -> GpioLine.openOnHeader(folder, 25)).isInstanceOf(SystemCallException.class)
                .hasMessage("open on " + folder.resolve("gpiochip0") + sentence);
        Files.delete(folder.resolve("gpiochip0"));
    }

    @Test
    void shouldSayWhereToLookForAGpioChipThatIsNotThere() {
        assertThatThrownBy(() -> GpioLine.open(folder.resolve("gpiochip7").toString(), 25))
                .isInstanceOf(SystemCallException.class).hasMessageContaining("errno 2 ")
                .hasMessageContaining("ls -l /dev/gpiochip*");
        assertThatThrownBy(() -> GpioLine.open(folder.toString(), 25)).isInstanceOf(SystemCallException.class)
                .hasMessageContaining("errno 21 ");
    }

    @Test
    void shouldSayThatAKernelKnowsNoRequestsForLines() {
        GpioChip chip = new GpioChip("/dev/null", NativeCalls.open("/dev/null", LinuxAbi.O_RDWR), "pinctrl-none", 28);
        try (chip) {
            assertThatThrownBy(() -> chip.requestFallingEdges(25)).isInstanceOf(SystemCallException.class)
                    .hasMessageContaining("GPIO_V2_GET_LINE_IOCTL on /dev/null (pinctrl-none) line 25")
                    .hasMessageContaining("errno 25 ").hasMessageContaining("5.10 or later");
            assertThatThrownBy(() -> chip.requestFallingEdges(28)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no line 28").hasMessageContaining("0 to 27");
        }
    }

    @Test
    void shouldSayWhyALineCannotBeHad() {
        assertThat(GpioChip.mendOfRequest(LinuxAbi.EBUSY, () -> "\"spi0 CS0\""))
                .startsWith("the line is held by \"spi0 CS0\"")
                .contains("overlay such as enc28j60");
        assertThat(GpioChip.mendOfRequest(LinuxAbi.ENXIO, () -> "")).contains("cannot interrupt");
        assertThat(GpioChip.mendOfRequest(LinuxAbi.EINVAL, () -> "")).contains("5.10 or later");
        assertThat(GpioChip.mendOfRequest(LinuxAbi.EIO, () -> "")).contains("gpioinfo");
    }

    /** A line whose chip was taken away: the kernel tells no level any more. */
    @Test
    void shouldTakeALineThatTellsNothingForSilent() {
        GpioLine line = new GpioLine("/dev/null line 25", NativeCalls.open("/dev/null", LinuxAbi.O_RDWR));
        assertThat(line.asserted()).isFalse();
        line.close();
        assertThat(line.asserted()).isFalse();
        assertThat(line.descriptor()).isNegative();
    }

    /** What woke the thread must not wake it again; a pipe stands for the line's queue of events. */
    @Test
    void shouldTakeEventsOffTheQueueWhileTheLineIsNotAsserted() throws Exception {
        String pipe = folder.resolve("pipe").toString();
        assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
        int descriptor = NativeCalls.open(pipe, LinuxAbi.O_RDWR | LinuxAbi.O_NONBLOCK);
        try (GpioLine line = new GpioLine("pipe", descriptor); Arena arena = Arena.ofConfined()) {
            MemorySegment events = arena.allocate(2L * LinuxAbi.LINE_EVENT_OCTETS);
            assertThat(NativeCalls.write(descriptor, events, events.byteSize())).isEqualTo((int) events.byteSize());
            PollIdle idle = new PollIdle(line);
            idle.idle(0, 0, Deadlines.NEVER);
            assertThat(line.asserted()).isFalse();
            assertThat(NativeCalls.read(descriptor, events, 1)).isEqualTo(-1);
        }
    }

    @Test
    void shouldSayThatThisIsNoRaspberryPi() {
        assertThatThrownBy(() -> GpioLine.openOnHeader(folder, 25)).isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getMessage()).containsIgnoringCase("pinctrl"));
    }

    @Test
    void shouldRefuseALineTheHeaderHasNot() {
        assertThatThrownBy(() -> GpioLine.openOnHeader(28)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GPIO28").hasMessageContaining("0 to 27");
    }
}
