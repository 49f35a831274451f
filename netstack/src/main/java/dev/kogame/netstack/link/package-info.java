/**
 * An interface of the host over its {@link dev.kogame.board.EthernetPort}: the frame slots, the counters, the multicast groups it
 * listens to, and the queue of frames that wait for the port.
 *
 * <p>A frame lies in a slot of the {@link dev.kogame.netstack.link.FramePool} and has one owner at any time: whoever is building it,
 * a transmit queue, or a neighbor cache entry that resolves its next hop.
 */
package dev.kogame.netstack.link;
