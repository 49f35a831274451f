/** Multicast listener discovery version 2, RFC 3810, the listener's side without source filters. Version 1 queriers are not served yet. */
package dev.kogame.netstack.mld;
