package dev.kogame.board.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TapTest {
    private static final long MAC = 0x02_00_00_00_00_07L;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BLOCKS = 5;

    static Stream<List<String>> jvms() {
        return Stream.of(List.of("-XX:+UseSerialGC"), List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx12m"));
    }

    @ParameterizedTest
    @MethodSource("jvms")
    @NeedsNetworkNamespaces
    void shouldCarryDatagramsOfEverySizeBothWaysWithoutAllocating(List<String> jvmOptions) {
        try (NetworkNamespace host = new NetworkNamespace();
                Background reflector = host.startJava(jvmOptions, Reflector.class, "lamp0", "020000000007",
                        Integer.toString(BLOCKS))) {
            reflector.awaitOutput(Reflector.READY, PATIENCE);
            host.execOk("ip", "address", "add", "2001:db8::1/64", "dev", "lamp0", "nodad");
            host.execOk("ip", "neighbour", "add", "2001:db8::7", "lladdr", "02:00:00:00:00:07", "dev", "lamp0");
            try (Background volley = host.startJava(List.of(), Volley.class, "2001:db8::7",
                    Integer.toString(BLOCKS * Reflector.BLOCK))) {
                String allocated = reflector.awaitOutput(Reflector.ALLOCATED, PATIENCE);
                assertThat(reflector.awaitEnd(PATIENCE)).isZero();
                assertThat(volley.awaitOutput("lost", PATIENCE)).isEqualTo("lost 0");

                long[] perBlock = Arrays.stream(allocated.replaceAll("[^0-9,]", "").split(","))
                        .mapToLong(Long::parseLong)
                        .toArray();
                assertThat(perBlock).hasSize(BLOCKS);
                assertThat(Arrays.copyOfRange(perBlock, 1, BLOCKS)).as(allocated).containsOnly(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a name", "sixteen_letters_", "a/b", "lamp%d", "a:b", ".", "..", "lämp", "a\tb"})
    void shouldRefuseWhatCannotNameAnInterface(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Tap.open(name, MAC))
                .withMessageContaining("\"" + name + "\"")
                .withMessageContaining("1 to 15");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1L << 48, 0x01_00_00_00_00_07L, 0xffff_ffff_ffffL})
    void shouldRefuseWhatIsNoIndividualAddress(long macAddress) {
        assertThatIllegalArgumentException().isThrownBy(() -> Tap.open("lamp0", macAddress))
                .withMessageContaining("0x" + Long.toHexString(macAddress)).withMessageContaining("48 bits");
    }
}
