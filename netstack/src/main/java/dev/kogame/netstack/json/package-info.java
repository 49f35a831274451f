/**
 * JSON, RFC 8259: {@link dev.kogame.netstack.json.JsonReader} and {@link dev.kogame.netstack.json.JsonWriter}, used as the package
 * {@code data} shows.
 *
 * <p>The reader takes the grammar to the letter. It refuses text that is not UTF-8, surrogates without their other half, and nesting
 * deeper than {@link dev.kogame.netstack.data.DataReader#MAX_DEPTH}. A byte order mark is refused, too (section 8.1 leaves that open).
 * Of several equal keys each is given, in their order.
 */
package dev.kogame.netstack.json;
