package dev.kogame.netstack.udp;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Switch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 4861 section 7.3.1: an app knows that what it sent arrived, and the neighbor need not be asked. */
class ConfirmReachableTest {

    private static final String GLOBAL = "2001:db8::ff:fe00:1";

    private final Lab lab = Lab.ready(config -> config.with(Switch.UNREACHABLE_STATE, true));
    private UdpSocket socket;

    /** Takes all that comes for an answer. */
    @BeforeEach
    void open() {
        socket = lab.stack().udp(7, (datagram, nowNs) -> socket.confirmReachable(datagram, nowNs));
    }

    private void neighbor() {
        lab.send(routerAdvertisement("fe80::2", 0, sourceLinkLayerAddress(2)).by(2)).forget();
        has("fe80::2%0", "stale");
    }

    private void ask(String to) {
        assertThat(socket.send(socket.take(), 8, 0, hi(to), lo(to), 7, lab.nowNs())).isZero();
        lab.after(0).forget();
    }

    private void answer(String from) {
        lab.send(Packet.from(from).to(from.startsWith("fe80") ? OWN : GLOBAL).by(2).udp(7, 7, counting(8)));
    }

    private void has(String neighbor, String state) {
        assertThat(lab.stack().report().neighbors()).contains(neighbor + " interface 0 state " + state + " ");
    }

    @Test
    void shouldNotAskANeighborThatAnsweredTheAppInTime() {
        neighbor();
        ask("fe80::2");
        has("fe80::2%0", "delay");
        lab.after(ms(4999));
        answer("fe80::2");
        has("fe80::2%0", "reachable");
        lab.after(s(14)).quiet();
        has("fe80::2%0", "reachable");
        lab.after(s(46)).quiet();
        has("fe80::2%0", "stale");
    }

    @Test
    void shouldEndProbesOfANeighborThatAnsweredTheApp() {
        neighbor();
        ask("fe80::2");
        lab.after(s(5)).expect("NS " + OWN + " > fe80::2 hop 255 target fe80::2 slla 01");
        has("fe80::2%0", "probe");
        answer("fe80::2");
        has("fe80::2%0", "reachable");
        lab.after(s(10)).quiet();
    }

    @Test
    void shouldConfirmAStaleAndAnUnreachableNeighbor() {
        // Appendix C: any state but INCOMPLETE.
        neighbor();
        answer("fe80::2");
        has("fe80::2%0", "reachable");
        lab.after(s(60));
        ask("fe80::2");
        lab.after(s(20)).forget();
        has("fe80::2%0", "unreachable");
        answer("fe80::2");
        has("fe80::2%0", "reachable");
    }

    @Test
    void shouldConfirmNoNeighborWhoseAddressIsNotKnown() {
        ask("fe80::2");
        has("fe80::2%0", "incomplete");
        answer("fe80::2");
        has("fe80::2%0", "incomplete");
        answer("fe80::3");
        assertThat(lab.stack().report().neighbors()).doesNotContain("fe80::3");
    }

    @Test
    void shouldConfirmTheRouterOfADestinationThatIsOffLink() {
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000)).by(10)).after(s(5)).forget();
        ask("2001:db8:77::1");
        has("fe80::a%0", "delay");
        answer("2001:db8:77::1");
        has("fe80::a%0", "reachable");
    }

    @Test
    void shouldConfirmNobodyByADatagramToAGroup() {
        neighbor();
        lab.send(Packet.from("fe80::2").to("ff02::1").udp(7, 7, counting(8)));
        has("fe80::2%0", "stale");
    }
}
