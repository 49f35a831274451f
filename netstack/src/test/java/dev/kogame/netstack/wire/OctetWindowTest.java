package dev.kogame.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OctetWindowTest {

    private final byte[] b = {9, 9, 9, 9, 9, 9};
    private final OctetWindow window = new OctetWindow().begin(b, 1, 5);

    @Test
    void shouldPutOneBehindTheOther() {
        window.octet(0x101).octets(new byte[] {2, 3, 4}, 1, 2).octet(5);

        assertThat(b).containsExactly(9, 1, 3, 4, 5, 9);
        assertThat(window.length()).isEqualTo(4);
        assertThat(window.overflowed()).isFalse();
    }

    @Test
    void shouldLeaveOutWhatDoesNotFitAndAllBehindIt() {
        window.octets(new byte[3], 0, 3).octets(new byte[2], 0, 2).octet(1);

        assertThat(b).containsExactly(9, 0, 0, 0, 9, 9);
        assertThat(window.length()).isEqualTo(3);
        assertThat(window.overflowed()).isTrue();
    }

    @Test
    void shouldBeginAnew() {
        window.octets(new byte[9], 0, 9);

        window.begin(b, 0, 1).octet(7);

        assertThat(b[0]).isEqualTo((byte) 7);
        assertThat(window.overflowed()).isFalse();
    }
}
