/**
 * CBOR, RFC 8949: {@link dev.kogame.netstack.cbor.CborReader} and {@link dev.kogame.netstack.cbor.CborWriter}, used as the package
 * {@code data} shows.
 *
 * <p>The reader takes any well-formed item whose nesting is not deeper than {@link dev.kogame.netstack.data.DataReader#MAX_DEPTH}, and
 * leaves tags to whoever asks for them, except decimal fractions, which it reads as the numbers they are. The writer uses the preferred
 * serialization of section 4.1, and writes no tags.
 */
package dev.kogame.netstack.cbor;
