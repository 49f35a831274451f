package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoapMessageTest {

    private static final int AT = 2;

    /** Version, type and token length | code | Message ID | token | options | marker and payload. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            GET of the root                    | 40 01 1234
            token of one octet                 | 41 01 1234 aa
            token of eight octets              | 48 01 1234 0102030405060708
            token of twelve octets             | 4c 01 1234 00*12
            token of 13 octets                 | 4d 01 1234 00 00*13
            token of 268 octets                | 4d 01 1234 ff 00*268
            token of 269 octets                | 4e 01 1234 0000 00*269
            token of 1400 octets, an option    | 4e 01 1234 046b 00*1400 b1 'v'
            one option                         | 40 01 1234 b5 'light'
            option at the end, no value        | 40 01 1234 b0
            delta of 13 and more               | 40 01 1234 d0 00
            delta of 269 and more              | 40 01 1234 e0 0000
            length of 13 and more              | 40 01 1234 bd 00 'x'*13
            length of 269 and more             | 40 01 1234 be 0000 'x'*269
            both extended                      | 40 01 1234 dd 0001 'x'*14
            largest option number              | 40 01 1234 e0 fef2
            two hundred options                | 40 01 1234 b0 00*199
            options and payload                | 40 03 1234 b5 'light' ff 'on'
            payload that is a marker           | 40 03 1234 ff ff
            empty Confirmable                  | 40 00 1234
            empty Reset                        | 70 00 1234
            response                           | 60 45 1234 ff 'off'
            """)
    void shouldLetThrough(String name, String vector) {
        assertThat(check(vector)).isEqualTo(CoapDrop.OK);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            TOO_SHORT         | three octets                      | 40 01 12
            TOO_SHORT         | one octet                         | 40
            VERSION           | version 0                         | 00 01 1234
            VERSION           | version 2                         | 80 01 1234
            VERSION           | version 3                         | c0 01 1234
            TOKEN_LENGTH      | token length 15                   | 4f 01 1234 00*15
            TOKEN_LENGTH      | token length 15 in an empty one   | 4f 00 1234 00*15
            TOKEN_TRUNCATED   | token length octet missing        | 4d 01 1234
            TOKEN_TRUNCATED   | second token length octet missing | 4e 01 1234 00
            TOKEN_TRUNCATED   | token of 13 octets, 12 there      | 4d 01 1234 00 00*12
            TOKEN_TRUNCATED   | token of 65804 octets, few there  | 4e 01 1234 ffff 00*200
            EMPTY_WITH_OCTETS | 0.00 with a long token            | 4d 00 1234 00 00*13
            TOKEN_TRUNCATED   | token of two octets, one there    | 42 01 1234 aa
            TOKEN_TRUNCATED   | token of eight octets, none there | 48 01 1234
            EMPTY_WITH_OCTETS | 0.00 with a token                 | 41 00 1234 aa
            EMPTY_WITH_OCTETS | 0.00 with a token that is missing | 41 00 1234
            EMPTY_WITH_OCTETS | 0.00 with an option               | 40 00 1234 b0
            EMPTY_WITH_OCTETS | 0.00 with a payload               | 40 00 1234 ff 00
            CODE_CLASS        | 1.00                              | 40 20 1234
            CODE_CLASS        | 1.31                              | 40 3f 1234
            CODE_CLASS        | 3.00                              | 40 60 1234
            CODE_CLASS        | 6.00                              | 40 c0 1234
            CODE_CLASS        | 7.31                              | 40 ff 1234
            OPTION_NIBBLE     | delta nibble 15                   | 40 01 1234 f0
            OPTION_NIBBLE     | length nibble 15                  | 40 01 1234 bf 00*20
            OPTION_NIBBLE     | delta nibble 15 later on          | 40 01 1234 b1 61 f1 00
            OPTION_TRUNCATED  | value cut off                     | 40 01 1234 b5 'ligh'
            OPTION_TRUNCATED  | no value at all                   | 40 01 1234 b1
            OPTION_TRUNCATED  | delta octet missing               | 40 01 1234 d0
            OPTION_TRUNCATED  | second delta octet missing        | 40 01 1234 e0 00
            OPTION_TRUNCATED  | length octet missing              | 40 01 1234 0d
            OPTION_TRUNCATED  | second length octet missing       | 40 01 1234 0e 00
            OPTION_TRUNCATED  | extended value cut off            | 40 01 1234 0d 00 'x'*12
            OPTION_TRUNCATED  | length of 65804                   | 40 01 1234 0e ffff 'x'*40
            OPTION_NUMBER     | one past the largest number       | 40 01 1234 e0 fef3
            OPTION_NUMBER     | 65804 by one delta                | 40 01 1234 e0 ffff
            OPTION_NUMBER     | sum of two deltas                 | 40 01 1234 e0 fef2 10
            PAYLOAD_EMPTY     | marker, then nothing              | 40 01 1234 ff
            PAYLOAD_EMPTY     | option, marker, then nothing      | 40 03 1234 b5 'light' ff
            """)
    void shouldRefuse(CoapDrop reason, String name, String vector) {
        assertThat(check(vector)).isEqualTo(reason.code);
    }

    @Test
    void shouldRefuseWhatHasNoOctets() {
        assertThat(CoapMessage.check(new byte[0], 0, 0)).isEqualTo(CoapDrop.TOO_SHORT.code);
    }

    @Test
    void shouldReadTheHeader() {
        // T = NON, TKL = 2 | 0.02 POST | Message ID 0xfedc | token
        byte[] b = Hex.octets("0000 52 02 fedc 0102 b0");
        assertThat(CoapMessage.type(b, AT)).isEqualTo(CoapMessage.NON_CONFIRMABLE);
        assertThat(CoapMessage.tokenOctets(b, AT)).isEqualTo(2);
        assertThat(CoapMessage.code(b, AT)).isEqualTo(CoapCode.POST);
        assertThat(CoapMessage.messageId(b, AT)).isEqualTo(0xfedc);
        assertThat(CoapMessage.optionsAt(b, AT)).isEqualTo(AT + 6);
    }

    /** T = CON, TKL | 2.05 | Message ID | extended length | token; RFC 8974 section 2.1. */
    @ParameterizedTest
    @CsvSource({"0, 60 45 1234", "12, 6c 45 1234", "13, 6d 45 1234 00", "64, 6d 45 1234 33", "268, 6d 45 1234 ff",
            "269, 6e 45 1234 0000", "1000, 6e 45 1234 02db"})
    void shouldWriteTokensOfEveryLength(int octets, String head) {
        byte[] token = new byte[octets];
        Arrays.fill(token, (byte) 0xc3);
        byte[] b = new byte[AT + 6 + octets];
        int end = CoapMessage.writeHead(b, AT, CoapMessage.ACKNOWLEDGEMENT, CoapCode.CONTENT, 0x1234, token, 0, octets);
        String written = Hex.of(Arrays.copyOfRange(b, AT, end));
        assertThat(written).isEqualTo(Hex.plain(octets == 0 ? head : head + " c3*" + octets));
        assertThat(CoapMessage.check(b, AT, end)).isEqualTo(CoapDrop.OK);
        assertThat(CoapMessage.tokenOctets(b, AT)).isEqualTo(octets);
        assertThat(CoapMessage.optionsAt(b, AT)).isEqualTo(end);
    }

    @Test
    void shouldWalkOptionsOfEveryLength() {
        // 11 (1 octet) | +13 = 24 (13 octets) | +269 = 293 (269 octets) | +0 = 293 (0 octets) | marker
        byte[] b = Hex.octets("40 01 0000 b1 'a' dd 00 00 'b'*13 ee 0000 0000 'c'*269 00 ff 'p'");
        int[] numbers = {11, 24, 293, 293};
        int[] lengths = {1, 13, 269, 0};
        assertThat(CoapMessage.check(b, 0, b.length)).isEqualTo(CoapDrop.OK);
        int number = 0;
        int i = 0;
        int option = CoapMessage.optionsAt(b, 0);
        while (CoapMessage.isOption(b, option, b.length)) {
            number += CoapOption.delta(b, option);
            assertThat(number).isEqualTo(numbers[i]);
            assertThat(CoapOption.octets(b, option)).isEqualTo(lengths[i]);
            assertThat(CoapOption.next(b, option)).isEqualTo(CoapOption.valueAt(b, option) + lengths[i]);
            i++;
            option = CoapOption.next(b, option);
        }
        assertThat(i).isEqualTo(4);
        assertThat(b[option + 1]).isEqualTo((byte) 'p');
    }

    /** In front of and behind the message stand octets that would change the outcome if they were read. */
    private static int check(String vector) {
        byte[] message = Hex.octets(vector);
        byte[] b = new byte[AT + message.length];
        System.arraycopy(message, 0, b, AT, message.length);
        return CoapMessage.check(b, AT, b.length);
    }
}
