package dev.kogame.netstack.sntp;

/**
 * Where a time server is.
 *
 * @param interfaceIndex the interface of a link-local address, or -1 for any
 */
public record SntpServer(int interfaceIndex, long hi, long lo) {}
