package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of {@code attacks/coap.hex}: each is answered as it says, and the server is as good as before. */
class CoapAttacksTest {

    private record Attack(String name, String octets, String answer, int turns) {

        static Attack of(String line) {
            String[] column = line.split("\\|", -1);
            return new Attack(column[0].strip() + ": " + column[1].strip(), column[2].strip(),
                    Hex.plain(column[3].strip()), Integer.parseInt(column[4].strip()));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Attack> attacks() throws IOException {
        try (InputStream file = CoapAttacksTest.class.getResourceAsStream("/attacks/coap.hex")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).map(Attack::of).toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void shouldStand(Attack attack) {
        Valve valve = new Valve();
        Peer peer = Valve.peer(valve);
        assertThat(peer.send(attack.octets)).isEqualTo(attack.answer);
        assertThat(peer.send(attack.octets)).isEqualTo(attack.answer);
        assertThat(valve.turns).isEqualTo(attack.turns);
        assertThat(peer.server.exchanges(0)).isEqualTo(attack.turns);
        valve.state = CoapResource.utf8("shut");
        assertThat(peer.send("40 01 ffff b1 'v'")).isEqualTo(Hex.plain("60 45 ffff 44 f07912cd 80 ff 'shut'"));
    }

    @Test
    void shouldReadManyVectors() throws IOException {
        assertThat(attacks()).hasSizeGreaterThan(40);
    }
}
