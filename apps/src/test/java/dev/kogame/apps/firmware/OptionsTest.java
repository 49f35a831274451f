package dev.kogame.apps.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "10m, PT10M", "2h, PT2H"})
    void shouldReadALengthOfTime(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1.5s", "30 s", "30S", "1d", "9999999999s", "0s"})
    void shouldRefuseWhatIsNoLengthOfTime(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is no ");
    }

    @Test
    void shouldReadAMacAddress() {
        assertThat(MacAddresses.parse("02:4b:6F:00:00:01")).isEqualTo(0x024b_6f00_0001L);
        assertThat(MacAddresses.parse("02-4b-6f-00-00-01")).isEqualTo(0x024b_6f00_0001L);
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
        assertThatThrownBy(() -> MacAddresses.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is ").hasMessageContaining(why);
    }

    @Test
    void shouldReadACommandLine() {
        Options options = Options.parse("--board", "host", "--for=2s", "--stats", "--mac", "02:00:00:00:00:07");

        assertThat(options.board()).isEqualTo("host");
        assertThat(options.life()).contains(Duration.ofSeconds(2));
        assertThat(options.stats()).isTrue();
        assertThat(options.macAddress()).hasValue(0x0200_0000_0007L);
        assertThat(options.udpPort()).isEqualTo(5683);
        assertThat(Options.help("door").lines()).contains("Usage: door [OPTION]...")
                .allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            --what             | unknown option '--what': there are --board, --link,
            door               | unknown option 'door'
            --board            | --board needs a value behind it
            --udp-port http    | --udp-port 'http' is no number
            --view wide        | unknown view 'wide': there are live and lines
            --console tty      | unknown console 'tty'
            --for 3            | '3' is no length of time
            """)
    void shouldRefuseACommandLineThatMakesNoSense(String line, String sentence) {
        assertThatThrownBy(() -> Options.parse(line.split(" "))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }
}
