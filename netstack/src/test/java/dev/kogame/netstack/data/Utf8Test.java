package dev.kogame.netstack.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void shouldWriteEveryCharacterAsTheClassLibraryDoes() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                byte[] expected = Character.toString(character).getBytes(StandardCharsets.UTF_8);
                byte[] octets = new byte[Utf8.octets(character)];
                for (int i = 0; i < octets.length; i++) {
                    octets[i] = (byte) Utf8.octet(character, i);
                }
                if (!Arrays.equals(octets, expected) || !Utf8.isValid(octets, 0, octets.length)) {
                    throw new AssertionError("U+%04X: %s".formatted(character, HexFormat.of().formatHex(octets)));
                }
            }
        }
    }

    @Test
    void shouldJudgeAsTheClassLibraryDoes() {
        Random random = new Random(3629);
        int[] edges = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed,
                0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};
        for (int i = 0; i < 100_000; i++) {
            byte[] b = new byte[1 + random.nextInt(5)];
            for (int k = 0; k < b.length; k++) {
                b[k] = (byte) edges[random.nextInt(edges.length)];
            }
            assertThat(Utf8.isValid(b, 0, b.length)).isEqualTo(decodes(b));
        }
    }

    private static boolean decodes(byte[] b) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(b));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
