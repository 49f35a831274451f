package dev.kogame.apps.lightswitch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;

import dev.kogame.apps.Device;
import dev.kogame.apps.LogLevel;
import dev.kogame.board.Button;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.netstack.coap.ClientOutcome;
import dev.kogame.netstack.coap.ClientRequest;
import dev.kogame.netstack.coap.ClientResponse;
import dev.kogame.netstack.coap.CoapClient;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.coap.ContentFormat;
import dev.kogame.netstack.coap.LinkReader;
import dev.kogame.netstack.coap.ResponseHandler;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * A switch for lamps: finds those on its link, shows what they are, and toggles one or all of them when it is pressed.
 *
 * <p>Every now and then it asks all CoAP nodes, {@code ff02::fd}, for resources of the type {@code light} (RFC 6690, RFC 7252 section
 * 8), and observes each that answers (RFC 7641). A lamp that is lost leaves; when it answers again it is found anew. One thread.
 */
public final class LightSwitch implements Duty {

    /** How many lamps it has room for. */
    public static final int LAMPS = 9;
    /** {@link #press} of all lamps. */
    public static final int ALL = 0;
    /** The setting for the pin of a Raspberry Pi with the push button, by its GPIO number. */
    public static final String BUTTON_GPIO = "switch.buttonGpio";

    static final long SECOND_NS = 1_000_000_000L;
    /** Distances between questions for lamps: soon at first, for the switch may have been first in the house. */
    static final long FIRST_SEARCH_NS = SECOND_NS / 2;
    static final long LONGEST_SEARCH_NS = 64 * SECOND_NS;
    /** Longer than the leisure a server takes, RFC 7252 section 8.2: 5 s. */
    static final long SEARCH_TAKES_NS = 8 * SECOND_NS;
    /** After this, what a group request did not reach is told again, each lamp by itself. */
    static final long GROUP_TAKES_NS = SECOND_NS;

    private static final int CLIENT_PORT = 49_153;
    private static final long ALL_COAP_NODES_HI = 0xff02_0000_0000_0000L;
    private static final long ALL_COAP_NODES_LO = 0xfd;
    /** Beside an observation of each lamp: a press of each, a search and a group request. */
    static final int REQUESTS = 2 * LAMPS + 4;
    /** RFC 7967: no answer is of use. */
    private static final int NO_ANSWER = 2 | 8 | 16;
    private static final byte[] RT = CoapResource.utf8("rt");
    private static final byte[] LIGHT = CoapResource.utf8("light");
    private static final byte[] ON = CoapResource.utf8("on");
    private static final byte[] OFF = CoapResource.utf8("off");
    private static final byte[] ZERO = CoapResource.utf8("0");

    private final CoapClient client;
    private final Consumer<String> news;
    private final Found[] lamps = new Found[LAMPS];
    private final ResponseHandler[] watchers = new ResponseHandler[LAMPS];
    private final ResponseHandler searching = this::found;
    private final ResponseHandler ignoring = (_, _) -> {};
    private final ResponseHandler correcting = this::correct;
    private final LinkReader links = new LinkReader();
    private boolean ready;
    private long searchNs = Deadlines.NEVER;
    private long distanceNs = FIRST_SEARCH_NS;
    private boolean wantedOn;
    private int groupRequest = Found.NONE;

    /**
     * A switch that does nothing until {@link #begin}.
     *
     * @param client started, with room for {@value #REQUESTS} requests
     * @param news told what became of lamps, a line each
     */
    LightSwitch(CoapClient client, Consumer<String> news) {
        this.client = client;
        this.news = news;
        for (int i = 0; i < LAMPS; i++) {
            Found lamp = new Found(i + 1);
            lamps[i] = lamp;
            watchers[i] = (response, nowNs) -> watched(lamp, response, nowNs);
        }
    }

    /** A client as a switch needs one. */
    static CoapClient client() {
        byte[] secret = new byte[CoapClient.SECRET_OCTETS];
        new SecureRandom().nextBytes(secret);
        return new CoapClient(REQUESTS, secret);
    }

    /** The app. */
    public static void start(Device device) throws IOException {
        CoapClient client = client();
        client.start(device.stack().udp(CLIENT_PORT, client));
        LightSwitch lightSwitch = new LightSwitch(client, text -> device.tell(LogLevel.INFO, text));
        device.add(client);
        device.add(lightSwitch);
        device.onAddressChange((_, _, _, state) -> lightSwitch.begin());
        device.onKey("0 toggles all, 1-9 one", lightSwitch::key);
        device.shows(lightSwitch::state);
        Optional<Button> button = device.button(BUTTON_GPIO);
        if (button.isPresent()) {
            device.add(new PushButton(button.get(), lightSwitch));
        }
    }

    /** The network may be there now: lamps are searched for soon. */
    void begin() {
        if (!ready) {
            ready = true;
            searchNs = 0;
        }
    }

    private boolean key(char key, long nowNs) {
        if (key < '0' || key > '0' + LAMPS) {
            return false;
        }
        press(key - '0', nowNs);
        return true;
    }

    /**
     * Toggles one lamp, or all: if one of them is lit, all go out. Does nothing about a lamp that is not there.
     *
     * @param which 1 to {@link #LAMPS}, or {@link #ALL}
     */
    public void press(int which, long nowNs) {
        if (which == ALL) {
            pressAll(nowNs);
        } else if (which > 0 && which <= LAMPS && lamps[which - 1].known) {
            Found lamp = lamps[which - 1];
            // Nothing that all were told before shall undo this.
            lamp.behind = false;
            client.post(lamp.interfaceIndex, lamp.hi, lamp.lo, lamp.port).uri(lamp.target, 0, lamp.targetOctets)
                    .send(ignoring, nowNs);
        }
    }

    /** A group request that all of them hear at once, RFC 7252 section 8; after a moment those that did not are told by themselves. */
    private void pressAll(long nowNs) {
        wantedOn = true;
        for (Found lamp : lamps) {
            wantedOn &= !lamp.known || !isLit(lamp);
        }
        for (Found lamp : lamps) {
            lamp.behind = lamp.known && isLit(lamp) != wantedOn;
        }
        client.cancel(groupRequest, nowNs);
        groupRequest = client.put(0, ALL_COAP_NODES_HI, ALL_COAP_NODES_LO, CoapServer.PORT).path("light")
                .contentFormat(ContentFormat.TEXT_PLAIN).payload(wantedOn ? ON : OFF).within(GROUP_TAKES_NS)
                .send(correcting, nowNs);
    }

    private void correct(ClientResponse response, long nowNs) {
        if (!response.isLast()) {
            return;
        }
        for (Found lamp : lamps) {
            if (lamp.known && lamp.behind) {
                lamp.behind = false;
                client.put(lamp.interfaceIndex, lamp.hi, lamp.lo, lamp.port).uri(lamp.target, 0, lamp.targetOctets)
                        .contentFormat(ContentFormat.TEXT_PLAIN).payload(wantedOn ? ON : OFF).send(ignoring, nowNs);
            }
        }
    }

    private static boolean isLit(Found lamp) {
        return lamp.stateOctets > 0 && !lamp.says(OFF) && !lamp.says(ZERO);
    }

    // --- finding ------------------------------------------------------------------------------------------------------------

    @Override
    public int poll(long nowNs, int budget) {
        if (nowNs < searchNs) {
            return 0;
        }
        search(nowNs);
        searchNs = nowNs + distanceNs;
        distanceNs = Math.min(2 * distanceNs, LONGEST_SEARCH_NS);
        return 1;
    }

    @Override
    public long nextDeadlineNs() {
        return searchNs;
    }

    private void search(long nowNs) {
        client.get(0, ALL_COAP_NODES_HI, ALL_COAP_NODES_LO, CoapServer.PORT).path(".well-known/core").query("rt=light")
                .within(SEARCH_TAKES_NS).send(searching, nowNs);
        for (Found lamp : lamps) {
            if (lamp.known && lamp.watching == Found.NONE) {
                // It does not tell of changes by itself.
                watch(lamp, nowNs);
            }
        }
    }

    private void found(ClientResponse response, long nowNs) {
        if (!response.isSuccess()) {
            return;
        }
        links.begin(response.buffer(), response.payloadAt(), response.payloadOctets());
        while (links.next()) {
            if (links.hasWord(RT, LIGHT) && links.targetOctets() <= Found.MAX_TARGET_OCTETS) {
                found(response, links.targetAt(), links.targetOctets(), nowNs);
            }
        }
    }

    private void found(ClientResponse response, int targetAt, int targetOctets, long nowNs) {
        Found free = null;
        for (int i = LAMPS - 1; i >= 0; i--) {
            if (lamps[i].is(response, links.buffer(), targetAt, targetOctets)) {
                return;
            }
            free = lamps[i].known ? free : lamps[i];
        }
        if (free != null) {
            free.set(response, links.buffer(), targetAt, targetOctets);
            watch(free, nowNs);
        }
    }

    // --- watching -----------------------------------------------------------------------------------------------------------

    private void watch(Found lamp, long nowNs) {
        int request = client.get(lamp.interfaceIndex, lamp.hi, lamp.lo, lamp.port)
                .uri(lamp.target, 0, lamp.targetOctets).accept(ContentFormat.TEXT_PLAIN).observe()
                .send(watchers[lamp.number - 1], nowNs);
        lamp.watching = Math.max(request, Found.NONE);
        if (request == ClientRequest.WRONG) {
            // The target of its link leads elsewhere.
            lamp.known = false;
        }
    }

    private void watched(Found lamp, ClientResponse response, long nowNs) {
        if (response.isLast()) {
            lamp.watching = Found.NONE;
        }
        if (response.isSuccess()) {
            if (lamp.says(response)) {
                lamp.behind &= isLit(lamp) != wantedOn;
                tell(lamp, text(lamp));
            }
        } else if (response.isLast()) {
            lamp.known = false;
            tell(lamp, response.outcome() == ClientOutcome.RESPONSE ? "is no lamp any more" : "gone");
        }
    }

    private void tell(Found lamp, String what) {
        news.accept("lamp " + lamp.number + " [" + Ipv6Address.text(lamp.hi, lamp.lo) + "] " + what);
    }

    private static String text(Found lamp) {
        return new String(lamp.state, 0, lamp.stateOctets, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }

    /** What the lamps are, for a person: {@code 1 on, 2 off, 3 40}; which of them are there if nothing is known. */
    public String state() {
        StringJoiner state = new StringJoiner(", ");
        state.setEmptyValue("no lamps");
        for (Found lamp : lamps) {
            if (lamp.known) {
                state.add(lamp.number + " " + (lamp.stateOctets == 0 ? "?" : text(lamp)));
            }
        }
        return state.toString();
    }
}
