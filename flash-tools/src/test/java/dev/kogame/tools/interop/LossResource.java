package dev.kogame.tools.interop;

import dev.kogame.netstack.coap.CoapCode;
import dev.kogame.netstack.coap.CoapRequest;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapResponse;

/** Lets a peer ask for a worse cable: PUT says how many percent of the datagrams are lost from now on, and is
 * answered with how many were until now. */
final class LossResource extends CoapResource {

    private static final byte[] LOST = utf8("lost ");

    private final LossyPort cable;

    LossResource(LossyPort cable) {
        this.cable = cable;
    }

    @Override
    protected void put(CoapRequest request, CoapResponse response) {
        int percent = request.payloadNumber(100);
        if (percent == CoapRequest.NO_NUMBER) {
            response.error(CoapCode.BAD_REQUEST);
            return;
        }
        cable.lose(percent);
        response.text(LOST).number(cable.lost());
    }
}
