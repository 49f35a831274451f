package dev.kogame.tools.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NeedsNetworkNamespaces;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kogame's CoAP with libcoap, Californium and the npm package coap on the other end of a TAP: a test for every cell of the table
 * of features and peers. The pairs go through their features side by side, for most of the time is waiting.
 */
@NeedsNetworkNamespaces
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoapInteropTest {

    private static final int SIDE_BY_SIDE = 4;

    private static final Path PAGE = Path.of("../netstack/conformance/interop.md");

    private final Table table = new Table();
    private final ExecutorService pairs = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    private final Map<Run, Future<Run.Answers>> answers = new LinkedHashMap<>();

    @BeforeAll
    void startThePairs(@TempDir Path folder) throws IOException {
        Needed.program("tcpdump", "tcpdump");
        Needed.program("tshark", "tshark");
        Peer.makeRoom();
        for (Peer peer : Peer.values()) {
            peer.prepare();
        }
        for (Run run : runs()) {
            Path own = Files.createDirectories(folder.resolve(run.column() + "-" + run.board() + "-" + run.name()));
            answers.put(run, pairs.submit(() -> run.run(own)));
        }
    }

    private static List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (Column column : Column.values()) {
            runs.add(new Run(column, "host", "lossy", Features.lossy()));
        }
        for (Column column : Column.values()) {
            runs.add(new Run(column, "host", "clean", all(16, 32, 64, 128, 256, 512, 1024)));
            runs.add(new Run(column, "sim", "clean", all(256)));
        }
        return runs;
    }

    private static List<Feature> all(int... blockSizes) {
        return Stream.of(Features.all(), Features.groups(), Features.blocks(blockSizes)).flatMap(List::stream).toList();
    }

    @AfterAll
    void awaitThePairs() {
        pairs.close();
    }

    @TestFactory
    Stream<DynamicNode> shouldUnderstandEachOther() {
        Stream<DynamicNode> cells = answers.keySet().stream().map(run -> dynamicContainer(run.toString(), run.features()
                .stream()
                .map(feature -> dynamicTest(feature.name(), () -> table.enter(run, feature, check(run, feature))))));
        return Stream.concat(cells, Stream.of(dynamicTest("the page tells what ran", this::comparePage)));
    }

    private void comparePage() throws IOException {
        System.out.println(table);
        Files.writeString(Peer.BUILT.resolve("table.md"), table.toString());
        assertThat(Files.readString(PAGE)).endsWith(table.toString());
    }

    private Executable check(Run run, Feature feature) {
        return () -> compare(run, feature);
    }

    private void compare(Run run, Feature feature) throws InterruptedException, ExecutionException {
        Run.Answers all = answers.get(run).get();
        List<String> got = all.byFeature().getOrDefault(feature.name(), List.of());
        List<Feature.Step> steps = feature.steps(run.column());
        assertThat(got).as(() -> "answers to " + steps + " in " + all.everything()).hasSameSizeAs(steps);
        for (int i = 0; i < steps.size(); i++) {
            String wanted = steps.get(i).answer();
            // An entity-tag may come with any representation.
            String answer = wanted.contains("etag") ? got.get(i) : got.get(i).replace(" etag", "");
            assertThat(answer).as(steps.get(i).line()).matches(wanted);
        }
    }
}
