package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.linux.Background;
import dev.kogame.board.linux.Needed;
import dev.kogame.board.linux.NeedsNetworkNamespaces;
import dev.kogame.board.linux.NetworkNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our CoAP client on a TAP asks libcoap's server. */
@NeedsNetworkNamespaces
@Execution(ExecutionMode.CONCURRENT)
class CoapClientOnTapTest {

    private static final Duration PATIENCE_WITH_LOSS = Duration.ofMinutes(4);

    private NetworkNamespace host;
    private Background server;

    @BeforeEach
    void makeAHost() {
        Needed.program("coap-server-notls", "libcoap3-bin");
        host = new NetworkNamespace();
        host.execOk("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0");
        host.execOk("ip", "tuntap", "add", "mode", "tap", "name", "asker0");
        host.execOk("ip", "link", "set", "asker0", "up");
        host.execOk("ip", "-6", "address", "add", "fe80::7/64", "dev", "asker0", "nodad");
    }

    @AfterEach
    void removeTheHost() {
        host.close();
    }

    private void serve(String... options) {
        List<String> command = new ArrayList<>(
                List.of("coap-server-notls", "-A", "fe80::7%asker0", "-d", "10"));
        command.addAll(List.of(options));
        server = host.start(command.toArray(String[]::new));
    }

    private List<String> ask(Duration patience, String... questions) {
        List<String> arguments = new ArrayList<>(List.of("asker0", "fe80::7"));
        arguments.addAll(List.of(questions));
        Background asking = host.startJava(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), CoapAsk.class,
                arguments.toArray(String[]::new));
        assertThat(asking.awaitEnd(patience)).as(asking.stdout() + asking.stderr() + server.stderr()).isZero();
        return asking.stdout().lines().toList();
    }

    @Test
    void shouldGetPutPostDeleteAndDiscover() {
        serve();
        assertThat(ask(Lamps.PATIENCE, "get /.well-known/core", "put /new payload=hello", "get /new", "get /new non",
                "post /new payload=x", "delete /new", "get /new", "get /.well-known/core?rt=ticks into"))
                .containsExactly(
                        "get /.well-known/core -> 2.05 </>;title=\"General Info\";ct=0,</time>;if=\"clock\";rt=\"ticks\""
                                + ";title=\"Internal Clock\";ct=0;obs,</async>;ct=0,</example_data>;title=\"Example Data\""
                                + ";ct=0;obs",
                        "put /new payload=hello -> 2.01", "get /new -> 2.05 hello", "get /new non -> 2.05 hello",
                        "post /new payload=x -> 2.04", "delete /new -> 2.02",
                        "get /new -> 4.04 Not Found",
                        "get /.well-known/core?rt=ticks into -> 2.05 </time>;if=\"clock\";rt=\"ticks\""
                                + ";title=\"Internal Clock\";ct=0;obs");
    }

    @Test
    void shouldWaitForASeparateResponse() {
        serve();
        assertThat(ask(Lamps.PATIENCE, "get /async?1", "get /time?ticks"))
                .hasSize(2).satisfies(lines -> assertThat(lines.getFirst()).isEqualTo("get /async?1 -> 2.05 done"));
    }

    @Test
    void shouldObserveAndDeregister() {
        serve();
        List<String> told = ask(Lamps.PATIENCE, "get /time observe=4", "get /new");
        assertThat(told).hasSize(5);
        assertThat(told.subList(0, 4)).doesNotHaveDuplicates()
                .allMatch(line -> line.matches("get /time observe=4 -> 2.05 \\w+ \\d+ [\\d:]+ observing"));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 64, 128, 256, 512, 1024})
    void shouldSendAndFetchABodyInBlocks(int block) {
        serve();
        assertThat(ask(Lamps.PATIENCE, "put /example_data body=5000 block=" + block,
                "get /example_data into block=" + block)).containsExactly(
                        "put /example_data body=5000 block=" + block + " -> 2.01",
                        "get /example_data into block=" + block + " -> 2.05 5000 octets, the same");
    }

    /**
     * One datagram of five of the server's is lost. Nothing is put in blocks: libcoap 4.3.1 does what comes again again, and the last
     * block of a body, come again, makes it a body of zeros before that block.
     */
    @Test
    void shouldGetAllThroughALossyServer() {
        serve();
        String get = "get /example_data into block=64";
        List<String> whole = ask(Lamps.PATIENCE, get);
        assertThat(whole).hasSize(1).first().asString().contains("2.05 ", " octets, hash ");
        server.close();
        serve("-l", "20%");

        List<String> told = ask(PATIENCE_WITH_LOSS, get, "put /new payload=hello", "get /new", "get /async?1");

        assertThat(told).hasSize(4);
        assertThat(told.get(0)).isEqualTo(whole.getFirst());
        assertThat(told.get(1)).matches("put /new payload=hello -> 2.0[14]");
        assertThat(told.get(2)).isEqualTo("get /new -> 2.05 hello");
        assertThat(told.get(3)).isEqualTo("get /async?1 -> 2.05 done");
    }
}
