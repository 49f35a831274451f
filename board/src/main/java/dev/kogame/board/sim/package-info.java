/**
 * A board without hardware, for a laptop and for tests.
 *
 * <p>{@link dev.kogame.board.sim.VirtualCable} is a hub whose ends are Ethernet ports, with faults drawn from a seed
 * ({@link dev.kogame.board.sim.Impairment}) and times given by whoever polls, for example from a
 * {@link dev.kogame.board.sim.VirtualClock}: a whole network runs the same again for the same seed.
 * {@link dev.kogame.board.sim.CapturePort} stands before any port and writes what passes into a pcapng file.
 * {@link dev.kogame.board.sim.TerminalLamp} is a lamp on the terminal.
 *
 * <p>What changes the state of the host: {@link dev.kogame.board.sim.CapturePort#open} makes a file or replaces one. Nothing
 * else here does.
 */
package dev.kogame.board.sim;
