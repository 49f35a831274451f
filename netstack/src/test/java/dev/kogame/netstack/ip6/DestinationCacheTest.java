package dev.kogame.netstack.ip6;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.mtu;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import dev.kogame.netstack.Fragments;
import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Path MTU discovery, RFC 8201. Row numbers are those of the IPv6 Ready Logo's tests. */
class DestinationCacheTest {

    private static final String GLOBAL = "2001:db8::ff:fe00:1";
    /** On this link, and two behind router 10. */
    private static final String TN1 = "2001:db8::2";
    private static final String TN2 = "2001:db8:2::9";
    private static final String TN3 = "2001:db8:3::9";

    private Lab lab = Lab.ready();

    @BeforeEach
    void configure() {
        router(1800).after(s(4)).forget();
        meet();
    }

    private Lab router(int lifetimeS) {
        return lab.send(routerAdvertisement("fe80::a", lifetimeS, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 90_000, 90_000)));
    }

    private void meet() {
        lab.send(solicitation(TN1, Lab.GROUP, GLOBAL, sourceLinkLayerAddress(2)).by(2)).forget();
    }

    /** Pings with a packet of some octets, and answers what the reply came as. */
    private List<byte[]> ping(String from, String to, int packetOctets) {
        Packet request = Packet.from(from).to(to).by(from.equals(TN1) ? 2 : 10).echo(1, 1, counting(packetOctets - 48));
        if (packetOctets <= 1500) {
            lab.send(request);
        } else {
            Fragments.of(request, 77).pieces(1232).forEach(lab::send);
        }
        List<byte[]> frames = lab.takenFrames().stream().filter(frame -> !isNeighborDiscovery(frame)).toList();
        byte[] packet = frames.size() == 1
                ? Arrays.copyOfRange(frames.get(0), 14, frames.get(0).length)
                : Fragments.join(frames);
        assertThat(Arrays.copyOfRange(packet, 48, packet.length)).isEqualTo(counting(packetOctets - 48));
        return frames;
    }

    private List<byte[]> ping(String from, int packetOctets) {
        return ping(from, GLOBAL, packetOctets);
    }

    private static boolean isNeighborDiscovery(byte[] frame) {
        return frame[20] == 58 && (frame[54] & 0xff) >= 133;
    }

    private static int longest(List<byte[]> frames) {
        return frames.stream().mapToInt(frame -> frame.length - 14).max().orElseThrow();
    }

    /** What a router says about a frame of the stack; as much of it as fits into 1280 octets. */
    private static Packet tooBig(byte[] frame, int code, long mtu) {
        byte[] quoted = Arrays.copyOfRange(frame, 14, Math.min(frame.length, 14 + 1232));
        return Packet.from("fe80::a").to(text(quoted)).by(10).icmp(2, code, u32(mtu), quoted);
    }

    private static String text(byte[] packet) {
        try {
            return java.net.InetAddress.getByAddress(Arrays.copyOfRange(packet, 8, 24)).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void believed(byte[] frame, long mtu) {
        long drops = lab.stack().counters(0).drops();
        lab.send(tooBig(frame, 0, mtu)).quiet();
        assertThat(lab.stack().counters(0).drops()).as(lab.stack().counters(0).report()).isEqualTo(drops);
    }

    @Test
    void shouldAnswerWithPacketsAsLongAsTheLinkCarries() {
        // Rows 4.1.1.A to C.
        for (int octets : new int[] {64, 1280, 1500}) {
            assertThat(ping(TN1, octets)).hasSize(1);
            assertThat(ping(TN2, octets)).hasSize(1);
        }
    }

    @Test
    void shouldKeepAPathMtuForEachDestination() {
        // Row 4.1.2.
        byte[] toTwo = ping(TN2, 1500).get(0);
        byte[] toThree = ping(TN3, 1500).get(0);
        believed(toTwo, 1400);
        assertThat(ping(TN1, 1500)).hasSize(1);
        assertThat(longest(ping(TN2, 1500))).isBetween(1393, 1400);
        assertThat(ping(TN3, 1500)).hasSize(1);
        believed(toThree, 1280);
        assertThat(ping(TN1, 1500)).hasSize(1);
        assertThat(longest(ping(TN2, 1500))).isBetween(1393, 1400);
        assertThat(longest(ping(TN3, 1500))).isBetween(1273, 1280);
        assertThat(ping(TN3, 1280)).hasSize(1);
        assertThat(longest(ping(TN3, 1281))).isLessThanOrEqualTo(1280);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255})
    void shouldNotLookAtTheCode(int code) {
        // Row 4.1.3.
        lab.send(tooBig(ping(TN2, 1440).get(0), code, 1280)).quiet();
        assertThat(longest(ping(TN2, 1440))).isLessThanOrEqualTo(1280);
    }

    @Test
    void shouldReduceThePathMtuOnTheLinkToo() {
        // Row 4.1.4: link-local addresses, then global ones.
        lab.send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2)).by(2)).forget();
        believed(ping("fe80::2", OWN, 1500).get(0), 1280);
        assertThat(longest(ping("fe80::2", OWN, 1500))).isLessThanOrEqualTo(1280);
        byte[] global = ping(TN1, 1500).get(0);
        believed(global, 1280);
        assertThat(longest(ping(TN1, 1500))).isLessThanOrEqualTo(1280);
    }

    @Test
    void shouldReduceThePathMtuAgainAndAgain() {
        // Row 4.1.5; the second message quotes a fragment.
        believed(ping(TN2, 1440).get(0), 1400);
        List<byte[]> fragments = ping(TN2, 1500);
        assertThat(longest(fragments)).isBetween(1393, 1400);
        believed(fragments.get(0), 1280);
        assertThat(longest(ping(TN2, 1500))).isBetween(1273, 1280);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 56, 68, 512, 1279})
    void shouldDiscardAMessageWithLessThanTheMinimum(long mtu) {
        // Rows 4.1.6.A and B as RFC 8201 section 4 and RFC 8021 have them; N12.
        byte[] reply = ping(TN2, 1500).get(0);
        lab.refuses(tooBig(reply, 0, mtu), Drop.PATH_MTU_BELOW_MINIMUM);
        assertThat(ping(TN2, 1500)).hasSize(1);
        lab.refuses(tooBig(ping(TN2, 1280).get(0), 0, mtu), Drop.PATH_MTU_BELOW_MINIMUM);
        assertThat(ping(TN2, 1280)).as("no fragment header").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1304, 1305, 1400, 1500, 0x1fff_ffffL, 0xffff_ffffL})
    void shouldNeverRaiseThePathMtu(long mtu) {
        // Rows 4.1.7.A and B, X.18.
        byte[] whole = ping(TN2, 1500).get(0);
        believed(whole, 1304);
        byte[] fragment = ping(TN2, 1500).get(0);
        assertThat(fragment.length - 14).isEqualTo(1304);
        long drops = lab.drops(Drop.PATH_MTU_NOT_LOWER) + lab.drops(Drop.PATH_MTU_UNCLAIMED);
        lab.send(tooBig(fragment, 0, mtu)).send(tooBig(whole, 0, mtu)).quiet();
        assertThat(lab.drops(Drop.PATH_MTU_NOT_LOWER) + lab.drops(Drop.PATH_MTU_UNCLAIMED)).isEqualTo(drops + 2);
        assertThat(longest(ping(TN2, 1500))).isEqualTo(1304);
    }

    @Test
    void shouldRespectTheMtuThatARouterAdvertises() {
        // Row 4.1.8.
        assertThat(ping(TN1, 1500)).hasSize(1);
        lab.send(routerAdvertisement("fe80::a", 1800, mtu(1280))).forget();
        assertThat(longest(ping(TN1, 1500))).isLessThanOrEqualTo(1280);
        assertThat(longest(ping(TN2, 1500))).isLessThanOrEqualTo(1280);
        // Not even a path MTU of more raises it.
        lab.send(routerAdvertisement("fe80::a", 1800, mtu(1500))).forget();
        byte[] whole = ping(TN2, 1500).get(0);
        lab.send(routerAdvertisement("fe80::a", 1800, mtu(1300))).forget();
        lab.refuses(tooBig(whole, 0, 1400), Drop.PATH_MTU_NOT_LOWER);
        assertThat(longest(ping(TN2, 1500))).isBetween(1293, 1300);
    }

    @Test
    void shouldForgetAPathMtuTenMinutesAfterItsLastDecrease() {
        // Row 4.1.9 asks for five at least.
        byte[] whole = ping(TN2, 1500).get(0);
        byte[] another = ping(TN3, 1500).get(0);
        believed(whole, 1304);
        long loweredNs = lab.nowNs();
        believed(another, 1280);
        while (lab.nowNs() + s(30) < loweredNs + s(600)) {
            lab.after(s(30)).forget();
            router(1800).forget();
            assertThat(longest(ping(TN2, 1500))).isEqualTo(1304);
        }
        lab.at(loweredNs + s(600) - 1);
        router(1800).forget();
        assertThat(longest(ping(TN2, 1500))).isEqualTo(1304);
        lab.at(loweredNs + s(600));
        router(1800).forget();
        byte[] probe = ping(TN2, 1500).get(0);
        assertThat(probe.length - 14).as("the probe").isEqualTo(1500);
        // A decrease begins the time anew; a message without one does not.
        believed(probe, 1400);
        lab.after(s(400)).forget();
        router(1800).forget();
        byte[] fragment = ping(TN2, 1500).get(0);
        believed(fragment, 1300);
        lab.after(s(400)).forget();
        router(1800).forget();
        assertThat(longest(ping(TN2, 1500))).isBetween(1293, 1300);
        lab.send(tooBig(fragment, 0, 1300)).after(s(200)).forget();
        router(1800).forget();
        assertThat(longest(ping(TN2, 1500))).isEqualTo(1500);
    }

    @Test
    void shouldForgetAfterTheTimeThatItsConfigurationSays() {
        lab = Lab.ready(config -> config.with(Limit.PATH_MTU_SECONDS, 1_000_000_000));
        configure();
        believed(ping(TN2, 1500).get(0), 1304);
        lab.after(s(9000)).forget();
        router(1800).forget();
        assertThat(longest(ping(TN2, 1500))).isEqualTo(1304);
    }

    // --- whom to believe: RFC 8201 sections 4 and 6 ----------------------------------------------------------------------

    @Test
    void shouldBelieveOnlyWhoQuotesAPacketSentLately() {
        // Row X.17, N12.
        byte[] reply = ping(TN2, 1500).get(0);
        for (int at : new int[] {6, 8, 23, 24, 39, 42, 43, 44, 47}) {
            byte[] other = reply.clone();
            other[14 + at] ^= 1;
            // Another source is an address of somebody else, to whom the message would have gone.
            lab.send(Packet.from("fe80::a").to(GLOBAL).by(10).icmp(2, 0, u32(1300),
                    Arrays.copyOfRange(other, 14, 14 + 1232))).quiet();
            assertThat(longest(ping(TN2, 1500))).as("octet %d", at).isEqualTo(1500);
        }
        assertThat(lab.drops(Drop.PATH_MTU_UNCLAIMED) + lab.drops(Drop.ICMPV6_ERROR_UNCLAIMED)).isEqualTo(9);
        // Sent by somebody else altogether; too short to tell; shorter than what it is said to be too long for.
        lab.refuses(Packet.from("fe80::a").to(OWN).icmp(2, 0, u32(1300), Arrays.copyOfRange(reply, 14, 14 + 1232)),
                Drop.ICMPV6_ERROR_UNCLAIMED);
        for (int octets : new int[] {0, 1, 39}) {
            lab.refuses(Packet.from("fe80::a").to(GLOBAL).icmp(2, 0, u32(1300),
                    Arrays.copyOfRange(reply, 14, 14 + octets)), Drop.ICMPV6_ERROR_UNCLAIMED);
        }
        lab.refuses(Packet.from("fe80::a").to(GLOBAL).icmp(2, 0, u32(1300), Arrays.copyOfRange(reply, 14, 14 + 47)),
                Drop.PATH_MTU_UNCLAIMED);
        lab.refuses(tooBig(ping(TN3, 1280).get(0), 0, 1280), Drop.PATH_MTU_UNCLAIMED);
        lab.refuses(tooBig(reply, 0, 1500), Drop.PATH_MTU_UNCLAIMED);
        assertThat(longest(ping(TN2, 1500))).isEqualTo(1500);
        lab.send(Packet.from("fe80::a").to(GLOBAL).icmp(2, 0, u32(1300), Arrays.copyOfRange(reply, 14, 14 + 48)));
        assertThat(longest(ping(TN2, 1500))).isBetween(1293, 1300);
    }

    @Test
    void shouldRememberTheLastPacketsOnly() {
        byte[] first = ping(TN2, 1500).get(0);
        for (int i = 1; i < DestinationCache.REMEMBERED; i++) {
            lab.send(Packet.from(TN3).to(GLOBAL).by(10).echo(1, i, counting(1400))).forget();
        }
        lab.send(Packet.from(TN3).to(GLOBAL).by(10).echo(1, 5000, counting(1200))).forget();
        believed(first, 1400);
        lab.send(Packet.from(TN3).to(GLOBAL).by(10).echo(1, 99, counting(1400))).forget();
        lab.refuses(tooBig(first, 0, 1300), Drop.PATH_MTU_UNCLAIMED);
    }

    @Test
    void shouldRememberTheFragmentsOfAPacketAsOne() {
        lab = Lab.ready(config -> config.with(Limit.LARGE_PACKET_OCTETS, 65_575));
        configure();
        List<byte[]> fragments = ping(TN2, 60_000);
        assertThat(fragments).hasSizeGreaterThan(DestinationCache.REMEMBERED);
        believed(fragments.get(0), 1400);
        believed(fragments.get(20), 1300);
    }

    @Test
    void shouldKeepAPathMtuForAGroup() {
        // Rows 4.1.10 and 4.1.11: the least of all paths.
        UdpSocket socket = lab.stack().udp(7, (datagram, nowNs) -> {});
        believed(toGroup(socket, 1452).get(0), 1450);
        List<byte[]> fragments = toGroup(socket, 1452);
        assertThat(longest(fragments)).isBetween(1443, 1450);
        believed(fragments.get(0), 1400);
        fragments = toGroup(socket, 1452);
        assertThat(longest(fragments)).isBetween(1393, 1400);
        assertThat(longest(toGroup(socket, 1352))).isEqualTo(1400);
        believed(fragments.get(0), 1300);
        lab.refuses(tooBig(fragments.get(0), 0, 1350), Drop.PATH_MTU_NOT_LOWER);
        assertThat(longest(toGroup(socket, 1352))).isBetween(1293, 1300);
        assertThat(longest(ping(TN2, 1500))).isEqualTo(1500);
    }

    private List<byte[]> toGroup(UdpSocket socket, int octets) {
        socket.send(socket.take(octets), octets, 0, hi("ff1e::1:2"), lo("ff1e::1:2"), 9, lab.nowNs());
        lab.after(0);
        return lab.takenFrames();
    }

    @Test
    void shouldTellThePortWhoseDatagramWasTooBig() {
        StringBuilder told = new StringBuilder();
        UdpSocket[] socket = new UdpSocket[1];
        socket[0] = lab.stack().udp(7, new dev.kogame.netstack.udp.UdpHandler() {
            @Override
            public void received(dev.kogame.netstack.udp.UdpDatagram datagram, long nowNs) {
            }

            @Override
            public void failed(int type, int code, int interfaceIndex, long hi, long lo, int port, long nowNs) {
                told.append(type).append('/').append(code).append(' ').append(port).append(hi == hi(TN2)).append(' ');
            }
        });
        socket[0].send(socket[0].take(1400), 1400, -1, hi(TN2), lo(TN2), 9, lab.nowNs());
        byte[] datagram = lab.after(0).takenFrames().get(0);
        believed(datagram, 1300);
        lab.send(tooBig(datagram, 0, 1300)).send(tooBig(datagram, 0, 1000));
        assertThat(told).hasToString("2/0 9true 2/0 9true ");
    }

    // --- bounds ----------------------------------------------------------------------------------------------------------

    @Test
    void shouldKeepAPathMtuThroughThoseOfOnePrefix() {
        believed(ping(TN2, 1500).get(0), 1400);
        for (int i = 0; i < 1000; i++) {
            believed(ping("2001:db8:bad::" + Integer.toHexString(i + 1), 1500).get(0), 1280);
        }
        assertThat(longest(ping(TN2, 1500))).isBetween(1393, 1400);
        assertThat(longest(ping("2001:db8:bad::3e8", 1500))).as("the last of them").isLessThanOrEqualTo(1280);
        assertThat(longest(ping("2001:db8:bad::1", 1500))).as("the first of them").isEqualTo(1500);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 3", "8, 8", "20, 20"})
    void shouldHoldAsManyDestinationsAsConfigured(int capacity, int held) {
        lab = Lab.ready(config -> config.with(Limit.DESTINATIONS, capacity));
        configure();
        for (int i = 0; i <= capacity; i++) {
            believed(ping("2001:db8:" + (20 + i) + "::9", 1500).get(0), 1400);
            lab.after(1);
        }
        int kept = 0;
        for (int i = 0; i <= capacity; i++) {
            kept += longest(ping("2001:db8:" + (20 + i) + "::9", 1500)) < 1500 ? 1 : 0;
        }
        assertThat(kept).isEqualTo(held);
        assertThat(ping("2001:db8:20::9", 1500)).as("the oldest went").hasSize(1);
    }
}
