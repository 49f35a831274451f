/**
 * A stub resolver, RFC 1035 with the AAAA records of RFC 3596: asks recursive servers over UDP for the IPv6 addresses of a name.
 *
 * <pre>{@code
 * DnsResolver resolver = new DnsResolver(servers, domains, secret);
 * resolver.start(stack.udp(49152, resolver));
 * resolver.resolve(DnsName.encode("lamp.example"), (answer, nowNs) -> ..., nowNs);
 * }</pre>
 *
 * <p>The resolver has a turn of its own beside the stack's, for its timers. It keeps no cache, follows aliases within an answer, and
 * has no TCP to fall back on: a truncated answer is an error. It believes an answer that comes from the server and port asked, to the
 * port, identifier and question asked, both numbers drawn by a generator that nobody can predict without its secret (RFC 5452).
 */
package dev.kogame.netstack.dns;
