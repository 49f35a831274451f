package dev.kogame.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.kogame.board.Clock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** An arrow of the house points down: from whoever imports to what is imported. */
class ArrowsTest {

    /** The rooms of the stack, lowest step first; rooms of one step do not know each other. */
    private static final List<List<String>> STAIRCASE = List.of( //
            List.of("wire"), //
            List.of("data"), //
            List.of("cbor", "json"), //
            List.of("senml"), //
            List.of("link"), //
            List.of("nd"), //
            List.of("ip6"), //
            List.of("icmp6", "mld", "udp", "tcp"), //
            List.of("dhcp6", "dns", "sntp", "mdns", "coap", "http"));

    private static JavaClasses house;

    @BeforeAll
    static void readTheHouse() {
        house = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar")).importPackages("dev.kogame");
        assertThat(house).hasSizeGreaterThan(10);
    }

    @Test
    void shouldLetBoardImportNothingOfTheHouse() {
        mayImportOnly("dev.kogame.board..", "dev.kogame.board..");
    }

    @Test
    void shouldLetTheInterfacesOfTheBoardKnowNoImplementation() {
        mayImportOnly("dev.kogame.board", "dev.kogame.board");
    }

    @Test
    void shouldLetTheStackKnowOnlyTheInterfacesOfTheBoard() {
        mayImportOnly("dev.kogame.netstack..", "dev.kogame.netstack..", "dev.kogame.board");
    }

    @Test
    void shouldLetTheDriverKnowOnlyTheInterfacesOfTheBoardAndNotTheModelOfItsChip() {
        mayImportOnly("dev.kogame.enc28j60", "dev.kogame.enc28j60", "dev.kogame.board");
        mayImportOnly("dev.kogame.enc28j60..", "dev.kogame.enc28j60..", "dev.kogame.board");
    }

    @Test
    void shouldLetNothingImportTheTools() {
        mayImportOnly("dev.kogame.apps..", "dev.kogame.apps..", "dev.kogame.netstack..", "dev.kogame.enc28j60..",
                "dev.kogame.board..");
    }

    @TestFactory
    Stream<DynamicTest> shouldGoDownTheStaircase() {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> below = new ArrayList<>(List.of("dev.kogame.board"));
        for (List<String> step : STAIRCASE) {
            for (String room : step) {
                String inside = "dev.kogame.netstack." + room + "..";
                List<String> allowed = new ArrayList<>(below);
                allowed.add(inside);
                tests.add(DynamicTest.dynamicTest(room, () -> mayImportOnly(inside, allowed.toArray(String[]::new))));
            }
            step.forEach(room -> below.add("dev.kogame.netstack." + room + ".."));
        }
        return tests.stream();
    }

    @Test
    void shouldHaveNoRoomOfTheStackBesideTheStaircase() {
        List<String> rooms = STAIRCASE.stream().flatMap(List::stream).map(room -> "dev.kogame.netstack." + room + "..")
                .toList();
        noClasses().that().resideInAPackage("dev.kogame.netstack.*..").should()
                .resideOutsideOfPackages(rooms.toArray(String[]::new)).allowEmptyShould(true).check(house);
    }

    @Test
    void shouldHaveNoCircleBetweenPackages() {
        slices().matching("dev.kogame.(**)").should().beFreeOfCycles().check(house);
    }

    @Test
    void shouldNameNoPackageAfterALeftover() {
        noClasses().should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..core..", "..manager..", "..helper..",
                        "..helpers..", "..misc..")
                .check(house);
    }

    @Test
    void shouldCallTheMachineFromOneRoomOnly() {
        noClasses().that().resideOutsideOfPackage("dev.kogame.board.linux..").should().dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..").check(house);
    }

    @Test
    void shouldKnowPi4jInOneRoomOnly() {
        noClasses().that().resideOutsideOfPackage("dev.kogame.board.pi4j..").should().dependOnClassesThat()
                .resideInAPackage("com.pi4j..").check(house);
    }

    @Test
    void shouldReadNoClockBelowTheDutyCycle() {
        noClasses().that(resideInAnyPackage("dev.kogame.board..", "dev.kogame.enc28j60..", "dev.kogame.netstack.."))
                .and().doNotHaveFullyQualifiedName(Clock.class.getName()).should().callMethod(System.class, "nanoTime")
                .orShould().callMethod(System.class, "currentTimeMillis").check(house);
    }

    @Test
    void shouldSayOfEveryPackageWhatStandsThere() throws IOException {
        List<Path> silent = new ArrayList<>();
        for (String module : List.of("board", "driver-enc28j60", "netstack", "apps", "flash-tools")) {
            try (Stream<Path> folders = Files.walk(Path.of("..", module, "src/main/java")).filter(Files::isDirectory)) {
                for (Path folder : folders.toList()) {
                    try (Stream<Path> files = Files.list(folder)) {
                        List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
                        if (!sources.isEmpty() && !sources.contains(folder.resolve("package-info.java"))) {
                            silent.add(folder);
                        }
                    }
                }
            }
        }
        assertThat(silent).as("packages without a package-info.java").isEmpty();
    }

    /** Classes of {@code room} import, of this house, only what stands in {@code allowed}. */
    private static void mayImportOnly(String room, String... allowed) {
        noClasses().that().resideInAPackage(room).should()
                .dependOnClassesThat(resideInAPackage("dev.kogame..").and(resideInAnyPackage(allowed).negate()))
                .allowEmptyShould(true).check(house);
    }
}
