package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.address;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.route;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u32;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;

/**
 * RFC 4007: two links on which the same link-local addresses mean different stations. Routers and neighbors have the same names on both;
 * on link 0 they are the stations 10 and 2, on link 1 the stations 20 and 3. Conformance row AA.1.1.
 */
class ZonesTest {

    private static final String OTHER = "fe80::ff:fe00:101";
    private static final String[] OWNS = {OWN, OTHER};
    private static final String[] GLOBALS = {"2001:db8:a::ff:fe00:1", "2001:db8:b::ff:fe00:101"};
    private static final int[] ROUTERS = {10, 20};
    private static final int[] NEIGHBORS = {2, 3};

    private final Lab lab = new Lab(Lab.config().with(Limit.FRAME_SLOTS, 32), 2).settled();
    private final UdpSocket socket = lab.stack().udp(7, (datagram, nowNs) -> {});

    ZonesTest() {
        for (int link = 0; link < 2; link++) {
            lab.on(link).send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(ROUTERS[link]),
                    prefix("2001:db8:" + (link == 0 ? "a" : "b") + "::", 64, "LA", 90_000, 90_000))
                    .by(ROUTERS[link]));
            lab.send(to(link, solicitation("fe80::2", Lab.GROUP.replace("00:1", link == 0 ? "00:1" : "00:101"),
                    OWNS[link], sourceLinkLayerAddress(NEIGHBORS[link])).by(NEIGHBORS[link])));
        }
        lab.after(s(2));
        for (int link = 0; link < 2; link++) {
            lab.on(link).send(to(link, advertisement("fe80::a", OWNS[link], "RSO", "fe80::a",
                    targetLinkLayerAddress(ROUTERS[link]))));
        }
        lab.forget();
    }

    private static Packet to(int link, Packet packet) {
        return link == 0 ? packet : packet.toStation(257);
    }

    private void send(int link, String destination) {
        socket.send(socket.take(), 3, link, hi(destination), Packet.lo(destination), 9, lab.nowNs());
        lab.after(0);
    }

    @Test
    void shouldSendToTheNeighborOfTheZone() {
        for (int link = 1; link >= 0; link--) {
            send(link, "fe80::2");
            lab.on(link).expect("UDP " + OWNS[link] + " 7 > fe80::2 9 hop 64 data 3", NEIGHBORS[link]).quiet();
            lab.on(1 - link).quiet();
        }
    }

    @Test
    void shouldSendThroughTheRouterOfTheZone() {
        for (int link = 1; link >= 0; link--) {
            send(link, "2001:db8:9::9");
            lab.on(link).expect("UDP " + GLOBALS[link] + " 7 > 2001:db8:9::9 9 hop 64 data 3", ROUTERS[link]).quiet();
            lab.on(1 - link).quiet();
        }
    }

    @Test
    void shouldAnswerByTheInterfaceAPacketCameIn() {
        for (int link = 1; link >= 0; link--) {
            lab.on(link).send(to(link, Packet.from("2001:db8:9::9").to(GLOBALS[link]).by(ROUTERS[link]).echo(1, 1,
                    counting(8)))).expect("echo reply " + GLOBALS[link] + " > 2001:db8:9::9 hop 64 data 8",
                            ROUTERS[link])
                    .quiet();
            lab.on(1 - link).quiet();
        }
    }

    @Test
    void shouldLoseARouterOnItsOwnLinkOnly() {
        lab.on(0).send(to(0, advertisement("fe80::a", OWN, "SO", "fe80::a", targetLinkLayerAddress(10)).by(10)));
        send(1, "2001:db8:9::9");
        lab.on(1).expect("UDP " + GLOBALS[1] + " 7 > 2001:db8:9::9 9 hop 64 data 3", 20);
        lab.on(0).refuses(Packet.from("2001:db8:9::9").to(GLOBALS[0]).by(10).echo(1, 1, counting(8)),
                Drop.NO_ROUTE);
    }

    @Test
    void shouldKeepRoutesAndRedirectsOfTwoLinksApart() {
        lab.on(1).send(routerAdvertisement("fe80::b", 0, sourceLinkLayerAddress(21), route("2001:db9::", 32, "", 900))
                .by(21));
        lab.on(0).send(Packet.from("fe80::a").to(GLOBALS[0]).by(10).hop(255).icmp(137, 0, u32(0), address("fe80::c"),
                address("2001:db9::9"), targetLinkLayerAddress(12)));
        send(0, "2001:db9::9");
        lab.on(0).expect("UDP " + GLOBALS[0] + " 7 > 2001:db9::9 9 hop 64 data 3", 12).on(1).quiet();
        send(1, "2001:db9::9");
        lab.on(1).expect("UDP " + GLOBALS[1] + " 7 > 2001:db9::9 9 hop 64 data 3", 21).on(0).quiet();
    }

    @Test
    void shouldLoseANeighborOnItsOwnLinkOnly() {
        send(0, "fe80::2");
        send(1, "fe80::2");
        lab.forget().after(s(5)).on(1).send(to(1, advertisement("fe80::2", OTHER, "SO", "fe80::2",
                targetLinkLayerAddress(3)).by(3))).after(s(3)).forget();
        send(1, "fe80::2");
        lab.on(1).expect("UDP " + OTHER + " 7 > fe80::2 9 hop 64 data 3", 3);
        send(0, "fe80::2");
        lab.on(0).expect("NS " + OWN + " > ff02::1:ff00:2 hop 255 target fe80::2 slla 01");
    }

    @Test
    void shouldFindADuplicateOnTheLinkItIsOnOnly() {
        // RFC 4862 section 5.4: the same interface identifier on both links would be no duplicate.
        lab.on(0).link(false).link(true).send(solicitation("::", Lab.GROUP, OWN));
        lab.after(s(5)).forget();
        send(1, "fe80::2");
        lab.on(1).expect("UDP " + OTHER + " 7 > fe80::2 9 hop 64 data 3", 3);
    }
}
