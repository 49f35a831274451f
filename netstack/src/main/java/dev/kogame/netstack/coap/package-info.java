/**
 * CoAP, RFC 7252: the server and the client that tiny apps stand on.
 *
 * <p>An app writes a {@link dev.kogame.netstack.coap.CoapResource}, adds it to a {@link dev.kogame.netstack.coap.CoapServer} and
 * sees only requests and responses. Below, the room is divided as the RFC divides it. A message is bytes:
 * {@link dev.kogame.netstack.coap.CoapMessage} has the gate and {@link dev.kogame.netstack.coap.CoapOption} walks the options in
 * place. {@code MessageLayer} (section 4) decides what is answered, acknowledged, reset or left in silence, and sees to it that a
 * PUT, POST or DELETE happens once however often its message comes; {@code RequestLayer} (section 5) decides what a request may
 * have. Between octets in and octets out there is no socket, so the whole server runs in a test or over another transport.
 *
 * <p>The other side is a {@link dev.kogame.netstack.coap.CoapClient}: an app builds a request with its
 * {@link dev.kogame.netstack.coap.ClientRequest} and is told what becomes of it by a
 * {@link dev.kogame.netstack.coap.ClientResponse}. Client and server share the bytes and the timers, and have a socket each. The
 * ledger of the client is {@code netstack/conformance/coap-client.md}.
 *
 * <p>What it does not do, and what comes instead. Block-wise transfer: Block1 and Block2 are critical options it does not know,
 * so they are answered 4.02, and what does not fit in one message of 1152 octets is 5.00. Observe is elective and ignored: the
 * client gets one answer. Separate responses, retransmission and the client side: nothing here ever waits, so every answer is
 * piggybacked or Non-confirmable. Entity-tags: a resource has none, so If-Match matches only when empty. Queries on
 * {@code /.well-known/core} do not filter. Proxying is refused.
 *
 * <p>Two things to know before exposing it to strangers. An answer goes to whatever source address the request bears; the list of
 * links can be fifty times longer than the request for it, and no limit stands against that amplification (RFC 7252 section
 * 11.3) yet. And an answer to a group request is sent at once: there is no leisure (section 8.2) to spread the answers of many
 * devices. The ledger {@code netstack/conformance/rfc7252.md} goes through the sections one by one.
 */
package dev.kogame.netstack.coap;
