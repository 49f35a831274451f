package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NeedsNetworkNamespaces;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DHCPv6 with dnsmasq as router and server on the other end of a TAP. */
@NeedsNetworkNamespaces
@Execution(ExecutionMode.CONCURRENT)
class Dhcp6OnTapTest {

    private static final String MAC = "02:4b:6f:67:61:01";

    @TempDir
    Path folder;

    private NetworkNamespace host;

    @BeforeEach
    void makeAHost() {
        Needed.program("dnsmasq", "dnsmasq-base");
        Needed.program("ping", "iputils-ping");
        host = new NetworkNamespace();
        host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
        host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "lamp0");
        host.execOk("ip", "link", "set", "lamp0", "up");
        host.execOk("ip", "-6", "address", "add", "2001:db8:2::1/64", "dev", "lamp0", "nodad");
    }

    @AfterEach
    void removeTheHost() {
        host.close();
    }

    private Background dnsmasq(String range) throws IOException {
        Path configuration = Files.writeString(folder.resolve("dnsmasq.conf"), """
                port=0
                user=root
                interface=lamp0
                enable-ra
                log-dhcp
                log-facility=-
                dhcp-range=%s
                dhcp-option=option6:dns-server,[2001:db8:2::53]
                dhcp-option=option6:domain-search,lab.example
                dhcp-leasefile=%s
                pid-file=%s
                """.formatted(range, folder.resolve("leases"), folder.resolve("dnsmasq.pid")));
        return host.start("dnsmasq", "--keep-in-foreground", "--conf-file=" + configuration);
    }

    private Background lamp(String board) {
        return Lamps.start(host, Lamps.LAUNCHER_OPTIONS, "--board", board, "--link", "tap:lamp0", "--mac", MAC,
                "--stats");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim", "host"})
    void shouldLiveAtAnAddressThatDnsmasqLeases(String board) throws IOException {
        dnsmasq("2001:db8:2::1000,2001:db8:2::1fff,64,10m");
        Background lamp = lamp(board);
        String address = Lamps.preferredAddress(lamp, "2001:db8:2:");
        assertThat(address).matches("2001:db8:2::1[0-9a-f]{3}");
        assertThat(Files.readString(folder.resolve("leases"))).contains(address)
                .contains("00:03:00:01:" + MAC);
        assertThat(host.execOk("ping", "-6", "-c", "3", "-i", "0.1", address)).contains(" 0% packet loss");
        lamp.close();
        assertThat(lamp.stdout()).doesNotContain("DHCPV6_");
        assertThat(lamp.stderr()).isEqualTo(Lamps.news(board));
    }

    @Test
    void shouldAskDnsmasqForInformationOnceBesideItsOwnAddress() throws IOException {
        Background dnsmasq = dnsmasq("2001:db8:2::,ra-stateless");
        Background lamp = lamp("host");
        String address = Lamps.preferredAddress(lamp, "2001:db8:2:");
        assertThat(server(dnsmasq, "DHCPINFORMATION-REQUEST(lamp0)")).contains("00:03:00:01:" + MAC);
        assertThat(server(dnsmasq, "option: 23")).contains("2001:db8:2::53");
        assertThat(server(dnsmasq, "option: 24")).contains("lab.example");
        // Without an answer it would have asked again after one second, and after three.
        assertThat(host.execOk("ping", "-6", "-c", "5", "-i", "1", address)).contains(" 0% packet loss");
        lamp.close();
        assertThat((dnsmasq.stdout() + dnsmasq.stderr()).lines()
                .filter(line -> line.contains("DHCPINFORMATION-REQUEST"))).hasSize(1);
        assertThat(lamp.stdout()).doesNotContain("DHCPV6_");
        assertThat(lamp.stderr()).isEmpty();
    }

    private static String server(Background dnsmasq, String word) {
        return dnsmasq.awaitOutput(word, Lamps.PATIENCE);
    }
}
