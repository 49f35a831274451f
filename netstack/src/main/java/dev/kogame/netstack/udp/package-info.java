/**
 * UDP, RFC 768 over RFC 8200 section 8.1.
 *
 * <p>A service opens a {@link dev.kogame.netstack.udp.UdpSocket} at start and is called back with every datagram for its port. It answers
 * in a frame slot of the stack, in place:
 *
 * <pre>{@code
 * UdpSocket echo = stack.udp(7, (datagram, nowNs) -> ...);
 *
 * int slot = echo.take(datagram.octets());
 * if (slot >= 0) {
 *     System.arraycopy(datagram.buffer(), datagram.offset(), echo.buffer(slot), UdpSocket.PAYLOAD_AT, datagram.octets());
 *     echo.reply(slot, datagram.octets(), datagram, nowNs);
 * }
 * }</pre>
 */
package dev.kogame.netstack.udp;
