package dev.kogame.netstack.ip6;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.DESTINATION_OPTIONS;
import static dev.kogame.netstack.Packet.FRAGMENT;
import static dev.kogame.netstack.Packet.HOP_BY_HOP;
import static dev.kogame.netstack.Packet.ROUTING;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import dev.kogame.netstack.Fragments;
import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8200 section 4.5 as a receiver, RFC 5722, 6946, 6980 and 7112. Row numbers are those of the IPv6 Ready Logo's tests. */
class ReassemblyTest {

    private static final String GLOBAL = "2001:db8::ff:fe00:1";
    private static final int ID = 2999;

    private Lab lab = Lab.ready();

    @BeforeEach
    void meet() {
        meetTwo(lab);
    }

    private static Lab meetTwo(Lab lab) {
        for (int station : new int[] {2, 3}) {
            // A router that is none leaves its neighbor cache entry STALE: nothing has to be answered, so nothing is probed.
            lab.send(routerAdvertisement("fe80::" + station, 0, sourceLinkLayerAddress(station)).by(station));
        }
        return lab.forget();
    }

    private void useGlobalAddresses() {
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000))).after(s(4)).forget();
    }

    private static Packet ping(int data) {
        return Packet.from("fe80::2").to(OWN).echo(1, 1, counting(data));
    }

    private static Fragments cut(int data) {
        return Fragments.of(ping(data), ID);
    }

    private static String reply(int data) {
        return "echo reply " + OWN + " > fe80::2 hop 64 data " + data;
    }

    /** Sends a piece that is taken without a word. */
    private Lab held(byte[] piece) {
        long drops = lab.stack().counters(0).drops();
        lab.send(piece).quiet();
        assertThat(lab.stack().counters(0).drops()).as(lab.stack().counters(0).report()).isEqualTo(drops);
        return lab;
    }

    /** Nothing was sent but what keeps neighbors and routers known. */
    private void silent() {
        assertThat(lab.taken()).noneMatch(line -> line.matches("(error|echo|fragment|UDP).*"));
    }

    private void silentFor(long ns) {
        lab.after(ns);
        silent();
    }

    private void expectTimeExceeded(long ns, byte[] first, String from, String to) {
        lab.at(ns - 1);
        silent();
        lab.at(ns).expect("error 3/1 " + from + " > " + to + " hop 64 quoting "
                + Math.min(first.length - 14, 1232)).quiet();
        byte[] error = lab.lastFrame();
        assertThat(Arrays.copyOfRange(error, 58, 62)).as("unused").containsOnly(0);
        assertThat(Arrays.copyOfRange(error, 62, error.length)).as("quoted fragment")
                .isEqualTo(Arrays.copyOfRange(first, 14, 14 + error.length - 62));
        assertThat(lab.drops(Drop.REASSEMBLY_TIMEOUT)).isEqualTo(1);
    }

    // --- packets that become whole ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"0 1 2", "0 2 1", "1 0 2", "1 2 0", "2 0 1", "2 1 0"})
    void shouldPutFragmentsTogetherInAnyOrder(String order) {
        // Rows 1.3.1.A and 1.3.1.B: 32, 32 and 24 octets; F12.
        List<byte[]> pieces = cut(80).pieces(32);
        assertThat(pieces).hasSize(3);
        String[] numbers = order.split(" ");
        held(pieces.get(Integer.parseInt(numbers[0])));
        held(pieces.get(Integer.parseInt(numbers[1])));
        lab.send(pieces.get(Integer.parseInt(numbers[2]))).expect(reply(80), 2).quiet();
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 62, lab.lastFrame().length)).isEqualTo(counting(80));
        silentFor(s(70));
    }

    @ParameterizedTest
    @CsvSource({"1452, 520", "1452, 1448", "1452, 8", "1443, 600", "2000, 1448", "1992, 1232", "1999, 704", "9, 8"})
    void shouldReassembleToMoreThanAFrame(int data, int piece) {
        // Row 1.3.1.F, RFC 8200 section 5, and 2048 with headers by default.
        List<byte[]> pieces = cut(data).pieces(piece);
        byte[] last = pieces.get(pieces.size() - 1);
        pieces.subList(0, pieces.size() - 1).forEach(this::held);
        lab.send(last);
        List<byte[]> frames = lab.takenFrames();
        byte[] packet = frames.size() == 1 ? Arrays.copyOfRange(frames.get(0), 14, 62 + data) : Fragments.join(frames);
        assertThat(Arrays.copyOfRange(packet, 48, packet.length)).isEqualTo(counting(data));
        assertThat(packet[40]).as("echo reply").isEqualTo((byte) 129);
    }

    @Test
    void shouldReassembleAsMuchAsAPayloadCanBe() {
        lab = meetTwo(Lab.ready(config -> config.with(Limit.LARGE_PACKET_OCTETS, 65_575)));
        for (int data : new int[] {65_000, 65_527}) {
            List<byte[]> pieces = cut(data).pieces(1448);
            Collections.reverse(pieces);
            pieces.forEach(lab::send);
            byte[] packet = Fragments.join(lab.takenFrames());
            assertThat(Arrays.copyOfRange(packet, 48, packet.length)).isEqualTo(counting(data));
        }
        lab.alive();
    }

    @Test
    void shouldHoldSeveralPacketsApart() {
        // Row 1.3.1.C to E the other way round: each is completed by its own fragment only. They differ in identification, in the
        // first or last half of the source, and in those of the destination.
        lab = meetTwo(Lab.ready(config -> config.with(Limit.REASSEMBLY_SLOTS, 8)));
        useGlobalAddresses();
        lab.send(solicitation("2001:db8::2", Lab.GROUP, GLOBAL, sourceLinkLayerAddress(2))).forget();
        List<Fragments> packets = List.of(cut(80), Fragments.of(ping(80), ID + 1), from("fe80::3", OWN),
                from("2001:db8::2", OWN), from("fe80::2", GLOBAL), from("fe80::2", "ff02::1"),
                from("fe80::2", "ff02::1:ff00:1"));
        packets.forEach(packet -> held(packet.piece(48, 40)));
        for (Fragments packet : packets) {
            lab.send(packet.piece(0, 48));
        }
        lab.expect(reply(80), 2).expect(reply(80), 2).expect("echo reply " + OWN + " > fe80::3 hop 64 data 80", 3)
                .expect("echo reply " + OWN + " > 2001:db8::2 hop 64 data 80", 2)
                .expect("echo reply " + GLOBAL + " > fe80::2 hop 64 data 80", 2).expect(reply(80), 2)
                .expect(reply(80), 2).quiet();
    }

    private static Fragments from(String source, String destination) {
        return Fragments.of(Packet.from(source).to(destination).echo(1, 1, counting(80)), ID);
    }

    @Test
    void shouldHoldTheInterfacesApart() {
        lab = meetTwo(new Lab(Lab.config().with(Limit.FRAME_SLOTS, 32), 2).settled());
        // The other port joined the same group, so all nodes' packets come in by either.
        Fragments packet = Fragments.of(Packet.from("fe80::2").to("ff02::1").echo(1, 1, counting(80)), ID);
        held(packet.piece(0, 48));
        lab.on(1).send(packet.piece(48, 40)).quiet().on(0).quiet();
        lab.send(packet.piece(48, 40)).expect(reply(80), 2).quiet();
    }

    @Test
    void shouldWalkTheChainOfTheWholePacketLikeAnyOther() {
        Packet behind = ping(200).header(DESTINATION_OPTIONS, "00 870400000000");
        Fragments packet = Fragments.of(behind, ID);
        held(packet.piece(0, 48));
        // Offsets are those of the packet as it was before it was cut, as the error quotes it.
        lab.send(packet.piece(48, 168)).expect("error 4/2 " + OWN + " > fe80::2 hop 64 pointer 42 quoting 256", 2);
        byte[] whole = Arrays.copyOfRange(behind.frame(), 14, 14 + 256);
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 62, 62 + 256)).isEqualTo(whole);
        Fragments unknown = Fragments.of(Packet.from("fe80::2").to(OWN).protocol(200, counting(80)), ID);
        held(unknown.piece(0, 48));
        lab.send(unknown.piece(48, 32)).expect("error 4/1 " + OWN + " > fe80::2 hop 64 pointer 6 quoting 120", 2);
        Fragments nobody = Fragments.of(Packet.from("fe80::2").to(OWN).udp(9, 9, counting(1400)), ID);
        held(nobody.piece(0, 1000));
        lab.send(nobody.piece(1000, 408)).expect("error 1/4 " + OWN + " > fe80::2 hop 64 quoting 1232", 2).quiet();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldKeepTheHeadersBeforeTheFragmentHeaderOfTheFirstOnly(boolean firstFirst) {
        Fragments packet = cut(80);
        byte[] first = packet.behind(HOP_BY_HOP, "02 01120000000000000000000000000000 000000000000").piece(0, 48);
        byte[] second = packet.behind(DESTINATION_OPTIONS, "00 010400000000").piece(48, 40);
        held(firstFirst ? first : second);
        lab.send(firstFirst ? second : first).expect(reply(80), 2).quiet();
        // The field that names what follows is the last of these headers.
        Fragments unknown = Fragments.of(Packet.from("fe80::2").to(OWN).protocol(200, counting(80)), ID);
        first = unknown.behind(HOP_BY_HOP, "00 010400000000").piece(0, 48);
        second = unknown.plain().piece(48, 32);
        held(firstFirst ? first : second);
        lab.send(firstFirst ? second : first)
                .expect("error 4/1 " + OWN + " > fe80::2 hop 64 pointer 40 quoting 128", 2);
    }

    @Test
    void shouldTakeTheNextHeaderOfTheFirstFragment() {
        Fragments packet = cut(80);
        byte[] other = packet.piece(48, 40);
        other[54] = 17;
        held(other);
        lab.send(packet.piece(0, 48)).expect(reply(80), 2);
    }

    @ParameterizedTest
    @CsvSource({
            // ECN of three fragments, and of the packet; 0 is not ECN-capable, 3 congestion experienced: RFC 3168 section 5.3
            "0 0 0, 0", "1 1 1, 1", "2 2 2, 2", "3 3 3, 3", "1 3 1, 3", "3 2 2, 3", "2 2 3, 3", "2 1 0, 2"})
    void shouldKeepTheSignOfCongestion(String fragments, int expected) {
        // An unknown protocol's error quotes the packet, and so shows it.
        int[] ecn = Arrays.stream(fragments.split(" ")).mapToInt(Integer::parseInt).toArray();
        Packet packet = Packet.from("fe80::2").to(OWN).protocol(200, counting(24));
        for (int i = 0; i < 3; i++) {
            lab.send(Fragments.of(packet.trafficClass(0x28 | ecn[i]), ID).piece(8 * i, 8));
        }
        lab.expect("error 4/1 " + OWN + " > fe80::2 hop 64 pointer 6 quoting 64", 2);
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 62, 64)).isEqualTo(Packet.u16(0x6000 | (0x28 | expected) << 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 3 0", "3 0 3", "0 1 3"})
    void shouldDropAPacketWithCongestionOfWhichAPartIsNotEcnCapable(String fragments) {
        int[] ecn = Arrays.stream(fragments.split(" ")).mapToInt(Integer::parseInt).toArray();
        Packet packet = Packet.from("fe80::2").to(OWN).protocol(200, counting(24));
        held(Fragments.of(packet.trafficClass(ecn[0]), ID).piece(0, 8));
        held(Fragments.of(packet.trafficClass(ecn[1]), ID).piece(8, 8));
        lab.refuses(Fragments.of(packet.trafficClass(ecn[2]), ID).piece(16, 8), Drop.REASSEMBLY_ECN);
        silentFor(s(61));
    }

    // --- a fragment that is the whole packet, RFC 6946 -------------------------------------------------------------------

    @Test
    void shouldTakeAFragmentThatIsTheWholePacketByItself() {
        // Row 1.3.4, X.5, F7: with identification and addresses of a packet in reassembly, before and after.
        Packet whole = ping(8).header(FRAGMENT, "00 0000 00000bb7");
        held(cut(80).piece(0, 48));
        lab.send(whole).expect(reply(8), 2);
        lab.send(ping(8).header(FRAGMENT, "ff 0006 00000bb7")).expect(reply(8), 2);
        lab.send(cut(80).piece(48, 40)).expect(reply(80), 2).quiet();
    }

    @Test
    void shouldTakeTheWholePacketEvenIfFragmentsWithItsIdentificationOverlapped() {
        held(cut(80).piece(0, 48));
        lab.refuses(cut(80).piece(40, 48), Drop.FRAGMENT_OVERLAP);
        lab.send(ping(8).header(FRAGMENT, "00 0000 00000bb7")).expect(reply(8), 2);
    }

    // --- errors that a fragment shows by itself --------------------------------------------------------------------------

    private void problem(byte[] frame, int code, int pointer) {
        lab.send(frame).expect("error 4/" + code + " " + OWN + " > fe80::2 hop 64 pointer " + pointer + " quoting "
                + Math.min(1232, frame.length - 14), 2).quiet();
    }

    @Test
    void shouldPointAtThePayloadLengthOfAPieceThatIsNoMultipleOfEight() {
        // Rows 1.3.3 (a payload of 21) and 5.1.6.
        problem(cut(80).piece(0, 13, true), 0, 4);
        problem(cut(80).piece(8, 37, true), 0, 4);
        assertThat(lab.drops(Drop.FRAGMENT_LENGTH)).isEqualTo(2);
        silentFor(s(70));
    }

    @Test
    void shouldJudgeHeadersInTheOrderOfTheirAppearance() {
        // Row 1.2.4.A: an option before the fragment header that has an error of its own.
        problem(cut(21).behind(DESTINATION_OPTIONS, "00 870400000000").piece(0, 29, true), 2, 42);
        byte[] both = ping(21).header(HOP_BY_HOP, "00 010400000000").header(DESTINATION_OPTIONS, "00 870400000000")
                .header(FRAGMENT, "00 0001 00000001").frame();
        problem(both, 2, 50);
        // Row 1.2.4.B: one that may be skipped.
        problem(ping(21).header(HOP_BY_HOP, "00 010400000000").header(DESTINATION_OPTIONS, "00 070400000000")
                .header(FRAGMENT, "00 0001 00000001").frame(), 0, 4);
        // Row 1.2.4.C: the option is behind.
        problem(ping(21).header(HOP_BY_HOP, "00 010400000000").header(FRAGMENT, "00 0001 00000001")
                .header(DESTINATION_OPTIONS, "00 870400000000").frame(), 0, 4);
        // Row 1.2.4.D: and in a fragment that is the whole packet.
        problem(ping(21).header(HOP_BY_HOP, "00 010400000000").header(FRAGMENT, "00 0000 00000001")
                .header(DESTINATION_OPTIONS, "00 870400000000").frame(), 2, 58);
    }

    @Test
    void shouldPointAtAnOffsetBeyondThePayloadOfAPacket() {
        // Row X.4, F4. 65,528 + 8 is one octet too many, 65,528 + 7 is not.
        problem(cut(80).piece(65_528, counting(8), false), 0, 42);
        problem(cut(80).piece(65_528, counting(1400), true), 0, 42);
        problem(cut(80).behind(HOP_BY_HOP, "00 010400000000").piece(65_528, counting(7), false), 0, 50);
        assertThat(lab.drops(Drop.FRAGMENT_OFFSET)).isEqualTo(3);
        lab.refuses(cut(80).plain().piece(65_528, counting(7), false), Drop.REASSEMBLY_TOO_LONG);
    }

    @ParameterizedTest
    @CsvSource({
            // next header of the fragment header; the first fragment's octets
            "58, ''", "17, ''", "6, 0000000000000000", "6, 00000000000000000000000000000000", "60, 3a00010400000000",
            "60, 3a01010400000000", "60, 3aff010400000000", "43, 3a02000000000000", "0, 3a02000000000000",
            "60, 2c00010400000000 6", "200, ''", "60, 3c00010400000000 3a00010400000000"})
    void shouldAskForAllHeadersInTheFirstFragment(int protocol, String octets) {
        // Row X.3, F3, RFC 7112.
        byte[] data = hex(octets.replaceAll(" 6$", ""));
        byte[] frame = cut(80).piece(0, data, true);
        frame[54] = (byte) protocol;
        if (octets.endsWith(" 6")) {
            lab.refuses(frame, Drop.FRAGMENT_NESTED);
        } else {
            problem(frame, 3, 0);
        }
        // Nothing was kept of it.
        silentFor(s(61));
        assertThat(lab.drops(Drop.REASSEMBLY_TIMEOUT)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"58, 8000000000010001", "17, 0009000900500000", "59, ''", "60, 3a00010400000000 8000000000010001",
            "60, 3b00010400000000", "50, 0000000000000000", "6, 000000000000000000000000000000000000000000000000"})
    void shouldNotAskForMoreThanTheHeaders(int protocol, String octets) {
        byte[] frame = cut(80).piece(0, hex(octets), true);
        frame[54] = (byte) protocol;
        held(frame);
    }

    @Test
    void shouldNotSayAnythingAboutAPieceWithoutData() {
        lab.refuses(cut(80).piece(48, new byte[0], true), Drop.FRAGMENT_EMPTY);
        lab.refuses(cut(80).piece(48, new byte[0], false), Drop.FRAGMENT_EMPTY);
        silentFor(s(61));
        assertThat(lab.drops(Drop.REASSEMBLY_TIMEOUT)).isZero();
    }

    @Test
    void shouldNotOpenAFragmentWithinAFragment() {
        // F8, before and after reassembly. A chain of more headers than can be looked at is no better.
        lab.refuses(ping(8).header(FRAGMENT, "00 0000 00000001").header(FRAGMENT, "00 0000 00000001"),
                Drop.FRAGMENT_NESTED);
        lab.refuses(ping(8).header(FRAGMENT, "00 0000 00000001").header(FRAGMENT, "00 0001 00000001"),
                Drop.FRAGMENT_NESTED);
        Fragments inside = Fragments.of(ping(80).header(FRAGMENT, "00 0001 00000005"), ID);
        lab.refuses(inside.piece(0, 48), Drop.FRAGMENT_NESTED);
        Packet many = ping(80);
        for (int i = 0; i < 70; i++) {
            many.header(DESTINATION_OPTIONS, "00 010400000000");
        }
        lab.refuses(Fragments.of(many, ID).piece(0, 640), Drop.EXTENSION_HEADER_COUNT);
    }

    @Test
    void shouldJudgeHeadersBehindTheFragmentHeaderWhenThePacketIsWhole() {
        Fragments packet = Fragments.of(ping(80).header(ROUTING, "00 2101 00000000"), ID);
        held(packet.piece(0, 48));
        lab.send(packet.piece(48, 48)).expect("error 4/0 " + OWN + " > fe80::2 hop 64 pointer 42 quoting 136", 2);
    }

    // --- neighbor discovery never comes in fragments, RFC 6980 -----------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {133, 134, 135, 136, 137})
    void shouldDropNeighborDiscoveryInFragments(int type) {
        // Row X.7, F9.
        Packet message = Packet.from("fe80::2").to(OWN).hop(255).icmp(type, 0, u32(0), Packet.address(OWN),
                sourceLinkLayerAddress(2), new byte[24]);
        Fragments packet = Fragments.of(message, ID);
        held(packet.piece(0, 24));
        lab.refuses(packet.piece(24, packet.octets() - 24), Drop.ND_FRAGMENTED);
        lab.refuses(message.header(FRAGMENT, "00 0000 00000001"), Drop.ND_FRAGMENTED);
    }

    // --- overlaps and duplicates, RFC 5722 -------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
            // Pieces "offset octets": the last of them overlaps; then those that would have completed the packet.
            // Row X.1, F1: behind, before, within, around, in the middle, the same place with other octets.
            "0 32;24 32, 48 40", "0 32;56 32;24 32, 24 32", "0 32;32 32;40 8, 64 24", "32 8;24 24, 0 24;48 40",
            "0 16;16 16;32 16;8 32, 48 40", "0 48;0 40, 48 40", "0 48;8 40, 48 40", "8 8;0 16, 16 72",
            // The octets of two at once are a piece of its own, and so is a part of one.
            "32 16;48 16;32 32, 0 32;64 24", "32 32;32 16, 0 32;64 24", "32 32;48 16, 0 32;64 24"})
    void shouldGiveUpAPacketWithAnOverlapSilently(String pieces, String rest) {
        Fragments packet = cut(80);
        String[] before = pieces.split(";");
        for (int i = 0; i < before.length - 1; i++) {
            held(piece(packet, before[i]));
        }
        lab.refuses(piece(packet, before[before.length - 1]), Drop.FRAGMENT_OVERLAP);
        for (String late : rest.split(";")) {
            lab.refuses(piece(packet, late), Drop.FRAGMENT_OF_ABANDONED);
        }
        for (byte[] again : packet.pieces(32)) {
            lab.refuses(again, Drop.FRAGMENT_OF_ABANDONED);
        }
        // No Time Exceeded either, and from then on the identification is as good as any.
        lab.at(s(80) - 1).refuses(packet.piece(0, 48), Drop.FRAGMENT_OF_ABANDONED).at(s(80));
        silent();
        held(packet.piece(0, 48));
        lab.send(packet.piece(48, 40)).expect(reply(80), 2);
    }

    private static byte[] piece(Fragments packet, String offsetAndOctets) {
        String[] numbers = offsetAndOctets.strip().split(" ");
        return packet.piece(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    @Test
    void shouldIgnoreAFragmentThatComesTwice() {
        // Row X.2, F2: the same octets at the same place.
        Fragments packet = cut(85);
        held(packet.piece(32, 32));
        lab.refuses(packet.piece(32, 32), Drop.FRAGMENT_DUPLICATE);
        held(packet.piece(64, 29));
        lab.refuses(packet.piece(64, 29), Drop.FRAGMENT_DUPLICATE);
        lab.refuses(packet.piece(32, 32), Drop.FRAGMENT_DUPLICATE);
        lab.send(packet.piece(0, 32)).expect(reply(85), 2).quiet();
    }

    @Test
    void shouldGiveUpAPacketWithOtherOctetsAtTheSamePlace() {
        for (int octet = 0; octet < 32; octet++) {
            Fragments packet = Fragments.of(ping(80), octet);
            held(packet.piece(32, 32));
            byte[] other = packet.piece(32, 32);
            other[62 + octet] ^= 0x10;
            lab.refuses(other, Drop.FRAGMENT_OVERLAP);
        }
    }

    @ParameterizedTest
    @CsvSource({
            // F5. Pieces "offset octets M"; the last contradicts the others about where the packet ends.
            "64 24 0;64 16 0", "64 24 0;64 25 0", "64 24 0;72 24 0", "64 24 0;88 8 1", "64 24 0;80 8 1",
            "64 24 1;64 24 0", "64 24 0;64 24 1", "64 24 1;32 8 0", "64 24 0;96 8 0", "64 24 0;200 8 1",
            "64 24 1;80 8 0"})
    void shouldGiveUpAPacketThatEndsInTwoPlaces(String pieces) {
        Fragments packet = cut(400);
        String[] each = pieces.split(";");
        for (int i = 0; i < each.length; i++) {
            String[] numbers = each[i].split(" ");
            byte[] piece = packet.piece(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]),
                    numbers[2].equals("1"));
            if (i < each.length - 1) {
                held(piece);
            } else {
                lab.refuses(piece, Drop.FRAGMENT_OVERLAP);
            }
        }
        silentFor(s(61));
    }

    // --- time ------------------------------------------------------------------------------------------------------------

    @Test
    void shouldWaitJustShortOfAMinute() {
        // Row 1.3.2.A.
        List<byte[]> pieces = cut(80).pieces(32);
        held(pieces.get(0));
        lab.after(s(55));
        held(pieces.get(1));
        lab.send(pieces.get(2));
        lab.send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2)));
        assertThat(lab.taken()).contains(reply(80));
        lab.after(s(20));
        assertThat(lab.taken()).noneMatch(line -> line.startsWith("error"));
    }

    @Test
    void shouldCountTheMinuteFromTheFragmentThatCameFirst() {
        // Row 1.3.2.B and C: the first fragment came, so its sender is told, and what comes later is of another packet.
        useGlobalAddresses();
        lab.at(s(30)).forget();
        Packet packet = Packet.from("2001:db8::2").to(GLOBAL).by(10).echo(1, 1, counting(80));
        Fragments fragments = Fragments.of(packet, ID);
        held(fragments.piece(64, 24)).after(s(10));
        held(fragments.piece(0, 32));
        silentFor(s(48));
        lab.send(solicitation("2001:db8::2", Lab.GROUP, GLOBAL, sourceLinkLayerAddress(10)).by(10)).forget();
        expectTimeExceeded(s(90), fragments.piece(0, 32), GLOBAL, "2001:db8::2");
        held(fragments.piece(32, 32)).after(s(61));
        assertThat(lab.taken()).noneMatch(line -> line.startsWith("error") || line.startsWith("echo"));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 48, 1448})
    void shouldQuoteTheFirstFragmentInItsTimeExceeded(int octets) {
        // Row 1.3.2.D.
        Fragments packet = cut(1900);
        held(packet.piece(1448, 104));
        held(packet.piece(0, octets));
        expectTimeExceeded(s(80), packet.piece(0, octets), OWN, "fe80::2");
    }

    @Test
    void shouldQuoteTheHeadersBeforeTheFirstFragmentToo() {
        Fragments packet = cut(400).behind(HOP_BY_HOP, "00 010400000000");
        held(packet.plain().piece(48, 48));
        byte[] first = packet.behind(HOP_BY_HOP, "00 010400000000").piece(0, 48);
        held(first);
        held(packet.plain().piece(96, 48));
        expectTimeExceeded(s(80), first, OWN, "fe80::2");
    }

    @Test
    void shouldSayNothingIfTheFirstFragmentNeverCame() {
        // Row 1.3.2.E, F10.
        held(cut(80).piece(32, 32));
        silentFor(s(65));
        assertThat(lab.drops(Drop.REASSEMBLY_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void shouldSayNothingAboutFragmentsToAGroupOrOfNobody() {
        // Rows 5.1.10.B, 5.1.11.C and 5.1.12.C.
        held(Fragments.of(Packet.from("fe80::2").to("ff02::1").echo(1, 1, counting(80)), ID).piece(0, 48));
        held(Fragments.of(ping(80).toMac(0x3333_0000_0001L), ID).piece(0, 48));
        lab.refuses(Fragments.of(Packet.from("::").to(OWN).echo(1, 1, counting(80)), ID).piece(0, 48),
                Drop.UNSPECIFIED_SOURCE);
        lab.refuses(Fragments.of(Packet.from("ff02::1:ff00:2").to(OWN).echo(1, 1, counting(80)), ID).piece(0, 48),
                Drop.IPV6_SOURCE);
        silentFor(s(65));
        assertThat(lab.drops(Drop.ICMPV6_ERROR_NOT_ALLOWED)).isEqualTo(2);
    }

    @Test
    void shouldSayNothingAboutFragmentsOfAnError() {
        held(Fragments.of(Packet.from("fe80::2").to(OWN).icmp(1, 0, u32(0), counting(80)), ID).piece(0, 48));
        silentFor(s(65));
        assertThat(lab.drops(Drop.ICMPV6_ERROR_NOT_ALLOWED)).isEqualTo(1);
    }

    // --- bounds ----------------------------------------------------------------------------------------------------------

    @Test
    void shouldNotTakeMoreOctetsThanItsBuffersHold() {
        // 2048 - 40 are 2008 octets behind the header: the 1448 first, then one too many.
        Fragments fits = cut(2000);
        held(fits.piece(0, 1448));
        lab.send(fits.piece(1448, 560));
        assertThat(Fragments.join(lab.takenFrames())).hasSize(2048);
        Fragments tooLong = cut(2001);
        held(tooLong.piece(0, 1448));
        lab.refuses(tooLong.piece(1448, 561), Drop.REASSEMBLY_TOO_LONG);
        lab.refuses(tooLong.piece(1448, 8), Drop.FRAGMENT_OF_ABANDONED);
        silentFor(s(61));
        lab.refuses(tooLong.piece(1448, 561), Drop.REASSEMBLY_TOO_LONG);
        lab.refuses(tooLong.piece(2008, 1), Drop.REASSEMBLY_TOO_LONG);
        // Headers before the fragment header count, when they are there and when they come late.
        held(fits.behind(HOP_BY_HOP, "00 010400000000").piece(0, 1440));
        lab.refuses(fits.piece(1448, 560), Drop.REASSEMBLY_TOO_LONG);
        lab.after(s(61)).forget();
        held(fits.plain().piece(1448, 560));
        lab.refuses(fits.behind(HOP_BY_HOP, "00 010400000000").piece(0, 1440), Drop.REASSEMBLY_TOO_LONG);
    }

    @Test
    void shouldKeepHonestPacketsThroughAFloodFromOnePrefix() {
        // Row X.6, F6: ten thousand packets that never become whole, from as many addresses of one prefix.
        useGlobalAddresses();
        Fragments honest = cut(80);
        held(honest.piece(0, 48));
        for (int i = 0; i < 10_000; i++) {
            lab.send(Fragments.of(Packet.from("2001:db8:bad::" + Integer.toHexString(i)).to(GLOBAL).by(10).echo(1, 1,
                    counting(80)), i).piece(0, 48));
            if (i % 1000 == 999) {
                lab.send(honest.piece(48, 40)).expect(reply(80), 2).quiet();
                held(honest.piece(0, 48));
            }
        }
        assertThat(lab.drops(Drop.REASSEMBLY_EVICTED)).isEqualTo(10_000 - 3);
        lab.after(s(61)).forget().alive();
        assertThat(lab.drops(Drop.ICMPV6_ERROR_RATE)).isZero();
    }

    @Test
    void shouldServeAPacketThatComesAtOnceThroughAFloodFromEverywhere() {
        useGlobalAddresses();
        Fragments honest = cut(80);
        for (int i = 0; i < 1000; i++) {
            lab.send(Fragments.of(Packet.from("2001:db8:" + Integer.toHexString(i + 16) + "::1").to(GLOBAL).by(10).echo(
                    1, 1, counting(80)), i).piece(0, 48));
            lab.send(honest.piece(0, 48)).send(honest.piece(48, 40)).expect(reply(80), 2).quiet();
        }
    }

    @Test
    void shouldMakeRoomOfWhatWasGivenUpBeforeAnythingElse() {
        held(cut(80).piece(0, 48));
        lab.after(ms(1));
        for (int id = 0; id < 3; id++) {
            Fragments packet = Fragments.of(Packet.from("fe80::3").to(OWN).by(3).echo(1, 1, counting(80)), id);
            held(packet.piece(0, 48));
            lab.refuses(packet.piece(0, 40), Drop.FRAGMENT_OVERLAP);
        }
        held(Fragments.of(Packet.from("fe80::3").to(OWN).by(3).echo(1, 1, counting(80)), 9).piece(0, 48));
        assertThat(lab.drops(Drop.REASSEMBLY_EVICTED)).isZero();
        lab.send(cut(80).piece(48, 40)).expect(reply(80), 2);
    }

    @Test
    void shouldHoldAsManyPacketsAsConfigured() {
        lab = meetTwo(Lab.ready(config -> config.with(Limit.REASSEMBLY_SLOTS, 7)));
        List<Fragments> packets = new ArrayList<>();
        for (int id = 0; id < 8; id++) {
            packets.add(Fragments.of(ping(80), id));
            lab.send(packets.get(id).piece(0, 48)).after(1);
        }
        assertThat(lab.drops(Drop.REASSEMBLY_EVICTED)).as("the oldest of the one who holds most").isEqualTo(1);
        for (int id = 1; id < 8; id++) {
            lab.send(packets.get(id).piece(48, 40)).expect(reply(80), 2);
        }
        lab.quiet();
    }
}
