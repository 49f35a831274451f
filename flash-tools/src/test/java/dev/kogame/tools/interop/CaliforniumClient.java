package dev.kogame.tools.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.kogame.tools.interop.Script.Line;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapObserveRelation;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.elements.exception.ConnectorException;

/** Asks what a {@link Script} says with Californium. */
final class CaliforniumClient {

    private static final int PATIENCE_MS = 60_000;
    /** DEFAULT_LEISURE is five seconds. */
    private static final int GROUP_PATIENCE_MS = 8_000;
    private static final int MAX_BODY_OCTETS = 1 << 20;

    private final String address;
    private final InetSocketAddress server;
    private final CoapEndpoint common = endpoint(512);
    private final List<Observer> observers = new ArrayList<>();
    private byte[] lastEtag = {};
    private byte[] lastEcho = {};

    private static final class Observer implements CoapHandler {
        private final CoapClient client = new CoapClient();
        private CoapObserveRelation relation;
        private volatile String state = "";

        @Override
        public void onLoad(CoapResponse response) {
            state = response.getResponseText();
        }

        @Override
        public void onError() {
            state = "error";
        }
    }

    private CaliforniumClient(String address) throws IOException {
        this.address = address;
        server = new InetSocketAddress(InetAddress.getByName(address), CoAP.DEFAULT_COAP_PORT);
    }

    /** @param arguments the server's address and the script's file */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        CaliforniumClient client = new CaliforniumClient(arguments[0]);
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            System.out.println(line.startsWith("#") ? line : "> " + client.answer(Line.of(line)));
        }
        System.out.println("# end");
        System.exit(0);
    }

    static Configuration configuration(int blockOctets) {
        CoapConfig.register();
        UdpConfig.register();
        return new Configuration(CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS)
                .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, MAX_BODY_OCTETS)
                .set(CoapConfig.PREFERRED_BLOCK_SIZE, blockOctets).set(CoapConfig.MAX_MESSAGE_SIZE, 1024);
    }

    private static CoapEndpoint endpoint(int blockOctets) {
        try {
            CoapEndpoint endpoint = CoapEndpoint.builder().setConfiguration(configuration(blockOctets))
                    .setInetSocketAddress(new InetSocketAddress("::", 0)).build();
            endpoint.start();
            return endpoint;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String answer(Line line) throws InterruptedException {
        try {
            return switch (line.method()) {
                case "OBSERVE" -> observe(line);
                case "SEEN" -> seen(line.target());
                case "CANCEL" -> cancel();
                case "MULTICAST" -> multicast(line);
                default -> exchange(line);
            };
        } catch (IOException | ConnectorException | RuntimeException e) {
            return "error: " + e.getMessage();
        }
    }

    private Request request(Line line) {
        Request request = new Request(Code.valueOf(line.method()));
        request.setConfirmable(!line.has("non"));
        request.setDestinationContext(new AddressEndpointContext(server));
        OptionSet options = request.getOptions();
        options.setUriPath(line.path().substring(1));
        line.query().forEach(options::addUriQuery);
        byte[] body = line.body();
        if (body.length > 0) {
            request.setPayload(body);
        }
        line.text("ct").ifPresent(ct -> options.setContentFormat(Integer.parseInt(ct)));
        line.text("accept").ifPresent(ct -> options.setAccept(Integer.parseInt(ct)));
        line.text("etag").ifPresent(etag -> options.addETag(octets(etag, lastEtag)));
        line.text("if-match").ifPresent(etag -> options.addIfMatch(octets(etag, lastEtag)));
        line.text("echo")
                .ifPresent(echo -> options.addOption(new Option(StandardOptionRegistry.ECHO, octets(echo, lastEcho))));
        line.text("no-response").ifPresent(what -> options.setNoResponse(Integer.parseInt(what)));
        line.text("token").ifPresent(token -> request.setToken(HexFormat.of().parseHex(token)));
        if (line.has("if-none-match")) {
            options.setIfNoneMatch(true);
        }
        if (line.has("block") && body.length == 0) {
            options.setBlock2(szx(line.number("block", 0)), false, 0);
        }
        return request;
    }

    private static int szx(int octets) {
        return Integer.numberOfTrailingZeros(octets) - 4;
    }

    private static byte[] octets(String text, byte[] last) {
        return text.equals("@") ? last : HexFormat.of().parseHex(text);
    }

    private String exchange(Line line) throws InterruptedException {
        int silenceMs = line.number("silence", 0);
        Request request = request(line);
        if (line.has("block") && line.body().length > 0) {
            // The size of the blocks it sends is a setting of the endpoint.
            CoapEndpoint endpoint = endpoint(line.number("block", 0));
            String answer = exchange(request, endpoint, silenceMs);
            endpoint.destroy();
            return answer;
        }
        return exchange(request, common, silenceMs);
    }

    private String exchange(Request request, CoapEndpoint endpoint, int silenceMs) throws InterruptedException {
        endpoint.sendRequest(request);
        Response response = request.waitForResponse(silenceMs > 0 ? silenceMs : PATIENCE_MS);
        if (response != null) {
            return describe(response);
        }
        if (request.isRejected()) {
            return "reset";
        }
        if (request.getSendError() != null) {
            return "error: " + request.getSendError().getMessage();
        }
        return request.isTimedOut() ? "timeout" : silenceMs > 0 ? "silence" : "no answer";
    }

    private String describe(Response response) {
        OptionSet options = response.getOptions();
        StringBuilder said = new StringBuilder(response.getCode().text).append(' ').append(type(response.getType()));
        if (options.hasContentFormat()) {
            said.append(" ct=").append(options.getContentFormat());
        }
        if (options.getETagCount() > 0) {
            lastEtag = options.getETags().getFirst();
            said.append(" etag");
        }
        Option echo = options.getOtherOption(StandardOptionRegistry.ECHO);
        if (echo != null) {
            lastEcho = echo.getValue();
            said.append(" echo");
        }
        if (options.hasSize1()) {
            said.append(" size1=").append(options.getSize1());
        }
        if (options.getLocationPathCount() > 0) {
            said.append(" location=").append(options.getLocationPathString());
        }
        return said + Body.describe(response.getPayload());
    }

    private static String type(Type type) {
        return switch (type) {
            case ACK -> "ack";
            case CON -> "con";
            default -> "non";
        };
    }

    private String multicast(Line line) throws IOException, InterruptedException {
        InetAddress group = InetAddress.getByName(line.text("group").orElseThrow());
        Request request = request(new Line("GET", line.target(), line.settings()));
        request.setConfirmable(false);
        request.setDestinationContext(
                new AddressEndpointContext(new InetSocketAddress(group, CoAP.DEFAULT_COAP_PORT)));
        CountDownLatch came = new CountDownLatch(1);
        AtomicReference<String> answer = new AtomicReference<>("silence");
        request.addMessageObserver(new MessageObserverAdapter() {
            @Override
            public void onResponse(Response response) {
                answer.set(describe(response));
                came.countDown();
            }
        });
        common.sendRequest(request);
        came.await(GROUP_PATIENCE_MS, TimeUnit.MILLISECONDS);
        request.cancel();
        return answer.get();
    }

    private String observe(Line line) throws IOException, ConnectorException {
        for (int i = 0; i < line.number("observers", 1); i++) {
            Observer observer = new Observer();
            observer.client.setURI("coap://[" + address + "]" + line.target()).setEndpoint(endpoint(512))
                    .setTimeout((long) PATIENCE_MS);
            observer.relation = observer.client.observeAndWait(observer);
            observers.add(observer);
        }
        return observers.stream().filter(each -> !each.relation.isCanceled()).count() + " registered";
    }

    private String seen(String state) throws InterruptedException {
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (saw(state) < observers.size() && System.nanoTime() < untilNs) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return saw(state) + " saw " + state;
    }

    private long saw(String state) {
        return observers.stream().filter(each -> each.state.equals(state)).count();
    }

    private String cancel() throws InterruptedException {
        observers.forEach(each -> each.relation.proactiveCancel());
        TimeUnit.MILLISECONDS.sleep(300);
        int count = observers.size();
        observers.clear();
        return count + " cancelled";
    }
}
