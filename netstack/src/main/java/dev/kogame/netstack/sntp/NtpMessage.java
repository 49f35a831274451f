package dev.kogame.netstack.sntp;

import dev.kogame.netstack.wire.Octets;

/**
 * The header of NTP, RFC 5905 section 7.3.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |LI | VN  |Mode |    Stratum     |     Poll      |  Precision   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Root Delay                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Root Dispersion                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                          Reference ID                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Reference Timestamp (64)                  |
 * |                      Origin Timestamp (64)                    |
 * |                      Receive Timestamp (64)                   |
 * |                      Transmit Timestamp (64)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * Allocates nothing.
 */
final class NtpMessage {

    static final int LEAP_VERSION_MODE = 0;
    static final int STRATUM = 1;
    static final int POLL = 2;
    static final int ROOT_DELAY = 4;
    static final int ROOT_DISPERSION = 8;
    static final int REFERENCE_ID = 12;
    static final int ORIGIN = 24;
    static final int RECEIVE = 32;
    static final int TRANSMIT = 40;
    static final int OCTETS = 48;

    static final int VERSION = 4;
    /** What a server says whose clock is not synchronized, RFC 5905 figure 9. */
    static final int LEAP_UNKNOWN = 3;
    static final int CLIENT = 3;
    static final int SERVER = 4;
    /** The reference identifier is a kiss code, RFC 5905 section 7.4. */
    static final int KISS = 0;
    static final int MAX_STRATUM = 15;

    /** RFC 5905 figure 13, as the octets stand. */
    static final int DENY = 'D' << 24 | 'E' << 16 | 'N' << 8 | 'Y';
    static final int RSTR = 'R' << 24 | 'S' << 16 | 'T' << 8 | 'R';
    static final int RATE = 'R' << 24 | 'A' << 16 | 'T' << 8 | 'E';

    /** MAXDISP of RFC 5905 section 7.2, 16 s, in the short format: 16 bits of seconds, 16 bits of fraction. */
    static final long MAX_DISTANCE = 16L << 16;

    private NtpMessage() {
    }

    /** Writes a client's request, all zero but for version, mode and the timestamp that the server returns. */
    static void writeRequest(byte[] b, int at, long transmit) {
        for (int i = 0; i < OCTETS; i++) {
            b[at + i] = 0;
        }
        b[at] = VERSION << 3 | CLIENT;
        Octets.put64(b, at + TRANSMIT, transmit);
    }

    static int leap(byte[] b, int at) {
        return (b[at] & 0xff) >>> 6;
    }

    static int version(byte[] b, int at) {
        return b[at] >>> 3 & 7;
    }

    static int mode(byte[] b, int at) {
        return b[at] & 7;
    }

    static int stratum(byte[] b, int at) {
        return b[at + STRATUM] & 0xff;
    }

    /** Half the way to the primary clock and back, and what may be wrong with it, in the short format. */
    static long rootDistance(byte[] b, int at) {
        return Octets.get32Unsigned(b, at + ROOT_DELAY) / 2 + Octets.get32Unsigned(b, at + ROOT_DISPERSION);
    }
}
