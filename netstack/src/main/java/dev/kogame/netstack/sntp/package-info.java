/**
 * A simple client of the Network Time Protocol: RFC 5905 section 14, with the checks and the manners of RFC 4330.
 *
 * <p>It tells how far the device's monotonic clock is from UTC, and sets no clock. {@link dev.kogame.netstack.sntp.SntpClient} asks one
 * server after the other, from a new port and with a random number in place of its time, so that nobody forges an answer who does not
 * see the question. What it does not do: symmetric keys, network time security (RFC 8915), broadcast, the discipline of a clock's
 * frequency, a vote among servers.
 */
package dev.kogame.netstack.sntp;
