package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

    enum Kind {
        STABLE, VERY_NEW
    }

    record Settings(int slots, long lifetimeNs, boolean quiet, Kind kind, byte[] secret) {
        static final Settings DEFAULTS = new Settings(8, 1_000, false, Kind.STABLE, new byte[] {1});

        Settings {
            if (slots < 2 || slots > 64) {
                throw new IllegalArgumentException("slots is " + slots + " and must be 2 to 64");
            }
        }
    }

    @TempDir
    Path folder;

    @Test
    void shouldKeepTheDefaultOfWhatTheFileDoesNotName() throws IOException {
        Settings read = read("# nothing but\nslots = 16\n");

        assertThat(read.slots()).isEqualTo(16);
        assertThat(read.lifetimeNs()).isEqualTo(1_000);
        assertThat(read.kind()).isEqualTo(Kind.STABLE);
    }

    @Test
    void shouldReadEveryKindOfValue() throws IOException {
        Settings read = read("slots: 0x10\nlifetimeNs=9000000000\nquiet=true\nkind=very-new\nsecret=00ff10\n");

        assertThat(read.slots()).isEqualTo(16);
        assertThat(read.lifetimeNs()).isEqualTo(9_000_000_000L);
        assertThat(read.quiet()).isTrue();
        assertThat(read.kind()).isEqualTo(Kind.VERY_NEW);
        assertThat(read.secret()).containsExactly(0, 0xff, 0x10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            slots=65          | slots is 65 and must be 2 to 64
            slots=many        | slots is 'many' and must be a whole number
            slots=99999999999 | slots is '99999999999' and must be a whole number
            quiet=yes         | quiet is 'yes' and must be true or false
            kind=old          | kind is 'old' and must be stable or very-new
            secret=xy         | secret is 'xy' and must be an even number of hexadecimal digits
            slot=3            | unknown key 'slot': there are slots, lifetimeNs, quiet, kind, secret
            """)
    void shouldRefuseInOneSentenceThatNamesFileKeyAndLimit(String line, String sentence) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("lamp.properties") + ": " + sentence);
    }

    @Test
    void shouldSayThatThereIsNoSuchFile() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> ConfigFile.read(missing, Settings.DEFAULTS)).isInstanceOf(IOException.class)
                .hasMessage("there is no configuration file " + missing);
    }

    private Settings read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("lamp.properties"), text);
        return ConfigFile.read(file, Settings.DEFAULTS);
    }
}
