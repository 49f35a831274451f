/**
 * SenML, RFC 8428: packs of measurements in JSON and in CBOR.
 *
 * <pre>{@code
 * writer.beginJson(response, 1);
 * writer.baseName(NAME).unit(CELSIUS).value(231, -1).record();
 * writer.end();
 * }</pre>
 *
 * writes <code>[{"bn":"urn:dev:ow:10e2073a01080063","u":"Cel","v":23.1}]</code>, and after {@code beginCbor} the same in CBOR.
 * {@link dev.kogame.netstack.senml.SenmlReader} reads such packs record by record, with their base fields applied. Allocates nothing
 * after construction; knows nothing of CoAP.
 */
package dev.kogame.netstack.senml;
