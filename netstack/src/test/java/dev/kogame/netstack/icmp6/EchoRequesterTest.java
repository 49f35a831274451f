package dev.kogame.netstack.icmp6;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.netstack.Fragments;
import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 4443 sections 4.1 and 4.2, from the side that asks. */
class EchoRequesterTest {

    private final Lab lab = Lab.ready();
    private final EchoRequester requester = lab.stack().echoRequester();
    private final List<String> told = new ArrayList<>();
    private final EchoHandler handler = new EchoHandler() {
        @Override
        public void replied(int request, long hi, long lo, int dataOctets, int hopLimit, long roundTripNs) {
            told.add(request + " " + dataOctets + " octets hop " + hopLimit + " after " + roundTripNs / 1_000_000
                    + " ms from " + Long.toHexString(lo));
        }

        @Override
        public void failed(int request, int type, int code, long hi, long lo) {
            told.add(request + " error " + type + "/" + code + " from " + Long.toHexString(lo));
        }

        @Override
        public void timedOut(int request) {
            told.add(request + " timed out at " + lab.nowNs() / 1_000_000 + " ms");
        }
    };

    @BeforeEach
    void meet() {
        lab.send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2))).forget();
    }

    private int ask(String address, int octets) {
        int request = requester.send(0, hi(address), lo(address), octets, s(2), handler, lab.nowNs());
        lab.after(0);
        return request;
    }

    private int identifier() {
        return ByteBuffer.wrap(lab.lastFrame()).getShort(58) & 0xffff;
    }

    private static Packet reply(String from, int identifier, int sequence, byte[] data) {
        return Packet.from(from).to(OWN).icmp(129, 0, u16(identifier), u16(sequence), data);
    }

    @Test
    void shouldAskAndTellOfTheReply() {
        assertThat(ask("fe80::2", 56)).isZero();
        lab.expect("echo request " + OWN + " > fe80::2 hop 64 data 56", 2).quiet();
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 62, lab.lastFrame().length)).isEqualTo(counting(56));

        lab.after(ms(30)).send(reply("fe80::2", identifier(), 0, counting(56)).hop(255)).quiet();

        assertThat(told).containsExactly("0 56 octets hop 255 after 30 ms from 2");
        lab.after(s(10));
        assertThat(told).hasSize(1);
    }

    @Test
    void shouldAskWithEverySizeUpToTheMtu() {
        for (int octets : new int[] {0, 1, 1452}) {
            ask("fe80::2", octets);
            lab.expect("echo request " + OWN + " > fe80::2 hop 64 data " + octets, 2);
        }
        assertThat(ask("fe80::2", requester.maxDataOctets() + 1)).isEqualTo(Drop.PACKET_TOO_BIG.code);
    }

    @Test
    void shouldAskWithMoreThanAFrameHolds() {
        ask("fe80::2", 2000);
        List<byte[]> frames = lab.takenFrames();
        assertThat(frames).hasSize(2);
        byte[] whole = Fragments.join(frames);
        assertThat(Arrays.copyOfRange(whole, 48, 2048)).isEqualTo(counting(2000));
        int identifier = ByteBuffer.wrap(whole).getShort(44) & 0xffff;
        Fragments.of(reply("fe80::2", identifier, 0, counting(2000)), 5).pieces(1400).forEach(lab::send);
        assertThat(told).containsExactly("0 2000 octets hop 64 after 0 ms from 2");
    }

    @Test
    void shouldTellOfAnErrorAboutItsRequestAndForgetIt() {
        ask("fe80::2", 3);
        byte[] request = Arrays.copyOfRange(lab.takenFrames().get(0), 14, 65);
        lab.send(Packet.from("fe80::a").to(OWN).icmp(1, 3, u32(0), request)).quiet();
        assertThat(told).containsExactly("0 error 1/3 from a");
        lab.refuses(Packet.from("fe80::a").to(OWN).icmp(1, 3, u32(0), request), Drop.ICMPV6_ERROR_UNCLAIMED);
        ask("fe80::2", 3);
        request = Arrays.copyOfRange(lab.takenFrames().get(0), 14, 65);
        lab.refuses(Packet.from("fe80::a").to(OWN).icmp(1, 3, u32(0), Arrays.copyOf(request, 47)),
                Drop.ICMPV6_ERROR_UNCLAIMED);
        request[40] = (byte) 129;
        lab.refuses(Packet.from("fe80::a").to(OWN).icmp(1, 3, u32(0), request), Drop.ICMPV6_ERROR_UNCLAIMED);
        assertThat(told).hasSize(1);
    }

    @Test
    void shouldWaitForTheAddressOfTheNeighborAndCountThatTime() {
        ask("fe80::3", 8);
        lab.expect("NS " + OWN + " > ff02::1:ff00:3 hop 255 target fe80::3 slla 01").after(ms(5))
                .send(advertisement("fe80::3", OWN, "SO", "fe80::3", targetLinkLayerAddress(3)).by(3))
                .expect("echo request " + OWN + " > fe80::3 hop 64 data 8", 3);

        lab.after(ms(7)).send(reply("fe80::3", identifier(), 0, counting(8)).by(3));

        assertThat(told).containsExactly("0 8 octets hop 64 after 12 ms from 3");
    }

    @Test
    void shouldTellThatNoReplyCame() {
        ask("fe80::2", 8);
        lab.forget().at(s(22) - 1);
        assertThat(told).isEmpty();
        lab.at(s(22));
        assertThat(told).containsExactly("0 timed out at 22000 ms");

        lab.refuses(reply("fe80::2", 0, 0, counting(8)), Drop.ECHO_REPLY_UNCLAIMED);
    }

    @Test
    void shouldIgnoreWhatIsNotTheReplyToItsRequest() {
        ask("fe80::2", 8);
        lab.expect("echo request " + OWN + " > fe80::2 hop 64 data 8", 2);
        int identifier = identifier();
        byte[] other = counting(8);
        other[7]++;

        lab.refuses(reply("fe80::4", identifier, 0, counting(8)), Drop.ECHO_REPLY_UNCLAIMED);
        lab.refuses(reply("fe80::2", identifier + 1, 0, counting(8)), Drop.ECHO_REPLY_UNCLAIMED);
        lab.refuses(reply("fe80::2", identifier, 1, counting(8)), Drop.ECHO_REPLY_UNCLAIMED);
        lab.refuses(reply("fe80::2", identifier, 0, counting(7)), Drop.ECHO_REPLY_UNCLAIMED);
        lab.refuses(reply("fe80::2", identifier, 0, counting(9)), Drop.ECHO_REPLY_UNCLAIMED);
        lab.refuses(reply("fe80::2", identifier, 0, other), Drop.ECHO_REPLY_UNCLAIMED);
        lab.refuses(Packet.from("fe80::2").to(OWN).icmp(129, 1, u16(identifier), u16(0), counting(8)),
                Drop.ECHO_REPLY_UNCLAIMED);
        assertThat(told).isEmpty();

        lab.send(reply("fe80::2", identifier, 0, counting(8)));
        lab.refuses(reply("fe80::2", identifier, 0, counting(8)), Drop.ECHO_REPLY_UNCLAIMED);
        assertThat(told).hasSize(1);
    }

    @Test
    void shouldTakeTheRepliesOfAllMembersOfAGroupUntilTheTimeIsOver() {
        ask("ff02::1", 4);
        lab.expect("echo request " + OWN + " > ff02::1 hop 1 data 4").quiet();

        lab.after(ms(1)).send(reply("fe80::2", identifier(), 0, counting(4)));
        lab.after(ms(1)).send(reply("fe80::3", identifier(), 0, counting(4)).by(3));
        lab.at(s(25));

        assertThat(told).containsExactly("0 4 octets hop 64 after 1 ms from 2", "0 4 octets hop 64 after 2 ms from 3",
                "0 timed out at 22000 ms");
    }

    @Test
    void shouldTellRepliesOfSeveralRequestsApart() {
        ask("fe80::2", 8);
        lab.expect("echo request " + OWN + " > fe80::2 hop 64 data 8", 2);
        assertThat(ask("fe80::2", 9)).isEqualTo(1);
        lab.send(reply("fe80::2", identifier(), 1, counting(9))).send(reply("fe80::2", identifier(), 0, counting(8)));

        assertThat(told).extracting(line -> line.substring(0, 3)).containsExactly("1 9", "0 8");
    }

    @Test
    void shouldTakeAReplyOnlyFromTheInterfaceThatItAsked() {
        Lab two = new Lab(Lab.config().with(Limit.FRAME_SLOTS, 24), 2).settled();
        two.send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2))).forget();
        two.stack().echoRequester().send(0, hi("fe80::2"), lo("fe80::2"), 8, s(2), handler, two.nowNs());
        two.after(0).expect("echo request " + OWN + " > fe80::2 hop 64 data 8", 2);
        int identifier = ByteBuffer.wrap(two.lastFrame()).getShort(58) & 0xffff;
        Packet elsewhere = Packet.from("fe80::2").to("fe80::ff:fe00:101").toMac(Packet.mac(257)).icmp(129, 0,
                u16(identifier), u16(0), counting(8));

        two.on(1).refuses(elsewhere, Drop.ECHO_REPLY_UNCLAIMED);
        two.on(0).send(reply("fe80::2", identifier, 0, counting(8)));

        assertThat(told).hasSize(1);
    }

    @Test
    void shouldHaveNoMoreRequestsOutThanItsTableHolds() {
        for (int i = 0; i < 8; i++) {
            assertThat(ask("fe80::2", 8)).isEqualTo(i);
        }
        assertThat(ask("fe80::2", 8)).isEqualTo(EchoRequester.BUSY);
        lab.at(s(22));
        assertThat(told).hasSize(8);
        assertThat(ask("fe80::2", 8)).isEqualTo(8);
    }

    @Test
    void shouldSayWhyItCannotSend() {
        assertThat(ask("2001:db8::1", 8)).isEqualTo(Drop.NO_ROUTE.code);
        Lab young = new Lab(Lab.config());
        assertThat(young.stack().echoRequester().send(0, hi("fe80::2"), lo("fe80::2"), 8, s(1), handler, 0))
                .isEqualTo(Drop.NO_SOURCE_ADDRESS.code);
        young.stack().audit();
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000))).after(s(4)).forget();
        assertThat(ask("2001:db8:9::1", 8)).isZero();
        lab.expect("echo request 2001:db8::ff:fe00:1 > 2001:db8:9::1 hop 64 data 8", 10);
        assertThat(told).isEmpty();
    }
}
