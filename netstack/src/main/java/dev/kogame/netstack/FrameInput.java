package dev.kogame.netstack;

import dev.kogame.netstack.icmp6.EchoRequester;
import dev.kogame.netstack.icmp6.EchoResponder;
import dev.kogame.netstack.icmp6.Icmp6Errors;
import dev.kogame.netstack.icmp6.ReceivedError;
import dev.kogame.netstack.ip6.DestinationCache;
import dev.kogame.netstack.ip6.Ip6Input;
import dev.kogame.netstack.ip6.Reassembly;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.mld.MulticastListener;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.NeighborDiscovery;
import dev.kogame.netstack.nd.RedirectFunction;
import dev.kogame.netstack.nd.RouterAdvertiser;
import dev.kogame.netstack.nd.RouterDiscovery;
import dev.kogame.netstack.udp.UdpSockets;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ethernet;
import dev.kogame.netstack.wire.Icmpv6;
import dev.kogame.netstack.wire.Ipv6;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Udp;

/**
 * The way of a received frame to its room: it is judged, its header chain is walked, and its upper layer, or reassembly, takes it. A room
 * counts its own drops. One thread; allocates nothing.
 */
final class FrameInput {

    private final AddressTable addresses;
    private final RouterDiscovery routerDiscovery;
    private final NeighborDiscovery neighborDiscovery;
    private final RedirectFunction redirects;
    private final RouterAdvertiser[] advertiser;
    private final MulticastListener[] listeners;
    private final Ip6Input input;
    private final Reassembly reassembly;
    private final DestinationCache destinations;
    private final EchoResponder echo;
    private final EchoRequester echoRequester;
    private final Icmp6Errors errors;
    private final UdpSockets udp;
    private final ReceivedError received = new ReceivedError();
    private final boolean portUnreachable;

    /** @param portUnreachable whether a datagram to a port that nobody opened is answered with an error */
    FrameInput(Rooms rooms, boolean portUnreachable) {
        addresses = rooms.addresses;
        routerDiscovery = rooms.routerDiscovery;
        neighborDiscovery = rooms.neighborDiscovery;
        redirects = rooms.redirects;
        advertiser = rooms.advertiser;
        listeners = rooms.listeners;
        input = rooms.input;
        reassembly = rooms.reassembly;
        destinations = rooms.destinations;
        echo = rooms.echo;
        echoRequester = rooms.echoRequester;
        errors = rooms.errors;
        udp = rooms.udp;
        this.portUnreachable = portUnreachable;
    }

    /** A frame arrived, from {@code at} to {@code end}. What it led to is counted. */
    void frame(Interface in, byte[] b, int at, int end, long nowNs) {
        int ip = at + Ethernet.HEADER_OCTETS;
        int outcome = Ethernet.check(b, at, end);
        if (outcome == Drop.OK && !in.addressed(Ethernet.destination(b, at))) {
            outcome = Drop.ETHERNET_DESTINATION.code;
        } else if (outcome == Drop.OK && Ethernet.type(b, at) != Ethernet.TYPE_IPV6) {
            outcome = Drop.ETHERTYPE.code;
        } else if (outcome == Drop.OK && in.disabled()) {
            outcome = Drop.INTERFACE_DISABLED.code;
        } else if (outcome == Drop.OK) {
            outcome = input.check(b, ip, end);
        }
        if (outcome == Drop.OK && !forUs(in, b, ip)) {
            outcome = Drop.NOT_FOR_US.code;
        }
        if (outcome != Drop.OK) {
            in.counters().drop(outcome);
            return;
        }
        packet(in, b, ip, nowNs);
        int complete = reassembly.complete();
        if (complete != Reassembly.NONE) {
            byte[] whole = reassembly.bytes(complete);
            outcome = input.checkReassembled(whole, reassembly.completeAt(), reassembly.completeEnd(complete));
            if (outcome == Drop.OK) {
                packet(in, whole, reassembly.completeAt(), nowNs);
            }
            reassembly.release(complete);
        }
    }

    /** A packet for us, the header of which is judged: its header chain, and on to its upper layer or to reassembly. */
    private void packet(Interface in, byte[] b, int ip, long nowNs) {
        int outcome = input.walk(b, ip);
        if (outcome == Ip6Input.FRAGMENT) {
            outcome = reassembly.fragment(in, b, ip, input, nowNs);
        } else if (outcome == Drop.OK) {
            outcome = upperLayer(in, b, ip, nowNs);
        }
        if (outcome != Drop.OK) {
            in.counters().drop(outcome);
            if (input.problem() != Ip6Input.SILENT) {
                errors.send(in, b, ip, input.end(), Icmpv6.PARAMETER_PROBLEM, input.problem(), input.pointer(),
                        input.toldToMulticast(), nowNs);
            }
        }
    }

    /** Gives up packets whose fragments did not come in time, RFC 8200 section 4.5. Answers how many. */
    int expireReassembly(long nowNs, int budget) {
        int work = 0;
        while (work < budget) {
            int entry = reassembly.due(nowNs);
            if (entry == Reassembly.NONE) {
                break;
            }
            if (reassembly.timeExceeded(entry)) {
                errors.send(reassembly.interfaceOf(entry), reassembly.bytes(entry), reassembly.firstAt(),
                        reassembly.firstEnd(entry), Icmpv6.TIME_EXCEEDED, Icmpv6.REASSEMBLY_TIME_EXCEEDED, 0, false,
                        nowNs);
            }
            reassembly.release(entry);
            work++;
        }
        return work;
    }

    private boolean forUs(Interface in, byte[] b, int ip) {
        long hi = Ipv6.destinationHi(b, ip);
        long lo = Ipv6.destinationLo(b, ip);
        return Ipv6Address.isMulticast(hi) ? in.groups().listening(hi, lo) : addresses.assigned(in.index(), hi, lo);
    }

    /**
     * Whether a packet claims to come from this host, which then would answer itself. Neighbor discovery looks at such a message all the
     * same: another station may have the address too.
     */
    private boolean fromUs(Interface in, byte[] b, int ip) {
        return addresses.assigned(in.index(), Ipv6.sourceHi(b, ip), Ipv6.sourceLo(b, ip));
    }

    /** Hands the packet to its room, which counts its own drops. Answers OK, or the code of a drop not counted yet. */
    private int upperLayer(Interface in, byte[] b, int ip, long nowNs) {
        int at = input.at();
        int end = input.end();
        switch (input.protocol()) {
            case Icmpv6.PROTOCOL -> {
                return icmp(in, b, ip, at, end, nowNs);
            }
            case Udp.PROTOCOL -> {
                if (fromUs(in, b, ip)) {
                    return Drop.IPV6_SOURCE.code;
                }
                if (udp.input(in, b, ip, at, end, nowNs) == Drop.UDP_PORT.code && portUnreachable) {
                    errors.send(in, b, ip, end, Icmpv6.DESTINATION_UNREACHABLE, Icmpv6.PORT_UNREACHABLE, 0, false,
                            nowNs);
                }
                return Drop.OK;
            }
            default -> {
                return input.unknownProtocol(ip);
            }
        }
    }

    private int icmp(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = Icmpv6.check(b, ip, at, end);
        if (outcome != Drop.OK) {
            return outcome;
        }
        int type = Icmpv6.type(b, at);
        if (type >= Icmpv6.ROUTER_SOLICITATION && type <= Icmpv6.REDIRECT) {
            if (input.fragmented()) {
                return Drop.ND_FRAGMENTED.code;
            }
        } else if (fromUs(in, b, ip)) {
            return Drop.IPV6_SOURCE.code;
        }
        switch (type) {
            case Icmpv6.ECHO_REQUEST -> echo.request(in, b, ip, at, end, nowNs);
            case Icmpv6.ECHO_REPLY -> echoRequester.reply(in, b, ip, at, end, nowNs);
            case Icmpv6.NEIGHBOR_SOLICITATION -> neighborDiscovery.solicitation(in, b, ip, at, end, nowNs);
            case Icmpv6.NEIGHBOR_ADVERTISEMENT -> neighborDiscovery.advertisement(in, b, ip, at, end, nowNs);
            case Icmpv6.ROUTER_ADVERTISEMENT -> {
                if (advertiser.length > 0) {
                    return Drop.ICMPV6_TYPE.code;
                }
                routerDiscovery.advertisement(in, b, ip, at, end, nowNs);
            }
            case Icmpv6.ROUTER_SOLICITATION -> {
                if (advertiser.length == 0) {
                    return Drop.ICMPV6_TYPE.code;
                }
                advertiser[0].solicitation(in, b, ip, at, end, nowNs);
            }
            case Icmpv6.REDIRECT -> {
                if (advertiser.length > 0) {
                    return Drop.ND_REDIRECT.code;
                }
                redirects.redirect(in, b, ip, at, end, nowNs);
            }
            case Icmpv6.MLD_QUERY -> listeners[in.index()].query(b, ip, at, end, input.routerAlert(), nowNs);
            case Icmpv6.MLD_V1_REPORT -> listeners[in.index()].report(b, ip, at, end);
            default -> {
                return Icmpv6.isError(type) ? error(in, b, ip, at, end, nowNs) : Drop.ICMPV6_TYPE.code;
            }
        }
        return Drop.OK;
    }

    /** An ICMPv6 error arrived: it goes to whoever sent the packet that it quotes, RFC 4443 section 2.4 (a) and (d). */
    private int error(Interface in, byte[] b, int ip, int at, int end, long nowNs) {
        int outcome = received.check(b, ip, at, end);
        if (outcome != Drop.OK) {
            return outcome;
        }
        int type = Icmpv6.type(b, at);
        boolean tooBig = type == Icmpv6.PACKET_TOO_BIG;
        if (tooBig) {
            outcome = destinations.tooBig(in, b, received.quote(), end, Icmpv6.body(b, at), nowNs);
            if (outcome != Drop.OK && outcome != Drop.PATH_MTU_NOT_LOWER.code) {
                return outcome;
            }
        }
        int code = Icmpv6.code(b, at);
        int told = switch (received.protocol()) {
            case Udp.PROTOCOL -> udp.error(in, b, received.quote(), received.upper(), end, type, code, nowNs);
            case Icmpv6.PROTOCOL -> echoRequester.error(in, b, ip, received.quote(), received.upper(), end, type, code);
            default -> Drop.ICMPV6_ERROR_UNCLAIMED.code;
        };
        return tooBig ? outcome : told;
    }
}
