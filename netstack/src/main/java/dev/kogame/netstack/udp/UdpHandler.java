package dev.kogame.netstack.udp;

/** What is behind a UDP port. Called from the stack's thread; must not block, throw or allocate. */
@FunctionalInterface
public interface UdpHandler {

    /**
     * A datagram arrived for the port, its checksum checked.
     *
     * @param datagram borrowed until return
     */
    void received(UdpDatagram datagram, long nowNs);

    /**
     * An ICMPv6 error came back about a datagram that this port sent, as far as the error's quotation tells: anybody can make one up who
     * knows the addresses and ports. Does nothing unless told otherwise.
     *
     * @param type of the error, RFC 4443 section 3: 1 destination unreachable, 2 packet too big (the next such datagram leaves in
     *            fragments), 3 time exceeded, 4 parameter problem, or an unknown one up to 127
     * @param code as the type defines it; 4 of type 1 is port unreachable
     * @param interfaceIndex where the error came in
     * @param hi the address and port that the datagram was sent to
     */
    default void failed(int type, int code, int interfaceIndex, long hi, long lo, int port, long nowNs) {
    }

    /**
     * An error as above, with what it quotes of the datagram's payload: enough to tell whether the one who made the error has seen the
     * datagram. Forgets the quotation unless told otherwise.
     *
     * @param quoted holds the quotation at {@code [at, end)}, which may be all of the payload, a part or nothing; borrowed until return
     */
    default void failed(int type, int code, int interfaceIndex, long hi, long lo, int port, byte[] quoted, int at,
            int end, long nowNs) {
        failed(type, code, interfaceIndex, hi, lo, port, nowNs);
    }
}
