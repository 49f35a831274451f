/**
 * CoAP, RFC 7252: the server and the client that tiny apps stand on.
 *
 * <p>An app writes a {@link dev.kogame.netstack.coap.CoapResource}, adds it to a {@link dev.kogame.netstack.coap.CoapServer} and
 * sees only requests and responses. Below, the room is divided as the RFCs divide it:
 *
 * <ul>
 * <li>Bytes: {@link dev.kogame.netstack.coap.CoapMessage} has the gate and the tokens (RFC 8974),
 * {@link dev.kogame.netstack.coap.CoapOption} walks the options in place, {@code OptionWriter} writes them, {@code BlockOption} is the
 * value of a block (RFC 7959); {@code Retransmission} times what is Confirmable. Server and client share these.
 * <li>Messages: {@code MessageLayer} (section 4) decides what is answered, acknowledged, reset or left in silence.
 * {@code Deduplication} sees to it that what changes something happens once, {@code Block1Bodies} and {@code Block2Bodies} hold what is
 * too long for a message, {@code SeparateResponses} what is answered later, {@code Leisure} what is answered to a group.
 * <li>Requests: {@code RequestLayer} (section 5) decides what a request may have, {@code Echo} (RFC 9175) whether it is fresh and how
 * much its sender is trusted with, {@code WellKnownCore} with {@code LinkFormat} (RFC 6690) says what there is.
 * <li>Observation, RFC 7641: {@code Observers} is who, {@code Notifications} is what and when.
 * </ul>
 *
 * Between octets in and octets out there is no socket, so the whole server runs in a test or over another transport.
 *
 * <p>The other side is a {@link dev.kogame.netstack.coap.CoapClient}: an app builds a request with its
 * {@link dev.kogame.netstack.coap.ClientRequest} and is told what becomes of it by a
 * {@link dev.kogame.netstack.coap.ClientResponse}. Client and server share the bytes and the timers, and have a socket each. The
 * ledger of the client is {@code netstack/conformance/coap-client.md}.
 *
 * <p>A representation costs no memory, however long: the handler writes all of it for each block, and the response keeps the block. What
 * a server remembers, of whom and for how long, is in tables of fixed size, see {@link dev.kogame.netstack.coap.CoapConfig}; each says
 * who gives way when it is full, and what a newcomer hears if nobody does.
 *
 * <p>What the server does not do: proxying is refused with 5.05; there is no security layer (DTLS, OSCORE), so the option 9 is unknown and 4.02,
 * as are the Q-Blocks of RFC 9177; paths are fixed at start. The ledgers {@code netstack/conformance/rfc7252.md}, {@code rfc6690.md},
 * {@code rfc7390.md}, {@code rfc7641.md}, {@code rfc7959.md}, {@code rfc7967.md}, {@code rfc8132.md}, {@code rfc8768.md},
 * {@code rfc8974.md} and {@code rfc9175.md} go through the sections one by one.
 *
 * <p>Before exposing it to strangers: whoever is not on the link and has not echoed a value gets at most 136 octets or three times
 * its request, in small blocks; that keeps the server from being used against others. It does not keep anybody from using it.
 */
package dev.kogame.netstack.coap;
