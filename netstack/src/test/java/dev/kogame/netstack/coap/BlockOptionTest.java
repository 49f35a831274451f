package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockOptionTest {

    /** RFC 7959 section 3 writes them NUM/M/octets. */
    @ParameterizedTest
    @CsvSource({"0x00, 0, false, 16, 0", "0x0e, 0, true, 1024, 0", "0x16, 1, false, 1024, 1024",
            "0x43, 4, false, 128, 512",
            "0x41, 4, false, 32, 128", "0x4d2a, 1234, true, 64, 78976", "0xfffff6, 1048575, false, 1024, 1073740800"})
    void shouldReadAndWrite(String hex, int num, boolean more, int octets, int offset) {
        int value = Integer.decode(hex);
        assertThat(BlockOption.num(value)).isEqualTo(num);
        assertThat(BlockOption.more(value)).isEqualTo(more);
        assertThat(BlockOption.octets(BlockOption.szx(value))).isEqualTo(octets);
        assertThat(BlockOption.position(value)).isEqualTo(offset);
        assertThat(BlockOption.of(num, more, BlockOption.largest(octets))).isEqualTo(value);
    }

    @Test
    void shouldFindTheLargestBlockThatIsNotLarger() {
        assertThat(BlockOption.largest(16)).isZero();
        assertThat(BlockOption.largest(31)).isZero();
        assertThat(BlockOption.largest(32)).isOne();
        assertThat(BlockOption.largest(1023)).isEqualTo(5);
        assertThat(BlockOption.largest(1024)).isEqualTo(6);
        assertThat(BlockOption.largest(Integer.MAX_VALUE)).isEqualTo(6);
    }
}
