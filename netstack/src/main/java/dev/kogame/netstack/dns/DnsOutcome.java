package dev.kogame.netstack.dns;

/** How a query ended. */
public enum DnsOutcome {
    /** There are addresses. */
    ADDRESSES,
    /** The name does not exist, RFC 1035 section 4.1.1: RCODE 3. */
    NAME_ERROR,
    /** The name exists and has no IPv6 address. */
    NO_DATA,
    /** Every server refused, failed, or sent what makes no sense. */
    SERVER_FAILURE,
    /** The answer is longer than a datagram: it would take TCP, which is not there yet. */
    TRUNCATED,
    /** No server answered in time. */
    NO_ANSWER,
    /** No query could be sent: there is no route, or no address of our own. */
    UNREACHABLE,
    /** The list of servers is empty. */
    NO_SERVER
}
