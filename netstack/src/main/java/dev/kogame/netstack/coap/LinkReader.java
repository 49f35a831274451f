package dev.kogame.netstack.coap;

import java.util.Arrays;

/**
 * Reads a list of links as {@code /.well-known/core} gives it: RFC 6690 section 2.
 *
 * <pre>{@code
 * links.begin(response.buffer(), response.payloadAt(), response.payloadOctets());
 * while (links.next()) {
 *     if (links.hasWord(RT, LIGHT)) {
 *         client.get(...).uri(links.buffer(), links.targetAt(), links.targetOctets())...
 *     }
 * }
 * }</pre>
 *
 * A view over octets that somebody sent: any octets will do. Reading ends at the first that are no link, see {@link #isMalformed}.
 * Blanks and line ends between the parts are passed over. One thread; allocates nothing.
 */
public final class LinkReader {

    private byte[] b = new byte[0];
    private int at;
    private int end;
    private boolean malformed;
    private int targetAt;
    private int targetEnd;
    private int attributesAt;
    private int attributesEnd;
    private int nameAt;
    private int nameEnd;
    private int valueAt;
    private int valueEnd;

    /** A list without links, until {@link #begin}. */
    public LinkReader() {
    }

    /** Looks at a list in {@code octets[from, from + length)}, borrowed until the next beginning. */
    public LinkReader begin(byte[] octets, int from, int length) {
        b = octets;
        at = from;
        end = from + length;
        malformed = false;
        targetAt = from;
        targetEnd = from;
        attributesAt = from;
        attributesEnd = from;
        return this;
    }

    /** Goes on to the next link, or to the first. False if there is none. */
    public boolean next() {
        if (malformed) {
            return false;
        }
        skipBlanks();
        if (at == end) {
            return false;
        }
        malformed = true;
        if (b[at] != '<') {
            return false;
        }
        targetAt = ++at;
        while (at < end && b[at] != '>') {
            at++;
        }
        if (at == end) {
            return false;
        }
        targetEnd = at++;
        attributesAt = at;
        // Every turn passes a semicolon.
        while (true) {
            skipBlanks();
            attributesEnd = at;
            if (at == end) {
                malformed = false;
                return true;
            }
            if (b[at] == ',') {
                at++;
                malformed = false;
                return true;
            }
            if (b[at++] != ';' || !passAttribute()) {
                return false;
            }
        }
    }

    /** Passes a name and, if there is one, a value. False if that is not what stands there. */
    private boolean passAttribute() {
        skipBlanks();
        nameAt = at;
        while (at < end && isToken(b[at]) && b[at] != '=') {
            at++;
        }
        nameEnd = at;
        skipBlanks();
        if (nameEnd == nameAt) {
            return false;
        }
        if (at == end || b[at] != '=') {
            valueAt = at;
            valueEnd = at;
            return true;
        }
        at++;
        skipBlanks();
        if (at == end || b[at] != '"') {
            valueAt = at;
            while (at < end && isToken(b[at])) {
                at++;
            }
            valueEnd = at;
            return valueEnd > valueAt;
        }
        valueAt = ++at;
        while (at < end && b[at] != '"') {
            // RFC 2616 section 2.2: a backslash quotes what follows.
            at += b[at] == '\\' ? 2 : 1;
        }
        if (at >= end) {
            at = end;
            return false;
        }
        valueEnd = at++;
        return true;
    }

    private static boolean isToken(byte octet) {
        return octet != ';' && octet != ',' && octet != '"' && octet != '\\' && octet > ' ' && octet != 0x7f;
    }

    private void skipBlanks() {
        while (at < end && (b[at] == ' ' || b[at] == '\t' || b[at] == '\r' || b[at] == '\n')) {
            at++;
        }
    }

    /** Whether reading ended because something is no link. */
    public boolean isMalformed() {
        return malformed;
    }

    /** The memory that holds the list; to be read only. */
    public byte[] buffer() {
        return b;
    }

    /** Where the target of the link begins, such as {@code /light}. */
    public int targetAt() {
        return targetAt;
    }

    /** The octets of the target. */
    public int targetOctets() {
        return targetEnd - targetAt;
    }

    /** Whether the link has an attribute of this name; then {@link #valueAt} and {@link #valueOctets} are those of its first one. */
    public boolean attribute(byte[] name) {
        int resume = at;
        int limit = end;
        at = attributesAt;
        end = attributesEnd;
        boolean found = false;
        while (!found && at < end) {
            skipBlanks();
            // The gate of next() went this way: a semicolon and an attribute, or the end.
            at++;
            found = at <= end && passAttribute() && Arrays.equals(b, nameAt, nameEnd, name, 0, name.length);
        }
        at = resume;
        end = limit;
        return found;
    }

    /** Where the value found last begins, without its quotation marks; backslashes in it are left. */
    public int valueAt() {
        return valueAt;
    }

    /** The octets of the value found last, 0 if it has none. */
    public int valueOctets() {
        return valueEnd - valueAt;
    }

    /** Whether one of the words of an attribute, with blanks between, is this one: of {@code rt="light lamp"} either. */
    public boolean hasWord(byte[] name, byte[] word) {
        if (!attribute(name)) {
            return false;
        }
        int from = valueAt;
        for (int i = valueAt; i <= valueEnd; i++) {
            if (i == valueEnd || b[i] == ' ') {
                if (Arrays.equals(b, from, i, word, 0, word.length)) {
                    return true;
                }
                from = i + 1;
            }
        }
        return false;
    }
}
