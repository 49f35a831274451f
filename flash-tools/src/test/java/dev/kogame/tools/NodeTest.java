package dev.kogame.tools;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NeedsNetworkNamespaces;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bare host as a person runs it: over the link {@code user}, and on a TAP with the real kernel on the other end. */
class NodeTest {

    @TempDir
    Path folder;

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
            host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
            host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "node0");
            host.execOk("ip", "link", "set", "node0", "up");
            Background node = Lamps.start(host, BuiltInApp.NODE, "--link", "tap:node0");
            String address = Lamps.preferredAddress(node, "fe80:") + "%node0";

            assertThat(ask(host, address, 7, "hello")).isEqualTo("answer hello");
            assertThat(ask(host, address, 9, "hello")).isEqualTo("no answer");
            assertThat(ask(host, address, 19, "hello")).startsWith("answer  !\"#$%&").endsWith("defg");
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldPingTheRealKernelAndResolveNamesByARealServer() throws IOException {
        Needed.program("dnsmasq", "dnsmasq-base");
        Path console = folder.resolve("console");
        Path config = Files.writeString(folder.resolve("node.properties"), "nameServers = fe80::1%0\n");
        Path hosts = Files.writeString(folder.resolve("hosts"), "2001:db8::42 lamp.example\n192.0.2.1 four.example\n"
                + IntStream.range(0, 20).mapToObj(i -> "2001:db8:1::" + i + " many.example\n").collect(joining()));
        try (NetworkNamespace host = new NetworkNamespace()) {
            host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
            host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "node0");
            host.execOk("ip", "-6", "address", "add", "fe80::1/64", "dev", "node0", "nodad");
            host.execOk("ip", "link", "set", "node0", "up");
            Background node = Lamps.start(host, BuiltInApp.NODE, "--link", "tap:node0", "--config", config.toString(),
                    "--console", "unix:" + console);
            Lamps.preferredAddress(node, "fe80:");
            Background dnsmasq = host.start("dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv",
                    "--no-hosts", "--user=root", "--pid-file=" + folder.resolve("pid"), "--interface=node0",
                    "--addn-hosts=" + hosts, "--cname=alias.example,lamp.example", "--local=/example/");
            dnsmasq.awaitOutput("addresses", Lamps.PATIENCE);

            try (ConsoleClient client = new ConsoleClient(console)) {
                for (int octets : new int[] {0, 56, 1452}) {
                    assertThat(client.ask("ping fe80::1 count 1 size " + octets)).hasSize(3).endsWith("ok").first()
                            .asString().contains("reply from fe80::1%0 ", " octets " + octets + " hop-limit 64 ");
                }
                assertThat(client.ask("neighbors")).anyMatch(line -> line.startsWith("fe80::1%0 "));
                assertThat(client.ask("resolve lamp.example")).containsExactly("2001:db8::42", "ok");
                assertThat(client.ask("resolve LAMP.example.")).containsExactly("2001:db8::42", "ok");
                assertThat(client.ask("resolve alias.example")).containsExactly("2001:db8::42", "ok");
                assertThat(client.ask("resolve none.example"))
                        .containsExactly("error: there is no name 'none.example'");
                assertThat(client.ask("resolve four.example"))
                        .containsExactly("error: the name 'four.example' has no IPv6 address");
                assertThat(client.ask("resolve many.example")).containsExactly(
                        "error: the answer is too long for a datagram, and there is no TCP yet");
                assertThat(client.ask("resolve elsewhere.test"))
                        .containsExactly("error: no server could answer: they failed or refused");
                assertThat(client.ask("reboot")).containsExactly("ok");
            }
            node.awaitOutput(" invalid", Lamps.PATIENCE);
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldAskTheServerThatARouterAnnounced() throws IOException {
        Needed.program("dnsmasq", "dnsmasq-base");
        Needed.program("radvd", "radvd");
        Path console = folder.resolve("console");
        Path radvd = Files.writeString(folder.resolve("radvd.conf"), "interface node0 { AdvSendAdvert on; "
                + "MinRtrAdvInterval 3; MaxRtrAdvInterval 4; prefix 2001:db8:2::/64 { }; RDNSS 2001:db8:2::1 { }; };\n");
        try (NetworkNamespace host = new NetworkNamespace()) {
            host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
            host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.all.forwarding=1");
            host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "node0");
            host.execOk("ip", "link", "set", "node0", "up");
            host.execOk("ip", "-6", "address", "add", "2001:db8:2::1/64", "dev", "node0", "nodad");
            Background node = Lamps.start(host, BuiltInApp.NODE, "--link", "tap:node0", "--console",
                    "unix:" + console);
            Lamps.preferredAddress(node, "fe80:");
            host.start("dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
                    "--pid-file=" + folder.resolve("pid"), "--interface=node0",
                    "--host-record=lamp.example,2001:db8::42").awaitOutput("started", Lamps.PATIENCE);
            host.start("radvd", "--nodaemon", "--logmethod", "stderr", "--config", radvd.toString(), "--pidfile",
                    folder.resolve("radvd.pid").toString());
            Lamps.preferredAddress(node, "2001:db8:2:");

            try (ConsoleClient client = new ConsoleClient(console)) {
                assertThat(client.ask("resolve lamp.example")).containsExactly("2001:db8::42", "ok");
                assertThat(client.ask("routes")).anyMatch(line -> line.matches("::/0 .* preference medium"));
            }
        }
    }

    @Test
    void shouldTakeCommandsFromAPipeAndGoOnWhereThereAreNone() {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "printf 'memory\\nwalk\\nquit\\nhelp\\n' | \"$0\" \"$@\""));
        command.addAll(NetworkNamespace.java(Lamps.LAUNCHER_OPTIONS, Kogame.class, "run", "node", "--udp-port",
                "" + Lamps.freePort()));
        try (Background node = new Background(command)) {
            assertThat(node.awaitEnd(Lamps.PATIENCE)).as("it was told to quit").isZero();
            assertThat(node.stdout().lines()).contains("ok", "error: unknown command 'walk': help lists them")
                    .anyMatch(line -> line.matches("frame slots free (\\d+) of \\1"))
                    .noneMatch(line -> line.startsWith("resolve"));
        }
        try (Background node = Lamps.start(BuiltInApp.NODE, "--udp-port", "" + Lamps.freePort(), "--for", "60s")) {
            Lamps.preferredAddress(node, "fe80:");
            Lamps.preferredAddress(node, "2001:");
            assertThat(node.handle().info().totalCpuDuration().orElseThrow()).as("no busy loop")
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(node.handle().isAlive()).isTrue();
        }
    }

    private static String ask(NetworkNamespace host, String address, int port, String text) {
        Background client = host.startJava(List.of(), UdpAsk.class, address, "" + port, text);
        assertThat(client.awaitEnd(Lamps.PATIENCE)).as(client.stderr()).isZero();
        return client.stdout().strip();
    }
}
