package dev.kogame.tools.conformance.script;

import static dev.kogame.tools.conformance.packet.Field.DATA;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION_PORT;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Field.SOURCE_PORT;
import static dev.kogame.tools.conformance.packet.Kind.UDP;
import static dev.kogame.tools.conformance.packet.Octets.hex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Check;
import dev.kogame.tools.conformance.packet.Octets;
import dev.kogame.tools.conformance.packet.Packet;

/** What a device asks of DNS servers, RFC 1035 section 4: the addresses of a name, RFC 3596. */
public final class Dns {

    private static final int PORT = 53;
    private static final int HEADER_OCTETS = 12;
    private static final byte[] AAAA = hex("001c 0001");

    private Dns() {
    }

    /** A name on the wire: its labels behind their lengths, and an empty one. */
    public static byte[] name(String text) {
        byte[] name = new byte[0];
        for (String label : text.split("\\.")) {
            name = Octets.join(name, new byte[] {(byte) label.length()}, label.getBytes(StandardCharsets.US_ASCII));
        }
        return Octets.join(name, new byte[1]);
    }

    /** A query for the addresses of a name, to a server. */
    public static Packet query(Address server, String text) {
        byte[] question = Octets.join(name(text), AAAA);
        return Packet.ip().with(DESTINATION, server).then(UDP).with(DESTINATION_PORT, PORT).with(DATA,
                new Check("a query for " + text, actual -> actual instanceof byte[] b && b.length >= HEADER_OCTETS
                        && Arrays.equals(b, HEADER_OCTETS, b.length, question, 0, question.length)));
    }

    /** Any query to a server. */
    public static Packet query(Address server) {
        return Packet.ip().with(DESTINATION, server).then(UDP).with(DESTINATION_PORT, PORT);
    }

    /** The answer to a query that came: the name has one address. */
    public static Packet answer(Packet query, Address address) {
        return reply(query, Octets.join(hex("c00c 001c 0001 00000e10 0010"), address.octets()));
    }

    private static Packet reply(Packet query, byte[] record) {
        byte[] message = Octets.join(query.octets(DATA), record);
        // A response, recursion available.
        message[2] |= (byte) 0x80;
        message[3] |= (byte) 0x80;
        message[7] = 1;
        return Packet.ip(query.address(DESTINATION), query.address(SOURCE)).then(UDP).with(SOURCE_PORT, PORT)
                .with(DESTINATION_PORT, query.number(SOURCE_PORT)).with(DATA, message);
    }
}
