package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NeedsNetworkNamespaces;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on a real Ethernet of their machine, as far as the kernel has one: a cable between two namespaces. */
@NeedsNetworkNamespaces
class OnEthernetTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m");

    @TempDir
    private Path folder;

    @Test
    void shouldBeStationsBesideTheMachineOnItsEthernet() {
        Needed.program("ping", "iputils-ping");
        try (NetworkNamespace machine = new NetworkNamespace(); NetworkNamespace neighbor = new NetworkNamespace()) {
            // A node may have its address before the neighbor has its own, which asks from none until then.
            neighbor.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
            machine.execOk("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns",
                    neighbor.name());
            machine.execOk("ip", "link", "set", "eth0", "up");
            neighbor.execOk("ip", "link", "set", "eth0", "up");
            Background onHost = node(machine, "host", "02:00:00:00:00:07");
            Background onSim = node(machine, "sim", "02:00:00:00:00:08");

            for (Background node : List.of(onHost, onSim)) {
                String address = node.awaitOutput("address fe80:", PATIENCE).split(" ")[1];
                assertThat(neighbor.execOk("ping", "-6", "-c", "3", "-i", "0.2", "-s", "1452", address + "%eth0"))
                        .as("ping %s", address).contains(" 0% packet loss");
            }
            // What a station of a machine sends goes to the wire, and not to the machine.
            assertThat(machine.exec("ping", "-6", "-c", "1", "-W", "1",
                    onHost.awaitOutput("address fe80:", PATIENCE).split(" ")[1] + "%eth0").exitCode()).isNotZero();
        }
    }

    private Background node(NetworkNamespace machine, String board, String mac) {
        return machine.startJava(SMALL, Kogame.class, "run", "node", "--board", board, "--link", "packet:eth0", "--mac",
                mac, "--console", "unix:" + folder.resolve(board));
    }
}
