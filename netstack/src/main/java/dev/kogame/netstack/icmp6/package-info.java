/** ICMPv6 of a host, RFC 4443: the echo responder, and errors within their limits. */
package dev.kogame.netstack.icmp6;
