package dev.kogame.apps.lightbulb;

import dev.kogame.netstack.cbor.CborReader;
import dev.kogame.netstack.cbor.CborWriter;
import dev.kogame.netstack.coap.CoapRequest;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapResponse;
import dev.kogame.netstack.coap.ContentFormat;
import dev.kogame.netstack.data.DataReader;
import dev.kogame.netstack.data.DataWriter;
import dev.kogame.netstack.json.JsonReader;
import dev.kogame.netstack.json.JsonWriter;

/** A {@link LightState} as text, JSON and CBOR. Allocates nothing after construction. */
final class LightFormats {

    private static final int MS_PER_SECOND = 1000;
    private static final int MS_EXPONENT = -3;

    private static final byte[] OFF = CoapResource.utf8("off");
    private static final byte[] ON = CoapResource.utf8("on");
    private static final byte[] LEVEL = CoapResource.utf8("level");
    private static final byte[] TRANSITION = CoapResource.utf8("transition");
    private static final int KEYS = 3;

    private final CborReader cborReader = new CborReader();
    private final CborWriter cborWriter = new CborWriter();
    private final JsonReader jsonReader = new JsonReader();
    private final JsonWriter jsonWriter = new JsonWriter();

    /** Changes a state as the payload of a request says. Answers whether it says something that makes sense; if not, to be dropped. */
    boolean read(CoapRequest request, LightState state) {
        return switch (request.contentFormat()) {
            case ContentFormat.CBOR -> read(cborReader, request, state);
            case ContentFormat.JSON -> read(jsonReader, request, state);
            default -> readText(request, state);
        };
    }

    private static boolean readText(CoapRequest request, LightState state) {
        if (request.payloadEquals(ON)) {
            state.on = true;
            return true;
        }
        if (request.payloadEquals(OFF)) {
            state.on = false;
            return true;
        }
        int percent = request.payloadNumber(LightState.FULL_PERCENT);
        if (percent == CoapRequest.NO_NUMBER) {
            return false;
        }
        state.percent(percent);
        return true;
    }

    /** A level lights the lamp unless it is said that it is off; keys that are not known are passed over. */
    private static boolean read(DataReader reader, CoapRequest request, LightState state) {
        reader.begin(request.buffer(), request.payloadAt(), request.payloadAt() + request.payloadOctets());
        boolean onTold = false;
        boolean on = false;
        boolean known = false;
        reader.enterMap();
        while (reader.nextKey()) {
            if (reader.isText(ON)) {
                on = reader.nextBoolean();
                onTold = true;
                known = true;
            } else if (reader.isText(LEVEL)) {
                state.percent((int) reader.nextInteger(0, LightState.FULL_PERCENT));
                known = true;
            } else if (reader.isText(TRANSITION)) {
                state.transitionMs = (int) Math.round(
                        reader.nextNumber(0, LightState.MAX_TRANSITION_MS / MS_PER_SECOND) * MS_PER_SECOND);
                known = true;
            } else {
                reader.skip();
            }
        }
        if (onTold) {
            state.on = on;
        }
        return reader.finish() && known;
    }

    /** Writes a state in the format that a request asks for, as text if it asks for none. */
    void write(CoapRequest request, LightState state, CoapResponse response) {
        switch (request.accept()) {
            case ContentFormat.CBOR -> write(cborWriter, state, response.contentFormat(ContentFormat.CBOR));
            case ContentFormat.JSON -> write(jsonWriter, state, response.contentFormat(ContentFormat.JSON));
            default -> writeText(state, response);
        }
    }

    private static void writeText(LightState state, CoapResponse response) {
        switch (state.percent()) {
            case 0 -> response.text(OFF);
            case LightState.FULL_PERCENT -> response.text(ON);
            default -> response.number(state.percent());
        }
    }

    private static void write(DataWriter writer, LightState state, CoapResponse response) {
        writer.begin(response).map(KEYS).text(ON).bool(state.on).text(LEVEL).integer(state.level).text(TRANSITION)
                .decimal(state.transitionMs, MS_EXPONENT).end();
    }
}
