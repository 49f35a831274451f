package dev.kogame.netstack.dhcp6;

import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * The messages between clients and servers, RFC 8415 section 8, and their options, section 21.1.
 *
 * <pre>
 * +----------+----------------------------+
 * | msg-type |       transaction-id       |
 * +----------+----------------------------+
 * |     option-code     |    option-len   |
 * |              option-data              |
 * </pre>
 *
 * After {@link #check} no accessor can fail. Allocates nothing.
 */
final class Dhcp6Message {

    /** The ports of clients and of servers, section 7.2. */
    static final int CLIENT_PORT = 546;
    static final int SERVER_PORT = 547;
    /** All_DHCP_Relay_Agents_and_Servers, ff02::1:2, section 7.1. */
    static final long ALL_SERVERS_HI = Ipv6Address.ALL_NODES_HI;
    static final long ALL_SERVERS_LO = 0x1_0002;

    /** Message types, section 7.3. */
    static final int SOLICIT = 1;
    static final int ADVERTISE = 2;
    static final int REQUEST = 3;
    static final int CONFIRM = 4;
    static final int RENEW = 5;
    static final int REBIND = 6;
    static final int REPLY = 7;
    static final int RELEASE = 8;
    static final int DECLINE = 9;
    static final int INFORMATION_REQUEST = 11;

    static final int TRANSACTION_ID = 1;
    static final int OPTIONS = 4;

    /** Option codes, section 21; RFC 3646 for those of DNS. */
    static final int OPTION_CLIENTID = 1;
    static final int OPTION_SERVERID = 2;
    static final int OPTION_IA_NA = 3;
    static final int OPTION_IAADDR = 5;
    static final int OPTION_ORO = 6;
    static final int OPTION_PREFERENCE = 7;
    static final int OPTION_ELAPSED_TIME = 8;
    static final int OPTION_UNICAST = 12;
    static final int OPTION_STATUS_CODE = 13;
    static final int OPTION_RAPID_COMMIT = 14;
    static final int OPTION_DNS_SERVERS = 23;
    static final int OPTION_DOMAIN_LIST = 24;
    static final int OPTION_INFORMATION_REFRESH_TIME = 32;
    static final int OPTION_SOL_MAX_RT = 82;
    static final int OPTION_INF_MAX_RT = 83;

    /** Status codes, section 21.13. */
    static final int SUCCESS = 0;
    static final int NO_ADDRS_AVAIL = 2;
    static final int NO_BINDING = 3;
    static final int NOT_ON_LINK = 4;
    static final int USE_MULTICAST = 5;

    /** Where things stand in an option, from its code on. */
    static final int DATA = 4;
    static final int IAID = DATA;
    static final int IA_T1 = DATA + 4;
    static final int IA_T2 = DATA + 8;
    static final int IA_OPTIONS = DATA + 12;
    static final int IAADDR_ADDRESS = DATA;
    static final int IAADDR_PREFERRED = DATA + 16;
    static final int IAADDR_VALID = DATA + 20;
    static final int IAADDR_OPTIONS = DATA + 24;

    /** The longest DUID, section 11.1. */
    static final int MAX_DUID_OCTETS = 130;

    /** No option. */
    static final int NONE = -1;

    private static final int MAX_DEPTH = 3;

    private Dhcp6Message() {
    }

    /** {@link Drop#OK} if {@code b[at, end)} holds a message whose options, nested ones too, fill exactly what holds them. */
    static int check(byte[] b, int at, int end) {
        return end - at >= OPTIONS && fits(b, at + OPTIONS, end, MAX_DEPTH) ? Drop.OK : Drop.DHCPV6_LENGTH.code;
    }

    /** Of the options that hold options, IA_NA may hold IAADDR and that a status code: no deeper. */
    private static boolean fits(byte[] b, int from, int end, int depth) {
        int at = from;
        while (at < end) {
            if (end - at < DATA || octets(b, at) > end - at - DATA) {
                return false;
            }
            int next = next(b, at);
            boolean fits = switch (code(b, at)) {
                case OPTION_CLIENTID, OPTION_SERVERID -> octets(b, at) > 0;
                case OPTION_IA_NA -> depth == 1
                        || next - at >= IA_OPTIONS && fits(b, at + IA_OPTIONS, next, depth - 1);
                case OPTION_IAADDR -> depth == 1
                        || next - at >= IAADDR_OPTIONS && fits(b, at + IAADDR_OPTIONS, next, depth - 1);
                case OPTION_PREFERENCE -> octets(b, at) == 1;
                case OPTION_UNICAST -> octets(b, at) == Ipv6Address.OCTETS;
                case OPTION_STATUS_CODE -> octets(b, at) >= 2;
                case OPTION_DNS_SERVERS -> octets(b, at) % Ipv6Address.OCTETS == 0;
                case OPTION_INFORMATION_REFRESH_TIME, OPTION_SOL_MAX_RT, OPTION_INF_MAX_RT -> octets(b, at) == 4;
                // Section 16: an option that is not understood is as if it were not there.
                default -> true;
            };
            if (!fits) {
                return false;
            }
            at = next;
        }
        return true;
    }

    static int type(byte[] b, int at) {
        return Octets.get8(b, at);
    }

    /** 24 bits. */
    static int transactionId(byte[] b, int at) {
        return Octets.get32(b, at) & 0xff_ffff;
    }

    static int code(byte[] b, int option) {
        return Octets.get16(b, option);
    }

    /** The octets of an option's data. */
    static int octets(byte[] b, int option) {
        return Octets.get16(b, option + 2);
    }

    /** Where the option after this one begins, or the options end. */
    static int next(byte[] b, int option) {
        return option + DATA + octets(b, option);
    }

    /** The first option with a code in {@code b[from, end)}, or {@link #NONE}. */
    static int find(byte[] b, int from, int end, int code) {
        for (int option = from; option < end; option = next(b, option)) {
            if (code(b, option) == code) {
                return option;
            }
        }
        return NONE;
    }

    /** The status among the options in {@code b[from, end)}; {@link #SUCCESS} if nothing is said, section 7.5. */
    static int status(byte[] b, int from, int end) {
        int option = find(b, from, end, OPTION_STATUS_CODE);
        return option == NONE ? SUCCESS : Octets.get16(b, option + DATA);
    }

    /** The IA_NA option with an IAID among the options in {@code b[from, end)}, or {@link #NONE}. */
    static int identityAssociation(byte[] b, int from, int end, int iaid) {
        for (int option = from; option < end; option = next(b, option)) {
            if (code(b, option) == OPTION_IA_NA && Octets.get32(b, option + IAID) == iaid) {
                return option;
            }
        }
        return NONE;
    }

    /** Writes the head of an option. Answers where its data begins. */
    static int option(byte[] b, int at, int code, int octets) {
        Octets.put16(b, at, code);
        Octets.put16(b, at + 2, octets);
        return at + DATA;
    }

    /** Writes an identifier of a client or a server. Answers the end. */
    static int identifier(byte[] b, int at, int code, byte[] duid, int octets) {
        int data = option(b, at, code, octets);
        System.arraycopy(duid, 0, b, data, octets);
        return data + octets;
    }
}
