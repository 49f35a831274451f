package dev.kogame.tools.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.NetworkNamespace;

/**
 * One peer and Kogame on the two ends of a TAP, in a network namespace of their own, going through some features.
 *
 * @param board Kogame's, {@code host} or {@code sim}
 * @param name what tells it from the other runs of the column
 */
record Run(Column column, String board, String name, List<Feature> features) {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String MAC = "02:4b:6f:67:61:01";
    private static final String TAP = "lamp0";
    /** Given by hand: of itself the kernel has one only after the TAP was opened. */
    private static final String KERNEL = "fe80::2";
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m");

    /** What was answered to the steps of a feature, in order. */
    record Answers(Map<String, List<String>> byFeature, String everything) {}

    /** Goes through all features. */
    Answers run(Path folder) throws IOException {
        long startedNs = System.nanoTime();
        Path script = Files.writeString(folder.resolve("script.txt"), script());
        try (NetworkNamespace host = new NetworkNamespace()) {
            host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
            host.execOk("ip", "tuntap", "add", "mode", "tap", "name", TAP);
            // With a second address of the link the kernel might answer from the other one.
            host.execOk("ip", "link", "set", TAP, "addrgenmode", "none", "up");
            host.execOk("ip", "-6", "address", "add", KERNEL + "/64", "dev", TAP, "nodad");
            Path capture = folder.resolve("wire.pcap");
            Background tcpdump = host.start("tcpdump", "--immediate-mode", "-U", "-i", TAP, "-w", capture.toString(),
                    "ether", "src", MAC);
            tcpdump.awaitOutput("listening on", PATIENCE);
            Background asking = column.ourServer() ? ourServer(host, script) : ourClient(host, script);
            long askingNs = System.nanoTime();
            asking.awaitEnd(PATIENCE);
            long tsharkNs = System.nanoTime();
            tcpdump.close();
            assertThat(malformed(host, capture)).as("what tshark says of Kogame's frames").isEmpty();
            System.out.printf("%s: %d ms of preparation, %d ms of asking, %d ms of judging%n", this,
                    (askingNs - startedNs) / 1_000_000, (tsharkNs - askingNs) / 1_000_000,
                    (System.nanoTime() - tsharkNs) / 1_000_000);
            return new Answers(answers(asking.stdout()), asking.stdout() + asking.stderr());
        }
    }

    private Background ourServer(NetworkNamespace host, Path script) {
        Background server = host.startJava(JVM, PlugtestServer.class, TAP, board);
        String address = server.awaitOutput("address fe80:", PATIENCE).split(" ")[1];
        return host.start(column.peer().command("client", address + "%" + TAP, script.toString()));
    }

    private Background ourClient(NetworkNamespace host, Path script) {
        Background server = host.start(column.peer().command("server", TAP));
        server.awaitOutput("ready", PATIENCE);
        return host.startJava(JVM, PlugtestClient.class, TAP, board, KERNEL + "%0", script.toString());
    }

    private String script() {
        return features.stream()
                .flatMap(feature -> Stream.concat(Stream.of("# " + feature.name()),
                        feature.steps(column).stream().map(this::line)))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Kogame is at the cable that loses; a peer must ask it to. */
    private String line(Feature.Step step) {
        return column.ourServer() ? step.line().replaceAll("^LOSS ", "PUT /loss ct=0 payload=") : step.line();
    }

    private static Map<String, List<String>> answers(String stdout) {
        Map<String, List<String>> answers = new HashMap<>();
        for (String part : stdout.split("(^|\n)# ")) {
            List<String> lines = part.lines().toList();
            if (!lines.isEmpty()) {
                answers.put(lines.getFirst(), lines.stream().skip(1).map(line -> line.substring(2)).toList());
            }
        }
        return answers;
    }

    /** What tshark finds fault with in frames from Kogame. */
    private static List<String> malformed(NetworkNamespace host, Path capture) {
        String faults = "(_ws.malformed || udp.checksum.status == \"Bad\""
                + " || (coap && _ws.expert.severity >= \"Warning\"))"
                // The tshark of Debian 12 does not know RFC 8974,
                + " && !(coap.token_len > 12)";
        Background tshark = host.start("tshark", "-r", capture.toString(), "-o", "udp.check_checksum:TRUE", "-Y",
                faults,
                "-T", "fields", "-e", "frame.number", "-e", "_ws.expert.message");
        assertThat(tshark.awaitEnd(PATIENCE)).as(tshark.toString()).isZero();
        return tshark.stdout()
                // nor the options Echo, No-Response and Request-Tag.
                .lines().filter(line -> !line.matches("\\d+\t(,?Invalid Option Number (252|258|292))+")).limit(10)
                .toList();
    }

    @Override
    public String toString() {
        return column.title() + ", " + name + ", board " + board;
    }
}
