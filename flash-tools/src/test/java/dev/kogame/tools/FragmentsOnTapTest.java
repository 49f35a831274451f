package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NeedsNetworkNamespaces;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fragments and path MTUs with the real kernel on the other end of a TAP, and behind it. */
@NeedsNetworkNamespaces
class FragmentsOnTapTest {

    private static final String MAC = "02:4b:6f:67:61:01";

    @TempDir
    Path folder;

    private NetworkNamespace host;
    private NetworkNamespace far;

    @BeforeEach
    void makeHosts() {
        Needed.program("ping", "iputils-ping");
        host = new NetworkNamespace();
        far = new NetworkNamespace();
        host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
        host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "lamp0");
        host.execOk("ip", "link", "set", "lamp0", "up");
    }

    @AfterEach
    void removeTheHosts() {
        far.close();
        host.close();
    }

    private Background lamp(String board) throws IOException {
        Path config = Files.writeString(folder.resolve("large.properties"), "largePacketOctets=65575\n");
        return Lamps.start(host, Lamps.LAUNCHER_OPTIONS, "--board", board, "--link", "tap:lamp0", "--mac", MAC,
                "--config", config.toString());
    }

    private static String ping(NetworkNamespace from, int octets, String address) {
        // "-M dont": the kernel may cut what it sends.
        return from.exec("ping", "-6", "-c", "3", "-i", "0.1", "-W", "2", "-M", "dont", "-s", "" + octets, address)
                .stdout();
    }

    @ParameterizedTest
    @CsvSource({"host, 1453 3000 65000 65527", "sim, 1453 3000"})
    void shouldAnswerPingsLongerThanAFrame(String board, String sizes) throws IOException {
        Background lamp = lamp(board);
        String address = Lamps.preferredAddress(lamp, "fe80:") + "%lamp0";
        for (String octets : sizes.split(" ")) {
            // The model of the chip keeps the pace of its cable in real time: on a busy machine it may lose a frame.
            assertThat(ping(host, Integer.parseInt(octets), address)).as("%s octets", octets)
                    .containsPattern(board.equals("sim") ? " [23] received" : " 0% packet loss")
                    .doesNotContain("wrong data");
        }
        assertThat(lamp.stderr()).isEqualTo(Lamps.news(board));
    }

    @Test
    void shouldEchoDatagramsOfEveryLength() {
        Background server = host.startJava(Lamps.LAUNCHER_OPTIONS, UdpEcho.class, "lamp0");
        String address = Lamps.preferredAddress(server, "fe80:") + "%lamp0";

        Background client = host.startJava(List.of("-XX:+UseSerialGC"), UdpEcho.class, address, "1", "1452", "1453",
                "3000", "20000", "65000", "65527");

        assertThat(client.awaitEnd(Lamps.PATIENCE)).as(client.stderr()).isZero();
        assertThat(client.stdout().lines()).containsExactly("1 same", "1452 same", "1453 same", "3000 same",
                "20000 same", "65000 same", "65527 same");
        assertThat(server.stderr()).isEmpty();
    }

    /** A link of 1300 octets between the lamp's router and a host behind it: the router's Packet Too Big is believed. */
    @Test
    void shouldFindThePathMtuThatTheKernelTells() throws IOException {
        Needed.program("radvd", "radvd");
        Needed.program("tcpdump", "tcpdump");
        host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.all.forwarding=1");
        host.execOk("ip", "-6", "address", "add", "2001:db8:2::1/64", "dev", "lamp0", "nodad");
        host.execOk("ip", "link", "add", "narrow0", "mtu", "1300", "type", "veth", "peer", "name", "narrow1", "mtu",
                "1300", "netns", far.name());
        host.execOk("ip", "-6", "address", "add", "2001:db8:5::1/64", "dev", "narrow0", "nodad");
        host.execOk("ip", "link", "set", "narrow0", "up");
        far.execOk("ip", "link", "set", "narrow1", "up");
        far.execOk("ip", "-6", "address", "add", "2001:db8:5::9/64", "dev", "narrow1", "nodad");
        far.execOk("ip", "-6", "route", "add", "default", "via", "2001:db8:5::1");
        Path radvd = Files.writeString(folder.resolve("radvd.conf"), """
                interface lamp0 {
                    AdvSendAdvert on;
                    MinRtrAdvInterval 3;
                    MaxRtrAdvInterval 4;
                    prefix 2001:db8:2::/64 { };
                };
                """);
        host.start("radvd", "--nodaemon", "--logmethod", "stderr", "--config", radvd.toString(), "--pidfile",
                folder.resolve("radvd.pid").toString());
        Background lamp = lamp("host");
        String global = Lamps.preferredAddress(lamp, "2001:db8:2:");
        Path capture = folder.resolve("wire.pcap");
        Background tcpdump = host.start("tcpdump", "--immediate-mode", "-U", "-i", "lamp0", "-w", capture.toString());
        tcpdump.awaitOutput("listening on", Lamps.PATIENCE);

        assertThat(ping(far, 1200, global)).contains(" 0% packet loss");
        assertThat(ping(far, 1452, global)).as("the first reply is what finds the path MTU")
                .contains("3 packets transmitted, 2 received").doesNotContain("wrong data");
        assertThat(ping(far, 20_000, global)).contains(" 0% packet loss").doesNotContain("wrong data");

        tcpdump.close();
        assertThat(host.execOk("tcpdump", "-nr", capture.toString(), "icmp6[icmp6type] == icmp6-packettoobig").lines())
                .hasSize(1);
        assertThat(lamp.stderr()).isEmpty();
    }
}
