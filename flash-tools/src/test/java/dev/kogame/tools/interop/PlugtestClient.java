package dev.kogame.tools.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import dev.kogame.apps.ZonedAddress;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.netstack.coap.ClientOutcome;
import dev.kogame.netstack.coap.ClientRequest;
import dev.kogame.netstack.coap.ClientResponse;
import dev.kogame.netstack.coap.CoapClient;
import dev.kogame.netstack.coap.CoapCode;
import dev.kogame.netstack.coap.CoapMessage;
import dev.kogame.netstack.coap.CoapOption;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.coap.ContentFormat;
import dev.kogame.netstack.udp.UdpDatagram;
import dev.kogame.netstack.udp.UdpHandler;
import dev.kogame.tools.interop.Script.Line;

/** Asks what a {@link Script} says with Kogame's client, on a TAP. */
final class PlugtestClient implements Duty {

    private static final int FIRST_PORT = 49_200;
    private static final int MAX_OBSERVERS = 3;
    private static final int MAX_BODY_OCTETS = 1 << 17;
    private static final long PATIENCE_NS = Duration.ofSeconds(60).toNanos();
    private static final List<String> METHODS = List.of("", "GET", "POST", "PUT", "DELETE", "FETCH", "PATCH", "iPATCH");

    private final TapNode node;
    private final ZonedAddress server;
    private final Iterator<String> script;
    private final Asker common;
    private final List<Asker> observers = new ArrayList<>();
    private final byte[] body = new byte[MAX_BODY_OCTETS];
    private byte[] lastEtag = {};
    private boolean asking;
    private boolean registering;
    private String awaited = "";
    private long untilNs;

    /** A client on a port of its own, which knows of what type the message was that it got last. */
    private static final class Asker implements UdpHandler {
        private final CoapClient client;
        private int type;
        private String state = "";
        private int observation;
        private boolean registered;

        Asker(TapNode node, int port) {
            byte[] secret = new byte[CoapClient.SECRET_OCTETS];
            new SecureRandom().nextBytes(secret);
            client = new CoapClient(8, secret);
            client.start(node.stack().udp(port, this));
            node.add(client);
        }

        @Override
        public void received(UdpDatagram datagram, long nowNs) {
            type = CoapMessage.type(datagram.buffer(), datagram.offset());
            client.received(datagram, nowNs);
        }

        @Override
        public void failed(int type, int code, int interfaceIndex, long hi, long lo, int port, byte[] quoted, int at,
                int end, long nowNs) {
            client.failed(type, code, interfaceIndex, hi, lo, port, quoted, at, end, nowNs);
        }

        void observed(ClientResponse response) {
            registered |= response.isObserving();
            state = text(response);
        }
    }

    private PlugtestClient(TapNode node, String server, List<String> script) {
        this.node = node;
        this.server = ZonedAddress.parse(server);
        this.script = script.iterator();
        common = new Asker(node, FIRST_PORT);
        for (int i = 0; i < MAX_OBSERVERS; i++) {
            observers.add(new Asker(node, FIRST_PORT + 1 + i));
        }
    }

    /** @param arguments the TAP's name, the board, the server's address and the script's file */
    public static void main(String[] arguments) throws IOException {
        try (TapNode node = TapNode.open(arguments[0], arguments[1])) {
            node.add(new PlugtestClient(node, arguments[2], Files.readAllLines(Path.of(arguments[3]))));
            node.run();
        }
    }

    @Override
    public int poll(long nowNs, int budget) {
        if (!node.isReachable()) {
            return 0;
        }
        if (!awaited.isEmpty()) {
            lookForStates(nowNs);
        }
        while (!asking && awaited.isEmpty()) {
            if (!script.hasNext()) {
                System.out.println("# end");
                System.exit(0);
            }
            String line = script.next();
            if (line.startsWith("#")) {
                System.out.println(line);
            } else {
                ask(Line.of(line), nowNs);
            }
        }
        return 0;
    }

    @Override
    public long nextDeadlineNs() {
        return awaited.isEmpty() ? Deadlines.NEVER : 0;
    }

    private void ask(Line line, long nowNs) {
        asking = true;
        switch (line.method()) {
            case "LOSS" -> {
                node.cable().lose(Integer.parseInt(line.target()));
                say("2.04 ack ct=0 payload=lost " + node.cable().lost());
            }
            case "OBSERVE" -> observe(line, nowNs);
            case "SEEN" -> {
                asking = false;
                awaited = line.target();
                untilNs = nowNs + PATIENCE_NS;
            }
            case "CANCEL" -> {
                observers.forEach(each -> each.client.cancel(each.observation, nowNs));
                say(observers.size() + " cancelled");
            }
            case "MULTICAST" -> multicast(line, nowNs);
            default -> exchange(line, nowNs);
        }
    }

    private void say(String answer) {
        System.out.println("> " + answer);
        asking = false;
    }

    private ClientRequest request(Asker asker, Line line, int method, ZonedAddress to) {
        ClientRequest request = asker.client.request(method, to.interfaceIndex(), to.hi(), to.lo(), CoapServer.PORT)
                .path(line.path().substring(1));
        line.query().forEach(request::query);
        line.text("ct").ifPresent(ct -> request.contentFormat(Integer.parseInt(ct)));
        line.text("accept").ifPresent(ct -> request.accept(Integer.parseInt(ct)));
        line.text("block").ifPresent(size -> request.blockSize(Integer.parseInt(size)));
        line.text("no-response").ifPresent(classes -> request.noResponse(Integer.parseInt(classes)));
        if (line.has("etag")) {
            request.option(CoapOption.ETAG, lastEtag, 0, lastEtag.length);
        }
        if (line.has("if-match")) {
            request.option(CoapOption.IF_MATCH, lastEtag, 0, lastEtag.length);
        }
        if (line.has("if-none-match")) {
            request.option(CoapOption.IF_NONE_MATCH, lastEtag, 0, 0);
        }
        if (line.has("non")) {
            request.nonConfirmable();
        }
        byte[] payload = line.body();
        if (payload.length > 0) {
            request.body(payload, 0, payload.length);
        }
        return request;
    }

    private void exchange(Line line, long nowNs) {
        if (line.has("token")) {
            say("error: it makes its tokens itself");
            return;
        }
        boolean silence = line.has("silence");
        // Where there is no answer PROBING_RATE holds the next request back, and no other shall wait for it.
        Asker asker = silence ? observers.getFirst() : common;
        long withinNs = silence ? Duration.ofMillis(line.number("silence", 0)).toNanos() : PATIENCE_NS;
        int sent = request(asker, line, METHODS.indexOf(line.method()), server).into(body).within(withinNs)
                .send((response, _) -> say(silence && response.outcome() == ClientOutcome.TIMEOUT
                        ? "silence"
                        : describe(asker, response)), nowNs);
        if (sent < 0) {
            say("error: send answered " + sent);
        }
    }

    private void multicast(Line line, long nowNs) {
        ZonedAddress group = ZonedAddress.parse(line.text("group").orElseThrow().replaceAll("%.*", "%0"));
        request(common, line, CoapCode.GET, group).send((response, now) -> {
            say(response.outcome() == ClientOutcome.GROUP_OVER ? "silence" : describe(common, response));
            common.client.forget(response.request(), now);
        }, nowNs);
    }

    private void observe(Line line, long nowNs) {
        registering = true;
        for (Asker each : observers) {
            each.registered = false;
            each.observation = request(each, line, CoapCode.GET, server).observe().send((response, _) -> {
                each.observed(response);
                if (registering && observers.stream().allMatch(other -> other.registered)) {
                    registering = false;
                    say(observers.size() + " registered");
                }
            }, nowNs);
        }
    }

    private void lookForStates(long nowNs) {
        long saw = observers.stream().filter(each -> each.state.equals(awaited)).count();
        if (saw == observers.size() || nowNs > untilNs) {
            say(saw + " saw " + awaited);
            awaited = "";
        }
    }

    private String describe(Asker asker, ClientResponse response) {
        switch (response.outcome()) {
            case RESPONSE -> {
                StringBuilder said = new StringBuilder(
                        "%d.%02d %s".formatted(response.code() >> 5, response.code() & 31,
                                List.of("con", "non", "ack", "reset").get(asker.type)));
                if (response.contentFormat() != ContentFormat.NONE) {
                    said.append(" ct=").append(response.contentFormat());
                }
                option(response, CoapOption.ETAG).ifPresent(etag -> {
                    lastEtag = etag;
                    said.append(" etag");
                });
                option(response, CoapOption.ECHO).ifPresent(_ -> said.append(" echo"));
                if (response.size1() >= 0) {
                    said.append(" size1=").append(response.size1());
                }
                return said + Body.describe(payload(response));
            }
            case NO_RESPONSE_WANTED -> {
                return "silence";
            }
            case RESET -> {
                return "reset";
            }
            case TIMEOUT -> {
                return "timeout";
            }
            default -> {
                return "error: " + response.outcome();
            }
        }
    }

    private static Optional<byte[]> option(ClientResponse response, int number) {
        int option = response.option(number);
        if (option == ClientResponse.NONE) {
            return Optional.empty();
        }
        int from = CoapOption.valueAt(response.message(), option);
        return Optional.of(
                Arrays.copyOfRange(response.message(), from, from + CoapOption.octets(response.message(), option)));
    }

    private static byte[] payload(ClientResponse response) {
        return Arrays.copyOfRange(response.buffer(), response.payloadAt(),
                response.payloadAt() + response.payloadOctets());
    }

    private static String text(ClientResponse response) {
        return new String(payload(response), StandardCharsets.UTF_8);
    }
}
