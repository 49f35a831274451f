package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

/** A sensor whose time server is chrony on the other end of a TAP; chrony does not touch this machine's clock. */
@NeedsNetworkNamespaces
@Execution(ExecutionMode.CONCURRENT)
class SensorOnTapTest {

    private static final Pattern TIME = Pattern.compile("\"t\":([0-9.]+)");

    @TempDir
    Path folder;

    private NetworkNamespace host;

    @BeforeEach
    void makeAHost() {
        Needed.program("dnsmasq", "dnsmasq-base");
        Needed.program("chronyd", "chrony");
        Needed.program("coap-client-notls", "libcoap3-bin");
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

    private void announcePrefix() throws IOException {
        Path configuration = Files.writeString(folder.resolve("dnsmasq.conf"), """
                port=0
                user=root
                interface=lamp0
                enable-ra
                log-facility=-
                dhcp-range=2001:db8:2::,ra-only
                pid-file=%s
                """.formatted(folder.resolve("dnsmasq.pid")));
        host.start("dnsmasq", "--keep-in-foreground", "--conf-file=" + configuration);
    }

    /** A server of stratum 10 that believes this machine's clock, on no other socket than that of NTP. */
    private Background chrony() throws IOException {
        Path configuration = Files.writeString(folder.resolve("chrony.conf"), """
                local stratum 10
                allow ::/0
                cmdport 0
                bindcmdaddress /
                pidfile %s
                """.formatted(folder.resolve("chrony.pid")));
        return host.start("chronyd", "-x", "-d", "-u", "root", "-f", configuration.toString());
    }

    private Background sensor(String... settings) throws IOException {
        Path configuration = Files.writeString(folder.resolve("sensor.properties"), String.join("\n", settings));
        return Lamps.start(host, BuiltInApp.SENSOR, "--board", "host", "--link", "tap:lamp0", "--console", "none",
                "--config", configuration.toString());
    }

    private String get(String address, String path) {
        return host.execOk(Lamps.coapClient("coap://[" + address + "]/" + path, "get"));
    }

    @Test
    void shouldTellUtcOnceItKnowsIt() throws IOException {
        announcePrefix();
        chrony();
        Background sensor = sensor("sensor.thermometer=room", "sensor.seconds=1", "sensor.timeServer=2001:db8:2::1");
        String address = Lamps.preferredAddress(sensor, "2001:db8:2:");

        Instant until = Instant.now().plus(Lamps.PATIENCE);
        Matcher time = TIME.matcher(get(address, "temperature"));
        while (!time.find() && Instant.now().isBefore(until)) {
            time = TIME.matcher(get(address, "temperature"));
        }

        assertThat(time.reset().find()).as("a time").isTrue();
        Instant told = Instant.ofEpochMilli((long) (Double.parseDouble(time.group(1)) * 1000));
        assertThat(Duration.between(told, Instant.now())).isBetween(Duration.ofMillis(-100), Duration.ofSeconds(4));
        assertThat(get(address, "history"))
                .startsWith("[{\"bn\":\"urn:dev:mac:024b6ffffe676101_temperature\",\"bt\":1");
        sensor.close();
        assertThat(sensor.stderr()).isEmpty();
    }

    @Test
    void shouldKnowNoTimeWithoutATimeServer() throws IOException {
        announcePrefix();
        Background sensor = sensor("sensor.thermometer=room");
        String address = Lamps.preferredAddress(sensor, "2001:db8:2:");

        assertThat(get(address, "temperature"))
                .matches("\\[\\{\"n\":\"urn:dev:mac:024b6ffffe676101_temperature\",\"u\":\"Cel\",\"v\":[0-9.]+}]\\s*");
        assertThat(get(address, ".well-known/core")).contains("</temperature>;rt=\"temperature\";if=\"core.s\"",
                "</history>", "ct=\"110 112 0\"", ";obs");
    }
}
