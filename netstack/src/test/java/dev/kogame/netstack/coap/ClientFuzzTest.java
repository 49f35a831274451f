package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server sends, the client stands, and every request ends once. */
class ClientFuzzTest {

    private static final int ROUNDS = 3000;
    private static final String[] GRAINS = {"68 45 MID TOKEN", "48 45 7001 TOKEN", "58 45 7002 TOKEN", "60 00 MID",
            "70 00 MID",
            "68 5f MID TOKEN", "68 8d MID TOKEN", "68 81 MID TOKEN", "68 44 MID TOKEN"};
    private static final String[] TAILS = {"", "61 05", "41 01", "d1 0a 08 ff 'a'*16", "d1 0a 18 ff 'b'*16",
            "61 06 d1 04 08 ff 'c'*16",
            "d1 0e 0a", "d1 0e 08", "d2 ef aabb", "ff 'x'", "ff", "d0 34", "f0", "41 02 d1 06 10 ff 'd'", "d1 2f 40",
            "d4 0a 00000000"};

    private final ClientRig rig = new ClientRig();
    private int ended;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldStandWhateverComes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] into = new byte[48];
        int begun = 0;
        for (int round = 0; round < ROUNDS; round++) {
            if (rig.client.underWay() < 4) {
                ClientRequest request = random.nextBoolean() ? rig.get() : rig.put().body(new byte[100], 0, 100);
                request = random.nextBoolean() ? request.into(into) : request;
                request = random.nextInt(3) == 0 ? request.observe() : request;
                request = random.nextInt(3) == 0 ? request.nonConfirmable() : request;
                request = random.nextBoolean() ? request.blockSize(64) : request;
                begun += request.send((response, nowNs) -> ended += response.isLast() ? 1 : 0, rig.nowNs) >= 0 ? 1 : 0;
                rig.settle();
            }
            while (rig.heardCount() > 0) {
                rig.expectStart("");
            }
            String vector = GRAINS[random.nextInt(GRAINS.length)] + TAILS[random.nextInt(TAILS.length)];
            rig.replyMangled(vector, random);
            if (random.nextInt(8) == 0) {
                rig.pass(random.nextLong(20 * ClientRig.SECOND_NS));
            }
        }
        assertThat(ended).as("seed %d", seed).isBetween(begun - 4, begun);
        assertThat(begun).as("seed %d", seed).isGreaterThan(100);
        for (int i = 0; rig.client.underWay() > 0; i++) {
            assertThat(i).as("seed %d: something never ends", seed).isLessThan(1000);
            rig.pass(ClientRig.SECOND_NS);
        }
        assertThat(ended).as("seed %d: told the end of each once", seed).isEqualTo(begun);
    }
}
