package dev.kogame.apps.sensor;

import dev.kogame.netstack.coap.CoapCode;
import dev.kogame.netstack.coap.CoapRequest;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapResponse;
import dev.kogame.netstack.coap.ContentFormat;

/** {@code /history}: the readings that are kept, the oldest first. */
final class History extends CoapResource {

    private final Sensor sensor;

    History(Sensor sensor, int maximumOctets) {
        this.sensor = sensor;
        resourceType("temperature-history");
        title("Past temperatures in degrees Celsius");
        serves(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR);
        maximumSize(maximumOctets);
    }

    @Override
    protected void get(CoapRequest request, CoapResponse response) {
        if (sensor.hasAnswer() || sensor.readings() > 0) {
            response.maxAge(sensor.periodSeconds());
            sensor.writeAll(request.accept(), response);
        } else {
            response.error(CoapCode.SERVICE_UNAVAILABLE).maxAge(sensor.periodSeconds());
        }
    }
}
