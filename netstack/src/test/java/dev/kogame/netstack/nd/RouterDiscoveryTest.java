package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.mtu;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4861 sections 6.1.2, 6.3.4, 6.3.5 and 6.3.6. */
class RouterDiscoveryTest {

    private static final String GLOBAL = "2001:db8::ff:fe00:1";
    private static final byte[] PREFIX = prefix("2001:db8::", 64, "LA", 100_000, 100_000);

    private final Lab lab = Lab.ready();

    /** Has the address {@link #GLOBAL}, and station 10 as its router if its lifetime is not 0. */
    private Lab configured(int routerLifetimeS) {
        return lab.send(routerAdvertisement("fe80::a", routerLifetimeS, sourceLinkLayerAddress(10), PREFIX))
                .after(s(5)).forget();
    }

    private static Packet pingFrom(String source, int station) {
        return Packet.from(source).to(GLOBAL).by(station).echo(1, 1, counting(8));
    }

    private static String reply(String destination, int hop) {
        return "echo reply " + GLOBAL + " > " + destination + " hop " + hop + " data 8";
    }

    private Lab probed(String neighbor) {
        return lab.expect("NS " + GLOBAL + " > ff02::1:ff00:" + neighbor.substring(neighbor.lastIndexOf(':') + 1)
                + " hop 255 target " + neighbor + " slla 01");
    }

    // --- 6.1.2, each rule alone ------------------------------------------------------------------------------------------

    private static Packet valid() {
        return routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10), PREFIX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::a", "fec0::a", "::"})
    void shouldIgnoreAnAdvertisementWhoseSourceIsNotLinkLocal(String source) {
        lab.refuses(routerAdvertisement(source, 1800, PREFIX), Drop.ND_SOURCE);
    }

    @ParameterizedTest
    @ValueSource(ints = {254, 64, 1, 0})
    void shouldIgnoreAnAdvertisementThatWasForwarded(int hopLimit) {
        lab.refuses(valid().hop(hopLimit), Drop.ND_HOP_LIMIT);
    }

    @Test
    void shouldIgnoreAnAdvertisementWithAWrongChecksum() {
        lab.refuses(valid().checksumOff(-1), Drop.ICMPV6_CHECKSUM);
    }

    @Test
    void shouldIgnoreAnAdvertisementWithACode() {
        lab.refuses(Packet.from("fe80::a").to("ff02::1").by(10).hop(255).icmp(134, 1, u16(0x4000), u16(1800), u32(0),
                u32(0), PREFIX), Drop.ND_CODE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 10, 11})
    void shouldIgnoreAnAdvertisementOfLessThan16Octets(int body) {
        lab.refuses(Packet.from("fe80::a").to("ff02::1").by(10).hop(255).icmp(134, 0, new byte[body]),
                Drop.ICMPV6_TRUNCATED);
    }

    @ParameterizedTest
    @CsvSource({"0300400000000000", "fe01000000000000fe00000000000000", "03054000", "01ff000000000000"})
    void shouldIgnoreAnAdvertisementWithBrokenOptions(String options) {
        lab.refuses(routerAdvertisement("fe80::a", 1800, hex(options)), Drop.ND_OPTION_LENGTH);
    }

    @Test
    void shouldIgnoreReservedBitsAndUnknownOptions() {
        lab.send(Packet.from("fe80::a").to("ff02::1").by(10).hop(255).icmp(134, 0, u16(0x403f), u16(1800), u32(0),
                u32(0), hex("fd020000000000000000000000000000"), targetLinkLayerAddress(9), PREFIX))
                .expect("NS :: > ff02::1:ff00:1 hop 255 target " + GLOBAL);
    }

    @Test
    void shouldIgnoreRouterSolicitationsAsAHost() {
        lab.refuses(Packet.from("fe80::2").to("ff02::1").hop(255).icmp(133, 0, u32(0), sourceLinkLayerAddress(2)),
                Drop.ICMPV6_TYPE);
    }

    // --- the default router list -----------------------------------------------------------------------------------------

    @Test
    void shouldSendThroughTheRouterWhatIsOffLink() {
        configured(1800).send(pingFrom("2001:db8:9::9", 10)).expect(reply("2001:db8:9::9", 64), 10);
    }

    @Test
    void shouldSendDirectlyWhatIsOnLink() {
        configured(1800).send(pingFrom("2001:db8::7", 7));
        probed("2001:db8::7").quiet();
    }

    @Test
    void shouldForgetARouterWithLifetimeZeroAtOnce() {
        configured(1800).send(routerAdvertisement("fe80::a", 0)).refuses(pingFrom("2001:db8:9::9", 10), Drop.NO_ROUTE);
    }

    @Test
    void shouldForgetARouterExactlyAtTheEndOfItsLifetime() {
        configured(1800);
        long told = lab.nowNs();
        lab.send(routerAdvertisement("fe80::a", 20));
        lab.at(told + s(20) - 1).forget().send(pingFrom("2001:db8:9::9", 10)).expect(reply("2001:db8:9::9", 64), 10);
        lab.at(told + s(20)).refuses(pingFrom("2001:db8:9::9", 10), Drop.NO_ROUTE);
    }

    @Test
    void shouldProlongTheLifetimeWithEveryAdvertisement() {
        configured(20).after(s(10)).send(routerAdvertisement("fe80::a", 20)).after(s(15)).forget();
        lab.send(pingFrom("2001:db8:9::9", 10)).expect(reply("2001:db8:9::9", 64), 10);
    }

    @Test
    void shouldPreferAReachableRouterToOneNotHeardOf() {
        lab.send(routerAdvertisement("fe80::b", 1800).by(11));
        configured(1800);
        for (int i = 0; i < 5; i++) {
            lab.send(pingFrom("2001:db8:9::9", 10)).expect(reply("2001:db8:9::9", 64), 10).quiet();
        }
    }

    @Test
    void shouldKeepTheRoutersItKnowsWhenAFloodOfThemComes() {
        configured(1800);
        for (int i = 0; i < 50; i++) {
            lab.send(routerAdvertisement("fe80::f:" + Integer.toHexString(i), 9000).by(20 + i));
        }
        assertThat(lab.drops(Drop.ROUTER_LIST_FULL)).isEqualTo(47);
        lab.forget().send(pingFrom("2001:db8:9::9", 10)).expect(reply("2001:db8:9::9", 64), 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9000})
    void shouldMeetNewNeighborsAfterAFloodOfForgedRouters(int lifetimeS) {
        configured(1800);
        for (int i = 0; i < 100; i++) {
            lab.send(routerAdvertisement("fe80::f:" + Integer.toHexString(i), lifetimeS, sourceLinkLayerAddress(20 + i))
                    .by(20 + i)).after(s(2));
        }
        lab.forget().send(pingFrom("2001:db8:9::9", 10)).expect(reply("2001:db8:9::9", 64), 10);
        lab.alive();
    }

    @Test
    void shouldSetTheRouterFlagOfAKnownNeighborEvenWithoutItsAddress() {
        // The neighbor is known and no router; then it advertises itself, then says that it is a host: no default router.
        configured(0).send(Packet.solicitation("fe80::a", Lab.GROUP, OWN, sourceLinkLayerAddress(10)).by(10)).forget();
        lab.send(routerAdvertisement("fe80::a", 1800));
        lab.send(pingFrom("2001:db8:9::9", 10)).expect(reply("2001:db8:9::9", 64), 10);
        lab.send(advertisement("fe80::a", "ff02::1", "", "fe80::a").by(10));
        lab.refuses(pingFrom("2001:db8:9::9", 10), Drop.NO_ROUTE);
    }

    @Test
    void shouldDoubtARouterThatTellsAnotherLinkLayerAddress() {
        configured(1800).send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(12)));
        lab.send(pingFrom("2001:db8:9::9", 12)).expect(reply("2001:db8:9::9", 64), 12).after(s(5))
                .expect("NS " + OWN + " > fe80::a hop 255 target fe80::a slla 01", 12);
    }

    // --- the prefix list -------------------------------------------------------------------------------------------------

    @Test
    void shouldNotTakeAPrefixWithoutTheOnLinkFlagForOnLink() {
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "A", 9000, 9000))).after(s(5)).forget();
        lab.send(pingFrom("2001:db8::7", 10)).expect(reply("2001:db8::7", 64), 10);
    }

    @Test
    void shouldNotCancelOnLinkByAPrefixWithoutTheFlag() {
        configured(1800).send(routerAdvertisement("fe80::a", 1800, prefix("2001:db8::", 64, "A", 0, 0)));
        lab.send(pingFrom("2001:db8::7", 7));
        probed("2001:db8::7");
    }

    @Test
    void shouldCancelOnLinkByAValidLifetimeOfZero() {
        configured(1800).send(routerAdvertisement("fe80::a", 1800, prefix("2001:db8::", 64, "L", 0, 0)));
        lab.send(pingFrom("2001:db8::7", 10)).expect(reply("2001:db8::7", 64), 10);
    }

    @Test
    void shouldForgetAPrefixExactlyAtTheEndOfItsLifetime() {
        configured(1800);
        long told = lab.nowNs();
        lab.send(routerAdvertisement("fe80::a", 1800, prefix("2001:db8::", 64, "L", 10, 10)));
        lab.at(told + s(10) - 1).forget().send(pingFrom("2001:db8::7", 7));
        probed("2001:db8::7");
        lab.at(told + s(10)).forget().send(pingFrom("2001:db8::8", 10)).expect(reply("2001:db8::8", 64), 10);
    }

    @Test
    void shouldTakeTheLongestPrefixesOnLinkOfAnyLength() {
        configured(1800).send(routerAdvertisement("fe80::a", 1800, prefix("2001:db8:9:8000::", 49, "L", 90, 90)));
        lab.send(pingFrom("2001:db8:9:8000::7", 7));
        probed("2001:db8:9:8000::7");
        lab.send(pingFrom("2001:db8:9:7fff::7", 10)).expect(reply("2001:db8:9:7fff::7", 64), 10);
    }

    @ParameterizedTest
    @CsvSource({"fe80::, 64", "fe80::, 10", "ff00::, 8", "2001:db8:9::, 129", "2001:db8:9::, 255"})
    void shouldIgnorePrefixesThatCannotBeOnLink(String prefix, int length) {
        configured(1800).send(routerAdvertisement("fe80::a", 1800, prefix(prefix, length, "L", 900, 900)));
        lab.quiet().send(pingFrom("2001:db8:9::7", 10)).expect(reply("2001:db8:9::7", 64), 10);
    }

    @Test
    void shouldIgnoreAPrefixOptionOfAnotherLengthOnly() {
        configured(1800).send(routerAdvertisement("fe80::a", 1800,
                join(hex("0301 40c0 00000e10"),
                        hex("0305 40c0 00000e10 00000e10 00000000 20010db8000900000000000000000000"
                                + "0000000000000000")),
                prefix("2001:db8:7::", 64, "L", 900, 900)));
        assertThat(lab.drops(Drop.ND_OPTION_LENGTH)).isEqualTo(2);
        lab.send(pingFrom("2001:db8:9::7", 10)).expect(reply("2001:db8:9::7", 64), 10);
        lab.send(pingFrom("2001:db8:7::7", 7));
        probed("2001:db8:7::7");
    }

    @Test
    void shouldLookAtABoundedNumberOfOptions() {
        byte[] padding = new byte[0];
        for (int i = 0; i < 32; i++) {
            padding = join(padding, hex("fe01000000000000"));
        }
        lab.send(routerAdvertisement("fe80::a", 1800, padding, PREFIX)).after(s(5)).quiet();
    }

    @Test
    void shouldKeepThePrefixesItKnowsWhenAFloodOfThemComes() {
        configured(1800);
        for (int i = 1; i <= 100; i++) {
            lab.send(routerAdvertisement("fe80::a", 1800,
                    prefix("2001:db8:" + Integer.toHexString(i) + "::", 64, "LA", 9000, 9000)));
        }
        assertThat(lab.drops(Drop.PREFIX_LIST_FULL)).isEqualTo(100 - 7);
        assertThat(lab.drops(Drop.ADDRESS_TABLE_FULL)).isEqualTo(100 - 6);
        lab.after(s(10)).forget().send(pingFrom("2001:db8:9999::9", 10)).expect(reply("2001:db8:9999::9", 64), 10);
    }

    // --- link parameters -------------------------------------------------------------------------------------------------

    @Test
    void shouldTakeTheHopLimitButNotAnUnspecifiedOne() {
        configured(1800).send(routerAdvertisement("fe80::a", 15, 1800, 0, 0)).send(pingFrom("2001:db8:9::9", 10))
                .expect(reply("2001:db8:9::9", 15), 10);
        lab.send(routerAdvertisement("fe80::a", 0, 1800, 0, 0)).send(pingFrom("2001:db8:9::9", 10))
                .expect(reply("2001:db8:9::9", 15), 10);
    }

    @ParameterizedTest
    @CsvSource({"1280, 1280", "1400, 1400", "1500, 1500", "1279, 1500", "0, 1500", "1501, 1500", "4294967295, 1500",
            "2147483648, 1500"})
    void shouldTakeAnMtuBetween1280AndThatOfTheMedium(long told, int mtu) {
        configured(1800).send(routerAdvertisement("fe80::a", 1800, mtu(told)));
        lab.send(Packet.from("2001:db8:9::9").to(GLOBAL).by(10).echo(1, 1, counting(mtu - 48)))
                .expect("echo reply " + GLOBAL + " > 2001:db8:9::9 hop 64 data " + (mtu - 48), 10);
        if (mtu < 1500) {
            // Row 4.1.8: one octet more leaves in fragments.
            int most = mtu - 48 & -8;
            lab.send(Packet.from("2001:db8:9::9").to(GLOBAL).by(10).echo(1, 1, counting(mtu - 47)))
                    .expect("fragment of 58 " + GLOBAL + " > 2001:db8:9::9 hop 64 at 0 octets " + most + " more", 10)
                    .expect("fragment of 58 " + GLOBAL + " > 2001:db8:9::9 hop 64 at " + most + " octets "
                            + (mtu - 47 + 8 - most), 10);
        }
    }

    /** Seconds from a confirmation to the end of REACHABLE: what is sent then is probed five seconds later. */
    private long reachableNs() {
        Packet ping = Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8));
        lab.send(ping).forget().send(advertisement("fe80::2", OWN, "SO", "fe80::2", targetLinkLayerAddress(2)));
        long confirmedNs = lab.forget().nowNs();
        long step = s(1) / 4;
        while (lab.nowNs() - confirmedNs < s(8000)) {
            lab.after(step).send(ping);
            if (lab.taken().stream().anyMatch(line -> line.startsWith("NS " + OWN + " > fe80::2"))) {
                return lab.nowNs() - confirmedNs - s(5);
            }
        }
        return Long.MAX_VALUE;
    }

    @ParameterizedTest
    @CsvSource({"10000, 10", "40000, 40", "0, 30", "3600001, 30", "4294967295, 30"})
    void shouldDrawTheReachableTimeAroundTheOneTold(long toldMs, long baseS) {
        lab.send(routerAdvertisement("fe80::a", 0, 0, toldMs, 0));
        assertThat(reachableNs()).isBetween(s(baseS) / 2, s(baseS) * 3 / 2 + s(1));
    }

    @ParameterizedTest
    @CsvSource({"2500, 2500", "0, 1000", "1, 10", "4294967295, 60000", "60000, 60000"})
    void shouldTakeTheRetransTimerWithinBounds(long toldMs, long ms) {
        lab.send(routerAdvertisement("fe80::a", 0, 0, 0, toldMs));
        long start = lab.nowNs();
        String ask = "NS " + OWN + " > ff02::1:ff00:2 hop 255 target fe80::2 slla 01";
        lab.send(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8))).expect(ask);
        lab.at(start + Lab.ms(ms)).expect(ask).at(start + Lab.ms(2 * ms)).expect(ask).after(Lab.ms(10 * ms)).quiet();
    }

    @Test
    void shouldKeepWorkingWithTheSmallestTables() {
        Lab small = Lab.ready(config -> config.with(Limit.ROUTERS, 2).with(Limit.PREFIXES, 1).with(Limit.ADDRESSES, 2)
                .with(Limit.NEIGHBORS, 4).with(Limit.FRAME_SLOTS, 4).with(Limit.TRANSMIT_QUEUE, 1)
                .with(Limit.GROUPS, 4).with(Limit.WAITING_PER_NEIGHBOR, 1).with(Limit.UDP_SOCKETS, 1));
        small.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10), PREFIX)).after(s(5)).forget();
        small.send(pingFrom("2001:db8:9::9", 10)).expect(reply("2001:db8:9::9", 64), 10);
        small.alive();
    }
}
