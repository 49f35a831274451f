package dev.kogame.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import picocli.CommandLine;

class ConformanceCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private CommandLine command;

    @BeforeEach
    void makeTheCommand() {
        command = new CommandLine(new ConformanceCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    }

    @Test
    void shouldRunACaseAndSayThatItPassed() {
        assertThat(command.execute("--case", "1.1.2")).isZero();

        assertThat(out.toString()).contains("PASS  1.1.2      Traffic Class non-zero")
                .contains("1 cases: 1 passed, 0 failed, 0 not run");
    }

    @Test
    void shouldRunAllCasesWhoseIdBeginsSo() {
        assertThat(command.execute("--case", "1.2.6,3.1.2")).isZero();

        assertThat(out.toString()).contains("12 cases: 12 passed").contains("1.2.6.H").contains("3.1.2.D");
    }

    @Test
    void shouldRunASection() {
        assertThat(command.execute("--section", "3")).isZero();

        assertThat(out.toString()).contains("45 cases: 45 passed");
    }

    @Test
    void shouldListCasesAndTheReasonWhySomeAreNotRun() {
        assertThat(command.execute("--list")).isZero();

        assertThat(out.toString()).hasLineCount(543)
                .contains("2.1.18.J   NA, REACHABLE, unicast S=0 O=1, TLLA different")
                .contains(
                        "AS.2       Src rule 1: same address [RFC 6724 §5 r1] not run: a packet to an own address never");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"--case 99 | no case has such an id or section",
            "--section 10 | no case has such an id or section",
            "--device serial:x | 'serial:x' is no device: there is stack, tap:NAME, packet:IFACE",
            "--device tap | 'tap' is no device", "--device stack:x | 'stack:x' is no device",
            "--device tap:x --device-console /x | '/x' is no console: write unix: and the path of its socket",
            "--device tap:x --device-console unix:/x --device-command y | give --device-command or --device-console",
            "--device tap:x --device-mac 02:00 | '02:00' is no MAC address"})
    void shouldRefuseInASentence(String arguments, String sentence) {
        assertThat(command.execute(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString()).startsWith(sentence);
    }

    @Test
    void shouldReportForBuildServersPeopleAndPacketReaders() throws Exception {
        assertThat(command.execute("--case", "1.2.6,AS.2", "--report", folder.toString())).isZero();

        Element suite = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(folder.resolve("junit.xml").toFile()).getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("9");
        assertThat(suite.getAttribute("failures")).isEqualTo("0");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(9);
        assertThat(folder.resolve("index.html")).content().contains("<a href=\"1.2.6.E.html\">1.2.6.E</a>")
                .contains("<td class=\"SKIP\">SKIP");
        assertThat(folder.resolve("1.2.6.E.html")).content().contains("to device").contains("from device")
                .contains("Parameter Problem (code 2, pointer 42").contains("0000  02 4b 6f 67 61 01");
        assertThat(Files.readAllBytes(folder.resolve("1.2.6.E.pcapng"))).startsWith(0x0a, 0x0d, 0x0d, 0x0a)
                .hasSizeGreaterThan(1000);
    }

    @Test
    void shouldShowTheHelp() throws IOException {
        assertThat(command.execute("--help")).isZero();

        assertThat(out.toString()).contains("--device=DEVICE").contains("EUI-64").contains("CMD ping ADDRESS size N");
    }
}
