package dev.kogame.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.NeedsNetworkNamespaces;
import dev.kogame.board.linux.NetworkNamespace;
import dev.kogame.tools.Kogame;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few cases against the app node as it runs, over a TAP and in real time; its console does what no frame can ask. */
@NeedsNetworkNamespaces
class OwnBoardConformanceTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m");
    /** Reboot, ping, join, leave and resolve are asked of the console. */
    private static final String ROWS = "1.1.2,1.2.6.E,3.1.2.B,4.1.3,M15,X.12";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"host", "sim"})
    void shouldPassTheNodeThroughItsConsole(String board) throws IOException {
        Path console = folder.resolve("console");
        Path config = Files.writeString(folder.resolve("strict.properties"), "interfaceIdentifier = eui64\n");
        try (NetworkNamespace host = new NetworkNamespace()) {
            // The kernel is but the other end of the cable.
            host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.disable_ipv6=1");
            Background node = host.startJava(SMALL, Kogame.class, "run", "node", "--board", board, "--link", "tap:kg0",
                    "--console", "unix:" + console, "--config", config.toString());
            node.awaitOutput(" preferred", PATIENCE);

            Background tool = host.startJava(SMALL, Kogame.class, "conformance", "--device", "packet:kg0",
                    "--device-console", "unix:" + console, "--case", ROWS);

            assertThat(tool.awaitEnd(PATIENCE)).as(tool.toString()).isZero();
            assertThat(tool.stdout()).contains("6 cases: 6 passed, 0 failed, 0 not run");
        }
    }
}
