package dev.kogame.board.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalLampTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

    private TerminalLamp lamp(Charset charset) {
        return new TerminalLamp(new PrintStream(terminal, false, charset));
    }

    @Test
    void shouldPrintOneLineForEachChange() {
        TerminalLamp lamp = lamp(StandardCharsets.UTF_8);
        lamp.level(0);
        lamp.level(0);
        lamp.level(100);
        lamp.level(40);
        lamp.level(40);
        lamp.level(0);
        assertThat(terminal.toString(StandardCharsets.UTF_8).lines()).containsExactly("lamp ○ off", "lamp ● on 100 %",
                "lamp ● on 40 %", "lamp ○ off");
    }

    @Test
    void shouldPrintAsciiWhereTheTerminalKnowsNoMore() {
        TerminalLamp lamp = lamp(StandardCharsets.US_ASCII);
        lamp.level(1);
        lamp.level(0);
        assertThat(terminal.toString(StandardCharsets.US_ASCII).lines()).containsExactly("lamp (*) on 1 %",
                "lamp ( ) off");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void shouldRefuseALevelThatIsNone(int percent) {
        TerminalLamp lamp = lamp(StandardCharsets.UTF_8);
        assertThatIllegalArgumentException().isThrownBy(() -> lamp.level(percent))
                .withMessageContaining(percent + " %");
        assertThat(terminal.size()).isZero();
    }
}
