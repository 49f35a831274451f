package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page about apps of one's own, taken at its word: its project is built by Maven outside of Kogame's folders, from Kogame's
 * artifacts in a repository of its own, run, and asked.
 */
class OwnAppTest {

    private static final Path PAGE = Path.of("..", "apps", "README.md");
    private static final int MOST_LINES = 40;
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final List<String> ARTIFACTS = List.of("board", "driver-enc28j60", "netstack", "apps");

    @TempDir
    Path folder;

    @Test
    void shouldBuildRunAndAnswerAsThePageSays() throws Exception {
        Needed.program("mvn", "maven");
        Needed.program("coap-client-notls", "libcoap3-bin");
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(project.resolve("pom.xml"), block("xml"));
        String java = block("java");
        assertThat(java.lines().count()).isLessThanOrEqualTo(MOST_LINES);
        assertThat(java.lines()).allMatch(line -> line.length() <= 100);
        Path source = project.resolve("src/main/java/house/StairLight.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, java);

        build(project);
        ask(project);
        refuse(project);
    }

    private void build(Path project) throws IOException {
        Path repository = Files.createDirectories(folder.resolve("repository"));
        installPom(repository, "kogame", Path.of("..", "pom.xml"));
        for (String artifact : ARTIFACTS) {
            Path installed = installPom(repository, artifact, Path.of("..", artifact, "pom.xml"));
            jar(Path.of("..", artifact, "target", "classes"),
                    installed.resolve(artifact + "-" + VERSION + ".jar"));
        }
        // What Kogame was built with stands for what Maven would fetch.
        String fetched = System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository");
        Path settings = Files.writeString(folder.resolve("settings.xml"), """
                <settings>
                  <localRepository>%s</localRepository>
                  <mirrors><mirror><id>fetched</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
                </settings>
                """.formatted(repository, Path.of(fetched).toUri()));
        List<String> command = List.of("sh", "-c",
                "cd \"$1\" && JAVA_HOME=\"$2\" exec mvn -q -B -ntp -s \"$3\" package", "mvn",
                project.toString(), System.getProperty("java.home"), settings.toString());
        try (Background maven = new Background(command)) {
            assertThat(maven.awaitEnd(Lamps.PATIENCE.multipliedBy(4))).as(maven::toString).isZero();
        }
    }

    /** As {@code mvn install} leaves it. */
    private static Path installPom(Path repository, String artifact, Path pom) throws IOException {
        Path installed = Files.createDirectories(repository.resolve("dev/kogame").resolve(artifact).resolve(VERSION));
        Files.copy(pom, installed.resolve(artifact + "-" + VERSION + ".pom"));
        return installed;
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
    }

    private static void ask(Path project) {
        int port = Lamps.freePort();
        try (Background app = run(project, "--board", "sim", "--udp-port", "" + port, "--for", "60s")) {
            app.awaitOutput("reach it at coap://[::1]:" + port + "/stairs", Lamps.PATIENCE);
            assertThat(coap(port, "get")).isEqualTo("dark");
            assertThat(coap(port, "post")).isEmpty();
            assertThat(coap(port, "get")).isEqualTo("lit");
            app.awaitOutput("100 %", Lamps.PATIENCE);
        }
    }

    /** There is no Raspberry Pi here: it says so, and what to do. */
    private static void refuse(Path project) {
        try (Background app = run(project, "--board", "pi")) {
            assertThat(app.awaitEnd(Lamps.PATIENCE)).isEqualTo(1);
            assertThat(app.stderr()).startsWith("stairs: open on /dev/spidev0.0 failed with errno 2 ").hasLineCount(1);
        }
        try (Background app = run(project, "--bored", "pi")) {
            assertThat(app.awaitEnd(Lamps.PATIENCE)).isEqualTo(2);
            assertThat(app.stderr()).startsWith("stairs: unknown option '--bored': there are ").hasLineCount(1);
        }
        try (Background app = run(project, "--help")) {
            assertThat(app.awaitEnd(Lamps.PATIENCE)).isZero();
            assertThat(app.stdout()).startsWith("Usage: stairs [OPTION]...\n").contains("--board");
        }
    }

    private static Background run(Path project, String... options) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                        project.resolve("target/stairs.jar").toString()));
        command.addAll(List.of(options));
        return new Background(command);
    }

    private static String coap(int port, String method) {
        String[] command = Lamps.coapClient("coap://[::1]:" + port + "/stairs", method);
        try (Background client = new Background(List.of(command))) {
            assertThat(client.awaitEnd(Lamps.PATIENCE)).isZero();
            return client.stdout().strip();
        }
    }

    /** The page's one block of code in a language. */
    private static String block(String language) throws IOException {
        String page = Files.readString(PAGE);
        String begin = "\n```" + language + "\n";
        assertThat(page).containsOnlyOnce(begin);
        int from = page.indexOf(begin) + begin.length();
        return page.substring(from, page.indexOf("\n```", from) + 1);
    }
}
