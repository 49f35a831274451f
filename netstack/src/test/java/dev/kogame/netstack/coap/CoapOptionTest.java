package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoapOptionTest {

    @ParameterizedTest
    @CsvSource({"12, 0, c0", "12, 1, c1 01", "12, 255, c1 ff", "12, 256, c2 0100", "2, 60, 21 3c", "14, 60, d1 01 3c",
            "14, 4294967295, d4 01 ffffffff", "268, 5, d1 ff 05", "0, 65536, 03 010000", "269, 1, e1 0000 01",
            "65535, 0, e0 fef2"})
    void shouldWriteIntegersInAsFewOctetsAsPossible(int delta, long value, String vector) {
        byte[] b = new byte[CoapOption.MAX_UINT_OCTETS];
        int end = CoapOption.writeUint(b, 0, delta, value);
        assertThat(Hex.of(Arrays.copyOf(b, end))).isEqualTo(Hex.plain(vector));
        assertThat(CoapOption.delta(b, 0)).isEqualTo(delta);
        assertThat(CoapOption.uint(b, 0)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"00, 0", "01 00, 0", "02 0000, 0", "02 0032, 50", "04 0000003c, 60", "03 010000, 65536"})
    void shouldReadIntegersWithLeadingZeros(String vector, long value) {
        assertThat(CoapOption.uint(Hex.octets(vector), 0)).isEqualTo(value);
    }

    /** RFC 7252 table 4. */
    @ParameterizedTest
    @CsvSource({"1, true, true, 0, 8", "3, true, false, 1, 255", "4, false, true, 1, 8", "5, true, false, 0, 0",
            "7, true, false, 0, 2", "11, true, true, 0, 255", "12, false, false, 0, 2", "15, true, true, 0, 255",
            "17, true, false, 0, 2", "35, true, false, 1, 1034", "39, true, false, 1, 255", "60, false, false, 0, 4",
            "6, false, false, 0, 3", "16, false, false, 1, 1", "23, true, false, 0, 3", "27, true, false, 0, 3",
            "28, false, false, 0, 4", "252, false, false, 1, 40", "258, false, false, 0, 1", "292, false, true, 0, 8"})
    void shouldKnowThePropertiesOfOptions(int number, boolean critical, boolean repeatable, int least, int most) {
        assertThat(CoapOption.isCritical(number)).isEqualTo(critical);
        assertThat(CoapOption.isRepeatable(number)).isEqualTo(repeatable);
        assertThat(CoapOption.isRecognised(number, least)).isTrue();
        assertThat(CoapOption.isRecognised(number, most)).isTrue();
        assertThat(CoapOption.isRecognised(number, most + 1)).isFalse();
        assertThat(CoapOption.isRecognised(number, least - 1))
                .isEqualTo(least == 0 && number != CoapOption.IF_NONE_MATCH);
    }

    /** Option after option as RFC 7252 section 3.1 lays them out; every delta and length in each of its three sizes. */
    @Test
    void shouldWriteOptionsOneAfterTheOther() {
        byte[] b = new byte[400];
        byte[] value = new byte[300];
        OptionWriter writer = new OptionWriter();
        writer.begin(b, 1);
        writer.opaque(CoapOption.ETAG, value, 0, 8);
        writer.uint(CoapOption.OBSERVE, 5);
        writer.opaque(CoapOption.LOCATION_PATH, value, 0, 13);
        writer.empty(CoapOption.LOCATION_PATH);
        writer.uint(CoapOption.SIZE2, 1024);
        writer.opaque(CoapOption.REQUEST_TAG, value, 0, 269);
        // ETag | Observe | Location-Path of 13 and of 0 | Size2: delta 20 | Request-Tag: delta 264, length 269
        assertThat(Hex.of(Arrays.copyOfRange(b, 1, writer.at()))).isEqualTo(
                Hex.plain("48 00*8 21 05 2d 00 00*13 00 d2 07 0400 de fb 0000 00*269"));
    }
}
