package dev.kogame.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

class ChecksumTest {

    /** RFC 1071 over the pseudo-header of RFC 8200 section 8.1, octet by octet. */
    private static int slow(byte[] b, int ip, int at, int end, int protocol) {
        long sum = protocol + (end - at);
        for (int i = 0; i < 32; i++) {
            sum += (b[ip + 8 + i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
        }
        for (int i = at; i < end; i++) {
            sum += (b[i] & 0xffL) << ((i - at) % 2 == 0 ? 8 : 0);
        }
        return (int) (~(sum % 0xffff == 0 && sum > 0 ? 0xffff : sum % 0xffff) & 0xffff);
    }

    @Test
    void shouldAgreeWithASlowOneForEveryLengthAndAlignment() {
        Random random = new Random(1);
        byte[] b = new byte[2000];
        random.nextBytes(b);
        for (int octets = 0; octets <= 1500; octets++) {
            int at = 40 + random.nextInt(16);
            assertThat(Checksum.of(b, 0, at, at + octets, 58)).as("%d octets at %d", octets, at)
                    .isEqualTo(slow(b, 0, at, at + octets, 58));
        }
    }

    @Test
    void shouldCarryAsOftenAsAllOnesNeed() {
        byte[] b = new byte[1540];
        Arrays.fill(b, (byte) 0xff);
        for (int octets = 0; octets <= 1500; octets++) {
            assertThat(Checksum.of(b, 0, 40, 40 + octets, 17)).as("%d octets", octets)
                    .isEqualTo(slow(b, 0, 40, 40 + octets, 17));
        }
    }

    @Test
    void shouldBeZeroOverAPacketThatCarriesIt() {
        Random random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            byte[] b = new byte[40 + 8 + random.nextInt(100)];
            random.nextBytes(b);
            Octets.put16(b, 42, 0);
            Octets.put16(b, 42, Checksum.of(b, 0, 40, b.length, 58));
            assertThat(Checksum.of(b, 0, 40, b.length, 58)).isZero();
            b[40 + random.nextInt(b.length - 40)] ^= 1;
            assertThat(Checksum.of(b, 0, 40, b.length, 58)).isNotZero();
        }
    }

    @Test
    void shouldKnowAPacketOfARealKernel() {
        // Echo Request of Linux, ::1 > ::1, identifier 1, sequence 1, no data: 8000 7fb9 0001 0001
        // pseudo-header 0001 + 0001 + 0008 + 003a, message 8000 + 0001 + 0001: sum 8046, complement 7fb9
        byte[] b = new byte[48];
        b[23] = 1;
        b[39] = 1;
        Octets.put64(b, 40, 0x8000_0000_0001_0001L);
        assertThat(Checksum.of(b, 0, 40, 48, 58)).isEqualTo(0x7fb9);
    }
}
