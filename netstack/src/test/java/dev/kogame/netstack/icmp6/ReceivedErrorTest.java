package dev.kogame.netstack.icmp6;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Packet.DESTINATION_OPTIONS;
import static dev.kogame.netstack.Packet.FRAGMENT;
import static dev.kogame.netstack.Packet.ROUTING;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4443 section 2.4 (a) and (d): an error goes to whoever sent the packet that it is about. */
class ReceivedErrorTest {

    private final Lab lab = Lab.ready();
    private final List<String> told = new ArrayList<>();
    private UdpSocket socket;

    @BeforeEach
    void open() {
        UdpHandler handler = new UdpHandler() {
            @Override
            public void received(UdpDatagram datagram, long nowNs) {
                told.add("datagram");
            }

            @Override
            public void failed(int type, int code, int interfaceIndex, long hi, long lo, int port, long nowNs) {
                assertThat(nowNs).isEqualTo(lab.nowNs());
                told.add(type + "/" + code + " @" + interfaceIndex + " " + (hi == hi("fe80::2") && lo == lo("fe80::2"))
                        + " " + port);
            }
        };
        socket = lab.stack().udp(7, handler);
    }

    /** A datagram as port 7 sends it. */
    private static Packet ours() {
        return Packet.from(OWN).to("fe80::2").udp(7, 99, counting(20));
    }

    private static byte[] quoted(Packet packet) {
        byte[] frame = packet.frame();
        return Arrays.copyOfRange(frame, 14, frame.length);
    }

    private static Packet error(int type, int code, byte[] quote) {
        return Packet.from("fe80::a").to(OWN).by(10).icmp(type, code, u32(0), quote);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 3", "1, 4", "1, 6", "3, 0", "3, 1", "4, 1", "0, 0", "5, 9", "100, 1", "127, 255"})
    void shouldTellThePortThatSentThePacketWhateverTheType(int type, int code) {
        lab.send(error(type, code, quoted(ours()))).quiet();
        assertThat(told).containsExactly(type + "/" + code + " @0 true 99");
        assertThat(lab.drops(Drop.ICMPV6_ERROR_UNCLAIMED)).isZero();
    }

    @Test
    void shouldTellAPortThatDoesNotListenToIt() {
        lab.stack().udp(8, (datagram, nowNs) -> told.add("datagram"));
        lab.send(error(1, 4, quoted(Packet.from(OWN).to("fe80::2").udp(8, 99, counting(20))))).quiet();
        assertThat(told).isEmpty();
    }

    @Test
    void shouldFindTheDatagramBehindExtensionHeaders() {
        lab.send(error(1, 4, quoted(ours().header(ROUTING, "02 0400 00000000 20010db8000000000000000000000009")
                .header(DESTINATION_OPTIONS, "00 010400000000").header(FRAGMENT, "00 0001 00000009"))));
        assertThat(told).containsExactly("1/4 @0 true 99");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 39, 40, 43})
    void shouldNotLookBeyondAQuotationCutShort(int octets) {
        lab.refuses(error(1, 4, Arrays.copyOf(quoted(ours()), octets)), Drop.ICMPV6_ERROR_UNCLAIMED);
        assertThat(told).isEmpty();
    }

    @Test
    void shouldBeContentWithThePorts() {
        lab.send(error(1, 4, Arrays.copyOf(quoted(ours()), 44))).quiet();
        assertThat(told).hasSize(1);
    }

    @Test
    void shouldTellNobodyOfAPacketThatIsNotOurs() {
        lab.refuses(error(1, 4, quoted(Packet.from("fe80::9").to("fe80::2").udp(7, 99, counting(20)))),
                Drop.ICMPV6_ERROR_UNCLAIMED);
        lab.refuses(error(1, 4, quoted(Packet.from(OWN).to("fe80::2").udp(9, 99, counting(20)))),
                Drop.ICMPV6_ERROR_UNCLAIMED);
        lab.refuses(error(1, 4, quoted(Packet.from(OWN).to("fe80::2").echo(1, 1, counting(20)))),
                Drop.ICMPV6_ERROR_UNCLAIMED);
        lab.refuses(error(1, 4, quoted(ours().header(FRAGMENT, "00 0008 00000009"))), Drop.ICMPV6_ERROR_UNCLAIMED);
        lab.refuses(error(1, 4, quoted(ours().header(DESTINATION_OPTIONS, "ff 010400000000"))),
                Drop.ICMPV6_ERROR_UNCLAIMED);
        byte[] version4 = quoted(ours());
        version4[0] = 0x45;
        lab.refuses(error(1, 4, version4), Drop.ICMPV6_ERROR_UNCLAIMED);
        lab.refuses(error(1, 4, quoted(ours())).checksumOff(1), Drop.ICMPV6_CHECKSUM);
        assertThat(told).isEmpty();
    }

    @Test
    void shouldTellWhatBecameOfWhatItReallySent() {
        // Station 2 answers a real datagram as a host without such a port does.
        lab.send(Packet.routerAdvertisement("fe80::2", 0, Packet.sourceLinkLayerAddress(2)).by(2)).forget();
        socket.send(socket.take(), 5, 0, hi("fe80::2"), lo("fe80::2"), 99, lab.nowNs());
        lab.after(0).expect("UDP " + OWN + " 7 > fe80::2 99 hop 64 data 5", 2);
        byte[] sent = Arrays.copyOfRange(lab.lastFrame(), 14, lab.lastFrame().length);
        lab.send(Packet.from("fe80::2").to(OWN).icmp(1, 4, u32(0), sent)).quiet();
        assertThat(told).containsExactly("1/4 @0 true 99");
    }
}
