package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pattern and the magic packet filter; the others are in {@link ReceiverTest}. */
class ReceiveFilterTest {
    private static final int PMEN = 0x30;
    private static final int MPEN = 0x28;

    private final Bench bench = Bench.configured(true);
    private final Host host = bench.host;

    @BeforeEach
    void selectBank() {
        host.bank(1);
    }

    private void pattern(long mask, int offset, int checksum) {
        host.bank(1);
        for (int i = 0; i < 8; i++) {
            host.wcr(0x08 + i, (int) (mask >> 8 * i) & 0xFF);
        }
        host.word(0x14, offset);
        host.word(0x10, checksum);
    }

    private boolean accepts(byte[] frame) {
        int before = bench.packets();
        bench.receive(frame);
        host.word(0x0C, 0x19FF);
        return bench.packets() > before;
    }

    /** Erratum 18 lets one in 16 pass that should not. */
    private void expectRejected(byte[] frame) {
        int accepted = 0;
        for (int i = 0; i < 20; i++) {
            accepted += accepts(frame) ? 1 : 0;
        }
        assertThat(accepted).isLessThan(8);
    }

    /** The mask 0x303F selects the destination and the type: an ARP to everybody. */
    @Test
    void shouldMatchAPattern() {
        host.wcr(0x18, PMEN);
        pattern(0x303F, 0, 0xF7F9);
        byte[] arp = Bench.frame("FFFFFFFFFFFF", 60);
        arp[12] = 0x08;
        arp[13] = 0x06;
        for (int i = 0; i < 20; i++) {
            assertThat(accepts(arp)).isTrue();
        }
        arp[13] = 0x07;
        expectRejected(arp);
    }

    @Test
    void shouldMoveTheWindowByItsOffset() {
        host.wcr(0x18, PMEN);
        pattern(0x3F, 6, 0x5BFC);
        byte[] frame = Bench.frame(Bench.OWN, 66);
        System.arraycopy(HexFormat.of().parseHex("0004A3FFFFFF"), 0, frame, 6, 6);
        for (int i = 0; i < 20; i++) {
            assertThat(accepts(frame)).isTrue();
        }
        pattern(0x3F, 7, 0x5BFC);
        expectRejected(frame);
    }

    @Test
    void shouldLeaveOutWhatIsNotSelectedAndPadAnOddCount() {
        host.wcr(0x18, PMEN);
        byte[] frame = Bench.frame(Bench.OWN, 60);
        frame[20] = 0x12;
        frame[30] = 0x34;
        frame[40] = 0x56;
        // 0x1234 + 0x5600, not 0x1200 + 0x3400 + 0x5600.
        pattern(1L << 20 | 1L << 30 | 1L << 40, 0, 0x97CB);
        for (int i = 0; i < 20; i++) {
            assertThat(accepts(frame)).isTrue();
        }
    }

    @Test
    void shouldNeverMatchWhereTheWindowReachesBeyondTheFrame() {
        host.wcr(0x18, PMEN);
        pattern(0x3F, 0, 0xFDFE);
        byte[] frame = Bench.frame(Bench.OWN, 60);
        for (int i = 0; i < 20; i++) {
            assertThat(accepts(frame)).isTrue();
        }
        // The same six octets one further, where the last of 64 is the one after the check sequence.
        System.arraycopy(frame, 0, frame, 1, 6);
        pattern(0x3F, 1, 0xFDFE);
        expectRejected(frame);
    }

    private static byte[] magic(int at) {
        byte[] frame = Bench.frame(Bench.OWN, 160);
        java.util.Arrays.fill(frame, at, at + 6, (byte) 0xFF);
        for (int i = 1; i <= 16; i++) {
            System.arraycopy(HexFormat.of().parseHex(Bench.OWN), 0, frame, at + 6 * i, 6);
        }
        return frame;
    }

    @ParameterizedTest
    @CsvSource({"14", "15", "40", "58"})
    void shouldAcceptAMagicPacketWhereverThePatternIs(int at) {
        host.wcr(0x18, MPEN);
        assertThat(accepts(magic(at))).isTrue();
        byte[] broken = magic(at);
        broken[at + 6 * 17 - 1] ^= 1;
        assertThat(accepts(broken)).as("the last address").isFalse();
        broken = magic(at);
        broken[at] = 0;
        assertThat(accepts(broken)).as("five octets of ones").isFalse();
        byte[] others = magic(at);
        others[5] ^= 2;
        assertThat(accepts(others)).as("to somebody else").isFalse();
    }
}
