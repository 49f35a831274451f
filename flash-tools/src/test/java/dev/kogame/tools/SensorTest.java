package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sensor without any privilege: its settings, and what a CoAP client of this machine gets. */
class SensorTest {

    @TempDir
    Path folder;

    private Path settings(String lines) throws IOException {
        return Files.writeString(folder.resolve("sensor.properties"), lines);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | sensor.seconds=0                  | sensor.seconds '0' is no whole number between 1 and 86400
            2 | sensor.seconds=often              | sensor.seconds 'often' is no whole number between 1 and 86400
            2 | sensor.history=1001               | sensor.history '1001' is no whole number between 1 and 1000
            2 | sensor.thermometer=mercury        | sensor.thermometer 'mercury' is not room, zone, zone:FILE, tmp102
            2 | sensor.thermometer=tmp102:1:warm  | sensor.thermometer 'tmp102:1:warm' is not like tmp102:1:0x48
            1 | sensor.thermometer=zone:/no/temp  | there is no thermometer /no/temp: choose another
            2 | sensor.timeServer=ff02::1         | sensor.timeServer: 'ff02::1%0' is no address of one server
            2 | sensor.colour=red                 | sensor.colour
            """)
    void shouldSayInOneSentenceWhatIsWrongWithASetting(int status, String line, String sentence) throws IOException {
        StringWriter err = new StringWriter();

        int ended = Kogame.commandLine().setErr(new PrintWriter(err)).execute("run", "sensor", "--console", "none",
                "--udp-port", "" + Lamps.freePort(), "--config", settings(line).toString());

        assertThat(err.toString()).startsWith("kogame: ").contains(sentence).hasLineCount(1);
        assertThat(ended).isEqualTo(status);
    }

    @Test
    void shouldServeReadingsAndTheirHistory() throws IOException {
        Needed.program("coap-client-notls", "libcoap3-bin");
        int port = Lamps.freePort();
        Path zone = Files.writeString(folder.resolve("temp"), "48312\n");
        Path config = settings("sensor.seconds=1\nsensor.thermometer=zone:" + zone);
        try (Background sensor = Lamps.start(BuiltInApp.SENSOR, "--udp-port", "" + port, "--for", "60s", "--config",
                config.toString())) {
            sensor.awaitOutput("reach it at coap://[::1]:" + port + "/temperature", Lamps.PATIENCE);

            assertThat(get(port, "temperature", "-A", "0")).isEqualTo("48.3");
            assertThat(get(port, "history", "-b", "64")).matches(
                    "\\[\\{\"bn\":\"urn:dev:mac:024b6ffffe676101_temperature\",\"bu\":\"Cel\",(\"t\":-?[0-9.]+,\"v\":48.3},?\\{?)+\\]");
        }
    }

    private static String get(int port, String path, String... options) {
        String[] all = new String[options.length + 1];
        all[0] = "get";
        System.arraycopy(options, 0, all, 1, options.length);
        try (Background client = new Background(
                List.of(Lamps.coapClient("coap://[::1]:" + port + "/" + path, all)))) {
            assertThat(client.awaitEnd(NetworkNamespace.PATIENCE)).isZero();
            return client.stdout().strip();
        }
    }
}
