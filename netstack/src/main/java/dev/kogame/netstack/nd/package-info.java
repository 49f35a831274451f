/**
 * Neighbor discovery (RFC 4861) and stateless address autoconfiguration (RFC 4862), the host's side and as much of a router's as an
 * announced prefix needs.
 *
 * <p>Tables decide and classes named after a section act. {@link dev.kogame.netstack.nd.NeighborCache},
 * {@link dev.kogame.netstack.nd.RouterList}, {@link dev.kogame.netstack.nd.RouteList}, {@link dev.kogame.netstack.nd.PrefixList},
 * {@link dev.kogame.netstack.nd.Redirects}, {@link dev.kogame.netstack.nd.AddressTable},
 * {@link dev.kogame.netstack.nd.DuplicateAddressDetection}, {@link dev.kogame.netstack.nd.TemporaryAddresses},
 * {@link dev.kogame.netstack.nd.DnsServers} and {@link dev.kogame.netstack.nd.DnsSearchList} hold state and answer questions as ints.
 * {@link dev.kogame.netstack.nd.RoutingTable} finds the next hop among them. {@link dev.kogame.netstack.nd.NeighborDiscovery} (section
 * 7), {@link dev.kogame.netstack.nd.RouterDiscovery} (section 6.3), {@link dev.kogame.netstack.nd.RedirectFunction} (section 8),
 * {@link dev.kogame.netstack.nd.RouterAdvertiser} (section 6.2) and {@link dev.kogame.netstack.nd.AddressAutoconfiguration} (RFC 4862)
 * receive messages, run timers and send.
 */
package dev.kogame.netstack.nd;
