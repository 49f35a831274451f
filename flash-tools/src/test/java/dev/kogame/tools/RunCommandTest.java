package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Wrong input at the door: one sentence, and a status that is not 0. */
class RunCommandTest {

    @TempDir
    Path folder;

    private record Outcome(int status, String out, String err) {}

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            run                                            | Missing required parameter: 'NAME
            walk                                           | unknown command 'walk': there is run, bench
            run toaster                                    | unknown app 'toaster': there are lightbulb,
            run lightbulb --board arduino                  | unknown board 'arduino': there are sim, host, pi
            run lightbulb --board pi --link user           | the board pi takes no link, and 'user' was given
            run lightbulb --link cable                     | unknown link 'cable': there are user, tap:NAME and packet:IFACE
            run lightbulb --link tap:                      | unknown link 'tap:'
            run lightbulb --link packet:                   | unknown link 'packet:'
            run lightbulb --link tap:a/b                   | cannot name a TAP
            run lightbulb --mac 02:00                      | '02:00' is no MAC address
            run lightbulb --mac 33:33:00:00:00:01          | is a group address
            run lightbulb --mac 00:00:00:00:00:00          | is all zero
            run lightbulb --for 30                         | '30' is no length of time
            run lightbulb --udp-port 65536                 | there is no UDP port 65536
            run lightbulb --udp-port http                  | --udp-port
            run lightbulb --console tty                    | unknown console 'tty': there are stdin, unix:PATH and none
            run lightbulb --console unix:                  | unknown console 'unix:'
            run lightbulb --what                           | Unknown option: '--what'
            run lightbulb toaster                          | unknown app 'toaster': there are lightbulb,
            run lightbulb lightbulb --board pi             | a Raspberry Pi is one device, and 2 were named
            run lightbulb node --udp-port 65535            | there is no UDP port 65536 for the last of 2 devices
            run node --view wide                           | unknown view 'wide': there are live and lines
            run node node node node node node node node node | 9 devices were named: 1 to 8 have room
            bench                                          | nothing to measure: there is --chip
            bench --json x                                 | nothing to measure: there is --chip
            bench --chip --json                            | --json
            bench --chip chip                              | 'chip'
            """)
    void shouldRefuseWhatMakesNoSense(String command, String sentence) {
        Outcome outcome = execute(command.split(" "));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("kogame: ").contains(sentence).contains("--help").hasLineCount(1);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void shouldRefuseAConfigurationOutOfRange() throws Exception {
        Path file = Files.writeString(folder.resolve("lamp.properties"), "neighbors = 100000\n");

        Outcome outcome = execute("run", "lightbulb", "--config", file.toString());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith("kogame: " + file + ": neighbors 100000 is not between 4 and 1024").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --board pi                       | open on /dev/spidev0.0 failed with errno 2 (No such file or directory): switch the bus on
            --link packet:none               | failed with errno
            --config /no/such/file           | there is no configuration file /no/such/file
            --capture /no/such/folder/x      | cannot write the capture file /no/such/folder/x
            """)
    void shouldSayWhatThisMachineCannotDo(String options, String sentence) {
        Outcome outcome = execute(("run lightbulb --udp-port 56831 " + options).split(" "));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("kogame: ").contains(sentence).hasLineCount(1);
    }

    /** Against what this machine has instead of a Raspberry Pi's devices. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | spiDevice=/dev/null                   | ioctl SPI_IOC_WR_MODE on /dev/null failed with errno 25
            1 | spiDevice=/proc/sys/kernel/ostype     | errno 13 (Permission denied): let your user in with: sudo usermod -aG spi
            1 | spiDevice=/dev/spidev7.3              | open on /dev/spidev7.3 failed with errno 2
            2 | spiSpeedHz=30000000                   | spiSpeedHz 30000000 is not between 8000000 and 20000000
            2 | lampGpio=10                           | lampGpio 10 is a pin of the bus of /dev/spidev0.0
            2 | mac=00:00:00:00:00:00                 | is all zero
            """)
    void shouldSayInOneSentenceWhatIsWrongWithAPi(int status, String line, String sentence) throws Exception {
        Path file = Files.writeString(folder.resolve("lamp.properties"), line);

        Outcome outcome = execute("run", "lightbulb", "--board", "pi", "--config", file.toString());

        assertThat(outcome.status()).isEqualTo(status);
        assertThat(outcome.err()).startsWith("kogame: ").contains(sentence).hasLineCount(1);
        assertThat(outcome.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "run --help", "bench --help"})
    void shouldHelp(String command) {
        Outcome outcome = execute(command.split(" "));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).startsWith("Usage: kogame");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    private static Outcome execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Kogame.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = commandLine.execute(arguments);
        return new Outcome(status, out.toString(), err.toString());
    }
}
