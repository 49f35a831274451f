package dev.kogame.netstack;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Packet.DESTINATION_OPTIONS;
import static dev.kogame.netstack.Packet.FRAGMENT;
import static dev.kogame.netstack.Packet.HOP_BY_HOP;
import static dev.kogame.netstack.Packet.ROUTING;
import static dev.kogame.netstack.Packet.address;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.dnsSearchList;
import static dev.kogame.netstack.Packet.dnsServers;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.mtu;
import static dev.kogame.netstack.Packet.nonce;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.route;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.Packet.u32;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import dev.kogame.netstack.udp.UdpSocket;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever arrives, the stack stays whole: no throwable, every frame slot with one owner, nothing but valid frames sent, its deadlines
 * kept, little work per frame, and a neighbor is served right after.
 */
class FuzzTest {

    private static final int IP = 14;
    private static final int FRAMES = 50_000;
    private static final int[] EDGES = {0, 1, 2, 3, 7, 8, 0x3f, 0x40, 0x7f, 0x80, 0x87, 0xfe, 0xff};

    private static final List<byte[]> TEMPLATES = List.of(
            Packet.from("fe80::2").to(OWN).echo(1, 1, counting(40)).frame(),
            Packet.from("fe80::3").to("ff02::1").by(3).echo(1, 1, counting(3)).frame(),
            Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(20)).frame(),
            Packet.from("fe80::4").to(OWN).by(4).udp(40000, 8, counting(20)).frame(),
            Packet.from("2001:db8::9").to("2001:db8::ff:fe00:1").udp(40000, 7, counting(20)).frame(),
            solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2)).frame(),
            solicitation("::", GROUP, "2001:db8::ff:fe00:1").frame(),
            solicitation("2001:db8::9", "2001:db8::ff:fe00:1", "2001:db8::ff:fe00:1").frame(),
            advertisement("fe80::2", OWN, "SO", "fe80::2", targetLinkLayerAddress(2)).frame(),
            advertisement("fe80::3", "ff02::1", "RO", "fe80::3", targetLinkLayerAddress(3)).frame(),
            routerAdvertisement("fe80::a", 64, 30, 30_000, 1000, sourceLinkLayerAddress(10), mtu(1400),
                    prefix("2001:db8::", 64, "LA", 7200, 3600), prefix("2001:db8:1::", 64, "LA", 3, 1)).frame(),
            routerAdvertisement("fe80::b", 0, sourceLinkLayerAddress(11), prefix("fd00::", 64, "A", 20, 2)).frame(),
            routerAdvertisement("fe80::b", "MO high", 30, sourceLinkLayerAddress(11),
                    route("2001:db8:9::", 48, "low", 20),
                    route("2001:db8:9::9", 128, "high", 3), route("::", 0, "", 40),
                    dnsServers(9, "2001:db8::53", "fe80::53"), dnsSearchList(5, "example.com", "a.b.c.d")).frame(),
            solicitation("::", GROUP, OWN, nonce("010203040506")).frame(),
            Packet.from("fe80::a").to("ff02::2").hop(255).icmp(133, 0, u32(0), sourceLinkLayerAddress(10)).frame(),
            Packet.from("fe80::a").to(OWN).hop(255).icmp(137, 0, u32(0), address("fe80::b"), address("2001:db8:9::9"),
                    targetLinkLayerAddress(11), join(hex("0408000000000000"), counting(56))).frame(),
            Packet.from("2001:db8:9::9").to("2001:db8::ff:fe00:1").by(10).echo(1, 1, counting(8)).frame(),
            Packet.from("fe80::a").to("ff02::1").hop(1).header(HOP_BY_HOP, "00 05020000 0100").icmp(130, 0, u16(1000),
                    u16(0), address("::")).frame(),
            Packet.from("fe80::2").to(GROUP).hop(1).header(HOP_BY_HOP, "00 05020000 0100").icmp(131, 0, u32(0),
                    address(GROUP)).frame(),
            Packet.from("fe80::a").to(GROUP).hop(1).header(HOP_BY_HOP, "00 05020000 0100").icmp(130, 0, u16(1000),
                    u16(0), address(GROUP), u32(0x027d_0002), address("2001:db8::1"), address("2001:db8::2")).frame(),
            Packet.from("fe80::a").to("ff02::1").hop(1).header(HOP_BY_HOP, "00 05020000 0100").icmp(130, 0, u16(100),
                    u16(0), address("::"), u32(0x027d_0000)).frame(),
            Packet.from("fe80::2").to(OWN).header(HOP_BY_HOP, "00 010400000000").header(ROUTING, "00 0000 00000000")
                    .header(DESTINATION_OPTIONS, "01 8704000000000102ffff01020000").header(FRAGMENT, "00 0000 00000001")
                    .echo(1, 1, counting(8)).frame(),
            Packet.from("fe80::2").to(OWN).header(DESTINATION_OPTIONS, "00 c70400000000").udp(1, 2, counting(8))
                    .frame(),
            Packet.from("fe80::2").to(OWN).icmp(1, 4, u32(0), counting(60)).frame(),
            Packet.from("fe80::2").to(OWN).icmp(2, 0, u32(1280), counting(60)).frame(),
            Packet.from("fe80::2").to(OWN).icmp(2, 0, u32(1300),
                    Arrays.copyOfRange(Packet.from(OWN).to("fe80::2").echo(1, 1, counting(1300)).frame(), IP, 1200))
                    .frame(),
            Packet.from("fe80::2").to(OWN).icmp(1, 4, u32(0),
                    Arrays.copyOfRange(Packet.from(OWN).to("fe80::2").udp(7, 40000, counting(20)).frame(), IP, 80))
                    .frame(),
            Fragments.of(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(1800)), 1).piece(0, 1000),
            Fragments.of(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(1800)), 1).piece(1000, 808),
            Fragments.of(Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(24)), 2).piece(0, 16),
            Fragments.of(Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(24)), 2).piece(16, 16),
            Fragments.of(Packet.from("fe80::2").to(OWN).udp(40000, 7, counting(24)), 2).piece(8, 16),
            Fragments.of(Packet.from("fe80::3").to("ff02::1").by(3).echo(1, 1, counting(24)), 2)
                    .behind(HOP_BY_HOP, "00 010400000000").piece(0, 24),
            Fragments.of(Packet.from("fe80::3").to("ff02::1").by(3).echo(1, 1, counting(24)), 2).piece(24, 8));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldSurviveAnything(long seed) {
        Random random = new Random(seed);
        StackConfig config = Lab.config().withSeed(seed);
        if (seed % 3 != 0) {
            for (Switch each : Switch.values()) {
                config = config.with(each, true);
            }
            config = config.withInterfaceIdentifier(
                    seed % 3 == 1 ? InterfaceIdentifier.Kind.EUI64 : InterfaceIdentifier.Kind.TEMPORARY);
        }
        Lab lab = new Lab(config);
        UdpSocket[] echo = new UdpSocket[1];
        echo[0] = lab.stack().udp(7, (datagram, nowNs) -> {
            int slot = echo[0].take(datagram.octets());
            if (slot >= 0) {
                System.arraycopy(datagram.buffer(), datagram.offset(), echo[0].buffer(slot), UdpSocket.PAYLOAD_AT,
                        datagram.octets());
                echo[0].reply(slot, datagram.octets(), datagram, nowNs);
            }
        });
        // Half of the runs begin before there is an address.
        if (seed % 2 == 0) {
            lab.settled();
        }
        byte[] frame = new byte[0];
        for (int i = 0; i < FRAMES; i++) {
            try {
                frame = frame(random);
                lab.send(frame);
                if (random.nextInt(20) == 0) {
                    lab.after(random.nextInt(500_000_000));
                }
                if (random.nextInt(5000) == 0) {
                    lab.link(false).after(random.nextInt(1000)).link(true);
                }
                lab.forget();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", frame " + i + ": " + HexFormat.of().formatHex(frame), e);
            }
        }
        if (lab.mostWorkOfAPoll() > 32) {
            throw new AssertionError("seed " + seed + ": a poll did " + lab.mostWorkOfAPoll() + " units of work");
        }
        if (lab.drops(Drop.INTERFACE_DISABLED) == 0 && config.interfaceIdentifier() == InterfaceIdentifier.Kind.EUI64) {
            // The link may just have come back, and its addresses be probed.
            lab.after(2_000_000_000L).alive();
        }
    }

    private static byte[] frame(Random random) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(1515)];
            random.nextBytes(noise);
            byte[] begin = TEMPLATES.get(random.nextInt(TEMPLATES.size()));
            System.arraycopy(begin, 0, noise, 0, Math.min(noise.length, random.nextInt(62)));
            return noise;
        }
        byte[] frame = TEMPLATES.get(random.nextInt(TEMPLATES.size())).clone();
        for (int mutations = random.nextInt(5); mutations > 0 && frame.length > 0; mutations--) {
            int at = random.nextInt(frame.length);
            switch (random.nextInt(6)) {
                case 0 -> frame[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> frame[at] = (byte) EDGES[random.nextInt(EDGES.length)];
                case 2 -> frame = Arrays.copyOf(frame, at);
                case 3 -> frame = Arrays.copyOf(frame, Math.min(1514, frame.length + random.nextInt(64)));
                case 4 -> {
                    // The length fields: payload, of the first header behind, of an option.
                    int[] lengths = {18, 19, 54 + 1, 54 + 3, 58, 59, 79, 87, 95};
                    int length = lengths[random.nextInt(lengths.length)];
                    if (length < frame.length) {
                        frame[length] = (byte) EDGES[random.nextInt(EDGES.length)];
                    }
                }
                default -> {
                    // Another address or value from the middle of the frame on.
                    for (int i = at; i < Math.min(at + 4, frame.length); i++) {
                        frame[i] = (byte) random.nextInt();
                    }
                }
            }
        }
        if (random.nextInt(10) < 8) {
            mend(frame, random.nextInt(10) < 7);
        }
        return frame;
    }

    /** Makes length and checksum right again, so that what was broken elsewhere is looked at. */
    private static void mend(byte[] frame, boolean length) {
        if (frame.length < IP + 40) {
            return;
        }
        ByteBuffer b = ByteBuffer.wrap(frame);
        if (length) {
            b.putShort(IP + 4, (short) (frame.length - IP - 40));
        }
        int end = IP + 40 + (b.getShort(IP + 4) & 0xffff);
        int protocol = frame[IP + 6] & 0xff;
        int at = IP + 40;
        while ((protocol == 0 || protocol == 43 || protocol == 60 || protocol == 44) && at + 8 <= frame.length) {
            int octets = protocol == 44 ? 8 : 8 * (1 + (frame[at + 1] & 0xff));
            protocol = frame[at] & 0xff;
            at += octets;
        }
        int field = at + (protocol == 17 ? 6 : 2);
        if ((protocol == 17 || protocol == 58) && end <= frame.length && field + 2 <= end) {
            b.putShort(field, (short) 0);
            int sum = Packet.slowChecksum(Arrays.copyOfRange(frame, IP + 8, IP + 24),
                    Arrays.copyOfRange(frame, IP + 24, IP + 40), protocol, Arrays.copyOfRange(frame, at, end));
            b.putShort(field, (short) sum);
        }
    }
}
