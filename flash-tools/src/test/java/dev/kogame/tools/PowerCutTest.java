package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lightbulb acknowledged it knows for good; what it is told twice it does once. */
class PowerCutTest {

    private static final long SEED = 20_261_125L;
    private static final int WRITES = 1000;
    private static final int WRITES_BETWEEN_CUTS = 120;
    private static final Duration ANSWER = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    /** The process is killed (SIGKILL) at a moment drawn from the seed, while a client writes as fast as it is acknowledged. */
    @Test
    void shouldLoseNoAcknowledgedStateOfAThousandWrites() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        int acknowledged = 0;
        int sent = 0;
        int cuts = 0;
        long longestNs = 0;
        try (ScheduledExecutorService executioner = Executors.newSingleThreadScheduledExecutor()) {
            while (acknowledged < WRITES) {
                try (Background server = server(); LightClient client = client(server)) {
                    String found = client.ask(client.message(LightClient.GET, ""), ANSWER).orElseThrow();
                    assertThat(found).as("after %d cuts, seed %d; the last acknowledged and the last sent", cuts, SEED)
                            .isIn(state(acknowledged), state(sent));
                    acknowledged = found.equals(state(sent)) ? sent : acknowledged;
                    int until = acknowledged + random.nextInt(WRITES_BETWEEN_CUTS);
                    long delayNs = random.nextLong(3_000_000);
                    boolean cut = false;
                    while (true) {
                        if (!cut && acknowledged >= until) {
                            // From now on any moment: before, in or behind a write.
                            executioner.schedule(server.handle()::destroyForcibly, delayNs, TimeUnit.NANOSECONDS);
                            cut = true;
                        }
                        sent = acknowledged + 1;
                        long askedNs = System.nanoTime();
                        Optional<String> answer = client.ask(client.message(LightClient.PUT, json(sent)),
                                cut ? Duration.ofMillis(300) : ANSWER);
                        if (answer.isEmpty()) {
                            assertThat(cut).as("an answer, while nobody cuts the power").isTrue();
                            break;
                        }
                        longestNs = Math.max(longestNs, System.nanoTime() - askedNs);
                        assertThat(answer).contains("2.04");
                        acknowledged = sent;
                    }
                    cuts++;
                }
            }
        }
        assertThat(cuts).isGreaterThan(WRITES / WRITES_BETWEEN_CUTS);
        System.out.printf("%d writes survived %d cuts; the longest answer took %.1f ms%n", acknowledged, cuts,
                longestNs / 1e6);
    }

    /** The whole lightbulb: on its board, its stack and its link. */
    @Test
    void shouldToggleOnceForAReplayedMessageAndKnowItAfterACut() throws Exception {
        int port = Lamps.freePort();
        String[] options = {"--udp-port", "" + port, "--board", "host", "--state", folder.toString(), "--for", "60s"};
        String toggled;
        try (Background lamp = Lamps.start(options); LightClient client = new LightClient(port)) {
            lamp.awaitOutput("reach it at ", Lamps.PATIENCE);
            assertThat(client.ask(client.message(LightClient.PUT, "{\"on\":false,\"level\":30}"), ANSWER))
                    .contains("2.04");
            byte[] toggle = client.message(LightClient.POST, "");
            assertThat(client.ask(toggle, ANSWER)).contains("2.04");
            for (int i = 0; i < 3; i++) {
                assertThat(client.ask(toggle, ANSWER)).as("the same answer").contains("2.04");
            }
            lamp.handle().destroyForcibly();
            toggled = lamp.stdout();
        }
        assertThat(toggled.lines().filter(line -> line.startsWith("lamp"))).containsExactly("lamp ○ off",
                "lamp ● on 30 %");
        try (Background lamp = Lamps.start(options); LightClient client = new LightClient(port)) {
            lamp.awaitOutput("lamp ● on 30 %", Lamps.PATIENCE);
            lamp.awaitOutput("reach it at ", Lamps.PATIENCE);
            assertThat(client.ask(client.message(LightClient.GET, ""), ANSWER))
                    .contains("2.05 {\"on\":true,\"level\":30,\"transition\":0}");
        }
    }

    private Background server() {
        return new Background(NetworkNamespace.java(Lamps.LAUNCHER_OPTIONS, LightServer.class,
                folder.resolve("light").toString()));
    }

    private static LightClient client(Background server) throws Exception {
        return new LightClient(Integer.parseInt(server.awaitOutput("port ", Lamps.PATIENCE).split(" ")[1]));
    }

    /** Every write is a state of its own: its number is the transition's milliseconds. */
    private static String json(int write) {
        return "{\"on\":%b,\"level\":%d,\"transition\":%s}".formatted(write % 2 != 0,
                write == 0 ? 100 : 1 + write % 100,
                write == 0 ? "0" : String.valueOf(write / 1000.0).replaceAll("\\.0$", ""));
    }

    private static String state(int write) {
        return "2.05 " + json(write);
    }
}
