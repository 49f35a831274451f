/**
 * What a person starts: apps as a program with options, a configuration file, a console, and a view of what becomes of the devices.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *     Firmware.main(args, "door", device -> device.serve("door", new Door(device.lamp())));
 * }
 * }</pre>
 */
package dev.kogame.apps.firmware;
