package dev.kogame.board.pi4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.pi4j.boardinfo.util.BoardInfoHelper;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CConfig;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProvider;
import com.pi4j.plugin.linuxfs.provider.i2c.LinuxFsI2CProvider;
import com.pi4j.plugin.linuxfs.provider.pwm.LinuxFsPwmProvider;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProviderImpl;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProviderImpl;
import com.pi4j.plugin.mock.provider.i2c.MockI2C;
import com.pi4j.plugin.mock.provider.i2c.MockI2CProviderImpl;
import dev.kogame.board.Button;
import dev.kogame.board.Lamp;
import dev.kogame.board.Thermometer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way through Pi4J, to its mocks and, for PWM, to its own provider over a folder that stands for /sys/class/pwm. */
class PiHeaderTest {
    private static final long MS = 1_000_000;

    @TempDir
    Path sys;
    private Path pwm;

    private final Outputs outputs = new Outputs();
    private final Inputs inputs = new Inputs();
    private final Chips chips = new Chips();

    /** Keeps what was made last. */
    private static final class Outputs extends MockDigitalOutputProviderImpl {
        private DigitalOutput made;

        @Override
        public DigitalOutput create(DigitalOutputConfig config) {
            made = super.create(config);
            return made;
        }

        private DigitalState state() {
            return made.state();
        }
    }

    private static final class Inputs extends MockDigitalInputProviderImpl {
        private MockDigitalInput made;

        @Override
        public DigitalInput create(DigitalInputConfig config) {
            made = (MockDigitalInput) super.create(config);
            return made;
        }
    }

    private static final class Chips extends MockI2CProviderImpl {
        private MockI2C made;

        @Override
        public I2C create(I2CConfig config) {
            made = (MockI2C) super.create(config);
            return made;
        }
    }

    @BeforeEach
    void layOutPwm() throws IOException {
        pwm = Files.createDirectories(sys.resolve("pwmchip0/pwm0"));
        Files.writeString(sys.resolve("pwmchip0/npwm"), "2\n");
        for (String file : new String[] {"period", "duty_cycle", "enable"}) {
            Files.writeString(pwm.resolve(file), "0\n");
        }
        Files.writeString(pwm.resolve("polarity"), "normal\n");
    }

    private PiHeader header() {
        return new PiHeader(false, outputs, inputs, chips, LinuxFsPwmProvider.newInstance(sys.toString(), 0));
    }

    @Test
    void shouldSwitchAPinHighForEveryLevelAboveZeroAndLowAtTheEnd() throws IOException {
        try (PiHeader header = header()) {
            Lamp lamp = header.lamp(18);
            assertThat(outputs.made.config().address()).isEqualTo(18);
            assertThat(outputs.state()).isEqualTo(DigitalState.LOW);
            lamp.level(1);
            assertThat(outputs.state()).isEqualTo(DigitalState.HIGH);
            lamp.level(0);
            assertThat(outputs.state()).isEqualTo(DigitalState.LOW);
            lamp.level(100);
            assertThat(outputs.state()).isEqualTo(DigitalState.HIGH);
        }
        assertThat(outputs.state()).isEqualTo(DigitalState.LOW);
    }

    @ParameterizedTest
    @CsvSource({"1, 10000", "40, 400000", "100, 1000000"})
    void shouldDimByTheDutyCycleOfOneKilohertzAndBeOffAtTheEnd(int percent, String dutyCycleNs) throws IOException {
        try (PiHeader header = header()) {
            Lamp lamp = header.pwmLamp(18);
            assertThat(pwmFile("enable")).isEqualTo("0");
            lamp.level(percent);
            assertThat(pwmFile("enable")).isEqualTo("1");
            assertThat(pwmFile("period")).isEqualTo("1000000");
            assertThat(pwmFile("duty_cycle")).isEqualTo(dutyCycleNs);
            lamp.level(0);
            assertThat(pwmFile("enable")).isEqualTo("0");
            lamp.level(percent);
        }
        assertThat(pwmFile("enable")).isEqualTo("0");
    }

    private String pwmFile(String name) throws IOException {
        return Files.readString(pwm.resolve(name)).strip();
    }

    @ParameterizedTest
    @CsvSource({"12, 0, 0", "13, 1, 1", "18, 0, 2", "19, 1, 3"})
    void shouldKnowTheChannelBehindAPin(int gpio, int channelUpToFour, int channelOfFive) {
        assertThat(PwmPin.of(gpio).channel(false)).isEqualTo(channelUpToFour);
        assertThat(PwmPin.of(gpio).channel(true)).isEqualTo(channelOfFive);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void shouldRefuseALevelThatIsNone(int percent) throws IOException {
        try (PiHeader header = header()) {
            Lamp lamp = header.lamp(18);
            assertThatIllegalArgumentException().isThrownBy(() -> lamp.level(percent))
                    .withMessageContaining(percent + " %");
            assertThat(outputs.state()).isEqualTo(DigitalState.LOW);
        }
    }

    @Test
    void shouldSayThatALampCannotBeSet() throws IOException {
        try (PiHeader header = header()) {
            Lamp lamp = header.pwmLamp(18);
            Files.delete(pwm.resolve("period"));
            Files.createDirectory(pwm.resolve("period"));
            assertThatThrownBy(() -> lamp.level(40)).isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("the lamp on PWM channel 0 (GPIO18) cannot be set to 40 %: ");
        }
    }

    @Test
    void shouldSayHowToGetPwmThatIsNotThere() throws IOException {
        try (PiHeader header = new PiHeader(true, LinuxFsPwmProvider.newInstance(sys.resolve("none").toString(), 0))) {
            assertThatThrownBy(() -> header.pwmLamp(19)).isInstanceOf(IOException.class)
                    .hasMessageContaining("PWM channel 3 (GPIO19)").hasMessageContaining("dtoverlay=pwm,pin=19,func=2")
                    .hasMessageContaining("usermod -aG gpio");
        }
    }

    @Test
    void shouldSayThatTheChipOfThePwmHasNoSuchChannel() throws IOException {
        try (PiHeader header = new PiHeader(true, LinuxFsPwmProvider.newInstance(sys.toString(), 0))) {
            assertThatThrownBy(() -> header.pwmLamp(18)).isInstanceOf(IOException.class)
                    .hasMessageContaining("PWM channel 2 (GPIO18)");
        }
    }

    @Test
    void shouldDebounceAButtonToGround() throws IOException {
        try (PiHeader header = header()) {
            Button button = header.button(17);
            inputs.made.mockState(DigitalState.HIGH);
            assertThat(button.pressed(0)).isFalse();
            inputs.made.mockState(DigitalState.LOW);
            assertThat(button.pressed(MS)).isFalse();
            assertThat(button.pressed(20 * MS)).isFalse();
            assertThat(button.pressed(21 * MS)).isTrue();
            inputs.made.mockState(DigitalState.HIGH);
            assertThat(button.pressed(30 * MS)).isTrue();
            assertThat(button.pressed(50 * MS)).isFalse();
        }
    }

    @Test
    void shouldReadAThermometerHighOctetFirst() throws IOException {
        try (PiHeader header = header()) {
            Thermometer thermometer = header.thermometer(ThermometerChip.MCP9808, 1, 0x18);
            assertThat(chips.made.config().bus()).isEqualTo(1);
            assertThat(chips.made.config().device()).isEqualTo(0x18);
            chips.made.writeRegister(0x05, new byte[] {(byte) 0xC1, (byte) 0x94});
            assertThat(thermometer.milliCelsius()).isEqualTo(25_250);
            chips.made.writeRegister(0x05, new byte[] {0x1E, 0x70});
            assertThat(thermometer.milliCelsius()).isEqualTo(-25_000);
        }
    }

    @Test
    void shouldTellThatAThermometerDoesNotAnswer() throws IOException {
        try (PiHeader header = header()) {
            Thermometer thermometer = header.thermometer(ThermometerChip.TMP102, 1, 0x48);
            assertThat(thermometer.milliCelsius()).isEqualTo(Thermometer.NO_ANSWER);
            chips.made.writeRegister(0x00, (byte) 1);
            assertThat(thermometer.milliCelsius()).isEqualTo(Thermometer.NO_ANSWER);
        }
    }

    @Test
    void shouldSayHowToGetABusThatIsNotThere() throws IOException {
        try (PiHeader header = new PiHeader(false, LinuxFsI2CProvider.newInstance())) {
            assertThatThrownBy(() -> header.thermometer(ThermometerChip.TMP102, 99, 0x48))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("TMP102 at 0x48 of I2C bus 99").hasMessageContaining("i2c-99")
                    .hasMessageContaining("dtparam=i2c_arm=on").hasMessageContaining("usermod -aG i2c");
        }
    }

    @Test
    void shouldSayThatAPinIsHeldAlready() throws IOException {
        try (PiHeader header = header()) {
            header.lamp(18);
            assertThatThrownBy(() -> header.lamp(18)).isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the lamp on GPIO18 cannot be had (").hasMessageContaining("gpioinfo");
        }
    }

    @Test
    void shouldRefuseWhatTheHeaderHasNot() throws IOException {
        try (PiHeader header = header()) {
            assertThatIllegalArgumentException().isThrownBy(() -> header.lamp(28)).withMessageContaining("GPIO28");
            assertThatIllegalArgumentException().isThrownBy(() -> header.button(-1)).withMessageContaining("0 to 27");
            assertThatIllegalArgumentException().isThrownBy(() -> header.pwmLamp(17))
                    .withMessage("GPIO17 has no PWM: give 12, 13, 18 or 19");
            assertThatIllegalArgumentException().isThrownBy(() -> header.thermometer(ThermometerChip.LM75, 1, 0x90))
                    .withMessageContaining("0x90").withMessageContaining("0x48");
        }
    }

    @Test
    void shouldSayThatThisIsNoRaspberryPi() {
        assumeFalse(BoardInfoHelper.runningOnRaspberryPi());
        assertThatThrownBy(PiHeader::open).isInstanceOf(IOException.class).hasMessageContaining("Raspberry Pi")
                .hasMessageContaining("--board sim");
    }

    /** With its own provider Pi4J would not find a chip here, and must not take the process down with it. */
    @Test
    void shouldSurviveALibraryThatDoesNotLoad() throws IOException {
        assumeFalse(BoardInfoHelper.runningOnRaspberryPi());
        try (PiHeader header = new PiHeader(false,
                GpioDDigitalOutputProvider.newInstance())) {
            assertThatThrownBy(() -> header.lamp(18)).isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the lamp on GPIO18 cannot be had (");
        }
    }
}
