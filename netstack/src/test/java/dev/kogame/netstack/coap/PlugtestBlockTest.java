package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The cases TD_COAP_BLOCK of ETSI's CoAP plugtest, Kogame's client with Kogame's server. */
class PlugtestBlockTest {

    private final PlugtestRig rig = new PlugtestRig();

    private void shouldHaveAll() {
        assertThat(rig.takeTold()).isEqualTo(List.of("2.05 '" + rig.site.large() + "' last"));
    }

    @Test
    @DisplayName("TD_COAP_BLOCK_01 GET of a large resource, the size named early")
    void shouldGetInBlocksOfTheSizeAskedFor() {
        rig.ask(rig.get("large").blockSize(64).into(new byte[2048]));
        shouldHaveAll();
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
        shouldHaveAll();
        rig.wire("> 48 01 M1 T1 b5 'large'", "< 68 45 M1 T1 44 01020304 80 b1 0e 52 0500 ff ..",
                "> 48 01 M2 T2 b5 'large' c1 16", "< 68 45 M2 T2 44 01020304 80 b1 16 ff ..");
    }

    @Test
    @DisplayName("TD_COAP_BLOCK_06 GET of a large resource in blocks of 16")
    void shouldGetInTheSmallestBlocks() {
        rig.ask(rig.get("large").blockSize(16).into(new byte[2048]));
        shouldHaveAll();
        List<String> messages = rig.takeMessages();
        assertThat(messages).hasSize(160);
        rig.compare(messages.get(0), "> 48 01 M1 T1 b5 'large' c0");
        rig.compare(messages.get(1), "< 68 45 M1 T1 44 01020304 80 b1 08 52 0500 ff 'a'*16");
        rig.compare(messages.get(2), "> 48 01 M2 T2 b5 'large' c1 10");
        rig.compare(messages.get(3), "< 68 45 M2 T2 44 01020304 80 b1 18 ff 'b'*16");
        rig.compare(messages.get(158), "> 48 01 M3 T3 b5 'large' c2 04f0");
        rig.compare(messages.get(159), "< 68 45 M3 T3 44 01020304 80 b2 04f0 ff 'b'*16");
    }
}
