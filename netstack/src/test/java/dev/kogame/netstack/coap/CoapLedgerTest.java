package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger names methods and tests that exist, and a test for every rule it calls done. */
class CoapLedgerTest {

    private static final Path LEDGER = Path.of("conformance/rfc7252.md");

    static List<String> rows() throws IOException {
        return Files.readAllLines(LEDGER).stream().filter(line -> line.matches("\\| (RFC \\d+ )?\\d.*")).toList();
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
                assertThat(named).matches(CoapLedgerTest::exists);
            }
        }
    }

    private static boolean exists(String named) {
        String[] parts = named.split("#");
        try {
            Method[] methods = Class.forName("dev.kogame.netstack.coap." + parts[0]).getDeclaredMethods();
            return Arrays.stream(methods).anyMatch(method -> method.getName().equals(parts[1]));
        } catch (ClassNotFoundException missing) {
            return false;
        }
    }
}
