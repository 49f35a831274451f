/** ICMPv6 of a host, RFC 4443: echo in both directions, errors sent within their limits, and what received errors are about. */
package dev.kogame.netstack.icmp6;
