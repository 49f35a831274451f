package dev.kogame.netstack.icmp6;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.netstack.Fragments;
import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;

/** RFC 4443 section 4.1. */
class EchoRequesterTest {

    private final Lab lab = Lab.ready();
    private final List<String> told = new ArrayList<>();
    private final EchoRequester requester = lab.stack().ping(new EchoHandler() {
        @Override
        public void replied(int identifier, int sequence, byte[] b, int at, int octets, int interfaceIndex, long hi,
                long lo, long nowNs) {
            assertThat(Arrays.copyOfRange(b, at, at + octets)).isEqualTo(counting(octets));
            told.add(identifier + " " + sequence + " data " + octets + " from " + (lo - lo("fe80::")) + " @"
                    + interfaceIndex);
        }

        @Override
        public void failed(int type, int code, int identifier, int sequence, int interfaceIndex, long hi, long lo,
                long nowNs) {
            told.add(type + "/" + code + " " + identifier + " " + sequence + " to " + (lo - lo("fe80::")));
        }
    });

    private int ping(String to, int octets, int identifier, int sequence) {
        int slot = requester.take(octets);
        System.arraycopy(counting(octets), 0, requester.buffer(slot), EchoRequester.DATA_AT, octets);
        int outcome = requester.send(slot, octets, identifier, sequence, 0, hi(to), lo(to), lab.nowNs());
        lab.after(0);
        return outcome;
    }

    private void meet() {
        lab.send(routerAdvertisement("fe80::2", 0, sourceLinkLayerAddress(2)).by(2)).forget();
    }

    @Test
    void shouldSendARequestAndHandTheReplyOn() {
        // Row 5.1.1.
        meet();
        assertThat(ping("fe80::2", 9, 0xabcd, 0xffff)).isEqualTo(Drop.OK);
        lab.expect("echo request " + OWN + " > fe80::2 hop 64 data 9", 2).quiet();
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 58, 62))
                .isEqualTo(new byte[] {(byte) 0xab, (byte) 0xcd, -1, -1});
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 62, 71)).isEqualTo(counting(9));
        lab.send(Packet.from("fe80::2").to(OWN).icmp(129, 0, u16(0xabcd), u16(0xffff), counting(9))).quiet();
        assertThat(told).containsExactly(0xabcd + " " + 0xffff + " data 9 from 2 @0");
        lab.refuses(Packet.from("fe80::2").to(OWN).icmp(129, 0, u16(1), u16(1), counting(9)).checksumOff(1),
                Drop.ICMPV6_CHECKSUM);
    }

    @Test
    void shouldPingWithMoreThanAFrameHolds() {
        meet();
        ping("fe80::2", 2000, 1, 2);
        List<byte[]> frames = lab.takenFrames();
        assertThat(frames).hasSize(2);
        assertThat(Arrays.copyOfRange(Fragments.join(frames), 48, 2048)).isEqualTo(counting(2000));
        Fragments.of(Packet.from("fe80::2").to(OWN).icmp(129, 0, u16(1), u16(2), counting(2000)), 5).pieces(1400)
                .forEach(lab::send);
        assertThat(told).containsExactly("1 2 data 2000 from 2 @0");
        assertThat(requester.take(2001)).isNegative();
    }

    @Test
    void shouldPingAGroup() {
        ping("ff02::1", 3, 1, 2);
        lab.expect("echo request " + OWN + " > ff02::1 hop 1 data 3").quiet();
    }

    @Test
    void shouldTellOfAnErrorAboutARequest() {
        meet();
        ping("fe80::2", 3, 7, 8);
        byte[] request = Arrays.copyOfRange(lab.takenFrames().get(0), 14, 65);
        lab.send(Packet.from("fe80::a").to(OWN).icmp(1, 3, u32(0), request)).quiet();
        assertThat(told).containsExactly("1/3 7 8 to 2");
        lab.refuses(Packet.from("fe80::a").to(OWN).icmp(1, 3, u32(0), Arrays.copyOf(request, 47)),
                Drop.ICMPV6_ERROR_UNCLAIMED);
        request[40] = (byte) 129;
        lab.refuses(Packet.from("fe80::a").to(OWN).icmp(1, 3, u32(0), request), Drop.ICMPV6_ERROR_UNCLAIMED);
    }

    @Test
    void shouldSayWhyItCannotSendAndLoseNoSlot() {
        assertThat(ping("2001:db8::9", 3, 1, 1)).isEqualTo(Drop.NO_ROUTE.code);
        int slot = requester.take(3);
        assertThat(requester.send(slot, 1453, 1, 1, 0, hi("fe80::2"), lo("fe80::2"), lab.nowNs()))
                .isEqualTo(Drop.PACKET_TOO_BIG.code);
        requester.cancel(requester.take(2000));
        lab.stack().audit();
        Lab young = new Lab(Lab.config());
        EchoRequester early = young.stack().ping(
                (identifier, sequence, b, at, octets, interfaceIndex, hi, lo, nowNs) -> {});
        assertThat(early.send(early.take(1), 1, 1, 1, 0, hi("fe80::2"), lo("fe80::2"), 0))
                .isEqualTo(Drop.NO_SOURCE_ADDRESS.code);
        young.stack().audit();
        young.at(0);
    }

    @Test
    void shouldDropRepliesThatNobodyAskedToBeTold() {
        Lab.ready().refuses(Packet.from("fe80::2").to(OWN).icmp(129, 0, u32(1), counting(8)), Drop.ICMPV6_TYPE);
    }
}
