package dev.kogame.tools.conformance;

import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;
import static dev.kogame.tools.conformance.script.Messages.multicastSolicitation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import dev.kogame.board.EthernetPort;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.tools.conformance.cases.Cases;
import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.device.DeviceCommand;
import dev.kogame.tools.conformance.device.DeviceConsole;
import dev.kogame.tools.conformance.device.PortDevice;
import dev.kogame.tools.conformance.device.StackDevice;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Field;
import dev.kogame.tools.conformance.report.ReportFolder;
import dev.kogame.tools.conformance.report.Table;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Discovery;
import dev.kogame.tools.conformance.script.Node;
import dev.kogame.tools.conformance.script.Outcome;
import dev.kogame.tools.conformance.script.Outcome.Verdict;
import dev.kogame.tools.conformance.script.Runner;
import dev.kogame.tools.conformance.script.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the words of a script mean. */
class RunnerTest {

    private static final Address TN = Node.TN1.linkLocal();

    @TempDir
    private Path folder;

    private static Outcome run(Case.Script script) throws IOException {
        return Runner.run(new Case("0.0", "a case", "0", script), new StackDevice());
    }

    @Test
    void shouldSayWhatWasExpectedWhenAndWhatCameInstead() throws IOException {
        Outcome outcome = run(t -> {
            Setup.start(t);
            t.send(echoRequest(TN, t.nut()));
            t.expect(echoReply().with(Field.IDENTIFIER, 1), 2);
        });

        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.reason()).matches("expected until 4\\.\\d+ s: \\* > \\* \\| Echo Reply \\(identifier 1\\); "
                + "came instead: 2\\.\\d+ s: .*Neighbor Solicitation.*; 2\\.\\d+ s: .*Echo Reply \\(identifier 19311.*");
    }

    @Test
    void shouldSayThatNothingCame() throws IOException {
        Outcome outcome = run(t -> {
            Setup.start(t);
            t.pause(10);
            t.expect(echoReply(), 1);
        });

        assertThat(outcome.reason()).contains("nothing came since 12.");
    }

    @Test
    void shouldTakeWhatCameInAnyOrderButNotTwice() throws IOException {
        Outcome outcome = run(t -> {
            Setup.start(t);
            t.send(echoRequest(TN, t.nut()));
            t.expect(echoReply());
            t.expect(multicastSolicitation(TN));
            t.expect(multicastSolicitation(TN), 3);
        });

        assertThat(outcome.reason()).startsWith("expected until").contains("Neighbor Solicitation");
        assertThat(outcome.events().stream().filter(event -> event.remark().startsWith("as expected")).count())
                .isEqualTo(3);
    }

    @Test
    void shouldForgetWhatCameBeforeTheLastSend() throws IOException {
        Outcome outcome = run(t -> {
            Setup.start(t);
            t.send(echoRequest(TN, t.nut()).with(Field.IDENTIFIER, 1));
            t.send(echoRequest(TN, t.nut()).with(Field.IDENTIFIER, 2));
            t.expect(echoReply().with(Field.IDENTIFIER, 2));
            t.expect(echoReply().with(Field.IDENTIFIER, 1), 3);
        });

        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.reason()).contains("Echo Reply (identifier 1)");
    }

    @Test
    void shouldRefuseWhatIsNotExpectedEvenIfItCameAtOnce() throws IOException {
        Outcome outcome = run(t -> {
            Setup.start(t);
            t.send(echoRequest(TN, t.nut()));
            t.expect(multicastSolicitation(TN));
            t.expectNothing(echoReply(), 3);
        });

        assertThat(outcome.reason()).startsWith("not expected until").contains("but at 2.");
    }

    @Test
    void shouldRefuseWhatComesTooEarly() throws IOException {
        Outcome outcome = run(t -> {
            Setup.start(t);
            t.send(echoRequest(TN, t.nut()));
            t.expectAfter(1, 2, echoReply());
        });

        assertThat(outcome.reason()).startsWith("expected not before 3.").contains("and it came at 2.");
    }

    @Test
    void shouldAnswerForItsStationsUnlessTheyAreMute() throws IOException {
        assertThat(run(t -> {
            Setup.start(t);
            Setup.ping(t, TN, t.nut());
        }).verdict()).isEqualTo(Verdict.PASS);
        assertThat(run(t -> {
            Setup.start(t);
            t.mute(Node.TN1);
            Setup.ping(t, TN, t.nut());
        }).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void shouldNotCallASilentDeviceConforming() throws IOException {
        StackDevice dead = new StackDevice(StackDevice::strictHost, Mute::new);

        long passed = Cases.all().stream()
                .filter(row -> row.section().equals("1") || row.section().equals("5")).filter(row -> {
                    try {
                        return Runner.run(row, dead).verdict() == Verdict.PASS;
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }).count();

        assertThat(passed).isZero();
    }

    /**
     * Common cleanup leaves nothing behind that the next case would stumble over; on a device that forgets neighbors which do not
     * answer, as RFC 4861 has it and RFC 7048 has not.
     */
    @Test
    void shouldRunCasesOneAfterTheOtherOnADeviceThatNobodyCanReboot() throws IOException {
        StackDevice device = new StackDevice(
                seed -> StackDevice.strictHost(seed).with(Switch.UNREACHABLE_STATE, false), port -> port,
                EnumSet.of(Ability.VIRTUAL_TIME));
        device.receive(20_000_000_000L);
        List<String> failed = new ArrayList<>();
        int passed = 0;
        for (Case row : Cases.all()) {
            if (row.script() != null
                    && row.id().matches("1\\.[12].*|2\\.1\\.(1|5|6|8|9|1[0-9]|21)\\..*|2\\.2\\.1[1-9].*|5.*")) {
                Outcome outcome = Runner.run(row, device);
                passed += outcome.verdict() == Verdict.PASS ? 1 : 0;
                if (outcome.verdict() == Verdict.FAIL) {
                    failed.add(row.id() + " " + outcome.reason());
                }
            }
        }
        assertThat(failed).isEmpty();
        assertThat(passed).isGreaterThan(170);
    }

    @Test
    void shouldFindTheEthernetAddressOfTheDevice() throws IOException {
        StackDevice device = new StackDevice();

        assertThat(Discovery.macOf(device)).isEqualTo(device.mac());
    }

    @Test
    void shouldSayThatNobodyIsThere() {
        StackDevice nobody = new StackDevice(StackDevice::strictHost, Mute::new);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Discovery.macOf(nobody))
                .withMessageStartingWith("nobody answers an Echo Request to ff02::1 on this link");
    }

    @Test
    void shouldEscapeWhatACaseSaysInItsPage() throws IOException {
        ReportFolder report = new ReportFolder(folder, 1, "<device>");
        Table table = new Table(new PrintWriter(new ByteArrayOutputStream()));
        Outcome outcome = run(t -> {
            t.remark("<b>");
            t.require(false, "a < b & \"c\"");
        });

        report.ended(outcome);
        report.ended();
        table.ended(outcome);

        assertThat(folder.resolve("0.0.html")).content().contains("a &lt; b &amp; &quot;c&quot;").contains("&lt;b&gt;");
        assertThat(folder.resolve("index.html")).content().contains("&lt;device&gt;");
        assertThat(folder.resolve("junit.xml")).content().contains("failures=\"1\"").contains("a &lt; b &amp; ");
        assertThat(table.count(Verdict.FAIL)).isOne();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldAskTheDeviceCommandWhatItCanDoAndHaveItDone() throws IOException {
        PortDevice device = commanded("""
                #!/bin/sh
                case $1 in
                    can) [ "$2" = reboot ] || [ "$2" = join ] ;;
                    reboot) echo rebooted > "$(dirname "$0")/done" ;;
                    join) exit 3 ;;
                esac
                """);

        assertThat(device.can(Ability.REBOOT)).isTrue();
        assertThat(device.can(Ability.PING)).isFalse();
        assertThat(device.can(Ability.VIRTUAL_TIME)).isFalse();
        device.reboot();
        assertThat(folder.resolve("done")).hasContent("rebooted\n");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> device.listen(Address.ALL_NODES, true))
                .withMessage("the device command ended with status 3 when told: join ff02::1");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldHaveTheDeviceCommandDoWhatDhcpv6Needs() throws IOException {
        PortDevice device = commanded("""
                #!/bin/sh
                case $1 in
                    can) [ "$2" = dhcpv6 ] || [ "$2" = link ] || [ "$2" = release ] ;;
                    *) echo "$@" >> "$(dirname "$0")/done" ;;
                esac
                """);

        assertThat(device.can(Ability.DHCPV6)).isTrue();
        assertThat(device.can(Ability.LINK)).isTrue();
        assertThat(device.can(Ability.RELEASE)).isTrue();
        assertThat(device.can(Ability.RESOLVE)).isFalse();
        device.link(false);
        device.link(true);
        device.release();
        assertThat(folder.resolve("done")).hasContent("link down\nlink up\nrelease\n");
    }

    @Test
    void shouldSayThatTheDeviceCommandCannotBeRun() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> new DeviceCommand("/no/such/command"))
                .withMessageStartingWith("the device command cannot be run: ");
    }

    @Test
    void shouldSpeakToTheConsoleOfADevice() throws Exception {
        Path socket = folder.resolve("console");
        StringBuilder heard = new StringBuilder();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread device = Thread.ofVirtual().start(() -> answer(server, heard, "sent 1 received 0\nok\n", "ok\n",
                    "error: not now\n"));
            EthernetPort port = new VirtualCable(1, 1, 2).end(0);
            try (PortDevice tested = new PortDevice(port, (work, nowNs, deadlineNs) -> Thread.onSpinWait(), () -> {},
                    new DeviceConsole(socket))) {
                tested.ping(TN, 8);
                tested.reboot();
                assertThatExceptionOfType(IOException.class).isThrownBy(tested::reboot)
                        .withMessage("the device answers 'not now' when told: reboot");
                assertThat(tested.can(Ability.JOIN)).isTrue();
                assertThat(tested.can(Ability.LINK)).isFalse();
            }
            device.join();
        }
        assertThat(heard).hasToString("ping fe80::200:ff:fe00:100 size 8 count 1\nreboot\nreboot\n");
    }

    private static void answer(ServerSocketChannel server, StringBuilder heard, String... answers) {
        try (SocketChannel client = server.accept()) {
            for (String each : answers) {
                ByteBuffer line = ByteBuffer.allocate(256);
                while (line.position() == 0 || line.get(line.position() - 1) != '\n') {
                    client.read(line);
                }
                heard.append(new String(line.array(), 0, line.position(), StandardCharsets.UTF_8));
                client.write(StandardCharsets.UTF_8.encode(each));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldSayThatNoConsoleListens() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> new DeviceConsole(folder.resolve("none")))
                .withMessageStartingWith("no console listens at ");
    }

    private PortDevice commanded(String script) throws IOException {
        Path file = folder.resolve("device.sh");
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
            writer.print(script);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        EthernetPort port = new VirtualCable(1, 1, 2).end(0);
        return new PortDevice(port, (work, nowNs, deadlineNs) -> Thread.onSpinWait(), () -> {},
                new DeviceCommand(file.toString()));
    }

    /** A port that sends nothing. */
    private record Mute(EthernetPort port) implements EthernetPort {

        @Override
        public int poll(long nowNs) {
            return port.poll(nowNs);
        }

        @Override
        public long nextDeadlineNs() {
            return port.nextDeadlineNs();
        }

        @Override
        public int receive(byte[] frame, int at, int capacity, long nowNs) {
            return port.receive(frame, at, capacity, nowNs);
        }

        @Override
        public int transmit(byte[] frame, int at, int octets, long nowNs) {
            return SENT;
        }

        @Override
        public boolean linkUp() {
            return port.linkUp();
        }

        @Override
        public long macAddress() {
            return port.macAddress();
        }

        @Override
        public void joinGroup(long group) {
            port.joinGroup(group);
        }

        @Override
        public void leaveGroup(long group) {
            port.leaveGroup(group);
        }
    }
}
