package dev.kogame.netstack;

import java.util.Locale;
import java.util.StringJoiner;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.Counters;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.link.MulticastGroups;
import dev.kogame.netstack.nd.AddressTable;
import dev.kogame.netstack.nd.NeighborCache;
import dev.kogame.netstack.nd.PrefixList;
import dev.kogame.netstack.nd.RouterList;
import dev.kogame.netstack.nd.RoutingTable;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6Address;

/**
 * What a stack's tables hold, as lines for a person or a script: each begins with what it is about, then come pairs of a word and a
 * value. Later versions may add pairs at the end. A link-local address bears its zone, {@code fe80::1%0}, RFC 4007 section 11. Lifetimes
 * are in seconds, or {@code infinite}.
 *
 * <p>On the stack's thread, between polls; allocates. A text has no line break at its end, and is empty if the table is.
 */
@Boot
public final class StackReport {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final String LINE_BREAK = "\n";

    private final StackConfig config;
    private final Interface[] interfaces;
    private final FramePool pool;
    private final AddressTable addresses;
    private final PrefixList prefixes;
    private final RouterList routers;
    private final NeighborCache neighbors;
    private final RoutingTable routing;

    StackReport(StackConfig config, Interface[] interfaces, FramePool pool, AddressTable addresses, PrefixList prefixes,
            RouterList routers, NeighborCache neighbors, RoutingTable routing) {
        this.config = config;
        this.interfaces = interfaces;
        this.pool = pool;
        this.addresses = addresses;
        this.prefixes = prefixes;
        this.routers = routers;
        this.neighbors = neighbors;
        this.routing = routing;
    }

    /** {@code fe80::1%0 interface 0 state preferred origin autoconfiguration preferred infinite valid infinite}. */
    public String addresses(long nowNs) {
        StringJoiner lines = new StringJoiner(LINE_BREAK);
        for (int entry = 0; entry < addresses.capacity(); entry++) {
            if (addresses.used(entry)) {
                int zone = addresses.interfaceOf(entry).index();
                lines.add(zoned(addresses.hi(entry), addresses.lo(entry), zone) + " interface " + zone + " state "
                        + addresses.state(entry).name().toLowerCase(Locale.ROOT) + " origin "
                        + origin(entry) + " preferred "
                        + seconds(addresses.preferredUntilNs(entry), nowNs) + " valid "
                        + seconds(addresses.validUntilNs(entry), nowNs));
            }
        }
        return lines.toString();
    }

    private String origin(int entry) {
        if (addresses.manual(entry)) {
            return "manual";
        }
        return addresses.temporary(entry) ? "temporary" : "autoconfiguration";
    }

    /** {@code fe80::2%0 interface 0 state reachable mac 02:00:00:00:00:02 router no waiting 0}; no mac while incomplete. */
    public String neighbors() {
        StringJoiner lines = new StringJoiner(LINE_BREAK);
        for (int entry = 0; entry < neighbors.capacity(); entry++) {
            if (neighbors.state(entry) != 0) {
                int zone = neighbors.interfaceIndex(entry);
                boolean incomplete = neighbors.state(entry) == NeighborCache.INCOMPLETE;
                lines.add(zoned(neighbors.hi(entry), neighbors.lo(entry), zone) + " interface " + zone + " state "
                        + stateOfNeighbor(neighbors.state(entry))
                        + (incomplete ? "" : " mac " + mac(neighbors.mac(entry))) + " router "
                        + (neighbors.router(entry) ? "yes" : "no") + " waiting " + neighbors.waiting(entry));
            }
        }
        return lines.toString();
    }

    /** {@code fe80::a%0 interface 0 lifetime 1800 preference medium}; lifetime 0 if it is no default router. */
    public String routers(long nowNs) {
        StringJoiner lines = new StringJoiner(LINE_BREAK);
        for (int entry = 0; entry < routers.capacity(); entry++) {
            if (routers.used(entry)) {
                int zone = routers.interfaceIndex(entry);
                lines.add(zoned(routers.hi(entry), routers.lo(entry), zone) + " interface " + zone + " lifetime "
                        + (routers.isDefault(entry) ? seconds(routers.untilNs(entry), nowNs) : "0") + " preference "
                        + RouterList.nameOf(routers.preference(entry)));
            }
        }
        return lines.toString();
    }

    /** {@code 2001:db8::/64 interface 0 valid 2592000}: the on-link prefixes. */
    public String prefixes(long nowNs) {
        StringJoiner lines = new StringJoiner(LINE_BREAK);
        for (int entry = 0; entry < prefixes.capacity(); entry++) {
            if (prefixes.used(entry)) {
                lines.add(prefix(entry) + " interface " + prefixes.interfaceIndex(entry) + " valid "
                        + seconds(prefixes.untilNs(entry), nowNs));
            }
        }
        return lines.toString();
    }

    /**
     * {@code 2001:db8::/64 interface 0 on-link} and {@code ::/0 interface 0 via fe80::a%0 preference medium}; what a router redirected
     * ends with {@code redirected}.
     */
    public String routes() {
        StringJoiner lines = new StringJoiner(LINE_BREAK);
        for (Interface each : interfaces) {
            lines.add("fe80::/10 interface " + each.index() + " on-link");
        }
        for (int entry = 0; entry < prefixes.capacity(); entry++) {
            if (prefixes.used(entry)) {
                lines.add(prefix(entry) + " interface " + prefixes.interfaceIndex(entry) + " on-link");
            }
        }
        for (int entry = 0; entry < routers.capacity(); entry++) {
            if (routers.used(entry) && routers.isDefault(entry)) {
                int zone = routers.interfaceIndex(entry);
                lines.add("::/0 interface " + zone + " via " + zoned(routers.hi(entry), routers.lo(entry), zone)
                        + " preference " + RouterList.nameOf(routers.preference(entry)));
            }
        }
        routing.report(lines);
        return lines.toString();
    }

    /** {@code ff02::1%0 interface 0 reasons 1}: the multicast groups listened to. */
    public String groups() {
        StringJoiner lines = new StringJoiner(LINE_BREAK);
        for (Interface each : interfaces) {
            MulticastGroups groups = each.groups();
            for (int entry = 0; entry < groups.capacity(); entry++) {
                if (groups.joined(entry)) {
                    lines.add(zoned(groups.hi(entry), groups.lo(entry), each.index()) + " interface " + each.index()
                            + " reasons " + groups.reasons(entry));
                }
            }
        }
        return lines.toString();
    }

    /** {@code RECEIVED_FRAMES interface 0 count 7}: traffic, then every drop reason, whether it occurred or not. */
    public String counters() {
        StringJoiner lines = new StringJoiner(LINE_BREAK);
        for (Interface each : interfaces) {
            Counters counters = each.counters();
            lines.add(counter("RECEIVED_FRAMES", each, counters.receivedFrames()));
            lines.add(counter("RECEIVED_OCTETS", each, counters.receivedOctets()));
            lines.add(counter("SENT_FRAMES", each, counters.sentFrames()));
            lines.add(counter("SENT_OCTETS", each, counters.sentOctets()));
            for (int i = 0; i < Drop.count(); i++) {
                lines.add(counter(Drop.at(i).name(), each, counters.drops(Drop.at(i))));
            }
        }
        return lines.toString();
    }

    /** The budget, {@code 26208 octets frame slots}, and {@code frame slots free 16 of 16}. */
    public String memory() {
        StringJoiner lines = new StringJoiner(LINE_BREAK);
        config.budget(interfaces.length).lines().map(line -> line.strip().replaceAll(" +", " ")).forEach(lines::add);
        return lines.add("frame slots free " + pool.free() + " of " + pool.capacity()).toString();
    }

    private static String counter(String name, Interface of, long count) {
        return name + " interface " + of.index() + " count " + count;
    }

    private String prefix(int entry) {
        return Ipv6Address.text(prefixes.hi(entry), prefixes.lo(entry)) + "/" + prefixes.length(entry);
    }

    private static String stateOfNeighbor(int state) {
        return switch (state) {
            case NeighborCache.INCOMPLETE -> "incomplete";
            case NeighborCache.REACHABLE -> "reachable";
            case NeighborCache.STALE -> "stale";
            case NeighborCache.DELAY -> "delay";
            case NeighborCache.PROBE -> "probe";
            default -> "unreachable";
        };
    }

    /** The text of an address, with its zone if it means nothing without: RFC 4007 section 11. */
    public static String zoned(long hi, long lo, int interfaceIndex) {
        boolean zone = Ipv6Address.scope(hi, lo) <= Ipv6Address.SCOPE_LINK_LOCAL;
        return Ipv6Address.text(hi, lo) + (zone ? "%" + interfaceIndex : "");
    }

    private static String mac(long mac) {
        return String.format("%012x", mac).replaceAll("..(?!$)", "$0:");
    }

    private static String seconds(long untilNs, long nowNs) {
        return untilNs == Deadlines.NEVER ? "infinite" : Long.toString(Math.max(0, untilNs - nowNs) / SECOND_NS);
    }
}
