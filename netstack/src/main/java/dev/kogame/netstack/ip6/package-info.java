/**
 * IPv6 itself, RFC 8200: {@link dev.kogame.netstack.ip6.Ip6Input} judges the header chain of what arrives,
 * {@link dev.kogame.netstack.ip6.Ip6Output} finds the interface and the next hop of what leaves,
 * {@link dev.kogame.netstack.ip6.SourceAddressSelection} its source (RFC 6724).
 *
 * <p>Not there yet: reassembly, fragmentation, a destination cache with path MTUs, redirects.
 */
package dev.kogame.netstack.ip6;
