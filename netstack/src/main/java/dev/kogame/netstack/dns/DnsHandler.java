package dev.kogame.netstack.dns;

/** Whom a {@link DnsResolver} tells the end of a query. Called from the stack's thread; must not block or throw. */
@FunctionalInterface
public interface DnsHandler {

    /**
     * A query has ended. The resolver is free for the next one.
     *
     * @param answer borrowed until return, or until the handler asks the next question
     */
    void resolved(DnsAnswer answer, long nowNs);
}
