package dev.kogame.board.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told whose machine has no SPI bus or GPIO chip where they look for one. Nothing here has met a real one. */
@EnabledOnOs(OS.LINUX)
class PiDevicesTest {

    @TempDir
    Path folder;

    @Test
    void shouldSayHowToSwitchTheBusOn() {
        assertThatThrownBy(() -> Spidev.open(folder.resolve("spidev0.0").toString(), 20_000_000))
                .isInstanceOf(SystemCallException.class).hasMessageContaining("errno 2")
                .hasMessageContaining("dtparam=spi=on");
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
