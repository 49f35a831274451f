package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.NeedsNetworkNamespaces;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bare host as a person runs it: over the link {@code user}, and on a TAP with the real kernel on the other end. */
class NodeTest {

    @ParameterizedTest
    @ValueSource(strings = {"sim", "host"})
    void shouldEchoOverTheUserLink(String board) throws IOException {
        int port = Lamps.freePort();
        try (Background node = Lamps.start(BuiltInApp.NODE, "--board", board, "--udp-port", "" + port, "--for",
                "60s")) {
            node.awaitOutput("reach it at udp://[::1]:" + port, Lamps.PATIENCE);

            assertThat(UdpAsk.ask("::1", port, "hello")).isEqualTo("answer hello");
            assertThat(UdpAsk.ask("::1", port, "x".repeat(1452))).isEqualTo("answer " + "x".repeat(1452));
            assertThat(node.stderr()).doesNotContain("kogame:");
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldServeTheRealKernelOnATap() {
        try (NetworkNamespace host = new NetworkNamespace()) {
            host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "node0");
            host.execOk("ip", "link", "set", "node0", "up");
            Background node = Lamps.start(host, BuiltInApp.NODE, "--link", "tap:node0");
            String address = Lamps.preferredAddress(node, "fe80:") + "%node0";

            assertThat(ask(host, address, 7, "hello")).isEqualTo("answer hello");
            assertThat(ask(host, address, 9, "hello")).isEqualTo("no answer");
            assertThat(ask(host, address, 19, "hello")).startsWith("answer  !\"#$%&").endsWith("defg");
        }
    }

    private static String ask(NetworkNamespace host, String address, int port, String text) {
        Background client = host.startJava(List.of(), UdpAsk.class, address, "" + port, text);
        assertThat(client.awaitEnd(Lamps.PATIENCE)).as(client.stderr()).isZero();
        return client.stdout().strip();
    }
}
