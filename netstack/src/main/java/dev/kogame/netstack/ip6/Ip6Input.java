package dev.kogame.netstack.ip6;

import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.ExtensionHeaders;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * Judges a received packet: its addresses, then its chain of extension headers, in order, RFC 8200 section 4.
 *
 * <p>The verdict stands in fields until the next packet: after {@link Drop#OK} the upper-layer {@link #protocol} and where it begins;
 * after anything else the drop code and, if the sender is to be told, the {@link #problem} and its {@link #pointer}. One thread;
 * allocates nothing.
 */
public final class Ip6Input {

    /** {@link #problem}: nobody is told. */
    public static final int SILENT = -1;

    /** {@link #walk}: not the whole packet, but a sound fragment of one, with its fragment header {@link #at}. */
    public static final int FRAGMENT = 1;

    private final int maxHeaders;
    private final int maxOptions;
    private final int maxOptionsOctets;
    private final int maxPaddingOctets;
    private int protocol;
    private int protocolFieldAt;
    private int at;
    private int end;
    private boolean fragmented;
    private boolean routerAlert;
    private int problem;
    private int pointer;
    private boolean toldToMulticast;

    /**
     * The limits of RFC 8504 section 5.3, beyond which a packet is dropped without a word.
     *
     * @param maxHeaders how many extension headers a packet may have, 1 to {@link ExtensionHeaders#MAX_HEADERS}
     * @param maxOptions how many options other than padding an extension header may have
     * @param maxOptionsOctets how long an extension header with options may be
     * @param maxPaddingOctets how long a run of padding between options may be
     */
    public Ip6Input(int maxHeaders, int maxOptions, int maxOptionsOctets, int maxPaddingOctets) {
        this.maxHeaders = maxHeaders;
        this.maxOptions = maxOptions;
        this.maxOptionsOctets = maxOptionsOctets;
        this.maxPaddingOctets = maxPaddingOctets;
    }

    /**
     * Judges the header of the packet in {@code b[ip, frameEnd)}; octets after its payload are padding of the medium.
     *
     * @return {@link Drop#OK} or a drop code
     */
    public int check(byte[] b, int ip, int frameEnd) {
        problem = SILENT;
        toldToMulticast = false;
        fragmented = false;
        routerAlert = false;
        int outcome = Ipv6.check(b, ip, frameEnd);
        if (outcome != Drop.OK) {
            return outcome;
        }
        outcome = checkAddresses(b, ip);
        if (outcome != Drop.OK) {
            return outcome;
        }
        at = ip + Ipv6.HEADER_OCTETS;
        end = at + Ipv6.payloadLength(b, ip);
        protocol = Ipv6.nextHeader(b, ip);
        protocolFieldAt = ip + Ipv6.NEXT_HEADER;
        return Drop.OK;
    }

    /**
     * The same for a packet made of fragments, in {@code b[ip, packetEnd)}: it goes through its header chain like any other, but holds
     * no further fragment.
     */
    public int checkReassembled(byte[] b, int ip, int packetEnd) {
        int outcome = check(b, ip, packetEnd);
        fragmented = true;
        return outcome;
    }

    private static int checkAddresses(byte[] b, int ip) {
        long sourceHi = Ipv6.sourceHi(b, ip);
        long sourceLo = Ipv6.sourceLo(b, ip);
        if (Ipv6Address.isMulticast(sourceHi) || Ipv6Address.isLoopback(sourceHi, sourceLo)
                || Ipv6Address.isIpv4Mapped(sourceHi, sourceLo)) {
            return Drop.IPV6_SOURCE.code;
        }
        long destinationHi = Ipv6.destinationHi(b, ip);
        long destinationLo = Ipv6.destinationLo(b, ip);
        // RFC 4291 sections 2.5.2, 2.5.3 and 2.7: unspecified, loopback, and groups of scope 0 or 1 never cross a link.
        if (destinationHi == 0 && (destinationLo >>> 1) == 0
                || Ipv6Address.isMulticast(destinationHi)
                        && Ipv6Address.scope(destinationHi, destinationLo) <= Ipv6Address.SCOPE_INTERFACE_LOCAL) {
            return Drop.IPV6_DESTINATION.code;
        }
        return Drop.OK;
    }

    /**
     * Judges the chain of extension headers of the packet whose header was found {@link Drop#OK} and which is for this host.
     *
     * @return {@link Drop#OK}, with {@link #protocol}, {@link #at} and {@link #end} set, {@link #FRAGMENT}, or a drop code
     */
    public int walk(byte[] b, int ip) {
        if (Ipv6.payloadLength(b, ip) == 0 && protocol == ExtensionHeaders.HOP_BY_HOP) {
            // RFC 2675 section 3: it looks like a jumbogram, to a node that knows none.
            return tell(Drop.EXTENSION_HEADER_LENGTH, Icmpv6.ERRONEOUS_HEADER_FIELD, Ipv6.PAYLOAD_LENGTH);
        }
        for (int headers = 0;; headers++) {
            if (headers == maxHeaders && ExtensionHeaders.isExtension(protocol)) {
                return Drop.EXTENSION_HEADER_COUNT.code;
            }
            int outcome;
            switch (protocol) {
                case ExtensionHeaders.HOP_BY_HOP -> {
                    if (headers > 0) {
                        // Section 4.1: only right behind the IPv6 header is it one.
                        return tell(Drop.NEXT_HEADER_UNKNOWN, Icmpv6.UNRECOGNIZED_NEXT_HEADER, protocolFieldAt - ip);
                    }
                    outcome = options(b, ip);
                }
                case ExtensionHeaders.DESTINATION_OPTIONS -> outcome = options(b, ip);
                case ExtensionHeaders.ROUTING -> outcome = routing(b, ip);
                case ExtensionHeaders.FRAGMENT -> outcome = fragment(b, ip);
                case ExtensionHeaders.NO_NEXT_HEADER -> outcome = Drop.NO_NEXT_HEADER.code;
                default -> {
                    return Drop.OK;
                }
            }
            if (outcome != Drop.OK) {
                return outcome;
            }
            int octets = protocol == ExtensionHeaders.FRAGMENT
                    ? ExtensionHeaders.UNIT_OCTETS
                    : ExtensionHeaders.octets(b, at);
            protocol = ExtensionHeaders.nextHeader(b, at);
            protocolFieldAt = at;
            at += octets;
        }
    }

    /** Whether the header at {@link #at} lies inside the packet; if not, its length field is the problem. */
    private int checkLength(byte[] b, int ip) {
        if (end - at < ExtensionHeaders.UNIT_OCTETS) {
            return Drop.EXTENSION_HEADER_LENGTH.code;
        }
        if (ExtensionHeaders.octets(b, at) > end - at) {
            return tell(Drop.EXTENSION_HEADER_LENGTH, Icmpv6.ERRONEOUS_HEADER_FIELD, at + ExtensionHeaders.LENGTH - ip);
        }
        return Drop.OK;
    }

    /** Hop-by-hop or destination options, section 4.2. */
    private int options(byte[] b, int ip) {
        int outcome = checkLength(b, ip);
        if (outcome != Drop.OK) {
            return outcome;
        }
        if (ExtensionHeaders.octets(b, at) > maxOptionsOctets) {
            return Drop.EXTENSION_HEADER_COUNT.code;
        }
        int optionsEnd = at + ExtensionHeaders.octets(b, at);
        int option = at + ExtensionHeaders.OPTION_HEADER_OCTETS;
        int optionsLeft = maxOptions;
        int paddingAt = option;
        while (option < optionsEnd) {
            int type = Octets.get8(b, option);
            if (type == ExtensionHeaders.OPTION_PAD1) {
                option++;
                if (option - paddingAt > maxPaddingOctets) {
                    return Drop.EXTENSION_HEADER_COUNT.code;
                }
                continue;
            }
            if (optionsEnd - option < ExtensionHeaders.OPTION_HEADER_OCTETS) {
                return Drop.EXTENSION_HEADER_LENGTH.code;
            }
            int octets = ExtensionHeaders.OPTION_HEADER_OCTETS + Octets.get8(b, option + 1);
            if (octets > optionsEnd - option) {
                return Drop.EXTENSION_HEADER_LENGTH.code;
            }
            if (type == ExtensionHeaders.OPTION_PADN) {
                option += octets;
                if (option - paddingAt > maxPaddingOctets) {
                    return Drop.EXTENSION_HEADER_COUNT.code;
                }
                continue;
            }
            if (--optionsLeft < 0) {
                return Drop.EXTENSION_HEADER_COUNT.code;
            }
            if (type == ExtensionHeaders.OPTION_ROUTER_ALERT && protocol == ExtensionHeaders.HOP_BY_HOP) {
                routerAlert = true;
            } else {
                switch (ExtensionHeaders.action(type)) {
                    case ExtensionHeaders.ACTION_DISCARD -> {
                        return Drop.OPTION_UNKNOWN.code;
                    }
                    case ExtensionHeaders.ACTION_PARAMETER_PROBLEM -> {
                        toldToMulticast = true;
                        return tell(Drop.OPTION_UNKNOWN, Icmpv6.UNRECOGNIZED_OPTION, option - ip);
                    }
                    case ExtensionHeaders.ACTION_PARAMETER_PROBLEM_UNLESS_MULTICAST -> {
                        return tell(Drop.OPTION_UNKNOWN, Icmpv6.UNRECOGNIZED_OPTION, option - ip);
                    }
                    default -> {
                        // ACTION_SKIP
                    }
                }
            }
            option += octets;
            paddingAt = option;
        }
        return Drop.OK;
    }

    /** Section 4.4, and RFC 5095: no type is known here, so segments left are a problem and none left are none. */
    private int routing(byte[] b, int ip) {
        int outcome = checkLength(b, ip);
        if (outcome == Drop.OK && Octets.get8(b, at + ExtensionHeaders.SEGMENTS_LEFT) != 0) {
            return tell(Drop.ROUTING_HEADER, Icmpv6.ERRONEOUS_HEADER_FIELD, at + ExtensionHeaders.ROUTING_TYPE - ip);
        }
        return outcome;
    }

    /**
     * Section 4.5: the errors that a fragment shows by itself. One that is the whole packet needs no other, RFC 6946.
     *
     * <p>
     * Deviation: section 4.1 lets every header occur any number of times. A fragment header within a fragment is an attack (CVE-2021-24086)
     * and nobody's packet.
     */
    private int fragment(byte[] b, int ip) {
        if (end - at < ExtensionHeaders.UNIT_OCTETS) {
            return Drop.EXTENSION_HEADER_LENGTH.code;
        }
        if (fragmented) {
            return Drop.FRAGMENT_NESTED.code;
        }
        fragmented = true;
        int field = Octets.get16(b, at + ExtensionHeaders.FRAGMENT_OFFSET);
        int offset = field & ExtensionHeaders.FRAGMENT_OFFSET_MASK;
        boolean more = (field & ExtensionHeaders.FRAGMENT_MORE) != 0;
        if (offset == 0 && !more) {
            return Drop.OK;
        }
        int dataAt = at + ExtensionHeaders.UNIT_OCTETS;
        if (more && (end - dataAt) % ExtensionHeaders.UNIT_OCTETS != 0) {
            return tell(Drop.FRAGMENT_LENGTH, Icmpv6.ERRONEOUS_HEADER_FIELD, Ipv6.PAYLOAD_LENGTH);
        }
        if (at - ip - Ipv6.HEADER_OCTETS + offset + end - dataAt > Ipv6.MAX_PAYLOAD_OCTETS) {
            return tell(Drop.FRAGMENT_OFFSET, Icmpv6.ERRONEOUS_HEADER_FIELD,
                    at + ExtensionHeaders.FRAGMENT_OFFSET - ip);
        }
        if (offset > 0) {
            return dataAt == end ? Drop.FRAGMENT_EMPTY.code : FRAGMENT;
        }
        int outcome = ExtensionHeaders.chain(b, ExtensionHeaders.nextHeader(b, at), dataAt, end);
        if (outcome == Drop.FRAGMENT_HEADER_CHAIN.code) {
            return tell(Drop.FRAGMENT_HEADER_CHAIN, Icmpv6.INCOMPLETE_HEADER_CHAIN, 0);
        }
        return outcome == Drop.OK ? FRAGMENT : outcome;
    }

    private int tell(Drop reason, int code, int offset) {
        problem = code;
        pointer = offset;
        return reason.code;
    }

    /** The upper-layer protocol has nobody who speaks it: the verdict becomes a Parameter Problem, section 4. */
    public int unknownProtocol(int ip) {
        return tell(Drop.NEXT_HEADER_UNKNOWN, Icmpv6.UNRECOGNIZED_NEXT_HEADER, protocolFieldAt - ip);
    }

    /** The upper-layer protocol. */
    public int protocol() {
        return protocol;
    }

    /** Which octet of the packet says {@link #protocol}, an offset into the packet. */
    public int protocolField(int ip) {
        return protocolFieldAt - ip;
    }

    /** Where the upper layer begins, or the fragment header of a fragment. */
    public int at() {
        return at;
    }

    /** Where the packet ends. */
    public int end() {
        return end;
    }

    /** Whether there was a fragment header: neighbor discovery must not come so, RFC 6980. */
    public boolean fragmented() {
        return fragmented;
    }

    /** Whether there was a router alert, which MLD must carry. */
    public boolean routerAlert() {
        return routerAlert;
    }

    /** The code of the Parameter Problem to send, or {@link #SILENT}. */
    public int problem() {
        return problem;
    }

    /** What the Parameter Problem points at, an offset into the packet. */
    public int pointer() {
        return pointer;
    }

    /** Whether the problem is told even if the packet was sent to a group, RFC 4443 section 2.4 (e.3). */
    public boolean toldToMulticast() {
        return toldToMulticast;
    }
}
