/**
 * The bare host: nothing but the stack and the small services of old, for whoever tries a network or a board. UDP echo on port 7
 * (RFC 862), discard on port 9 (RFC 863) and the character generator on port 19 (RFC 864).
 *
 * <pre>
 * socat -t 1 - 'UDP6:[2001:db8::1]:7'      what is typed comes back
 * </pre>
 */
package dev.kogame.apps.node;
