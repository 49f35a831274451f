/**
 * What the data formats of payloads, JSON and CBOR, have in common: a {@link dev.kogame.netstack.data.DataReader} that pulls one
 * item after the other out of octets, and a {@link dev.kogame.netstack.data.DataWriter} that appends items to a
 * {@link dev.kogame.netstack.wire.OctetSink}. An app writes its payload once and has it in both formats.
 *
 * <p>Reading the state of a lamp, <code>{"on":true,"level":40}</code>, whichever the format:
 *
 * <pre>{@code
 * private static final byte[] ON = utf8("on");
 * private static final byte[] LEVEL = utf8("level");
 *
 * DataReader reader = format == ContentFormat.CBOR ? cbor : json;
 * reader.begin(b, from, to);
 * reader.enterMap();
 * while (reader.nextKey()) {
 *     if (reader.isText(ON)) {
 *         on = reader.nextBoolean();
 *     } else if (reader.isText(LEVEL)) {
 *         level = (int) reader.nextInteger(0, 100);
 *     } else {
 *         reader.skip();
 *     }
 * }
 * if (!reader.finish()) {
 *     // Not such a map: nothing that was read may be used.
 * }
 * }</pre>
 *
 * and writing it:
 *
 * <pre>{@code
 * DataWriter writer = format == ContentFormat.CBOR ? cborWriter : jsonWriter;
 * writer.begin(response).map(2).text(ON).bool(on).text(LEVEL).integer(level).end();
 * }</pre>
 *
 * Nothing here allocates after construction, and no octets make it throw. It knows nothing of CoAP.
 */
package dev.kogame.netstack.data;
