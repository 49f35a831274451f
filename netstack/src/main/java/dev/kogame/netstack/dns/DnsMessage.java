package dev.kogame.netstack.dns;

import dev.kogame.netstack.wire.Octets;

/**
 * DNS messages, RFC 1035 section 4.1.
 *
 * <pre>
 *  0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                      ID                       |
 * |QR|   Opcode  |AA|TC|RD|RA|   Z    |   RCODE   |
 * |                    QDCOUNT                    |
 * |                    ANCOUNT                    |
 * |                    NSCOUNT                    |
 * |                    ARCOUNT                    |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * </pre>
 */
final class DnsMessage {

    static final int ID = 0;
    static final int FLAGS = 2;
    static final int QDCOUNT = 4;
    static final int ANCOUNT = 6;
    static final int HEADER_OCTETS = 12;

    static final int QR = 0x8000;
    static final int OPCODE = 0x7800;
    static final int TC = 0x0200;
    static final int RD = 0x0100;
    static final int RA = 0x0080;
    static final int RCODE = 0x000f;

    static final int NO_ERROR = 0;
    static final int NAME_ERROR = 3;

    /** QTYPE and QCLASS behind the name of a question. */
    static final int QUESTION_OCTETS = 4;
    /** TYPE, CLASS, TTL and RDLENGTH behind the name of a record, section 4.1.3. */
    static final int RECORD_OCTETS = 10;
    static final int RDLENGTH = 8;

    static final int TYPE_CNAME = 5;
    /** RFC 3596 section 2.1. */
    static final int TYPE_AAAA = 28;
    static final int CLASS_IN = 1;

    private DnsMessage() {
    }

    /** Writes a standard query for the AAAA records of a name, recursion desired, and answers where it ends. */
    static int writeQuery(byte[] b, int at, int identifier, byte[] name, int nameOctets) {
        Octets.put16(b, at + ID, identifier);
        Octets.put16(b, at + FLAGS, RD);
        Octets.put16(b, at + QDCOUNT, 1);
        Octets.put16(b, at + ANCOUNT, 0);
        Octets.put32(b, at + ANCOUNT + 2, 0);
        System.arraycopy(name, 0, b, at + HEADER_OCTETS, nameOctets);
        int end = at + HEADER_OCTETS + nameOctets;
        Octets.put16(b, end, TYPE_AAAA);
        Octets.put16(b, end + 2, CLASS_IN);
        return end + QUESTION_OCTETS;
    }

    static int flags(byte[] b, int at) {
        return Octets.get16(b, at + FLAGS);
    }
}
