package dev.kogame.netstack.udp;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 768 over RFC 8200 section 8.1. */
class UdpSocketTest {

    private final Lab lab = Lab.ready();
    private final List<String> received = new ArrayList<>();
    private UdpSocket echo;

    @BeforeEach
    void open() {
        echo = lab.stack().udp(7, (datagram, nowNs) -> {
            received.add(datagram.sourcePort() + " " + datagram.octets() + (datagram.toMulticast() ? " group" : "")
                    + " @" + datagram.interfaceIndex());
            int slot = echo.take();
            System.arraycopy(datagram.buffer(), datagram.offset(), echo.buffer(slot), UdpSocket.PAYLOAD_AT,
                    datagram.octets());
            assertThat(echo.reply(slot, datagram.octets(), datagram, nowNs)).isEqualTo(Drop.OK);
        });
        lab.send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2))).forget();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 8, 511, 1451, 1452})
    void shouldReceiveAndAnswerEverySize(int octets) {
        lab.send(Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(octets)))
                .expect("UDP " + OWN + " 7 > fe80::2 40000 hop 64 data " + octets, 2).quiet();
        assertThat(received).containsExactly("40000 " + octets + " @0");
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 62, lab.lastFrame().length)).isEqualTo(counting(octets));
    }

    @Test
    void shouldAnswerADatagramToAGroupFromAUnicastAddress() {
        lab.send(Packet.from("fe80::2").to("ff02::1").udp(40000, 7, counting(3)))
                .expect("UDP " + OWN + " 7 > fe80::2 40000 hop 64 data 3", 2);
        assertThat(received).containsExactly("40000 3 group @0");
    }

    @Test
    void shouldIgnoreWhatFollowsTheDatagramInItsPacket() {
        byte[] datagram = {(byte) 0x9c, 0x40, 0, 7, 0, 12, 0, 0, 1, 2, 3, 4, 9, 9, 9};
        byte[] valid = Packet.from("fe80::2").to(OWN).udp(40000, 7, new byte[] {1, 2, 3, 4}).frame();
        datagram[6] = valid[60];
        datagram[7] = valid[61];
        lab.send(Packet.from("fe80::2").to(OWN).protocol(17, datagram))
                .expect("UDP " + OWN + " 7 > fe80::2 40000 hop 64 data 4", 2);
    }

    @ParameterizedTest
    @CsvSource({"0", "7", "13", "65535"})
    void shouldDropALengthThatIsNotTheDatagrams(int length) {
        byte[] frame = Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(4)).frame();
        frame[58] = (byte) (length >> 8);
        frame[59] = (byte) length;
        lab.refuses(frame, Drop.UDP_LENGTH);
        assertThat(received).isEmpty();
    }

    @Test
    void shouldDropLessThanAHeader() {
        for (int octets = 0; octets < 8; octets++) {
            lab.refuses(Packet.from("fe80::2").to(OWN).protocol(17, counting(octets)), Drop.UDP_LENGTH);
        }
    }

    @Test
    void shouldDropAWrongOrAbsentChecksum() {
        lab.refuses(Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(4)).checksumOff(1), Drop.UDP_CHECKSUM);
        byte[] frame = Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(4)).frame();
        frame[60] = 0;
        frame[61] = 0;
        lab.refuses(frame, Drop.UDP_CHECKSUM);
    }

    @Test
    void shouldDropAnAbsentChecksumEvenWhereTheSumIsZero() {
        byte[] plain = Packet.from("fe80::2").to(OWN).udp(40000, 7, new byte[2]).frame();
        byte[] frame = Packet.from("fe80::2").to(OWN).udp(40000, 7, Arrays.copyOfRange(plain, 60, 62)).frame();
        assertThat(Arrays.copyOfRange(frame, 60, 62)).as("all ones stand for a sum of 0").containsOnly(0xff);
        lab.send(frame).expect("UDP " + OWN + " 7 > fe80::2 40000 hop 64 data 2", 2);
        frame[60] = 0;
        frame[61] = 0;
        lab.refuses(frame, Drop.UDP_CHECKSUM);
    }

    @Test
    void shouldSendAChecksumOfZeroAsAllOnes() {
        // Two octets of payload are chosen so that the sum becomes 0: the checksum before them tells which.
        lab.send(Packet.from("fe80::2").to(OWN).udp(40000, 7, new byte[2]))
                .expect("UDP " + OWN + " 7 > fe80::2 40000 hop 64 data 2");
        byte[] balance = {lab.lastFrame()[60], lab.lastFrame()[61]};
        lab.send(Packet.from("fe80::2").to(OWN).udp(40000, 7, balance))
                .expect("UDP " + OWN + " 7 > fe80::2 40000 hop 64 data 2");
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 60, 62)).containsOnly(0xff);
    }

    @Test
    void shouldSendOfItselfByTheBestWay() {
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000))).after(s(4)).forget();
        assertThat(send(-1, "2001:db8:9::9", 5)).isEqualTo(Drop.OK);
        lab.expect("UDP 2001:db8::ff:fe00:1 7 > 2001:db8:9::9 99 hop 64 data 5", 10);
        assertThat(send(0, "fe80::2", 5)).isEqualTo(Drop.OK);
        lab.expect("UDP " + OWN + " 7 > fe80::2 99 hop 64 data 5", 2);
        assertThat(send(0, "ff02::fd", 5)).isEqualTo(Drop.OK);
        lab.expect("UDP " + OWN + " 7 > ff02::fd 99 hop 1 data 5").quiet();
    }

    private int send(int interfaceIndex, String to, int octets) {
        int outcome = echo.send(echo.take(), octets, interfaceIndex, hi(to), lo(to), 99, lab.nowNs());
        lab.after(0);
        return outcome;
    }

    @Test
    void shouldSayWhyItCannotSend() {
        assertThat(send(-1, "2001:db8:9::9", 5)).isEqualTo(Drop.NO_ROUTE.code);
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10))).forget();
        assertThat(send(-1, "::", 5)).as("to nobody").isEqualTo(Drop.NO_ROUTE.code);
        assertThat(send(-1, "::1", 5)).as("to itself").isEqualTo(Drop.NO_ROUTE.code);
        lab.quiet();
        Lab young = new Lab(Lab.config());
        UdpSocket socket = young.stack().udp(7, (datagram, nowNs) -> {});
        assertThat(socket.send(socket.take(), 1, 0, hi("fe80::2"), lo("fe80::2"), 9, 0))
                .isEqualTo(Drop.NO_SOURCE_ADDRESS.code);
        assertThat(socket.send(socket.take(), UdpSocket.MAX_PAYLOAD_OCTETS + 1, 0, hi("fe80::2"), lo("fe80::2"), 9, 0))
                .isEqualTo(Drop.PACKET_TOO_BIG.code);
        young.stack().audit();
        young.at(0);
    }

    @Test
    void shouldLendNoMoreSlotsThanThereAre() {
        int[] slots = new int[16];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = echo.take();
            assertThat(slots[i]).isNotNegative();
        }
        assertThat(echo.take()).isEqualTo(-1);
        // While the application holds them all, the stack can say nothing, and loses nothing.
        Packet ping = Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8));
        lab.cable().end(1).transmit(ping.frame(), 0, ping.frame().length, lab.nowNs());
        assertThat(lab.stack().poll(lab.nowNs(), 8)).isEqualTo(1);
        assertThat(lab.drops(Drop.NO_FRAME_SLOT)).isEqualTo(2);
        Arrays.stream(slots).forEach(echo::cancel);
        lab.stack().audit();
        lab.send(ping).expect("echo reply " + OWN + " > fe80::2 hop 64 data 8", 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void shouldRefuseAPortThatIsNone(int port) {
        assertThatThrownBy(() -> lab.stack().udp(port, (datagram, nowNs) -> {}))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("between 1 and 65535");
    }

    @Test
    void shouldRefuseAPortTwiceAndMoreSocketsThanConfigured() {
        assertThatThrownBy(() -> lab.stack().udp(7, (datagram, nowNs) -> {}))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("open already");
        Lab small = new Lab(Lab.config().with(Limit.UDP_SOCKETS, 1));
        small.stack().udp(1, (datagram, nowNs) -> {});
        assertThatThrownBy(() -> small.stack().udp(2, (datagram, nowNs) -> {}))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("raise udpSockets");
    }
}
