package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class OptionsTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "10m, PT10M", "2h, PT2H"})
    void shouldReadALengthOfTime(String text, Duration duration) {
        assertThat(new Durations().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1.5s", "30 s", "30S", "1d", "9999999999s", "0s"})
    void shouldRefuseWhatIsNoLengthOfTime(String text) {
        assertThatThrownBy(() -> new Durations().convert(text)).isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' is no ");
    }

    @Test
    void shouldReadAMacAddress() {
        assertThat(new MacAddresses().convert("02:4b:6F:00:00:01")).isEqualTo(0x024b_6f00_0001L);
        assertThat(new MacAddresses().convert("02-4b-6f-00-00-01")).isEqualTo(0x024b_6f00_0001L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            02:00:00:00:00       | six octets
            02:00:00:00:00:01:02 | six octets
            02:00:00:00:00:0g    | six octets
            020000000001         | six octets
            2:0:0:0:0:1          | six octets
            03:00:00:00:00:01    | group address
            ff:ff:ff:ff:ff:ff    | group address
            00:00:00:00:00:00    | all zero
            """)
    void shouldRefuseAMacAddressThatNoDeviceCanHave(String text, String why) {
        assertThatThrownBy(() -> new MacAddresses().convert(text)).isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith("'" + text + "' is ").hasMessageContaining(why);
    }
}
