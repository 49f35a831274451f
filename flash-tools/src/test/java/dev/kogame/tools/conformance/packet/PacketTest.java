package dev.kogame.tools.conformance.packet;

import static dev.kogame.tools.conformance.packet.Octets.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTest {

    private static final Address ONE = Address.of("fe80::1");
    private static final Address TWO = Address.of("fe80::2");

    /** A Neighbor Solicitation as tcpdump showed the kernel send it; its checksum is the kernel's. */
    private static final String KERNEL_SOLICITATION = "3333ff000100" + "26342225319786dd" + "6000000000203aff"
            + "fe80000000000000243422fffe253197" + "ff0200000000000000000001ff000100" + "8700b25900000000"
            + "fe80000000000000020000fffe000100" + "0101263422253197";

    private static Packet echo() {
        return Packet.ip(ONE, TWO).then(Kind.ECHO_REQUEST).with(Field.IDENTIFIER, 1).with(Field.SEQUENCE, 2)
                .with(Field.DATA, hex("010203"));
    }

    @Test
    void shouldFillInLengthsNextHeadersAndChecksum() {
        byte[] frame = echo().with(Field.ETHERNET_DESTINATION, 0x02_00_00_00_00_02L)
                .with(Field.ETHERNET_SOURCE, 0x02_00_00_00_00_01L).build();

        assertThat(HexFormat.of().formatHex(frame)).isEqualTo("020000000002" + "020000000001" + "86dd"
                + "60000000000b3a40" + "fe800000000000000000000000000001" + "fe800000000000000000000000000002"
                + "8000" + "7eb0" + "0001" + "0002" + "010203");
    }

    @Test
    void shouldReadWhatTheKernelSentAndBuildItAgain() {
        byte[] frame = hex(KERNEL_SOLICITATION);

        Packet packet = Packet.parse(frame);

        assertThat(packet.message().kind()).isEqualTo(Kind.NEIGHBOR_SOLICITATION);
        assertThat(packet.address(Field.TARGET)).isEqualTo(Address.of("fe80::200:ff:fe00:100"));
        assertThat(packet.layer(Kind.SOURCE_LINK_LAYER_ADDRESS).get(Field.LINK_LAYER_ADDRESS))
                .isEqualTo(0x26_34_22_25_31_97L);
        assertThat(packet.build()).isEqualTo(frame);
    }

    @Test
    void shouldGiveExtensionHeadersTheirPlace() {
        Packet packet = Packet.parse(Packet.ip(ONE, TWO)
                .then(Layer.of(Kind.HOP_BY_HOP).with(Field.OPTIONS, hex("010400000000")))
                .then(Layer.of(Kind.DESTINATION_OPTIONS).with(Field.OPTIONS, hex("010c000000000000000000000000")))
                .then(Kind.FRAGMENT).then(Kind.ECHO_REQUEST).build());

        assertThat(packet.layer(Kind.IPV6).get(Field.NEXT_HEADER)).isEqualTo(0L);
        assertThat(packet.layer(Kind.HOP_BY_HOP).get(Field.NEXT_HEADER)).isEqualTo(60L);
        assertThat(packet.layer(Kind.DESTINATION_OPTIONS).get(Field.HEADER_LENGTH)).isEqualTo(1L);
        assertThat(packet.layer(Kind.FRAGMENT).get(Field.NEXT_HEADER)).isEqualTo(58L);
        assertThat(packet.message().kind()).isEqualTo(Kind.ECHO_REQUEST);
    }

    @Test
    void shouldMatchWhatIsGivenAndLeaveOpenWhatIsNot() {
        Packet came = Packet.parse(echo().with(Field.HOP_LIMIT, 7).build());

        assertThat(Packet.ip().matches(came)).isTrue();
        assertThat(Packet.ip(ONE, TWO).then(Kind.ECHO_REQUEST).matches(came)).isTrue();
        assertThat(echo().with(Field.HOP_LIMIT, Check.atMost(7)).matches(came)).isTrue();
        assertThat(echo().with(Field.HOP_LIMIT, Check.oneOf(6L, 8L)).matches(came)).isFalse();
        assertThat(Packet.ip(TWO, ONE).matches(came)).isFalse();
        assertThat(Packet.ip().then(Kind.ECHO_REPLY).matches(came)).isFalse();
        assertThat(echo().with(Field.DATA, hex("010204")).matches(came)).isFalse();
    }

    @Test
    void shouldNotTakeAPacketWithExtensionHeadersForOneWithout() {
        Packet came = Packet.parse(Packet.ip(ONE, TWO).then(Kind.FRAGMENT).then(Kind.ECHO_REPLY).build());

        assertThat(Packet.ip().then(Kind.ECHO_REPLY).matches(came)).isFalse();
        assertThat(Packet.ip().then(Kind.FRAGMENT).then(Kind.ECHO_REPLY).matches(came)).isTrue();
    }

    @Test
    void shouldFindAnOptionAmongOthers() {
        Packet came = Packet.parse(Packet.ip(ONE, TWO).then(Kind.ROUTER_ADVERTISEMENT)
                .then(Layer.of(Kind.MTU_OPTION).with(Field.MTU, 1280))
                .then(Layer.of(Kind.PREFIX_INFORMATION).with(Field.PREFIX, ONE)).build());

        Packet pattern = Packet.ip().then(Kind.ROUTER_ADVERTISEMENT);
        assertThat(pattern.then(Layer.of(Kind.PREFIX_INFORMATION).with(Field.PREFIX, ONE)).matches(came)).isTrue();
        assertThat(pattern.then(Layer.of(Kind.PREFIX_INFORMATION).with(Field.PREFIX, TWO)).matches(came)).isFalse();
        assertThat(pattern.then(Kind.SOURCE_LINK_LAYER_ADDRESS).matches(came)).isFalse();
    }

    @Test
    void shouldMakeNeighborDiscoveryValidUnlessToldOtherwise() {
        Packet solicitation = Packet.ip(ONE, TWO).then(Kind.NEIGHBOR_SOLICITATION);

        assertThat(fault(solicitation)).isEmpty();
        assertThat(fault(solicitation.with(Field.HOP_LIMIT, 254)))
                .isEqualTo("Neighbor Solicitation with hop limit 254");
        assertThat(fault(solicitation.withWrongChecksum())).isEqualTo("wrong checksum");
        assertThat(fault(solicitation.with(Field.SOURCE, Address.ALL_NODES))).isEqualTo("source address ff02::1");
        assertThat(fault(solicitation.with(Field.PAYLOAD_LENGTH, 99))).startsWith("payload length 99");
        assertThat(fault(Packet.ip(ONE, Address.ALL_NODES).with(Field.ETHERNET_DESTINATION, 2L)
                .then(Kind.NEIGHBOR_SOLICITATION))).isEqualTo("group ff02::1 sent to 00:00:00:00:00:02");
        assertThat(fault(Packet.ip(ONE, TWO).then(Kind.PARAMETER_PROBLEM).with(Field.QUOTED, new byte[1233])))
                .isEqualTo("an error message of 1281 octets, more than 1280");
        assertThat(fault(Packet.ip(ONE, TWO).then(Kind.PARAMETER_PROBLEM).with(Field.QUOTED, new byte[1232])))
                .isEmpty();
    }

    private static String fault(Packet packet) {
        byte[] frame = packet.build();
        return Integrity.fault(frame, Packet.parse(frame));
    }

    @Test
    void shouldCutTheMessageAndAgreeAboutItsLength() {
        byte[] frame = Packet.ip(ONE, TWO).then(Kind.NEIGHBOR_SOLICITATION).with(Field.TARGET, ONE).cutTo(16).build();

        assertThat(frame).hasSize(14 + 40 + 16);
        assertThat(Packet.parse(frame).layer(Kind.IPV6).get(Field.PAYLOAD_LENGTH)).isEqualTo(16L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 13, 14, 20, 54, 55, 57, 60, 75, 80, 85})
    void shouldReadFramesOfAnyLength(int octets) {
        byte[] frame = Arrays.copyOf(hex(KERNEL_SOLICITATION), octets);

        assertThat(Packet.parse(frame).toString()).isNotNull();
    }

    @Test
    void shouldReadFramesOfAnyOctets() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = hex(KERNEL_SOLICITATION);
            for (int flips = random.nextInt(8); flips >= 0; flips--) {
                frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
            }
            Packet packet = Packet.parse(frame);
            Integrity.fault(frame, packet);
            assertThat(packet.layers()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"fe80::1, fe80::1", "::, ::", "::1, ::1", "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
            "2001:0db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", "ff02:0:0:0:0:1:ff00:1, ff02::1:ff00:1", "1::, 1::"})
    void shouldWriteAddressesAsRfc5952Does(String written, String text) {
        assertThat(Address.of(written)).hasToString(text);
    }

    @Test
    void shouldFormAddressesOfEthernetAddresses() {
        assertThat(Address.linkLocal(0x00_00_00_00_a0_a0L)).hasToString("fe80::200:ff:fe00:a0a0");
        assertThat(Address.linkLocal(0x02_4b_6f_67_61_01L)).hasToString("fe80::4b:6fff:fe67:6101");
        assertThat(Address.of("fe80::1234:5678").solicitedNode()).hasToString("ff02::1:ff34:5678");
        assertThat(Address.of("ff02::1:ff34:5678").groupMac()).isEqualTo(0x3333_ff34_5678L);
    }

    @Test
    void shouldRefuseAFieldThatNoLayerHas() {
        assertThatIllegalArgumentException().isThrownBy(() -> echo().with(Field.TARGET, ONE))
                .withMessageContaining("no layer of this packet has a field target");
        assertThatIllegalArgumentException().isThrownBy(() -> echo().with(Field.HOP_LIMIT, Check.atLeast(1)).build())
                .withMessageContaining("can be expected, but not sent");
    }
}
