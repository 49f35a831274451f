package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;

/** Several devices with one command, without any privilege: a house on a laptop. */
class HouseTest {

    /** A person sits at a terminal and looks on. */
    @Test
    void shouldShowAHouseOnATerminalAndGiveTheTerminalBack() throws Exception {
        Needed.program("coap-client-notls", "libcoap3-bin");
        int port = freePorts();
        try (PseudoTerminal terminal = new PseudoTerminal(house("lightbulb", "lightbulb", "node", "--udp-port",
                "" + port))) {
            terminal.await("all three reachable", screen -> screen.news("lightbulb-1  reach it at").isPresent()
                    && screen.news("lightbulb-2  reach it at").isPresent()
                    && screen.news("node         reach it at").isPresent(), Lamps.PATIENCE);
            coap(port + 1, "put", "-e", "40");

            Screen screen = terminal.await("the second lamp at 40 %",
                    now -> now.device("lightbulb-2").contains("● 40 %"), Lamps.PATIENCE);
            assertThat(screen.standing().getFirst()).matches("kogame  3 devices  00:00:\\d\\d  q quits");
            assertThat(screen.device("lightbulb-1")).contains("○ off", "fe80::", "2001:db8:1:",
                    "coap://[::1]:" + port + "/light");
            assertThat(screen.device("lightbulb-2")).containsPattern("in [1-9]\\d* out [1-9]\\d* drops \\d+ ");
            assertThat(screen.device("node")).contains("udp://[::1]:" + (port + 2));
            assertThat(screen.news("lightbulb-2  lamp on")).isPresent();
            terminal.press('q');

            assertThat(terminal.awaitEnd(Lamps.PATIENCE)).isZero();
            Screen last = Screen.of(terminal.recording());
            assertThat(last.restored()).isTrue();
            assertThat(last.news()).as("all lines that scrolled begin with a name").filteredOn(line -> !line.isEmpty())
                    .allMatch(line -> line.matches("(lightbulb-[12]|node) .*"));
            record("house-live.txt", terminal.recording());
        }
    }

    /** A script starts the same. */
    @Test
    void shouldTellTheSameInLinesAndTakeCommandsForEachDevice() throws Exception {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c",
                        "(sleep 4; printf 'node ping 2001:db8:1::1 count 1\\nping x\\nquit\\n') | \"$0\" \"$@\""));
        command.addAll(house("lightbulb", "lightbulb", "node", "--udp-port", "" + freePorts(), "--mac",
                "02:00:00:00:00:10", "--stats"));
        try (Background house = new Background(command)) {
            assertThat(house.awaitEnd(Lamps.PATIENCE)).isZero();

            assertThat(house.stdout()).contains("lightbulb-1: lamp ○ off\n", "lightbulb-2: lamp ○ off\n")
                    .containsPattern("lightbulb-2: address fe80::[0-9a-f:]+ preferred\n")
                    .containsPattern("node: reach it at udp://\\[::1\\]:\\d+\n")
                    .contains("\nsent 1 received 1 lost 0 ")
                    .contains("\nerror: say first which device, one of lightbulb-1, lightbulb-2, node\n")
                    .contains("\nlightbulb-2:\nreceived ");
            assertThat(house.stderr().lines()).containsExactlyInAnyOrder("lightbulb-1: link up",
                    "lightbulb-2: link up", "node: link up");
        }
    }

    /** Leaves what a person would have seen among the build's files, where it can be looked at. */
    private static void record(String file, String recording) throws IOException {
        Files.writeString(Path.of("target").resolve(file), recording);
    }

    private static List<String> house(String... arguments) {
        List<String> command = new ArrayList<>(List.of("run"));
        command.addAll(List.of(arguments));
        return NetworkNamespace.java(Lamps.LAUNCHER_OPTIONS, Kogame.class, command.toArray(String[]::new));
    }

    /** The first of some ports that nobody uses now, below those that the system gives away. */
    private static int freePorts() {
        return 20_000 + Lamps.freePort() % 10_000;
    }

    private static void coap(int port, String... options) {
        String[] command = Lamps.coapClient("coap://[::1]:" + port + "/light", options);
        try (Background client = new Background(List.of(command))) {
            assertThat(client.awaitEnd(Lamps.PATIENCE)).isZero();
        }
    }
}
