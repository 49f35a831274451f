package dev.kogame.apps.sensor;

import dev.kogame.netstack.coap.CoapCode;
import dev.kogame.netstack.coap.CoapRequest;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapResponse;
import dev.kogame.netstack.coap.ContentFormat;
import dev.kogame.netstack.coap.Observation;

/** {@code /temperature}: the newest reading. */
final class Temperature extends CoapResource {

    private static final byte[] CONDITIONS = utf8(
            "pmin, pmax: seconds, pmin <= pmax; gt, lt, st: degrees such as 21.5, st > 0");

    private final Sensor sensor;

    Temperature(Sensor sensor) {
        this.sensor = sensor;
        resourceType("temperature");
        interfaceDescription("core.s");
        title("Temperature in degrees Celsius");
        serves(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.TEXT_PLAIN);
        observable();
    }

    @Override
    protected void get(CoapRequest request, CoapResponse response) {
        if (!Conditions.areSound(request)) {
            response.error(CoapCode.BAD_REQUEST, CONDITIONS);
        } else if (!sensor.hasAnswer()) {
            response.error(CoapCode.SERVICE_UNAVAILABLE).maxAge(sensor.periodSeconds());
        } else {
            response.maxAge(sensor.periodSeconds());
            sensor.writeNewest(request.accept(), response);
        }
    }

    @Override
    protected long observedValue() {
        return sensor.tenths();
    }

    @Override
    protected long notifyInNs(Observation observer) {
        return Conditions.notifyInNs(observer, sensor.tenths());
    }
}
