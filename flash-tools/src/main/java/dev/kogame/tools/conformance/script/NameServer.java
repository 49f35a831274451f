package dev.kogame.tools.conformance.script;

import static dev.kogame.tools.conformance.packet.Field.DATA;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION;
import static dev.kogame.tools.conformance.packet.Field.DESTINATION_PORT;
import static dev.kogame.tools.conformance.packet.Field.OPTION_TYPE;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.packet.Field.SOURCE_PORT;
import static dev.kogame.tools.conformance.packet.Kind.OPTION;
import static dev.kogame.tools.conformance.packet.Kind.RAW;
import static dev.kogame.tools.conformance.packet.Kind.UDP;

import java.io.IOException;
import java.nio.ByteBuffer;

import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;

/** A station that the tester plays as a DNS server, RFC 1035: it is announced, asked, and answers as the case wants. */
public final class NameServer {

    /** The name that the device is told to look up. */
    public static final String NAME = "host.kogame.example";

    private static final int PORT = 53;
    private static final int RDNSS = 25;
    private static final int HEADER_OCTETS = 12;
    private static final int TYPE_AND_CLASS_OCTETS = 4;
    private static final int ANSWER_OCTETS = 28;
    /** A response to a standard query, recursion wanted and there, no error. */
    private static final short RESPONSE = (short) 0x8180;
    /** A pointer to the name of the question. */
    private static final short QUESTION_NAME = (short) 0xc00c;
    private static final int TTL_S = 60;

    private NameServer() {
    }

    /** The Recursive DNS Server option of a Router Advertisement, RFC 8106 section 5.1. */
    public static Layer announced(Address server, int lifetimeS) {
        return Layer.of(OPTION).with(OPTION_TYPE, RDNSS).with(DATA,
                ByteBuffer.allocate(22).putInt(2, lifetimeS).putLong(6, server.hi()).putLong(14, server.lo()).array());
    }

    /** Any query to a server. */
    public static Packet query(Address server) {
        return Packet.ip().with(DESTINATION, server).then(UDP).with(DESTINATION_PORT, PORT);
    }

    /** Answers a query with these addresses in this order. */
    public static void answer(Tester t, Received query, Address... addresses) throws IOException {
        byte[] asked = query.packet().octets(DATA);
        // Whatever follows the one question, such as EDNS, is not repeated.
        int end = HEADER_OCTETS;
        while (end < asked.length && asked[end] != 0) {
            end += 1 + asked[end];
        }
        end += 1 + TYPE_AND_CLASS_OCTETS;
        t.require(end <= asked.length, "expected a query with one question: " + query);
        ByteBuffer out = ByteBuffer.allocate(end + ANSWER_OCTETS * addresses.length);
        out.put(asked, 0, end).putShort(2, RESPONSE).putShort(4, (short) 1).putShort(6, (short) addresses.length)
                .putInt(8, 0);
        for (Address address : addresses) {
            out.putShort(QUESTION_NAME).putShort((short) 28).putShort((short) 1).putInt(TTL_S).putShort((short) 16)
                    .putLong(address.hi()).putLong(address.lo());
        }
        t.send(Packet.ip(query.packet().get(DESTINATION), query.packet().get(SOURCE))
                .then(UDP).with(SOURCE_PORT, PORT).with(DESTINATION_PORT, query.packet().number(SOURCE_PORT))
                .then(Layer.of(RAW).with(DATA, out.array())));
    }
}
