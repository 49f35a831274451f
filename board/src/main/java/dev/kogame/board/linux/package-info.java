/**
 * Boards that run Linux, through java.lang.foreign and nothing else native.
 *
 * <p>{@code NativeCalls} holds every native call of the project: the hot ones allocate nothing, the cold ones tell the errno.
 * {@code LinuxAbi} holds the kernel's numbers and struct layouts. On them stand {@link dev.kogame.board.linux.Tap}, a cable to
 * the kernel, and {@link dev.kogame.board.linux.PollIdle}, in which the thread of the duty cycle sleeps until a
 * {@link dev.kogame.board.linux.Pollable} device is readable, or another thread rings a {@link dev.kogame.board.linux.Bell}.
 * {@link dev.kogame.board.linux.Spidev} and {@link dev.kogame.board.linux.GpioLine} lead to a chip on the header of a Raspberry
 * Pi; they have not met one yet.
 *
 * <p>What changes the state of the host: {@link dev.kogame.board.linux.Tap#open} may create a network interface and bring it
 * up, and {@link dev.kogame.board.linux.Tap#close} removes one that was created so. Nothing else here does.
 */
package dev.kogame.board.linux;
