package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, run by the machine's own {@code sh} in a small checkout of its own, with scripts that stand for Java machines and
 * for Maven. In the launcher's copy the usual places of a JDK lead into the temporary folder; nothing else is changed.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final List<String> TOOLS = List.of("sed", "find", "dirname", "readlink", "mkdir", "rm",
            "touch", "cat",
            "head", "sleep");

    @TempDir
    Path temporary;

    private Path home;
    private Path places;
    private Path bin;
    private final Map<String, String> environment = new TreeMap<>();

    private record Outcome(int status, String out, String err) {}

    @BeforeEach
    void makeACheckout() throws IOException {
        temporary = temporary.toRealPath();
        home = Files.createDirectories(temporary.resolve("a checkout"));
        places = temporary.resolve("places");
        bin = Files.createDirectories(temporary.resolve("bin"));
        String launcher = Files.readString(Path.of("..", "kogame")).replace("/usr/lib/jvm", places.toString())
                .replace("/opt", places.toString() + "/opt").replace("/Library/Java", places.toString() + "/Library");
        script(home.resolve("kogame"), launcher);
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        for (String module : List.of("board", "flash-tools")) {
            Files.createDirectories(home.resolve(module).resolve("src/main/java"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "<project/>");
        }
        for (String tool : TOOLS) {
            script(bin.resolve(tool), "#!/bin/sh\nexec " + whereIs(tool) + " \"$@\"\n");
        }
        environment.put("PATH", bin.toString());
        environment.put("HOME", temporary.resolve("person").toString());
        maven("echo built >>\"$PWD/builds\"");
    }

    @Test
    void shouldTakeTheJdkOfJavaHome() throws Exception {
        environment.put("JAVA_HOME", jdk(temporary.resolve("mine"), "25.0.3").toString());
        jdk(places.resolve("other"), "26");

        Outcome outcome = launch("run", "two words");

        assertThat(outcome.out()).startsWith(temporary.resolve("mine/bin/java").toString())
                .endsWith("<run>\n<two words>\n");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void shouldPassByAnOldJavaHomeAndTakeTheJavaOfThePath() throws Exception {
        environment.put("JAVA_HOME", jdk(temporary.resolve("old"), "17.0.15").toString());
        Path jdk = jdk(temporary.resolve("new"), "25");
        Files.createSymbolicLink(temporary.resolve("alternatives"), jdk.resolve("bin/java"));
        Files.createSymbolicLink(bin.resolve("java"), temporary.resolve("alternatives"));

        assertThat(launch().out()).startsWith(jdk.toString());
    }

    @Test
    void shouldLookInTheUsualPlaces() throws Exception {
        jdk(places.resolve("java-17"), "17.0.1");
        jdk(places.resolve("java-8"), "1.8.0_402");
        Path jre = jdk(places.resolve("jre-25"), "25");
        Files.delete(jre.resolve("bin/javac"));
        Path jdk = jdk(places.resolve("Library/JavaVirtualMachines/temurin/Contents/Home"), "25.0.1");

        assertThat(launch().out()).startsWith(jdk.toString());
    }

    @Test
    void shouldSayWhatToInstallWhenThereIsNoJdk() throws Exception {
        jdk(places.resolve("java-17"), "17.0.1");

        Outcome outcome = launch("run", "lightbulb");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("kogame: no JDK 25 or newer found: install one")
                .contains("JAVA_HOME", "PATH",
                        places.toString(), ".sdkman")
                .hasLineCount(1);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void shouldBuildOnceAndAgainWhenASourceIsNewerOrGone() throws Exception {
        jdk(places.resolve("jdk"), "25");
        Path source = home.resolve("board/src/main/java/Lamp.java");
        Files.writeString(source, "interface Lamp {}");
        past();

        assertThat(launch().err()).startsWith("building ").hasLineCount(1);
        assertThat(launch().err()).isEmpty();

        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(launch().err()).startsWith("building ");
        assertThat(Files.readAllLines(home.resolve("builds"))).hasSize(2);

        past();
        launch();
        assertThat(launch().err()).isEmpty();
        Files.delete(source);
        Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(launch().err()).startsWith("building ");
    }

    @Test
    void shouldSayThatTheBuildFailedAndWhereItsWordsAre() throws Exception {
        jdk(places.resolve("jdk"), "25");
        maven("echo '[ERROR] a long story'; exit 1");

        for (int attempt = 0; attempt < 2; attempt++) {
            Outcome outcome = launch();
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).contains("kogame: the build failed").contains("build.log")
                    .doesNotContain("story");
            assertThat(outcome.out()).isEmpty();
        }
        assertThat(home.resolve("flash-tools/target/build.log")).content().contains("a long story");
        assertThat(home.resolve("flash-tools/target/building")).doesNotExist();
    }

    @Test
    void shouldSayThatMavenIsMissing() throws Exception {
        jdk(places.resolve("jdk"), "25");
        Files.delete(bin.resolve("mvn"));

        Outcome outcome = launch();

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("kogame: ").contains("install Maven").hasLineCount(1);
    }

    @Test
    void shouldPassByTheLockOfABuilderThatDied() throws Exception {
        jdk(places.resolve("jdk"), "25");
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createDirectories(home.resolve("flash-tools/target/building"));
        Files.writeString(home.resolve("flash-tools/target/building/pid"), gone.pid() + "\n");

        assertThat(launch().status()).isZero();
    }

    @Test
    void shouldWorkThroughSymbolicLinksFromAnyFolder() throws Exception {
        jdk(places.resolve("jdk"), "25");
        Files.createSymbolicLink(temporary.resolve("first"), Path.of("a checkout/kogame"));
        Files.createSymbolicLink(bin.resolve("kogame"), temporary.resolve("first"));

        Outcome outcome = launch(temporary, List.of(bin.resolve("kogame").toString()));

        assertThat(outcome.out())
                .contains("<" + home + "/flash-tools/target/kogame.jar:" + home + "/flash-tools/target/lib/*>");
    }

    @Test
    void shouldStandBackWithItsCollectorWhenThePersonNamesOne() throws Exception {
        jdk(places.resolve("jdk"), "25");
        assertThat(launch().out()).contains("<-XX:+UseSerialGC>");

        environment.put("KOGAME_JAVA_OPTS", "-XX:+UnlockExperimentalVMOptions -XX:+UseEpsilonGC -Xmx12m");

        List<String> words = launch().out().lines().toList();
        assertThat(words).contains("<-XX:+UseEpsilonGC>").doesNotContain("<-XX:+UseSerialGC>");
        assertThat(words.lastIndexOf("<-Xmx12m>")).isEqualTo(words.indexOf("<-cp>") - 1);
    }

    /** The Java machine would give the free number to the next file it opens, and the console would read that. */
    @Test
    void shouldGiveAnEmptyInputWhereThereIsNone() throws Exception {
        Path jdk = jdk(places.resolve("jdk"), "25");
        script(jdk.resolve("bin/java"), "#!/bin/sh\ncat && echo read\n");

        Outcome outcome = launch(home, List.of("/bin/sh", "-c", "exec ./kogame <&-"));

        assertThat(outcome.out()).isEqualTo("read\n");
        assertThat(launch(home, List.of("/bin/sh", "-c", "echo quit | ./kogame")).out()).isEqualTo("quit\nread\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldNotLetATerminalStopAnAppInTheBackground() throws Exception {
        Path jdk = jdk(places.resolve("jdk"), "25");
        script(jdk.resolve("bin/java"), "#!/bin/sh\nexec sed -n 's/^SigIgn:[[:space:]]*//p' /proc/self/status\n");
        int signalTtin = 21;

        long ignored = Long.parseUnsignedLong(launch().out().strip(), 16);

        assertThat(ignored >> signalTtin - 1 & 1).isOne();
    }

    private Outcome launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("kogame").toString()));
        command.addAll(List.of(arguments));
        return launch(home, command);
    }

    private Outcome launch(Path folder, List<String> command) throws Exception {
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the launcher ends").isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** A folder that looks like a JDK and says what it is started with. */
    private static Path jdk(Path folder, String version) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(folder.resolve("bin/java"), "#!/bin/sh\necho \"$0\"\nfor word; do echo \"<$word>\"; done\n");
        script(folder.resolve("bin/javac"), "#!/bin/sh\n");
        return folder;
    }

    private void maven(String command) throws IOException {
        script(bin.resolve("mvn"), "#!/bin/sh\n" + command + "\n");
    }

    /** Makes all sources older than anything that is built from now on. */
    private void past() throws IOException {
        FileTime before = FileTime.from(Instant.now().minusSeconds(60));
        try (var files = Files.walk(home)) {
            for (Path file : files.filter(file -> !file.startsWith(home.resolve("flash-tools/target"))).toList()) {
                Files.setLastModifiedTime(file, before);
            }
        }
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path whereIs(String tool) {
        return Stream.of("/usr/bin", "/bin").map(folder -> Path.of(folder, tool)).filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}
