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
 * dhcp6 · dns · sntp · coap what stands on udp
 * </pre>
 *
 * <p>One thread does everything; time comes as an argument; all memory is taken when the stack is built; whatever arrives gives an
 * outcome, never a throwable.
 */
package dev.kogame.netstack;
