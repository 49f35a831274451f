package dev.kogame.apps.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class LineReaderTest {

    private static LineReader over(String text) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldReadLinesWhateverTheirBreaksAreAndTheLastWithoutOne() throws IOException {
        LineReader lines = over("one\n  two words\t\r\n\n\r\nlast");

        assertThat(lines.next()).isEqualTo("one");
        assertThat(lines.next()).isEqualTo("two words");
        assertThat(lines.next()).isEmpty();
        assertThat(lines.next()).isEmpty();
        assertThat(lines.next()).isEqualTo("last");
        assertThat(lines.next()).isNull();
    }

    @Test
    void shouldHoldNoMoreOfALineThanItsLimitAndGoOnBehindIt() throws IOException {
        String longest = "x".repeat(LineReader.MAX_LINE_OCTETS);
        LineReader lines = over(longest + "\n" + longest + "y\nnext\n" + "z".repeat(1_000_000));

        assertThat(lines.next()).isEqualTo(longest);
        assertThat(lines.tooLong()).isFalse();
        assertThat(lines.next()).isEqualTo(longest);
        assertThat(lines.tooLong()).isTrue();
        assertThat(lines.next()).isEqualTo("next");
        assertThat(lines.tooLong()).isFalse();
        assertThat(lines.next()).hasSize(LineReader.MAX_LINE_OCTETS);
        assertThat(lines.tooLong()).isTrue();
    }

    @Test
    void shouldReadNothingOfNothing() throws IOException {
        assertThat(over("").next()).isNull();
    }
}
