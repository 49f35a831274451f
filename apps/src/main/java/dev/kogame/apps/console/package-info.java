/**
 * A console for every app: a person or a script types a command, one line, and reads the answer, some lines of which the last is
 * {@code ok} or begins with {@code error: }.
 *
 * <pre>
 * ping fe80::2 count 1
 * reply from fe80::2%0 sequence 0 octets 56 hop-limit 64 time 0.412 ms
 * sent 1 received 1 lost 0 min 0.412 avg 0.412 max 0.412 ms
 * ok
 * </pre>
 *
 * <p>Two threads meet in {@link dev.kogame.apps.console.Exchange}, which holds one line of input and a bounded answer. The console's
 * own thread reads, hands a line over, wakes the device's thread, and writes the answer as it comes; it alone ever waits for a terminal,
 * a pipe or a client. The device's thread runs the command between two polls of its stack. While nobody types it looks at one field at
 * each turn and allocates nothing.
 */
package dev.kogame.apps.console;
