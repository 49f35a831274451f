/**
 * Lamps, buttons and I2C thermometers on the header of a Raspberry Pi, through Pi4J: libgpiod for the pins, files of Linux for
 * PWM and I2C. {@link dev.kogame.board.pi4j.PiHeader} opens them.
 *
 * <p>Pi4J allocates, starts threads and takes locks. So this is for what an app does now and then, never for frames: those go
 * through {@code dev.kogame.board.linux}. Nothing of it is loaded before a header is opened, and none of it has met a real
 * Raspberry Pi yet.
 */
package dev.kogame.board.pi4j;
