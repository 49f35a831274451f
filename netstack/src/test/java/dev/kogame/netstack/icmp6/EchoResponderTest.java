package dev.kogame.netstack.icmp6;

import static dev.kogame.netstack.Lab.OWN;
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
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 4443 section 4.2. */
class EchoResponderTest {

    private final Lab lab = Lab.ready();

    @BeforeEach
    void meet() {
        lab.send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2))).forget();
    }

    @Test
    void shouldGiveEveryRequestBackUpToTheMtu() {
        for (int data = 0; data <= 1452; data++) {
            byte[] request = Packet.from("fe80::2").to(OWN).echo(0xabcd, data, counting(data)).frame();
            lab.send(request).expect("echo reply " + OWN + " > fe80::2 hop 64 data " + data, 2).quiet();
            assertThat(Arrays.copyOfRange(lab.lastFrame(), 58, lab.lastFrame().length))
                    .isEqualTo(Arrays.copyOfRange(request, 58, request.length));
            assertThat(lab.lastFrame()[55]).as("code").isZero();
        }
    }

    @Test
    void shouldAnswerFromTheAddressThatWasAsked() {
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000))).after(s(4)).forget();
        lab.send(Packet.from("fe80::2").to("2001:db8::ff:fe00:1").echo(1, 1, counting(1)))
                .expect("echo reply 2001:db8::ff:fe00:1 > fe80::2 hop 64 data 1", 2);
        lab.send(Packet.from("2001:db8:9::9").to(OWN).echo(1, 1, counting(1)))
                .expect("echo reply " + OWN + " > 2001:db8:9::9 hop 64 data 1", 10);
    }

    @Test
    void shouldTakeASiteLocalAddressForAnyOther() {
        // Row 5.1.2.G, RFC 4291 section 2.5.7.
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("fec0::", 64, "LA", 9000, 9000)))
                .after(s(4)).forget();
        lab.send(Packet.from("fe80::2").to("fec0::ff:fe00:1").echo(1, 1, counting(1)))
                .expect("echo reply fec0::ff:fe00:1 > fe80::2 hop 64 data 1", 2);
    }

    @Test
    void shouldAnswerARequestToAGroupFromAUnicastAddress() {
        lab.send(Packet.from("fe80::2").to("ff02::1").echo(1, 1, counting(4)))
                .expect("echo reply " + OWN + " > fe80::2 hop 64 data 4", 2);
    }

    @Test
    void shouldAnswerARequestWithACode() {
        lab.send(Packet.from("fe80::2").to(OWN).icmp(128, 9, u32(1), counting(4)))
                .expect("echo reply " + OWN + " > fe80::2 hop 64 data 4", 2);
        assertThat(lab.lastFrame()[55]).as("code").isZero();
    }

    @Test
    void shouldDropAWrongChecksumAndNobodysRequest() {
        lab.refuses(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(9)).checksumOff(1), Drop.ICMPV6_CHECKSUM);
        lab.refuses(Packet.from("::").to(OWN).echo(1, 1, counting(9)), Drop.UNSPECIFIED_SOURCE);
    }

    @Test
    void shouldNotSendOffLinkWithoutARouter() {
        lab.refuses(Packet.from("2001:db8:9::9").to(OWN).echo(1, 1, counting(1)), Drop.NO_ROUTE);
    }
}
