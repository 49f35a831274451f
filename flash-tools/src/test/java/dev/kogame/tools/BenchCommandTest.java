package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The figures on the screen and in the file, and that nothing but the code decides them. */
class BenchCommandTest {

    private static final List<String> PROFILES = List.of("pi3.at20000000", "pi4.at20000000", "pi4.at19230769",
            "pi5.at20000000");

    /** Shortest packets that fit into the chip's memory. */
    private static final int MOST_WAITING = 8192 / 70;

    @TempDir
    static Path folder;

    private static Outcome first;
    private static String firstJson;
    private static Map<String, Double> figures;

    private record Outcome(int status, String out, String err) {}

    @BeforeAll
    static void measure() throws IOException {
        Path file = folder.resolve("figures.json");
        first = execute("bench", "--chip", "--json", file.toString());
        assertThat(first.err()).isEmpty();
        assertThat(first.status()).isZero();
        firstJson = Files.readString(file);
        figures = parse(firstJson);
    }

    @Test
    void shouldGiveTheSameFiguresAgainWhateverTheLocale() throws IOException {
        Path file = folder.resolve("again.json");
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(execute("bench", "--chip", "--json", file.toString())).isEqualTo(first);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(file).hasContent(firstJson);
    }

    @ParameterizedTest
    @CsvSource({"receive60, receive 60", "receive1514, receive 1514", "receive8x60, receive 8 x 60",
            "transmit60, transmit 60", "transmit1514, transmit 1514", "transmit60Again, transmit 60 again",
            "transmit1514Again, transmit 1514 again"})
    void shouldShowTheBusCostThatIsInTheFile(String key, String title) {
        StringBuilder line = new StringBuilder(title);
        line.append(' ').append(cost(key)).append('/').append(count("bus." + key + ".runs"));
        for (String other : List.of("target", "floor", "linux", "ethercard", "zephyr", "riot", "embassy")) {
            line.append(' ').append(cost(key + "." + other));
        }
        assertThat(first.out().lines().map(shown -> shown.replaceAll(" +", " "))).contains(line.toString());
        assertThat(figures.get("bus." + key + ".most.octets"))
                .isGreaterThanOrEqualTo(figures.get("bus." + key + ".octets"));
    }

    private static String cost(String key) {
        return count("bus." + key + ".selects") + "/" + count("bus." + key + ".octets");
    }

    private static long count(String key) {
        assertThat(figures).containsKey(key);
        return figures.get(key).longValue();
    }

    /** No driver does with fewer octets than the frame has, and ours stays below Linux's. */
    @ParameterizedTest
    @CsvSource({"receive60, 60", "receive1514, 1514", "receive8x60, 480", "transmit60, 60", "transmit1514, 1514"})
    void shouldCostMoreThanTheFrameAndLessThanLinux(String key, long octets) {
        assertThat(count("bus." + key + ".octets")).isGreaterThan(octets)
                .isLessThan(count("bus." + key + ".linux.octets"));
        assertThat(count("bus." + key + ".selects")).isLessThan(count("bus." + key + ".linux.selects"));
    }

    static Stream<String> profiles() {
        return PROFILES.stream();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void shouldGiveRatesThatGoTogether(String profile) {
        for (String flow : List.of(".udpReceive1514", ".udpTransmit1514")) {
            double frames = figures.get(profile + flow + ".framesPerSecond");
            // One frame more than the wire holds may end in the time measured.
            assertThat(frames).isBetween(100.0, 813.5);
            assertThat(figures.get(profile + flow + ".percentOfLineRate")).isCloseTo(frames / 8.127, within(0.1));
            assertThat(figures.get(profile + flow + ".goodputMbps")).isCloseTo(frames * 1452 * 8 / 1e6, within(0.01));
        }
        // What was in the ring or in the driver at the beginning of the 5 s may come on top of the line rate.
        assertThat(figures.get(profile + ".udpReceive62.framesPerSecond")).isBetween(1000.0,
                14_534.9 + MOST_WAITING / 5);
        assertThat(figures.get(profile + ".driverReceive60.framesPerSecond")).isBetween(1000.0,
                14_881.0 + MOST_WAITING / 5);
        // What the wire alone takes: 74 octets there and back, and 1526.
        assertThat(figures.get(profile + ".pingRoundTrip62.us")).isGreaterThan(2 * 74 * 0.8);
        assertThat(figures.get(profile + ".udpRoundTrip1514.us")).isGreaterThan(2 * 1526 * 0.8);
        assertThat(figures.get(profile + ".handlerLatency1514.us"))
                .isGreaterThan(figures.get(profile + ".handlerLatency62.us"))
                .isLessThanOrEqualTo(figures.get(profile + ".handlerLatency1514.mostUs"));
    }

    @Test
    void shouldShowEveryRateThatIsInTheFile() {
        List<String> rows = figures.keySet().stream().filter(key -> key.startsWith(PROFILES.getFirst() + "."))
                .filter(key -> !key.endsWith(".mostUs")).map(key -> key.substring(PROFILES.getFirst().length()))
                .toList();
        assertThat(rows).hasSize(14);
        List<String> shown = first.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
        for (String row : rows) {
            int decimals = row.endsWith(".goodputMbps") ? 2 : row.matches(".*6[02].framesPerSecond") ? 0 : 1;
            StringBuilder cells = new StringBuilder();
            for (String profile : PROFILES) {
                cells.append(String.format(Locale.ROOT, " %." + decimals + "f", figures.get(profile + row)));
            }
            assertThat(shown).as(row).anyMatch(line -> line.endsWith(cells.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no/such/folder/x.json", "."})
    void shouldSayThatAFileCannotBeWritten(String file) {
        Path path = folder.resolve(file);

        Outcome outcome = execute("bench", "--chip", "--json", path.toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("kogame: cannot write the figures to " + path + ": ").hasLineCount(1);
        assertThat(outcome.out()).isEmpty();
    }

    private static Map<String, Double> parse(String json) throws IOException {
        Map<String, Double> parsed = new LinkedHashMap<>();
        try (JsonParser parser = JsonFactory.builder().build().createParser(json)) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                assertThat(parser.nextToken().isNumeric()).as("%s is a number", key).isTrue();
                parsed.put(key, parser.getDoubleValue());
            }
            assertThat(parser.nextToken()).as("nothing after the object").isNull();
        }
        return parsed;
    }

    private static Outcome execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Kogame.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = commandLine.execute(arguments);
        return new Outcome(status, out.toString(), err.toString());
    }
}
