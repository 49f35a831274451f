/**
 * Neighbor discovery (RFC 4861) and stateless address autoconfiguration (RFC 4862), the host's side and as much of a router's as an
 * announced prefix needs.
 *
 * <p>Tables decide and classes named after a section act. {@link dev.kogame.netstack.nd.NeighborCache},
 * {@link dev.kogame.netstack.nd.RouterList}, {@link dev.kogame.netstack.nd.PrefixList}, {@link dev.kogame.netstack.nd.AddressTable} and
 * {@link dev.kogame.netstack.nd.DuplicateAddressDetection} hold state and answer questions as ints.
 * {@link dev.kogame.netstack.nd.NeighborDiscovery} (section 7), {@link dev.kogame.netstack.nd.RouterDiscovery} (section 6.3),
 * {@link dev.kogame.netstack.nd.RouterAdvertiser} (section 6.2) and {@link dev.kogame.netstack.nd.AddressAutoconfiguration} (RFC 4862)
 * receive messages, run timers and send.
 */
package dev.kogame.netstack.nd;
