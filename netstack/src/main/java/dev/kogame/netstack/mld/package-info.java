/** Multicast listener discovery version 2, RFC 3810, the listener's side without source filters, and version 1 (RFC 2710) while its querier is there. */
package dev.kogame.netstack.mld;
