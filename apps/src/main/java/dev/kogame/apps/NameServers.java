package dev.kogame.apps;

import java.util.Arrays;
import java.util.List;

import dev.kogame.netstack.dns.DnsServerList;

/**
 * The DNS servers that a configuration names, first choice first.
 *
 * @param servers at most {@link #MOST}
 */
public record NameServers(List<ZonedAddress> servers) implements DnsServerList {

    /** The most that make sense: each may keep a query waiting for seconds. */
    public static final int MOST = 8;

    /** No server. */
    public static final NameServers NONE = new NameServers(List.of());

    /** Keeps the list as it is now. */
    public NameServers {
        servers = List.copyOf(servers);
    }

    /**
     * Reads addresses with commas between them, such as {@code 2001:db8::53, fe80::1%0}.
     *
     * @throws IllegalArgumentException if one is no unicast address, or there are too many
     */
    public static NameServers parse(String text) {
        List<ZonedAddress> servers = Arrays.stream(text.split(",")).map(String::strip).map(ZonedAddress::parse)
                .toList();
        for (ZonedAddress server : servers) {
            if (!server.isUnicast()) {
                throw new IllegalArgumentException("'" + server + "' is no address of one server");
            }
        }
        if (servers.size() > MOST) {
            throw new IllegalArgumentException(servers.size() + " are too many: name " + MOST + " or fewer");
        }
        return new NameServers(servers);
    }

    @Override
    public int count() {
        return servers.size();
    }

    @Override
    public long hi(int i) {
        return servers.get(i).hi();
    }

    @Override
    public long lo(int i) {
        return servers.get(i).lo();
    }

    @Override
    public int interfaceIndex(int i) {
        return servers.get(i).interfaceIndex();
    }
}
