package dev.kogame.netstack.dns;

/** The servers to ask, first choice first. Read anew for every query, so it may change; one thread. */
public interface DnsServerList {

    /** How many there are now. */
    int count();

    /** The first eight octets of a server's address. @param i 0 to {@code count() - 1} */
    long hi(int i);

    /** The last eight octets of a server's address. */
    long lo(int i);

    /** The interface that reaches the server, which gives a link-local address its meaning, or -1 for any. */
    int interfaceIndex(int i);
}
