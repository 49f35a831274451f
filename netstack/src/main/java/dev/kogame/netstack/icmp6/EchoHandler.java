package dev.kogame.netstack.icmp6;

/** Who is told what comes of Echo Requests. Called from the stack's thread; must not block, throw or allocate. */
@FunctionalInterface
public interface EchoHandler {

    /**
     * An Echo Reply arrived, its checksum checked. Whether it answers a request that was sent, and which, its identifier and sequence
     * number tell.
     *
     * @param b holds the data in {@code b[at, at + octets)}, borrowed until return
     * @param interfaceIndex where it arrived: the zone of a link-local source
     * @param hi the address of who answers
     */
    void replied(int identifier, int sequence, byte[] b, int at, int octets, int interfaceIndex, long hi, long lo,
            long nowNs);

    /**
     * An ICMPv6 error came back about an Echo Request. Does nothing unless told otherwise.
     *
     * @param type of the error and its code, RFC 4443 section 3
     * @param hi the address that the request was sent to
     */
    default void failed(int type, int code, int identifier, int sequence, int interfaceIndex, long hi, long lo,
            long nowNs) {
    }
}
