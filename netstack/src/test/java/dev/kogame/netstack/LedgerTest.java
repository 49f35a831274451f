package dev.kogame.netstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledgers name methods and tests that exist, a test for every rule they call done, and every deviation. */
class LedgerTest {

    private static final Path LEDGERS = Path.of("conformance");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final List<String> ROOMS = List.of("", "wire.", "link.", "nd.", "ip6.", "icmp6.", "mld.", "udp.",
            "coap.", "dns.", "dhcp6.", "data.", "cbor.", "json.", "senml.", "sntp.");

    static List<String> rows() throws IOException {
        try (Stream<Path> files = Files.list(LEDGERS)) {
            // What peers do with us stands in a table of another shape.
            Stream<Path> ledgers = files.filter(file -> !file.endsWith("interop.md"));
            return ledgers.sorted().flatMap(LedgerTest::lines)
                    .filter(line -> line.matches("\\| (RFC \\d+ |TD_COAP_[A-Z]+_)?\\d.*"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldNameWhatExists(String row) {
        List<String> cells = Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
        assertThat(cells).hasSize(7);
        String status = cells.get(3);
        assertThat(status).isIn("done", "not done", "n.a.");
        for (String named : List.of(cells.get(4), cells.get(5))) {
            if (status.equals("done") || named.contains("#")) {
                assertThat(named).matches(LedgerTest::exists);
            }
        }
    }

    @Test
    void shouldListEveryDeviationOfTheCode() throws IOException {
        List<String> deviations = rows().stream().filter(row -> row.contains("Deviation:")).toList();
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            List<Path> deviating = sources.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> lines(path).anyMatch(line -> line.contains("Deviation:"))).toList();
            assertThat(deviating).isNotEmpty().allSatisfy(path -> assertThat(deviations)
                    .anyMatch(row -> row.contains(path.getFileName().toString().replace(".java", "#"))));
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean exists(String named) {
        String[] parts = named.split("#");
        return ROOMS.stream().anyMatch(room -> has("dev.kogame.netstack." + room + parts[0], parts[1]));
    }

    private static boolean has(String className, String method) {
        try {
            return Arrays.stream(Class.forName(className).getDeclaredMethods())
                    .anyMatch(each -> each.getName().equals(method));
        } catch (ClassNotFoundException elsewhere) {
            return false;
        }
    }
}
