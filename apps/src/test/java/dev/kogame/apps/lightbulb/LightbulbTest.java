package dev.kogame.apps.lightbulb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import com.sun.management.ThreadMXBean;
import dev.kogame.apps.StateFile;
import dev.kogame.netstack.coap.CoapDrop;
import dev.kogame.netstack.coap.CoapServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LightbulbTest {

    private static final int GET = 1;
    private static final int POST = 2;
    private static final int PUT = 3;
    private static final int DELETE = 4;
    private static final String NO_FORMAT = "";
    /** Content-Format 50: delta 1 after Uri-Path, one octet. */
    private static final String JSON = "\u0011\u0032";
    /** Accept 50: delta 6 after Uri-Path, one octet. */
    private static final String ACCEPT_JSON = "\u0061\u0032";
    private static final String REFUSAL = "4.00 light takes on, off, 0..100 or a map";

    private final List<Integer> levels = new ArrayList<>();
    private final Lightbulb light = new Lightbulb(levels::add);
    private final CoapServer server = new CoapServer(0);
    private final byte[] response = new byte[1452];
    private int messageId = 0x1000;

    @BeforeEach
    void install() {
        server.add(Lightbulb.PATH, light);
        server.start();
    }

    @Test
    void shouldBeOffAtFirst() {
        assertThat(get()).isEqualTo("2.05 off");
        assertThat(levels).containsExactly(0);
    }

    @Test
    void shouldGoOnAndOff() {
        assertThat(put("on")).isEqualTo("2.04");
        assertThat(get()).isEqualTo("2.05 on");
        assertThat(put("off")).isEqualTo("2.04");
        assertThat(get()).isEqualTo("2.05 off");
        assertThat(levels).containsExactly(0, 100, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, off, 0", "1, 1, 1", "40, 40, 40", "99, 99, 99", "100, on, 100"})
    void shouldTakeLevels(String payload, String state, int level) {
        put("50");
        assertThat(put(payload)).isEqualTo("2.04");
        assertThat(get()).isEqualTo("2.05 " + state);
        assertThat(levels).containsExactly(0, 50, level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "101", "-1", "1000000000000", "4294967296", "50%", " 50", "50\n", "05", "ON", "On",
            "onn", "o",
            "1.5", "NaN", "1e1", "true", "\u0000", "\u0661", "{\"level\":50}"})
    void shouldRefuseEverythingElse(String payload) {
        put("40");
        assertThat(put(payload)).isEqualTo(REFUSAL);
        assertThat(get()).isEqualTo("2.05 40");
        assertThat(levels).containsExactly(0, 40);
    }

    @Test
    void shouldRefuseOctetsThatAreNoText() {
        assertThat(ask(PUT, "light", NO_FORMAT, new byte[] {(byte) 0xc3, 0x28})).isEqualTo(REFUSAL);
        assertThat(ask(PUT, "light", NO_FORMAT, new byte[1400])).isEqualTo(REFUSAL);
        assertThat(levels).containsExactly(0);
    }

    @Test
    void shouldTakeTextThatSaysSo() {
        // Content-Format 0: delta 1 after Uri-Path, no octets
        assertThat(ask(PUT, "light", "\u0010", utf8("on"))).isEqualTo("2.04");
        assertThat(levels).containsExactly(0, 100);
    }

    @ParameterizedTest
    @ValueSource(chars = {40, 41, 42, 110, 112})
    void shouldRefuseOtherFormats(char format) {
        assertThat(ask(PUT, "light", "\u0011" + format, utf8("on"))).isEqualTo("4.15");
        assertThat(levels).containsExactly(0);
    }

    @Test
    void shouldNotSpeakOtherFormats() {
        // Accept: delta 6 after Uri-Path
        assertThat(ask(GET, "light", "\u0060", new byte[0])).isEqualTo("2.05 off");
        assertThat(ask(GET, "light", "\u0061\u0029", new byte[0])).isEqualTo("4.06");
    }

    @Test
    void shouldComeBackAtTheLevelItHad() {
        put("40");
        put("off");
        assertThat(put("on")).isEqualTo("2.04");
        assertThat(get()).isEqualTo("2.05 40");
        put("0");
        assertThat(get()).isEqualTo("2.05 off");
        put("on");
        assertThat(levels).containsExactly(0, 40, 0, 40, 0, 40);
    }

    @Test
    void shouldToggle() {
        put("40");
        assertThat(post("")).isEqualTo("2.04");
        assertThat(get()).isEqualTo("2.05 off");
        assertThat(post("")).isEqualTo("2.04");
        assertThat(get()).isEqualTo("2.05 40");
        assertThat(post("on")).isEqualTo("4.00 POST toggles, without a payload");
        assertThat(levels).containsExactly(0, 40, 0, 40);
    }

    @Test
    void shouldToggleOnceWhenAPostIsRepeated() {
        assertThat(post("")).isEqualTo("2.04");
        messageId--;
        assertThat(post("")).isEqualTo("2.04");
        assertThat(levels).containsExactly(0, 100);
        assertThat(server.dropped(CoapDrop.DUPLICATE_CONFIRMABLE)).isOne();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"on":true,"level":40,"transition":2}    | {"on":true,"level":40,"transition":2}
            {"on":true}                              | {"on":true,"level":50,"transition":0}
            {"on":false}                             | {"on":false,"level":50,"transition":0}
            {"level":7}                              | {"on":true,"level":7,"transition":0}
            {"level":0}                              | {"on":false,"level":50,"transition":0}
            {"on":false,"level":7}                   | {"on":false,"level":7,"transition":0}
            {"level":7,"on":false}                   | {"on":false,"level":7,"transition":0}
            { "transition" : 0.25 }                  | {"on":true,"level":50,"transition":0.25}
            {"transition":3600,"hue":[1,{"x":2}]}    | {"on":true,"level":50,"transition":3600}
            """)
    void shouldTakeAndGiveJson(String payload, String state) {
        put("50");
        assertThat(ask(PUT, "light", JSON, utf8(payload))).isEqualTo("2.04");
        assertThat(ask(GET, "light", ACCEPT_JSON, new byte[0])).isEqualTo("2.05 " + state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "on", "[]", "true", "{\"on\":1}", "{\"on\":true", "{\"level\":101}",
            "{\"level\":-1}", "{\"level\":1.5}", "{\"level\":null}", "{\"transition\":3601}", "{\"transition\":-1}",
            "{\"hue\":1}", "{\"on\":true} x", "{\"level\":20,\"on\":\"off\"}"})
    void shouldRefuseJsonThatIsNoLightAndChangeNothing(String payload) {
        put("40");
        assertThat(ask(PUT, "light", JSON, utf8(payload))).isEqualTo(REFUSAL);
        assertThat(ask(GET, "light", ACCEPT_JSON, new byte[0]))
                .isEqualTo("2.05 {\"on\":true,\"level\":40,\"transition\":0}");
        assertThat(levels).containsExactly(0, 40);
    }

    @Test
    void shouldTakeAndGiveCbor() {
        byte[] map = HexFormat.of().parseHex("a3626f6ef5656c6576656c18286a7472616e736974696f6e02");
        assertThat(ask(PUT, "light", "\u0011\u003c", map)).isEqualTo("2.04");
        assertThat(get()).isEqualTo("2.05 40");
        // Accept: delta 6 after Uri-Path
        assertThat(ask(GET, "light", "\u0061\u003c", new byte[0]))
                .isEqualTo("2.05 " + new String(map, StandardCharsets.UTF_8));
        assertThat(ask(PUT, "light", "\u0011\u003c", new byte[] {(byte) 0xa1, 0x62})).isEqualTo(REFUSAL);
    }

    @Test
    void shouldSayWhereItIsGoingAndGoThere() {
        assertThat(ask(PUT, "light", JSON, utf8("{\"level\":100,\"transition\":1}"))).isEqualTo("2.04");
        assertThat(get()).isEqualTo("2.05 on");
        assertThat(levels).containsExactly(0);

        for (long nowNs = 0; nowNs <= 1_000_000_000L; nowNs += 10_000_000L) {
            light.duty().poll(nowNs, 16);
        }

        assertThat(levels).hasSize(21).contains(50).endsWith(100);
    }

    @Test
    void shouldRememberItsStateButNotTheStepsOfATransition(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("light");
        CoapServer first = new CoapServer(0);
        Lightbulb before = Lightbulb.remembering(levels::add, file);
        first.add(Lightbulb.PATH, before);
        first.start();
        assertThat(ask(first, PUT, "light", JSON, utf8("{\"level\":70,\"transition\":1}"))).isEqualTo("2.04");
        byte[] kept = Files.readAllBytes(file);
        levels.clear();
        before.duty().poll(500_000_000L, 16);
        assertThat(levels).containsExactly(35);
        assertThat(file).hasBinaryContent(kept);
        assertThat(ask(first, PUT, "light", NO_FORMAT, utf8("70"))).isEqualTo("2.04");
        assertThat(file).as("the same state is not written again").hasBinaryContent(kept);
        levels.clear();

        CoapServer second = new CoapServer(0);
        second.add(Lightbulb.PATH, Lightbulb.remembering(levels::add, file));
        second.start();

        assertThat(levels).as("at once, as before the restart").containsExactly(70);
        assertThat(ask(second, GET, "light", ACCEPT_JSON, new byte[0]))
                .isEqualTo("2.05 {\"on\":true,\"level\":70,\"transition\":1}");
    }

    @Test
    void shouldAcknowledgeNothingThatCannotBeKept(@TempDir Path folder) throws IOException {
        StateFile file = StateFile.open(folder.resolve("light"), 6);
        CoapServer other = new CoapServer(0);
        other.add(Lightbulb.PATH, new Lightbulb(levels::add, Optional.of(file)));
        other.start();
        assertThat(ask(other, PUT, "light", NO_FORMAT, utf8("20"))).isEqualTo("2.04");
        file.close();

        assertThat(ask(other, PUT, "light", NO_FORMAT, utf8("30"))).isEqualTo("5.00");
        assertThat(ask(other, PUT, "light", NO_FORMAT, utf8("30"))).as("no news, and still not kept").isEqualTo("5.00");
        assertThat(ask(other, GET, "light", NO_FORMAT, new byte[0])).as("what the lamp is").isEqualTo("2.05 30");
    }

    @Test
    void shouldHaveNoOtherMethods() {
        assertThat(ask(DELETE, "light", NO_FORMAT, new byte[0])).isEqualTo("4.05");
        assertThat(levels).containsExactly(0);
    }

    @Test
    void shouldSwitchOnceWhenAPutIsRepeated() {
        assertThat(put("on")).isEqualTo("2.04");
        assertThat(put("off")).isEqualTo("2.04");
        messageId -= 2;
        assertThat(put("on")).isEqualTo("2.04");
        assertThat(levels).containsExactly(0, 100, 0);
        assertThat(server.dropped(CoapDrop.DUPLICATE_CONFIRMABLE)).isOne();
    }

    @Test
    void shouldBeFoundByDiscovery() {
        assertThat(ask(GET, ".well-known/core", NO_FORMAT, new byte[0]))
                .isEqualTo("2.05 </light>;rt=\"light\";ct=\"0 50 60\";obs;title=\"Lamp: on, off or 0..100\"");
    }

    @Test
    void shouldKeepItsStateWhenTheLampFails() {
        int[] calls = new int[1];
        CoapServer other = new CoapServer(0);
        other.add(Lightbulb.PATH, new Lightbulb(percent -> {
            if (calls[0]++ > 0) {
                throw new IllegalStateException("the lamp is broken");
            }
        }));
        other.start();
        assertThat(ask(other, PUT, "light", NO_FORMAT, utf8("on"))).isEqualTo("5.00");
        assertThat(ask(other, GET, "light", NO_FORMAT, new byte[0])).isEqualTo("2.05 off");
        assertThat(other.lastFailure()).isPresent();
    }

    @Test
    void shouldAllocateNothing() {
        CoapServer other = new CoapServer(0);
        other.add(Lightbulb.PATH, new Lightbulb(percent -> {}));
        other.start();
        byte[][] requests = {message(GET, "light", NO_FORMAT, new byte[0]),
                message(PUT, "light", NO_FORMAT, utf8("37")),
                message(PUT, "light", JSON, utf8("{\"on\":true,\"level\":99}")),
                message(GET, "light", ACCEPT_JSON, new byte[0])};
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] allocated = new long[4];
        for (int round = 0; round < allocated.length; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            burn(other, requests, 100_000);
            allocated[round] = threads.getCurrentThreadAllocatedBytes() - before;
        }
        // What our code allocates, it allocates in every round; HotSpot itself does so now and then.
        assertThat(allocated).contains(0);
    }

    private void burn(CoapServer other, byte[][] requests, int count) {
        for (int i = 0; i < count; i++) {
            byte[] request = requests[i & 3];
            request[2] = (byte) (i >> 10);
            request[3] = (byte) (i >> 2);
            other.answer(request, 0, request.length, 0, 0, 1, 5000, false, response, 0, response.length,
                    i * 1_000_000L);
        }
    }

    private String get() {
        return ask(GET, "light", NO_FORMAT, new byte[0]);
    }

    private String post(String payload) {
        return ask(POST, "light", NO_FORMAT, utf8(payload));
    }

    private String put(String payload) {
        return ask(PUT, "light", NO_FORMAT, utf8(payload));
    }

    private String ask(int method, String path, String option, byte[] payload) {
        return ask(server, method, path, option, payload);
    }

    /** Sends a Confirmable request; the answer as {@code 2.05 payload}. */
    private String ask(CoapServer asked, int method, String path, String option, byte[] payload) {
        byte[] request = message(method, path, option, payload);
        int octets = asked.answer(request, 0, request.length, 0, 0, 1, 5000, false, response, 0, response.length, 0);
        int payloadAt = 4;
        while (payloadAt < octets && response[payloadAt - 1] != (byte) 0xff) {
            payloadAt++;
        }
        String code = "%d.%02d".formatted(response[1] >>> 5 & 7, response[1] & 0x1f);
        return (code + " " + new String(response, payloadAt, octets - payloadAt, StandardCharsets.UTF_8)).strip();
    }

    /** Confirmable, no token | method | Message ID | Uri-Path, one octet of head per segment | option | marker and payload. */
    private byte[] message(int method, String path, String option, byte[] payload) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(new byte[] {0x40, (byte) method, (byte) (messageId >> 8), (byte) messageId});
        messageId++;
        int delta = 11;
        for (String segment : path.split("/")) {
            message.write(delta << 4 | segment.length());
            message.writeBytes(utf8(segment));
            delta = 0;
        }
        message.writeBytes(option.getBytes(StandardCharsets.ISO_8859_1));
        if (payload.length > 0) {
            message.write(0xff);
            message.writeBytes(payload);
        }
        return message.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
