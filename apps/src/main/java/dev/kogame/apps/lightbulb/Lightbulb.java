package dev.kogame.apps.lightbulb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import dev.kogame.apps.Device;
import dev.kogame.apps.StateFile;
import dev.kogame.board.Boot;
import dev.kogame.board.Duty;
import dev.kogame.board.Lamp;
import dev.kogame.netstack.coap.CoapCode;
import dev.kogame.netstack.coap.CoapRequest;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapResponse;
import dev.kogame.netstack.coap.ContentFormat;

/**
 * A lamp behind {@code /light}: lit or not, how bright it is when it is lit, and how long a change takes. GET tells it, PUT changes it,
 * POST toggles it. In text {@code on}, {@code off} or {@code 0} to {@code 100}; in JSON and CBOR a map such as
 * {@code {"on":true,"level":40,"transition":2}}, of which PUT may leave out what is to stay. A payload of which no format is said is
 * taken for text.
 *
 * <p>Where there is a file for it, what the light is told to be is safe there before it is acknowledged, and comes back after a restart;
 * the steps of a transition are not written.
 */
public final class Lightbulb extends CoapResource {

    /** Where the lamp is found. */
    public static final String PATH = "light";
    /** The setting for groups to listen to, beside all CoAP nodes of the link. */
    public static final String GROUPS = "lightbulb.groups";

    /** Short, for answers that are kept to be sent again. */
    private static final byte[] TAKES = utf8("light takes on, off, 0..100 or a map");
    private static final byte[] TOGGLES = utf8("POST toggles, without a payload");
    private static final long MS_NS = 1_000_000L;

    private static final int ON_AT = 0;
    private static final int LEVEL_AT = 1;
    private static final int TRANSITION_AT = 2;
    private static final int STATE_OCTETS = 6;

    private final LightFormats formats = new LightFormats();
    private final LightState state = new LightState();
    private final LightState wanted = new LightState();
    private final Optional<StateFile> file;
    private final Transition transition;
    private boolean unsaved;

    /** Takes charge of a lamp that forgets, and switches it off, so that what GET says is true from the first moment. */
    public Lightbulb(Lamp lamp) {
        this(lamp, Optional.empty());
    }

    Lightbulb(Lamp lamp, Optional<StateFile> file) {
        this.file = file;
        if (file.isPresent() && file.get().isWritten()) {
            recall(file.get());
        }
        transition = new Transition(lamp, state.percent());
        resourceType("light");
        title("Lamp: on, off or 0..100");
        observable();
        serves(ContentFormat.TEXT_PLAIN, ContentFormat.JSON, ContentFormat.CBOR);
        accepts(ContentFormat.TEXT_PLAIN, ContentFormat.JSON, ContentFormat.CBOR);
    }

    /**
     * Takes charge of a lamp and has it as it was when the file was last written; at first off.
     *
     * @throws IOException if the file cannot be used; the message says what to do
     */
    public static Lightbulb remembering(Lamp lamp, Path file) throws IOException {
        return new Lightbulb(lamp, Optional.of(StateFile.open(file, STATE_OCTETS)));
    }

    /** The app: a light on the device's lamp. */
    public static void start(Device device) throws IOException {
        Optional<Path> file = device.stateFile(PATH);
        Lightbulb light = file.isPresent()
                ? remembering(device.lamp(), file.get())
                : new Lightbulb(device.lamp());
        device.serve(PATH, light);
        device.add(light.duty());
        device.shows(light::status);
        device.joinGroups(GROUPS);
    }

    /** What needs a turn: the transition. */
    @Boot
    public Duty duty() {
        return transition;
    }

    private String status() {
        return transition.percent() == transition.target() ? "" : "-> " + transition.target() + " %";
    }

    @Override
    protected void get(CoapRequest request, CoapResponse response) {
        formats.write(request, state, response);
    }

    @Override
    protected void put(CoapRequest request, CoapResponse response) {
        wanted.set(state);
        if (formats.read(request, wanted)) {
            change(request.receivedNs());
        } else {
            response.error(CoapCode.BAD_REQUEST, TAKES);
        }
    }

    @Override
    protected void post(CoapRequest request, CoapResponse response) {
        if (request.payloadOctets() > 0) {
            response.error(CoapCode.BAD_REQUEST, TOGGLES);
            return;
        }
        wanted.set(state);
        wanted.on = !state.on;
        change(request.receivedNs());
    }

    /** The lamp first: one that fails must not leave a state here that it does not have. */
    private void change(long nowNs) {
        transition.begin(wanted.percent(), wanted.transitionMs * MS_NS, nowNs);
        if (!wanted.is(state)) {
            state.set(wanted);
            unsaved = file.isPresent();
            changed();
        }
        if (unsaved) {
            // A write that failed before is tried again, though the state is no news: it is to be acknowledged.
            keep(file.get());
            unsaved = false;
        }
    }

    private void keep(StateFile kept) {
        kept.put(ON_AT, state.on ? 1 : 0);
        kept.put(LEVEL_AT, state.level);
        for (int i = 0; i < Integer.BYTES; i++) {
            kept.put(TRANSITION_AT + i, state.transitionMs >>> Byte.SIZE * i);
        }
        kept.write();
    }

    private void recall(StateFile kept) {
        state.on = kept.get(ON_AT) != 0;
        state.level = Math.clamp(kept.get(LEVEL_AT), 1, LightState.FULL_PERCENT);
        int transitionMs = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            transitionMs |= kept.get(TRANSITION_AT + i) << Byte.SIZE * i;
        }
        state.transitionMs = Math.clamp(transitionMs, 0, LightState.MAX_TRANSITION_MS);
    }
}
