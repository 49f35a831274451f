package dev.kogame.board.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.kogame.board.EthernetPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TapTest {
    private static final long MAC = 0x02_00_00_00_00_07L;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BLOCKS = 5;

    static Stream<List<String>> jvms() {
        return Stream.of(List.of("-XX:+UseSerialGC"), List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx12m"));
    }

    @ParameterizedTest
    @MethodSource("jvms")
    @NeedsNetworkNamespaces
    void shouldCarryDatagramsOfEverySizeBothWaysWithoutAllocating(List<String> jvmOptions) {
        try (NetworkNamespace host = new NetworkNamespace();
                Background reflector = host.startJava(jvmOptions, Reflector.class, "lamp0", "020000000007",
                        Integer.toString(BLOCKS))) {
            reflector.awaitOutput(Reflector.READY, PATIENCE);
            addressTheReflector(host);
            try (Background volley = host.startJava(List.of(), Volley.class, "2001:db8::7",
                    Integer.toString(BLOCKS * Reflector.BLOCK))) {
                String allocated = reflector.awaitOutput(Reflector.ALLOCATED, PATIENCE);
                assertThat(reflector.awaitEnd(PATIENCE)).isZero();
                assertThat(volley.awaitOutput("lost", PATIENCE)).isEqualTo("lost 0");

                long[] perBlock = Arrays.stream(allocated.replaceAll("[^0-9,]", "").split(","))
                        .mapToLong(Long::parseLong)
                        .toArray();
                assertThat(perBlock).hasSize(BLOCKS);
                assertThat(Arrays.copyOfRange(perBlock, 1, BLOCKS)).as(allocated).containsOnly(0);
            }
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldReceiveCompleteChecksumsOnATapThatHadOffloadsBefore() {
        try (NetworkNamespace host = new NetworkNamespace()) {
            host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "lamp0");
            host.execOk("ip", "link", "set", "lamp0", "up");
            try (Background before = host.startJava(List.of(), OffloadLeftOn.class, "lamp0")) {
                assertThat(before.awaitEnd(PATIENCE)).isZero();
            }
            try (Background reflector = host.startJava(List.of(), Reflector.class, "lamp0", "020000000007", "1")) {
                reflector.awaitOutput(Reflector.READY, PATIENCE);
                addressTheReflector(host);
                try (Background volley = host.startJava(List.of(), Volley.class, "2001:db8::7", "1000")) {
                    assertThat(volley.awaitOutput("lost", PATIENCE)).isEqualTo("lost 0");
                }
            }
        }
    }

    private static void addressTheReflector(NetworkNamespace host) {
        host.execOk("ip", "address", "add", "2001:db8::1/64", "dev", "lamp0", "nodad");
        host.execOk("ip", "neighbour", "add", "2001:db8::7", "lladdr", "02:00:00:00:00:07", "dev", "lamp0");
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldBringUpWhatItCreatesAndTakeItAwayAtTheEnd() {
        try (NetworkNamespace host = new NetworkNamespace()) {
            try (Background watch = host.startJava(List.of(), LinkWatch.class, "lamp0")) {
                watch.awaitOutput(LinkWatch.UP, PATIENCE);
                assertThat(host.execOk("ip", "-o", "link", "show", "lamp0")).contains(",UP").contains("mtu 1500");
            }
            assertThat(host.exec("ip", "link", "show", "lamp0").exitCode()).isNotZero();
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldLeaveTheStateOfAnInterfaceThatExistedAndFollowItsLink() {
        try (NetworkNamespace host = new NetworkNamespace()) {
            host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "lamp0");
            try (Background watch = host.startJava(List.of(), LinkWatch.class, "lamp0")) {
                watch.awaitOutput(LinkWatch.DOWN, PATIENCE);
                assertThat(host.execOk("ip", "-o", "link", "show", "lamp0")).doesNotContain(",UP");
                host.execOk("ip", "link", "set", "lamp0", "up");
                watch.awaitOutput(LinkWatch.UP + " again, transmit answers " + EthernetPort.SENT, PATIENCE);
            }
            assertThat(host.exec("ip", "link", "show", "lamp0").exitCode()).isZero();
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldFollowTheLinkThroughDownRenamedAndDeletedWithoutSpinning() {
        try (NetworkNamespace host = new NetworkNamespace();
                Background watch = host.startJava(List.of(), LinkWatch.class, "lamp0")) {
            watch.awaitOutput(LinkWatch.UP, PATIENCE);
            host.execOk("ip", "link", "set", "lamp0", "down");
            watch.awaitOutput(LinkWatch.DOWN + " again, transmit answers " + EthernetPort.FAILED, PATIENCE);
            host.execOk("ip", "link", "set", "lamp0", "name", "lamp1");
            host.execOk("ip", "link", "set", "lamp1", "up");
            watch.awaitOutput(LinkWatch.UP + " again, transmit answers " + EthernetPort.SENT, PATIENCE);
            host.execOk("ip", "link", "del", "lamp1");
            watch.awaitOutput(LinkWatch.RESTED, PATIENCE);
            assertThat(watch.awaitEnd(PATIENCE)).isZero();
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldSeeThatTheCarrierIsLost() {
        try (NetworkNamespace host = new NetworkNamespace();
                Background watch = host.startJava(List.of(), LinkWatch.class, "lamp0")) {
            watch.awaitOutput(LinkWatch.UP, PATIENCE);
            host.execOk("ip", "link", "set", "lamp0", "carrier", "off");
            watch.awaitOutput(LinkWatch.DOWN + " again", PATIENCE);
            host.execOk("ip", "link", "set", "lamp0", "carrier", "on");
            watch.awaitOutput(LinkWatch.UP + " again", PATIENCE);
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldReportAFrameThatIsLongerThanAnEthernetFrame() {
        try (NetworkNamespace host = new NetworkNamespace();
                Background watch = host.startJava(List.of(), LinkWatch.class, "lamp0")) {
            watch.awaitOutput(LinkWatch.UP, PATIENCE);
            host.execOk("ip", "link", "set", "lamp0", "mtu", "3000");
            addressTheReflector(host);
            host.execOk("bash", "-c", "head -c 2500 /dev/zero > /dev/udp/2001:db8::7/9");
            watch.awaitOutput(LinkWatch.TOO_LONG, PATIENCE);
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldSayWhatToDoWithoutPermission() {
        try (NetworkNamespace host = new NetworkNamespace();
                Background watch = host.start(linkWatchWithoutPrivilege())) {
            assertThat(watch.awaitEnd(PATIENCE)).isNotZero();
            assertThat(watch.stderr()).contains("ioctl TUNSETIFF on /dev/net/tun for lamp0 failed with errno 1 "
                    + "(Operation not permitted): run as root, or make the interface for your user first: "
                    + "sudo ip tuntap add mode tap name lamp0 user $USER && sudo ip link set lamp0 up");
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldAttachWithoutPrivilegeToWhatWasMadeForTheUser() {
        try (NetworkNamespace host = new NetworkNamespace()) {
            host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "lamp0", "user", "root");
            host.execOk("ip", "link", "set", "lamp0", "up");
            try (Background watch = host.start(linkWatchWithoutPrivilege())) {
                watch.awaitOutput(LinkWatch.UP, PATIENCE);
            }
        }
    }

    private static String[] linkWatchWithoutPrivilege() {
        Needed.program("setpriv", "util-linux");
        List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set=-net_admin"));
        command.addAll(NetworkNamespace.java(List.of(), LinkWatch.class, "lamp0"));
        return command.toArray(String[]::new);
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldSayThatAnotherProgramHoldsTheInterface() {
        try (NetworkNamespace host = new NetworkNamespace();
                Background watch = host.startJava(List.of(), LinkWatch.class, "lamp0")) {
            watch.awaitOutput(LinkWatch.UP, PATIENCE);
            try (Background second = host.startJava(List.of(), LinkWatch.class, "lamp0")) {
                assertThat(second.awaitEnd(PATIENCE)).isNotZero();
                assertThat(second.stderr())
                        .contains("failed with errno 16 (Device or resource busy): another program holds lamp0");
            }
        }
    }

    @Test
    @NeedsNetworkNamespaces
    void shouldSayThatAnInterfaceIsNoTap() {
        try (NetworkNamespace host = new NetworkNamespace()) {
            host.execOk("ip", "tuntap", "add", "mode", "tun", "name", "lamp0");
            try (Background watch = host.startJava(List.of(), LinkWatch.class, "lamp0")) {
                assertThat(watch.awaitEnd(PATIENCE)).isNotZero();
                assertThat(watch.stderr()).contains("errno 22 (Invalid argument): lamp0 exists and is no plain TAP");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a name", "sixteen_letters_", "a/b", "lamp%d", "a:b", ".", "..", "lämp", "a\tb"})
    void shouldRefuseWhatCannotNameAnInterface(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Tap.open(name, MAC))
                .withMessageContaining("\"" + name + "\"")
                .withMessageContaining("1 to 15");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1L << 48, 0x01_00_00_00_00_07L, 0xffff_ffff_ffffL})
    void shouldRefuseWhatIsNoIndividualAddress(long macAddress) {
        assertThatIllegalArgumentException().isThrownBy(() -> Tap.open("lamp0", macAddress))
                .withMessageContaining("0x" + Long.toHexString(macAddress)).withMessageContaining("48 bits");
    }
}
