package dev.kogame.netstack.icmp6;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4443 section 2.4. */
class Icmp6ErrorsTest {

    private final Lab lab = Lab.ready();

    @BeforeEach
    void meet() {
        lab.send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2))).forget();
    }

    private static Packet datagram() {
        return Packet.from("fe80::2").to(OWN).udp(9, 9, counting(4));
    }

    private void notAllowed(Packet packet) {
        long before = lab.drops(Drop.ICMPV6_ERROR_NOT_ALLOWED);
        lab.send(packet).quiet();
        assertThat(lab.drops(Drop.ICMPV6_ERROR_NOT_ALLOWED)).isEqualTo(before + 1);
    }

    @Test
    void shouldCallAPortUnreachableThatNobodyOpened() {
        byte[] frame = datagram().frame();
        lab.send(frame).expect("error 1/4 " + OWN + " > fe80::2 hop 64 quoting 52", 2).quiet();
        byte[] error = lab.lastFrame();
        assertThat(Arrays.copyOfRange(error, 54 + 4, 54 + 8)).as("unused").containsOnly(0);
        assertThat(Arrays.copyOfRange(error, 54 + 8, error.length)).isEqualTo(Arrays.copyOfRange(frame, 14,
                frame.length));
        assertThat(lab.drops(Drop.UDP_PORT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1183, 1184, 1185, 1452})
    void shouldQuoteAsMuchAsFitsIntoTheMinimumMtu(int payload) {
        lab.send(Packet.from("fe80::2").to(OWN).udp(9, 9, counting(payload)))
                .expect("error 1/4 " + OWN + " > fe80::2 hop 64 quoting " + Math.min(48 + payload, 1232), 2);
        assertThat(lab.lastFrame().length - 14).isLessThanOrEqualTo(1280);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 100, 127})
    void shouldSendNoErrorAboutAnError(int type) {
        // e.1: the error itself is fine, but an option of its packet is not.
        notAllowed(Packet.from("fe80::2").to(OWN).header(Packet.DESTINATION_OPTIONS, "00 870400000000").icmp(type, 0,
                u32(0), counting(48)));
        // And one without a fault is taken without a word.
        lab.send(Packet.from("fe80::2").to(OWN).icmp(type, 0, u32(0), counting(48))).quiet();
        assertThat(lab.drops(Drop.ICMPV6_ERROR_UNCLAIMED)).isEqualTo(1);
    }

    @Test
    void shouldSendNoErrorAboutARedirect() {
        notAllowed(Packet.from("fe80::2").to(OWN).hop(255).header(Packet.DESTINATION_OPTIONS, "00 870400000000")
                .icmp(137, 0, u32(0), counting(32)));
    }

    @Test
    void shouldSendNoErrorAboutADatagramToAGroup() {
        notAllowed(Packet.from("fe80::2").to("ff02::1").udp(9, 9, counting(4)));
        notAllowed(datagram().toMac(0x3333_0000_0001L));
        notAllowed(datagram().toMac(0xffff_ffff_ffffL));
    }

    @Test
    void shouldSendNoErrorToNobody() {
        notAllowed(Packet.from("::").to(OWN).header(Packet.DESTINATION_OPTIONS, "00 870400000000").udp(9, 9,
                counting(4)));
        lab.refuses(Packet.from("::").to(OWN).udp(9, 9, counting(4)), Drop.UNSPECIFIED_SOURCE);
    }

    @Test
    void shouldSendNoErrorToAnAnycastAddress() {
        // e.6: an interface identifier of zeros is all routers of the link, RFC 4291 section 2.6.1.
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000))).after(s(4)).forget();
        notAllowed(Packet.from("2001:db8::").to("2001:db8::ff:fe00:1").udp(9, 9, counting(4)));
        notAllowed(Packet.from("fe80::").to(OWN).udp(9, 9, counting(4)));
        // Elsewhere prefixes may be longer, and zeros a node.
        lab.send(Packet.from("2001:db8:9::").to("2001:db8::ff:fe00:1").udp(9, 9, counting(4)))
                .expect("error 1/4 2001:db8::ff:fe00:1 > 2001:db8:9:: hop 64 quoting 52", 10);
    }

    @Test
    void shouldNotTellOfAPortIfItsConfigurationSaysSo() {
        // RFC 4443 section 3.1: sending of Destination Unreachable can be turned off.
        Lab silent = Lab.ready(config -> config.with(Limit.PORT_UNREACHABLE, 0));
        silent.send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2))).forget();
        silent.refuses(datagram(), Drop.UDP_PORT);
        silent.send(datagram().header(Packet.DESTINATION_OPTIONS, "00 870400000000"))
                .expect("error 4/2 " + OWN + " > fe80::2 hop 64 pointer 42 quoting 60", 2);
    }

    @Test
    void shouldSendNoErrorToAGroup() {
        lab.refuses(Packet.from("ff02::1").to(OWN).udp(9, 9, counting(4)), Drop.IPV6_SOURCE);
    }

    @Test
    void shouldSayNothingAboutUnknownInformationalMessages() {
        lab.refuses(Packet.from("fe80::2").to(OWN).icmp(129, 0, u32(0), counting(8)), Drop.ECHO_REPLY_UNCLAIMED);
        for (int type : new int[] {131, 132, 138, 139, 140, 143, 200, 255}) {
            lab.refuses(Packet.from("fe80::2").to(OWN).icmp(type, 0, u32(0), counting(8)), Drop.ICMPV6_TYPE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 7})
    void shouldDropMessagesThatAreTooShort(int octets) {
        lab.refuses(Packet.from("fe80::2").to(OWN).protocol(58, new byte[octets]), Drop.ICMPV6_TRUNCATED);
    }

    @Test
    void shouldSpendABurstAndThenFollowTheRate() {
        for (int i = 0; i < 1000; i++) {
            lab.send(datagram());
        }
        assertThat(lab.taken()).as("the burst").hasSize(20);
        assertThat(lab.drops(Drop.ICMPV6_ERROR_RATE)).isEqualTo(980);
        lab.after(ms(50) - 1).send(datagram()).quiet();
        lab.after(1).send(datagram()).send(datagram());
        assertThat(lab.taken()).as("one token every 50 ms").hasSize(1);
        for (int i = 0; i < 6000; i++) {
            lab.after(ms(1)).send(datagram());
        }
        assertThat(lab.taken().stream().filter(line -> line.startsWith("error")).count()).isBetween(119L, 121L);
        lab.after(s(60)).forget();
        lab.send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2))).forget();
        for (int i = 0; i < 100; i++) {
            lab.send(datagram());
        }
        assertThat(lab.taken()).as("the bucket holds no more than a burst").hasSize(20);
        lab.alive();
    }

    @Test
    void shouldTakeRateAndBurstFromItsConfiguration() {
        Lab slow = Lab.ready(config -> config.with(Limit.ICMP_ERRORS_PER_SECOND, 1).with(Limit.ICMP_ERROR_BURST, 1));
        slow.send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2))).forget();
        slow.send(datagram()).send(datagram()).after(ms(999)).send(datagram());
        assertThat(slow.taken()).hasSize(1);
        slow.after(ms(1)).send(datagram());
        assertThat(slow.taken()).hasSize(1);
    }
}
