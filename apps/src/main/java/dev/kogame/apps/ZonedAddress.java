package dev.kogame.apps;

import dev.kogame.netstack.StackReport;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * An IPv6 address and its zone, as a person writes them: {@code fe80::1%0}, RFC 4007 section 11. A device has one interface, so a
 * link-local address without a zone means that one.
 *
 * @param interfaceIndex the zone; {@link #ANY} for an address that needs none and has none
 */
public record ZonedAddress(long hi, long lo, int interfaceIndex) {

    /** Any interface. */
    public static final int ANY = -1;

    private static final int INTERFACES = 1;

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if the text is no address, or its zone no interface of the device
     */
    public static ZonedAddress parse(String text) {
        int percent = text.indexOf('%');
        byte[] octets = Ipv6Address.parse(percent < 0 ? text : text.substring(0, percent));
        long hi = Octets.get64(octets, 0);
        long lo = Octets.get64(octets, 8);
        if (percent >= 0) {
            return new ZonedAddress(hi, lo, zone(text, text.substring(percent + 1)));
        }
        return new ZonedAddress(hi, lo, Ipv6Address.scope(hi, lo) <= Ipv6Address.SCOPE_LINK_LOCAL ? 0 : ANY);
    }

    private static int zone(String text, String zone) {
        // A zone is a number here, RFC 4007 section 11.2, and there is only one.
        if (!zone.matches("[0-9]{1,3}") || Integer.parseInt(zone) >= INTERFACES) {
            throw new IllegalArgumentException(
                    "'" + text + "' has the zone '" + zone + "', and the only interface is 0");
        }
        return Integer.parseInt(zone);
    }

    /** Whether it can be the address of one node: it is no group, nor the unspecified or loopback address. */
    public boolean isUnicast() {
        return !Ipv6Address.isMulticast(hi) && !Ipv6Address.isUnspecified(hi, lo) && !Ipv6Address.isLoopback(hi, lo);
    }

    @Override
    public String toString() {
        return StackReport.zoned(hi, lo, interfaceIndex);
    }
}
