package dev.kogame.tools.conformance.packet;

import java.util.ArrayList;
import java.util.List;

/** The headers, messages and options there are: their fields in order of the wire, with widths, defaults and the number they go by. */
public enum Kind {
    ETHERNET("Ethernet", Role.LINK, 0, "ETHERNET_DESTINATION:48 ETHERNET_SOURCE:48 ETHERTYPE:16=34525"), IPV6("IPv6",
            Role.NETWORK, 41,
            "VERSION:4=6 TRAFFIC_CLASS:8 FLOW_LABEL:20 PAYLOAD_LENGTH:16 NEXT_HEADER:8 HOP_LIMIT:8=64 SOURCE:128 DESTINATION:128"), HOP_BY_HOP(
                    "Hop-by-Hop Options", Role.EXTENSION, 0,
                    "NEXT_HEADER:8 HEADER_LENGTH:8 OPTIONS:*"), ROUTING("Routing", Role.EXTENSION, 43,
                            "NEXT_HEADER:8 HEADER_LENGTH:8 ROUTING_TYPE:8 SEGMENTS_LEFT:8 TYPE_DATA:*"), FRAGMENT(
                                    "Fragment", Role.EXTENSION, 44,
                                    "NEXT_HEADER:8 RESERVED:8 FRAGMENT_OFFSET:13 RESERVED_2:2 MORE_FRAGMENTS:1 IDENTIFICATION:32"), DESTINATION_OPTIONS(
                                            "Destination Options", Role.EXTENSION, 60,
                                            "NEXT_HEADER:8 HEADER_LENGTH:8 OPTIONS:*"),

    DESTINATION_UNREACHABLE("Destination Unreachable", Role.ICMPV6, 1, "UNUSED:32 QUOTED:*"), PACKET_TOO_BIG(
            "Packet Too Big", Role.ICMPV6, 2,
            "MTU:32 QUOTED:*"), TIME_EXCEEDED("Time Exceeded", Role.ICMPV6, 3, "UNUSED:32 QUOTED:*"), PARAMETER_PROBLEM(
                    "Parameter Problem", Role.ICMPV6, 4, "POINTER:32 QUOTED:*"), ECHO_REQUEST("Echo Request",
                            Role.ICMPV6, 128, "IDENTIFIER:16 SEQUENCE:16 DATA:*"), ECHO_REPLY("Echo Reply", Role.ICMPV6,
                                    129, "IDENTIFIER:16 SEQUENCE:16 DATA:*"), MLD_QUERY("MLD Query", Role.ICMPV6, 130,
                                            "MAX_RESPONSE:16 RESERVED:16 GROUP:128 QUERIER:*"), MLD_REPORT(
                                                    "MLDv1 Report", Role.ICMPV6, 131,
                                                    "MAX_RESPONSE:16 RESERVED:16 GROUP:128"), MLD_DONE("MLDv1 Done",
                                                            Role.ICMPV6, 132,
                                                            "MAX_RESPONSE:16 RESERVED:16 GROUP:128"), ROUTER_SOLICITATION(
                                                                    "Router Solicitation", Role.ICMPV6, 133,
                                                                    "RESERVED:32"), ROUTER_ADVERTISEMENT(
                                                                            "Router Advertisement", Role.ICMPV6, 134,
                                                                            "CUR_HOP_LIMIT:8=64 MANAGED:1 OTHER:1 RESERVED_2:1 PREFERENCE:2 RESERVED:3 ROUTER_LIFETIME:16=1800 REACHABLE_TIME:32 RETRANS_TIMER:32"), NEIGHBOR_SOLICITATION(
                                                                                    "Neighbor Solicitation",
                                                                                    Role.ICMPV6, 135,
                                                                                    "RESERVED:32 TARGET:128"), NEIGHBOR_ADVERTISEMENT(
                                                                                            "Neighbor Advertisement",
                                                                                            Role.ICMPV6, 136,
                                                                                            "ROUTER:1 SOLICITED:1 OVERRIDE:1 RESERVED:29 TARGET:128"), REDIRECT(
                                                                                                    "Redirect",
                                                                                                    Role.ICMPV6, 137,
                                                                                                    "RESERVED:32 TARGET:128 REDIRECT_DESTINATION:128"), MLDV2_REPORT(
                                                                                                            "MLDv2 Report",
                                                                                                            Role.ICMPV6,
                                                                                                            143,
                                                                                                            "RESERVED:16 RECORDS:16"),
    /** An ICMPv6 message of any other type. */
    ICMPV6("ICMPv6", Role.ICMPV6, -1, "BODY:*"),

    UDP("UDP", Role.UPPER, 17, "SOURCE_PORT:16 DESTINATION_PORT:16 LENGTH:16 CHECKSUM:16 DATA:*"),
    /** Octets of any kind. */
    RAW("data", Role.RAW, 59, "DATA:*"),

    SOURCE_LINK_LAYER_ADDRESS("Source Link-Layer Address", Role.OPTION, 1,
            "LINK_LAYER_ADDRESS:48"), TARGET_LINK_LAYER_ADDRESS("Target Link-Layer Address", Role.OPTION, 2,
                    "LINK_LAYER_ADDRESS:48"), PREFIX_INFORMATION("Prefix Information", Role.OPTION, 3,
                            "PREFIX_LENGTH:8=64 ON_LINK:1=1 AUTONOMOUS:1=1 RESERVED_2:6 VALID_LIFETIME:32=10000 PREFERRED_LIFETIME:32=10000 RESERVED:32 PREFIX:128"), REDIRECTED_HEADER(
                                    "Redirected Header", Role.OPTION, 4,
                                    "RESERVED:48 QUOTED:*"), MTU_OPTION("MTU", Role.OPTION, 5,
                                            "RESERVED:16 MTU:32"), NONCE("Nonce", Role.OPTION, 14, "DATA:*"),
    /** With room for the whole prefix, which RFC 4191 leaves out as far as it is 0. */
    ROUTE_INFORMATION("Route Information", Role.OPTION, 24,
            "PREFIX_LENGTH:8 RESERVED_2:3 PREFERENCE:2 RESERVED:3 ROUTE_LIFETIME:32=1800 PREFIX:128"),
    /** An option of any other type. */
    OPTION("Option", Role.OPTION, -1, "DATA:*"),

    MULTICAST_ADDRESS_RECORD("Multicast Address Record", Role.RECORD, -1,
            "RECORD_TYPE:8 AUX_LENGTH:8 SOURCES:16 GROUP:128 SOURCE_LIST:*"),

    // Messages of DHCPv6
    SOLICIT("Solicit", Role.DHCPV6, 1, ""), //
    ADVERTISE("Advertise", Role.DHCPV6, 2, ""), //
    REQUEST("Request", Role.DHCPV6, 3, ""), //
    CONFIRM("Confirm", Role.DHCPV6, 4, ""), //
    RENEW("Renew", Role.DHCPV6, 5, ""), //
    REBIND("Rebind", Role.DHCPV6, 6, ""), //
    REPLY("Reply", Role.DHCPV6, 7, ""), //
    RELEASE("Release", Role.DHCPV6, 8, ""), //
    DECLINE("Decline", Role.DHCPV6, 9, ""), //
    RECONFIGURE("Reconfigure", Role.DHCPV6, 10, ""), //
    INFORMATION_REQUEST("Information-request", Role.DHCPV6, 11, ""), //
    RELAY_FORW("Relay-forward", Role.DHCPV6, 12, "LINK_ADDRESS:128 PEER_ADDRESS:128"), //
    RELAY_REPL("Relay-reply", Role.DHCPV6, 13, "LINK_ADDRESS:128 PEER_ADDRESS:128"), //
    /** A message of any other type. */
    DHCPV6("DHCPv6", Role.DHCPV6, -1, ""), //

    // Their options
    CLIENT_IDENTIFIER("Client Identifier", Role.DHCPV6_OPTION, 1, "DUID:*"), //
    SERVER_IDENTIFIER("Server Identifier", Role.DHCPV6_OPTION, 2, "DUID:*"), //
    IA_NA("IA_NA", Role.DHCPV6_OPTION, 3, "IAID:32 T1:32 T2:32 IA_OPTIONS:*"), //
    IA_ADDRESS("IA Address", Role.DHCPV6_OPTION, 5,
            "IPV6_ADDRESS:128 PREFERRED_LIFETIME:32 VALID_LIFETIME:32 IAADDR_OPTIONS:*"), //
    OPTION_REQUEST("Option Request", Role.DHCPV6_OPTION, 6, "REQUESTED_OPTIONS:*"), //
    SERVER_PREFERENCE("Preference", Role.DHCPV6_OPTION, 7, "PREF_VALUE:8"), //
    ELAPSED_TIME_OPTION("Elapsed Time", Role.DHCPV6_OPTION, 8, "ELAPSED_TIME:16"), //
    RELAY_MESSAGE("Relay Message", Role.DHCPV6_OPTION, 9, "RELAYED:*"), //
    SERVER_UNICAST("Server Unicast", Role.DHCPV6_OPTION, 12, "SERVER_ADDRESS:128"), //
    STATUS_CODE_OPTION("Status Code", Role.DHCPV6_OPTION, 13, "STATUS_CODE:16 STATUS_MESSAGE:*"), //
    RAPID_COMMIT("Rapid Commit", Role.DHCPV6_OPTION, 14, ""), //
    DNS_SERVERS("DNS Recursive Name Server", Role.DHCPV6_OPTION, 23, "SERVERS:*"), //
    DOMAIN_LIST("Domain Search List", Role.DHCPV6_OPTION, 24, "SEARCHLIST:*"), //
    INFORMATION_REFRESH_TIME("Information Refresh Time", Role.DHCPV6_OPTION, 32, "SECONDS:32"), //
    SOL_MAX_RT("SOL_MAX_RT", Role.DHCPV6_OPTION, 82, "SECONDS:32"), //
    INF_MAX_RT("INF_MAX_RT", Role.DHCPV6_OPTION, 83, "SECONDS:32"), //
    /** An option of any other code. */
    DHCPV6_OPTION("DHCPv6 Option", Role.DHCPV6_OPTION, -1, "DATA:*");

    /** Where a header stands. */
    enum Role {
        LINK, NETWORK, EXTENSION, ICMPV6, UPPER, OPTION, RECORD, DHCPV6, DHCPV6_OPTION, RAW
    }

    /** A field in its place: 0 bits mean all octets that follow. */
    record Slot(Field field, int bits, long byDefault) {}

    static final int ICMPV6_PROTOCOL = 58;
    static final int NO_NEXT_HEADER = 59;

    private static final String MESSAGE = "TYPE:8=%d CODE:8 CHECKSUM:16 ";
    private static final String TYPE_LENGTH = "OPTION_TYPE:8=%d OPTION_LENGTH:8 ";
    private static final String TYPE_TRANSACTION = "MSG_TYPE:8=%d TRANSACTION_ID:24 ";
    private static final String TYPE_HOPS = "MSG_TYPE:8=%d HOP_COUNT:8 ";
    private static final String CODE_LEN = "OPTION_CODE:16=%d OPTION_LEN:16 ";

    final Role role;
    /** The Next Header value of a header, the type of a message or option. */
    final int number;
    final List<Slot> slots;
    private final String text;

    Kind(String text, Role role, int number, String format) {
        this.text = text;
        this.role = role;
        this.number = number;
        slots = parse(prelude(role, number, format) + format);
    }

    private static String prelude(Role role, int number, String format) {
        return switch (role) {
            case ICMPV6 -> String.format(MESSAGE, Math.max(0, number));
            case OPTION -> String.format(TYPE_LENGTH, Math.max(0, number));
            // Those between relays have no transaction id, RFC 8415 section 9.
            case DHCPV6 -> String.format(format.isEmpty() ? TYPE_TRANSACTION : TYPE_HOPS, Math.max(0, number));
            case DHCPV6_OPTION -> String.format(CODE_LEN, Math.max(0, number));
            default -> "";
        };
    }

    private static List<Slot> parse(String format) {
        List<Slot> slots = new ArrayList<>();
        for (String word : format.split(" ")) {
            String[] parts = word.split("[:=]");
            int bits = parts[1].equals("*") ? 0 : Integer.parseInt(parts[1]);
            slots.add(new Slot(Field.valueOf(parts[0]), bits, parts.length > 2 ? Long.parseLong(parts[2]) : 0));
        }
        return List.copyOf(slots);
    }

    /** The Next Header value that announces it. */
    public int protocol() {
        return role == Role.ICMPV6 ? ICMPV6_PROTOCOL : number;
    }

    /** Whether it is a message of Neighbor Discovery, whose Hop Limit is always 255. */
    public boolean isNeighborDiscovery() {
        return role == Role.ICMPV6 && number >= 133 && number <= 137;
    }

    /** Whether it is an error message, RFC 4443 section 2.1. */
    public boolean isError() {
        return role == Role.ICMPV6 && number > 0 && number < 128;
    }

    public boolean isMld() {
        return this == MLD_QUERY || this == MLD_REPORT || this == MLD_DONE || this == MLDV2_REPORT;
    }

    /** Whether it belongs to a message of which it is one among others, in no order: an option, or a record. */
    boolean isPart() {
        return role == Role.OPTION || role == Role.RECORD || role == Role.DHCPV6_OPTION;
    }

    /** Whether it is a message between clients and servers of DHCPv6. */
    public boolean isDhcp6() {
        return role == Role.DHCPV6;
    }

    boolean has(Field field) {
        return index(field) >= 0;
    }

    /** The place of a field among all of this kind, or -1. */
    int index(Field field) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).field == field) {
                return i;
            }
        }
        return -1;
    }

    /** The kind of a role that goes by a number, or {@code otherwise}. */
    static Kind of(Role role, int number, Kind otherwise) {
        for (Kind kind : values()) {
            if (kind.role == role && kind.number == number) {
                return kind;
            }
        }
        return otherwise;
    }

    @Override
    public String toString() {
        return text;
    }
}
