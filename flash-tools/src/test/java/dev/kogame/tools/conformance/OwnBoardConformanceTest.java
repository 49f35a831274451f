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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A few cases against the app node as it runs, over a TAP and in real time; its console does what no frame can ask. */
@NeedsNetworkNamespaces
@Execution(ExecutionMode.CONCURRENT)
class OwnBoardConformanceTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m");
    /** Reboot, ping, join, leave and resolve are asked of the console. */
    private static final String ROWS = "1.2.6.E,4.1.3,M15,X.12";

    @TempDir
    private Path folder;

    /** A board with the stack on the TAP, and one with the model of the chip between, side by side: most of a case is waiting. */
    @Test
    void shouldPassTheNodeThroughItsConsole() throws IOException {
        try (NetworkNamespace bare = new NetworkNamespace(); NetworkNamespace chip = new NetworkNamespace()) {
            Background onHost = conformance(bare, "host");
            Background onSim = conformance(chip, "sim");

            for (Background tool : List.of(onHost, onSim)) {
                assertThat(tool.awaitEnd(PATIENCE)).as(tool.toString()).isZero();
                assertThat(tool.stdout()).contains("4 cases: 4 passed, 0 failed, 0 not run");
            }
        }
    }

    private Background conformance(NetworkNamespace host, String board) throws IOException {
        Path console = folder.resolve(board);
        Path config = Files.writeString(folder.resolve("strict.properties"), "interfaceIdentifier = eui64\n");
        // The kernel is but the other end of the cable.
        host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.disable_ipv6=1");
        Background node = host.startJava(SMALL, Kogame.class, "run", "node", "--board", board, "--link", "tap:kg0",
                "--console", "unix:" + console, "--config", config.toString());
        node.awaitOutput(" preferred", PATIENCE);
        return host.startJava(SMALL, Kogame.class, "conformance", "--device", "packet:kg0", "--device-console",
                "unix:" + console, "--case", ROWS);
    }
}
