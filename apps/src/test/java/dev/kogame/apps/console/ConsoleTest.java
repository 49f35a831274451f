package dev.kogame.apps.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.kogame.apps.BoardChoice;
import dev.kogame.apps.Device;
import dev.kogame.apps.Household;
import dev.kogame.apps.LogLevel;
import dev.kogame.apps.View;
import dev.kogame.apps.link.LinkChoice;
import dev.kogame.apps.node.Node;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Lamp;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node on the link user, as it runs, with its console on a Unix domain socket. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class ConsoleTest {

    private static final String ROUTER = "2001:db8:1::1";

    @TempDir
    Path folder;

    private Path path;
    private Household household;
    private Device device;
    private Console console;
    private Exchange asked;
    private Thread running;

    /** Shows nothing to nobody. */
    private static final class Silence implements View {
        @Override
        public Lamp lamp(String name) {
            return _ -> {};
        }

        @Override
        public void tell(Device teller, String news) {
        }

        @Override
        public void tellOfChip(Device teller, String news) {
        }
    }

    /** One who types. */
    private final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final BufferedReader answers;

        Client() throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        }

        void type(String text) throws IOException {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        /** The lines up to the one that ends an answer. */
        List<String> answer() throws IOException {
            List<String> lines = new ArrayList<>();
            do {
                lines.add(answers.readLine());
            } while (lines.getLast() != null && !lines.getLast().equals("ok")
                    && !lines.getLast().startsWith("error: "));
            return lines;
        }

        List<String> ask(String line) throws IOException {
            type(line + "\n");
            return answer();
        }

        /** Asks until a line of the answer matches. */
        List<String> askUntil(String line, String pattern) throws IOException {
            while (true) {
                List<String> answer = ask(line);
                if (answer.stream().anyMatch(each -> each.matches(pattern))) {
                    return answer;
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @BeforeEach
    void run() throws IOException {
        path = folder.resolve("console");
        household = household("node");
        device = household.devices().getFirst();
        Node.open(device.stack());
        console = Console.open(ConsoleChoice.unix(path), household).orElseThrow();
        household.ready();
        running = Thread.ofPlatform().start(() -> household.run(Deadlines.NEVER));
    }

    @AfterEach
    void end() throws Exception {
        household.stop();
        running.join();
        console.close();
        household.close();
        assertThat(path).doesNotExist();
    }

    private static Household household(String... names) throws IOException {
        Household.Plan plan = new Household.Plan(new BoardChoice.Host(new LinkChoice.User(freePort())),
                StackConfig.defaults().withSeed(1).with(Limit.INITIAL_DELAY_MS, 0));
        return Household.open(plan, List.of(names), new Silence());
    }

    private static int freePort() throws IOException {
        try (DatagramChannel any = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            any.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            return ((InetSocketAddress) any.getLocalAddress()).getPort();
        }
    }

    private static void awaitGlobalAddress(Client client) throws IOException {
        client.askUntil("addresses", "2001:db8:1:.* state preferred .*");
    }

    @Test
    void shouldTellWhatTheTablesHold() throws IOException {
        try (Client client = new Client()) {
            awaitGlobalAddress(client);

            assertThat(client.ask("addresses")).hasSize(3).anySatisfy(line -> assertThat(line).matches(
                    "fe80::[0-9a-f:]+%0 interface 0 state preferred origin autoconfiguration preferred infinite valid infinite"))
                    .anySatisfy(line -> assertThat(line).matches("2001:db8:1:[0-9a-f:]+ interface 0 state preferred "
                            + "origin autoconfiguration preferred 6047\\d\\d valid 25919\\d\\d"))
                    .endsWith("ok");
            assertThat(client.ask("routers")).hasSize(2).first().asString()
                    .matches("fe80::[0-9a-f:]+%0 interface 0 lifetime 1\\d\\d\\d preference medium");
            assertThat(client.ask("prefixes")).hasSize(2).first().asString()
                    .matches("2001:db8:1::/64 interface 0 valid 25919\\d\\d");
            assertThat(client.ask("routes")).hasSize(4).startsWith("fe80::/10 interface 0 on-link",
                    "2001:db8:1::/64 interface 0 on-link")
                    .anyMatch(line -> line.matches("::/0 .* via fe80::.*%0 preference medium"));
            assertThat(client.ask("groups")).contains("ff02::1%0 interface 0 reasons 1").hasSize(4);
            assertThat(client.ask("neighbors")).hasSize(2).first().asString().matches(
                    "fe80::[0-9a-f:]+%0 interface 0 state \\w+ mac 02:4b:6f:67:61:00 router yes waiting 0");
            assertThat(client.ask("counters")).contains("UDP_PORT interface 0 count 0", "NO_ROUTE interface 0 count 0")
                    .anyMatch(line -> line.matches("RECEIVED_FRAMES interface 0 count [1-9]\\d*"))
                    .hasSizeGreaterThan(50);
            assertThat(client.ask("memory")).anyMatch(line -> line.matches("frame slots free (\\d+) of \\1"))
                    .anyMatch(line -> line.matches("\\d+ octets in all")).hasSizeGreaterThan(8);
            assertThat(client.ask("help")).hasSizeGreaterThan(14).anyMatch(line -> line.startsWith("ping "));
        }
    }

    @Test
    void shouldPing() throws IOException {
        try (Client client = new Client()) {
            awaitGlobalAddress(client);

            assertThat(client.ask("ping " + ROUTER + " size 1000 count 1")).hasSize(3).endsWith("ok").first().asString()
                    .matches("reply from 2001:db8:1::1 sequence 0 octets 1000 hop-limit 64 time \\d+\\.\\d{3} ms");
            List<String> answer = client.ask("ping ff02::1 count 1 size 8");
            assertThat(answer).hasSize(3).endsWith("ok").first().asString()
                    .matches("reply from fe80::.*%0 sequence 1 octets 8 .*");
        }
    }

    @Test
    void shouldJoinAndLeaveGroupsUntilItReboots() throws IOException {
        try (Client client = new Client()) {
            assertThat(client.ask("join ff02::fb")).containsExactly("ok");
            assertThat(client.ask("join ff1e::4b6f%0")).containsExactly("ok");
            assertThat(client.ask("groups")).contains("ff02::fb%0 interface 0 reasons 1",
                    "ff1e::4b6f interface 0 reasons 1");

            assertThat(client.ask("leave ff1e::4b6f")).containsExactly("ok");
            assertThat(client.ask("leave ff1e::4b6f")).containsExactly("error: group ff1e::4b6f was not joined here");
            assertThat(client.ask("groups")).contains("ff02::fb%0 interface 0 reasons 1")
                    .noneMatch(line -> line.startsWith("ff1e::4b6f"));

            assertThat(client.ask("reboot")).containsExactly("ok");
            assertThat(client.ask("groups")).noneMatch(line -> line.startsWith("ff02::fb"));
            for (int i = 0; i < 15; i++) {
                client.ask("join ff02::" + (i + 10));
            }
            assertThat(client.ask("join ff02::99").getLast()).startsWith("error: no room for group ff02::99");
        }
    }

    @Test
    void shouldForgetAllStateAndStartAnewWithItsSockets() throws IOException {
        try (Client client = new Client()) {
            awaitGlobalAddress(client);
            List<String> groups = client.ask("groups");
            client.ask("ping ::1");
            assertThat(client.ask("counters")).contains("NO_ROUTE interface 0 count 1");

            assertThat(client.ask("reboot")).containsExactly("ok");

            assertThat(client.ask("counters")).contains("NO_ROUTE interface 0 count 0");
            awaitGlobalAddress(client);
            assertThat(client.ask("groups")).containsExactlyInAnyOrderElementsOf(groups);
            assertThat(client.ask("ping " + ROUTER + " count 1")).endsWith("ok");
            assertThatThrownBy(() -> Node.open(device.stack())).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("UDP port 7 is open already");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            walk                         | unknown command 'walk': help lists them
            addresses 0                  | addresses takes nothing behind it, and '0' was given
            reboot now                   | reboot takes nothing behind it, and 'now' was given
            ping                         | ping takes an address, and then size N or count N
            ping fe80::1 count           | ping takes an address, and then size N or count N
            ping fe80::1 ttl 3           | ping takes size N and count N, and not 'ttl'
            ping fe80::1 count 0         | count '0' is no whole number between 1 and 1000
            ping fe80::1 count 1001      | count '1001' is no whole number between 1 and 1000
            ping fe80::1 size -1         | size '-1' is no whole number between 0 and 2000
            ping fe80::1 size 2001       | size '2001' is no whole number between 0 and 2000
            ping fe80::1%1               | 'fe80::1%1' has the zone '1', and the only interface is 0
            ping fe80::1%                | 'fe80::1%' has the zone '', and the only interface is 0
            ping fe80::1%99999999999     | 'fe80::1%99999999999' has the zone '99999999999', and the only interface is 0
            ping router                  | 'router' is no IPv6 address
            ping 192.0.2.1               | '192.0.2.1' is no IPv6 address
            ping ::1                     | cannot send to ::1%0: NO_ROUTE
            join                         | join takes one GROUP
            join fe80::1                 | fe80::1%0 is no multicast group: those begin with ff
            leave ff02::1                | group ff02::1%0 was not joined here
            resolve                      | resolve takes one NAME
            resolve a b                  | resolve takes one NAME
            resolve a..b                 | 'a..b' is no domain name: its part '' is not 1 to 63 letters, digits, hyphens and underscores
            resolve lamp.example         | there is no server to ask: no router announced one; name some with nameServers in the file of --config
            log                          | log takes one LEVEL
            log loud                     | unknown level 'loud': there are off, warn, info and debug
            """)
    void shouldRefuseInOneSentenceWhatMakesNoSense(String line, String sentence) throws IOException {
        try (Client client = new Client()) {
            assertThat(client.ask(line)).containsExactly("error: " + sentence);
            assertThat(client.ask("log info")).as("and goes on").containsExactly("ok");
        }
    }

    @Test
    void shouldAnswerLinesInTheirOrderHoweverTheyCome() throws IOException {
        try (Client client = new Client()) {
            client.type("log debug\r\n\n  \nwalk\nhe");
            client.type("lp\n" + "x".repeat(100_000) + "\nlog info");
            assertThat(client.answer()).containsExactly("ok");
            assertThat(client.answer()).containsExactly("error: unknown command 'walk': help lists them");
            assertThat(client.answer()).hasSizeGreaterThan(10).endsWith("ok");
            assertThat(client.answer()).containsExactly("error: the line is longer than 512 octets");
            client.channel.shutdownOutput();
            assertThat(client.answer()).as("a last line without a line break").containsExactly("ok");
            assertThat(client.answers.readLine()).isNull();
        }
        assertThat(device.logLevel()).isEqualTo(LogLevel.INFO);
    }

    @Test
    void shouldServeOneClientAfterTheOther() throws IOException {
        Client first = new Client();
        assertThat(first.ask("log debug")).containsExactly("ok");
        try (Client second = new Client()) {
            second.type("log warn\n");
            assertThat(first.ask("log info")).containsExactly("ok");
            // Gone in the middle of an answer: what it asked for ends with it.
            first.type("ping fe80::9 count 1000\n");
            first.close();
            assertThat(second.answer()).containsExactly("ok");
        }
    }

    @Test
    void shouldEndTheAppOnQuitWhenTheAnswerIsWritten() throws Exception {
        try (Client client = new Client()) {
            assertThat(client.ask("quit")).containsExactly("ok");
            running.join();
            assertThat(client.answers.readLine()).isNull();
        }
    }

    @Test
    void shouldLetOnlyItsOwnerInAndRefuseAFileThatIsInUseOrNoSocket() throws IOException {
        assertThat(Files.getPosixFilePermissions(path)).hasToString("[OWNER_READ, OWNER_WRITE]");
        assertThatThrownBy(() -> Console.open(ConsoleChoice.unix(path), household))
                .isInstanceOf(IOException.class).hasMessageStartingWith("the console's socket " + path + " cannot be");
        Path text = Files.writeString(folder.resolve("text"), "precious");
        assertThatThrownBy(() -> Console.open(ConsoleChoice.unix(text), household))
                .isInstanceOf(IOException.class);
        assertThat(text).hasContent("precious");
    }

    @Test
    void shouldAddressADeviceOfSeveralByItsName() throws Exception {
        try (Household two = household("node-1", "node-2")) {
            Commands commands = new Commands(two.devices(), exchange());

            assertThat(answer(commands, "node-2 log off")).isEqualTo("ok\n");
            assertThat(two.devices()).extracting(Device::logLevel).containsExactly(LogLevel.INFO, LogLevel.OFF);
            assertThat(answer(commands, "log off"))
                    .isEqualTo("error: say first which device, one of node-1, node-2\n");
            assertThat(answer(commands, "node-3 log off")).startsWith("error: say first which device");
            assertThat(answer(commands, "node-1")).startsWith("error: say behind node-1 what it is to do");
            assertThat(answer(commands, "help")).startsWith("Before each command").endsWith("ok\n");
            assertThat(answer(commands, "quit")).endsWith("ok\n");
        }
    }

    @Test
    void shouldPressAKeyOfAnAppThatTakesIt() throws Exception {
        try (Household one = household("switch")) {
            Device device = one.devices().getFirst();
            Commands commands = new Commands(one.devices(), exchange());
            assertThat(answer(commands, "press t")).isEqualTo("error: no key does anything here\n");
            StringBuilder pressed = new StringBuilder();
            device.onKey("t toggles", (key, _) -> key == 't' && !pressed.append(key).isEmpty());

            assertThat(answer(commands, "press t")).isEqualTo("ok\n");
            assertThat(pressed).hasToString("t");
            assertThat(answer(commands, "press x"))
                    .isEqualTo("error: the key 'x' does nothing here: t toggles\n");
        }
    }

    private Exchange exchange() {
        asked = new Exchange();
        return asked;
    }

    private String answer(Commands commands, String line) throws InterruptedException {
        asked.ask(line);
        assertThat(commands.execute(asked.poll(), 0)).isEmpty();
        StringBuilder answer = new StringBuilder();
        for (String lines = asked.take(); !lines.isEmpty(); lines = asked.take()) {
            answer.append(lines);
        }
        return answer.toString();
    }

    @Test
    void shouldAllocateNothingWhileNobodyTypes() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Household other = household("node");
                Console silent = Console.open(ConsoleChoice.unix(folder.resolve("silent")), other)
                        .orElseThrow()) {
            threads.getCurrentThreadAllocatedBytes();
            long allocated = Long.MAX_VALUE;
            boolean worked = false;
            for (int round = 0; round < 10 && allocated != 0; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 100_000; i++) {
                    worked |= silent.poll(i, 16) != 0 || silent.nextDeadlineNs() != Deadlines.NEVER;
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isZero();
            assertThat(worked).isFalse();
        }
    }

    @Test
    void shouldReplaceTheFileOfASocketThatNobodyListensTo() throws IOException {
        Path left = folder.resolve("left");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(left)).close();
        assertThat(left).exists();

        UnixDoor.open(left).close();

        assertThat(left).doesNotExist();
    }
}
