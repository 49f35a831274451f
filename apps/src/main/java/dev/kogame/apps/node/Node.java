package dev.kogame.apps.node;

import dev.kogame.board.Boot;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.udp.UdpDatagram;

/**
 * Echo, discard and the character generator on one stack.
 *
 * <p>A service that answers every datagram can be set on itself or on another by one datagram with a forged source, for ever
 * (CERT CA-1996-01). As inetd does on OpenBSD, none answers a source port below 1024, where all such services are, nor a datagram
 * that was sent to a group: one of those would draw an answer from every node of the link. What they do not answer they count.
 *
 * <p>One thread; allocates nothing after the services are open.
 */
public final class Node {

    /** Where echo listens, RFC 862. */
    public static final int ECHO_PORT = 7;

    /** Ports below are those of services, RFC 6335 section 6. */
    private static final int FIRST_CLIENT_PORT = 1024;

    private final Discard discard = new Discard();
    private long refused;

    private Node() {
    }

    /**
     * Opens the three services.
     *
     * @throws IllegalArgumentException if one of their ports is open already
     * @throws IllegalStateException if there is no room for three sockets
     */
    @Boot
    public static Node open(NetStack stack) {
        Node node = new Node();
        new Echo(node).open(stack);
        new CharacterGenerator(node).open(stack);
        stack.udp(Discard.PORT, node.discard);
        return node;
    }

    /** Whether a datagram may be answered; if not, it is counted. */
    boolean admits(UdpDatagram request) {
        boolean admitted = request.sourcePort() >= FIRST_CLIENT_PORT && !request.toMulticast();
        if (!admitted) {
            refused++;
        }
        return admitted;
    }

    /** How many datagrams were not answered because the answer could have been used against somebody. */
    public long refused() {
        return refused;
    }

    /** How many datagrams the discard service took. */
    public long discarded() {
        return discard.datagrams();
    }
}
