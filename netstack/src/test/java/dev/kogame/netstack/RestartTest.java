package dev.kogame.netstack;

import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.kogame.board.EthernetPort;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host that is switched off and on, on the same port. */
class RestartTest {

    private static final String OWN = Lab.OWN;

    private final VirtualCable cable = new VirtualCable(1, Packet.mac(1), Packet.mac(2));
    private final FilteringPort port = new FilteringPort(cable.end(0));
    private final List<String> changes = new ArrayList<>();
    private final byte[] buffer = new byte[1514];
    private NetStack stack = new NetStack(Lab.config(), port);
    private UdpSocket echo;
    private long nowNs;

    /** Notes which groups its filter lets through. */
    private record FilteringPort(EthernetPort port, Set<Long> groups) implements EthernetPort {

        FilteringPort(EthernetPort port) {
            this(port, new TreeSet<>());
        }

        @Override
        public int poll(long nowNs) {
            return port.poll(nowNs);
        }

        @Override
        public long nextDeadlineNs() {
            return port.nextDeadlineNs();
        }

        @Override
        public int receive(byte[] frame, int at, int capacity, long nowNs) {
            return port.receive(frame, at, capacity, nowNs);
        }

        @Override
        public int transmit(byte[] frame, int at, int octets, long nowNs) {
            return port.transmit(frame, at, octets, nowNs);
        }

        @Override
        public boolean linkUp() {
            return port.linkUp();
        }

        @Override
        public long macAddress() {
            return port.macAddress();
        }

        @Override
        public void joinGroup(long group) {
            assertThat(groups.add(group)).as("each group is joined once").isTrue();
            port.joinGroup(group);
        }

        @Override
        public void leaveGroup(long group) {
            assertThat(groups.remove(group)).as("only a joined group is left").isTrue();
            port.leaveGroup(group);
        }
    }

    @BeforeEach
    void live() {
        stack.addAddress(0, hi("2001:db8:5::"), 5);
        stack.joinGroup(0, hi("ff02::fd"), lo("ff02::fd"));
        stack.onAddressChange(
                (_, hi, lo, state) -> changes.add(Ipv6Address.text(hi, lo) + " " + state));
        echo = stack.udp(7, (datagram, atNs) -> {
            int slot = echo.take();
            System.arraycopy(datagram.buffer(), datagram.offset(), echo.buffer(slot), UdpSocket.PAYLOAD_AT,
                    datagram.octets());
            echo.reply(slot, datagram.octets(), datagram, atNs);
        });
        run(5_000);
        send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000)));
        run(5_000);
        send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2)));
        changes.clear();
        sent();
    }

    private void run(long ms) {
        long untilNs = nowNs + ms * 1_000_000;
        while (nowNs < untilNs) {
            if (stack.poll(nowNs, 16) == 0) {
                nowNs = Math.min(untilNs, stack.nextDeadlineNs());
            }
        }
    }

    private void send(Packet packet) {
        byte[] frame = packet.frame();
        cable.end(1).transmit(frame, 0, frame.length, nowNs);
        run(1);
    }

    private List<String> sent() {
        List<String> lines = new ArrayList<>();
        for (int octets = cable.end(1).receive(buffer, 0, buffer.length, nowNs); octets > 0; octets = cable.end(1)
                .receive(buffer, 0, buffer.length, nowNs)) {
            lines.add(Dissector.line(Arrays.copyOf(buffer, octets), Packet.mac(1)));
        }
        return lines;
    }

    @Test
    void shouldTakeItsLeaveOfGroupsAndAddresses() {
        stack.restart(nowNs);

        assertThat(sent()).singleElement().asString().startsWith("report " + OWN + " > ff02::16 hop 1 ")
                .contains("to-in ff02::fd", "to-in " + Lab.GROUP, "to-in ff02::1:ff00:5").doesNotContain("to-ex");
        assertThat(changes).containsExactlyInAnyOrder(OWN + " INVALID", "2001:db8:5::5 INVALID",
                "2001:db8::ff:fe00:1 INVALID");
    }

    @Test
    void shouldKnowNothingAndBeginWithDuplicateAddressDetection() {
        stack = stack.restart(nowNs);
        sent();
        changes.clear();
        assertThat(stack.report().neighbors() + stack.report().routers(nowNs)).isEmpty();
        assertThat(stack.report().prefixes(nowNs)).as("by hand")
                .isEqualTo("2001:db8:5::/64 interface 0 valid infinite");
        assertThat(stack.counters(0).sentFrames()).isZero();

        run(10);
        assertThat(sent()).anyMatch(line -> line.startsWith("report :: > ff02::16 hop 1 "))
                .contains("NS :: > " + Lab.GROUP + " hop 255 target " + OWN,
                        "NS :: > ff02::1:ff00:5 hop 255 target 2001:db8:5::5");
        run(2_000);
        assertThat(sent()).contains("RS " + OWN + " > ff02::2 hop 255 slla 01");
        assertThat(changes).containsExactlyInAnyOrder(OWN + " TENTATIVE", "2001:db8:5::5 TENTATIVE", OWN + " PREFERRED",
                "2001:db8:5::5 PREFERRED");
        stack.audit();
    }

    @Test
    void shouldKeepTheSocketsOfAppsTheirGroupsAndThePortsFilter() {
        Set<Long> before = new TreeSet<>(port.groups());
        stack = stack.restart(nowNs);
        run(5_000);
        send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000)));
        run(5_000);
        send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2)));
        sent();
        assertThat(port.groups()).isEqualTo(before);

        send(Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(9)));
        send(Packet.from("fe80::2").to("ff02::fd").echo(1, 1, counting(8)));

        assertThat(sent()).containsExactly("UDP " + OWN + " 7 > fe80::2 40000 hop 64 data 9",
                "echo reply " + OWN + " > fe80::2 hop 64 data 8");
        assertThat(stack.counters(0).drops(Drop.UDP_PORT)).isZero();
    }

    @Test
    void shouldRestartAgainAndAgain() {
        for (int i = 0; i < 20; i++) {
            stack = stack.restart(nowNs);
            run(i * 100);
            sent();
            stack.audit();
        }
        run(5_000);
        send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2)));
        send(Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(9)));
        assertThat(sent()).contains("UDP " + OWN + " 7 > fe80::2 40000 hop 64 data 9");
    }
}
