/**
 * The IPv6 stack. {@link dev.kogame.netstack.NetStack} is the way in; below it the rooms form one staircase, each importing only from
 * below:
 *
 * <pre>
 * wire                     bytes
 * data · cbor · json       payloads: their formats, which know of no network
 * senml                    measurements in both formats
 * link                     an interface over its port
 * nd                       neighbors, routers, prefixes, addresses
 * ip6                      the header chain, next hop, source address
 * icmp6 · mld · udp        what stands on ip6
 * dhcp6 · dns · sntp       clients that stand on udp
 * coap                     server and client on udp
 * </pre>
 *
 * <p>Omitted on purpose: jumbograms (RFC 2675), mobile IPv6 (RFC 6275), secure neighbor discovery (RFC 3971), IPsec (RFC 4301), and IPv4.
 * What of each RFC is done stands in the ledgers of {@code conformance}, with RFC 8504 as the checklist.
 *
 * <p>One thread does everything; time comes as an argument; all memory is taken when the stack is built; whatever arrives gives an
 * outcome, never a throwable.
 */
package dev.kogame.netstack;
