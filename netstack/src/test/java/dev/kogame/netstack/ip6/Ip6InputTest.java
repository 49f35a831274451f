package dev.kogame.netstack.ip6;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Packet.DESTINATION_OPTIONS;
import static dev.kogame.netstack.Packet.FRAGMENT;
import static dev.kogame.netstack.Packet.HOP_BY_HOP;
import static dev.kogame.netstack.Packet.NO_NEXT_HEADER;
import static dev.kogame.netstack.Packet.ROUTING;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8200 sections 3 and 4, as the sender sees them. */
class Ip6InputTest {

    private static final String REPLY = "echo reply " + OWN + " > fe80::2 hop 64 data 8";

    private final Lab lab = Lab.ready();

    @BeforeEach
    void meet() {
        lab.send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2))).forget();
    }

    private static Packet ping() {
        return Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8));
    }

    private Lab answered(Packet packet) {
        return lab.send(packet).expect(REPLY, 2).quiet();
    }

    private Lab problem(Packet packet, int code, int pointer) {
        byte[] frame = packet.frame();
        lab.send(frame).expect("error 4/" + code + " " + OWN + " > fe80::2 hop 64 pointer " + pointer + " quoting "
                + (frame.length - 14), 2).quiet();
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 14 + 48, lab.lastFrame().length)).as("quoted packet")
                .isEqualTo(Arrays.copyOfRange(frame, 14, frame.length));
        return lab;
    }

    // --- the IPv6 header, section 3 --------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 7, 15})
    void shouldDropAnyOtherVersion(int version) {
        byte[] frame = ping().frame();
        frame[14] = (byte) (version << 4);
        lab.refuses(frame, Drop.IPV6_VERSION);
        answered(ping());
    }

    @Test
    void shouldNotCareForTrafficClassFlowLabelAndHopLimit() {
        answered(ping().trafficClass(32));
        answered(ping().trafficClass(255).flowLabel(0xf_ffff));
        answered(ping().flowLabel(0x34567));
        answered(ping().hop(0));
        answered(ping().hop(1));
        assertThat(Arrays.copyOfRange(lab.lastFrame(), 14, 18)).isEqualTo(hex("60000000"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17, 60})
    void shouldDropAPacketShorterThanItSays(int cut) {
        byte[] frame = ping().frame();
        lab.refuses(Arrays.copyOf(frame, frame.length - Math.min(cut, 16)), Drop.IPV6_PAYLOAD_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 53})
    void shouldDropLessThanAHeader(int octets) {
        lab.refuses(Arrays.copyOf(ping().frame(), octets), Drop.IPV6_TRUNCATED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13})
    void shouldDropLessThanAnEthernetHeader(int octets) {
        lab.refuses(Arrays.copyOf(ping().frame(), octets), Drop.FRAME_LENGTH);
    }

    @Test
    void shouldIgnorePaddingOfTheMedium() {
        byte[] frame = ping().frame();
        lab.send(Arrays.copyOf(frame, frame.length + 100)).expect(REPLY, 2).quiet();
    }

    @Test
    void shouldTakeAPayloadLengthOfZeroForNoPayload() {
        byte[] frame = ping().frame();
        frame[18] = 0;
        frame[19] = 0;
        lab.refuses(frame, Drop.ICMPV6_TRUNCATED);
        frame[20] = DESTINATION_OPTIONS;
        lab.refuses(frame, Drop.EXTENSION_HEADER_LENGTH);
        frame[20] = 17;
        lab.refuses(frame, Drop.UDP_LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"ff02::1, fe80::ff:fe00:1, IPV6_SOURCE", "ff05::9, ff02::1, IPV6_SOURCE",
            "::1, fe80::ff:fe00:1, IPV6_SOURCE",
            "fe80::2, ::1, IPV6_DESTINATION", "fe80::2, ::, IPV6_DESTINATION",
            "fe80::2, ff01::1, IPV6_DESTINATION", "fe80::2, ff00::1, IPV6_DESTINATION",
            "fe80::2, ff02::2, NOT_FOR_US", "fe80::2, ff05::1, NOT_FOR_US", "fe80::2, fe80::1, NOT_FOR_US",
            "::, fe80::ff:fe00:1, UNSPECIFIED_SOURCE"})
    void shouldDropAddressesThatDoNotBelongOnThisLink(String source, String destination, Drop reason) {
        lab.refuses(Packet.from(source).to(destination).toMac(Packet.mac(1)).echo(1, 1, counting(8)), reason);
    }

    @Test
    void shouldDropIpv4MappedSources() {
        byte[] frame = ping().frame();
        System.arraycopy(hex("00000000000000000000ffffc0000201"), 0, frame, 22, 16);
        lab.refuses(frame, Drop.IPV6_SOURCE);
    }

    @Test
    void shouldTakeAZoneBakedIntoAnAddressForAnotherAddress() {
        lab.refuses(Packet.from("fe80::2").to("fe80:1::ff:fe00:1").echo(1, 1, counting(8)), Drop.NOT_FOR_US);
    }

    @Test
    void shouldDropWhatTheEthernetBelowGotWrong() {
        lab.refuses(ping().toMac(Packet.mac(9)), Drop.ETHERNET_DESTINATION);
        lab.refuses(ping().byMac(0x0100_0000_0002L), Drop.ETHERNET_SOURCE_GROUP);
        byte[] frame = ping().frame();
        frame[12] = 0x08;
        frame[13] = 0;
        lab.refuses(frame, Drop.ETHERTYPE);
    }

    // --- next header, section 4 ------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 41, 50, 51, 58 + 80, 200, 252, 253, 255})
    void shouldPointAtAnUnknownNextHeader(int protocol) {
        problem(ping().protocol(protocol, counting(20)), 1, 6);
        problem(ping().protocol(protocol, counting(20)).header(DESTINATION_OPTIONS, "00 010400000000"), 1, 40);
        answered(ping());
    }

    @Test
    void shouldSayNothingAboutNoNextHeader() {
        lab.refuses(ping().protocol(NO_NEXT_HEADER, counting(16)), Drop.NO_NEXT_HEADER);
        lab.refuses(ping().protocol(NO_NEXT_HEADER, counting(16)).header(DESTINATION_OPTIONS, "00 010400000000"),
                Drop.NO_NEXT_HEADER);
    }

    @Test
    void shouldSayNothingAboutAnUnknownNextHeaderSentToAGroup() {
        long before = lab.drops(Drop.NEXT_HEADER_UNKNOWN);
        lab.send(Packet.from("fe80::2").to("ff02::1").protocol(200, counting(20))).quiet();
        assertThat(lab.drops(Drop.NEXT_HEADER_UNKNOWN)).isEqualTo(before + 1);
        assertThat(lab.drops(Drop.ICMPV6_ERROR_NOT_ALLOWED)).isEqualTo(1);
    }

    @Test
    void shouldTakeHopByHopOptionsOnlyRightBehindTheIpv6Header() {
        problem(ping().header(HOP_BY_HOP, "00 010400000000").header(HOP_BY_HOP, "00 010400000000"), 1, 40);
        problem(ping().header(DESTINATION_OPTIONS, "01 010400000000 0106000000000000")
                .header(HOP_BY_HOP, "00 010400000000"), 1, 40);
    }

    @Test
    void shouldWalkThroughAnyOtherOrderAndEveryNumberUpToEight() {
        answered(ping().header(HOP_BY_HOP, "00 010400000000").header(ROUTING, "00 0400 00000000")
                .header(DESTINATION_OPTIONS, "00 010400000000").header(FRAGMENT, "00 0000 00000001")
                .header(DESTINATION_OPTIONS, "00 010400000000"));
        for (int headers = 1; headers <= 8; headers++) {
            answered(chain(headers, "010400000000"));
        }
        for (int headers = 9; headers <= 150; headers += 47) {
            lab.refuses(chain(headers, "010400000000"), Drop.EXTENSION_HEADER_COUNT);
        }
    }

    private static Packet chain(int headers, String lastOptions) {
        Packet packet = ping();
        for (int i = 1; i < headers; i++) {
            packet.header(DESTINATION_OPTIONS, "00 010400000000");
        }
        return packet.header(DESTINATION_OPTIONS, "00" + lastOptions);
    }

    @Test
    void shouldNotJudgeAHeaderBeyondTheEighth() {
        problem(chain(8, "870400000000"), 2, 40 + 7 * 8 + 2);
        lab.refuses(chain(9, "870400000000"), Drop.EXTENSION_HEADER_COUNT);
    }

    @Test
    void shouldSendNoErrorAboutAnErrorBehindEightHeaders() {
        lab.send(chain(8, "870400000000").icmp(1, 0, u32(0), counting(48))).quiet();
        assertThat(lab.drops(Drop.ICMPV6_ERROR_NOT_ALLOWED)).isEqualTo(1);
    }

    // --- options, section 4.2 --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {HOP_BY_HOP, DESTINATION_OPTIONS})
    void shouldSkipPaddingAndWhatMayBeSkipped(int header) {
        answered(ping().header(header, "00 000000000000"));
        answered(ping().header(header, "00 010400000000"));
        answered(ping().header(header, "00 0100 0102 ffff"));
        answered(ping().header(header, "00 07 0400000000"));
        answered(ping().header(header, "00 3f02 0000 0100"));
        answered(ping().header(header, "00 01020000 0000"));
    }

    @ParameterizedTest
    @ValueSource(ints = {HOP_BY_HOP, DESTINATION_OPTIONS})
    void shouldFollowTheActionOfAnUnknownOption(int header) {
        lab.refuses(ping().header(header, "00 470400000000"), Drop.OPTION_UNKNOWN);
        problem(ping().header(header, "00 870400000000"), 2, 42);
        problem(ping().header(header, "00 c70400000000"), 2, 42);
        problem(ping().header(header, "00 0000 8702 0000"), 2, 44);
        // The first that is not to be skipped decides: 7, 71, 135, 199; 7, 135, 199, 71; 7, 199, 71, 135.
        lab.refuses(ping().header(header, "03 070400000000 4706000000000000 8706000000000000 c706000000000000"),
                Drop.OPTION_UNKNOWN);
        problem(ping().header(header, "03 070400000000 8706000000000000 c706000000000000 4706000000000000"), 2, 48);
        problem(ping().header(header, "03 070400000000 c706000000000000 4706000000000000 8706000000000000"), 2, 48);
    }

    @Test
    void shouldTellEvenAboutAPacketToAGroupIfTheOptionSaysSo() {
        byte[] frame = Packet.from("fe80::2").to("ff02::1").echo(1, 1, counting(8))
                .header(HOP_BY_HOP, "00 870400000000").frame();
        lab.send(frame).expect("error 4/2 " + OWN + " > fe80::2 hop 64 pointer 42 quoting " + (frame.length - 14), 2);
        lab.send(Packet.from("fe80::2").to("ff02::1").echo(1, 1, counting(8)).header(HOP_BY_HOP, "00 c70400000000"))
                .quiet();
        assertThat(lab.drops(Drop.OPTION_UNKNOWN)).isEqualTo(2);
        // A unicast packet in a frame to a group: section 2.4 (e.4) of RFC 4443.
        lab.send(ping().toMac(0x3333_0000_0001L).header(HOP_BY_HOP, "00 c70400000000")).quiet();
        lab.send(ping().toMac(0x3333_0000_0001L).header(HOP_BY_HOP, "00 870400000000"))
                .expect("error 4/2 " + OWN + " > fe80::2 hop 64 pointer 42 quoting 64", 2);
    }

    @Test
    void shouldParseAsTheNextHeaderFieldSaysWhateverItLooksLike() {
        // Rows 1.1.7.B and 1.2.3.B: the octets of a fragment header where options were announced.
        problem(ping().header(HOP_BY_HOP, "00 0000 0000 8700"), 2, 46);
        problem(ping().header(DESTINATION_OPTIONS, "00 010400000000").header(DESTINATION_OPTIONS, "00 8704 00000000"),
                2, 50);
    }

    @ParameterizedTest
    @CsvSource({
            // an option beyond its header; PadN beyond it; a length octet that is missing; 255
            "00 070500000000", "00 010500000000", "00 000000000007", "00 01ff00000000", "00 0000000001ff"})
    void shouldDropAnOptionThatLeavesItsHeader(String octets) {
        lab.refuses(ping().header(HOP_BY_HOP, octets), Drop.EXTENSION_HEADER_LENGTH);
        lab.refuses(ping().header(DESTINATION_OPTIONS, octets), Drop.EXTENSION_HEADER_LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "255, 1", "3, 2"})
    void shouldPointAtALengthThatLeavesThePacket(int length, int which) {
        Packet packet = which == 1 ? ping() : ping().header(DESTINATION_OPTIONS, "00 010400000000");
        problem(packet.header(DESTINATION_OPTIONS, String.format("%02x 010400000000", length)), 0,
                41 + 8 * (which - 1));
    }

    @Test
    void shouldDropAHeaderOfLessThanEightOctets() {
        for (int header : new int[] {HOP_BY_HOP, DESTINATION_OPTIONS, ROUTING, FRAGMENT}) {
            lab.refuses(ping().protocol(header, new byte[7]), Drop.EXTENSION_HEADER_LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {HOP_BY_HOP, DESTINATION_OPTIONS})
    void shouldLookAtABoundedNumberOfOptions(int header) {
        // Row X.24: eight options that are no padding, however much padding there is between them.
        answered(ping().header(header, "05" + "0000070000".repeat(8) + "010400000000"));
        lab.refuses(ping().header(header, "06" + "0000070000".repeat(9) + "010700000000000000"),
                Drop.EXTENSION_HEADER_COUNT);
        answered(ping().header(DESTINATION_OPTIONS, "01" + "0700".repeat(7)).header(DESTINATION_OPTIONS,
                "01" + "0700".repeat(7)));
    }

    @Test
    void shouldTakeTheLimitsOfHeadersAndOptionsFromItsConfiguration() {
        Lab strict = Lab.ready(config -> config.with(Limit.EXTENSION_HEADERS, 2).with(Limit.OPTIONS, 1)
                .with(Limit.OPTIONS_OCTETS, 16).with(Limit.PADDING_OCTETS, 7));
        strict.send(solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2))).forget();
        strict.send(ping().header(DESTINATION_OPTIONS, "01 0105 0000000000 0700 0000000000")
                .header(DESTINATION_OPTIONS, "00 000000000000")).expect(REPLY, 2);
        String padding = "00 010400000000";
        strict.refuses(ping().header(DESTINATION_OPTIONS, padding).header(DESTINATION_OPTIONS, padding)
                .header(DESTINATION_OPTIONS, padding), Drop.EXTENSION_HEADER_COUNT);
        strict.refuses(ping().header(DESTINATION_OPTIONS, "00 0700 0700 0100"), Drop.EXTENSION_HEADER_COUNT);
        strict.refuses(ping().header(DESTINATION_OPTIONS, "02 0112" + "00".repeat(18) + "0100"),
                Drop.EXTENSION_HEADER_COUNT);
        strict.refuses(ping().header(DESTINATION_OPTIONS, "01 0106 000000000000 0700 0000 0000"),
                Drop.EXTENSION_HEADER_COUNT);
        strict.refuses(ping().header(DESTINATION_OPTIONS, "01 0000 0000 0000 0000 0700 0000 0000"),
                Drop.EXTENSION_HEADER_COUNT);
    }

    @Test
    void shouldTellTheSenderOfAJumbogramThatItKnowsNone() {
        // RFC 2675 section 3, for nodes that do not know the option: the length of 0 if it is there, else the option.
        byte[] frame = ping().header(HOP_BY_HOP, "00 c204 00010000").frame();
        problem(ping().header(HOP_BY_HOP, "00 c204 00010000"), 2, 42);
        frame[18] = 0;
        frame[19] = 0;
        lab.send(frame).expect("error 4/0 " + OWN + " > fe80::2 hop 64 pointer 4 quoting 40", 2).quiet();
        lab.send(Packet.from("fe80::2").to("ff02::1").echo(1, 1, counting(8)).header(HOP_BY_HOP, "00 c204 00010000"))
                .quiet();
    }

    // --- routing header, section 4.4 and RFC 5095 ------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 43, 253, 255})
    void shouldIgnoreARoutingHeaderThatIsDoneAndPointAtOneThatIsNot(int type) {
        String two = String.format("02 %02x", type);
        answered(ping().header(ROUTING, two + "00 00000000 20010db8000000000000000000000009"));
        problem(ping().header(ROUTING, two + "01 00000000 20010db8000000000000000000000009"), 0, 42);
        problem(ping().header(HOP_BY_HOP, "00 010400000000")
                .header(ROUTING, String.format("01 %02xff 00000000 0000000000000000", type)), 0, 50);
    }

    @Test
    void shouldPointAtARoutingHeaderThatLeavesThePacketAtItsLength() {
        problem(ping().header(ROUTING, "ff 0001 00000000"), 0, 41);
    }

    // --- addresses of our own ---------------------------------------------------------------------------------------------

    @Test
    void shouldDropWhatClaimsToComeFromItself() {
        // Row X.25.
        lab.refuses(Packet.from(OWN).to(OWN).echo(1, 1, counting(8)), Drop.IPV6_SOURCE);
        lab.refuses(Packet.from(OWN).to("ff02::1").echo(1, 1, counting(8)), Drop.IPV6_SOURCE);
        lab.refuses(Packet.from(OWN).to(OWN).udp(9, 9, counting(8)), Drop.IPV6_SOURCE);
    }

    @Test
    void shouldPointIntoThePacketAsItCame() {
        problem(ping().header(HOP_BY_HOP, "00 010400000000").header(FRAGMENT, "00 0000 12345678")
                .header(DESTINATION_OPTIONS, "00 870400000000"), 2, 58);
    }

    @Test
    void shouldNotRememberOnePacketsFaultForTheNext() {
        problem(ping().header(DESTINATION_OPTIONS, "00 870400000000"), 2, 42);
        lab.refuses(ping().checksumOff(1), Drop.ICMPV6_CHECKSUM);
        lab.refuses(ping().protocol(44, hex("3a00 0008 12345678")), Drop.FRAGMENT_EMPTY);
        answered(ping());
    }
}
