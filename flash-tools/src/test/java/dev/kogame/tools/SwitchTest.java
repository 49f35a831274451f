package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The switch with two lightbulbs, as a person at a terminal sees them. */
class SwitchTest {

    @Test
    void shouldFindLampsAndToggleThemByKeys() throws Exception {
        List<String> house = NetworkNamespace.java(Lamps.LAUNCHER_OPTIONS, Kogame.class, "run", "lightbulb",
                "lightbulb",
                "switch", "--udp-port", "" + (20_000 + Lamps.freePort() % 10_000));
        try (PseudoTerminal terminal = new PseudoTerminal(house)) {
            terminal.await("both found", screen -> screen.device("switch").contains("1 off, 2 off"), Lamps.PATIENCE);

            terminal.press('0');
            Screen all = terminal.await("both lit", screen -> screen.device("switch").contains("1 on, 2 on"),
                    Lamps.PATIENCE);
            assertThat(all.device("lightbulb-1")).contains("● 100 %");
            assertThat(all.device("lightbulb-2")).contains("● 100 %");

            terminal.press('2');
            terminal.await("the second out", screen -> screen.device("switch").contains("1 on, 2 off"), Lamps.PATIENCE);

            terminal.press('0');
            Screen out = terminal.await("none lit", screen -> screen.device("switch").contains("1 off, 2 off"),
                    Lamps.PATIENCE);
            assertThat(out.news("switch       lamp 2 [fe80:")).isPresent();
            terminal.press('q');
            assertThat(terminal.awaitEnd(Lamps.PATIENCE)).isZero();
        }
    }

    @Test
    void shouldSayThatOnlyARaspberryPiHasPins(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve("switch.properties"), "switch.buttonGpio=17\n");

        try (Background refused = Lamps.start(BuiltInApp.SWITCH, "--config", config.toString())) {
            assertThat(refused.awaitEnd(Lamps.PATIENCE)).isNotZero();
            assertThat(refused.stderr()).contains("only a Raspberry Pi has a pin for a button");
        }
    }
}
