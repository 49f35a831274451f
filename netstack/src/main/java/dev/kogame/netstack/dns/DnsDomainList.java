package dev.kogame.netstack.dns;

/** The domains to look for short names in, first choice first. Read anew for every query, so it may change; one thread. */
public interface DnsDomainList {

    /** How many there are now. */
    int count();

    /** A domain as on the wire, from its first label to its zero octet; borrowed, not kept. @param i 0 to {@code count() - 1} */
    byte[] name(int i);

    /** How many octets it has, the last of them zero. */
    int octets(int i);
}
