package dev.kogame.netstack.dns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.kogame.board.Boot;

/**
 * Domain names, RFC 1035 sections 3.1 and 4.1.4: labels of up to 63 octets behind their length, ended by the empty label of the root,
 * at most 255 octets. In a message the end of a name may be a pointer to an earlier one.
 *
 * <p>A pointer must lead to before the labels that it ends, and behind the header, and a name may have no more than
 * {@link #MAX_POINTERS}: so no message can make its reader go round in circles.
 */
public final class DnsName {

    /** Section 2.3.4. */
    public static final int MAX_OCTETS = 255;
    static final int MAX_LABEL_OCTETS = 63;
    static final int MAX_POINTERS = 10;

    static final int MALFORMED = -1;

    private static final int POINTER = 0xc0;
    private static final int POINTER_OCTETS = 2;

    private DnsName() {
    }

    /**
     * A name as it stands in a message, without pointers.
     *
     * @param text labels of letters, digits, hyphens and underscores with dots between them, and one at the end or not
     * @throws IllegalArgumentException if the text is no name
     */
    @Boot
    public static byte[] encode(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        byte[] octets = new byte[name.length() + 2];
        int at = 0;
        for (String label : name.split("\\.", -1)) {
            if (!label.matches("[A-Za-z0-9_-]{1," + MAX_LABEL_OCTETS + "}")) {
                throw new IllegalArgumentException("'" + text + "' is no domain name: its part '" + label
                        + "' is not 1 to " + MAX_LABEL_OCTETS + " letters, digits, hyphens and underscores");
            }
            octets[at++] = (byte) label.length();
            System.arraycopy(label.getBytes(StandardCharsets.US_ASCII), 0, octets, at, label.length());
            at += label.length();
        }
        if (octets.length > MAX_OCTETS) {
            throw new IllegalArgumentException("'" + text + "' is no domain name: it takes " + octets.length
                    + " octets, and " + MAX_OCTETS + " is the most");
        }
        return Arrays.copyOf(octets, octets.length);
    }

    /**
     * Copies a name of a message, its pointers followed.
     *
     * @param message where the message begins
     * @param end where it ends
     * @param into has {@link #MAX_OCTETS}
     * @return the octets copied, or {@link #MALFORMED}
     */
    static int expand(byte[] b, int message, int at, int end, byte[] into) {
        int octets = 0;
        int pointers = 0;
        int before = at;
        int label = at;
        while (label < end) {
            int length = b[label] & 0xff;
            if (length == 0) {
                into[octets] = 0;
                return octets + 1;
            }
            if (length >= POINTER) {
                if (label + POINTER_OCTETS > end || ++pointers > MAX_POINTERS) {
                    return MALFORMED;
                }
                label = message + ((length & ~POINTER) << 8 | b[label + 1] & 0xff);
                if (label >= before || label < message + DnsMessage.HEADER_OCTETS) {
                    return MALFORMED;
                }
                before = label;
            } else {
                // 01 and 10 are reserved; the empty label must still find room.
                if (length > MAX_LABEL_OCTETS || label + 1 + length > end || octets + 1 + length >= MAX_OCTETS) {
                    return MALFORMED;
                }
                System.arraycopy(b, label, into, octets, 1 + length);
                octets += 1 + length;
                label += 1 + length;
            }
        }
        return MALFORMED;
    }

    /** Where a name of a message ends, behind its root or first pointer, or {@link #MALFORMED}. */
    static int skip(byte[] b, int at, int end) {
        int label = at;
        while (label < end && label - at < MAX_OCTETS) {
            int length = b[label] & 0xff;
            if (length == 0) {
                return label + 1;
            }
            if (length >= POINTER) {
                return label + POINTER_OCTETS <= end ? label + POINTER_OCTETS : MALFORMED;
            }
            if (length > MAX_LABEL_OCTETS) {
                return MALFORMED;
            }
            label += 1 + length;
        }
        return MALFORMED;
    }

    /** Whether two names without pointers are the same, section 2.3.3: letters of either case are. */
    static boolean same(byte[] a, int aOctets, byte[] b, int bOctets) {
        if (aOctets != bOctets) {
            return false;
        }
        for (int i = 0; i < aOctets; i++) {
            if (lower(a[i]) != lower(b[i])) {
                return false;
            }
        }
        return true;
    }

    /** A length octet is at most 63, so it is never taken for a letter. */
    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }
}
