/**
 * The cases, a class for each section of the specification. Ids and numbering follow the IPv6 Ready Logo Phase-2 Core Protocols test
 * specification (v6LC.*) and its companions; rows of newer RFCs are X.*.
 */
package dev.kogame.tools.conformance.cases;
