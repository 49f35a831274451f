/**
 * What a board offers to the rooms above, as small interfaces of one idea each. Nothing here knows a protocol.
 *
 * <p>Implementations stand in {@code board.linux} (real devices), {@code board.sim} (virtual ones) and in the modules above
 * (a driver is an {@link dev.kogame.board.EthernetPort} over an {@link dev.kogame.board.SpiBus}).
 */
package dev.kogame.board;
