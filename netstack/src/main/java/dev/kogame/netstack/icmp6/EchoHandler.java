package dev.kogame.netstack.icmp6;

/** Whom an {@link EchoRequester} tells what became of a request. Called from the stack's thread; must not block or throw. */
public interface EchoHandler {

    /**
     * A reply arrived. A request to a group may have several.
     *
     * @param request what {@link EchoRequester#send} answered
     * @param hi the first eight octets of the address that replied
     * @param lo its last eight octets
     * @param dataOctets the octets of data, as many as were sent, and the same
     * @param hopLimit the hop limit the reply arrived with
     * @param roundTripNs from the request to the reply, with the time that address resolution took
     */
    void replied(int request, long hi, long lo, int dataOctets, int hopLimit, long roundTripNs);

    /**
     * An ICMPv6 error came back about a request, as far as the error's quotation tells: anybody can make one up who knows the addresses
     * and numbers. The last thing told of a request, unless the error is Packet Too Big: that one is still waited for.
     *
     * @param type of the error, RFC 4443 section 3
     * @param code as the type defines it
     * @param hi the first eight octets of the address that sent the error
     * @param lo its last eight octets
     */
    void failed(int request, int type, int code, long hi, long lo);

    /**
     * The time of a request is over, and no reply of a single node came, or a group's replies were waited for long enough. The last thing
     * told of a request that was sent to a group, or was not answered.
     */
    void timedOut(int request);
}
