package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6690, what a client reads. */
class LinkReaderTest {

    private static final byte[] RT = CoapResource.utf8("rt");
    private static final byte[] TITLE = CoapResource.utf8("title");
    private static final byte[] OBS = CoapResource.utf8("obs");
    private static final byte[] CT = CoapResource.utf8("ct");

    private final LinkReader links = new LinkReader();

    private LinkReader over(String list) {
        byte[] octets = list.getBytes(StandardCharsets.UTF_8);
        byte[] around = ("<" + list + ">\"").getBytes(StandardCharsets.UTF_8);
        return links.begin(around, 1, octets.length);
    }

    private List<String> targets(String list) {
        over(list);
        List<String> targets = new ArrayList<>();
        while (links.next()) {
            targets.add(text(links.targetAt(), links.targetOctets()));
        }
        return targets;
    }

    private String value(byte[] name) {
        return links.attribute(name) ? text(links.valueAt(), links.valueOctets()) : "none";
    }

    private String text(int at, int octets) {
        return new String(links.buffer(), at, octets, StandardCharsets.UTF_8);
    }

    /** The example of section 5. */
    @Test
    void shouldReadEveryLink() {
        assertThat(targets("</sensors>;ct=40;title=\"Sensor Index\",</sensors/temp>;rt=\"temperature-c\";if=\"sensor\","
                + "</sensors/light>;rt=\"light-lux\";if=\"sensor\",<http://www.example.com/sensors/t123>;"
                + "anchor=\"/sensors/temp\";rel=\"describedby\",</t>;anchor=\"/sensors/temp\";rel=\"alternate\""))
                .containsExactly("/sensors", "/sensors/temp", "/sensors/light", "http://www.example.com/sensors/t123",
                        "/t");
        assertThat(links.isMalformed()).isFalse();
        assertThat(targets("")).isEmpty();
        assertThat(links.isMalformed()).isFalse();
    }

    @Test
    void shouldReadAttributes() {
        over("</a>;rt=\"light lamp\";obs;ct=\"0 50\";title=\"a, \\\"b\\\"; <c>\",</b>;rt=lightx;ct=40");
        assertThat(links.next()).isTrue();
        assertThat(value(RT)).isEqualTo("light lamp");
        assertThat(value(OBS)).isEmpty();
        assertThat(value(CT)).isEqualTo("0 50");
        assertThat(value(TITLE)).isEqualTo("a, \\\"b\\\"; <c>");
        assertThat(links.attribute(CoapResource.utf8("o"))).isFalse();
        assertThat(links.hasWord(RT, CoapResource.utf8("lamp"))).isTrue();
        assertThat(links.hasWord(RT, CoapResource.utf8("light"))).isTrue();
        assertThat(links.hasWord(RT, CoapResource.utf8("ligh"))).isFalse();
        assertThat(links.next()).isTrue();
        assertThat(value(CT)).isEqualTo("40");
        assertThat(value(OBS)).isEqualTo("none");
        assertThat(links.hasWord(RT, CoapResource.utf8("light"))).isFalse();
        assertThat(links.next()).isFalse();
    }

    @Test
    void shouldPassOverBlanksBetweenParts() {
        assertThat(targets(" </a> ; rt = \"x\" ,\r\n </b> ;obs , </c>\n")).containsExactly("/a", "/b", "/c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a                | 0
            </a              | 0
            </a>x            | 0
            </a>;            | 0
            </a>;=1          | 0
            </a>;rt=         | 0
            </a>;rt="x       | 0
            </a>;rt="x\\     | 0
            </a>;rt="x\\"    | 0
            </a>;rt="x"y     | 0
            </a>,x           | 1
            </a>;rt=x,</b>;; | 1
            ,</a>            | 0
            """)
    void shouldStopAtWhatIsNoLink(String list, int before) {
        assertThat(targets(list)).hasSize(before);
        assertThat(links.isMalformed()).isTrue();
        assertThat(links.next()).isFalse();
    }

    @Test
    void shouldStandWhateverComes() {
        byte[] alphabet = "<>/;,=\" \\rt\0a\u00e9".getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(6690);
        int read = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] list = new byte[random.nextInt(24)];
            for (int i = 0; i < list.length; i++) {
                list[i] = alphabet[random.nextInt(alphabet.length)];
            }
            if (round % 2 == 0 && list.length > 4) {
                System.arraycopy(CoapResource.utf8("</>;"), 0, list, 0, 4);
            }
            links.begin(list, 0, list.length);
            int count = 0;
            while (links.next()) {
                links.attribute(RT);
                links.hasWord(RT, OBS);
                assertThat(links.targetAt() + links.targetOctets()).isLessThan(list.length);
                assertThat(++count).isLessThan(list.length);
                read++;
            }
        }
        assertThat(read).isGreaterThan(1000);
    }

    @ParameterizedTest
    @CsvSource({"/light, b5 'light'", "/, ''", "/a/b?c=1&d, b1 'a' 01 'b' 43 'c=1' 01 'd'",
            "/%c3%bc%2F/x, b3 c3bc2f 01 'x'",
            "/?q, d1 02 'q'", "/a/, b1 'a' 00"})
    void shouldTurnATargetIntoOptions(String target, String options) {
        ClientRig rig = new ClientRig();
        byte[] octets = CoapResource.utf8(target);
        rig.send(rig.get().uri(octets, 0, octets.length));
        rig.expect("48 01 MID TOKEN " + options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "light", "coap://[::1]/light", "//host/light", "/%", "/%c", "/%zz"})
    void shouldRefuseTargetsThatLeadElsewhere(String target) {
        ClientRig rig = new ClientRig();
        byte[] octets = CoapResource.utf8(target);
        assertThat(rig.get().uri(octets, 0, octets.length).send((response, nowNs) -> {}, rig.nowNs))
                .isEqualTo(ClientRequest.WRONG);
    }
}
