package dev.kogame.apps.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The ledger of the small services names methods and tests that exist. */
class LedgerTest {

    @Test
    void shouldNameWhatExists() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("conformance/rfc862-864.md")).stream()
                .filter(line -> line.startsWith("| RFC ")).toList();
        assertThat(rows).hasSize(9).allSatisfy(row -> {
            List<String> cells = Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
            assertThat(cells).hasSize(7);
            assertThat(cells.get(3)).isIn("done", "not done");
            if (cells.get(3).equals("done")) {
                assertThat(cells.subList(4, 6)).allMatch(LedgerTest::exists);
            }
        });
    }

    private static boolean exists(String named) {
        String[] parts = named.split("#");
        try {
            return Arrays.stream(Class.forName("dev.kogame.apps.node." + parts[0]).getDeclaredMethods())
                    .anyMatch(each -> each.getName().equals(parts[1]));
        } catch (ClassNotFoundException elsewhere) {
            return false;
        }
    }
}
