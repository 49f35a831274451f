package dev.kogame.tools.conformance.packet;

import static dev.kogame.tools.conformance.packet.Octets.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Dhcp6PacketTest {

    private static final Address CLIENT = Address.of("fe80::1");
    private static final Address SERVERS = Address.of("ff02::1:2");
    private static final Address LEASED = Address.of("2001:db8::1000");
    private static final String DUID = "00030001020000000001";

    /** What a client says first. */
    private static final String HEAD = "0001000a" + DUID + "000800020000";
    private static final String ASKED = "00060006001700180052";
    private static final String ADDRESS = "0005001820010db80000000000000000000010000000000000000000";
    private static final String ASSOCIATION = "00030028" + "00000001" + "0000000000000000" + ADDRESS;
    private static final String EMPTY_ASSOCIATION = "0003000c" + "00000001" + "0000000000000000";

    private static Packet udp(byte[] message) {
        return Packet.ip(CLIENT, SERVERS).then(Kind.UDP).with(Field.SOURCE_PORT, 546)
                .with(Field.DESTINATION_PORT, 547).with(Field.DATA, message);
    }

    private static Packet read(String message) {
        return Packet.parse(udp(hex(message)).build());
    }

    @Test
    void shouldBuildAMessageWhoseOptionsHoldOptions() {
        Packet advertise = Packet.ip(CLIENT, SERVERS).then(Kind.UDP).with(Field.SOURCE_PORT, 546)
                .with(Field.DESTINATION_PORT, 547).then(Kind.RENEW).with(Field.TRANSACTION_ID, 0xabcdef)
                .then(Layer.of(Kind.CLIENT_IDENTIFIER).with(Field.DUID, hex(DUID)))
                .then(Layer.of(Kind.ELAPSED_TIME_OPTION))
                .then(Layer.of(Kind.IA_NA).with(Field.IAID, 1).with(Field.IA_OPTIONS,
                        Dhcp6Options.octets(Layer.of(Kind.IA_ADDRESS).with(Field.IPV6_ADDRESS, LEASED))))
                .then(Layer.of(Kind.RAPID_COMMIT));

        byte[] frame = advertise.build();

        assertThat(HexFormat.of().formatHex(frame, 62, frame.length))
                .isEqualTo("05abcdef" + HEAD + ASSOCIATION + "000e0000");
        assertThat(Integrity.fault(frame, Packet.parse(frame))).as("lengths and checksum")
                .isEqualTo("Renew with 0 Server Identifiers");
        assertThat(frame).isEqualTo(udp(Arrays.copyOfRange(frame, 62, frame.length)).build());
    }

    @Test
    void shouldReadAMessageAndMatchWhatItsOptionsHold() {
        Packet renew = read("05abcdef" + HEAD + ASKED + ASSOCIATION);

        assertThat(renew.message().kind()).isEqualTo(Kind.RENEW);
        assertThat(renew.message().get(Field.TRANSACTION_ID)).isEqualTo(0xabcdefL);
        assertThat(renew.layer(Kind.OPTION_REQUEST).get(Field.REQUESTED_OPTIONS)).isEqualTo(hex("001700180052"));
        Layer address = Layer.of(Kind.IA_ADDRESS).with(Field.IPV6_ADDRESS, LEASED);
        Layer other = Layer.of(Kind.IA_ADDRESS).with(Field.IPV6_ADDRESS, CLIENT);
        assertThat(holding(renew, address)).isTrue();
        assertThat(holding(renew, other)).isFalse();
        assertThat(holding(renew)).isFalse();
        assertThat(holding(renew, address, address)).isFalse();
        assertThat(Layer.of(Kind.OPTION_REQUEST).with(Field.REQUESTED_OPTIONS, Check.listing(23, 82))
                .matches(renew.layer(Kind.OPTION_REQUEST))).isTrue();
        assertThat(Layer.of(Kind.OPTION_REQUEST).with(Field.REQUESTED_OPTIONS, Check.listing(23, 83))
                .matches(renew.layer(Kind.OPTION_REQUEST))).isFalse();
        assertThat(renew.toString()).contains("IA Address (ipv6 address 2001:db8::1000");
    }

    private static boolean holding(Packet packet, Layer... options) {
        return Packet.ip().then(Kind.UDP).then(Kind.RENEW)
                .then(Layer.of(Kind.IA_NA).with(Field.IA_OPTIONS, Check.options(options))).matches(packet);
    }

    @Test
    void shouldReadAnyOctetsWithoutFailing() {
        byte[] frame = udp(hex("05abcdef" + HEAD + ASKED + ASSOCIATION)).build();
        for (int octets = 54; octets < frame.length; octets++) {
            for (int value : List.of(0, 1, 0x7f, 0xff)) {
                byte[] broken = Arrays.copyOf(frame, octets + 1);
                broken[octets] = (byte) value;
                assertThat(Packet.parse(broken).toString()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "01abcdef HEAD ASKED EMPTY             | \"\"",
            "02abcdef HEAD ASKED EMPTY             | a message that no client sends: Advertise",
            "01abcdef 000800020000 ASKED EMPTY     | Solicit with 0 Client Identifiers",
            "01abcdef HEAD HEAD ASKED EMPTY        | Solicit with 2 Client Identifiers",
            "01abcdef 00010002000300080002 0000 ASKED EMPTY | Solicit with a DUID of 2 octets",
            "01abcdef 00010004000300010008 00020000 ASKED EMPTY | Solicit with a DUID of type 3 and 4 octets",
            "01abcdef HEAD SERVER ASKED EMPTY      | Solicit with 1 Server Identifiers",
            "03abcdef HEAD ASKED EMPTY             | Request with 0 Server Identifiers",
            "01abcdef HEAD 000800020000 ASKED EMPTY | Solicit with 2 Elapsed Times",
            "01abcdef HEAD ASKED EMPTY 000700 0155 | Solicit with an option of servers: Preference (pref value 85)",
            "01abcdef HEAD EMPTY                   | Solicit with 0 Option Requests",
            "01abcdef HEAD 0006000200 17 EMPTY     | Solicit with an Option Request without 82",
            "01abcdef HEAD 0006000400520020 EMPTY  | Solicit with an Option Request for 32",
            "01abcdef HEAD 0006000400520005 EMPTY  | Solicit with an Option Request for 5",
            "0babcdef HEAD 0006000400530017        | Information-request with an Option Request without 32",
            "0babcdef HEAD 000600040053 0020       | \"\"",
            "0babcdef HEAD 0006000400530020 EMPTY  | Information-request with 1 IA_NAs",
            "01abcdef HEAD ASKED                   | Solicit with 0 IA_NAs",
            "01abcdef HEAD ASKED EMPTY EMPTY       | Solicit with two IA_NAs with one IAID",
            "04abcdef HEAD EMPTY                   | Confirm with an IA_NA without addresses",
            "04abcdef HEAD ASSOCIATION             | \"\"",
            "05abcdef HEAD SERVER ASKED 00030010 0000000100000000 00000000 00080000 | Renew with what does not belong"
                    + " into its IA_NA: DHCPv6 Option (option code 8, data )",
            "01abcdef HEAD ASKED EMPTY 00          | octets behind the options of a Solicit"})
    void shouldSayWhatNoClientMaySend(String message, String sentence) {
        String octets = message.replace("HEAD", HEAD).replace("ASKED", ASKED).replace("EMPTY", EMPTY_ASSOCIATION)
                .replace("ASSOCIATION", ASSOCIATION).replace("SERVER", "0002000a" + DUID);

        byte[] frame = udp(hex(octets)).build();

        assertThat(Integrity.fault(frame, Packet.parse(frame))).isEqualTo(sentence);
    }
}
