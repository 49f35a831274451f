package dev.kogame.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NdOptionsTest {

    private static final String SLLA = "0101020000000002";

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits == null ? "" : digits);
    }

    @ParameterizedTest
    @CsvSource({
            // no option; one; two; an unknown type of 16 octets; the longest
            ",", SLLA + ",", SLLA + SLLA + ",", "fe02000000000000" + "0000000000000000,"})
    void shouldLetThroughOptionsThatFillTheMessage(String options, String none) {
        byte[] b = hex(options);
        assertThat(NdOptions.check(b, 0, b.length)).isEqualTo(Drop.OK);
    }

    @ParameterizedTest
    @CsvSource({
            // length 0, alone and behind a good one; beyond the end by 8; a rest of 1 and of 7 octets; a length of 255
            "0100020000000002", SLLA + "0100000000000000", "0102020000000002", SLLA + "01", SLLA + "01010200000000",
            "01ff020000000002"})
    void shouldRefuseOptionsThatDoNotAddUp(String options) {
        byte[] b = hex(options);
        assertThat(NdOptions.check(b, 0, b.length)).isEqualTo(Drop.ND_OPTION_LENGTH.code);
    }

    @Test
    void shouldFindTheFirstAddressOfAType() {
        byte[] b = hex("fe01000000000000" + "0201020000000009" + SLLA + "0101020000000003");
        assertThat(NdOptions.linkLayerAddress(b, 0, b.length, NdOptions.SOURCE_LINK_LAYER_ADDRESS))
                .isEqualTo(0x0200_0000_0002L);
        assertThat(NdOptions.linkLayerAddress(b, 0, b.length, NdOptions.TARGET_LINK_LAYER_ADDRESS))
                .isEqualTo(0x0200_0000_0009L);
        assertThat(NdOptions.linkLayerAddress(b, 0, 8, NdOptions.SOURCE_LINK_LAYER_ADDRESS)).isEqualTo(NdOptions.NONE);
    }

    @ParameterizedTest
    @CsvSource({
            // a group, broadcast, and a length that is not an Ethernet's
            "0101010000000002", "0101ffffffffffff", "01020200000000020000000000000000"})
    void shouldRefuseAnAddressNoStationHas(String option) {
        byte[] b = hex(option);
        assertThat(NdOptions.linkLayerAddress(b, 0, b.length, NdOptions.SOURCE_LINK_LAYER_ADDRESS))
                .isEqualTo(NdOptions.INVALID);
    }

    @Test
    void shouldNeverLeaveTheMessageOnceTheGateLetItThrough() {
        Random random = new Random(3);
        for (int i = 0; i < 200_000; i++) {
            // An array that ends with the message: any read beyond it throws.
            byte[] b = new byte[random.nextInt(80)];
            random.nextBytes(b);
            for (int at = 1; at < b.length; at += 8) {
                b[at] &= 3;
            }
            if (NdOptions.check(b, 0, b.length) == Drop.OK) {
                NdOptions.linkLayerAddress(b, 0, b.length, random.nextInt(4));
            }
        }
    }
}
