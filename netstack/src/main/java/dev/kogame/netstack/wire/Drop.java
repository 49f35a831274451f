package dev.kogame.netstack.wire;

import dev.kogame.board.Boot;

/**
 * Why a packet was dropped. Each reason has one counter per interface; its name is the same in documents, tests and captures.
 *
 * <p>On the packet path a reason travels as its {@link #code}, a negative int beside {@link #OK}.
 */
public enum Drop {
    /** The port lost a frame and said so. */
    PORT_RECEIVE_ERROR,
    /** The port lost frames for want of room. */
    PORT_OVERRUN,
    /** The port could not send a frame: no link, or a device in trouble. */
    PORT_TRANSMIT_FAILED,
    /** IP is off on the interface: its link-local address is a duplicate, RFC 4862 section 5.4.5. */
    INTERFACE_DISABLED,
    /** A frame shorter than an Ethernet header, or longer than the medium's limit. */
    FRAME_LENGTH,
    /** The frame's source is a group address, which no station has. */
    ETHERNET_SOURCE_GROUP,
    /** The frame is for another station; not every port filters. */
    ETHERNET_DESTINATION,
    /** Not IPv6: EtherType other than 0x86dd. There is no IPv4 here. */
    ETHERTYPE,
    /** All frame slots are taken. */
    NO_FRAME_SLOT,
    /** All slots for packets longer than a frame are taken. */
    NO_LARGE_SLOT,
    /** The interface's transmit queue is full. */
    TRANSMIT_QUEUE_FULL,
    /** Less than an IPv6 header. */
    IPV6_TRUNCATED,
    /** A version other than 6. */
    IPV6_VERSION,
    /** The Payload Length exceeds what arrived. */
    IPV6_PAYLOAD_LENGTH,
    /** A source that no packet may come from: a group, the loopback address, an IPv4-mapped address. */
    IPV6_SOURCE,
    /** A destination that must not appear on a link: unspecified or loopback. */
    IPV6_DESTINATION,
    /** The destination is neither an address of this interface nor a group it listens to. */
    NOT_FOR_US,
    /** From the unspecified address, but not a message that may come from there. */
    UNSPECIFIED_SOURCE,
    /** An extension header reaches beyond the packet, or an option beyond its header. */
    EXTENSION_HEADER_LENGTH,
    /** More extension headers, options or padding than the configuration admits, RFC 8504 section 5.3. */
    EXTENSION_HEADER_COUNT,
    /** An unknown option that asks for the packet to be discarded. */
    OPTION_UNKNOWN,
    /** A routing header with segments left: this is a host. */
    ROUTING_HEADER,
    /** A fragment that is not the last and no multiple of 8 octets long. */
    FRAGMENT_LENGTH,
    /** A fragment beyond the 65,535 octets that a payload can have. */
    FRAGMENT_OFFSET,
    /** A fragment without data, which moves nothing forward. */
    FRAGMENT_EMPTY,
    /** A first fragment without all headers up to the upper layer's, RFC 7112. */
    FRAGMENT_HEADER_CHAIN,
    /** A fragment header behind a fragment header. */
    FRAGMENT_NESTED,
    /** A fragment received twice. */
    FRAGMENT_DUPLICATE,
    /** A fragment that overlaps another, or contradicts another about where the packet ends: the packet is given up, RFC 5722. */
    FRAGMENT_OVERLAP,
    /** A fragment of a packet that was given up. */
    FRAGMENT_OF_ABANDONED,
    /** A fragment of a packet longer than this host reassembles. */
    REASSEMBLY_TOO_LONG,
    /** A packet in reassembly made room for another. */
    REASSEMBLY_EVICTED,
    /** A packet was not complete 60 seconds after its first fragment. */
    REASSEMBLY_TIMEOUT,
    /** Fragments that disagree about ECN while one of them met congestion, RFC 3168 section 5.3. */
    REASSEMBLY_ECN,
    /** Next Header 59: nothing follows. */
    NO_NEXT_HEADER,
    /** A Next Header this host does not know. */
    NEXT_HEADER_UNKNOWN,
    /** Shorter than its ICMPv6 message. */
    ICMPV6_TRUNCATED,
    /** A wrong ICMPv6 checksum. */
    ICMPV6_CHECKSUM,
    /** An ICMPv6 type with no meaning to a host. */
    ICMPV6_TYPE,
    /** An ICMPv6 error about a packet of which nobody here knows. */
    ICMPV6_ERROR_UNCLAIMED,
    /** A Packet Too Big with less than 1280, which RFC 8201 section 4 tells to discard. */
    PATH_MTU_BELOW_MINIMUM,
    /** A Packet Too Big about a packet that this host did not send lately, or that was not too big. */
    PATH_MTU_UNCLAIMED,
    /** A Packet Too Big that does not lower the path MTU, which is all it may do. */
    PATH_MTU_NOT_LOWER,
    /** An ICMPv6 error was due and not sent because of RFC 4443 section 2.4 (e). */
    ICMPV6_ERROR_NOT_ALLOWED,
    /** An ICMPv6 error was due and not sent because of the rate limit, RFC 4443 section 2.4 (f). */
    ICMPV6_ERROR_RATE,
    /** An Echo Reply that no request of ours waits for, or with other data than was sent. */
    ECHO_REPLY_UNCLAIMED,
    /** A neighbor discovery message with a hop limit other than 255: it was forwarded. */
    ND_HOP_LIMIT,
    /** A neighbor discovery message with a code other than 0. */
    ND_CODE,
    /** A neighbor discovery option of length 0, or one that reaches beyond the message. */
    ND_OPTION_LENGTH,
    /** A neighbor discovery option whose contents its RFC tells to ignore, with the option alone. */
    ND_OPTION_VALUE,
    /** A neighbor discovery message behind a fragment header, RFC 6980 section 5. */
    ND_FRAGMENTED,
    /** A neighbor discovery message whose source its type does not allow. */
    ND_SOURCE,
    /** A neighbor discovery message whose destination its type does not allow. */
    ND_DESTINATION,
    /** A solicitation or advertisement with a group address as target. */
    ND_TARGET,
    /** A solicitation for an address that is not ours, or an advertisement nobody waits for. */
    ND_TARGET_UNKNOWN,
    /** An advertisement for an address of ours that is in use: another station may have it too. */
    ND_TARGET_OURS,
    /** A link-layer address option is missing, forbidden here, or names a group. */
    ND_LINK_LAYER_ADDRESS,
    /** A redirect that RFC 4861 section 8.1 forbids: not from the first hop, for a group, or to a target that cannot be; or they are off. */
    ND_REDIRECT,
    /** A probe of our own for an address came back, RFC 7527 section 4.2. */
    ND_LOOPED,
    /** The neighbor cache is full of entries in use. */
    NEIGHBOR_CACHE_FULL,
    /** The packet waited for an address resolution and was pushed out by a later one. */
    NEIGHBOR_QUEUE_FULL,
    /** Address resolution failed. */
    NEIGHBOR_UNREACHABLE,
    /** The default router list is full. */
    ROUTER_LIST_FULL,
    /** The table of more-specific routes is full. */
    ROUTE_LIST_FULL,
    /** The prefix list is full. */
    PREFIX_LIST_FULL,
    /** The address table is full. */
    ADDRESS_TABLE_FULL,
    /** No route: neither an on-link prefix nor a default router. */
    NO_ROUTE,
    /** No address of ours can be the source for this destination. */
    NO_SOURCE_ADDRESS,
    /** A packet of ours longer than the longest that can be sent. */
    PACKET_TOO_BIG,
    /** As many packets are being sent in fragments as there is room for. */
    FRAGMENTATION_FULL,
    /** An MLD message that RFC 3810 section 5.1.14 or 6.2 tells to ignore. */
    MLD_INVALID,
    /** The table of multicast groups is full. */
    MULTICAST_GROUPS_FULL,
    /** A UDP length shorter than its header or longer than the packet. */
    UDP_LENGTH,
    /** A UDP checksum that is wrong, or absent, which IPv6 does not allow. */
    UDP_CHECKSUM,
    /** No socket listens on the port. */
    UDP_PORT,
    /** A DHCPv6 message shorter than its header, or with an option that does not fit or has another length than its kind. */
    DHCPV6_LENGTH,
    /** A DHCPv6 message that RFC 8415 section 16 tells a client to discard, or an offer of nothing. */
    DHCPV6_DISCARDED;

    /** What a gate answers when it lets a message through. */
    public static final int OK = 0;

    private static final Drop[] REASONS = values();

    /** This reason on the packet path: negative, and different for each reason. */
    public final int code = -1 - ordinal();

    /** How many reasons there are. */
    public static int count() {
        return REASONS.length;
    }

    /** The place of a {@link #code} among the reasons, 0 to {@code count() - 1}. */
    public static int index(int code) {
        return -1 - code;
    }

    /** The reason at a place, for reports. */
    @Boot
    public static Drop at(int index) {
        return REASONS[index];
    }
}
