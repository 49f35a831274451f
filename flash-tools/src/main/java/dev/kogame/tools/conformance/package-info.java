/** {@code ./kogame conformance}: holds a device against the host cases of the IPv6 specifications. */
package dev.kogame.tools.conformance;
