package dev.kogame.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import dev.kogame.apps.DutyCycle;
import dev.kogame.apps.ZonedAddress;
import dev.kogame.board.Deadlines;
import dev.kogame.board.linux.PollIdle;
import dev.kogame.board.linux.Tap;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.coap.ClientOutcome;
import dev.kogame.netstack.coap.ClientRequest;
import dev.kogame.netstack.coap.ClientResponse;
import dev.kogame.netstack.coap.CoapClient;
import dev.kogame.netstack.coap.CoapCode;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.nd.AddressState;

/**
 * A stack with a CoAP client on a TAP, which asks one thing after the other and prints what it is told, a line each:
 *
 * <pre>
 * TAP ADDRESS 'get /time' 'put /new payload=hello' 'put /example_data body=3000 block=64' 'get / into' 'get /time observe=3'
 * </pre>
 *
 * {@code into} has the body put together; without it every block is a line. {@code observe} deregisters after so many notifications.
 */
final class CoapAsk {

    private static final long MAC = 0x024b_6f67_6103L;
    private static final int CLIENT_PORT = 49_153;
    private static final int LONG = 64;

    private final Deque<List<String>> questions = new ArrayDeque<>();
    private final ZonedAddress server;
    private final CoapClient client = new CoapClient(4, new byte[CoapClient.SECRET_OCTETS]);
    private final byte[] into = new byte[100_000];
    private DutyCycle cycle;
    private int request;
    private int notifications;

    private CoapAsk(ZonedAddress server) {
        this.server = server;
    }

    /** The octets of a body of this length. */
    static byte[] body(int octets) {
        byte[] body = new byte[octets];
        for (int i = 0; i < octets; i++) {
            body[i] = (byte) ('a' + i / 16 % 26);
        }
        return body;
    }

    public static void main(String[] arguments) throws IOException {
        CoapAsk asking = new CoapAsk(ZonedAddress.parse(arguments[1]));
        for (int i = 2; i < arguments.length; i++) {
            asking.questions.add(List.of(arguments[i].split(" ")));
        }
        asking.run(arguments[0]);
    }

    private void run(String name) throws IOException {
        Tap tap = Tap.open(name, MAC);
        NetStack stack = new NetStack(StackConfig.defaults(), tap);
        client.start(stack.udp(CLIENT_PORT, client));
        stack.onAddressChange((interfaceIndex, hi, lo, state) -> {
            if (state == AddressState.PREFERRED) {
                next(System.nanoTime());
            }
        });
        cycle = new DutyCycle(System::nanoTime, new PollIdle(tap), () -> {}, stack, client);
        cycle.run(Deadlines.NEVER);
    }

    private void next(long nowNs) {
        if (questions.isEmpty()) {
            cycle.stop();
            return;
        }
        List<String> words = questions.remove();
        notifications = 0;
        ClientRequest asked = client.request(method(words.getFirst()), 0, server.hi(), server.lo(), CoapServer.PORT);
        String[] uri = words.get(1).substring(1).split("\\?");
        asked.path(uri[0]);
        for (int i = 1; i < uri.length; i++) {
            asked.query(uri[i]);
        }
        for (String word : words.subList(2, words.size())) {
            String[] option = word.split("=");
            switch (option[0]) {
                case "payload" -> asked.payload(option[1].getBytes(StandardCharsets.UTF_8));
                case "body" -> asked.body(body(Integer.parseInt(option[1])), 0, Integer.parseInt(option[1]));
                case "block" -> asked.blockSize(Integer.parseInt(option[1]));
                case "into" -> asked.into(into);
                case "non" -> asked.nonConfirmable();
                case "observe" -> {
                    asked.observe();
                    notifications = Integer.parseInt(option[1]);
                }
                case "accept" -> asked.accept(Integer.parseInt(option[1]));
                default -> throw new IllegalArgumentException(word);
            }
        }
        request = asked.send((response, laterNs) -> told(String.join(" ", words), response, laterNs), nowNs);
        if (request < 0) {
            throw new IllegalStateException(words + " cannot be sent: " + request);
        }
    }

    private static int method(String name) {
        return switch (name) {
            case "get" -> CoapCode.GET;
            case "post" -> CoapCode.POST;
            case "put" -> CoapCode.PUT;
            case "delete" -> CoapCode.DELETE;
            case "fetch" -> CoapCode.FETCH;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private void told(String question, ClientResponse response, long nowNs) {
        System.out.println(question + " -> " + text(response));
        if (response.isLast()) {
            next(nowNs);
        } else if (response.isObserving() && --notifications == 0) {
            client.cancel(request, nowNs);
            next(nowNs);
        }
    }

    private static String text(ClientResponse response) {
        if (response.outcome() != ClientOutcome.RESPONSE) {
            return response.outcome().name();
        }
        byte[] payload = Arrays.copyOfRange(response.buffer(), response.payloadAt(),
                response.payloadAt() + response.payloadOctets());
        String what = payload.length <= LONG
                ? new String(payload, StandardCharsets.UTF_8).strip()
                : payload.length + " octets"
                        + (Arrays.equals(payload, body(payload.length))
                                ? ", the same"
                                : ", hash " + Arrays.hashCode(payload));
        if (response.contentFormat() == 40) {
            what = new String(payload, StandardCharsets.UTF_8);
        }
        return (response.code() >> 5) + "." + "%02d".formatted(response.code() & 31)
                + (what.isEmpty() ? "" : " " + what)
                + (response.payloadOffset() > 0 ? " at " + response.payloadOffset() : "")
                + (response.hasMore() ? " more" : "") + (response.isObserving() ? " observing" : "");
    }
}
