/** What a case is written with: the stations of the tester, and the verbs send, expect, wait. */
package dev.kogame.tools.conformance.script;
