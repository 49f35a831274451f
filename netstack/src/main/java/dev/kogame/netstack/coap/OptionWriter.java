package dev.kogame.netstack.coap;

/**
 * Writes the options of a message, which stand in ascending order of their numbers: RFC 7252 section 3.1.
 *
 * <pre>{@code
 * writer.begin(b, CoapMessage.writeHead(b, at, type, code, messageId, token, tokenAt, tokenOctets));
 * writer.uint(CoapOption.OBSERVE, sequence);
 * writer.uint(CoapOption.CONTENT_FORMAT, ContentFormat.JSON);
 * int payloadMarkerAt = writer.at();
 * }</pre>
 *
 * One writer serves all messages of a thread. The caller sees to the order and to the room. Allocates nothing.
 */
final class OptionWriter {

    private byte[] buffer = new byte[0];
    private int at;
    private int number;

    /** Begins with the first option of a message, which goes to {@code b[optionsAt]}. */
    void begin(byte[] b, int optionsAt) {
        buffer = b;
        at = optionsAt;
        number = 0;
    }

    /** Writes an option whose value is an unsigned integer of 32 bits, in as few octets as possible. */
    void uint(int option, long value) {
        at = CoapOption.writeUint(buffer, at, delta(option), value);
    }

    /** Writes an option whose value is some octets of another array. */
    void opaque(int option, byte[] value, int from, int octets) {
        at = CoapOption.writeHead(buffer, at, delta(option), octets);
        System.arraycopy(value, from, buffer, at, octets);
        at += octets;
    }

    /** Writes an option without a value. */
    void empty(int option) {
        at = CoapOption.writeHead(buffer, at, delta(option), 0);
    }

    /** Where the next option, the payload marker or the end of the message is. */
    int at() {
        return at;
    }

    private int delta(int option) {
        int delta = option - number;
        number = option;
        return delta;
    }
}
