/** ICMPv6 of a host, RFC 4443: echo, asked and answered, and errors within their limits. */
package dev.kogame.netstack.icmp6;
