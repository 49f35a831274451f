/**
 * The DHCPv6 client, RFC 8415: addresses (IA_NA) if routers set the M flag, and the DNS servers and search list (RFC 3646) with them or,
 * if routers set the O flag alone, by themselves.
 *
 * <p>{@link dev.kogame.netstack.dhcp6.Dhcp6Client} is the way in: it holds UDP port 546 and one {@code InterfaceClient} for each
 * interface, the state machine of section 18.2. {@code Retransmission} is section 15, {@code Leases} what a server leased
 * (section 12), {@code LeasingServer} who that is, {@code Dhcp6Message} the octets.
 */
package dev.kogame.netstack.dhcp6;
