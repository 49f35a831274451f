package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

/** What becomes of the lightbulb when the real routers of its link change their minds, or are gone. */
@NeedsNetworkNamespaces
@Execution(ExecutionMode.CONCURRENT)
class RoutersOnTapTest {

    private static final String MAC = "02:4b:6f:67:61:01";

    @TempDir
    Path folder;

    private final List<NetworkNamespace> namespaces = new ArrayList<>();
    private NetworkNamespace host;

    @BeforeEach
    void makeAHost() {
        Needed.program("radvd", "radvd");
        Needed.program("ping", "iputils-ping");
        host = namespace();
        host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "lamp0");
        host.execOk("ip", "link", "set", "lamp0", "up");
    }

    @AfterEach
    void removeTheHosts() {
        namespaces.reversed().forEach(NetworkNamespace::close);
    }

    private NetworkNamespace namespace() {
        NetworkNamespace made = new NetworkNamespace();
        namespaces.add(made);
        made.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
        made.execOk("sysctl", "-q", "-w", "net.ipv6.conf.all.forwarding=1");
        return made;
    }

    private Background lamp() {
        return Lamps.start(host, Lamps.LAUNCHER_OPTIONS, "--board", "host", "--link", "tap:lamp0", "--mac", MAC);
    }

    /** Starts radvd in a namespace, or has the one that runs read its new configuration. */
    private final class Router {

        private final NetworkNamespace in;
        private final String link;
        private final Path configuration;
        private Background radvd;

        Router(NetworkNamespace in, String link) {
            this.in = in;
            this.link = link;
            configuration = folder.resolve(in.name() + ".conf");
        }

        void announce(String what) throws IOException {
            Files.writeString(configuration, """
                    interface %s {
                        AdvSendAdvert on;
                        MinRtrAdvInterval 3;
                        MaxRtrAdvInterval 4;
                        %s
                    };
                    """.formatted(link, what));
            if (radvd == null) {
                radvd = in.start("radvd", "--nodaemon", "--logmethod", "stderr", "--config", configuration.toString(),
                        "--pidfile", folder.resolve(in.name() + ".pid").toString());
            } else {
                in.execOk("kill", "-HUP", "" + radvd.handle().pid());
            }
        }
    }

    private static String ping(NetworkNamespace from, int count, String... more) {
        List<String> command = new ArrayList<>(List.of("ping", "-6", "-c", "" + count, "-i", "0.2", "-W", "1"));
        command.addAll(List.of(more));
        return from.exec(command.toArray(String[]::new)).stdout();
    }

    /** Two ends of a wire: each a namespace and what its end is called there. */
    private static void wire(NetworkNamespace one, String oneEnd, NetworkNamespace other, String otherEnd, int mtu) {
        one.execOk("ip", "link", "add", oneEnd, "mtu", "" + mtu, "type", "veth", "peer", "name", otherEnd, "mtu",
                "" + mtu, "netns", other.name());
        one.execOk("ip", "link", "set", oneEnd, "up");
        other.execOk("ip", "link", "set", otherEnd, "up");
    }

    private static void address(NetworkNamespace of, String link, String address) {
        of.execOk("ip", "-6", "address", "add", address, "dev", link, "nodad");
    }

    /** A prefix joins, the first is deprecated and the MTU of the link shrinks; then all but the first ends. */
    @Test
    void shouldFollowARouterThatChangesItsMind() throws IOException {
        Needed.program("tcpdump", "tcpdump");
        address(host, "lamp0", "2001:db8:2::1/64");
        address(host, "lamp0", "2001:db8:3::1/64");
        Router router = new Router(host, "lamp0");
        router.announce("prefix 2001:db8:2::/64 { AdvValidLifetime 7300; AdvPreferredLifetime 7200; };");
        Background lamp = lamp();
        String first = Lamps.preferredAddress(lamp, "2001:db8:2:");
        assertThat(fragments(first)).as("fragments of 1500 octets").isZero();

        router.announce("""
                AdvLinkMTU 1400;
                prefix 2001:db8:2::/64 { AdvValidLifetime 7300; AdvPreferredLifetime 0; };
                prefix 2001:db8:3::/64 { AdvValidLifetime 12; AdvPreferredLifetime 8; };""");
        String second = Lamps.preferredAddress(lamp, "2001:db8:3:");
        lamp.awaitOutput("address " + first + " deprecated", Lamps.PATIENCE);
        assertThat(ping(host, 1, second)).contains(" 0% packet loss");
        assertThat(fragments(first)).as("fragments of 1500 octets on a link of 1400, from a deprecated address")
                .isEqualTo(2);

        router.announce("AdvDefaultLifetime 0;");
        lamp.awaitOutput("address " + second + " deprecated", Lamps.PATIENCE);
        lamp.awaitOutput("address " + second + " invalid", Lamps.PATIENCE);
        assertThat(ping(host, 1, second)).contains(" 100% packet loss");
        assertThat(ping(host, 1, first)).contains(" 0% packet loss");
        assertThat(lamp.stderr()).isEmpty();
    }

    /** In how many fragments the lamp answers a ping of 1500 octets; 0 if in one piece. */
    private long fragments(String address) {
        Path capture = folder.resolve("wire.pcap");
        try (Background tcpdump = host.start("tcpdump", "--immediate-mode", "-U", "-i", "lamp0", "-w",
                capture.toString())) {
            tcpdump.awaitOutput("listening on", Lamps.PATIENCE);
            assertThat(ping(host, 1, "-M", "dont", "-s", "1452", address)).contains(" 0% packet loss")
                    .doesNotContain("wrong data");
        }
        return host.execOk("tcpdump", "-nr", capture.toString(), "ether src " + MAC + " and ip6[6] == 44").lines()
                .count();
    }

    /** A server joins, one is taken back, and the other is not heard of any more. */
    @Test
    void shouldKnowTheDnsServersThatARouterAnnounces() throws IOException {
        address(host, "lamp0", "2001:db8:2::1/64");
        Router router = new Router(host, "lamp0");
        router.announce("RDNSS 2001:db8:2::53 { AdvRDNSSLifetime 60; };");
        Background stack = host.startJava(Lamps.LAUNCHER_OPTIONS, DnsNews.class, "lamp0");
        stack.awaitOutput("dns: 2001:db8:2::53.", Lamps.PATIENCE);

        router.announce("""
                RDNSS 2001:db8:2::53 { AdvRDNSSLifetime 60; };
                RDNSS 2001:db8:3::53 { AdvRDNSSLifetime 6; };""");
        stack.awaitOutput("dns: 2001:db8:2::53 2001:db8:3::53.", Lamps.PATIENCE);

        router.announce("""
                RDNSS 2001:db8:2::53 { AdvRDNSSLifetime 0; };
                RDNSS 2001:db8:3::53 { AdvRDNSSLifetime 6; };""");
        stack.awaitOutput("dns: 2001:db8:3::53.", Lamps.PATIENCE);

        router.announce("");
        stack.awaitOutput("dns: .", Lamps.PATIENCE);
        assertThat(stack.stderr()).isEmpty();
    }

    /** Both routers have the far host's address, so that who hears the answer shows which way it went. */
    @Test
    void shouldTakeTheOtherRouterWhenTheFirstDies() throws IOException {
        String far = "2001:db8:9::9";
        host.execOk("ip", "link", "add", "bridge0", "type", "bridge", "mcast_snooping", "0");
        host.execOk("ip", "link", "set", "bridge0", "up");
        host.execOk("ip", "link", "set", "lamp0", "master", "bridge0");
        List<NetworkNamespace> routers = List.of(namespace(), namespace());
        List<String> preferences = List.of("high", "low");
        for (int i = 0; i < 2; i++) {
            wire(host, "port" + i, routers.get(i), "up0", 1500);
            host.execOk("ip", "link", "set", "port" + i, "master", "bridge0");
            address(routers.get(i), "up0", "2001:db8:2::" + (i + 1) + "/64");
            address(routers.get(i), "lo", far + "/128");
            new Router(routers.get(i), "up0").announce("""
                    AdvDefaultPreference %s;
                    AdvDefaultLifetime 1800;
                    AdvReachableTime 2000;
                    AdvRetransTimer 200;
                    prefix 2001:db8:2::/64 { };""".formatted(preferences.get(i)));
        }
        String global = Lamps.preferredAddress(lamp(), "2001:db8:2:");

        assertThat(ping(routers.getFirst(), 1, "-w", "20", "-I", far, global)).as("by the preferred router")
                .contains(" 1 received");
        assertThat(ping(routers.getLast(), 3, "-I", far, global)).as("by the other").contains(" 0 received");

        routers.getFirst().execOk("ip", "link", "set", "up0", "down");

        // Long before its lifetime is over: three probes, 5 s after the first packet that went nowhere.
        assertThat(ping(routers.getLast(), 1, "-w", "20", "-I", far, global)).contains(" 1 received");
        assertThat(ping(routers.getLast(), 10, "-I", far, global)).as("from now on").contains(" 0% packet loss");
    }

    /** The lamp, its router, a link of the minimum MTU, another router, and a host. */
    @Test
    void shouldBeFoundByTracepathBehindALinkOfTheMinimumMtu() throws IOException {
        Needed.program("tracepath", "iputils-tracepath");
        NetworkNamespace middle = namespace();
        NetworkNamespace far = namespace();
        wire(host, "narrow0", middle, "narrow1", 1280);
        wire(middle, "wide0", far, "wide1", 1500);
        address(host, "lamp0", "2001:db8:2::1/64");
        address(host, "narrow0", "2001:db8:5::1/64");
        address(middle, "narrow1", "2001:db8:5::2/64");
        address(middle, "wide0", "2001:db8:6::1/64");
        address(far, "wide1", "2001:db8:6::9/64");
        host.execOk("ip", "-6", "route", "add", "2001:db8:6::/64", "via", "2001:db8:5::2");
        middle.execOk("ip", "-6", "route", "add", "default", "via", "2001:db8:5::1");
        far.execOk("ip", "-6", "route", "add", "default", "via", "2001:db8:6::1");
        new Router(host, "lamp0").announce("prefix 2001:db8:2::/64 { };");
        String global = Lamps.preferredAddress(lamp(), "2001:db8:2:");

        String path = far.execOk("tracepath", "-6", "-n", "-m", "8", global);

        assertThat(path).contains("2001:db8:6::1 ", "2001:db8:5::1 ", " pmtu 1280")
                .containsPattern(global + " .*reached").containsPattern("Resume: pmtu 1280 hops 3 back 3");
        assertThat(ping(far, 3, "-M", "dont", "-s", "1452", global)).as("the first reply is what finds the path MTU")
                .contains(" 2 received").doesNotContain("wrong data");
    }
}
