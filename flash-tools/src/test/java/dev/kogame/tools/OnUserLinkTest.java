package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person does first: run the lightbulb without any privilege, and ask it with a CoAP client of this machine. */
class OnUserLinkTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sim", "host"})
    void shouldSwitchTheLampByACoapClient(String board) {
        Needed.program("coap-client-notls", "libcoap3-bin");
        int port = Lamps.freePort();
        try (Background lamp = Lamps.start("--board", board, "--udp-port", "" + port, "--for", "60s")) {
            lamp.awaitOutput("reach it at coap://[::1]:" + port + "/light", Lamps.PATIENCE);

            assertThat(coap(port, "get")).isEqualTo("off");
            assertThat(coap(port, "put", "-e", "on")).isEmpty();
            assertThat(coap(port, "get")).isEqualTo("on");

            lamp.awaitOutput("100 %", Lamps.PATIENCE);
            assertThat(lamp.stdout()).containsPattern("address fe80::[0-9a-f:]+ preferred")
                    .containsPattern("address 2001:db8:1:[0-9a-f:]+ preferred");
        }
    }

    @Test
    void shouldSayThatThePortIsTaken() {
        int port = Lamps.freePort();
        try (Background first = Lamps.start("--udp-port", "" + port, "--for", "60s")) {
            first.awaitOutput("lamp", Lamps.PATIENCE);
            try (Background second = Lamps.start("--udp-port", "" + port)) {
                assertThat(second.awaitEnd(Lamps.PATIENCE)).isEqualTo(1);
                assertThat(second.stderr()).startsWith("kogame: UDP port " + port).contains("--udp-port")
                        .hasLineCount(1);
            }
        }
    }

    @Test
    void shouldEndByItselfWithStatisticsAndACapture() throws Exception {
        Path capture = folder.resolve("lamp.pcapng");
        try (Background lamp = Lamps.start("--udp-port", "" + Lamps.freePort(), "--for", "500ms", "--stats",
                "--capture",
                capture.toString())) {
            assertThat(lamp.awaitEnd(Lamps.PATIENCE)).isZero();
            assertThat(lamp.stdout()).contains("received ", "sent ", "relay carried 0 datagrams", "octets  in all");
            assertThat(lamp.stderr()).isEqualTo(Lamps.news("sim"));
            assertThat(Files.size(capture)).isGreaterThan(100);
        }
    }

    /** It would take 100 ms and more, and memory that the launcher does not give. */
    @Test
    void shouldLoadNothingOfPi4jWithoutARaspberryPi() throws Exception {
        Path loaded = folder.resolve("loaded");
        List<String> command = NetworkNamespace.java(List.of("-Xlog:class+load:file=" + loaded), Kogame.class, "run",
                "lightbulb", "--udp-port", "" + Lamps.freePort(), "--for", "100ms");
        try (Background lamp = new Background(command)) {
            assertThat(lamp.awaitEnd(Lamps.PATIENCE)).isZero();
        }
        assertThat(Files.readAllLines(loaded)).anyMatch(line -> line.contains("dev.kogame.enc28j60.Enc28j60 "))
                .noneMatch(line -> line.contains("pi4j") || line.contains("slf4j") || line.contains("tinylog"));
    }

    @Test
    void shouldEndWellWhenTold() {
        try (Background lamp = Lamps.start("--udp-port", "" + Lamps.freePort(), "--stats")) {
            lamp.awaitOutput("preferred", Lamps.PATIENCE);

            lamp.handle().destroy();

            assertThat(lamp.awaitEnd(Duration.ofSeconds(5))).isZero();
            assertThat(lamp.stdout()).contains("octets  in all");
            assertThat(lamp.stderr()).isEqualTo(Lamps.news("sim"));
        }
    }

    private static String coap(int port, String... options) {
        String[] command = Lamps.coapClient("coap://[::1]:" + port + "/light", options);
        try (Background client = new Background(List.of(command))) {
            assertThat(client.awaitEnd(Lamps.PATIENCE)).isZero();
            return client.stdout().strip();
        }
    }
}
