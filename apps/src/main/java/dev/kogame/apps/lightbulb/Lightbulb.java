package dev.kogame.apps.lightbulb;

import dev.kogame.board.Boot;
import dev.kogame.board.Lamp;
import dev.kogame.netstack.coap.CoapCode;
import dev.kogame.netstack.coap.CoapRequest;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapResponse;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.coap.ContentFormat;

/**
 * A lamp behind {@code /light}. GET says {@code off}, {@code on} or the level between them, {@code 1} to {@code 99}; PUT takes
 * {@code on}, {@code off} or {@code 0} to {@code 100}. A payload of which no format is said is taken for text.
 */
public final class Lightbulb extends CoapResource {

    /** Where the lamp is found. */
    public static final String PATH = "light";

    private static final int FULL_PERCENT = 100;
    private static final byte[] OFF = utf8("off");
    private static final byte[] ON = utf8("on");
    private static final byte[] TAKES = utf8("light takes on, off or 0..100");

    private final Lamp lamp;
    private int percent;

    /** Takes charge of a lamp and switches it off, so that what GET says is true from the first moment. */
    public Lightbulb(Lamp lamp) {
        this.lamp = lamp;
        resourceType("light");
        title("Lamp: on, off or 0..100");
        serves(ContentFormat.TEXT_PLAIN);
        accepts(ContentFormat.TEXT_PLAIN);
        lamp.level(percent);
    }

    /** Puts the lamp on a server that has not started yet. */
    @Boot
    public void install(CoapServer server) {
        server.add(PATH, this);
    }

    @Override
    protected void get(CoapRequest request, CoapResponse response) {
        switch (percent) {
            case 0 -> response.text(OFF);
            case FULL_PERCENT -> response.text(ON);
            default -> response.number(percent);
        }
    }

    @Override
    protected void put(CoapRequest request, CoapResponse response) {
        int wanted = wanted(request);
        if (wanted == CoapRequest.NO_NUMBER) {
            response.error(CoapCode.BAD_REQUEST, TAKES);
            return;
        }
        // A lamp that fails must not leave a level here that it does not have.
        lamp.level(wanted);
        percent = wanted;
    }

    private static int wanted(CoapRequest request) {
        if (request.payloadEquals(ON)) {
            return FULL_PERCENT;
        }
        if (request.payloadEquals(OFF)) {
            return 0;
        }
        return request.payloadNumber(FULL_PERCENT);
    }
}
