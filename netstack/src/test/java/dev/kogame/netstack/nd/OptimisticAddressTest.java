package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimistic duplicate address detection, RFC 4429 section 3, and news for routers, RFC 9131 (X.14). */
class OptimisticAddressTest {

    private static final String GLOBAL = "2001:db8::ff:fe00:1";
    private static final String PROBE = "NS :: > " + GROUP + " hop 255 target " + GLOBAL;
    private static final byte[] PREFIX = prefix("2001:db8::", 64, "LA", 9000, 9000);

    // A random delay would be noticed: there shall be none.
    private final Lab lab = Lab.ready(config -> config.with(Switch.OPTIMISTIC_DAD, true)
            .with(Limit.INITIAL_DELAY_MS, 1000));

    private Lab announced() {
        return lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10), PREFIX));
    }

    private static Packet ping(String from, int station) {
        return Packet.from(from).to(GLOBAL).by(station).echo(1, 1, counting(8));
    }

    private static String reply(String to) {
        return "echo reply " + GLOBAL + " > " + to + " hop 64 data 8";
    }

    @Test
    void shouldUseAnAddressWhileItIsChecked() {
        announced().expect(PROBE).quiet();
        assertThat(lab.changes()).endsWith("20000 ms " + GLOBAL + " OPTIMISTIC");
        lab.send(ping("2001:db8:9::9", 10)).expect(reply("2001:db8:9::9"), 10).quiet();
        lab.after(s(1));
        assertThat(lab.changes()).endsWith("21000 ms " + GLOBAL + " PREFERRED");
    }

    @Test
    void shouldNotUseAnAddressOptimisticallyWhenItsRouterMustBeAskedFor() {
        lab.send(routerAdvertisement("fe80::a", 1800, PREFIX)).after(s(1));
        assertThat(lab.changes()).anyMatch(change -> change.endsWith(GLOBAL + " TENTATIVE"));
    }

    @Test
    void shouldNotBeOptimisticAboutAddressesGivenByHandOrTheFirst() {
        Lab fresh = new Lab(Lab.config().with(Switch.OPTIMISTIC_DAD, true));
        fresh.stack().addAddress(0, hi("2001:db8:5::5"), 5);
        fresh.at(s(10));
        assertThat(fresh.changes()).noneMatch(change -> change.endsWith("OPTIMISTIC"));
    }

    @Test
    void shouldAnswerAnAskerWithoutOverride() {
        announced().expect(PROBE);
        lab.send(solicitation("fe80::2", GROUP, GLOBAL, sourceLinkLayerAddress(2)))
                .expect("NA " + GLOBAL + " > fe80::2 hop 255 target " + GLOBAL + " S tlla 01", 2);
        lab.after(s(1)).forget().send(solicitation("fe80::2", GROUP, GLOBAL, sourceLinkLayerAddress(2)))
                .expect("NA " + GLOBAL + " > fe80::2 hop 255 target " + GLOBAL + " SO tlla 01", 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveTheAddressUpWhenAnotherStationHasOrWantsIt(boolean solicited) {
        announced().expect(PROBE).send(solicited
                ? solicitation("::", GROUP, GLOBAL)
                : advertisement("fe80::2", "ff02::1", "O", GLOBAL, targetLinkLayerAddress(2))).quiet();
        assertThat(lab.changes()).endsWith("20000 ms " + GLOBAL + " DUPLICATE");
        lab.send(ping("2001:db8:9::9", 10)).quiet();
        lab.send(solicitation("fe80::2", GROUP, GLOBAL, sourceLinkLayerAddress(2))).quiet();
    }

    @Test
    void shouldSendToAnUnknownNeighborThroughTheRouterAndAskNobody() {
        announced().expect(PROBE);
        lab.send(ping("2001:db8::7", 7)).expect(reply("2001:db8::7"), 10).quiet();
        lab.after(s(1)).forget().send(ping("2001:db8::7", 7))
                .expect("NS " + GLOBAL + " > ff02::1:ff00:7 hop 255 target 2001:db8::7 slla 01");
    }

    @Test
    void shouldKeepAPacketUntilTheAddressIsProvenWhenThereIsNoRouter() {
        lab.send(routerAdvertisement("fe80::a", 0, sourceLinkLayerAddress(10), PREFIX)).expect(PROBE);
        lab.send(ping("2001:db8::7", 7)).quiet().after(s(1) - 1).quiet();
        lab.after(1).expect("NS " + GLOBAL + " > ff02::1:ff00:7 hop 255 target 2001:db8::7 slla 01");
        lab.send(advertisement("2001:db8::7", GLOBAL, "SO", "2001:db8::7", targetLinkLayerAddress(7)).by(7))
                .expect(reply("2001:db8::7"), 7);
    }

    @Test
    void shouldAskForNeighborsFromAnotherAddress() {
        announced().expect(PROBE).send(Packet.from("fe80::7").to(OWN).by(7).echo(1, 1, counting(8)))
                .expect("NS " + OWN + " > ff02::1:ff00:7 hop 255 target fe80::7 slla 01");
    }

    @Test
    void shouldBeginNothingFromAnOptimisticAddressIfThereIsAProvenOne() {
        var socket = lab.stack().udp(7, (datagram, nowNs) -> {});
        announced().after(s(2)).forget();
        lab.send(routerAdvertisement("fe80::a", 1800, prefix("2001:db8:9::", 64, "A", 9000, 9000))).forget();
        socket.send(socket.take(), 3, 0, hi("2001:db8:9:1::9"), 9, 7, lab.nowNs());
        lab.after(0).expect("UDP " + GLOBAL + " 7 > 2001:db8:9:1::9 7 hop 64 data 3", 10);
        lab.after(s(1));
        lab.forget();
        socket.send(socket.take(), 3, 0, hi("2001:db8:9:1::9"), 9, 7, lab.nowNs());
        lab.after(0).expect("UDP 2001:db8:9::ff:fe00:1 7 > 2001:db8:9:1::9 7 hop 64 data 3", 10);
    }

    // --- RFC 9131 --------------------------------------------------------------------------------------------------------

    private static final String NEWS = "NA " + GLOBAL + " > ff02::2 hop 255 target " + GLOBAL + " tlla 01";

    @Test
    void shouldTellRoutersOfANewGlobalAddressOnceItIsProven() {
        Lab telling = Lab.ready(config -> config.with(Switch.GRATUITOUS_ADVERTISEMENT, true));
        telling.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10), PREFIX)).expect(PROBE)
                .after(s(1) - 1).forget().after(1).expect(NEWS).quiet().after(s(600)).quiet();
    }

    @Test
    void shouldTellRoutersOfAnOptimisticAddressAtOnce() {
        Lab telling = Lab.ready(config -> config.with(Switch.GRATUITOUS_ADVERTISEMENT, true)
                .with(Switch.OPTIMISTIC_DAD, true));
        telling.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10), PREFIX)).expect(NEWS)
                .expect(PROBE).after(s(5)).forget().quiet();
    }

    @Test
    void shouldTellNobodyOfALinkLocalAddress() {
        Lab telling = new Lab(Lab.config().with(Switch.GRATUITOUS_ADVERTISEMENT, true)).at(s(20));
        assertThat(telling.taken()).noneMatch(line -> line.startsWith("NA"));
    }
}
