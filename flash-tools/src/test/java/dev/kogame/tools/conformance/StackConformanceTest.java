package dev.kogame.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kogame.tools.conformance.cases.Cases;
import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.device.StackDevice;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Outcome;
import dev.kogame.tools.conformance.script.Outcome.Verdict;
import dev.kogame.tools.conformance.script.Runner;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case against our own stack, in virtual time. What the stack does not do yet stands in {@code not-yet.txt} with the reason; a
 * case that stands there and passes is a failure, so that the list can only tell the truth.
 */
class StackConformanceTest {

    private static final Map<String, String> NOT_YET = notYet();

    private static Map<String, String> notYet() {
        try (InputStream in = StackConformanceTest.class.getResourceAsStream("not-yet.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split("\\s+", 2))
                    .collect(Collectors.toMap(words -> words[0], words -> words[1]));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicContainer> shouldConform() {
        Map<String, List<Case>> sections = Cases.all().stream().filter(row -> row.script() != null)
                .collect(Collectors.groupingBy(Case::section, TreeMap::new, Collectors.toList()));
        return sections.entrySet().stream().map(section -> DynamicContainer.dynamicContainer(
                "section " + section.getKey(), section.getValue().stream().map(StackConformanceTest::test)));
    }

    private static DynamicTest test(Case row) {
        return DynamicTest.dynamicTest(row.id() + " " + row.title(), () -> {
            Outcome outcome = Runner.run(row, new StackDevice());
            if (NOT_YET.containsKey(row.id())) {
                assertThat(outcome.verdict()).as("%s stands in not-yet.txt (%s): take it off", row.id(),
                        NOT_YET.get(row.id())).isNotEqualTo(Verdict.PASS);
            } else {
                assertThat(outcome.verdict()).as("%s", outcome.reason()).isEqualTo(Verdict.PASS);
            }
        });
    }

    @Test
    void shouldListOnlyCasesThereAre() {
        assertThat(Cases.all().stream().filter(row -> row.script() != null).map(Case::id))
                .containsAll(NOT_YET.keySet());
    }

    @Test
    void shouldHaveARowForEveryRowOfTheSpecification() {
        Map<String, Long> rows = Cases.all().stream()
                .collect(Collectors.groupingBy(Case::section, TreeMap::new, Collectors.counting()));

        assertThat(rows).containsEntry("1", 53L).containsEntry("2", 125L + 40 + 68).containsEntry("3", 45L)
                .containsEntry("4", 15L).containsEntry("5", 20L);
    }

    @Test
    void shouldGiveTheSamePacketsEachTime() throws IOException {
        Case row = Cases.all().stream().filter(each -> each.id().equals("2.1.12.B")).findFirst().orElseThrow();

        assertThat(times(row)).isEqualTo(times(row)).hasSizeGreaterThan(10);
    }

    private static List<String> times(Case row) throws IOException {
        return Runner.run(row, new StackDevice()).events().stream().map(event -> event.atNs() + " " + event.packet())
                .toList();
    }

    @Test
    void shouldSkipWhatTheDeviceCannotDo() throws IOException {
        Case row = new Case("0.0", "a case that asks for too much", "0", t -> {
            throw new AssertionError("must not run");
        }, Ability.LEAVE);

        Outcome outcome = Runner.run(row,
                new StackDevice(StackDevice::strictHost, port -> port,
                        EnumSet.complementOf(EnumSet.of(Ability.LEAVE))));

        assertThat(outcome.verdict()).isEqualTo(Verdict.SKIP);
        assertThat(outcome.reason()).isEqualTo("the device offers no way to: leave");
    }

    @Test
    void shouldSortTheListOfWhatIsMissing() throws IOException {
        try (InputStream in = StackConformanceTest.class.getResourceAsStream("not-yet.txt")) {
            List<String> ids = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split("\\s+")[0])
                    .toList();
            List<String> all = Cases.all().stream().map(Case::id).toList();
            assertThat(ids).isSortedAccordingTo(Comparator.comparing(all::indexOf)).doesNotHaveDuplicates();
        }
    }
}
