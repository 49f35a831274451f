/**
 * Bytes on the wire: every header and message as static accessors over {@code byte[] b, int at}, with offsets named and ordered
 * as in the figure of their RFC.
 *
 * <p>A message has one gate, {@code check(b, at, end)}. It answers {@link dev.kogame.netstack.wire.Drop#OK} or the code of a
 * {@link dev.kogame.netstack.wire.Drop}; after {@code OK} no accessor of that message can leave the packet. Parsing is total: any
 * octets give an outcome, none a throwable. Nothing here holds state, allocates or knows a socket.
 */
package dev.kogame.netstack.wire;
