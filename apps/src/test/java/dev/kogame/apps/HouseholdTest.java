package dev.kogame.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import dev.kogame.apps.link.LinkChoice;
import dev.kogame.board.Lamp;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.icmp6.EchoHandler;
import dev.kogame.netstack.wire.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Devices that live together for a moment of real time. */
@Timeout(30)
class HouseholdTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final StackConfig STACK = StackConfig.defaults().withSeed(1).with(Limit.INITIAL_DELAY_MS, 0);

    private final List<String> told = new ArrayList<>();

    /** Remembers what it is told. */
    private final class Memory implements View {
        @Override
        public Lamp lamp(String device) {
            return percent -> told.add(device + ": lamp " + percent);
        }

        @Override
        public void tell(Device device, String news) {
            told.add(device.name() + ": " + news);
        }

        @Override
        public void tellOfChip(Device device, String news) {
            told.add(device.name() + ": " + news);
        }
    }

    @Test
    void shouldGiveEveryDeviceAddressesOfItsOwnAndLetThemReachEachOther() throws IOException {
        try (Household household = open(sim(freePort()), "one", "two", "three")) {
            household.ready();
            Set<Long> lo = new HashSet<>();
            household.devices().forEach(device -> device.onAddressChange((_, _, l, _) -> lo.add(l)));
            Device one = household.devices().getFirst();
            household.run(3 * SECOND_NS);

            assertThat(told).contains("one: link up", "two: link up", "three: link up");
            assertThat(told).filteredOn(line -> line.matches("two: address (fe80|2001:db8:1):.* preferred")).hasSize(2);
            assertThat(lo).as("two identifiers for each device, all different").hasSize(6);

            String address = told.stream().filter(line -> line.startsWith("three: address 2001:")).findFirst()
                    .orElseThrow().split(" ")[2];
            ZonedAddress three = ZonedAddress.parse(address);
            int[] replies = new int[1];
            one.stack().echoRequester().send(three.interfaceIndex(), three.hi(), three.lo(), 56, SECOND_NS,
                    new Counting(replies), 3 * SECOND_NS);
            household.run(SECOND_NS);
            assertThat(replies[0]).isOne();
        }
    }

    private record Counting(int[] replies) implements EchoHandler {
        @Override
        public void replied(int request, long hi, long lo, int dataOctets, int hopLimit, long roundTripNs) {
            assertThat(Ipv6Address.scope(hi, lo)).isEqualTo(Ipv6Address.SCOPE_GLOBAL);
            replies[0]++;
        }

        @Override
        public void failed(int request, int type, int code, long hi, long lo) {
        }

        @Override
        public void timedOut(int request) {
        }
    }

    @Test
    void shouldCarryAPortOfEachDeviceToTheNextPortOfThisMachine() throws IOException {
        int port = freePort();
        try (Household household = open(sim(port), "one", "two")) {
            household.devices().get(0).offer("coap", 5683, "/light");
            household.devices().get(1).offer("udp", 7, "");

            assertThat(household.devices()).extracting(Device::uri).containsExactly("coap://[::1]:" + port + "/light",
                    "udp://[::1]:" + (port + 1));
        }
    }

    @Test
    void shouldRefuseMoreDevicesThanHaveRoomAndASecondOneOnARaspberryPi() {
        assertThatThrownBy(() -> open(sim(5683), Collections.nCopies(9, "x").toArray(String[]::new)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("9 devices were named: 1 to 8 ");
        assertThatThrownBy(() -> open(new BoardChoice.Pi(PiConfig.defaults()), "one", "two"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("a Raspberry Pi is one device");
        assertThatThrownBy(() -> open(sim(65535), "one", "two")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no UDP port 65536 for the last of 2 devices");
    }

    @Test
    void shouldRefuseASettingThatNoAppAskedFor() throws IOException {
        Household.Plan plan = new Household.Plan(sim(freePort()), OptionalLong.empty(), STACK, NameServers.NONE,
                Optional.empty(), Map.of("door.grop", "x"), Optional.of(Path.of("kept")));
        try (Household household = Household.open(plan, List.of("door"), new Memory())) {
            Device door = household.devices().getFirst();
            assertThat(door.setting("door.group")).isEmpty();
            assertThat(door.stateFile("state")).contains(Path.of("kept/door.state"));

            assertThatThrownBy(household::ready).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("unknown key 'door.grop': the apps here know door.group");
        }
    }

    private static BoardChoice sim(int udpPort) {
        return new BoardChoice.Sim(new LinkChoice.User(udpPort));
    }

    private Household open(BoardChoice board, String... names) throws IOException {
        return Household.open(new Household.Plan(board, STACK), List.of(names), new Memory());
    }

    private static int freePort() throws IOException {
        try (DatagramChannel any = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            any.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            return ((InetSocketAddress) any.getLocalAddress()).getPort();
        }
    }
}
