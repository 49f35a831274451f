package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The cases TD_COAP_BLOCK of ETSI's CoAP plugtest, Kogame's client with Kogame's server. */
class PlugtestBlockTest {

    private final PlugtestRig rig = new PlugtestRig();

    private void shouldHaveAll(String code) {
        assertThat(rig.takeTold()).isEqualTo(List.of(code + " '" + rig.site.large() + "' last"));
    }

    @Test
    @DisplayName("TD_COAP_BLOCK_01 GET of a large resource, the size named early")
    void shouldGetInBlocksOfTheSizeAskedFor() {
        rig.ask(rig.get("large").blockSize(64).into(new byte[2048]));
        shouldHaveAll("2.05");
        List<String> messages = rig.takeMessages();
        assertThat(messages).hasSize(40);
        for (int block = 0; block < 20; block++) {
            // Block2: number, more, and SZX 2 for 64 octets.
            int option = block << 4 | 2;
            String asked = block == 0 ? "c1 02" : option < 256 ? "c1 %02x" : "c2 %04x";
            rig.compare(messages.get(2 * block),
                    "> 48 01 M%1$d T%1$d b5 'large' ".formatted(block) + asked.formatted(option));
            int answered = option | (block < 19 ? 8 : 0);
            rig.compare(messages.get(2 * block + 1), "< 68 45 M%1$d T%1$d 44 01020304 80 ".formatted(block)
                    + (answered < 256 ? "b1 %02x" : "b2 %04x").formatted(answered)
                    + (block == 0 ? " 52 0500 .." : " .."));
        }
    }

    @Test
    @DisplayName("TD_COAP_BLOCK_02 GET of a large resource, the size chosen by the server")
    void shouldTakeTheServersSize() {
        rig.ask(rig.get("large").into(new byte[2048]));
        shouldHaveAll("2.05");
        rig.wire("> 48 01 M1 T1 b5 'large'", "< 68 45 M1 T1 44 01020304 80 b1 0e 52 0500 ff ..",
                "> 48 01 M2 T2 b5 'large' c1 16", "< 68 45 M2 T2 44 01020304 80 b1 16 ff ..");
    }

    @Test
    @DisplayName("TD_COAP_BLOCK_06 GET of a large resource in blocks of 16")
    void shouldGetInTheSmallestBlocks() {
        rig.ask(rig.get("large").blockSize(16).into(new byte[2048]));
        shouldHaveAll("2.05");
        List<String> messages = rig.takeMessages();
        assertThat(messages).hasSize(160);
        rig.compare(messages.get(0), "> 48 01 M1 T1 b5 'large' c0");
        rig.compare(messages.get(1), "< 68 45 M1 T1 44 01020304 80 b1 08 52 0500 ff 'a'*16");
        rig.compare(messages.get(2), "> 48 01 M2 T2 b5 'large' c1 10");
        rig.compare(messages.get(3), "< 68 45 M2 T2 44 01020304 80 b1 18 ff 'b'*16");
        rig.compare(messages.get(158), "> 48 01 M3 T3 b5 'large' c2 04f0");
        rig.compare(messages.get(159), "< 68 45 M3 T3 44 01020304 80 b2 04f0 ff 'b'*16");
    }

    @Test
    @DisplayName("TD_COAP_BLOCK_03 PUT of a large body")
    void shouldPutInBlocks() {
        byte[] body = CoapResource.utf8(rig.site.large());
        rig.ask(rig.put("large-update", "").blockSize(512).body(body, 0, body.length)).told("2.04 last");
        rig.wire("> 48 03 M1 T1 bc 'large-update' 10 b1 05 41 0d d2 14 0500 ..", "< 68 5f M1 T1 d1 0e 0d",
                "> 48 03 M2 T2 bc 'large-update' 10 b1 05 41 1d ..", "< 68 5f M2 T2 d1 0e 1d",
                "> 48 03 M3 T3 bc 'large-update' 10 b1 05 41 25 ..", "< 68 44 M3 T3 d1 0e 25");
        rig.ask(rig.get("large-update").into(new byte[2048]));
        shouldHaveAll("2.05");
    }

    @Test
    @DisplayName("TD_COAP_BLOCK_04 POST of a large body that creates")
    void shouldCreateInBlocks() {
        byte[] body = CoapResource.utf8(rig.site.large());
        rig.ask(rig.post("large-create", "").blockSize(1024).body(body, 0, body.length)).told("2.01 last");
        rig.wire("> 48 02 M1 T1 bc 'large-create' 10 b1 06 41 0e d2 14 0500 ..", "< 68 5f M1 T1 d1 0e 0e",
                "> 48 02 M2 T2 bc 'large-create' 10 b1 06 41 16 ..", "< 68 41 M2 T2 89 'location1' d1 06 16");
    }

    @Test
    @DisplayName("TD_COAP_BLOCK_05 POST of a large body, answered by another")
    void shouldPostInBlocksAndBeAnsweredInBlocks() {
        byte[] body = CoapResource.utf8(rig.site.large());
        rig.ask(rig.post("large-post", "").blockSize(1024).body(body, 0, body.length).into(new byte[2048]));
        shouldHaveAll("2.04");
        // Two blocks there. Of an answer to POST the server keeps little for a repetition, so it comes back in twenty blocks of 64.
        assertThat(rig.messages()).isEqualTo(2 + 2 * 20);
    }
}
