package dev.kogame.tools.conformance.script;

import dev.kogame.tools.conformance.packet.Address;

/**
 * A station that the tester plays.
 *
 * @param mac the Ethernet address its packets come from; for a host behind a router, the router's
 * @param linkLocal null for a host behind a router
 * @param global the address it has in the prefix of the link, or beyond it
 */
public record Node(String name, long mac, Address linkLocal, Address global, boolean router) {

    /** The prefix of the link, and one beyond the routers. */
    public static final Address PREFIX = Address.of("3ffe:501:ffff:100::");
    public static final Address OFF_LINK_PREFIX = Address.of("3ffe:501:ffff:109::");

    public static final Node TN1 = onLink("TN1", 0x0100, false);
    public static final Node TN3 = onLink("TN3", 0x0103, false);
    public static final Node TN4 = onLink("TN4", 0x0104, false);
    public static final Node TR1 = onLink("TR1", 0xa0a0, true);
    public static final Node TR2 = onLink("TR2", 0xa1a1, true);
    public static final Node TR3 = onLink("TR3", 0xa2a2, true);
    /** Hosts behind TR1. */
    public static final Node TN2 = behind("TN2", 0x0101);
    public static final Node TN5 = behind("TN5", 0x0105);

    private static Node onLink(String name, long mac, boolean router) {
        return new Node(name, mac, Address.linkLocal(mac), Address.eui64(PREFIX, mac), router);
    }

    private static Node behind(String name, long identifier) {
        return new Node(name, TR1.mac, null, Address.eui64(OFF_LINK_PREFIX, identifier), false);
    }

    @Override
    public String toString() {
        return name;
    }
}
