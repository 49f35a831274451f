package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NeedsNetworkNamespaces;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Several devices with one command, without any privilege: a house on a laptop. Beside other tests: it mostly waits. */
@Execution(ExecutionMode.CONCURRENT)
class HouseTest {

    private static final int MINUTE_S = 60;

    /** A person sits at a terminal for a minute, and presses keys. */
    @Test
    void shouldShowAMinuteOfAHouseOfFourOnATerminal() throws Exception {
        Needed.program("coap-client-notls", "libcoap3-bin");
        int port = freePorts();
        try (PseudoTerminal terminal = new PseudoTerminal(house("lightbulb", "lightbulb", "switch", "sensor",
                "--udp-port", "" + port, "--for", MINUTE_S + "s"))) {
            terminal.await("a switch that found both lamps",
                    screen -> screen.device("switch").contains("1 off, 2 off"), Lamps.PATIENCE);
            terminal.await("all that can be reached",
                    screen -> Stream.of("lightbulb-1", "lightbulb-2", "sensor")
                            .allMatch(name -> screen.device(name).contains("2001:db8:1:")),
                    Lamps.PATIENCE);

            terminal.press('0');
            Screen lit = terminal.await("all lamps lit",
                    now -> now.device("lightbulb-1").contains("● 100 %")
                            && now.device("lightbulb-2").contains("● 100 %")
                            && now.device("switch").contains("1 on, 2 on"),
                    Lamps.PATIENCE);
            assertThat(lit.standing().getFirst())
                    .matches("kogame  4 devices  00:00:\\d\\d  switch: 0 toggles all, 1-9 one  q quits");
            assertThat(lit.device("lightbulb-1")).contains("fe80::", "coap://[::1]:" + port + "/light")
                    .containsPattern("in [1-9]\\d* out [1-9]\\d* drops \\d+ ");
            assertThat(lit.device("lightbulb-2")).contains("coap://[::1]:" + (port + 1) + "/light");
            assertThat(lit.device("sensor")).contains("coap://[::1]:" + (port + 3) + "/temperature")
                    .containsPattern("^sensor +-?\\d+\\.\\d+ °C ");

            terminal.press('1');
            terminal.await("one lamp dark, the other lit", now -> now.device("switch").contains("1 off, 2 on"),
                    Lamps.PATIENCE);
            coap(port, "put", "-e", "40");
            coap(port + 1, "put", "-e", "40");
            terminal.await("a switch that sees what others do", now -> now.device("switch").contains("1 40, 2 40"),
                    Lamps.PATIENCE);

            assertThat(terminal.awaitEnd(Duration.ofSeconds(MINUTE_S).plus(Lamps.PATIENCE))).isZero();
            String recording = terminal.recording();
            Files.writeString(Path.of("target", "house.txt"), recording);
            Screen last = Screen.of(recording);
            assertThat(last.restored()).isTrue();
            assertThat(last.everStanding().stream().filter(line -> line.startsWith("kogame ")).distinct().count())
                    .as("seconds that were shown").isGreaterThan(MINUTE_S * 3 / 4);
            assertThat(last.news()).filteredOn(line -> !line.isEmpty())
                    .allMatch(line -> line.matches("(lightbulb-[12]|switch|sensor) .*"));
            assertThat(last.news().stream().filter(line -> line.matches("lightbulb-[12]  lamp o(n|ff)")))
                    .as("each lamp on, one off and on again").hasSize(4);
        }
    }

    /** Whoever has seen enough presses q. */
    @Test
    void shouldGiveTheTerminalBackWhenToldToQuit() throws Exception {
        try (PseudoTerminal terminal = new PseudoTerminal(house("lightbulb", "node", "--udp-port", "" + freePorts()))) {
            terminal.await("a lamp", screen -> screen.device("lightbulb").contains("○ off"), Lamps.PATIENCE);
            terminal.press('x');
            terminal.press('q');

            assertThat(terminal.awaitEnd(Lamps.PATIENCE)).isZero();
            assertThat(Screen.of(terminal.recording()).restored()).isTrue();
        }
    }

    /** A script starts the same. */
    @Test
    void shouldTellTheSameInLinesAndTakeCommandsForEachDevice(@TempDir Path folder) throws Exception {
        Path console = folder.resolve("console");
        try (Background house = new Background(house("lightbulb", "lightbulb", "node", "--udp-port", "" + freePorts(),
                "--mac", "02:00:00:00:00:10", "--stats", "--console", "unix:" + console))) {
            house.awaitOutput("node: reach it at udp://[::1]:", Lamps.PATIENCE);
            house.awaitOutput("lightbulb-2: reach it at coap://[::1]:", Lamps.PATIENCE);
            try (ConsoleClient client = new ConsoleClient(console)) {
                assertThat(client.ask("node ping 2001:db8:1::1 count 1")).endsWith("ok");
                assertThat(client.ask("ping x"))
                        .containsExactly("error: say first which device, one of lightbulb-1, lightbulb-2, node");
                assertThat(client.ask("lightbulb-1 neighbors")).endsWith("ok");
                assertThat(client.ask("quit")).containsExactly("ok");
            }
            assertThat(house.awaitEnd(Lamps.PATIENCE)).isZero();

            assertThat(house.stdout()).contains("lightbulb-1: lamp ○ off\n", "lightbulb-2: lamp ○ off\n")
                    .containsPattern("lightbulb-2: address fe80::[0-9a-f:]+ preferred\n")
                    .contains("\nlightbulb-2:\nreceived ");
            assertThat(house.stderr().lines()).containsExactlyInAnyOrder("lightbulb-1: link up",
                    "lightbulb-2: link up", "node: link up");
        }
    }

    /** The cable is captured where all its frames pass, each once. */
    @Test
    void shouldCaptureEveryFrameOfTheCableOnce(@TempDir Path folder) {
        Needed.program("tshark", "tshark");
        Path capture = folder.resolve("house.pcapng");
        try (Background house = new Background(house("lightbulb", "node", "--udp-port", "" + freePorts(), "--mac",
                "02:00:00:00:00:10", "--capture", capture.toString(), "--for", "4s"))) {
            assertThat(house.awaitEnd(Lamps.PATIENCE)).isZero();
        }
        List<String> sources = tshark(capture, "eth.src", "frame");
        assertThat(sources).contains("02:00:00:00:00:10", "02:00:00:00:00:12").contains("02:00:00:00:00:11");
        List<String> probed = tshark(capture, "icmpv6.nd.ns.target_address", "icmpv6.type == 135 and ipv6.src == ::");
        assertThat(probed).as("two link-local addresses at least, each probed once").hasSizeGreaterThan(1)
                .doesNotHaveDuplicates();
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldPutAllDevicesBehindOneTap() {
        try (NetworkNamespace host = new NetworkNamespace()) {
            // The lamps have their addresses before the kernel has its own, which asks from none until then.
            host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
            List<String> arguments = List.of("run", "lightbulb", "lightbulb", "--link", "tap:house0", "--for", "60s");
            Background house = host.startJava(Lamps.LAUNCHER_OPTIONS, Kogame.class, arguments.toArray(String[]::new));
            for (String name : List.of("lightbulb-1", "lightbulb-2")) {
                String address = house.awaitOutput(name + ": address fe80:", Lamps.PATIENCE).split(" ")[2];
                assertThat(host.execOk("ping", "-c", "1", "-W", "10", address + "%house0")).contains("1 received");
            }
        }
    }

    private static List<String> tshark(Path capture, String field, String filter) {
        try (Background reader = new Background(
                List.of("tshark", "-r", capture.toString(), "-Y", filter, "-T", "fields", "-e",
                        field))) {
            assertThat(reader.awaitEnd(Lamps.PATIENCE)).isZero();
            return reader.stdout().lines().toList();
        }
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
