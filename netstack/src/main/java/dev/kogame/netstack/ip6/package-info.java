/**
 * IPv6 itself, RFC 8200: {@link dev.kogame.netstack.ip6.Ip6Input} judges the header chain of what arrives,
 * {@link dev.kogame.netstack.ip6.Reassembly} makes packets of fragments; {@link dev.kogame.netstack.ip6.Ip6Output} finds the interface
 * and the next hop of what leaves, {@link dev.kogame.netstack.ip6.SourceAddressSelection} its source (RFC 6724),
 * {@link dev.kogame.netstack.ip6.DestinationCache} the MTU of its path (RFC 8201), and
 * {@link dev.kogame.netstack.ip6.Fragmentation} cuts it if it is longer.
 */
package dev.kogame.netstack.ip6;
